"""Brings downloads into submitted/: whose each hand-in is, which counts, when it was handed in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.course import Course
from autograder.errors import AutograderError, CourseError
from autograder.files import cause, write_atomically
from autograder.gradebook import due_date
from autograder.gradebook.lateness import home_zone
from autograder.intake.submission import OUTPUTS
from autograder.lms.contents import Contents, contents
from autograder.lms.handin import HandIn, shown
from autograder.lms.members import opened
from autograder.lms.people import People, usable
from autograder.lms.recognise import recognised
from autograder.lms.shelf import EARLIER, Held, Shelf, digest_of

#: Files of one download whose times are no further apart have the time of the download, not their own.
_AT_ONCE = timedelta(minutes=10)
#: Below .autograder/: where each hand-in came from, by assignment.
COLLECTED = "collected"


@dataclass(frozen=True)
class Options:
    """How downloads are read."""

    system: str | None = None
    """None: recognised."""
    zone: str = ""
    """In which times without a zone are read; "": the one in which nbgrader's collectors write."""
    times: bool = True
    """Whether the times of files count."""
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Student -> everybody who hands in together with them."""


@dataclass
class Summary:
    """What became of everything; each list is sorted when all is done."""

    read: list[tuple[str, str, int]] = field(default_factory=list)
    """(download, system, hand-ins)."""
    collected: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    timed: list[str] = field(default_factory=list)
    """Students whose work is unchanged, and has another time now."""
    older: list[str] = field(default_factory=list)
    """Students of whom something later lies there; what came is kept aside."""
    late: list[str] = field(default_factory=list)
    by_name: list[tuple[str, str]] = field(default_factory=list)
    """(student, as the system calls them), where no id says so."""
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """(as the system calls them, why nobody is found)."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """(student or download, sentence)."""
    failed: list[tuple[str, str]] = field(default_factory=list)
    """(student or download, sentence), of which nothing was collected."""
    missing: list[str] = field(default_factory=list)
    """Students of the roster of whom nothing lies in submitted/."""
    notes: list[str] = field(default_factory=list)
    """Sentences for the staff."""


@dataclass(frozen=True)
class _Given:
    """A hand-in with what is known of its time."""

    handin: HandIn
    system: str
    source: str
    moment: datetime | None
    own: bool
    """Whether the student handed it in, not another of the group."""


def collect(course: Course, assignment: str, paths: Sequence[Path], people: People, options: Options) -> Summary:
    """Put the last hand-in of each student into submitted/<student>/<assignment>/, earlier ones aside.

    What cannot be read is told, and the others are collected. Done again it changes nothing.
    """
    course.check_assignment(assignment)
    wanted = sorted(path.stem for path in (course.source / assignment).glob("*.ipynb"))
    zone = options.zone or home_zone(course)
    shelf = Shelf(course.submitted, course.state / EARLIER / assignment, assignment, zone)
    run = _Run(course, shelf, wanted, people, options, zone)
    with ExitStack() as stack:
        for path in paths:
            try:
                run.read(path, stack)
            except AutograderError as problem:
                run.summary.failed.append((path.name, str(problem)))
        for student in sorted(run.given):
            try:
                run.put(student)
            except (AutograderError, OSError) as problem:
                run.summary.failed.append((student, f"{cause(problem)}."))
    return run.ended()


class _Run:
    """One run of `collect`."""

    def __init__(
        self, course: Course, shelf: Shelf, wanted: Sequence[str], people: People, options: Options, zone: str
    ) -> None:
        self.course = course
        self.assignment = assignment = shelf.assignment
        self.wanted = wanted
        self.people = people
        self.shelf = shelf
        self.zone = _zone(zone)
        self.zone_name = zone
        self.options = options
        self.summary = Summary()
        self.given: dict[str, list[_Given]] = {}
        self.due = due_date(course.db_url, assignment)
        self.late_without_time: list[str] = []
        self.most = OUTPUTS * course.settings.submission_mb << 20
        self._log = course.state / COLLECTED / f"{assignment}.json"
        self._places = read_places(course, assignment)

    def read(self, path: Path, stack: ExitStack) -> None:
        """Take the hand-ins of a download; its zip stays open as long as the stack."""
        members = stack.enter_context(opened(path))
        try:
            known = self.people.knows
            download = recognised(members, self.assignment, known, insist=self.options.system, zone=self.zone_name)
        except AutograderError as problem:
            raise AutograderError(f"{path.name} was not collected: {str(problem).rstrip('.')}.") from problem
        self.summary.read.append((path.name, download.system, len(download.handins)))
        self.summary.refused += [(path.name, sentence) for sentence in download.problems]
        own_times = self.options.times and _have_times(download.handins)
        for handin in download.handins:
            moment = handin.moment or (self._time(handin) if own_times else None)
            for student, own in self._with_groups(self._students(handin)).items():
                given = _Given(handin, download.system, path.name, moment, own)
                self.given.setdefault(student, []).append(given)

    def put(self, student: str) -> None:
        """Put a student's last hand-in in place."""
        given = self.given[student]
        timed = all(one.moment is not None for one in given)
        if not timed and any(one.own for one in given):
            given = [one for one in given if one.own]
        if timed:
            given = sorted(given, key=lambda one: one.moment or datetime.min.replace(tzinfo=UTC))
        *before, last = given
        held = self.shelf.held(student)
        found = self._contents(student, last)
        if not found.files:
            self.summary.failed.append((student, "Nothing that was handed in could be read."))
            return
        digest = digest_of(found.files)
        moment = self._trusted(student, last)
        for one in before:
            earlier = self._contents(student, one)
            if earlier.files and digest_of(earlier.files) not in (digest, held.digest):
                self.shelf.put_aside(student, earlier.files, one.moment)
        if self._is_older(student, digest, moment, held):
            self.shelf.put_aside(student, found.files, moment)
            self.summary.older.append(student)
        elif digest == held.digest and moment in (None, held.moment):
            self.summary.unchanged.append(student)
            self._note_place(student, last)
        else:
            self.shelf.put(student, found.files, moment)
            again = self.summary.timed if digest == held.digest else self.summary.replaced
            (again if held.digest else self.summary.collected).append(student)
            self._note_place(student, last)

    def ended(self) -> Summary:
        """The summary, complete."""
        text = json.dumps(dict(sorted(self._places.items())), indent=1, ensure_ascii=False)
        if self._places and not (self._log.is_file() and self._log.read_text(encoding="utf-8") == text):
            write_atomically(self._log, text)
        if self.late_without_time:
            self.summary.notes.append(
                f"Late by what the system says, which does not say when, so that no penalty is taken: "
                f"{', '.join(self.late_without_time)}; a timestamp.txt beside the notebook says it."
            )
        there = {*self.course.students(self.assignment)}
        self.summary.missing = sorted({*self.people.roster.students} - there)
        return self.summary

    # pieces

    def _with_groups(self, students: Sequence[str]) -> dict[str, bool]:
        """The students, and those of their groups; whether the hand-in is their own."""
        together = {other: False for student in students for other in sorted(self.options.groups.get(student, ()))}
        return together | dict.fromkeys(students, True)

    def _students(self, handin: HandIn) -> list[str]:
        """Whose the hand-in is; unknown people are told."""
        found = []
        for who in handin.people:
            mine = self.people.find(who)
            if mine.student is None and not self.people.rows and usable(who.get("any", "")):
                found.append(who["any"])  # a course without a roster: its folders are the students
            elif mine.student is None:
                self.summary.unknown.append((shown(who), mine.why))
            elif not usable(mine.student):
                self.summary.unknown.append((shown(who), f"{mine.student!r} cannot be the name of a folder"))
            else:
                found.append(mine.student)
                if mine.why:
                    self.summary.by_name.append((mine.student, shown(who)))
        return found

    def _contents(self, student: str, given: _Given) -> Contents:
        found = contents(given.handin, self.wanted, self.most)
        self.summary.refused += [(student, sentence) for sentence in found.refused]
        return found

    def _time(self, handin: HandIn) -> datetime | None:
        clock = handin.clock
        if clock is None:
            return None
        return (clock if clock.tzinfo is not None else clock.replace(tzinfo=self.zone)).astimezone(UTC)

    def _trusted(self, student: str, given: _Given) -> datetime | None:
        """The time, unless the system says late and the time does not, or the other way round."""
        moment, says = given.moment, given.handin.late
        due = None if self.due is None else self.due.replace(tzinfo=UTC)
        if due is not None:
            due += self.people.roster.extension(student, self.assignment, self.due) or timedelta()
        late = bool(moment and due and moment > due)
        if late if says is None else says:
            self.summary.late.append(student)
            self.late_without_time += [student] * (moment is None)
        if says is None or moment is None or due is None or says == late:
            return moment
        word = "late" if says else "in time"
        self.summary.notes.append(
            f"{student}: {given.system.capitalize()} says {word}, the time of the file says otherwise; no time was "
            f"kept, so that no penalty is taken from it. Is --zone right, and the due date?"
        )
        return None

    def _is_older(self, student: str, digest: str, moment: datetime | None, held: Held) -> bool:
        """Whether what lies in submitted/ was handed in after this."""
        if not held.digest or digest == held.digest:
            return False
        if moment is not None and held.moment is not None:
            return moment < held.moment
        return self.shelf.was_replaced(student, digest)

    def _note_place(self, student: str, given: _Given) -> None:
        self._places[student] = {"system": given.system, "place": given.handin.place, "from": given.source}


def read_places(course: Course, assignment: str) -> dict[str, dict[str, str]]:
    """Student -> `system`, `place` and `from` of what was collected; nothing where nothing was."""
    try:
        found = json.loads((course.state / COLLECTED / f"{assignment}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): entry for name, entry in found.items()} if isinstance(found, dict) else {}


def _have_times(handins: Iterable[HandIn]) -> bool:
    """Whether the files' times are those of the hand-ins, not of the download."""
    clocks = [handin.clock for handin in handins if handin.clock is not None]
    return len(clocks) > 1 and max(clocks) - min(clocks) > _AT_ONCE


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError) as problem:
        raise CourseError(f"There is no time zone {name!r}; write one as Europe/Vienna or UTC.") from problem
