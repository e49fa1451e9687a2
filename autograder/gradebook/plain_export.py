"""Lets nbgrader's own `nbgrader export` write late penalties that hold for points given by hand since the last grading.

In nbgrader_config.py::

    c.ExportApp.plugin_class = "autograder.gradebook.plain_export.UpToDateExport"
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.plugins import CsvExportPlugin

from autograder.course import Course
from autograder.gradebook.writer import Gradebook


class UpToDateExport(CsvExportPlugin):  # type: ignore[misc]  # nbgrader is untyped for us
    """nbgrader's CSV, with penalties brought up to date before it is written."""

    def export(self, gradebook: Any) -> None:
        """Called by `nbgrader export`, with nbgrader's own gradebook open."""
        directory = self.parent.coursedir
        gradebook.db.commit()  # what it has read by now may be another
        with Gradebook(Course.open(Path(directory.root)), directory.db_url) as ours:
            for assignment in [assignment.name for assignment in gradebook.assignments]:
                ours.standings(assignment)
        gradebook.db.expire_all()
        super().export(gradebook)
