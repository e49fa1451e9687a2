"""`autograder grade`: a whole class with one command. What it works with is loaded when the workers load theirs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.batch.server import begin_loading
from autograder.loading import at_once


@click.command(
    epilog="""\b
Examples:
  autograder grade 06-backpropagation               the whole class
  autograder grade 06-backpropagation ada --force   one student, anew
  autograder grade --all --json                     for a script
  autograder grade --all --explain ada              what is run again, and why
  autograder grade --all --cluster local:2          as on a dask cluster"""
)
@click.argument("names", nargs=-1, metavar="[ASSIGNMENT] [STUDENTS]...")
@click.option("--all", "every", is_flag=True, help="Every assignment that was handed in.")
@click.option("--workers", type=click.IntRange(1), help="Notebooks graded at a time. Default: one per core.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Grade on a dask cluster: its scheduler's address, tcp://host:port, or local:N for N workers here.",
)
@click.option("--force", is_flag=True, help="Grade anew what is already graded; scores given by hand stay.")
@click.option("--dry-run", "dry", is_flag=True, help="Say who would move, and by how much; write no scores.")
@click.option(
    "--explain",
    metavar="STUDENT",
    help="Grade nothing: say what the next run would do with STUDENT's work and why, and what moved when.",
)
@click.option("--json", "as_json", is_flag=True, help="Results on stdout as JSON, one object per notebook.")
@click.option(
    "--trust-submissions",
    is_flag=True,
    help="Run the students' code without a sandbox. Only for code that you wrote yourself.",
)
@click.pass_obj
def grade(
    root: Path,
    names: tuple[str, ...],
    every: bool,
    workers: int | None,
    cluster: str | None,
    force: bool,
    dry: bool,
    explain: str | None,
    as_json: bool,
    trust_submissions: bool,
) -> None:
    """Grade the submissions of ASSIGNMENT, or with --all of every assignment: all of them, or those of STUDENTS.

    What is already graded, and unchanged, is not run again. A run that was stopped is taken up where it was. It ends
    with who moved, by how much, and why. A source whose own solution does not pass its tests is not graded with.
    """
    if explain is not None:
        from autograder.cli.explained import tell_why  # noqa: PLC0415

        if len(names) != (not every):
            raise click.UsageError("--explain goes with one ASSIGNMENT, or with --all.")
        tell_why(root, names[0] if names else None, explain, as_json=as_json)
        return
    if cluster is None and (every or names):
        begin_loading()
    with at_once():
        from autograder.cli.grading import grade_all  # noqa: PLC0415 -- loads meanwhile

    sys.exit(
        grade_all(
            root,
            names,
            every=every,
            workers=workers,
            cluster=cluster,
            force=force,
            dry=dry,
            as_json=as_json,
            trust=trust_submissions,
        )
    )
