"""The law for every source notebook; each test runs on each of them."""

from __future__ import annotations

import ast
import doctest
import itertools
import re
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from tests.course import symbols
from tests.course.material import NOTEBOOKS, SOURCE, TOOLKIT, hidden, nbgrader, read, solved_namespace, visible

ALLOWED_IN_HIDDEN = {"__future__", "autograder.hidden", "backprop_ref", "numpy", "math", "itertools"}
FOREIGN_NOTATION = {
    r"\\(mathbf|vec|bm)\b": "bold vectors",
    r"\bz\^\{?\(": "z for the pre-activation s",
    r"\ba\^\{?\(": "a for the output o",
    r"\\sigma": "sigma for the activation theta",
    r"\\nabla(?!_)": "a gradient without the variable it is taken by",
    r"\\frac12 ?\(": "a half in the squared error",
    r"\\eta\^": "a learning rate with an exponent",
}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def markdown(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def lines(source: str) -> int:
    return sum(bool(line.strip()) for line in source.splitlines())


def test_there_is_a_source_notebook() -> None:
    assert NOTEBOOKS


@every_notebook
def test_the_notebook_is_valid_and_named_like_its_assignment(path: Path) -> None:
    nbformat.validate(read(path))
    assert path.stem == path.parent.name


@every_notebook
def test_no_output_and_no_execution_count_is_committed(path: Path) -> None:
    for cell in code_cells(read(path)):
        assert cell.outputs == []
        assert cell.execution_count is None


@every_notebook
def test_cell_ids_are_readable_and_unique(path: Path) -> None:
    ids = [cell.id for cell in read(path).cells]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name)] == []


@every_notebook
def test_a_graded_cell_has_its_grade_id_as_cell_id(path: Path) -> None:
    graded = [cell for cell in read(path).cells if nbgrader(cell)]
    assert [cell.id for cell in graded] == [nbgrader(cell)["grade_id"] for cell in graded]


@every_notebook
def test_nbgrader_metadata_is_complete_and_of_schema_3(path: Path) -> None:
    for cell in read(path).cells:
        meta = nbgrader(cell)
        if meta:
            assert meta["schema_version"] == 3
            assert {"grade", "grade_id", "locked", "solution", "task"} <= set(meta)
            assert ("points" in meta) == bool(meta["grade"] or meta["task"])


@every_notebook
def test_every_solution_cell_has_a_locked_test_cell_after_it(path: Path) -> None:
    """A practice item has a check that is no grade, and that grading leaves out."""
    metas = [nbgrader(cell) for cell in read(path).cells if nbgrader(cell)]
    solutions = [m["grade_id"] for m in metas if m["solution"] and not m["grade"]]
    checks = [m for m in metas if not m["solution"] and (m["grade"] or m["grade_id"].startswith("check-"))]
    assert [m["grade_id"].split("-", 1) for m in checks] == [
        ["test" if m["grade"] else "check", grade_id] for m, grade_id in zip(checks, solutions, strict=True)
    ]
    ungraded = [cell for cell in read(path).cells if nbgrader(cell) in checks and not nbgrader(cell)["grade"]]
    assert all("illustration" in cell.metadata.get("tags", []) and "@tk.check(" in cell.source for cell in ungraded)
    assert all(m["locked"] for m in metas if not m["solution"])
    assert not any(m["locked"] for m in metas if m["solution"])


@every_notebook
def test_every_test_cell_has_a_visible_check_that_answers_at_once(path: Path) -> None:
    for cell in code_cells(read(path)):
        if nbgrader(cell).get("grade"):
            assert "@tk.check(" in visible(cell), cell.id


@every_notebook
def test_every_written_answer_has_a_rubric_worth_its_points(path: Path) -> None:
    for cell in markdown(read(path)):
        if nbgrader(cell).get("grade"):
            said = re.search(r"\*\*Rubric \((\d+) points?\)\.?\*\*", cell.source)
            assert said, cell.id
            assert float(said[1]) == nbgrader(cell)["points"], cell.id


@every_notebook
def test_headings_are_one_title_sections_and_exercises(path: Path) -> None:
    text = "\n".join(re.sub(r"(?s)```.*?```", "", cell.source) for cell in markdown(read(path)))
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text, re.M)]
    assert levels[0] == 1
    assert set(levels[1:]) <= {2, 3}
    assert levels[1] == 2
    assert all(
        re.match(r"(Exercise \d+|Question \d+|Practice): ", title) for title in re.findall(r"^### (.+)$", text, re.M)
    )


@every_notebook
def test_an_assignment_is_worth_10_to_20_points(path: Path) -> None:
    total = sum(nbgrader(cell).get("points", 0) for cell in read(path).cells)
    assert 10 <= total <= 20
    assert f"**Points:** {total:g}" in read(path).cells[0].source


@every_notebook
def test_the_points_in_the_headings_are_those_of_the_cells(path: Path) -> None:
    said = re.findall(r"^### .*\((\d+) points?\)", "\n".join(c.source for c in markdown(read(path))), re.M)
    worth = [nbgrader(cell)["points"] for cell in read(path).cells if nbgrader(cell).get("points")]
    assert [float(points) for points in said] == [float(points) for points in worth]


@every_notebook
def test_the_notebook_has_40_to_80_cells(path: Path) -> None:
    assert 40 <= len(read(path).cells) <= 80


@every_notebook
def test_what_students_see_of_a_code_cell_is_at_most_25_lines(path: Path) -> None:
    long = {cell.id: lines(visible(cell)) for cell in code_cells(read(path)) if lines(visible(cell)) > 25}
    assert long == {}


@every_notebook
def test_what_is_folded_up_is_given_and_the_notebook_says_that_nobody_need_read_it(path: Path) -> None:
    notebook = read(path)
    folded = [cell for cell in notebook.cells if cell.metadata.get("jupyter", {}).get("source_hidden")]
    assert all(nbgrader(cell)["locked"] and not nbgrader(cell)["grade"] for cell in folded)
    assert bool(folded) == any("folded up are given; you need not read them" in c.source for c in markdown(notebook))


@every_notebook
def test_code_cells_that_students_only_read_are_short(path: Path) -> None:
    shown = [lines(cell.source) for cell in code_cells(read(path)) if not nbgrader(cell)]
    assert statistics.median(shown) <= 4


@every_notebook
def test_there_is_about_as_much_prose_as_code(path: Path) -> None:
    notebook = read(path)
    prose = sum(len(cell.source) for cell in markdown(notebook))
    code = sum(len(visible(cell)) for cell in code_cells(notebook))
    assert 0.8 <= prose / code <= 2.5


@every_notebook
def test_prose_cells_are_short(path: Path) -> None:
    cells = [cell for cell in markdown(read(path)) if not nbgrader(cell)]
    words = [
        len(re.sub(r"(?s)<details>.*|```.*?```|\$.*?\$|^\|[^\n]*$", "", cell.source, flags=re.M).split())
        for cell in cells
    ]
    assert statistics.median(words) <= 60
    assert max(words) <= 200


@every_notebook
def test_an_exercise_has_at_most_three_hints_and_all_are_folded(path: Path) -> None:
    for cell in markdown(read(path)):
        summaries = re.findall(r"<details><summary>Hint (\d): .+?</summary>\n\n", cell.source)
        assert summaries == [str(i) for i in range(1, len(summaries) + 1)]
        assert len(summaries) <= 3
        assert cell.source.count("<details>") == cell.source.count("</details>") == len(summaries)
        assert "Hint" not in re.sub(r"(?s)<details>.*?</details>", "", cell.source)


@every_notebook
def test_every_exercise_states_a_worked_instance(path: Path) -> None:
    cells = read(path).cells
    for before, cell in itertools.pairwise(cells):
        if cell.cell_type == "code" and nbgrader(cell).get("solution"):
            assert before.cell_type == "markdown", cell.id
            assert before.source.startswith("### "), cell.id
            assert ">>> " in before.source, cell.id


@every_notebook
def test_the_worked_instances_are_what_the_solution_computes(path: Path) -> None:
    notebook, names = read(path), solved_namespace(path)
    checker = doctest.OutputChecker()
    for cell in markdown(notebook):
        for example in doctest.DocTestParser().get_examples(
            "\n".join(re.findall(r"(?s)```python\n(.*?)```", cell.source))
        ):
            got = _evaluated(example.source, names)
            assert checker.check_output(example.want, got, doctest.NORMALIZE_WHITESPACE), f"{cell.id}: {got}"


def _evaluated(source: str, names: dict[str, Any]) -> str:
    try:
        value = eval(source, names)
    except SyntaxError:
        exec(source, names)
        return ""
    with np.printoptions(legacy=False):
        return "" if value is None else f"{value!r}\n"


@every_notebook
def test_stubs_compile_and_raise_not_implemented(path: Path) -> None:
    notebook = released(path)
    for cell in code_cells(notebook):
        compile(cell.source, cell.id, "exec")
        if nbgrader(cell).get("solution"):
            assert "raise NotImplementedError()" in cell.source, cell.id


@every_notebook
def test_nothing_of_solutions_and_hidden_tests_is_left_in_what_students_get(path: Path) -> None:
    text = "\n".join(cell.source for cell in released(path).cells)
    for secret in ("SOLUTION", "HIDDEN", "autograder", "backprop_ref", "Rubric", "rubric"):
        assert secret not in text


@every_notebook
def test_hidden_code_imports_the_words_of_hidden_tests_and_the_reference_only(path: Path) -> None:
    for cell in code_cells(read(path)):
        tree = ast.parse(hidden(cell))
        modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        modules |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
        assert modules <= ALLOWED_IN_HIDDEN, cell.id


@every_notebook
def test_the_parts_of_a_hidden_test_are_worth_the_points_of_its_cell(path: Path) -> None:
    for cell in code_cells(read(path)):
        if nbgrader(cell).get("grade"):
            assert hidden(cell), f"{cell.id} has no hidden test"
            assert abs(_points_of_parts(hidden(cell)) - nbgrader(cell)["points"]) < 1e-9, cell.id


def _points_of_parts(source: str) -> float:
    return _walked(source)[0]


def _walked(source: str) -> tuple[float, list[str]]:
    """The points of a hidden test and the sources that it supplies: run with words that do nothing else."""
    import contextlib

    total: list[float] = []
    supplied: list[str] = []

    @contextlib.contextmanager
    def part(title: str, points: float) -> Any:
        total.append(points)
        with contextlib.suppress(_Skipped):
            yield

    def skip(*_arguments: Any, **_named: Any) -> Any:
        raise _Skipped

    words: dict[str, Any] = dict.fromkeys(("call", "timed", "variable", "expect", "require", "draws"), skip)
    words |= {
        "part": part,
        "supply": supplied.append,
        "provide": lambda *_: None,
        "builds_on": lambda *_, **__: None,
        "reveal": lambda *_: None,
        "Ref": str,
        "Oracle": lambda *_, **__: 0,
    }
    tree = ast.parse(source)
    tree.body = [n for n in tree.body if not (isinstance(n, ast.ImportFrom) and n.module == "autograder.hidden")]
    exec(compile(tree, "<hidden>", "exec"), words)
    return sum(total), supplied


@every_notebook
def test_what_a_hidden_test_supplies_answers_no_exercise(path: Path) -> None:
    """It can be read in the student's process: what is to be written is provided there, and only passed on."""
    notebook = read(path)
    to_write = set().union(*(_assigned(cell.source) for cell in code_cells(notebook) if nbgrader(cell).get("solution")))
    for cell in code_cells(notebook):
        for source in _walked(hidden(cell))[1]:
            for answer in ast.parse(source).body:
                if isinstance(answer, ast.FunctionDef) and answer.name in to_write:
                    computes = [node for node in ast.walk(answer) if isinstance(node, ast.BinOp | ast.AugAssign)]
                    assert computes == [], f"{cell.id}: {answer.name}"


@every_notebook
def test_nothing_is_counted_in_the_students_process(path: Path) -> None:
    for cell in code_cells(read(path)):
        for source in _walked(hidden(cell))[1]:
            nodes = list(ast.walk(ast.parse(source)))
            assert not any(isinstance(node, ast.Nonlocal | ast.Global) for node in nodes), cell.id
            modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
            assert modules <= {"numpy"}, cell.id


class _Skipped(Exception):
    pass


@every_notebook
def test_hidden_code_keeps_the_notebooks_names_as_they_are(path: Path) -> None:
    notebook = read(path)
    defined = {
        name for cell in code_cells(notebook) if not nbgrader(cell).get("grade") for name in _assigned(cell.source)
    }
    for cell in code_cells(notebook):
        assert _assigned(hidden(cell)) & defined == set(), cell.id


def _assigned(source: str) -> set[str]:
    """Names that a cell binds at its top level."""
    names: set[str] = set()
    nodes = list(ast.parse(source).body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif not isinstance(node, ast.Lambda | ast.ListComp | ast.DictComp | ast.SetComp | ast.GeneratorExp):
            nodes.extend(ast.iter_child_nodes(node))
    return names


@every_notebook
def test_the_notation_is_the_lectures(path: Path) -> None:
    found = [
        f"{cell.id}: {meaning}"
        for cell in markdown(read(path))
        for pattern, meaning in FOREIGN_NOTATION.items()
        if re.search(pattern, cell.source)
    ]
    assert found == []


@every_notebook
def test_every_symbol_is_one_of_the_lectures_or_said_to_be_added(path: Path) -> None:
    found = {cell.id: symbols.unknown(cell.source, path.stem) for cell in markdown(read(path))}
    assert {cell_id: unknown for cell_id, unknown in found.items() if unknown} == {}


@every_notebook
def test_every_figure_has_a_title_and_its_content_in_words(path: Path) -> None:
    for cell in code_cells(read(path)):
        if "plt.subplots" in cell.source or "plt.figure" in cell.source:
            assert "title" in cell.source, cell.id
            assert "xlabel" in cell.source, cell.id
            assert "ylabel" in cell.source, cell.id
            assert "tk.in_words(" in cell.source, cell.id
        assert "In words" not in cell.source, cell.id
        for drawing in re.findall(r"tk\.draw_\w+\((?s:.*?)\)$", cell.source, re.M):
            assert "title=" in drawing, cell.id


@every_notebook
def test_what_the_prose_says_stays_clear_of_places_on_a_machine(path: Path) -> None:
    text = "\n".join(cell.source for cell in read(path).cells)
    assert not re.search(r"/home/|/root/|/tmp/|/usr/|C:\\\\", text)


def test_a_grade_id_is_used_once_in_a_course() -> None:
    per_notebook = [{nbgrader(c)["grade_id"] for c in read(p).cells if nbgrader(c)} for p in NOTEBOOKS]
    for path in NOTEBOOKS:
        counted = Counter(nbgrader(cell)["grade_id"] for cell in read(path).cells if nbgrader(cell))
        assert [grade_id for grade_id, times in counted.items() if times > 1] == []
    assert per_notebook


@pytest.mark.parametrize("folder", sorted({path.parent for path in NOTEBOOKS}), ids=lambda folder: folder.name)
@pytest.mark.parametrize("name", [*(f"{module}.py" for module in TOOLKIT), "requirements.txt"])
def test_every_assignment_links_to_the_one_toolkit_and_to_what_it_needs(folder: Path, name: str) -> None:
    link = folder / name
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert link.resolve() == (SOURCE / name).resolve()


def test_what_students_install_is_what_the_notebooks_import() -> None:
    lines = (SOURCE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    named = {re.split(r"[<>=~!]", line)[0].strip() for line in lines if line and not line.startswith("#")}
    code = [cell.source for path in NOTEBOOKS for cell in released(path).cells if cell.cell_type == "code"]
    beside = [(SOURCE / f"{module}.py").read_text(encoding="utf-8") for module in TOOLKIT]
    trees = [ast.parse(source) for source in [*beside, *code]]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    imported = {name.split(".")[0] for name in names}
    assert imported - {*sys.stdlib_module_names, *TOOLKIT, "IPython"} <= named  # JupyterLab brings IPython


def released(path: Path) -> Any:
    """The notebook without solutions and hidden tests, by nbgrader's own preprocessors."""
    from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

    notebook = read(path)
    for preprocessor in (ClearSolutions(), ClearHiddenTests()):
        notebook, _ = preprocessor.preprocess(notebook, {})
    return notebook


@every_notebook
def test_a_file_that_does_not_lie_beside_the_notebook_is_named_in_one_sentence_by_its_first_cell(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in Colab, where a notebook is opened without what came along with it."""
    beside = {file.name for file in path.parent.iterdir() if file.suffix in (".py", ".csv")}
    first = code_cells(read(path))[0].source
    for missing in beside:
        for name in beside:
            (tmp_path / name).unlink(missing_ok=True)
        for name in beside - {missing}:
            (tmp_path / name).write_bytes((path.parent / name).read_bytes())
        monkeypatch.chdir(tmp_path)
        command = [sys.executable, "-c", first]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stderr.splitlines()[-1]
        assert said.startswith("ModuleNotFoundError: ")
        assert missing in said
        assert "folder" in said
