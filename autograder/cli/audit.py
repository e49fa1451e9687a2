"""`autograder audit`: which mistakes the hidden tests catch and name, and which mutants of a solution survive."""

from __future__ import annotations

import json
import secrets
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console
from rich.table import Table

from autograder.audit import (
    DIFFERENCES,
    Audit,
    Cell,
    Mutation,
    Naming,
    Status,
    audit_keys,
    diagnosed,
    keys,
    mutate_all,
)
from autograder.audit import audit as audit_assignment
from autograder.batch.stopping import stoppable
from autograder.cli.progress import Bar
from autograder.cli.shown import SENTENCE, cell, say
from autograder.course import Course
from autograder.sandbox.nursery import Nursery
from autograder.simulate.variants import VARIANTS

T = TypeVar("T")
LETTERS = {Status.NAMED: "N", Status.CAUGHT: "C", Status.FAINT: "F", Status.MISNAMED: "W", Status.MISSED: "M"}
LEGEND = "N named, C caught; small: read off the reference, no such answer is written. F faint, W wrong name, M missed."
#: Keys under which each mutant is judged.
MUTANT_KEYS = 2
#: The first of a series of keys is drawn below this.
MOST_FIRST = 1_000_000


#: Written as they are: click leaves the lines of a paragraph alone that begins with this character.
FORMS = """\b
An entry of equivalent-mutants.toml:
  [[forward]]             the exercise: grade_id of its cell
  line = "if l == L:"     the line of the solution, white space as you like
  becomes = "if l >= L:"  one change, a list of several, or "..." for a free
                          choice, whatever it becomes
  reason = "l ends at L"
  function = "forward"    only where two functions of a cell have that line

\b
Examples:
  autograder audit                                  all assignments
  autograder audit 06-backpropagation --short       one line
  autograder audit --keys 50 --short                under 50 new keys
  autograder audit 03-matrix-calculus --key 5f0c12  under a printed key
  autograder audit --keys 3 --differences           without the chain rule
  autograder audit 06-backpropagation --mutants     what no test tells apart
"""


@click.command(epilog=FORMS)
@click.argument("assignments", nargs=-1)
@click.option("--keys", "n_keys", type=click.IntRange(1), metavar="N", help="Judge under N keys, on all cores.")
@click.option("--first-key", type=int, metavar="S", help="Number of the first of the N keys. Default: drawn anew.")
@click.option("--key", "given", multiple=True, metavar="HEX", help="Judge under this key, as it was printed.")
@click.option("--mutants", is_flag=True, help="Judge small mutations of the solutions instead.")
@click.option("--differences", is_flag=True, help="Print what differences earn where the chain rule is asked for.")
@click.option("--json", "as_json", is_flag=True, help="What was found on stdout as JSON, one object per assignment.")
@click.option("--short", is_flag=True, help="One line per assignment.")
@click.pass_obj
def audit(
    root: Path,
    assignments: tuple[str, ...],
    n_keys: int | None,
    first_key: int | None,
    given: tuple[str, ...],
    mutants: bool,
    differences: bool,
    as_json: bool,
    short: bool,
) -> None:
    """Judge every answer in simulation/ by the hidden tests of ASSIGNMENTS, or of all that have a folder there.

    Prints mistake x exercise: N named (the feedback says which mistake it is), C caught (it loses points), M missed;
    a small letter where no such answer is written and the reference was asked at the hidden inputs. Behind it, how
    often the diagnosis names what is there. Exits with 1 if a mistake is missed, faint or wrongly named, a right answer
    loses points or a stub earns some.

    All that is hidden is drawn with a key. Without one of the options for keys it is always the same, and answers are
    judged in the sandbox, as submissions are; with them, in processes of this machine without a sandbox, since the
    answers are ours, and much faster. A key under which something fails is printed; --key repeats it.

    With --mutants every solution is judged with one small change in it: another operator, constant, slice or axis, an
    argument out of order, a statement or a transpose less. Prints what earns all points all the same, as entries of
    simulation/ASSIGNMENT/equivalent-mutants.toml: improve the hidden inputs, or, where no test can tell the two apart,
    put the entry there with its reason. Exits with 1 if a mutant survives that is not listed, or if an entry is caught
    or is no mutant any more.
    """
    if first_key is not None and n_keys is None:
        raise click.UsageError("--first-key belongs to --keys.")
    course = Course.open(root)
    written = [name for name in course.assignments() if (course.root / VARIANTS / name).is_dir()]
    chosen = assignments or tuple(written or course.assignments())
    for assignment in chosen:
        course.masters(assignment)
    drawn = [keys.from_hex(text) for text in given]
    if n_keys is not None:
        first = secrets.randbelow(MOST_FIRST) if first_key is None else first_key
        drawn += keys.numbered(first, n_keys)
        say(Console(stderr=True), f"Keys number {first} to {first + n_keys - 1}; --first-key {first} repeats them.")
    if mutants:
        sys.exit(1 if _mutants(course, chosen, drawn or keys.fresh(MUTANT_KEYS), as_json, short) else 0)
    found = _under_keys(course, chosen, drawn) if drawn else _in_sandbox(course, chosen)
    if as_json:
        click.echo(json.dumps([result.to_json() for result in found], indent=1))
    else:
        _print_all(Console(), found, short, differences)
    sys.exit(1 if any(result.problems for result in found) else 0)


def _in_sandbox(course: Course, chosen: Sequence[str]) -> list[Audit]:
    """Judge the answers as submissions are, under the key that is always the same."""
    packages = tuple(course.settings.student_packages)
    with Nursery(packages, trust=True) as nursery, Console(stderr=True).status("") as status:
        return [audit_assignment(course, name, nursery, lambda text: status.update(cell(text))) for name in chosen]


def _under_keys(course: Course, chosen: Sequence[str], drawn: Sequence[bytes]) -> list[Audit]:
    return _with_bar("answers", lambda begin, watch: audit_keys(course, chosen, drawn, begin, watch))


def _mutants(course: Course, chosen: Sequence[str], drawn: Sequence[bytes], as_json: bool, short: bool) -> bool:
    """Judge the mutants and print what was found; whether something is not as it should be."""
    found = _with_bar("mutants", lambda begin, watch: mutate_all(course, chosen, tuple(drawn), begin, watch))
    if as_json:
        click.echo(json.dumps([result.to_json() for result in found], indent=1))
    for result in () if as_json else found:
        _print_mutation(Console(), result, short)
    if len(found) > 1 and not as_json:
        say(Console(), sum(found, Mutation("All")))
    return any(result.problems or result.survivors for result in found)


def _with_bar(title: str, work: Callable[[Callable[[int], None], Callable[[int], None]], T]) -> T:
    """Do the work, which is given two functions to tell how much there is and how much of it is done."""
    try:
        with stoppable(), Bar(Console(stderr=True), title) as bar:
            return work(bar.begin, bar.reached)
    except KeyboardInterrupt as stop:
        sys.exit(128 + getattr(stop, "number", signal.SIGINT))


def _print_mutation(out: Console, result: Mutation, short: bool) -> None:
    for survivor in () if short else result.survivors:
        click.echo(f"{survivor}\n")
    for sentence in result.problems:
        say(out, sentence, "bold red")
    say(out, result, "" if result.survivors or result.problems else "green")


def _print_all(out: Console, found: Sequence[Audit], short: bool, differences: bool) -> None:
    if differences:
        out.print(_differences(found))
    for result in found:
        _print(out, result, short or differences)
    if len(found) > 1:
        kinds = {kind for result in found for kind in result.naming}
        total = {kind: sum((r.naming.get(kind, Naming()) for r in found), Naming()) for kind in sorted(kinds)}
        say(out, f"All: {diagnosed(total)}".removesuffix("; ") + ".")


def _differences(found: Sequence[Audit]) -> Table:
    """Exercise x way to do without the chain rule: points earned, of how many."""
    shown = Table(title="Points without the chain rule", title_justify="left", box=None, padding=(0, 1, 0, 0))
    shown.add_column("exercise", no_wrap=True)
    for title in DIFFERENCES:
        shown.add_column(title.removeprefix("differences: "), justify="right")
    shown.add_column("of", justify="right")
    for result in found:
        rows = result.differences
        for exercise in [e for e in result.exercises if any(e in row for row in rows.values())]:
            earned = [rows.get(title, {}).get(exercise) for title in DIFFERENCES]
            of = next(pair[1] for pair in earned if pair is not None)
            points = [f"{pair[0]:g}" if pair else "·" for pair in earned]
            shown.add_row(f"{result.assignment[:2]} {exercise}", *points, f"{of:g}")
    return shown


def _print(out: Console, result: Audit, short: bool) -> None:
    if not short:
        out.print(_table(result))
        out.print(LEGEND, style="dim", highlight=False)
        columns = ", ".join(f"{i} {name}" for i, name in enumerate(result.exercises, start=1))
        say(out, f"Columns: {columns}.", "dim")
    for sentence in result.problems:
        say(out, sentence, "bold red")
    if result.not_audited:
        names = ", ".join(result.not_audited)
        say(out, f"Not audited, since their tests run in the student's process: {names}.")
    say(out, result, "" if result.problems else "green")


def _table(result: Audit) -> Table:
    shown = Table(title=cell(result.assignment), title_justify="left", box=None, padding=(0, 1, 0, 0))
    shown.add_column("mistake", justify="right", no_wrap=True)
    shown.add_column("what is wrong", overflow="fold")
    for i, _ in enumerate(result.exercises, start=1):
        shown.add_column(str(i), no_wrap=True)
    for row in result.rows:
        shown.add_row(
            str(row.number or ""),
            cell(row.title, SENTENCE),
            *(_cell(row.cells.get(exercise)) for exercise in result.exercises),
        )
    return shown


def _cell(found: Cell | None) -> str:
    if found is None:
        return "[dim]·[/dim]"
    letter = LETTERS[found.status]
    if not found.status.is_right:
        return f"[bold red]{letter}[/bold red]"
    return letter if found.planted else letter.lower()
