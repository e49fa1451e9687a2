"""What assignment 08 promises beyond the law for all notebooks: its stated facts, its data, what cannot be faked."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest

from autograder.judge.inputs import exercise_seed, generators
from autograder.simulate.variants import read_variants
from backprop_ref import data_sets, sampling, training
from backprop_ref.mistakes import TRAINING
from tests.course.material import SIMULATION, SOURCE, nbgrader, read, solved_namespace, visible
from tests.course.test_variants import VARIANTS, earned, points_of_parts, verdict

NAME = "08-training"
PATH = SOURCE / NAME / f"{NAME}.ipynb"
LINE = {1: "identity"}


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    return solved_namespace(PATH)


def test_the_items_and_their_points_are_the_agreed_ones() -> None:
    metas = [nbgrader(cell) for cell in read(PATH).cells if nbgrader(cell).get("grade")]
    assert [m["points"] for m in metas] == [3, 2, 3, 3, 2, 3, 2]


def test_the_line_is_what_the_text_says(names: dict[str, Any]) -> None:
    x, y, W_0 = names["x"], names["y"], names["W_0"]
    assert np.allclose(training.gradient_descent(W_0, x, y, 0.02, 200, LINE)[-1][1], [[-1, 2]])
    assert 2 * np.sum(x**2) == 20
    assert [training.risk(training.gradient_descent(W_0, x, y, eta, 25, LINE)[-1], x, y, LINE) < 45
            for eta in (0.02, 0.09, 0.11)] == [True, True, False]  # fmt: skip
    for lam in (0, 1, 4, 10):
        found = training.gradient_descent(W_0, x, y, 0.03, 300, LINE, lam)[-1][1]
        assert np.allclose(found, [[-1, 20 / (10 + lam)]], atol=1e-6)


def test_four_times_the_data_lowers_the_largest_rate_of_the_sum_to_a_quarter(names: dict[str, Any]) -> None:
    x, y, W_0 = names["x"], names["y"], names["W_0"]
    X, Y = np.tile(x, 4), np.tile(y, 4)
    for eta, falls in ((0.024, True), (0.026, False), (0.04, False)):
        path = training.gradient_descent(W_0, X, Y, eta, 200, LINE)
        assert (training.risk(path[-1], X, Y, LINE) < training.risk(W_0, X, Y, LINE)) == falls
    mean = training.gradient_descent(W_0, X, Y, 0.2 / 20, 12, LINE)[-1][1]
    assert np.allclose(mean, training.gradient_descent(W_0, x, y, 0.04, 12, LINE)[-1][1])


def test_the_straight_line_of_the_figure_tells_88_of_100(names: dict[str, Any]) -> None:
    cell = next(cell for cell in read(PATH).cells if cell.id == "line-on-moons")
    space = {**names}
    with contextlib.redirect_stdout(None):
        exec(cell.source.split("tk.draw")[0], space)
    assert np.mean(np.sign(space["straight"](space["X_moons"])) == space["Y_moons"][0]) == 0.88


def test_the_given_gradients_and_moons_are_the_references(names: dict[str, Any]) -> None:
    theta = {1: "tanh", 2: "logistic", 3: "identity"}
    W, X, Y = sampling.network(np.random.default_rng(0), (3, 4, 5, 2), 6, theta)
    right = training.risk_gradient(W, X, Y, theta)
    got = names["gradients"](W, X, Y, theta)
    assert all(np.allclose(got[l], right[l], rtol=1e-12) for l in W)
    theirs, ours = names["moons"](3, 50, 1.0), data_sets.two_moons(np.random.default_rng(3), 50, 1.0)
    assert all(np.allclose(a, b) for a, b in zip(theirs, ours, strict=True))


def test_the_digits_are_loaded_without_network_and_without_pickle() -> None:
    text = "\n".join(visible(cell) for cell in read(PATH).cells if cell.cell_type == "code")
    assert 'np.loadtxt("digits.csv", delimiter=",")' in text
    assert not any(word in text for word in ("pickle", "urllib", "requests", "sklearn", "np.load("))
    assert (SOURCE / NAME / "digits.csv").stat().st_size < 500_000
    for words in ("Alpaydin", "Kaynak", "CC BY 4.0", "UCI"):
        assert words in (SOURCE / NAME / "digits.md").read_text(encoding="utf-8")
        assert words in "\n".join(cell.source for cell in read(PATH).cells)


TANH = dict.fromkeys(range(1, 4), "tanh")
MIXED = {1: "tanh", 2: "logistic", 3: "identity"}
#: Sizes, N, activations, learning rates, whether there is a penalty, number of steps: as in the hidden tests.
STEPS = (
    ((3, 4, 2), 6, TANH, (0.04, 0.11), False, 1),
    ((4, 3, 5, 2), 6, MIXED, (0.05, 0.09), False, 1),
    ((3, 5, 2), 7, TANH, (0.04, 0.11), False, 3),
    ((3, 4, 2), 6, TANH, (0.16, 0.3), True, 1),
    ((4, 3, 5, 2), 7, TANH, (0.06, 0.13), True, 3),
)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("sizes", "N", "theta", "etas", "regularised", "steps"), STEPS)
def test_every_known_mistake_of_a_step_moves_a_block_by_a_hundredth(
    seed: int, sizes: Any, N: int, theta: Any, etas: Any, regularised: bool, steps: int
) -> None:
    rng = np.random.default_rng(seed)
    W, X, Y = sampling.network(rng, sizes, N, theta)
    lam = rng.uniform(0.15 if steps == 1 else 0.1, 0.4) if regularised else 0.0
    for eta in etas:
        right = TRAINING.right.gradient_descent(W, X, Y, eta, steps, theta, lam)[-1]
        for mistake in TRAINING.mistakes:
            wrong = TRAINING.with_mistakes(mistake).gradient_descent(W, X, Y, eta, steps, theta, lam)[-1]
            off = max(
                np.max(np.abs(wrong[l][:, part] - right[l][:, part])) / np.max(np.abs(right[l][:, part]))
                for l in W
                for part in (slice(0, 1), slice(1, None))
            )
            assert off < 1e-12 or off >= 1e-2, f"{mistake.name} moves a step by {off:.1e}"


def stored(W: dict[int, Any], function: str) -> str:
    weights = {l: W[l].tolist() for l in W}
    return f"def {function}(X, Y, gradient):\n    return {{l: np.array(w) for l, w in {weights!r}.items()}}\n"


def test_stored_weights_earn_nothing(names: dict[str, Any]) -> None:
    moons, _ = names["watch"](names["train_moons"], *names["moons"](0, 100))
    assert points_of_parts(NAME, "train-moons", stored(moons, "train_moons")) == [0, 0]
    digits, _ = names["watch"](names["train_digits"], names["X_digits"], names["Y_digits"], "logistic")
    assert points_of_parts(NAME, "train-digits", stored(digits, "train_digits")) == [0, 0]


@pytest.mark.parametrize("seed", range(4))
def test_the_solutions_reach_what_is_asked_on_every_draw_with_room(names: dict[str, Any], seed: int) -> None:
    rng = np.random.default_rng(seed)
    shares = []
    for _ in range(5):
        angle = rng.uniform(1.6, 4.7)
        seen, unseen = data_sets.two_moons(rng, 100, angle), data_sets.two_moons(rng, 400, angle)
        shares.append(training.accuracy(names["watch"](names["train_moons"], *seen)[0], *unseen))
    assert np.median(shares) > 0.96
    X, Y, X_unseen, Y_unseen = data_sets.scrambled_digits(rng, 150)
    trained, _ = names["watch"](names["train_digits"], X, Y, "logistic")
    assert training.accuracy(trained, X_unseen, Y_unseen, {1: "tanh", 2: "logistic"}) > 0.85


def test_weights_changed_in_place_do_not_change_what_three_steps_are() -> None:
    in_place = """
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    for l in W:
        W[l] -= eta * G[l]
    return W
"""
    assert points_of_parts(NAME, "gd-step", in_place) == [0.5, 0.5, 0.5, 1, 0]


STYLES = (
    "small batches, rate that falls, a little L2", "best of three starts, lists returned", "float32", "five steps",
    "the best weights on examples set aside", "half of the examples", "each layer has its own rate",
    "every step along the first gradient", "random features, least squares, then steps along the gradient",
)  # fmt: skip


@pytest.mark.parametrize("title", STYLES)
def test_the_visible_check_and_the_judge_see_the_same_steps(names: dict[str, Any], title: str) -> None:
    space = {**names}
    exec(next(v for v in read_variants(SIMULATION / NAME, "train-moons") if v.title == title).source, space)
    X, Y = data_sets.two_moons(np.random.default_rng(2), 100, 2.0)
    W, asked = names["watch"](space["train_moons"], X, Y)
    trained, _ = training.as_trained(training.course_training(space["train_moons"], X, Y, "tanh", 3000), 2, 1, 100)
    assert trained is not None
    way = training.way_of(trained, X, Y, "tanh")
    steps, used = names["way_to"](W, asked)
    assert steps == way.steps
    assert len(used) == 100 * way.seen


def test_random_weights_that_tell_one_pair_of_moons_apart_by_luck_cost_nothing() -> None:
    seed = exercise_seed(bytes.fromhex("1a25242099872163"), "audit", NAME, "test-train-moons")
    rng = np.random.default_rng(8)
    W = {1: rng.normal(size=(14, 3)), 2: rng.normal(size=(1, 15)) / 3}
    pairs = [data_sets.two_moons(rng, 100, rng.uniform(1.6, 4.7)) for rng in generators(f"{seed}/0", 3)]
    assert max(training.accuracy(W, X, Y, {1: "tanh", 2: "tanh"}) for X, Y in pairs) >= 0.93
    (variant,) = (v for v in VARIANTS if v.assignment == NAME and v.title == "momentum and L2 together")
    result, points = verdict(variant, seed)
    assert earned(result) == points
