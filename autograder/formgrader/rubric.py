"""What an answer is graded by, out of the source notebook: the rubric and the model answer. For graders only."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autograder.course import Master
from autograder.course.marks import MarkError, Marks, outside, regions
from autograder.course.master import MasterCell

#: "- 0.5 point: it names the chain rule", in any kind of list.
_STEP = re.compile(
    r" {0,3}(?:[-*+]|\d{1,2}[.)])\s+\**(\d{1,3}(?:[.,]\d{1,3})?)\s*(?:points?|pts?\.?|marks?)\b\**\s*[:.]?\**\s*(.*)",
    re.I,
)
_HEADING = re.compile(r"^[#>*_\s]*(rubric|mark(ing)?\s+scheme)\b", re.IGNORECASE)


#: A heading that says nothing but that, and what it is worth.
_ONLY_HEADING = re.compile(r"[#>*_\s]*(rubric|mark(ing)?\s+scheme)\s*(\([^()]*\))?[\s.:*_]*", re.IGNORECASE)


@dataclass(frozen=True)
class Rubric:
    """What stands under one answer; Markdown."""

    rubric: str
    """How points are given; "" where the source does not say."""
    answer: str
    """The model answer; "" where there is none."""


def rubrics(master: Master) -> dict[str, Rubric]:
    """grade_id -> what it is graded by, of every cell that people grade and the source says something of."""
    by_hand = [cell for cell in master.cells if cell.task or (cell.grade and cell.solution)]
    found = {cell.grade_id: _rubric(cell, master.marks) for cell in by_hand}
    return {grade_id: rubric for grade_id, rubric in found.items() if rubric.rubric or rubric.answer}


def _rubric(cell: MasterCell, marks: Marks) -> Rubric:
    scheme = _inside(cell.full, marks)
    if cell.task:
        return Rubric(scheme, "")
    text = outside(cell.full, marks.scheme).split("\n")
    rest = [line for line in text if not any(word in line for word in marks.words)]
    if cell.cell_type == "code":
        return Rubric(scheme, "```python\n{}\n```".format("\n".join(rest).strip("\n")))
    begins = next((number for number, line in enumerate(rest) if _HEADING.match(line)), len(rest))
    said = "\n".join(rest[begins:]).strip()
    return Rubric("\n\n".join(filter(None, [said, scheme])), "\n".join(rest[:begins]).strip())


def _inside(source: str, marks: Marks) -> str:
    """The text between the marks of a marking scheme."""
    try:
        return "\n\n".join(region.text.strip() for region in regions(source, marks.scheme))
    except MarkError:
        return ""


@dataclass(frozen=True)
class Step:
    """One line of a rubric that gives points of its own."""

    points: float
    text: str
    """What for; Markdown."""


def steps(rubric: str) -> tuple[str, tuple[Step, ...]]:
    """(what of the rubric is no step, without a heading that says no more; the steps in their order)."""
    rest: list[str] = []
    found: list[Step] = []
    inside = False
    for line in rubric.split("\n"):
        if match := _STEP.match(line):
            found.append(Step(float(match[1].replace(",", ".")), match[2]))
            inside = True
        elif inside and line.startswith((" ", "\t")) and line.strip():
            found[-1] = Step(found[-1].points, f"{found[-1].text}\n{line.strip()}")
        else:
            inside = inside and not line.strip()
            rest.append(line)
    if rest and _ONLY_HEADING.fullmatch(rest[0]):
        del rest[0]
    return "\n".join(rest).strip(), tuple(found)
