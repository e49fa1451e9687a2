"""Nbgrader's options of a course folder, under nbgrader's names."""

from __future__ import annotations

from pathlib import Path

from traitlets import Bool, Integer, List, TraitError, Unicode, default, validate
from traitlets.config import LoggingConfigurable
from traitlets.utils.bunch import Bunch


class CourseDirectory(LoggingConfigurable):  # type: ignore[misc]  # traitlets is untyped for us
    """`c.CourseDirectory.*`. Nbgrader's own class loads all of nbgrader; a test holds that both read the same."""

    course_id = Unicode("").tag(config=True)
    student_id = Unicode("*").tag(config=True)
    student_id_exclude = Unicode("").tag(config=True)
    assignment_id = Unicode("").tag(config=True)
    notebook_id = Unicode("*").tag(config=True)
    directory_structure = Unicode("{nbgrader_step}/{student_id}/{assignment_id}").tag(config=True)
    source_directory = Unicode("source").tag(config=True)
    source_with_tests_directory = Unicode("source_with_tests").tag(config=True)
    release_directory = Unicode("release").tag(config=True)
    submitted_directory = Unicode("submitted").tag(config=True)
    autograded_directory = Unicode("autograded").tag(config=True)
    feedback_directory = Unicode("feedback").tag(config=True)
    solution_directory = Unicode("solution").tag(config=True)
    db_url = Unicode("").tag(config=True)
    root = Unicode("").tag(config=True)
    groupshared = Bool(False).tag(config=True)
    ignore = List([".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"]).tag(config=True)
    include = List(["*"]).tag(config=True)
    max_file_size = Integer(100000).tag(config=True)
    max_dir_size = Integer(100000).tag(config=True)

    @default("db_url")  # type: ignore[untyped-decorator]
    def _gradebook_in_root(self) -> str:
        return f"sqlite:///{Path(self.root).absolute() / 'gradebook.db'}"

    @validate("course_id", "student_id", "assignment_id", "notebook_id")  # type: ignore[untyped-decorator]
    def _stripped(self, proposal: Bunch) -> str:
        value: str = proposal["value"].strip()
        if proposal["trait"].name == "assignment_id" and "+" in value:
            raise TraitError("Assignment names should not contain the following characters: +")
        return value
