"""Jupyter's server with nbgrader's formgrader in it: on loopback, in the course's folder."""

from __future__ import annotations

import contextlib
import logging
import os
from typing import Any

from autograder.course import Course
from autograder.errors import MachineError

#: Where the formgrader begins.
PAGE = "formgrader/manage_assignments"
#: The parts of the server that are needed whatever the machine's configuration says; MathJax's serves its files.
PARTS = ("nbgrader.server_extensions.formgrader", "jupyter_server_mathjax")


class Server:
    """A server that listens when it is made; `address` is where graders go, `serve` returns when it is stopped."""

    def __init__(self, course: Course, *, port: int = 8888, browser: bool = True) -> None:
        """Raises MachineError where it does not start. Of `port` and those behind it the first free one is taken."""
        from jupyter_server.serverapp import ServerApp  # noqa: PLC0415 -- loads for a second

        from autograder.formgrader.grades import Grades  # noqa: PLC0415 -- loads all of nbgrader
        from autograder.formgrader.handlers import mount  # noqa: PLC0415 -- loads all of nbgrader
        from autograder.formgrader.navigation import with_links  # noqa: PLC0415
        from autograder.formgrader.pages import GradersExporter  # noqa: PLC0415 -- loads all of nbgrader

        self._app: Any = ServerApp(jpserver_extensions=dict.fromkeys(PARTS, True))
        os.chdir(course.folder)  # nbgrader's extension reads the configuration that it finds here
        try:
            self._app.initialize(_options(course, port, browser))
        except SystemExit as problem:
            raise MachineError(
                f"Jupyter's server does not start at port {port} or one of those behind it; name another: --port N."
            ) from problem
        self._app.log.addFilter(_is_no_banner)
        settings = self._app.web_app.settings
        formgrader = settings.get("nbgrader_formgrader")
        if formgrader is None:
            self._app.stop()
            raise MachineError("nbgrader's formgrader did not load; `jupyter server extension list` says why.")
        settings["nbgrader_exporter"] = GradersExporter(course, formgrader.config)
        settings["nbgrader_jinja2_env"] = with_links()
        self._grades = Grades(course.db_url, course.course_id)
        mount(self._app.web_app, course, self._grades)

    @property
    def address(self) -> str:
        """Where the formgrader begins, with the token that lets one in."""
        token = self._app.identity_provider.token
        return f"{self._app.connection_url.rstrip('/')}/{PAGE}" + (f"?token={token}" if token else "")

    def serve(self) -> None:
        """Answer until Ctrl-C, or the server's own menu, ends it."""
        with self._grades, contextlib.suppress(KeyboardInterrupt):
            self._app.start()


def _options(course: Course, port: int, browser: bool) -> list[str]:
    """As on a command line, so that they go before what the user's own configuration says."""
    root = os.geteuid() == 0 if hasattr(os, "geteuid") else False
    return [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={course.root}",
        f"--ServerApp.default_url=/{PAGE}",
        f"--ServerApp.open_browser={browser}",
        "--IdentityProvider.cookie_options={'path': '/'}",  # nbgrader's pages let one in for themselves only
        "--FormgradeExtension.debug=False",  # else its page shows the configuration, a database's password included
        "--ServerApp.answer_yes=True",
        "--Application.log_level=ERROR",
        *(["--ServerApp.allow_root=True"] if root else []),
    ]


def _is_no_banner(record: logging.LogRecord) -> bool:
    """Jupyter tells addresses, and that it ends, as critical; we tell the one address that matters."""
    return record.levelno != logging.CRITICAL
