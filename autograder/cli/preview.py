"""`autograder preview`: one notebook, graded here and now; nothing is kept but its page."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.progress import outcome_of, remarkable, table
from autograder.cli.shown import NAME, safe, say
from autograder.course import Course
from autograder.errors import CourseError
from autograder.feedback import write_page
from autograder.grading import Grader, make_graders, read
from autograder.intake.submission import Submission, read_submission
from autograder.outcomes import Outcome
from autograder.record.model import NotebookRecord
from autograder.sandbox.nursery import Nursery

#: In whose name a notebook is graded that nobody handed in.
NOBODY = "preview"


@click.command(
    epilog="""\b
Examples:
  autograder preview 06-backpropagation ada                as ada handed it in
  autograder preview 06-backpropagation try.ipynb --open   any notebook"""
)
@click.argument("assignment")
@click.argument("what", metavar="STUDENT-OR-NOTEBOOK")
@click.option("--open", "show", is_flag=True, help="Open the feedback page in a browser.")
@click.option(
    "--trust-submissions", is_flag=True, help="Run it without a sandbox. Only for code that you wrote yourself."
)
@click.pass_obj
def preview(root: Path, assignment: str, what: str, show: bool, trust_submissions: bool) -> None:
    """Grade one notebook now, in the sandbox, and write its feedback page to a temporary folder.

    STUDENT-OR-NOTEBOOK is a student who handed ASSIGNMENT in, or else a notebook or a folder anywhere. Gradebook,
    records and feedback/ stay as they are; points by hand are not looked up. A student's hidden inputs are those of the
    real grade. Exits with 1 where something could not be judged.
    """
    course = Course.open(root)
    course.check_assignment(assignment)
    submission = _submission(course, assignment, what)
    graders = make_graders(course, assignment)
    with Nursery(course.settings.student_packages, trust=trust_submissions) as nursery:
        graded = [(grader, grader.grade(submission, nursery)) for grader in graders]
    graded = [(g, record) for g, record in graded if outcome_of(record) != Outcome.MISSING] or graded
    console = Console()
    console.print(table([record for _, record in graded], assignment))
    for grader, record in graded:
        _tell(console, grader, record, show=show)
    sys.exit(1 if any(record.has_our_fault for _, record in graded) else 0)


def _submission(course: Course, assignment: str, what: str) -> Submission:
    """What is handed in under that name, else what lies in that place, read as a submission is."""
    if what in course.students(assignment):
        return read(course, what, assignment)
    path = Path(what)
    if not path.exists():
        raise CourseError(
            f"{safe(what, NAME)} has not handed in {assignment}, and there is no such file; name a student of "
            f"{course.submitted.name}/, or a notebook."
        )
    most = course.settings.submission_mb << 20
    if path.is_dir():
        return read_submission(path, NOBODY, assignment, most)
    with tempfile.TemporaryDirectory(prefix="preview-") as folder:
        shutil.copy(path, Path(folder, path.name))
        return read_submission(Path(folder), NOBODY, assignment, most)


def _tell(console: Console, grader: Grader, record: NotebookRecord, *, show: bool) -> None:
    for item in record.items:
        points = "-" if item.points is None else f"{item.points:g}"
        say(console, f"  {points:>4} / {item.max_points:g}  {item.title}: {item.outcome.value}")
        if item.outcome.is_ours:
            say(console, f"        {item.staff_note}", "bold red")
    if sentence := remarkable(record):
        say(console, sentence)
    page = Path(tempfile.mkdtemp(prefix="preview-"), f"{record.notebook}.html")
    write_page(record, grader.master, page)
    click.echo(safe(page))
    if show:
        click.launch(page.as_uri())
