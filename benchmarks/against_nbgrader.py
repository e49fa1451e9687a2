"""This engine against stock nbgrader on the same submissions, one worker each: seconds a notebook, and the ratio.

Both grade the class that `autograder simulate` makes, without its loops and floods (stock nbgrader would wait),
in turns, on the same machine. Stock nbgrader gets ordinary tests in place of ours: the visible checks.
Run `make bench`; options: `python -m benchmarks.against_nbgrader --students 10 --rounds 3`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.simulate.faults import BODIES as FAULTS

HERE = Path(__file__).resolve().parent.parent
ASSIGNMENT = "06-backpropagation"
STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}
c.Execute.timeout = 60
"""


def main() -> None:
    """Prepare both courses, grade each class in turns, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = Path(folder, "ours"), Path(folder, "stock")
        students = prepare(ours, stock, options.students)
        times: dict[str, list[float]] = {"cold": [], "warm": [], "stock": []}
        for _ in range(options.rounds):
            times["stock"].append(timed(stock, "nbgrader", "autograde", ASSIGNMENT, "--force"))
            times["warm"].append(timed(ours, "autograder", "grade", ASSIGNMENT, "--workers", "1", "--force"))
            one = next(iter(students))
            times["cold"].append(timed(ours, "autograder", "grade", ASSIGNMENT, one, "--workers", "1", "--force"))
        report(times, len(students))


def prepare(ours: Path, stock: Path, wanted: int) -> list[str]:
    """Both course folders with the same submissions; the students."""
    ours.mkdir()
    for name in ("source", "simulation"):
        shutil.copytree(HERE / name, ours / name)
    shutil.copy(HERE / "nbgrader_config.py", ours)
    run(ours, "autograder", "release", ASSIGNMENT)
    run(ours, "autograder", "simulate", ASSIGNMENT, "--students", str(wanted + 8))
    truth = json.loads((ours / "simulation-truth" / f"{ASSIGNMENT}.json").read_text())
    slow = {s["student"] for s in truth["students"] if s["role"] in FAULTS}
    everyone = sorted(path.name for path in (ours / "submitted").iterdir() if path.is_dir())
    kept = [student for student in everyone if student not in slow][:wanted]
    for student in everyone:
        if student not in kept:
            shutil.rmtree(ours / "submitted" / student)
    stock.mkdir()
    (stock / "nbgrader_config.py").write_text(STOCK_CONFIG)
    shutil.copytree(ours / "submitted", stock / "submitted")
    ordinary_source(ours / "source" / ASSIGNMENT, stock / "source" / ASSIGNMENT)
    run(stock, "nbgrader", "generate_assignment", ASSIGNMENT)
    # the first run writes the database and fills the disk cache
    run(stock, "nbgrader", "autograde", ASSIGNMENT, "--student", kept[0], check=False)
    return kept


def ordinary_source(source: Path, target: Path) -> None:
    """The source without hidden tests: what is left is a plain nbgrader assignment."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.suffix != ".ipynb":
            shutil.copy(path, target)
            continue
        notebook = json.loads(path.read_text())
        for cell in notebook["cells"]:
            text = "".join(cell["source"])
            with contextlib.suppress(ValueError):
                begin = text.index("### BEGIN HIDDEN TESTS")
                end = text.index("### END HIDDEN TESTS") + len("### END HIDDEN TESTS")
                text = text[:begin] + text[end:]
            cell["source"] = text
        (target / path.name).write_text(json.dumps(notebook))


def timed(course: Path, *command: str) -> float:
    """Seconds on the clock of one command."""
    began = time.perf_counter()
    run(course, *command, check=False)
    return time.perf_counter() - began


def run(course: Path, *command: str, check: bool = True) -> None:
    """One command in a course folder."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    if check and done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def report(times: dict[str, list[float]], students: int) -> None:
    """Medians over the rounds; "a notebook" leaves out what a run costs once."""
    stock, warm, cold = (statistics.median(times[name]) for name in ("stock", "warm", "cold"))
    print(f"{students} submissions, one worker, {len(times['stock'])} rounds in turns, medians on the clock")
    print(f"  stock nbgrader autograde   {stock / students:7.3f} s a notebook")
    print(f"  autograder grade           {warm / students:7.3f} s a notebook, start of the command included")
    if students > 1:
        each = (warm - cold) / (students - 1)
        print(f"  autograder grade, warm     {each:7.3f} s for each further notebook")
        print(
            f"  ratio stock / autograder   {stock / warm:7.1f} (start included), {stock / students / each:.1f} (warm)"
        )


if __name__ == "__main__":
    main()
