"""What a terminal shows of a run: a bar with the time that is left, and a table at the end."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from autograder.cli.shown import NAME, SENTENCE, cell, safe, say
from autograder.gradebook.model import Standing
from autograder.outcomes import NEED_A_PERSON, NOT_GRADED, WORST_FIRST, Outcome
from autograder.record.model import NotebookRecord

#: (student, notebook) -> what it counts.
Standings = Mapping[tuple[str, str], Standing]
#: Notes on one notebook that are told below the table; its page has all.
MOST_NOTES = 2


#: Where the output is no terminal, a line is written so often, in seconds.
A_LINE_EVERY = 30.0


class Bar(Progress):
    """The progress of a run; a line now and then where the output is no terminal."""

    #: Those that are running, the innermost last.
    running: list[Bar] = []  # noqa: RUF012 -- one list for all

    def __init__(self, console: Console, title: str, new: int | None = None) -> None:
        """`new`: how many will have to be run, as far as that is known; the others need no time."""
        super().__init__(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left:"),
            _Left(),
            console=console,
        )
        self.title = safe(title, NAME)
        self.notebooks = self.add_task(self.title, total=None, bar=self)
        self.total, self.cached, self.fresh, self._new = 0, 0, 0, new
        self._began = self._told = time.monotonic()

    def start(self) -> None:
        """Show it; called by the with statement."""
        self.running.append(self)
        super().start()

    def stop(self) -> None:
        """The end."""
        if self in self.running:
            self.running.remove(self)
        if not self.total:  # nothing was begun, and nothing can be said of it
            self.update(self.notebooks, visible=False)
        super().stop()

    def begin(self, notebooks: int) -> None:
        """So many notebooks in all."""
        self.total = notebooks
        self.update(self.notebooks, total=notebooks)

    def done(self, record: NotebookRecord, *, cached: bool) -> None:
        """One more."""
        self.cached += cached
        self.fresh += not cached
        self.advance(self.notebooks)
        self._tell()

    def reached(self, done: int) -> None:
        """So many are done."""
        self.fresh = done
        self.update(self.notebooks, completed=done)
        self._tell()

    def _tell(self) -> None:
        """Write a line where the output is no terminal and the last one was long ago."""
        now = time.monotonic()
        if not self.console.is_terminal and now - self._told >= A_LINE_EVERY and self.ended < self.total:
            self._told = now
            elapsed, left = _clock(now - self._began), _clock(self.left(now))
            say(self.console, f"{self.title}: {self.ended} of {self.total}, {elapsed}, left {left}")

    @property
    def ended(self) -> int:
        """How many are done."""
        return self.cached + self.fresh

    def left(self, now: float) -> float | None:
        """Seconds that the others will take, by what those took that were run; None while nobody can say."""
        if not self.total:
            return None
        rest = self.total - self.ended
        if self._new is not None and self.cached and self.fresh <= self._new:
            rest = min(rest, self._new - self.fresh)
        if not rest:
            return 0.0
        return rest * (now - self._began) / self.fresh if self.fresh else None


class _Left(ProgressColumn):
    """The time that is left."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        """Called by rich for the line of the bar."""
        return Text(_clock(task.fields["bar"].left(time.monotonic())), style="progress.remaining")


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return "-:--:--"
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def tell_stopping(came: int) -> None:
    """Say at once what becomes of a run that is being stopped, the `came`-th time that somebody asks for it.

    Called by the handler of a signal, which may have interrupted whoever holds the locks of the console.
    """
    bar = Bar.running[-1] if Bar.running else None
    kept = f"{bar.ended} of {bar.total} notebooks are graded and kept" if bar else "what is graded is kept"
    said = {
        1: f"Stopping: {kept}; the same command goes on from there.",
        2: "The workers are being ended; once more ends this at once, and what is graded is kept all the same.",
    }.get(came, "Ended.")
    os.write(sys.stderr.fileno(), f"\n{said}\n".encode())


def outcome_of(record: NotebookRecord) -> str:
    """One or two words for a whole notebook: its worst outcome, and how many exercises share it."""
    counts = Counter(item.outcome for item in record.items)
    for outcome in WORST_FIRST:
        if counts[outcome]:
            others = sum(1 for item in record.items if item.outcome is not Outcome.MANUAL)
            return outcome.value + (f" ({counts[outcome]} of {others})" if counts[outcome] < others else "")
    if not record.items:
        return "nothing to grade"
    return (Outcome.PASSED if counts[Outcome.PASSED] else Outcome.MANUAL).value


def table(records: Sequence[NotebookRecord], title: str, standings: Standings = MappingProxyType({})) -> Table:
    """A row for each record: what it counts as the gradebook has it, and how it ended.

    Columns that are empty for everybody are left out.
    """
    shown = Table(title=cell(title), title_justify="left", box=None, padding=(0, 2, 0, 0))
    rows = [(record, standings.get((record.student, record.notebook)) or counted(record)) for record in records]
    counts = [standing for _, standing in rows]
    by_hand, fined = any(standing.given for standing in counts), any(standing.penalty for standing in counts)
    columns: list[tuple[str, Callable[[NotebookRecord, Standing], str | Text], bool]] = [
        ("student", lambda record, _: cell(record.student), True),
        ("notebook", lambda record, _: cell(record.notebook), len({record.notebook for record in records}) > 1),
        ("automatic", lambda _, standing: f"{standing.automatic:g}", by_hand or fined),
        ("by hand", lambda _, standing: f"{standing.by_hand:g}" if standing.given else "", by_hand),
        ("open", lambda _, standing: f"{standing.open:g}" if standing.open else "", any(s.open for s in counts)),
        ("late", lambda _, standing: f"-{standing.penalty:g}" if standing.penalty else "", fined),
        ("total", lambda _, standing: f"{standing.total:g} / {standing.maximum:g}", True),
        ("outcome", lambda record, standing: outcome_of(record) + (", late" if standing.late else ""), True),
    ]
    there = [(name, content) for name, content, wanted in columns if wanted]
    for name, _ in there:
        right = name not in ("student", "notebook", "outcome")
        shown.add_column(name, justify="right" if right else "left", no_wrap=name != "outcome")
    for record, standing in rows:
        ours = any(item.outcome.is_ours for item in record.items)
        shown.add_row(*(content(record, standing) for _, content in there), style="bold red" if ours else None)
    return shown


#: What stands behind a number in `matrix`.
MATRIX_MARKS = "+2: points that wait for a person; L: late; !: somebody has to look, the sentences above say why."


def matrix(found: Mapping[str, tuple[Sequence[NotebookRecord], Standings]]) -> Table:
    """Students against assignments: what each counts, with marks; the means below."""
    shown = Table(box=None, padding=(0, 1, 0, 0))
    shown.add_column("student", no_wrap=True)
    short = {name: name.partition("-")[0] for name in found}
    for name in found:
        shown.add_column(
            cell(short[name] if len({*short.values()}) == len(short) else name), justify="right", overflow="fold"
        )
    rows: dict[str, dict[str, list[tuple[NotebookRecord, Standing]]]] = {}
    for name, (records, standings) in found.items():
        for record in records:
            place = standings.get((record.student, record.notebook)) or counted(record)
            rows.setdefault(record.student, {}).setdefault(name, []).append((record, place))
    for student in sorted(rows):
        shown.add_row(cell(student), *(_counts(rows[student].get(name, ())) for name in found))
    totals = {name: [_total(row[name]) for row in rows.values() if name in row] for name in found}
    shown.add_section()
    shown.add_row("mean", *(f"{sum(own) / len(own):.1f}" if own else "" for own in totals.values()), style="bold")
    return shown


def _total(notebooks: Sequence[tuple[NotebookRecord, Standing]]) -> float:
    return sum(standing.total for _, standing in notebooks)


def _counts(notebooks: Sequence[tuple[NotebookRecord, Standing]]) -> str:
    """What a student's notebooks of one assignment count, "" where there is none."""
    if not notebooks:
        return ""
    waiting = sum(standing.open for _, standing in notebooks)
    outcomes = {item.outcome for record, _ in notebooks for item in record.items}
    look = any(outcome in NEED_A_PERSON for outcome in outcomes)
    late = any(standing.late for _, standing in notebooks)
    return f"{_total(notebooks):g}" + (f"+{waiting:g}" if waiting else "") + "L" * late + "!" * look


def counted(record: NotebookRecord) -> Standing:
    """What a record counts by itself, where the gradebook has nothing of it."""
    waiting = sum(item.max_points for item in record.items if item.points is None)
    return Standing(record.points, 0.0, waiting, 0.0, record.max_points)


def remarkable(record: NotebookRecord) -> str:
    """One sentence where somebody should look at a notebook: why it was not graded, what was not as it should be."""
    said = dict.fromkeys(item.message for item in record.items if item.outcome in NOT_GRADED and item.message)
    notes = [note for note in dict.fromkeys(record.notes) if note not in said]
    more = len(notes) - MOST_NOTES
    told = [*said, *notes[:MOST_NOTES], *([f"And {more} more, on the student's page."] if more > 0 else [])]
    if not told and outcome_of(record) not in NOT_GRADED:
        return ""
    why = f"{outcome_of(record)}. " if outcome_of(record) in NOT_GRADED else ""
    words = " ".join(safe(sentence, SENTENCE // 4) for sentence in told)
    return f"{safe(record.student, NAME)}, {safe(record.notebook, NAME)}: {why}{words}".rstrip()


def say_not_graded(console: Console, records: Sequence[NotebookRecord]) -> None:
    """Behind the sentences on single notebooks: for whom nothing was graded, since nothing readable was handed in."""
    found = [record for record in records if record.is_refused]
    if found:
        names = ", ".join(safe(name, NAME) for name in dict.fromkeys(record.student for record in found))
        were = "notebooks were" if len(found) > 1 else "notebook was"
        say(console, f"{len(found)} {were} not graded, for the reasons above. Ask: {names}.", "yellow")
