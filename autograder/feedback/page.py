"""Writes the page: one HTML file that needs nothing else, whole or not at all."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.feedback import heatmap
from autograder.feedback.text import symbols
from autograder.feedback.view import PageView, page_view
from autograder.files import check_way, clear_begun, write_below
from autograder.gradebook.model import ManualGrade
from autograder.record.model import NotebookRecord

if TYPE_CHECKING:
    from autograder.course import Master

#: Where in a page it says what it was made from, at the latest.
HEAD_BYTES = 1024
#: Packages that turn a record into HTML.
USES = ("jinja2", "latex2mathml", "markdown-it-py", "markupsafe", "mdit-py-plugins")


def write_page(
    record: NotebookRecord,
    master: Master,
    out: Path,
    *,
    root: Path | None = None,
    manual: Mapping[str, ManualGrade] | None = None,
    penalty: float = 0.0,
) -> Path:
    """Writes the page of a record to the file `out` (feedback/<student>/<assignment>/<notebook>.html); returns it.

    `manual` maps a grade_id to what the staff gave, `penalty` was taken off for being late. The file is replaced in one
    step: a reader sees the old page or the new one, never half of one. A page that was made from the very same is left
    as it is. No folder between `root` (by default the file's own) and the file may be a link.
    """
    given = manual or {}
    digest = _made_from(record, master, given, penalty)
    check_way(root or out.parent, out)
    if not _says(out, digest):
        clear_begun(out.parent)
        write_below(root or out.parent, out, render(page_view(record, master, given, penalty), digest))
    return out


def render(view: PageView, digest: str = "") -> str:
    """The page as HTML; `digest` says what it was made from."""
    return _environment().get_template("page.html.j2").render(page=view, digest=digest)


def _made_from(record: NotebookRecord, master: Master, manual: Mapping[str, ManualGrade], penalty: float) -> str:
    """Digest of everything that a page is a function of."""
    given = sorted((name, grade.points, grade.comment) for name, grade in manual.items())
    return hashlib.sha256(repr((record, given, penalty, master.sha256, _maker())).encode()).hexdigest()


def _says(page: Path, digest: str) -> bool:
    """Whether a page says that it was made from this; it does so in its head."""
    try:
        with page.open("rb") as file:
            return not page.is_symlink() and digest.encode() in file.read(HEAD_BYTES)
    except OSError:
        return False


@cache
def _maker() -> str:
    """Digest of what makes pages: this package with its templates, and the packages that it uses."""
    here = Path(__file__).parent
    files = [path for pattern in ("*.py", "templates/*") for path in sorted(here.glob(pattern))]
    versions = [f"{name} {importlib.metadata.version(name)}" for name in USES]
    content = b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)
    return hashlib.sha256(content + " ".join(versions).encode()).hexdigest()


@cache
def _environment() -> Environment:
    loader = PackageLoader("autograder.feedback", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = loader.get_source(environment, "page.css")[0]
    environment.globals.update(
        style=Markup(style), levels=heatmap.LEVELS, swatch=heatmap.legend_swatch, symbols=symbols
    )
    return environment
