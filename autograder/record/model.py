"""The record of a grade: what was judged, how it ended, and all that is needed to repeat it. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from autograder.outcomes import NOT_GRADED, Outcome


@dataclass(frozen=True)
class HeatBlock:
    """One block of a wrong answer, as a picture of where it is wrong."""

    name: str
    """The block in the lecture's words, e.g. "G^(2)"."""
    levels: tuple[tuple[int, ...], ...]
    """Row by row: 0 right, 1 off by less than 1e-3 of the block's scale, 2 less than 1e-1, 3 more, 4 nan or inf."""
    bias_column: bool = False
    """True where column 0 belongs to the biases."""


@dataclass(frozen=True)
class Diagnosis:
    """A known mistake whose result the student's answer equals."""

    number: int
    """Its number in the catalogue, `backprop_ref.mistakes`."""
    title: str
    """What is wrong, in a few words."""
    lesson: str
    """What to think about, in words that teach, without the answer."""


@dataclass(frozen=True)
class Strip:
    """A matrix as a picture of its shape."""

    name: str
    """The matrix in the lecture's words, e.g. "du/dx"."""
    rows: int
    columns: int
    before: str = ""
    """The sign that stands before it, e.g. "·" or "="."""


@dataclass(frozen=True)
class Finding:
    """Why a check did not pass, or what is told of a right answer. Everything here may be shown to the student."""

    message: str
    """One sentence: shape first, then finiteness, then values."""
    diagnoses: tuple[Diagnosis, ...] = ()
    """One known mistake, or a pair of them; empty when nothing matched exactly."""
    heatmap: tuple[HeatBlock, ...] = ()
    """Where the error sits, when shapes agree."""
    strips: tuple[Strip, ...] = ()
    """A product of matrices, drawn; only with a right answer."""


@dataclass(frozen=True)
class PartResult:
    """One check of an item, with its share of the points."""

    title: str
    points: float
    max_points: float
    outcome: Outcome
    finding: Finding | None = None


@dataclass(frozen=True)
class ItemResult:
    """One graded cell."""

    grade_id: str
    """nbgrader's id of the cell that carries the points."""
    title: str
    """Heading of the exercise."""
    outcome: Outcome
    points: float | None
    """None while it is to be graded by hand, or cannot be judged."""
    max_points: float
    parts: tuple[PartResult, ...] = ()
    message: str = ""
    """One sentence for the student, where there is more to say than the parts do."""
    staff_note: str = ""
    """For the staff only: what failed on our side."""
    seed: str = ""
    """Hex digest that keyed this item's hidden inputs."""
    judged_by: str = ""
    """Hex digest of the cell that it was judged by, hidden test included."""


@dataclass(frozen=True)
class NotebookRecord:
    """One graded notebook."""

    key: str
    """Content address: hash of everything that the result is a function of."""
    student: str
    assignment: str
    notebook: str
    items: tuple[ItemResult, ...]
    notes: tuple[str, ...] = ()
    """What was restored or refused in the submission, one sentence each; shown to the student."""
    inputs: dict[str, str] = field(default_factory=dict)
    """What the key was made of: submission, master, grader, environment, seed, limits."""
    executed: dict[str, Any] = field(default_factory=dict)
    """The notebook as graded (nbformat), cleaned for the formgrader, without hidden tests."""

    def outline(self) -> NotebookRecord:
        """What a run tells of it, without the notebook, the parts and what it was made of: small for a class."""
        items = (replace(item, parts=(), seed="", judged_by="") for item in self.items)
        return replace(self, items=tuple(items), inputs={}, executed={})

    @property
    def has_our_fault(self) -> bool:
        """Whether something in it could not be judged: the next run grades it anew."""
        return any(item.outcome.is_ours for item in self.items)

    @property
    def is_refused(self) -> bool:
        """Whether what was handed in could not be graded at all: somebody has to look at it."""
        return any(item.outcome in NOT_GRADED for item in self.items)

    @property
    def points(self) -> float:
        """Sum of the points that are decided."""
        return sum(item.points or 0.0 for item in self.items)

    @property
    def max_points(self) -> float:
        """Sum of what all items are worth."""
        return sum(item.max_points for item in self.items)
