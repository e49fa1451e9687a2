"""Judges the mutants of the solutions: which ones the hidden tests tell from the solution, and which they do not."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from autograder.audit.equivalent import Equivalents
from autograder.audit.found import Test, execute
from autograder.audit.here import Here
from autograder.audit.mutate import Mutant, mutants
from autograder.audit.spread import cores, spread
from autograder.course import Course
from autograder.course.master import Master, MasterCell
from autograder.simulate.variants import VARIANTS

#: A call may take this many times what the whole test takes with the solution, and at least this many seconds.
PATIENCE, LEAST_SECONDS = 3.0, 1.0


@dataclass(frozen=True)
class Survivor:
    """A mutant that earns all points and is not listed as equivalent."""

    exercise: str
    function: str
    line: str
    becomes: str

    def __str__(self) -> str:
        """As an entry of the list of equivalent mutants, without its reason."""
        quoted = (f"{name} = {_quoted(text)}" for name, text in (("line", self.line), ("becomes", self.becomes)))
        return "\n".join([f"[[{self.exercise}]]", f'function = "{self.function}"', *quoted, 'reason = ""'])


@dataclass
class Mutation:
    """What became of the mutants of an assignment."""

    assignment: str
    killed: int = 0
    equivalent: int = 0
    survivors: list[Survivor] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        """Share of the mutants that are not equivalent which the hidden tests tell from the solution."""
        judged = self.killed + len(self.survivors)
        return self.killed / judged if judged else 1.0

    def __add__(self, other: Mutation) -> Mutation:
        return Mutation(
            self.assignment,
            self.killed + other.killed,
            self.equivalent + other.equivalent,
            self.survivors + other.survivors,
            list(dict.fromkeys(self.problems + other.problems)),
        )

    def __str__(self) -> str:
        return (
            f"{self.assignment}: {self.killed + self.equivalent + len(self.survivors)} mutants, {self.killed} killed, "
            f"{self.equivalent} equivalent, {len(self.survivors)} surviving: score {_percent(self.score)}."
        )

    def to_json(self) -> dict[str, Any]:
        """The same for scripts."""
        return {
            "assignment": self.assignment,
            "killed": self.killed,
            "equivalent": self.equivalent,
            "surviving": msgspec.to_builtins(self.survivors),
            "score": self.score,
            "problems": list(self.problems),
        }


def mutate_all(
    course: Course,
    assignments: Sequence[str],
    keys: tuple[bytes, ...],
    begin: Callable[[int], None] = lambda _: None,
    watch: Callable[[int], None] = lambda _: None,
) -> list[Mutation]:
    """What becomes of the mutants of assignments; `begin` is told how many there are, `watch` how many are judged."""
    shares = cores()
    tasks = [MutantsTask(course.root, name, keys, share, shares) for name in assignments for share in range(shares)]
    begin(sum(task.size(course.masters(task.assignment)) for task in tasks))
    parts = spread(tasks, watch)
    found = [sum(parts[i : i + shares], Mutation(parts[i].assignment)) for i in range(0, len(parts), shares)]
    for result in found:
        result.problems += stale(course.root / VARIANTS / result.assignment, course.masters(result.assignment))
    return found


@dataclass(frozen=True)
class MutantsTask:
    """One share of the mutants of an assignment: every `shares`-th, from number `share` on."""

    root: Path
    assignment: str
    keys: tuple[bytes, ...]
    share: int = 0
    shares: int = 1

    def size(self, masters: Sequence[Master]) -> int:
        """How many mutants it judges."""
        return sum(len(self._own(test, cell)) for master in masters for test, cell in _tests(master))

    def run(self, tick: Callable[[], None]) -> Mutation:
        """Judges them; `tick` is told of each."""
        course = Course.open(self.root)
        result = Mutation(self.assignment)
        listed = Equivalents.read(course.root / VARIANTS / self.assignment)
        for master in course.masters(self.assignment):
            tests = {test.cell.grade_id: (test, cell) for test, cell in _tests(master)}
            with Here(master.files, course.settings_of(self.assignment).limits) as here:
                for cell in master.cells:
                    if cell.grade_id in tests:
                        self._judge(*tests[cell.grade_id], here, listed, result, tick)
                    if cell.cell_type == "code":
                        execute(master, cell, here)
        return result

    def _own(self, test: Test, cell: MasterCell) -> list[Mutant]:
        return mutants(cell.full, test.master.marks.solution)[self.share :: self.shares]

    def _judge(
        self, test: Test, cell: MasterCell, here: Here, listed: Equivalents, result: Mutation, tick: Callable[[], None]
    ) -> None:
        exercise, seconds = cell.grade_id, 0.0
        for key in self.keys:
            began = time.monotonic()
            (found,) = here.judge(test, cell.full, [key])
            seconds = max(seconds, time.monotonic() - began)
            if found.trouble or found.points != test.cell.points:
                why = found.trouble or f"it earns {found.points:g} of {test.cell.points:g} points"
                result.problems.append(f"{exercise}: the solution is not right under the key {key.hex()}: {why}.")
                return
        limit = max(LEAST_SECONDS, PATIENCE * seconds)
        for mutant in self._own(test, cell):
            survives = all(next(here.passes(test, mutant.source, [key], limit)) for key in self.keys)
            entry = listed.entry_of(exercise, mutant)
            result.killed += not survives
            result.equivalent += survives and entry is not None
            if survives and entry is None:
                result.survivors.append(Survivor(exercise, mutant.function, mutant.line, mutant.becomes))
            if entry is not None and not entry.free and not survives:
                result.problems.append(
                    f"{exercise}: listed as equivalent, and caught: {mutant.line!r} becomes {mutant.becomes!r}."
                )
            tick()


def stale(folder: Path, masters: Sequence[Master]) -> list[str]:
    """One sentence for every entry of the list that is no mutant of today's solutions."""
    listed = Equivalents.read(folder)
    exercises = set()
    for master in masters:
        for test, cell in _tests(master):
            exercises.add(cell.grade_id)
            for mutant in mutants(cell.full, test.master.marks.solution):
                listed.entry_of(cell.grade_id, mutant)
    unknown = [
        f"{name}: listed among the equivalent mutants, and no exercise." for name in listed.entries.keys() - exercises
    ]
    return unknown + [
        f"{exercise}: listed as equivalent, and no mutant of the solution: {line!r} becomes {becomes!r}."
        for exercise in listed.entries.keys() & exercises
        for line, becomes in listed.unmet(exercise)
    ]


def _tests(master: Master) -> list[tuple[Test, MasterCell]]:
    """The hidden tests that run on the trusted side, each with the solution cell that it judges."""
    found, solution = [], None
    for cell in master.cells:
        if cell.solution:
            solution = None if cell.grade or cell.cell_type != "code" else cell
        elif solution is not None and cell.grade and master.trusted_judge(cell):
            found.append((Test(master, cell), solution))
    return found


def _quoted(text: str) -> str:
    return f"'{text}'" if "'" not in text else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 1 else "100 %"
