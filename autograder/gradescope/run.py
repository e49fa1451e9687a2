"""What run_autograder starts: grades the submission and writes results.json. What it prints is for instructors only."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from autograder.errors import AutograderError, MachineError
from autograder.files import write_atomically
from autograder.gradescope import carried as carrying
from autograder.gradescope import results as telling
from autograder.gradescope.handin import whose
from autograder.gradescope.isolation import isolated
from autograder.gradescope.layout import Layout
from autograder.intake.submission import read_submission

#: Files in which the container's kernel says how much memory it may use.
_MEMORY = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
#: What of it a submission may use: the rest is the grader's.
_SHARE = 0.6


def main(root: str) -> int:
    """Grade what lies below the root; 1 where that could not be done, and the file holds no score then."""
    layout, began = Layout(Path(root).resolve()), time.monotonic()
    _write(layout, telling.not_judged(telling.BEGUN))  # what stands there if this is ended
    try:
        with layout.closed():
            told = _graded(layout)
    except AutograderError as problem:
        print(f"No score: {problem}")
        told = telling.not_judged()
    except Exception as problem:  # fail closed: whatever fails on our side is not the student's zero
        print(f"No score: {type(problem).__name__}: {problem}")
        told = telling.not_judged()
    _write(layout, told | {"execution_time": round(time.monotonic() - began)})
    return 0 if told["tests"] else 1


def _graded(layout: Layout) -> dict[str, Any]:
    carried = _fitting(carrying.read(layout.grading))
    student = whose(layout.metadata)
    with isolated(carried, layout) as isolation:
        print(isolation.told)
        graders = carried.graders
        assignment = graders[0].master.assignment
        submission = read_submission(layout.submission, student, assignment, carried.submission_mb << 20)
        graded = [(grader, grader.grade(submission, isolation.start)) for grader in graders]
    for sentence in telling.faults(graded):
        print(f"No score: {sentence}")
    return telling.results(carried, graded, isolation.told)


def _fitting(carried: carrying.Carried) -> carrying.Carried:
    """With no more memory for a submission than the container has to give."""
    most = min(_container_memory(_MEMORY), default=carried.limits.memory_bytes / _SHARE)
    memory = min(carried.limits.memory_bytes, int(most * _SHARE))
    if memory < carried.limits.memory_bytes:
        print(f"Submissions have {memory >> 20} MB of memory: the container is too small for more.")
    return msgspec.structs.replace(carried, limits=replace(carried.limits, memory_bytes=memory))


def _container_memory(places: Sequence[Path]) -> list[int]:
    told: list[int] = []
    for place in places:
        try:
            told.append(int(place.read_text()))
        except (OSError, ValueError):  # not there, or "max"
            continue
    return told


def _write(layout: Layout, told: dict[str, Any]) -> None:
    try:
        write_atomically(layout.results, json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    except OSError as problem:
        raise MachineError(f"{layout.results} cannot be written ({problem.strerror}).") from problem


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
