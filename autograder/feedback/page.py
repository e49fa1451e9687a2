"""Writes the page: one HTML file that needs nothing else, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.feedback import heatmap
from autograder.feedback.text import symbols
from autograder.feedback.view import PageView, page_view
from autograder.files import write_below
from autograder.gradebook.model import ManualGrade
from autograder.record.model import NotebookRecord

if TYPE_CHECKING:
    from autograder.course import Master


def write_page(
    record: NotebookRecord,
    master: Master,
    out: Path,
    *,
    root: Path | None = None,
    manual: Mapping[str, ManualGrade] | None = None,
) -> Path:
    """Writes the page of a record to the file `out` (feedback/<student>/<assignment>/<notebook>.html); returns it.

    `manual` maps a grade_id to what the staff gave. The file is replaced in one step: a reader sees the old page or the
    new one, never half of one. No folder between `root` (by default the file's own) and the file may be a link.
    """
    write_below(root or out.parent, out, render(page_view(record, master, manual or {})))
    return out


def render(view: PageView) -> str:
    """The page as HTML."""
    return _environment().get_template("page.html.j2").render(page=view)


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
