"""Runs the notebook in the sandbox twice: as a student gets it, and with the instructor's solution."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from autograder.authoring.found import Finding, Role, line_of, place
from autograder.course.master import Master, MasterCell
from autograder.grading import Grader
from autograder.intake.submission import Submission
from autograder.kernel.protocol import Execution, KernelFactory
from autograder.outcomes import Outcome
from autograder.record.model import NotebookRecord, PartResult
from autograder.session.session import Ran
from autograder.verified.earned import automatic, shortfalls

#: Jupyter's "Run all" goes on behind a cell with this tag, whatever it raises.
MAY_RAISE = "raises-exception"
_PLACE = re.compile(r"(?:Cell In ?\[\d+\], line |^-+> )(\d+)", re.MULTILINE)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Walk:
    """One notebook, run."""

    record: NotebookRecord
    executions: dict[str, Execution]
    """Cell id -> what became of the cell."""
    findings: list[Finding] = field(default_factory=list)

    def points(self, cell: MasterCell) -> float:
        """What a test gave."""
        return sum(item.points or 0.0 for item in self.record.items if item.grade_id == cell.grade_id)


def as_student(grader: Grader, start: KernelFactory) -> Walk:
    """The notebook as it is released: the course's own cells run to the end, and nothing is earned."""
    master = grader.master
    walk = _walk(grader, json.dumps(master.released).encode(), start)
    stopped = False
    for cell in master.cells:
        execution = walk.executions.get(cell.cell_id)
        if execution is None or execution.outcome is Outcome.PASSED or _may_raise(master, cell):
            continue
        own = not (cell.solution or cell.grade)
        if own or not stopped:
            walk.findings.append(_stops(master, cell, execution, note=not own))
        stopped = stopped or not own
    for cell in automatic(master):
        if earned := walk.points(cell):
            sentence = f"{place(master, cell)}: what is released, with nothing answered, earns {_of(earned, cell)}."
            walk.findings.append(Finding(Role.STUDENT, sentence))
    return walk


def as_grader(grader: Grader, start: KernelFactory) -> Walk:
    """The notebook with the solution: it earns every point, and satisfies the visible checks."""
    master = grader.master
    answered = copy.deepcopy(master.released)
    for shown, cell in zip(answered["cells"], master.cells, strict=True):
        shown["source"] = cell.full if cell.solution else cell.released
    walk = _walk(grader, json.dumps(answered).encode(), start)
    short = dict(_short(master, walk.record))
    for cell in master.cells:
        execution = walk.executions.get(cell.cell_id)
        if execution is not None and (why := _unsatisfied(cell, execution)) and not _shown_to_fail(master, cell):
            what = "the visible check is not satisfied by" if cell.grade else "this cell fails with"
            sentence = f"{place(master, cell, _line(execution))}: {what} the solution ({why})."
            walk.findings.append(Finding(Role.GRADER, sentence))
        if cell.grade_id in short:
            walk.findings.append(Finding(Role.GRADER, short[cell.grade_id]))
    return walk


def _walk(grader: Grader, content: bytes, start: KernelFactory) -> Walk:
    master, ran = grader.master, list[Ran]()
    submission = Submission("the author", master.assignment, {master.notebook: content})
    record = replace(grader, in_full=True).grade(submission, start, watch=ran.extend)
    executions = {
        step.cell.master.cell_id: step.execution
        for step in ran
        if step.cell.master is not None and step.execution is not None
    }
    own = [cell for cell in master.cells if cell.cell_type == "code" and not (cell.grade_id or cell.solution)]
    unnamed = [step.execution for step in ran if step.cell.master is None and step.execution is not None]
    executions |= {cell.cell_id: done for cell, done in zip(own, unnamed, strict=True)} if unnamed else {}
    return Walk(record, executions)


def _stops(master: Master, cell: MasterCell, execution: Execution, *, note: bool) -> Finding:
    where = place(master, cell, _line(execution))
    if not note:
        remedy = f"let it run before anything is answered, or give it the tag {MAY_RAISE}"
    else:
        remedy = f"give the cell the tag {MAY_RAISE}, and the notebook runs on behind it"
    sentence = f'{where}: in the released notebook "Run all" stops here ({_why(execution)}); {remedy}.'
    return Finding(Role.STUDENT, sentence, note)


def _short(master: Master, record: NotebookRecord) -> Iterator[tuple[str, str]]:
    """grade_id and sentence for each test that the solution does not pass in full."""
    for cell in automatic(master):
        only = replace(master, cells=(cell,))
        for sentence in shortfalls(only, record):
            _, _, said = sentence.partition("): ")
            yield cell.grade_id, f"{place(master, cell, _line_of_part(cell, record))}: {said or sentence}"


def _line_of_part(cell: MasterCell, record: NotebookRecord) -> int:
    """Where the first part that the solution does not pass begins."""
    parts: Sequence[PartResult] = next((i.parts for i in record.items if i.grade_id == cell.grade_id), ())
    title = next((part.title for part in parts if part.outcome is not Outcome.PASSED), "")
    return line_of(cell.full, f'"{title}"') or line_of(cell.full, f"'{title}'") if title else 0


def _unsatisfied(cell: MasterCell, execution: Execution) -> str:
    """Why a cell is not as it should be with the solution; what a check writes to stderr counts as in nbgrader."""
    if execution.outcome is not Outcome.PASSED:
        return _why(execution)
    said = [output for output in execution.outputs if output.get("name") == "stderr"] if cell.grade else []
    return next((_first(str(output.get("text", ""))) for output in said), "")


def _why(execution: Execution) -> str:
    for output in execution.outputs:
        if output.get("output_type") == "error":
            return _first(f"{output.get('ename')}: {output.get('evalue')}").rstrip(": ")
    return _first(execution.message)


def _first(text: str) -> str:
    line = next((line.strip() for line in _COLOURS.sub("", text).splitlines() if line.strip()), "")
    return line.removesuffix(".")


def _line(execution: Execution) -> int:
    for output in execution.outputs:
        if output.get("output_type") == "error":
            found = _PLACE.search(_COLOURS.sub("", "\n".join(map(str, output.get("traceback", ())))))
            return int(found[1]) if found else 0
    return 0


def _tags(master: Master, cell: MasterCell) -> Sequence[str]:
    cells = {each["id"]: each for each in master.released["cells"]}
    tags: Sequence[str] = cells[cell.cell_id].get("metadata", {}).get("tags", ())
    return tags


def _may_raise(master: Master, cell: MasterCell) -> bool:
    return MAY_RAISE in _tags(master, cell)


def _shown_to_fail(master: Master, cell: MasterCell) -> bool:
    """A cell of the course's own that is there to show an error."""
    return _may_raise(master, cell) and not cell.grade


def _of(earned: float, cell: MasterCell) -> str:
    return f"{earned:g} of {cell.points:g} points"
