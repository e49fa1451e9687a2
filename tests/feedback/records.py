"""Small records and masters for the tests of the page."""

from __future__ import annotations

from autograder.course.master import Master, MasterCell
from autograder.outcomes import Outcome
from autograder.record.model import (
    Diagnosis,
    Finding,
    HeatBlock,
    ItemResult,
    NotebookRecord,
    PartResult,
)

SECRETS = {
    "seed": "5eed5eed",
    "staff_note": "KeyError in the hidden test",
    "hidden": "expect(call('forward'))",
    "full": "return W @ o",
    "inputs": "digest-of-the-inputs",
    "output": "cell output of the student",
}


def cell(grade_id: str, asked: str = "") -> MasterCell:
    return MasterCell(
        grade_id, "code", grade_id, True, False, True, False, 2.0, "released", SECRETS["hidden"], SECRETS["full"],
        "title", asked,
    )  # fmt: skip


def master(**asked: str) -> Master:
    cells = tuple(cell(grade_id.replace("_", "-"), text) for grade_id, text in asked.items())
    return Master("06-backpropagation", "06-backpropagation", cells, {}, {}, "0" * 64)


def item(outcome: Outcome, points: float | None, **more: object) -> ItemResult:
    fields = {
        "grade_id": "test-forward", "title": "Forward (2 points)", "outcome": outcome, "points": points,
        "max_points": 2.0, "seed": SECRETS["seed"], "staff_note": SECRETS["staff_note"],
    }  # fmt: skip
    return ItemResult(**{**fields, **more})  # type: ignore[arg-type]


def record(*items: ItemResult, notes: tuple[str, ...] = (), student: str = "amara-okafor") -> NotebookRecord:
    executed = {"cells": [{"source": SECRETS["full"], "outputs": [{"text": SECRETS["output"]}]}]}
    inputs = {"seed": SECRETS["seed"], "submission": SECRETS["inputs"]}
    return NotebookRecord("key", student, "06-backpropagation", "06-backpropagation", items, notes, inputs, executed)


def wrong_part(title: str = "one output") -> PartResult:
    block = HeatBlock("G^(1)", ((0, 3, 4), (0, 1, 2)), bias_column=True)
    mistake = Diagnosis(1, "the factor 2 is missing", "Look at the derivative of the square.")
    finding = Finding("The shape is right; G^(1) is wrong.", (mistake,), (block, HeatBlock("G^(2)", ((0, 0),))))
    return PartResult(title, 0.0, 1.0, Outcome.FAILED, finding)
