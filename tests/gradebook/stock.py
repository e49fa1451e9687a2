"""nbgrader's own commands, in this process: a fresh course is graded without our engine."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import warnings
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.course.configuration import load_config


@contextlib.contextmanager
def of_course(root: Path):
    """nbgrader's API in the course's folder, in the environment of a plain shell."""
    config, before, environment = load_config(root), Path.cwd(), dict(os.environ)
    config.CourseDirectory.root = str(root)
    log = logging.getLogger("stock nbgrader")
    log.propagate = False
    os.chdir(root)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    try:
        with warnings.catch_warnings(action="ignore"):  # nbgrader's, not ours
            yield NbGraderAPI(CourseDirectory(config=config), config=config, log=log)
    finally:
        os.chdir(before)
        os.environ.clear()  # where a submission fails, nbgrader leaves its mark in it
        os.environ.update(environment)


def said(result) -> str:
    """All that a command told: what the formgrader shows of it."""
    return f"{result.get('log', '')}\n{result.get('error', '')}"
