"""One notebook, from its bytes to its record: a pure function of submission, assignment, grader, environment and seed.

This is the road in one place: intake -> session (kernel below the trust boundary, judge above it) -> record.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import importlib.metadata
import importlib.util
import io
import json
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course import Course, Master
from autograder.course.master import PYTHON, only_python
from autograder.course.trusted import modules_of
from autograder.course.versions import added
from autograder.intake.choose import choose
from autograder.intake.notebook import Malformed, parse_notebook
from autograder.intake.sanitise import Prepared, missing, restored_files, sanitise
from autograder.intake.submission import Submission, read_submission
from autograder.judge.inputs import exercise_seed
from autograder.kernel.protocol import Kernel, KernelFactory, Limits
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult, NotebookRecord
from autograder.sandbox.imports import check_imports
from autograder.sandbox.packages import NEEDED, requirement
from autograder.session import items
from autograder.session.added import with_added
from autograder.session.executed import executed_notebook, refused_notebook
from autograder.session.session import Ran, item_results, not_run, run_session

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
    siblings: tuple[str, ...] = ()
    """The assignment's other notebooks: a file of such a name is never taken for this one."""
    in_full: bool = False
    """Run the course's illustrations too, whose outputs only the executed notebook holds."""
    reference_packages: tuple[str, ...] = ()
    """What the hidden tests judge by, besides what they import themselves."""
    added: tuple[str, ...] = ()
    """grade_ids of cells that an earlier version of the notebook did not have."""

    def inputs(self, submission: Submission) -> dict[str, str]:
        """What the record's key is made of, one digest or text each."""
        return {
            "submission": submission.sha256,
            "student": submission.student,
            "master": self.master.sha256,
            "grader": grader_digest(),
            "references": references(self.master, self.reference_packages),
            "environment": environment(self.student_packages),
            "seed": exercise_seed(self.secret, submission.student, self.master.assignment, ""),
            "limits": json.dumps(asdict(self.limits), sort_keys=True),
            **({"cells": "all"} if self.in_full and any(cell.illustration for cell in self.master.cells) else {}),
            **({"added": json.dumps(self.added)} if self.added else {}),
        }

    def key(self, submission: Submission) -> str:
        """The record's content address."""
        return _key(self.inputs(submission))

    def warm_up(self) -> None:
        """Load what the hidden tests judge by, and read what a record's key is made of: for whoever has to wait.

        What of it fails is met again by the first notebook, whose record says so.
        """
        for cell in self.master.cells:
            if cell.hidden and self.master.trusted_judge(cell):
                _load(cell.hidden)
        with contextlib.suppress(Exception):
            grader_digest()
            references(self.master, self.reference_packages)
            environment(self.student_packages)

    def grade(
        self,
        submission: Submission,
        start: KernelFactory,
        attempt: int = 1,
        watch: Callable[[Sequence[Ran]], None] | None = None,
    ) -> NotebookRecord:
        """The record of this notebook; a fault of ours is in it as "cannot judge", not raised.

        Another `attempt` has other hidden inputs: where our side failed, that is no second try at the same ones.
        `watch` is given the cells as they ran, which the record does not keep.
        """
        notes = [refused.sentence for refused in submission.refused]
        try:
            return self._graded(submission, start, attempt, notes, watch)
        except Malformed as problem:
            return self.whole(submission, problem.outcome, str(problem), [*notes, str(problem)])
        except Exception as problem:  # fail closed: whatever fails on our side is not the student's zero
            return self.whole(submission, Outcome.CANNOT_JUDGE, f"{type(problem).__name__}: {problem}", notes)

    def _graded(
        self,
        submission: Submission,
        start: KernelFactory,
        attempt: int,
        notes: list[str],
        watch: Callable[[Sequence[Ran]], None] | None,
    ) -> NotebookRecord:
        began = time.monotonic()
        choice = choose(submission, self.master, self.siblings)
        notes += choice.notes
        if choice.content is None:
            return self.whole(submission, choice.outcome or Outcome.CANNOT_JUDGE, choice.message, notes)
        prepared = sanitise(parse_notebook(choice.content, self.master), self.master)
        new = {missing(grade_id) for grade_id in prepared.absent.intersection(self.added)}
        notes += [*(note for note in prepared.notes if note not in new), *restored_files(submission, self.master)]
        if self.master.language != PYTHON:
            ran = not_run(prepared, only_python(self.master))
        else:
            ran = self._run(prepared, submission, start, attempt, began)
        ran = with_added(ran, self.added, prepared.absent)
        if watch is not None:
            watch(ran)
        return self._record(submission, item_results(ran), notes, executed_notebook(ran, self._kernel()))

    def _kernel(self) -> dict[str, Any]:
        """What the executed notebook says of its kernel."""
        kernel = self.master.released.get("metadata", {}).get("kernelspec")
        return PYTHON_KERNEL if self.master.language == PYTHON else {"kernelspec": kernel} if kernel else {}

    def whole(
        self, submission: Submission, outcome: Outcome, message: str, notes: Sequence[str] = ()
    ) -> NotebookRecord:
        """The record of a notebook that was not run: one outcome for all of it, and why in one sentence."""
        shown = refused_notebook(self.master.released, outcome, message)
        return self._record(submission, items.whole_notebook(self.master.graded, outcome, message), notes, shown)

    def _record(
        self, submission: Submission, results: tuple[ItemResult, ...], notes: Sequence[str], executed: dict[str, Any]
    ) -> NotebookRecord:
        inputs, master = self.inputs(submission), self.master
        return NotebookRecord(
            key=_key(inputs),
            student=submission.student,
            assignment=master.assignment,
            notebook=master.notebook,
            items=results,
            notes=tuple(notes),
            inputs=inputs,
            executed=executed,
        )

    def _run(
        self, prepared: Prepared, submission: Submission, start: KernelFactory, attempt: int, began: float
    ) -> list[Ran]:
        own = _beside(submission.files, self.master.files)
        files = {**own, **self.master.files}
        # a file of the student's may stand in the way of what the first cells import
        alone = all(PurePosixPath(name).suffix == ".ipynb" for name in own)

        def start_here(first_cells: Sequence[str]) -> Kernel:
            return start(files, self.limits, first_cells if alone else ())

        def seed_of(exercise: str) -> str:
            drawn_for = exercise if attempt == 1 else f"{exercise}\x1f{attempt}"
            return exercise_seed(self.secret, submission.student, self.master.assignment, drawn_for)

        return run_session(prepared, self.master, start_here, seed_of, self.limits, began=began, in_full=self.in_full)


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
    """One grader per notebook of the assignment; raises CourseError where one imports what students are not given."""
    masters, settings = course.masters(assignment), course.settings_of(assignment)
    for master in masters:
        check_imports(master, settings.student_packages)
    names = [master.notebook for master in masters]
    return [
        Grader(
            m,
            course.secret(),
            settings.limits,
            settings.student_packages,
            tuple(n for n in names if n != m.notebook),
            reference_packages=settings.reference_packages,
            added=added(course.state, m),
        )
        for m in masters
    ]


def read(course: Course, student: str, assignment: str) -> Submission:
    """A student's submission as it lies in the course folder, links refused, size capped."""
    folder = course.submitted / student / assignment
    return read_submission(folder, student, assignment, course.settings.submission_mb << 20)


@functools.lru_cache(maxsize=256)
def _load(test: str) -> None:
    """Import what a hidden test does, as quietly as it does."""
    for name in modules_of(test):
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
            importlib.import_module(name)


def _key(inputs: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


@functools.cache
def grader_digest() -> str:
    """Digest of the grader's own code: a change of it judges anew."""
    return _digest_of_code(Path(__file__).parent)


def references(master: Master, packages: Sequence[str] = ()) -> str:
    """What the hidden tests of a master judge by, package by package: the digest of its code where it is found.

    `packages` are meant beside those that the tests import themselves, installed ones by their code too.
    """
    own = sys.stdlib_module_names | {"autograder"}
    hidden = [cell.hidden for cell in master.cells if cell.hidden and master.trusted_judge(cell)]
    names = {name.partition(".")[0] for code in hidden for name in modules_of(code)} - own
    names |= set(packages) if hidden else set()
    return ", ".join(f"{name} {reference_digest(name, name in packages)}" for name in sorted(names))


@functools.cache
def reference_digest(name: str, whole: bool) -> str:
    """Of an installed package its version; its code's digest of one that lies elsewhere, or is read as a `whole`."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return "not found"
    origin = Path(spec.origin)
    if not whole and "site-packages" in origin.parts:
        return _version(_distribution_of(name, origin))
    return _digest_of_code(origin.parent if origin.name == "__init__.py" else origin)


def _distribution_of(module: str, origin: Path) -> str:
    """The distribution that a module comes from: most have its name, the others are looked for among all."""
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        distribution = importlib.metadata.distribution(module)
        own = {f"{module}.py", f"{module}/__init__.py"}
        found = [file for file in distribution.files or () if file.as_posix() in own]
        if any(Path(str(file.locate())) == origin for file in found):
            return module
    return next(iter(importlib.metadata.packages_distributions().get(module, [module])))


def _digest_of_code(place: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(place.rglob("*.py")) if place.is_dir() else (place,):
        digest.update(path.relative_to(place.parent).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@functools.cache
def environment(student_packages: Sequence[str]) -> str:
    """Python and the versions of what the student's code can import."""
    versions = [f"{name} {_version(requirement(name).name)}" for name in dict.fromkeys((*NEEDED, *student_packages))]
    return ", ".join([f"Python {platform.python_version()} on {platform.machine()}", *versions])


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
