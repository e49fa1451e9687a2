"""The pages on which people grade: nbgrader's, with the rubric under each answer and MathJax from this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.formgrader.rubric import Rubric, rubrics

#: Where the folder of our template lies, before nbgrader's own, which it extends.
TEMPLATES = (str(Path(__file__).parent / "templates"), handlers.template_path)


class GradersExporter(HTMLExporter):  # type: ignore[misc]  # nbconvert is untyped for us
    """Makes nbgrader's page of one submission; the formgrader calls `from_filename` when somebody opens it."""

    def __init__(self, course: Course, config: Config) -> None:
        config = config.copy()
        config.HTMLExporter.template_name = "graders"
        config.HTMLExporter.extra_template_basedirs = list(TEMPLATES)
        config.HTMLExporter.extra_template_paths = [handlers.template_path]  # where ours finds what it extends
        super().__init__(config=config)
        self._course = course

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **options: Any) -> Any:
        """The page of an autograded notebook, which itself is left as it is."""
        given = dict(resources or {})
        found, problem = self._rubrics(str(given.get("assignment_id", "")), str(given.get("notebook_id", "")))
        return super().from_filename(filename, resources={**given, "rubrics": found, "no_rubrics": problem}, **options)

    def _rubrics(self, assignment: str, notebook: str) -> tuple[dict[str, Rubric], str]:
        """(what each answer is graded by, why that could not be read)."""
        try:
            masters = self._course.masters(assignment)
        except (AutograderError, OSError) as problem:
            return {}, str(problem)
        return next((rubrics(master) for master in masters if master.notebook == notebook), {}), ""
