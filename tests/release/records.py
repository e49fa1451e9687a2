"""Records of solutions, made by hand."""

from dataclasses import replace

from autograder.outcomes import Outcome
from autograder.record.model import ItemResult, NotebookRecord, PartResult
from autograder.verified.earned import automatic


def full_marks(course, master):
    """As `grade_solution` would answer for a right solution."""
    items = tuple(
        ItemResult(c.grade_id, c.title, Outcome.PASSED, c.points, c.points, (part("all", c.points),))
        for c in automatic(master)
    )
    return NotebookRecord("key", "the solution", master.assignment, master.notebook, items)


def part(title, points, outcome=Outcome.PASSED, finding=None):
    return PartResult(title, points if outcome is Outcome.PASSED else 0.0, points, outcome, finding)


def changed(record, **fields):
    """The record with its first item changed."""
    return replace(record, items=(replace(record.items[0], **fields), *record.items[1:]))
