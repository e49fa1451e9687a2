"""Tells who moved, by how much and why, and what somebody should look at before grades go out."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rich.console import Console
from rich.table import Table

from autograder.batch.jobs import Job
from autograder.batch.run import NAMED, Graded
from autograder.cli.progress import Standings
from autograder.cli.shown import NAME, cell, safe, say
from autograder.course import Course
from autograder.record.history import moves_file


def tell_moves(console: Console, course: Course, graded: Graded, standings: Standings, *, dry: bool) -> None:
    """A row for each exercise that earns another number of points than before, and how many moved which way."""
    if not graded.moved:
        return
    shown = Table(title="would move" if dry else "moved", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for name in ("student", "exercise", "points", "why"):
        shown.add_column(name, no_wrap=name in ("student", "points"))
    for move in sorted(graded.moved, key=lambda move: (move.student, move.notebook, move.grade_id)):
        standing = standings.get((move.student, move.notebook))
        why = move.why + ("; the points by hand count" if standing and move.grade_id in standing.given else "")
        shown.add_row(cell(move.student), cell(move.grade_id), f"{_points(move.before)} → {_points(move.after)}", why)
    console.print(shown)
    change: dict[str, float] = {}
    for move in graded.moved:
        change[move.student] = change.get(move.student, 0.0) + (move.after or 0.0) - (move.before or 0.0)
    up, down = (sum(sign * points > 0 for points in change.values()) for sign in (1, -1))
    kept = "" if dry else f" Every move is kept in {moves_file(course.state, graded.moved[0].assignment)}."
    say(console, f"{len(change)} moved: {up} up, {down} down.{kept}")


def flags(job: Job, standings: Standings) -> Iterator[str]:
    """One sentence for each thing that is not as it should be in what counts."""
    here = set(job.course.students(job.assignment))
    for (student, notebook), standing in sorted(standings.items()):
        for sentence in standing.flagged():
            yield f"{safe(student, NAME)}, {safe(notebook, NAME)}: {sentence}"
    yield from gone({student for student, _ in standings} - here, job.assignment)


def gone(students: Collection[str], assignment: str) -> list[str]:
    """One sentence on students whose submission is no longer there, and whose grade is; none where there are none."""
    names = [safe(student, NAME) for student in sorted(students)]
    if not names:
        return []
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return [
        f"{', '.join(names[:NAMED])}{more}: graded in {assignment}, and no submission is there any more; "
        f"`autograder withdraw {names[0]}` takes out a student who has left."
    ]


def _points(points: float | None) -> str:
    return "open" if points is None else f"{points:g}"
