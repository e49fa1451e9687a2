"""Lets nbgrader's own `nbgrader autograde`, and the formgrader's button, grade with this engine.

In nbgrader_config.py::

    c.Autograde.exporter_class = "autograder.gradebook.plain_autograde.GradingExporter"

nbgrader's two lists of preprocessors begin only after nbgrader has read the submitted notebook: through a link, at any
size, and ending the submission where it is no notebook. An exporter stands before that: it is given the file's name.
"""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter

from autograder.course import Course
from autograder.errors import CannotJudge
from autograder.gradebook import autograded
from autograder.gradebook.engine import Engine
from autograder.gradebook.writer import Gradebook
from autograder.grading import read
from autograder.outcomes import Outcome
from autograder.record.model import NotebookRecord


class GradingExporter(NotebookExporter):  # type: ignore[misc]  # nbconvert is untyped for us
    """Turns the name of a submitted notebook into the graded notebook, and writes its scores on the way.

    `nbgrader.converters.Autograde` makes one for each run, as its child, and calls `from_filename` twice for each
    notebook: with the submitted file, to sanitise it, and with what it wrote to autograded/ then, to execute it.
    """

    def __init__(self, config: Any = None, **kwargs: Any) -> None:
        super().__init__(config=config, **kwargs)
        self._engine: Engine | None = None

    def from_filename(self, filename: str, resources: Any = None, **_: Any) -> tuple[str, Any]:
        """The text of the graded notebook. After the first call the scores are in the gradebook.

        Raises CannotJudge where an item could not be judged: nbgrader logs it, removes the autograded notebook and
        exits non-zero. By then the item has no score and asks for a person; the others have theirs.
        """
        names = resources["nbgrader"]
        resources = self._init_resources(resources)
        if not self.parent._sanitizing:  # the converter's second call, with what the first one gave
            return Path(filename).read_text(encoding="utf-8"), resources
        engine = self._opened()
        try:
            return self._graded(engine, names["student"], names["assignment"], names["notebook"]), resources
        finally:
            if self._is_last(filename):
                engine.close()

    def _opened(self) -> Engine:
        """One engine a run; it ends with the run's last notebook, or with this exporter where nbgrader skips that."""
        if self._engine is None:
            self._engine = self.open_engine(Course.open(Path(self.parent.coursedir.root)))
            weakref.finalize(self, self._engine.close)
        return self._engine

    def open_engine(self, course: Course) -> Engine:
        """Called once a run."""
        return Engine(course)

    def _graded(self, engine: Engine, student: str, assignment: str, notebook: str) -> str:
        grader = engine.grader(assignment, notebook)
        master, submission = grader.master, read(engine.course, student, assignment)
        record = engine.grade(submission, grader, anew=bool(self.parent.force))
        with Gradebook(engine.course, self.parent.coursedir.db_url) as gradebook:
            gradebook.put_scores(record, master, submission)
            engine.keep(record)
            gradebook.put_companions(record, master, submission, prune=True)
            remarks = [sentence for _, sentence in gradebook.remarks]
        for note in (*record.notes, *remarks):
            self.log.warning("%r, %s: %s", student, notebook, note)
        _refuse_unjudged(record)
        return autograded.as_text(autograded.notebook_of(record, master))

    def _is_last(self, filename: str) -> bool:
        """Whether the converter has nothing after this notebook."""
        folders = sorted(self.parent.assignments)
        last = sorted(self.parent.notebooks)[-1:]
        return bool(folders) and Path(filename).parent == Path(folders[-1]) and last == [filename]


def _refuse_unjudged(record: NotebookRecord) -> None:
    unjudged = [item for item in record.items if item.outcome is Outcome.CANNOT_JUDGE]
    if unjudged:
        names = ", ".join(item.grade_id for item in unjudged)
        why = next((item.staff_note for item in unjudged if item.staff_note), "no reason is known")
        raise CannotJudge(
            f"{record.student}, {record.notebook}: could not judge {names} ({why}). No score was written for it; "
            f"grade it again when that is repaired."
        )
