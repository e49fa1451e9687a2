"""A source notebook before students see it: read, and run as a student, as the grader and as a cheat would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from autograder.audit import keys
from autograder.authoring.cheats import cheat
from autograder.authoring.found import Finding, Role
from autograder.authoring.frame import frame
from autograder.authoring.walks import as_grader, as_student
from autograder.course import Course, Master
from autograder.errors import CourseError, MachineError, ReleaseError
from autograder.grading import Grader, make_graders
from autograder.record.model import NotebookRecord
from autograder.release.build import release_files
from autograder.release.leaks import repeated_lines
from autograder.sandbox.nursery import Nursery
from autograder.verified.earned import automatic

#: Keys under which every wrong answer is judged.
KEYS = 2


@dataclass
class Checked:
    """What was found of an assignment."""

    assignment: str
    findings: list[Finding] = field(default_factory=list)
    tried: int = 0
    """Wrong answers that were judged, small changes of the solutions among them."""
    records: dict[str, NotebookRecord] = field(default_factory=dict)
    """What the solution earned, by notebook."""

    @property
    def is_right(self) -> bool:
        """Whether nothing is to be mended."""
        return all(finding.note for finding in self.findings)


def check(
    course: Course,
    assignment: str,
    *,
    changes: bool = True,
    begin: Callable[[int], None] = lambda _: None,
    watch: Callable[[int], None] = lambda _: None,
) -> Checked:
    """All that can be found of an assignment; `changes`: the solutions with small changes in them are tried too.

    `begin` is told how many wrong answers there are, `watch` how many are judged.
    """
    checked = Checked(assignment)
    if slips := course.slips(assignment):
        checked.findings = [Finding(Role.READER, slip) for slip in slips]
        return checked
    try:
        masters = course.masters(assignment)
        checked.findings += [*_leaks(course, masters), *frame(masters, course.settings_of(assignment).student_packages)]
        checked.findings += [Finding(Role.READER, s, note=True) for m in masters for s in repeated_lines(m)]
        graders = make_graders(course, assignment)
    except CourseError as problem:
        checked.findings.append(Finding(Role.READER, str(problem)))
        return checked
    _walk(course, graders, checked)
    tested = [master for master in masters if automatic(master)]
    skip = {name for record in checked.records.values() for name in _failed(record)}
    found, checked.tried = cheat(course, tested, keys.fresh(KEYS), skip, changes=changes, begin=begin, watch=watch)
    checked.findings += found
    return checked


def _leaks(course: Course, masters: Sequence[Master]) -> list[Finding]:
    try:
        release_files(course, masters[0].assignment, masters)
    except ReleaseError as problem:
        return [Finding(Role.READER, sentence) for sentence in str(problem).splitlines()]
    return []


def _walk(course: Course, graders: Sequence[Grader], checked: Checked) -> None:
    with _nursery(course) as nursery:
        for grader in graders:
            student, author = as_student(grader, nursery), as_grader(grader, nursery)
            checked.records[grader.master.notebook] = author.record
            known = {finding.sentence for finding in author.findings}
            checked.findings += [f for f in student.findings if f.sentence not in known] + author.findings


def _nursery(course: Course) -> Nursery:
    """The sandbox, or none where this machine has none: the code is the author's own."""
    nursery = Nursery(course.settings.student_packages)
    try:
        nursery.start()
    except MachineError:
        return Nursery(course.settings.student_packages, trust=True)
    return nursery


def _failed(record: NotebookRecord) -> list[str]:
    """The tests that the solution does not pass."""
    return [item.grade_id for item in record.items if item.points != item.max_points]
