"""A notebook in JupyterLab, as a student handles it: types into cells, runs them, reads what appears below."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECOND = 1000
IDLE = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
INDEX = """grade_id => {
    const cells = window.jupyterapp.shell.currentWidget.content.widgets;
    return cells.findIndex(cell => cell.model.getMetadata('nbgrader')?.grade_id === grade_id);
}"""


@dataclass
class Lab:
    """One open notebook."""

    page: Any
    folder: Path

    def wait_until_idle(self, seconds: float = 120) -> None:
        """Until the kernel has nothing left to do."""
        self.page.wait_for_function(IDLE, timeout=seconds * SECOND)

    def command(self, name: str) -> None:
        """A command of JupyterLab's menus."""
        self.page.evaluate("name => window.jupyterapp.commands.execute(name)", name)

    def run_all(self) -> None:
        """Run, Run All Cells; returns when the last one has run."""
        self.wait_until_idle()
        self.command("notebook:run-all-cells")
        self.page.wait_for_function(
            """() => window.jupyterapp.shell.currentWidget.content.widgets.every(
                cell => cell.model.type !== 'code' || cell.model.executionCount)""",
            timeout=180 * SECOND,
        )
        self.wait_until_idle()

    def cell(self, grade_id: str) -> Any:
        """The cell in the page."""
        index = self.page.evaluate(INDEX, grade_id)
        assert index >= 0, grade_id
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def write(self, grade_id: str, source: str) -> None:
        """Click into the cell, select all, type over it, and run it."""
        cell = self.cell(grade_id)
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)
        self.run(grade_id)

    def answer(self, grade_id: str, text: str) -> None:
        """Double-click a text cell, type over what stands there, and render it."""
        cell = self.cell(grade_id)
        cell.locator(".jp-MarkdownOutput").dblclick()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Shift+Enter")
        cell.locator(".jp-MarkdownOutput").get_by_text(text).wait_for()

    def run(self, grade_id: str) -> None:
        """Click into the cell, Shift+Enter, wait."""
        before = self._count(grade_id)
        self.cell(grade_id).locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        self.page.wait_for_function(
            """([index, before]) => {
                const model = window.jupyterapp.shell.currentWidget.content.widgets[index].model;
                return model.executionCount && model.executionCount !== before && model.executionState === 'idle';
            }""",
            arg=[self.page.evaluate(INDEX, grade_id), before],
            timeout=60 * SECOND,
        )

    def _count(self, grade_id: str) -> int | None:
        return self.page.evaluate(  # type: ignore[no-any-return]
            "i => window.jupyterapp.shell.currentWidget.content.widgets[i].model.executionCount",
            self.page.evaluate(INDEX, grade_id),
        )

    def said(self, grade_id: str, on: str = "stdout") -> str:
        """The text that stands below a cell: of stdout, or of stderr, which is on red ground."""
        mime = {"stdout": "stdout", "stderr": "stderr"}[on]
        outputs = self.cell(grade_id).locator(f'[data-mime-type="application/vnd.jupyter.{mime}"]')
        return "\n".join(outputs.all_inner_texts())

    def errors(self) -> int:
        """How many cells of the notebook ended in an exception: on the page these look as what stderr says."""
        return int(
            self.page.evaluate(
                """() => window.jupyterapp.shell.currentWidget.content.widgets.filter(
                    cell => cell.model.type === 'code'
                        && cell.model.outputs.toJSON().some(output => output.output_type === 'error')).length"""
            )
        )

    def pictures(self, grade_id: str, least: int = 0) -> int:
        """How many pictures below a cell have been drawn on the screen."""
        return self.drawn(self.cell(grade_id).locator(".jp-OutputArea-output img"), least)

    def drawn(self, pictures: Any, least: int, seconds: float = 60) -> int:
        """How many there are, once there are so many: JupyterLab draws outputs when it finds the time."""
        for _ in range(int(4 * seconds)):
            if pictures.count() >= least:
                break
            self.page.wait_for_timeout(SECOND / 4)
        return int(pictures.count())

    def save(self) -> None:
        """File, Save."""
        self.command("docmanager:save")
        self.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty", timeout=60000)

    def validate(self) -> str:
        """What nbgrader's Validate button answers; its dialog is closed again."""
        self.page.get_by_role("button", name="Validate").first.click()
        dialog = self.page.locator(".jp-Dialog")
        dialog.wait_for(timeout=240 * SECOND)
        text = str(dialog.inner_text())
        dialog.locator("button.jp-mod-accept").click()
        return text
