"""nbgrader's commands in the process of the tests: loading nbgrader takes longer than most of them."""

import contextlib

from jupyter_core.application import NoStart
from nbgrader.apps import NbGraderApp


def nbgrader(*arguments: str) -> None:
    """Run a command in the current folder; fails with SystemExit where it does."""
    NbGraderApp.clear_instance()
    app = NbGraderApp.instance()
    app.initialize(list(arguments))
    with contextlib.suppress(NoStart):  # a command below it has run
        app.start()
    type(app.subapp).clear_instance()
