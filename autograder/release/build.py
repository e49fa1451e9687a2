"""From source/ to release/ and solutions/: build, check, and only then put in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.course import Course, Master
from autograder.course.configuration import CONFIG_NAME
from autograder.course.illustrations import ILLUSTRATION, advised
from autograder.course.master import PYTHON, only_python
from autograder.errors import EXPORTER_LINE, ReleaseError
from autograder.record.model import NotebookRecord
from autograder.release.execute import as_executed, executed_solution, solution_notebook
from autograder.release.leaks import file_leaks, leaks, repeated_lines, unexpected_files
from autograder.release.measured import keep_measurements
from autograder.release.place import place, read_folder
from autograder.verified.earned import automatic, shortfalls

GradeSolution = Callable[[Course, Master], NotebookRecord]


@dataclass(frozen=True)
class ReleaseReport:
    """What was released."""

    assignment: str
    files: tuple[str, ...]
    """Every generated file, relative to the course's root."""
    changed: tuple[str, ...]
    """Those that were not there before, or had another content, or are gone."""
    automatic_points: float
    """What tests decide; the solution earns all of it."""
    manual_points: float
    notes: tuple[str, ...] = ()
    """What the instructor may want to look at, one sentence each."""

    def __str__(self) -> str:
        changed = ", ".join(self.changed) if self.changed else "nothing"
        return (f"{self.assignment}: {len(self.files)} files; {self._points()}; changed: {changed}.") + "".join(
            f"\n  note: {note}" for note in self.notes
        )

    def _points(self) -> str:
        by_hand = f"{self.manual_points:g} by hand"
        if self.automatic_points:
            return f"{self.automatic_points:g} points by tests, all earned by the solution, {by_hand}"
        return f"no points by tests, {by_hand}" if self.manual_points else "no graded cell"


@dataclass(frozen=True)
class Prepared:
    """A release that is complete, and not yet in its place."""

    report: ReleaseReport
    folders: Mapping[Path, Mapping[str, bytes]]
    """What is to be written: folder -> relative path -> content."""


def release(course: Course, assignment: str, grade_solution: GradeSolution) -> ReleaseReport:
    """Write release/<assignment>/ and solutions/<assignment>/; raises what `prepare` raises."""
    prepared = prepare(course, assignment, grade_solution)
    put_in_place([prepared])
    return prepared.report


def put_in_place(prepared: Sequence[Prepared]) -> None:
    """Write all of these releases, or none."""
    place({folder: files for one in prepared for folder, files in one.folders.items()})


def prepare(course: Course, assignment: str, grade_solution: GradeSolution) -> Prepared:
    """What release/<assignment>/ and solutions/<assignment>/ are to hold; writes nothing.

    `grade_solution` grades the instructor's solution as if a student had handed it in. Raises ReleaseError, one
    sentence a line, when a notebook or a file gives something away, or when the solution does not earn every point
    that a test decides.
    """
    masters = course.masters(assignment)
    _refuse([f"{only_python(m)}." for m in masters if m.language != PYTHON and automatic(m)])
    released = release_files(course, assignment, masters)
    for master in masters:
        if automatic(master):
            _refuse(shortfalls(master, grade_solution(course, master)))
    targets = {
        course.release / assignment: released,
        course.solutions / assignment: solution_files(course, masters),
    }
    changed = [_label(course, folder / name) for folder, files in targets.items() for name in _differing(folder, files)]
    by_test = sum(cell.points for master in masters for cell in automatic(master))
    report = ReleaseReport(
        assignment=assignment,
        files=tuple(_label(course, folder / name) for folder, files in targets.items() for name in files),
        changed=tuple(changed),
        automatic_points=by_test,
        manual_points=sum(master.max_points for master in masters) - by_test,
        notes=(*_plain_nbgrader(course, masters), *_notes(masters)),
    )
    return Prepared(report, {folder: files for folder, files in targets.items() if _differing(folder, files)})


def _notes(masters: Sequence[Master]) -> list[str]:
    return [note for master in masters for note in [*repeated_lines(master), *_advice(master)]]


def _plain_nbgrader(course: Course, masters: Sequence[Master]) -> list[str]:
    """A warning where nbgrader's own commands cannot grade what is judged outside of the student's process."""
    if not course.judged_by_nbgrader or not any(master.judged_outside for master in masters):
        return []
    return [
        "a hidden test is judged outside of the student's process; for `nbgrader autograde` and the formgrader's "
        f"button write {EXPORTER_LINE} into {CONFIG_NAME}: without it they refuse this assignment."
    ]


def _advice(master: Master) -> list[str]:
    return [
        f"{master.notebook}.ipynb, {cell} only shows something; with the tag {ILLUSTRATION!r} grading leaves it out."
        for cell in advised(solution_notebook(master), master.marks)
    ]


def is_stale(course: Course, assignment: str, *, execute: bool = False) -> list[str]:
    """One sentence for each file of release/ and solutions/ that is not what source/ gives now; writes nothing.

    Solutions are compared cell by cell without their outputs, and must have been run; with `execute` they are run
    again and compared byte for byte, so that outputs which another version of a package changes are found too (except
    for measurements, see `autograder.release.measured`).
    """
    masters = course.masters(assignment)
    released, solutions = course.release / assignment, course.solutions / assignment
    built = {
        released: release_files(course, assignment, masters),
        solutions: solution_files(course, masters) if execute else _with_outputs_there(solutions, masters),
    }
    return [
        f"{_label(course, folder / name)} {what}; run `autograder release {assignment}`."
        for folder, files in built.items()
        for name, what in _differing(folder, files).items()
    ]


def release_files(course: Course, assignment: str, masters: Sequence[Master]) -> dict[str, bytes]:
    """Relative path -> content of what students get; raises ReleaseError when something of it must not go out."""
    companions, trusted = masters[0].files, course.settings.reference_packages
    problems = unexpected_files({name: len(content) for name, content in companions.items()}, course.settings)
    for master in masters:
        problems += leaks(master.released, master, trusted)
        for name, content in companions.items():
            problems += file_leaks(name, content, master, trusted)
    _refuse(list(dict.fromkeys(f"source/{assignment}: {problem}" for problem in problems)))
    return {**{f"{master.notebook}.ipynb": notebook_bytes(master.released) for master in masters}, **companions}


def solution_files(course: Course, masters: Sequence[Master]) -> dict[str, bytes]:
    """Relative path -> content of the executed solutions and the files that they need."""
    there = read_folder(course.solutions / masters[0].assignment)
    notebooks = {}
    for master in masters:
        name = f"{master.notebook}.ipynb"
        executed = executed_solution(master, course.settings_of(master.assignment), course.root)
        notebooks[name] = notebook_bytes(keep_measurements(executed, there.get(name, b"")))
    return {**notebooks, **masters[0].files}


def _with_outputs_there(folder: Path, masters: Sequence[Master]) -> dict[str, bytes]:
    """What `solution_files` gives, provided that the outputs on disk are right."""
    there = read_folder(folder)
    names = {f"{master.notebook}.ipynb": master for master in masters}
    notebooks = {name: _taking_outputs(master, there.get(name, b"")) for name, master in names.items()}
    return {**notebooks, **masters[0].files}


def _taking_outputs(master: Master, there: bytes) -> bytes:
    try:
        given = {cell.id: cell.outputs for cell in nbformat.v4.reads(there).cells if cell.cell_type == "code"}
        return notebook_bytes(as_executed(master, given))
    except (ValueError, LookupError, AttributeError, TypeError):  # a file that is missing or no such notebook differs
        return notebook_bytes(as_executed(master, {}))


def notebook_bytes(notebook: Mapping[str, object]) -> bytes:
    """The notebook as Jupyter saves it, keys sorted, newline at the end."""
    text: str = nbformat.v4.writes(nbformat.from_dict(notebook))
    return (text.rstrip("\n") + "\n").encode()


def _differing(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """Name -> what is wrong with it on disk, for every file that is missing, too many or different."""
    there = read_folder(folder)
    found: dict[str, str] = {}
    for name in sorted({*files, *there}):
        if name not in there:
            found[name] = "is missing"
        elif name not in files:
            found[name] = "does not come from source/"
        elif there[name] != files[name]:
            found[name] = "differs from what source/ gives"
    return found


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        raise ReleaseError("\n".join(problems))


def _label(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix() if path.is_relative_to(course.root) else str(path)
