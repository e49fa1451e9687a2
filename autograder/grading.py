"""One notebook, from its bytes to its record: a pure function of submission, assignment, grader, environment and seed.

This is the road in one place: intake -> session (kernel below the trust boundary, judge above it) -> record.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course import Course, Master
from autograder.errors import AutograderError
from autograder.intake.sanitise import Prepared, sanitise
from autograder.intake.submission import Malformed, Submission, parse_notebook, read_submission
from autograder.judge.inputs import exercise_seed
from autograder.kernel.protocol import Kernel, KernelFactory, Limits
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult, NotebookRecord
from autograder.session import items
from autograder.session.executed import executed_notebook
from autograder.session.session import Ran, item_results, run_session

PYTHON_KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class Grader:
    """All that a grade is a function of, besides the submission itself."""

    master: Master
    secret: bytes
    limits: Limits
    student_packages: tuple[str, ...]
    only_notebook: bool = True
    """The assignment has no other notebook: a lone notebook of another name is taken for it."""

    def inputs(self, submission: Submission) -> dict[str, str]:
        """What the record's key is made of, one digest or text each."""
        return {
            "submission": submission.sha256,
            "student": submission.student,
            "master": self.master.sha256,
            "grader": grader_digest(),
            "environment": environment(self.student_packages),
            "seed": exercise_seed(self.secret, submission.student, self.master.assignment, ""),
            "limits": json.dumps(asdict(self.limits), sort_keys=True),
        }

    def key(self, submission: Submission) -> str:
        """The record's content address."""
        return _key(self.inputs(submission))

    def grade(self, submission: Submission, start: KernelFactory) -> NotebookRecord:
        """The record of this notebook; a fault of ours is in it as "cannot judge", not raised."""
        inputs = self.inputs(submission)
        notes = list(submission.refused)
        content = self._notebook(submission, notes)
        results, executed = self._results(submission, content, start, notes)
        return NotebookRecord(
            _key(inputs),
            submission.student,
            self.master.assignment,
            self.master.notebook,
            results,
            tuple(notes),
            inputs,
            executed,
        )

    def _notebook(self, submission: Submission, notes: list[str]) -> bytes | None:
        name, found = self.master.notebook, submission.notebooks
        if name in found:
            return found[name]
        if self.only_notebook and len(found) == 1:
            other = next(iter(found))
            notes.append(f"{name}.ipynb was not handed in; the only notebook, {other}.ipynb, was graded in its place.")
            return found[other]
        return None

    def _results(
        self, submission: Submission, content: bytes | None, start: KernelFactory, notes: list[str]
    ) -> tuple[tuple[ItemResult, ...], dict[str, Any]]:
        name = f"{self.master.notebook}.ipynb"
        if content is None:
            refused = [note for note in submission.refused if name in note]
            outcome = Outcome.TAMPERED if refused else Outcome.UNANSWERED
            return self._all(outcome, refused[0] if refused else f"{name} was not handed in.")
        try:
            prepared = sanitise(parse_notebook(content), self.master)
        except Malformed as problem:
            notes.append(str(problem))
            return self._all(Outcome.ERROR, str(problem))
        notes += prepared.notes
        try:
            ran = self._run_twice(prepared, submission, start)
        except Exception as problem:  # fail closed: whatever fails on our side is not the student's zero
            return self._all(Outcome.CANNOT_JUDGE, f"{type(problem).__name__}: {problem}")
        return item_results(ran), executed_notebook(ran, PYTHON_KERNEL)

    def _run_twice(self, prepared: Prepared, submission: Submission, start: KernelFactory) -> list[Ran]:
        """A machine's fault is retried once."""
        files = {**_beside(submission.files, self.master.files), **self.master.files}

        def start_here() -> Kernel:
            return start(files, self.limits)

        def seed_of(exercise: str) -> str:
            return exercise_seed(self.secret, submission.student, self.master.assignment, exercise)

        try:
            return run_session(prepared, self.master, start_here, seed_of, self.limits)
        except (AutograderError, OSError):
            return run_session(prepared, self.master, start_here, seed_of, self.limits)

    def _all(self, outcome: Outcome, message: str) -> tuple[tuple[ItemResult, ...], dict[str, Any]]:
        released: Mapping[str, Any] = self.master.released
        graded = [cell for cell in self.master.cells if cell.grade or cell.task]
        return items.whole_notebook(graded, outcome, message), json.loads(json.dumps(released))


def _beside(files: Mapping[str, bytes], trusted: Mapping[str, bytes]) -> dict[str, bytes]:
    """The student's own files, without those that would stand where a file or a folder of the course stands."""
    taken = {PurePosixPath(name) for name in trusted}
    folders = {folder for path in taken for folder in path.parents}
    own = {name: PurePosixPath(name) for name in files}
    return {
        name: files[name]
        for name, path in own.items()
        if path not in folders and taken.isdisjoint((path, *path.parents))
    }


def make_graders(course: Course, assignment: str) -> list[Grader]:
    """One grader per notebook of the assignment."""
    masters, settings = course.masters(assignment), course.settings
    alone = len(masters) == 1
    return [Grader(m, course.secret(), settings.limits, settings.student_packages, alone) for m in masters]


def read(course: Course, student: str, assignment: str) -> Submission:
    """A student's submission as it lies in the course folder, links refused, size capped."""
    folder = course.submitted / student / assignment
    return read_submission(folder, student, assignment, course.settings.submission_mb << 20)


def _key(inputs: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


@functools.cache
def grader_digest() -> str:
    """Digest of the grader's own code and of the reference: a change of either judges anew."""
    digest = hashlib.sha256()
    for folder in (Path(__file__).parent, _reference_folder()):
        for path in sorted(folder.rglob("*.py")) if folder else ():
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _reference_folder() -> Path:
    import backprop_ref  # noqa: PLC0415  (its place is all that is asked)

    return Path(next(iter(backprop_ref.__path__)))


@functools.cache
def environment(student_packages: Sequence[str]) -> str:
    """Python and the versions of what the student's code can import."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in student_packages]
    return ", ".join([f"Python {platform.python_version()} on {platform.machine()}", *versions])
