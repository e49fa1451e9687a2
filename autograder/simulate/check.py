"""Compares what the grader found with the truth about a simulated class."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from autograder.gradebook.model import Score
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult, NotebookRecord
from autograder.simulate.folder import load_truth
from autograder.simulate.truth import ItemTruth, StudentTruth, Truth

if TYPE_CHECKING:
    from autograder.course import Course

#: student -> notebook -> grade_id -> score, as the gradebook keeps them.
Scores = Mapping[str, Mapping[str, Mapping[str, Score]]]


def check_truth(
    course: Course, assignment: str, records: Iterable[NotebookRecord], scores: Scores | None = None
) -> list[str]:
    """One sentence for each difference between the truth and the records; empty when all is as planned.

    With `scores`, the gradebook's table, the points that it keeps are compared with the records' too.
    """
    return list(differences(load_truth(course, assignment), records, scores))


def differences(truth: Truth, records: Iterable[NotebookRecord], scores: Scores | None = None) -> Iterator[str]:
    """The same for a truth at hand."""
    found = {(r.student, r.notebook): r for r in records if r.assignment == truth.assignment}
    for student in truth.students:
        for notebook, items in student.items.items():
            record = found.pop((student.student, notebook), None)
            if record is None:
                yield f"{student.student}: there is no record of {notebook}."
                continue
            yield from _record(student, items, record)
            if scores is not None:
                yield from _scores(record, scores.get(student.student, {}).get(notebook, {}))
    for name, notebook in sorted(found):
        yield f"{name}: there is a record of {notebook}, but no such submission was made."


def _record(student: StudentTruth, items: Mapping[str, ItemTruth], record: NotebookRecord) -> Iterator[str]:
    results = {item.grade_id: item for item in record.items}
    for grade_id, truth in items.items():
        where = f"{student.student} ({student.role}), {grade_id}"
        if grade_id not in results:
            yield f"{where}: the record has no such item."
            continue
        for said in _item(truth, results[grade_id]):
            yield f"{where}: {said}."
    for grade_id in sorted(set(results) - set(items)):
        yield f"{student.student}, {grade_id}: the record has an item that the assignment has not."


def _item(truth: ItemTruth, item: ItemResult) -> Iterator[str]:
    if item.outcome is Outcome.CANNOT_JUDGE:
        yield f"could not be judged ({item.staff_note or 'no reason given'})"
        return
    if truth.outcomes and item.outcome.value not in truth.outcomes:
        yield f"the outcome is {item.outcome.value!r}, it should be {' or '.join(map(repr, truth.outcomes))}"
    yield from _points(truth, item)
    yield from _named(truth, item)


def _points(truth: ItemTruth, item: ItemResult) -> Iterator[str]:
    earned = item.points
    if truth.open_points:
        if earned is not None:
            yield f"it has {earned:g} points before anyone graded it by hand"
        return
    if earned is None or not 0 <= earned <= item.max_points:
        yield f"the points are {earned}, they should be a number from 0 to {item.max_points:g}"
        return
    if truth.points is not None and not _same(earned, truth.points):
        yield f"it earned {earned:g} points, it should have earned {truth.points:g}"
    if truth.loses_points and earned >= item.max_points:
        yield f"the planted mistake cost nothing: it earned all {item.max_points:g} points"
    lost = tuple(i for i, part in enumerate(item.parts, start=1) if part.outcome is not Outcome.PASSED)
    if truth.lost_parts and lost != truth.lost_parts:
        yield f"the parts {_list(lost)} were lost, it should have been {_list(truth.lost_parts)}"


def _named(truth: ItemTruth, item: ItemResult) -> Iterator[str]:
    """Which mistakes the diagnoses name: none that is not there, and the planted one where that is promised."""
    if not truth.outcomes and not truth.may_name:
        return
    named = {d.number for part in item.parts if part.finding for d in part.finding.diagnoses}
    if wrong := sorted(named - set(truth.may_name)):
        yield f"the diagnosis names {_list(wrong)}, planted was {_list(truth.may_name)}"
    if missing := sorted(set(truth.must_name) - named):
        yield f"the diagnosis does not name {_list(missing)}"


def _scores(record: NotebookRecord, scores: Mapping[str, Score]) -> Iterator[str]:
    for item in record.items:
        score = scores.get(item.grade_id)
        automatic = score.auto if score else None
        if not _same(automatic, item.points):
            kept = "no score" if automatic is None else f"{automatic:g}"
            judged = "none" if item.points is None else f"{item.points:g}"
            yield f"{record.student}, {item.grade_id}: the gradebook keeps {kept}, the record says {judged}."


def _same(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else math.isclose(one, other, abs_tol=1e-9)


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"
