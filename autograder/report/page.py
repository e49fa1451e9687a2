"""Writes reports: HTML files that need nothing else, and CSV beside them, each whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import astuple, fields
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.feedback.text import clean, number, plural, symbols
from autograder.files import check_way, write_below
from autograder.record.history import Moved
from autograder.report.figures import ENDS, AssignmentReport
from autograder.spreadsheet import as_csv

FOLDER = "report"


def write_assignment_report(report: AssignmentReport, root: Path, feedback: Path) -> Path:
    """Writes report/<assignment>.html and four tables beside it, below the course `root`; returns the page.

    `feedback` is where the students' pages are: those that are there are linked.
    """
    from autograder.report import plots  # noqa: PLC0415 -- matplotlib, which `status` does without

    page = root / FOLDER / f"{report.assignment}.html"
    links = {student.name: _links(root, feedback, report.assignment, student) for student in report.students}
    write(
        root,
        page,
        render(
            "assignment.html.j2",
            report=report,
            links=links,
            titles={exercise.name: exercise.title for exercise in report.exercises},
            scores=plots.scores(report) if report.shares else "",
            exercises=plots.exercises(report) if report.exercises else "",
        ),
    )
    for name, content in _tables(report).items():
        write(root, page.with_name(f"{report.assignment}-{name}.csv"), content)
    return page


def write(root: Path, path: Path, text: str) -> None:
    """A file below the course, in one step; no folder on the way may be a link."""
    check_way(root, path)
    write_below(root, path, text.encode(errors="backslashreplace"))


def render(template: str, **values: Any) -> str:
    """A page as HTML."""
    return _environment().get_template(template).render(ENDS=ENDS, **values)


def _links(root: Path, feedback: Path, assignment: str, student: Any) -> tuple[str, ...]:
    """Where the student's pages are, seen from the report's folder."""
    pages = (feedback / student.name / assignment / f"{notebook}.html" for notebook in student.notebooks)
    there = (page for page in pages if page.is_file())
    return tuple(quote(os.path.relpath(page, root / FOLDER).replace(os.sep, "/")) for page in there)


def _tables(report: AssignmentReport) -> Mapping[str, str]:
    names = [exercise.name for exercise in report.exercises]
    return {
        "students": as_csv(
            [
                "student", "points", "penalty", "total", "max_points", "open_points", "late", "outcome", "seconds",
                *names,
            ],
            [
                [
                    student.name, student.points, student.penalty, student.total, student.max_points,
                    student.open_points, student.late, student.outcome, report.took.get(student.name),
                    *(_outcome(student.items, name) for name in names),
                ]
                for student in report.students
            ],
        ),
        "exercises": as_csv(
            ["name", "exercise", "max_points", *ENDS, "mean_share", "separates", "suspicion"],
            [
                [
                    one.name, one.title, one.max_points, *(one.ends[end] for end in ENDS), one.mean, one.separates,
                    one.suspicion,
                ]
                for one in report.exercises
            ],
        ),
        "mistakes": as_csv(
            ["number", "mistake", "exercises", "students", "who"],
            [
                [one.number, one.title, "; ".join(one.exercises), len(one.students), " ".join(one.students)]
                for one in report.mistakes
            ],
        ),
        "moves": as_csv([field.name for field in fields(Moved)], [astuple(one) for one in report.moved]),
    }  # fmt: skip


def _outcome(items: Mapping[str, Any], name: str) -> str:
    return items[name].outcome.value if name in items else ""


@cache
def _environment() -> Environment:
    loader = PackageLoader("autograder.report", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(
        style=Markup(loader.get_source(made, "report.css")[0]),
        script=Markup(loader.get_source(made, "report.js")[0]),
        symbols=symbols, number=number, plural=plural, clean=clean, percent=_percent,
    )  # fmt: skip
    return made


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
