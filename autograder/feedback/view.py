"""What the page shows of a record. What is not named here stays out: staff notes, seeds, inputs, hidden tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from autograder.feedback import heatmap, strips
from autograder.feedback.answers import Answer, answers
from autograder.feedback.asked import own_html, title_html, to_html
from autograder.feedback.heatmap import Drawing
from autograder.feedback.outcomes import BADGES, Badge, badge
from autograder.feedback.text import WORTH, clean, number, plural, symbols
from autograder.gradebook.model import ManualGrade
from autograder.outcomes import Outcome
from autograder.record.model import Finding, ItemResult, NotebookRecord, PartResult

if TYPE_CHECKING:
    from autograder.course import Master

NOT_JUDGED = "Could not be judged yet; the staff has been told. This is not zero points."
BY_HAND_LATER = "A member of the staff reads this answer and gives the points."


@dataclass(frozen=True)
class Lesson:
    """A recognised mistake."""

    title: Markup
    text: Markup


@dataclass(frozen=True)
class FindingView:
    """Why a check did not pass, or what is told of a right answer."""

    message: Markup
    lessons: tuple[Lesson, ...]
    """Recognised mistakes, where the exercise has not explained them yet."""
    again: tuple[Markup, ...]
    """Titles of those that it has."""
    drawings: tuple[Drawing, ...]
    where: str
    """Which blocks are wrong, in words."""
    product: Markup
    """A product of matrices to scale; "" for none."""


@dataclass(frozen=True)
class PartView:
    """One check of an exercise."""

    title: Markup
    points: str
    badge: Badge
    finding: FindingView | None
    note: str


@dataclass(frozen=True)
class ItemView:
    """One exercise."""

    anchor: str
    title: Markup
    badge: Badge
    points: str
    """"2 of 3 points", or what is still open."""
    short_points: str
    """"2 / 3"."""
    asked: Markup
    message: Markup
    parts: tuple[PartView, ...]
    answers: tuple[Answer, ...]
    """What the student wrote."""
    comment: Markup


@dataclass(frozen=True)
class PageView:
    """The page of one notebook."""

    student: str
    assignment: str
    notebook: str
    points: str
    max_points: str
    share: float
    """Points over points that can be had, 0 to 1, for the bar."""
    penalty: str
    """Points taken off for being late; "" for none."""
    earned: str
    """The points before that."""
    open: tuple[str, ...]
    """What the sum does not hold yet, one sentence each."""
    items: tuple[ItemView, ...]
    notes: tuple[Markup, ...]
    has_drawings: bool


def page_view(
    record: NotebookRecord, master: Master, manual: Mapping[str, ManualGrade], penalty: float = 0.0
) -> PageView:
    """The page of a record, the exercises in the notebook's order; `penalty`: points taken off for being late."""
    written = answers(record, master)
    asked = {cell.grade_id: cell.asked for cell in master.cells if cell.grade_id}
    items = tuple(
        _item(i, item, asked.get(item.grade_id, ""), manual.get(item.grade_id), written.get(item.grade_id, ()))
        for i, item in enumerate(record.items, start=1)
    )
    earned = sum(_points(item, manual.get(item.grade_id)) or 0.0 for item in record.items)
    points = max(0.0, earned - penalty)
    return PageView(
        clean(record.student), clean(record.assignment), clean(record.notebook),
        number(points), number(record.max_points),
        min(1.0, max(0.0, points / record.max_points)) if record.max_points else 0.0,
        number(penalty) if penalty else "", number(earned), tuple(_open(record, manual)), items,
        tuple(map(symbols, record.notes)),
        any(part.finding and part.finding.drawings for item in items for part in item.parts),
    )  # fmt: skip


def _points(item: ItemResult, grade: ManualGrade | None) -> float | None:
    """The staff's points where there are some, else the automatic ones; None while it is open."""
    return grade.points if grade and grade.points is not None else item.points


def _open(record: NotebookRecord, manual: Mapping[str, ManualGrade]) -> list[str]:
    """What is not in the sum yet."""
    undecided = [item for item in record.items if _points(item, manual.get(item.grade_id)) is None]
    ours = sum(item.max_points for item in undecided if item.outcome.is_ours)
    by_hand = sum(item.max_points for item in undecided if not item.outcome.is_ours)
    said = [f"{plural(by_hand, 'point')} still to be graded by hand."] if by_hand else []
    said += [f"{plural(ours, 'point')} not judged yet: this is on our side, and not zero points."] if ours else []
    return said


def _item(i: int, item: ItemResult, asked: str, grade: ManualGrade | None, written: tuple[Answer, ...]) -> ItemView:
    points = _points(item, grade)
    decided_by_hand = grade is not None and grade.points is not None
    open_on_our_side = item.outcome.is_ours and not decided_by_hand
    waits = points is None and item.outcome is not Outcome.ADDED
    message = NOT_JUDGED if open_on_our_side else BY_HAND_LATER if waits else item.message
    return ItemView(
        anchor=f"exercise-{i}",
        title=title_html(WORTH.sub("", item.title) or item.grade_id),
        badge=badge(item, points, by_hand=decided_by_hand),
        points=f"{number(points)} of {plural(item.max_points, 'point')}"
        if points is not None
        else f"open, worth {plural(item.max_points, 'point')}",
        short_points=f"{'–' if points is None else number(points)} / {number(item.max_points)}",
        asked=to_html(_without_title(asked, item.title)),
        message=symbols("" if item.outcome.is_ours and decided_by_hand else message),
        parts=() if item.outcome.is_ours else tuple(_parts(item)),
        answers=written,
        comment=_comment(grade.comment) if grade else Markup(""),
    )


def _comment(text: str) -> Markup:
    """A comment of the staff: Markdown and formulas, as the formgrader promises; line ends stay line ends."""
    return own_html(text.strip().replace("\n", "  \n")) if text.strip() else Markup("")


def _without_title(asked: str, title: str) -> str:
    """The question without its heading, which stands above it on the page."""
    first, _, rest = asked.strip().partition("\n")
    return rest.strip() if first.startswith("#") and first.strip("# ") == title.strip() else asked.strip()


def _parts(item: ItemResult) -> Iterator[PartView]:
    """The checks of an exercise; a mistake is explained once."""
    explained: set[int] = set()
    for part in item.parts:
        yield _part(part, explained)
        explained |= {diagnosis.number for diagnosis in part.finding.diagnoses} if part.finding else set()


def _part(part: PartResult, explained: Set[int]) -> PartView:
    ours = part.outcome.is_ours
    return PartView(
        title=symbols(part.title),
        points=f"{'–' if ours else number(part.points)} / {number(part.max_points)}",
        badge=BADGES[part.outcome],
        finding=_finding(part.finding, explained) if part.finding and not ours else None,
        note=NOT_JUDGED if ours else "",
    )


def _finding(finding: Finding, explained: Set[int]) -> FindingView:
    return FindingView(
        symbols(finding.message),
        tuple(Lesson(symbols(d.title), symbols(d.lesson)) for d in finding.diagnoses if d.number not in explained),
        tuple(symbols(d.title) for d in finding.diagnoses if d.number in explained),
        tuple(heatmap.draw(block) for block in finding.heatmap if block.levels),
        heatmap.summary(finding.heatmap),
        strips.draw(finding.strips),
    )
