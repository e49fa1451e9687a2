"""(e) The commands around grading, over the size of a class: CPU time against a small `status`, and memory.

The class is real to every command: submissions come by `collect`, each has its record under its own key, its scores in
nbgrader's database and its page. Only the running of notebooks is spared: a few are graded, the others are like them.
Not the clock is read but what was computed: on a busy machine the clock says more about others.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.gradebook import Gradebook
from autograder.grading import make_graders, read
from autograder.record.store import RecordStore
from benchmarks.classes import ASSIGNMENT, peak_of
from benchmarks.courses import Class, environment, run, simulated
from tests.lms import downloads

DISTINCT = 8
POLL_SECONDS = 0.02
UNIT = "status"
#: What is measured, in the order in which a teaching assistant needs it; ZIP, CANVAS and MOODLE are files.
COMMANDS = {
    "--help": "--help",
    "collect": "collect {} ZIP",
    "collect, again": "collect {} ZIP",
    "grade, unchanged": "grade {}",
    "grade --explain": "grade {} --explain ONE",
    "report": "report {}",
    "status": "status",
    "export nbgrader": "export {} --open",
    "export canvas": "export {} --open --format canvas",
    "export canvas --into": "export {} --open --format canvas --into CANVAS",
    "export moodle --into": "export {} --open --format moodle --into MOODLE",
    "export gradescope": "export {} --open --format gradescope",
    "feedback": "feedback {}",
    "feedback, unchanged": "feedback {}",
    "feedback --zip": "feedback {} --zip",
}


@dataclass(frozen=True)
class Took:
    """One command."""

    computed: float
    """Seconds of CPU, of all its processes."""
    peak: float
    """MB of its own process, at most."""


def measure(folder: Path, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """A row for each command: the smallest and the largest class, the unit, and what one more student costs."""
    few = simulated(folder / "few", ASSIGNMENT, DISTINCT)
    run(few.course, "autograder", "grade", ASSIGNMENT)
    small, large = (_measured(few, folder / str(size), size) for size in (min(sizes), max(sizes)))
    more = max(sizes) - min(sizes)
    return [
        {
            "command": command,
            f"{min(sizes)} students, CPU s": small[command].computed,
            f"{max(sizes)} students, CPU s": large[command].computed,
            f"of `{UNIT}`, {min(sizes)} students": large[command].computed / small[UNIT].computed,
            "a further student, ms": 1000 * (large[command].computed - small[command].computed) / more,
            "memory, MB": large[command].peak,
        }
        for command in COMMANDS
    ]


def _measured(few: Class, course: Path, size: int) -> dict[str, Took]:
    """Every command once, in a course of so many."""
    shutil.copytree(few.course, course, ignore=shutil.ignore_patterns("submitted", "feedback", "report"))
    files = _downloads(few, course, size)
    took = {}
    for command, line in COMMANDS.items():
        words = [files.get(word, word) for word in line.format(ASSIGNMENT).split()]
        took[command] = _run(course, words)
        if command == "collect, again":
            _grade_like(few, course)
    return took


def _downloads(few: Class, course: Path, size: int) -> dict[str, str]:
    """What the systems give of so many students, who is who in students.csv."""
    people = []
    for number in range(size):
        like = few.course / "submitted" / few.students[number % len(few.students)] / ASSIGNMENT
        one = downloads.Person(f"student-{number:05d}", f"First{number}", f"Last{number}", number)
        one.files = {f"{ASSIGNMENT}-{number % 3}.ipynb": (like / f"{ASSIGNMENT}.ipynb").read_bytes()}
        people.append(one)
    (master,) = Course.open(course).masters(ASSIGNMENT)
    maximum = f"{master.max_points:g}"
    downloads.write(course / "students.csv", downloads.roster(people))
    canvas = downloads.canvas_gradebook(people, maximum=maximum, column=ASSIGNMENT)
    written = {
        "ZIP": downloads.write(course / "submissions.zip", downloads.canvas_zip(people)),
        "CANVAS": downloads.write(course / "canvas.csv", canvas),
        "MOODLE": downloads.write(course / "moodle.csv", downloads.moodle_worksheet(people, maximum=maximum)),
    }
    return {name: str(path) for name, path in written.items()} | {"ONE": people[-1].id}


def _grade_like(few: Class, course: Path) -> None:
    """Records and scores for everybody, as a run of `grade` leaves them, from those of the few."""
    here = Course.open(course)
    store = RecordStore(here.state)
    (grader,) = make_graders(here, ASSIGNMENT)
    like = [store.load(ASSIGNMENT, student, grader.master.notebook) for student in few.students]
    for student in few.students:
        store.forget(student)
    (course / "gradebook.db").unlink()
    with Gradebook(here) as gradebook:
        for number, student in enumerate(here.students(ASSIGNMENT)):
            submission = read(here, student, ASSIGNMENT)
            inputs, key = grader.inputs(submission), grader.key(submission)
            record = replace(like[number % len(like)], student=student, inputs=inputs, key=key)
            gradebook.put(record, grader.master, submission)
            store.save(record)


def _run(course: Path, words: Sequence[str]) -> Took:
    """One command, and what the system says it took."""
    peak = 0
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            ["autograder", *words], cwd=course, env=environment(), stdout=said, stderr=subprocess.STDOUT
        )
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            peak = max(peak, peak_of(process.pid))
            time.sleep(POLL_SECONDS)
        _, state, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(state)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"autograder {' '.join(words)} failed:\n{said.read().decode()}")
    return Took(used.ru_utime + used.ru_stime, peak / 2**20)
