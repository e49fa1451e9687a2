"""The configuration of a course that has none yet."""

from __future__ import annotations

from pathlib import Path

from autograder.course.configuration import CONFIG_NAME
from autograder.errors import EXPORTER_LINE
from autograder.files import write_atomically

_LINES = f"""c = get_config()

# Plain `nbgrader autograde` and the formgrader's button grade with the autograder too.
{EXPORTER_LINE}
# `nbgrader export` says what every page says: late penalties follow points by hand and extensions.
c.ExportApp.plugin_class = "autograder.gradebook.plain_export.UpToDateExport"
"""


def begin(folder: Path) -> bool:
    """Write the first lines of a configuration where notebooks wait for one: it is not there, or empty.

    Whether it did. A configuration that says anything is somebody's, and stays as it is.
    """
    path = folder / CONFIG_NAME
    if not any((folder / "source").glob("*/*.ipynb")) or (path.exists() and path.read_bytes().strip()):
        return False
    write_atomically(path, _LINES)
    return True
