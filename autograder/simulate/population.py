"""Deals the variants out: who writes what. Pure; the same seed deals the same class."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.simulate.exercises import Exercise
from autograder.simulate.variants import Variant

FIRST = """
amara anneli aziz beatriz bogdan chiara daniel deniz elif emil esther farah felix grace hanna hugo ines ioana
isamu jonas julia kavya kofi lena leyla liam lucia malik maya mihai milan naomi nikos noor olga omar pavel
priya rafael rosa sana selin simon sofia tariq thea tomas uma vera viktor wei yara yusuf zofia
"""
LAST = """
abreu adeyemi andersen arslan bakker banerjee bauer castillo chen costa demir diallo duval eriksen fischer
fontana garcia gruber haddad hansen horvat ibrahim ivanov jansen kaya keller khan kim kowalska larsen lopez
maier mensah moreau nakamura nguyen novak okafor olsen patel petrov popescu reyes rossi santos sato silva
singh tanaka varga virtanen weber wong yilmaz
"""

#: What the first students do, most instructive first; after them the deal goes on with `REST`.
ROLES = (
    "right", "one mistake", "two mistakes", "crash", "loop", "some unanswered", "late", "malformed", "nothing answered",
)  # fmt: skip
REST = ("one mistake", "right", "two mistakes", "one mistake", "right", "one mistake")
#: From this many students on, one more for each further kind of fault that the variants know.
ALL_FAULTS_FROM = 20


@dataclass(frozen=True)
class Member:
    """One student of the simulated class."""

    student: str
    role: str
    answers: Mapping[str, Variant | None] = field(default_factory=dict)
    """Key of an exercise -> what is written there; None: left as released."""


def population(exercises: Sequence[Exercise], students: int, seed: int, before: int = 0) -> list[Member]:
    """A class of that many students, in the order of their names.

    `before`: so many were dealt a role in other assignments of the course; a small class goes on where they ended.
    """
    rng = random.Random(f"class {seed}")
    names = _names(rng, students)
    deal = _Deal(exercises, rng)
    roles = list(_roles(exercises, students, before))
    members = [Member(name, role, deal.answers(role)) for name, role in zip(names, roles, strict=True)]
    return sorted(members, key=lambda member: member.student)


def _names(rng: random.Random, students: int) -> list[str]:
    pairs = [f"{first}-{last}" for first in FIRST.split() for last in LAST.split()]
    names = rng.sample(pairs, min(students, len(pairs)))
    return names + [f"student-{i:05}" for i in range(students - len(names))]


def _roles(exercises: Sequence[Exercise], students: int, before: int) -> Iterator[str]:
    known = {fault.title for exercise in exercises for fault in exercise.faults}
    able = [role for role in ROLES if role not in ("crash", "loop") or role in known]
    further = sorted(known - {"crash", "loop"}) if students >= ALL_FAULTS_FROM else []
    if students < len(able):
        yield from itertools.islice(itertools.cycle(able), before % len(able), before % len(able) + students)
        return
    for i in range(students):
        beyond = i - len(able) - len(further)
        yield [*able, *further][i] if beyond < 0 else REST[beyond % len(REST)]


Card = tuple[Exercise, Variant]
Answer = tuple[Exercise, Variant | None]


class _Deck:
    """Deals every card once before it deals one again, the exercises in turn."""

    def __init__(self, cards: Iterable[Card], rng: random.Random) -> None:
        self.cards = list(cards)
        rng.shuffle(self.cards)
        count: dict[str, Iterator[int]] = defaultdict(itertools.count)
        self.cards.sort(key=lambda card: next(count[card[0].key]))

    def draw(self, fits: Callable[[Card], bool]) -> Card | None:
        """The next card that fits; it goes to the bottom."""
        for i, card in enumerate(self.cards):
            if fits(card):
                self.cards.append(self.cards.pop(i))
                return card
        return None


class _Pack:
    """Deals the right answers to one exercise: every one once in each round, the rounds shuffled anew."""

    def __init__(self, variants: Sequence[Variant], rng: random.Random) -> None:
        self.variants, self.rng = variants, rng
        self.left: list[Variant] = []

    def draw(self, fits: Callable[[Variant], bool]) -> Variant | None:
        """A variant of this round that fits; else any that fits; else any; None where there is none."""
        if not self.variants:
            return None
        if not self.left:
            self.left = self.rng.sample(self.variants, len(self.variants))
        for variant in filter(fits, self.left):
            self.left.remove(variant)
            return variant
        return self.rng.choice(list(filter(fits, self.variants)) or list(self.variants))


class _Deal:
    """Chooses a student's answers so that the truth about them is known."""

    def __init__(self, exercises: Sequence[Exercise], rng: random.Random) -> None:
        self.exercises, self.rng = exercises, rng
        self.mistakes = _Deck(((e, v) for e in exercises for v in e.mistakes), rng)
        self.faults = [(e, v) for e in exercises for v in e.faults]
        self.right = {e.key: _Pack(e.right, rng) for e in exercises}

    def answers(self, role: str) -> dict[str, Variant | None]:
        """Exercise's key -> variant of a student with this role."""
        if role == "nothing answered":
            return dict.fromkeys(exercise.key for exercise in self.exercises)
        fixed: dict[str, Variant | None] = {}
        if role in ("one mistake", "two mistakes"):
            self._plant(fixed, 1 if role == "one mistake" else 2)
        elif role == "some unanswered":
            tested = [e.key for e in self.exercises if e.tests]
            fixed = dict.fromkeys(self.rng.sample(tested, max(1, len(tested) // 3)))
        elif fault := self._fault(role):
            fixed[fault[0].key] = fault[1]
        return self._completed(fixed)

    def _plant(self, fixed: dict[str, Variant | None], count: int) -> None:
        """Mistakes in different exercises of which none keeps the other from running."""
        planted: list[Card] = []
        for _ in range(count):
            card = self.mistakes.draw(
                lambda card: all(card[0] is not e and not _clash(card, (e, v)) for e, v in planted)
            )
            if card is not None:
                planted.append(card)
                fixed[card[0].key] = card[1]

    def _fault(self, title: str) -> Card | None:
        """A fault of that kind, where the fewest other exercises call the function: an endless loop costs time."""
        cards = [card for card in self.faults if card[1].title == title]
        fewest = min((self._callers(exercise) for exercise, _ in cards), default=0)
        return self.rng.choice([card for card in cards if self._callers(card[0]) == fewest]) if cards else None

    def _callers(self, exercise: Exercise) -> int:
        return sum(
            other is not exercise and any(calls(other, variant, exercise) for variant in other.right)
            for other in self.exercises
        )

    def _completed(self, fixed: Mapping[str, Variant | None]) -> dict[str, Variant | None]:
        """The other cells right, each way in turn; none calls a function that does not work, if there is a choice."""
        answers = dict(fixed)
        for exercise in self.exercises:
            if exercise.key not in answers:
                answers[exercise.key] = self._right(exercise, answers)
        return {exercise.key: answers[exercise.key] for exercise in self.exercises}

    def _right(self, exercise: Exercise, answers: Mapping[str, Variant | None]) -> Variant | None:
        others = [(other, answers[other.key]) for other in self.exercises if other.key in answers]
        pack = self.right[exercise.key]
        return pack.draw(lambda variant: not any(_clash((exercise, variant), other) for other in others))


def calls(exercise: Exercise, variant: Variant, other: Exercise) -> bool:
    """Whether this answer to an exercise reads a name that the other exercise defines."""
    return exercise.notebook == other.notebook and bool(variant.used & other.names)


def _clash(one: Answer, two: Answer) -> bool:
    """Whether one of two answers calls the other, which does not work there."""
    return any(
        variant is not None and calls(exercise, variant, other) and not variant.can_call(theirs, exercise.grade_id)
        for (exercise, variant), (other, theirs) in ((one, two), (two, one))
    )
