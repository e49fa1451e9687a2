"""The same answer, here and there: what a visible check calls right earns its points, and the other way round.

Each solution is put into odd forms, states and names; then the visible check and the hidden test are run, in this
process. The pairs that disagree are listed with their reason.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import random
import sys
import warnings
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograder.course import Course
from autograder.course.master import MasterCell
from autograder.judge.examination import ask
from autograder.judge.inputs import exercise_seed
from autograder.kernel.fake import NamespaceBranch
from tests.course import odd
from tests.course.material import NOTEBOOKS, ROOT, forget_toolkit
from tests.days import of_today

pytestmark = pytest.mark.filterwarnings("ignore")
RIGHT = "right, as far as this check can see."
#: They take a second or more: a few forms stand for all.
SLOW = {"test-train-moons", "test-train-digits", "test-backward", "test-losses", "test-settings"}
FEW = {"longdouble", "entries more", "keys as floats", "None"}
#: What every run tries in half of the notebooks, the others the next day; FORMS=all in the environment tries the whole
#: grid in all of them, which takes half an hour.
USUAL = FEW | {"arguments changed", "error state", "from numpy import *", "names of Python's", "renamed"}
ALL = os.environ.get("FORMS") == "all"

_PLAIN = "The check says that entry by entry an array gives an array; the hidden test takes a list for one."
_ROUNDING = "The check looks at rounding, and says how far a result in float32 is off."

#: (test cell, notebook or "" for all, kind) -> why the visible check and the hidden test do not agree on it.
APART: dict[tuple[str, str], str] = {
    ("", "tk"): "No cell of the course finds the toolkit any more, and says so; the grade does not depend on it.",
    ("05-activations", "rows one by one"): _PLAIN,
    (
        "test-first-adjoints",
        "float32",
    ): "The check says that nine digits are asked for; these four are whole in float32.",
    ("test-option-shape", "bools"): "1 = True: the hidden test takes a truth value for no size.",
    ("test-settings", "names of Python's"): "The check trains by the earlier answers, which then lack those names.",
    ("test-forward-difference", "float32"): _ROUNDING,
    ("test-central-difference", "float32"): _ROUNDING,
}


@dataclass
class Stop:
    """A test cell, and the notebook's names as they are there."""

    cell: MasterCell
    solution: str
    names: dict[str, Any]

    @property
    def functions(self) -> list[str]:
        return [node.name for node in ast.parse(self.solution).body if isinstance(node, ast.FunctionDef)]

    def visible(self) -> tuple[int, str]:
        """How many checks say "right", and what stands on stderr."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), as_it_was():
            try:
                exec(compile(self.cell.released, "<test>", "exec"), self.names)
            except Exception as error:
                err.write(f"{type(error).__name__}: {error}")
        plt.close("all")
        return out.getvalue().count(RIGHT), err.getvalue()

    def earned(self) -> tuple[float, str]:
        """Points of the hidden test, and what it says where one is lost."""
        seed = exercise_seed(b"forms", "ada", "forms", self.cell.grade_id)
        name, points = self.cell.grade_id, self.cell.points
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), as_it_was():
            np.seterr(all="ignore")  # the answer's settings are its process's, not ours
            warnings.simplefilter("ignore")
            verdict = ask(self.cell.hidden, name=name, points=points, open_branch=self.branch, seed=seed).judge()
        lost = [part.finding.message if part.finding else "" for part in verdict.parts]
        return sum(part.points for part in verdict.parts), " ".join(lost)

    @contextlib.contextmanager
    def branch(self) -> Iterator[NamespaceBranch]:
        with kept(self.names):
            yield NamespaceBranch(self.names)


@contextlib.contextmanager
def kept(names: dict[str, Any]) -> Iterator[None]:
    """Gives the names back as they were."""
    before = dict(names)
    try:
        yield
    finally:
        names.clear()
        names.update(before)


@contextlib.contextmanager
def as_it_was() -> Iterator[None]:
    """Leaves nothing in this process of what an answer sets, and lets the answer's settings hold."""
    settings, limit, state, seeds = np.get_printoptions(), sys.getrecursionlimit(), np.geterr(), random.getstate()
    with warnings.catch_warnings():
        try:
            yield
        finally:
            np.set_printoptions(**settings)
            np.seterr(**state)
            sys.setrecursionlimit(limit)
            random.setstate(seeds)


def walk(path: Path, look: Callable[[Stop], None]) -> None:
    """Runs a source notebook in this process, and looks at every test cell."""
    (master,) = Course.open(ROOT).masters(path.parent.name)
    names: dict[str, Any] = {"__name__": "__main__"}
    forget_toolkit()
    sys.path.insert(0, str(path.parent))
    solution = ""
    try:
        with contextlib.chdir(path.parent), contextlib.redirect_stderr(io.StringIO()):
            for cell in master.cells:
                if cell.grade and not cell.solution and cell.cell_type == "code":
                    look(Stop(cell, solution, names))
                elif cell.cell_type == "code":
                    solution = cell.full if cell.solution else solution
                    with contextlib.redirect_stdout(io.StringIO()), as_it_was():
                        exec(compile(cell.full, f"<{cell.cell_id}>", "exec"), names)
                    plt.close("all")
    finally:
        sys.path.remove(str(path.parent))
        forget_toolkit()


def disagreements(path: Path, kinds: Collection[str], alter: Callable[[Stop, str], None]) -> list[str]:
    """Every pair of an exercise and a kind, altered so, on which the check and the test do not agree."""
    found = []

    def look(stop: Stop) -> None:
        full = stop.visible()[0]
        for kind in kinds:
            if kind not in (FEW if stop.cell.grade_id in SLOW else kinds if ALL else USUAL):
                continue
            with kept(stop.names), as_it_was():
                alter(stop, kind)
                (right, said), (points, message) = stop.visible(), stop.earned()
            agree = (right == full) == (points == stop.cell.points)
            if not agree and not {(stop.cell.grade_id, kind), (path.stem, kind), ("", kind)} & APART.keys():
                told = f"{right} of {full} right, {points:g} of {stop.cell.points:g} points"
                found.append(f"{stop.cell.grade_id}, {kind}: {told} | {said.strip()[:150]} | {message[:150]}")

    walk(path, look)
    return found


every_notebook = pytest.mark.parametrize("path", of_today(NOTEBOOKS, 2, "FORMS"), ids=lambda path: path.stem)


@every_notebook
def test_an_odd_form_is_read_alike(path: Path) -> None:
    def turn(stop: Stop, form: str) -> None:
        stop.names.update({name: odd.in_form(stop.names[name], form) for name in stop.functions})

    assert disagreements(path, odd.FORMS, turn) == []


@every_notebook
def test_a_habit_is_judged_alike(path: Path) -> None:
    def turn(stop: Stop, habit: str) -> None:
        stop.names.update({name: odd.with_habit(stop.names[name], habit) for name in stop.functions})

    assert disagreements(path, odd.HABITS, turn) == []


@every_notebook
def test_what_a_cell_sets_makes_no_difference(path: Path) -> None:
    assert disagreements(path, odd.STATES, lambda stop, state: exec(odd.STATES[state], stop.names)) == []


@every_notebook
def test_names_that_students_take_make_no_difference(path: Path) -> None:
    def taken(stop: Stop, names: str) -> None:
        answers = {name: stop.names[name] for name in stop.functions}
        exec(odd.NAMES[names], stop.names)
        stop.names.update(answers)

    assert disagreements(path, odd.NAMES, taken) == []


@every_notebook
def test_no_check_leaves_a_name_behind(path: Path) -> None:
    def look(stop: Stop) -> None:
        before = dict(stop.names)
        stop.visible()
        after = {name: value for name, value in stop.names.items() if name != "_"}
        assert {name for name in after if name not in before or after[name] is not before[name]} == set()

    walk(path, look)


class Renamed(ast.NodeTransformer):
    """Parameters get another name, and their uses keep the old one."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg += "_"
        return node


@every_notebook
def test_a_renamed_parameter_is_seen(path: Path) -> None:
    def renamed(stop: Stop, _: str) -> None:
        tree = ast.parse(stop.solution)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                node.args = Renamed().visit(node.args)
        exec(ast.unparse(tree), stop.names)

    assert disagreements(path, ["renamed"], renamed) == []
