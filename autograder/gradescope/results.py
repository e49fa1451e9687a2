"""results.json as Gradescope reads it: one entry for each exercise that tests decide. Pure.

What cannot be judged is our fault and never a zero: then no score stands in the file, neither of all nor of one
exercise, and Gradescope shows that the autograder failed instead of a grade.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from autograder.feedback import heatmap
from autograder.feedback.outcomes import BADGES
from autograder.feedback.text import WORTH, clean, number, plain_symbols, plural
from autograder.gradescope.carried import Carried
from autograder.grading import Grader
from autograder.intake.clean import plain
from autograder.record.model import Finding, ItemResult, NotebookRecord, PartResult
from autograder.verified.earned import automatic

NOT_JUDGED = (
    "This submission could not be judged. That is a fault on our side and no zero: nothing has to be changed in the "
    "notebook. The staff finds the reason in the output for instructors, and can run the autograder again."
)
BEGUN = "The autograder was ended before it had finished, so this is no grade. " + NOT_JUDGED
#: %'(),;? mean nothing while brackets are numbers, a full stop or colon nothing behind a word, a hyphen nothing in one.
_HARMLESS = re.compile(r"&#(37|39|40|41|44|59|63);|(?<=[^\W\d])&#(46|58);(?=\s|\Z)|(?<=\w)&#(45);(?=\w)")
_CODE = re.compile(r"(`[^`\n]+`)")


def not_judged(sentence: str = NOT_JUDGED) -> dict[str, Any]:
    """The file where there is no score."""
    return {"output": sentence, "output_format": "text", "stdout_visibility": "hidden", "tests": []}


def results(carried: Carried, graded: Sequence[tuple[Grader, NotebookRecord]], isolation: str) -> dict[str, Any]:
    """The file for these records: `not_judged` as soon as one point of them is not decided."""
    items = [(record, item) for grader, record in graded for item in _decided_by_tests(grader, record)]
    worth = sum(item.max_points for _, item in items)
    if any(item.points is None or item.outcome.is_ours for _, item in items) or abs(worth - carried.points) > 1e-9:
        return not_judged()
    several = len(graded) > 1
    return {
        "output": "\n\n".join(_above(carried, [record for _, record in graded])),
        "output_format": "md",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"isolation": isolation},
        "tests": [
            _entry(place, item, record.notebook if several else "", carried.visibility)
            for place, (record, item) in enumerate(items, start=1)
        ],
    }


def faults(graded: Sequence[tuple[Grader, NotebookRecord]]) -> list[str]:
    """What failed on our side, for the staff, one sentence each."""
    ours = [(record, item) for _, record in graded for item in record.items if item.outcome.is_ours]
    return [f"{record.notebook}, {item.grade_id}: {item.staff_note or item.message}" for record, item in ours]


def _decided_by_tests(grader: Grader, record: NotebookRecord) -> list[ItemResult]:
    tests = {cell.grade_id for cell in automatic(grader.master)}
    return [item for item in record.items if item.grade_id in tests]


def _above(carried: Carried, records: Sequence[NotebookRecord]) -> Iterator[str]:
    """What stands above the checks; nothing of it depends on whether an answer is right."""
    by_hand = carried.points_by_hand
    if by_hand:
        yield f"{plural(by_hand, 'point')} of this assignment are given by hand and are not counted here."
    for note in dict.fromkeys(note for record in records for note in record.notes):
        yield _markdown(note)


def _entry(place: int, item: ItemResult, notebook: str, visibility: str) -> dict[str, Any]:
    title = clean(WORTH.sub("", item.title) or item.grade_id)
    points = item.points or 0.0
    return {
        "name": f"{notebook}: {title}" if notebook else title,
        "name_format": "text",
        "number": str(place),
        "score": points,
        "max_score": item.max_points,
        "status": "passed" if points >= item.max_points else "failed",
        "output": "\n\n".join(_output(item)),
        "output_format": "md",
        "visibility": visibility,
        "extra_data": {"grade_id": item.grade_id, "outcome": item.outcome.value},
    }


def _output(item: ItemResult) -> Iterator[str]:
    if item.message or not item.parts:
        yield _markdown(item.message or f"{BADGES[item.outcome].word}.")
    explained: set[int] = set()
    for part in item.parts:
        yield from _part(part, explained)


def _part(part: PartResult, explained: set[int]) -> Iterator[str]:
    badge = BADGES[part.outcome]
    points = f"{number(part.points)} / {number(part.max_points)}"
    yield f"{badge.symbol} **{_markdown(part.title)}** ({points}): {badge.word}"
    if part.finding is not None:
        yield from _finding(part.finding, explained)


def _finding(finding: Finding, explained: set[int]) -> Iterator[str]:
    """Message, recognised mistakes (each explained once) and where the error sits, in words."""
    if finding.message:
        yield _markdown(finding.message)
    for diagnosis in finding.diagnoses:
        lesson = "" if diagnosis.number in explained else f" {_markdown(diagnosis.lesson)}"
        explained.add(diagnosis.number)
        yield f"> **{_markdown(diagnosis.title)}**{lesson}"
    blocks = [block for block in finding.heatmap if block.levels]
    for block in blocks:
        yield f"- {_markdown(block.name)}: {heatmap.describe(block)}"


def _markdown(text: str) -> str:
    """Text as Markdown that shows it as it is, but for what stands between backticks."""
    parts = _CODE.split(plain_symbols(text))
    return "".join(part if _CODE.fullmatch(part) else _plain(part) for part in parts)


def _plain(text: str) -> str:
    """`plain` for a piece of a line: spaces at its ends stay."""
    inner = text.strip()
    if not inner:
        return " " if text else ""
    shown = _HARMLESS.sub(lambda sign: chr(int(sign[1] or sign[2] or sign[3])), plain(inner))
    return f"{' ' * text[0].isspace()}{shown}{' ' * text[-1].isspace()}"
