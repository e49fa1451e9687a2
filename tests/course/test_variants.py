"""What the simulated class may hand in is well formed; what it earns is the audit's affair (`test_audit`)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.judge.examination import Verdict
from autograder.kernel.fake import NamespaceBranch
from autograder.outcomes import Outcome
from autograder.simulate.faults import BODIES
from backprop_ref import mistakes
from tests.course.material import (
    LISTED,
    NOTEBOOKS,
    SIMULATION,
    Variant,
    hidden,
    nbgrader,
    read,
    solved_namespace,
    variants,
)
from tests.judge.stand_ins import examine

VARIANTS = list(variants())
JUDGED = [v for v in VARIANTS if v.kind != "fault"]


def known_numbers() -> set[int]:
    """Numbers of the list of known mistakes, and the reference's own beyond 100."""
    references = [value for value in vars(mistakes).values() if isinstance(value, mistakes.Reference)]
    return LISTED | {m.number for reference in references for m in reference.mistakes}


def verdict(
    variant: Variant, seed: str, test: str = "", charged: Mapping[str, Any] | None = None
) -> tuple[Verdict, float]:
    """What a hidden test says of the source notebook with this variant in place, and what it is worth.

    `test` is the grade_id of another test than the variant's own.
    """
    path = next(p for p in NOTEBOOKS if p.parent.name == variant.assignment)
    notebook, namespace = read(path), solved_namespace(path)
    exec(compile(variant.code, str(variant), "exec"), namespace)
    wanted = test or f"test-{variant.grade_id}"
    cell = next(c for c in notebook.cells if nbgrader(c).get("grade_id") == wanted)

    @contextlib.contextmanager
    def branch() -> Iterator[NamespaceBranch]:
        yield NamespaceBranch(namespace)

    points = nbgrader(cell)["points"]
    with np.errstate(all="ignore"):
        return examine(
            hidden(cell), name=variant.grade_id, points=points, open_branch=branch, seed=seed, charged=charged
        ), points


def earned(result: Verdict) -> float:
    return sum(part.points for part in result.parts)


def points_of_parts(assignment: str, grade_id: str, code: str) -> list[float]:
    """What each part of a hidden test gives for a wrong answer that stands in no file."""
    result, _ = verdict(Variant(assignment, grade_id, "mistake", 0, "inline", code), "inline")
    return [part.points for part in result.parts]


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_a_variant_compiles(variant: Variant) -> None:
    compile(variant.code, str(variant), "exec")


def test_no_variant_is_there_twice() -> None:
    names = [str(v) for v in VARIANTS]
    assert len(set(names)) == len(names)
    codes = [re.sub(r"\s+", " ", v.code) + v.grade_id for v in VARIANTS]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("path", sorted(SIMULATION.glob("*/*.py")), ids=lambda path: path.stem)
def test_everything_in_a_file_of_variants_stands_under_a_header(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    headers = re.findall(r"^# %%.*$", text, re.M)
    assert text.startswith("# %% ")
    assert len(headers) == sum(v.grade_id == path.stem and v.assignment == path.parent.name for v in JUDGED)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_solution_cell_has_right_variants_mistakes_and_all_faults(path: Path) -> None:
    metas = [nbgrader(cell) for cell in read(path).cells]
    tested = {m["grade_id"] for m in metas if m.get("grade")}
    for grade_id in (m["grade_id"] for m in metas if f"test-{m.get('grade_id')}" in tested):
        own = [v for v in VARIANTS if v.assignment == path.parent.name and v.grade_id == grade_id]
        assert sum(v.kind == "right" for v in own) >= 3, grade_id
        assert sum(v.kind == "mistake" for v in own) >= 5, grade_id
        assert {v.title for v in own if v.kind == "fault"} == set(BODIES), grade_id


def test_every_mistake_has_a_number_of_the_catalogue() -> None:
    assert {v.number for v in VARIANTS if v.kind == "mistake"} <= known_numbers() | {0}


@pytest.mark.parametrize("variant", [v for v in VARIANTS if v.title == "crash"], ids=str)
def test_a_crash_is_a_type_error_of_the_students_code(variant: Variant) -> None:
    result, _ = verdict(variant, "crash")
    assert earned(result) <= 0.5  # backprop-any: `derivative` may be right all the same
    assert any(part.outcome is Outcome.ERROR for part in result.parts)


LOOP_OVER_EXAMPLES = """
import functools

def one(W, x, y):
    L, o = len(W), {{0: np.vstack([np.ones((1, 1)), x])}}
    for l in W:
        o[l] = np.vstack([np.ones((1, 1)), np.tanh(W[l] @ o[l - 1])])
    G, delta = {{}}, 2 * (o[L][1:] - y) * (1 - o[L][1:] ** 2)
    for l in range(L, 0, -1):
        G[l], delta = delta @ o[l - 1].T, (W[l][:, 1:].T @ delta) * (1 - o[l - 1][1:] ** 2)
    return G

def halves(W, X, Y):
    N = X.shape[1]
    if N == 1:
        return one(W, X, Y)
    left, right = halves(W, X[:, : N // 2], Y[:, : N // 2]), halves(W, X[:, N // 2 :], Y[:, N // 2 :])
    return {{l: left[l] + right[l] for l in W}}

def added(W, each):
    return functools.reduce(lambda sums, G: {{l: sums[l] + G[l] for l in W}}, each)

def steps(W, X, Y):
    def forward(n):  # a name whose steps were not counted once
        return one(W, X[:, [n]], Y[:, [n]])
    return added(W, [forward(n) for n in range(X.shape[1])])

def backprop_vectorised(W, X, Y):
    example = lambda n: one(W, X[:, [n]], Y[:, [n]])
    return {0}
"""
WAYS = (
    "backprop(W, X, Y)",
    "added(W, [example(n) for n in range(X.shape[1])])",
    "added(W, map(example, range(X.shape[1])))",
    "added(W, np.vectorize(example, otypes=[object])(np.arange(X.shape[1])))",
    "halves(W, X, Y)",
    "steps(W, X, Y)",
)


@pytest.mark.parametrize("way", WAYS)
def test_a_loop_over_the_examples_costs_half_a_point_and_no_more_in_whatever_form(way: str) -> None:
    code = LOOP_OVER_EXAMPLES.format(way)
    result, points = verdict(Variant("06-backpropagation", "backprop-vectorised", "right", 0, way, code), "loop")
    assert earned(result) == points - 0.5


def test_counts_of_evaluations_cannot_be_taken_off_in_the_students_process() -> None:
    code = """
def forward_difference(f, W, h):
    for cell in f.__closure__ or ():
        for name in ("clear", "__init__"):
            try:
                getattr(cell.cell_contents, name)()
            except Exception:
                pass
    f = getattr(f, "__wrapped__", f)
    W, D = np.array(W, float), np.zeros(np.shape(W))
    for i in np.ndindex(D.shape):
        moved = W.copy()
        moved[i] += h
        D[i] = np.mean([f(moved) - f(W) for _ in range(5)]) / h
    return D
"""
    variant = Variant("07-finite-differences", "forward-difference", "mistake", 0, "counts again", code)
    result, points = verdict(variant, "counted")
    assert [part.title for part in result.parts if not part.points] == ["at most 2 P + 1 evaluations"]
    assert earned(result) == points - 0.5


def test_a_hidden_test_answers_the_same_for_the_same_seed() -> None:
    variant: Any = next(v for v in JUDGED if v.kind == "mistake")
    assert verdict(variant, "again") == verdict(variant, "again")


#: Mistakes of a step after which the next step cannot run, or that mean another thing one example at a time.
NOT_CARRIED = {15, 17, 20, 23, 29, 32, 35, 39, 109}
STEPS = {"forward", "output-delta", "delta-step", "weight-gradient"}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    "variant",
    [v for v in JUDGED if v.kind == "mistake" and v.grade_id in STEPS and v.number and v.number not in NOT_CARRIED],
    ids=str,
)
def test_a_named_mistake_in_a_step_is_not_charged_again_where_the_step_is_used(variant: Variant) -> None:
    first, _ = verdict(variant, "carried")
    for test in ("test-backprop", "test-backprop-vectorised"):
        result, points = verdict(variant, "carried", test, {f"test-{variant.grade_id}": first.charges})
        assert earned(result) == points, [part.finding for part in result.parts]
