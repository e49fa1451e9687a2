"""`autograder release`: what students get, from the source notebooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from autograder.audit.spread import spread
from autograder.authoring import check as check_assignment
from autograder.cli.check import tell_findings
from autograder.cli.progress import Bar
from autograder.cli.shown import lines, safe
from autograder.course import Course, Master
from autograder.course.configuration import CONFIG_NAME
from autograder.course.fresh import begin
from autograder.course.hooks import Hooks
from autograder.course.versions import note
from autograder.errors import MachineError
from autograder.gradebook import Changes, Gradebook
from autograder.gradebook.lateness import home_zone
from autograder.gradebook.students import due_dates
from autograder.grading import Grader, make_graders
from autograder.record.model import NotebookRecord
from autograder.release import Prepared, is_stale, prepare, put_in_place
from autograder.release.order import early
from autograder.sandbox.nursery import Nursery
from autograder.verified import confirm, solution_of, unverified
from autograder.verified.earned import shortfalls


@click.command(
    epilog="""\b
Examples:
  autograder release 06-backpropagation   one assignment
  autograder release                      all
  autograder release --check              is anything stale?"""
)
@click.argument("assignments", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; say what is stale, and exit with 1 if anything is.")
@click.option(
    "--drop",
    multiple=True,
    metavar="NAME",
    help="An exercise (its grade_id) or notebook that the source has no more: its scores go into .autograder/dropped/.",
)
@click.option(
    "--rename", multiple=True, metavar="OLD=NEW", help="One that has another name now; scores and comments stay."
)
@click.option("--unchecked", is_flag=True, help="Do not look for what `autograder check` finds first.")
@click.pass_obj
def release(
    root: Path,
    assignments: tuple[str, ...],
    check: bool,
    drop: tuple[str, ...],
    rename: tuple[str, ...],
    unchecked: bool,
) -> None:
    """Write release/ and solutions/ of ASSIGNMENTS, or of all: every one of them, or none.

    Refused, with nothing changed on disk or in the gradebook: a notebook that would still hold a solution, a hidden
    test or an output, an unexpected file, a solution that does not earn full marks, and an exercise that is gone
    while there are scores for it, unless it is named with --drop or --rename.
    Whatever else `autograder check --quick` finds is said before anything is written.
    """
    if not check and begin(root):
        click.echo(safe(f"{root / CONFIG_NAME} is new: nbgrader's own commands grade with the autograder too."))
    course = Course.open(root)
    chosen = assignments or tuple(course.assignments())
    changes = _changes(drop, rename)
    if (drop or rename) and len(assignments) != 1:
        raise click.UsageError("Name the one assignment whose exercises are dropped or renamed.")
    if check:
        stale = [sentence for assignment in chosen for sentence in is_stale(course, assignment)]
        for sentence in stale:
            click.echo(safe(sentence))
        raise SystemExit(1 if stale else 0)
    for assignment in chosen:
        course.check_assignment(assignment)
    hooks = Hooks(course, "GenerateAssignment")
    notebooks = {name: sorted((course.source / name).glob("*.ipynb")) for name in chosen}
    for assignment, paths in notebooks.items():
        hooks.before(assignment, ".", paths)
    _tell_findings(course, () if unchecked else chosen)
    _tell_early(course, chosen)
    masters = [master for assignment in chosen for master in course.masters(assignment)]
    with Gradebook(course) as gradebook:
        gradebook.check(masters, changes)  # it takes no time, and the solutions do
        prepared = _prepared(course, chosen)
        with gradebook.registering(masters, changes):
            put_in_place(prepared)
        for master in masters:
            note(course.state, master)
    for assignment, paths in notebooks.items():
        hooks.after(assignment, ".", paths)
    for one in prepared:
        click.echo(lines(one.report))
    for sentence in hooks.failed:
        click.echo(safe(sentence), err=True)
    if drop or rename:
        click.echo(
            safe(f"{', '.join([*drop, *rename])}: done; `autograder grade {chosen[0]}` brings the scores along.")
        )
        if changes.dropped:
            click.echo(safe(f"The scores that went are kept in {course.state / 'dropped'}/{chosen[0]}.csv."))


def _tell_findings(course: Course, assignments: Sequence[str]) -> None:
    """Say what is found of the sources, small changes of the solutions aside."""
    for assignment in assignments:
        tell_findings(check_assignment(course, assignment, changes=False), Console(stderr=True))


def _tell_early(course: Course, chosen: Sequence[str]) -> None:
    """Say which of these show answers of assignments that students may still be at work on."""
    if not course.settings.after:
        return
    known = course.assignments()
    released = {*chosen, *(name for name in known if (course.release / name).is_dir())}
    with Gradebook(course) as gradebook:
        dates = gradebook.work("the due dates", due_dates)
    now = datetime.now(UTC).replace(tzinfo=None)
    for sentence in early(chosen, course.settings.after, known, released, dates, now, home_zone(course)):
        click.echo(safe(sentence), err=True)


def _changes(drop: tuple[str, ...], rename: tuple[str, ...]) -> Changes:
    names = dict(pair.partition("=")[::2] for pair in rename)
    if not all(old and new for old, new in names.items()):
        raise click.UsageError("--rename takes OLD=NEW.")
    return Changes(drop, names)


@dataclass(frozen=True)
class Preparation:
    """The release of one assignment, prepared in a process of its own."""

    root: Path
    assignment: str

    def run(self, tick: Callable[[], None]) -> Prepared:
        """What is to be put in place; raises what `prepare` raises."""
        prepared = prepare(Course.open(self.root), self.assignment, grade_solution)
        tick()
        return prepared


def _prepared(course: Course, chosen: Sequence[str]) -> list[Prepared]:
    """The releases of these assignments, several at a time: most of it is that their solutions run."""
    if len(chosen) < 2:
        return [prepare(course, assignment, grade_solution) for assignment in chosen]
    with Bar(Console(stderr=True), "running the solutions") as bar:
        bar.begin(len(chosen))
        return spread([Preparation(course.root, assignment) for assignment in chosen], bar.reached)


def grade_solution(course: Course, master: Master) -> NotebookRecord:
    """The record of the instructor's own solution, run as students' code is; without a sandbox where there is none."""
    (grader,) = (g for g in make_graders(course, master.assignment) if g.master.notebook == master.notebook)
    nursery = Nursery(course.settings.student_packages)
    try:
        nursery.start()
    except MachineError:
        with Nursery(course.settings.student_packages, trust=True) as nursery:
            return grader.grade(solution_of(course, master), nursery)
    with nursery:
        return _verified(course, grader, grader.grade(solution_of(course, master), nursery))


def _verified(course: Course, grader: Grader, record: NotebookRecord) -> NotebookRecord:
    """The record; where it shows that the source may be graded with, that is not asked again."""
    if not shortfalls(grader.master, record) and unverified(course, [grader]):
        confirm(course, grader, record)
    return record
