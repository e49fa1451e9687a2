"""Judges wrong answers in the solution's place, in processes of this machine: none of them may earn all points."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.audit.equivalent import Equivalents
from autograder.audit.found import Found, Test, execute, with_answer
from autograder.audit.here import Here
from autograder.audit.mutants import LEAST_SECONDS, PATIENCE
from autograder.audit.mutate import Mutant, mutants
from autograder.audit.spread import cores, spread
from autograder.authoring.answers import Answer, wrong_answers
from autograder.authoring.found import Finding, Role, place
from autograder.authoring.frame import answers_and_tests, parsed, plain
from autograder.course import Course
from autograder.course.master import Master, MasterCell
from autograder.errors import CourseError
from autograder.kernel.protocol import Branch
from autograder.outcomes import StudentFault
from autograder.simulate.variants import VARIANTS

#: Survivors of one exercise that are told; the audit prints all.
MOST_SURVIVORS = 5


class InCell(Test):
    """A test that runs in the student's kernel, as everywhere in nbgrader: all of its cell, all or nothing."""

    def judge(
        self, answer: str, key: bytes, open_copy: Callable[[], AbstractContextManager[Branch]], *, look_around: bool
    ) -> Found:
        """What it finds of an answer."""
        return Found(self.cell.points if self.passes(answer, key, open_copy) else 0.0)

    def passes(self, answer: str, key: bytes, open_copy: Callable[[], AbstractContextManager[Branch]]) -> bool:
        """Whether nothing in the cell raises."""
        try:
            with with_answer(answer, open_copy)() as branch:
                branch.supply(self.cell.released)
                branch.supply(self.cell.hidden)
        except StudentFault:
            return False
        return True


@dataclass(frozen=True)
class Exercise:
    """One test, and what is judged by it."""

    test: Test
    answer: MasterCell
    """The solution's cell."""
    wrong: tuple[Answer, ...]
    changed: tuple[Mutant, ...]
    """The solution with one small change in it."""


def exercises(master: Master, skip: Collection[str], *, changes: bool) -> list[Exercise]:
    """The exercises of a notebook whose tests can be judged here, without those of the tests `skip`.

    IPython's own lines are left out of all code.
    """
    bare = replace(master, cells=tuple(_bare(cell) for cell in master.cells))
    found = []
    for answers, tests in answers_and_tests(bare):
        answer = answers[-1]
        for cell in tests:
            test = _test(bare, cell)
            if test is None or not cell.points or cell.grade_id in skip:
                continue
            changed = mutants(answer.full, bare.marks.solution) if changes and parsed(answer.full).body else []
            found.append(Exercise(test, answer, tuple(wrong_answers(bare, answer, tests)), tuple(changed)))
    return found


def _bare(cell: MasterCell) -> MasterCell:
    if cell.cell_type != "code":
        return cell
    return replace(cell, full=plain(cell.full), released=plain(cell.released))


def _test(master: Master, cell: MasterCell) -> Test | None:
    if master.trusted_judge(cell):
        return Test(master, cell)
    last = parsed(cell.hidden or cell.released).body[-1:]
    gives_points = last and isinstance(last[0], ast.Expr) and not isinstance(last[0].value, ast.Call)
    return None if gives_points else InCell(master, cell)  # nbgrader's partial credit: its value are the points


@dataclass(frozen=True)
class CheatTask:
    """One share of the wrong answers of a notebook: every `shares`-th, from number `share` on."""

    root: Path
    assignment: str
    notebook: str
    keys: tuple[bytes, ...]
    skip: frozenset[str]
    """Tests that the solution does not pass: what others earn there says nothing."""
    changes: bool
    share: int = 0
    shares: int = 1

    def run(self, tick: Callable[[], None]) -> list[Finding]:
        """Judges them; `tick` is told of each."""
        course = Course.open(self.root)
        master = next(m for m in course.masters(self.assignment) if m.notebook == self.notebook)
        listed = Equivalents.read(course.root / VARIANTS / self.assignment)
        own = {exercise.test.cell.grade_id: exercise for exercise in exercises(master, self.skip, changes=self.changes)}
        found: list[Finding] = []
        with Here(master.files, course.settings_of(self.assignment).limits) as here:
            for cell in map(_bare, master.cells):
                if cell.grade_id in own:
                    found += self._judge(own[cell.grade_id], here, listed, tick)
                if cell.cell_type == "code" and not cell.illustration:
                    execute(master, cell, here)
        return found

    def _judge(self, exercise: Exercise, here: Here, listed: Equivalents, tick: Callable[[], None]) -> list[Finding]:
        test, seconds = exercise.test, 0.0
        for key in self.keys:
            began = time.monotonic()
            (right,) = here.judge(test, exercise.answer.full, [key])
            seconds = max(seconds, time.monotonic() - began)
            if right.points != test.cell.points:
                return [
                    self._finding(
                        exercise,
                        f"under other hidden inputs the solution earns {right.points:g} of "
                        f"{test.cell.points:g} points{_because(right)}; let it be right for all that can be drawn",
                        key,
                    )
                ]
        limit, found = max(LEAST_SECONDS, PATIENCE * seconds), list[Finding]()
        for answer in exercise.wrong[self.share :: self.shares]:
            if all(next(here.passes(test, answer.source, [key], limit)) for key in self.keys):
                found.append(self._wrong(exercise, answer))
            tick()
        survivors = []
        for mutant in exercise.changed[self.share :: self.shares]:
            survives = all(next(here.passes(test, mutant.source, [key], limit)) for key in self.keys)
            if survives and listed.entry_of(test.cell.grade_id, mutant) is None:
                survivors.append(mutant)
            tick()
        return found + [self._survivor(exercise, mutant) for mutant in survivors]

    @staticmethod
    def _wrong(exercise: Exercise, answer: Answer) -> Finding:
        test = exercise.test
        if answer.shown is not None:
            where = place(test.master, answer.shown, answer.line)
            sentence = f"{where}: the visible check gives the answer away: an answer that {answer.what} earns"
        else:
            sentence = f"{place(test.master, test.cell)}: an answer that {answer.what} earns"
        return Finding(Role.CHEAT, f"{sentence} all {test.cell.points:g} points; {answer.remedy}.")

    @staticmethod
    def _survivor(exercise: Exercise, mutant: Mutant) -> Finding:
        test = exercise.test
        sentence = (
            f"{place(test.master, exercise.answer, mutant.number)}: with `{mutant.line}` changed to `{mutant.becomes}` "
            f"it earns all {test.cell.points:g} points of {test.cell.grade_id}; draw a hidden input on which the two "
            "differ."
        )
        return Finding(Role.CHEAT, sentence)

    @staticmethod
    def _finding(exercise: Exercise, what: str, key: bytes) -> Finding:
        return Finding(Role.CHEAT, f"{place(exercise.test.master, exercise.test.cell)}: {what} (key {key.hex()}).")


def _because(found: Found) -> str:
    return f" ({found.trouble.rstrip('.')})" if found.trouble else ""


def cheat(
    course: Course,
    masters: Sequence[Master],
    keys: Sequence[bytes],
    skip: Collection[str] = (),
    *,
    changes: bool,
    begin: Callable[[int], None] = lambda _: None,
    watch: Callable[[int], None] = lambda _: None,
) -> tuple[list[Finding], int]:
    """What wrong answers earn all points, and how many were judged; a notebook that does not run here is a note."""
    answers = [
        sum(len(exercise.wrong) + len(exercise.changed) for exercise in exercises(master, skip, changes=changes))
        for master in masters
    ]
    begin(sum(answers))
    shares = cores() if changes else 1
    found: list[Finding] = []
    tried = 0
    for master, count in zip(masters, answers, strict=True):
        tasks = [
            CheatTask(
                course.root, master.assignment, master.notebook, tuple(keys), frozenset(skip), changes, share, shares
            )
            for share in range(shares)
        ]
        try:
            parts = spread(tasks, lambda done, before=tried: watch(before + done))  # type: ignore[misc]
        except CourseError as problem:
            found.append(Finding(Role.CHEAT, f"Not tried as a cheat: {problem}", note=True))
            continue
        tried += count
        found += _shortened([finding for part in parts for finding in part], master.assignment)
    return list(dict.fromkeys(found)), tried


def _shortened(found: Sequence[Finding], assignment: str) -> list[Finding]:
    """The findings, of many survivors of one cell the first ones."""
    seen: dict[str, int] = {}
    kept: list[Finding] = []
    for finding in found:
        cell = finding.sentence.partition(", line ")[0]
        survivor = "draw a hidden input" in finding.sentence
        seen[cell] = seen.get(cell, 0) + survivor
        if not survivor or seen[cell] <= MOST_SURVIVORS:
            kept.append(finding)
    for cell, count in seen.items():
        if count > MOST_SURVIVORS:
            more = f"{cell}: and {count - MOST_SURVIVORS} more such changes; `autograder audit {assignment} --mutants`"
            kept.append(Finding(Role.CHEAT, f"{more} prints all."))
    return kept
