"""What assignment 10 promises beyond the law for all notebooks: its numbers, whose backpropagation trains, its data."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backprop_ref import data_sets, network, own_network
from backprop_ref.mistakes import OWN_NETWORK
from tests.course.material import SOURCE, Variant, nbgrader, read, solved_namespace
from tests.course.test_variants import earned, points_of_parts, verdict

NAME = "10-your-network"
PATH = SOURCE / NAME / f"{NAME}.ipynb"
OWN = """
import numpy as np

def backprop_any(W, X, Y, theta):
    assert set(theta.values()) <= {"tanh", "logistic", "identity"}
    o = {0: X}
    for l in W:
        s = W[l][:, :1] + W[l][:, 1:] @ o[l - 1]
        o[l] = {"tanh": np.tanh(s), "logistic": 1 / (1 + np.exp(-s)), "identity": s}[theta[l]]
    G, back = {}, 2 * (o[len(W)] - Y)
    for l in sorted(W, reverse=True):
        slope = {"tanh": 1 - o[l] ** 2, "logistic": o[l] * (1 - o[l]), "identity": 1}[theta[l]]
        delta = back * slope
        G[l] = np.column_stack([delta.sum(axis=1), delta @ o[l - 1].T])
        back = W[l][:, 1:].T @ delta
    return G
"""
WRONG = OWN.replace("2 * (o", "(o")


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    with contextlib.redirect_stdout(io.StringIO()):
        return solved_namespace(PATH)


def test_the_items_and_their_points_are_the_agreed_ones() -> None:
    metas = [nbgrader(cell) for cell in read(PATH).cells if nbgrader(cell).get("grade")]
    assert [m["points"] for m in metas] == [2, 1, 2, 1, 2, 1, 2, 2, 2]
    assert sum(m["points"] for m in metas if m["solution"]) == 5


def chosen(names: dict[str, Any], pasted: str, folder: Path, saved: str, capsys: Any) -> tuple[Any, str, str]:
    space: dict[str, Any] = {}
    exec(pasted, space)
    if saved:
        (folder / "my_backprop.py").write_text(saved, encoding="utf-8")
    capsys.readouterr()
    with contextlib.chdir(folder):
        candidates = (("pasted above", lambda: space.get("backprop_any")), ("in my_backprop.py", names["saved"]))
        found, whose = names["checked"](*candidates)
    return found, whose, capsys.readouterr().out


@pytest.mark.parametrize(
    ("pasted", "saved", "whose"),
    [("", "", "given"), (OWN, "", "yours"), ("", OWN, "yours"), (WRONG, OWN, "yours"), (WRONG, "", "given"),
     ("", WRONG, "given"), ("", "this is no Python", "given"), ("backprop_any = 7", "", "given")],
)  # fmt: skip
def test_ones_own_backpropagation_trains_if_it_is_right_and_else_the_given_one_which_is_said(
    names: dict[str, Any], tmp_path: Path, capsys: Any, pasted: str, saved: str, whose: str
) -> None:
    found, by, said = chosen(names, pasted, tmp_path, saved, capsys)
    assert by == whose
    assert (found is names["backprop_given"]) == (whose == "given")
    assert ("That costs no point." in said) == (whose == "given")
    assert ("too large" in said) == (WRONG in (pasted, saved))


def test_the_given_backpropagation_is_right_for_all_four_activations(names: dict[str, Any]) -> None:
    rng, theta = np.random.default_rng(0), {1: "relu", 2: "logistic", 3: "tanh", 4: "identity"}
    W = {l: rng.standard_normal((4, 5)) for l in theta}
    X, Y = rng.standard_normal((2, 4, 6))
    got, want = names["backprop_given"](W, X, Y, theta), network.backprop_any(W, X, Y, theta)
    assert all(np.allclose(got[l], want[l], rtol=1e-12) for l in W)


def test_the_feedback_says_whose_backpropagation_trained_and_a_wrong_one_of_ones_own_costs_nothing() -> None:
    code = """
def softmax_gradients(W, X, Y, theta):
    s = forward(W, X, theta)[0][len(W)]
    return backprop_any(W, X, s - (softmax(s) - Y) / 2, theta)
"""
    for trained_by, said in (("yours", "your own"), ("given", "costs no point")):
        added = f"trained_by = {trained_by!r}\nbackprop_any = lambda *_: 1 / 0\n"
        result, points = verdict(Variant(NAME, "softmax-gradients", "right", 0, "inline", code + added), "inline")
        assert earned(result) == points
        assert said in result.parts[-1].title


def test_class_means_a_layer_alone_and_a_random_layer_stay_below_the_bar() -> None:
    shares: dict[str, list[float]] = {"means": [], "linear": [], "random": []}
    for seed in range(6):
        rng = np.random.default_rng(seed)
        X, Y, _, _, X_unseen, Y_unseen = data_sets.digits_and_negatives(rng)
        written = Y_unseen.argmax(axis=0)
        means = X @ Y.T / Y.sum(axis=1)
        nearest = ((X_unseen[:, :, None] - means[:, None]) ** 2).sum(axis=0).argmin(axis=1)
        shares["means"].append(float(np.mean(nearest == written)))
        random = rng.standard_normal((32, 65)) * 2 / 8
        for name, of in (("linear", lambda Z: Z), ("random", lambda Z, W=random: np.tanh(W[:, :1] + W[:, 1:] @ Z))):
            A, B = (np.vstack([np.ones(Z.shape[1]), of(Z)]) for Z in (X, X_unseen))
            top = np.linalg.solve(A @ A.T + np.eye(len(A)), A @ Y.T).T
            shares[name].append(float(np.mean((top @ B).argmax(axis=0) == written)))
    assert max(np.median(share) for share in shares.values()) < 0.75, shares
    assert np.median(shares["means"]) < 0.25


@pytest.mark.parametrize("seed", range(3))
def test_the_settings_of_the_solution_reach_the_bar_with_room(names: dict[str, Any], seed: int) -> None:
    rng = np.random.default_rng(seed)
    shares = []
    for _ in range(3):
        *data, X_unseen, Y_unseen = data_sets.digits_and_negatives(rng)
        _, best = own_network.trained(names["settings"](), rng, data)
        shares.append(own_network.accuracy(best, X_unseen, Y_unseen))
    assert np.median(shares) > 0.88


def test_a_digit_and_its_negative_are_in_the_same_part(names: dict[str, Any]) -> None:
    parts = [names[name] for name in ("X_train", "X_val", "X_test")]
    assert [X.shape[1] for X in parts] == [240, 72, 120]
    for X in parts:
        half = X.shape[1] // 2
        assert np.array_equal(X[:, half:], -X[:, :half])
    others = {column.tobytes() for column in np.hstack(parts[1:]).T}
    assert not any(column.tobytes() in others for column in parts[0].T)


def test_the_first_loss_is_the_logarithm_of_ten(names: dict[str, Any]) -> None:
    W = names["initial_weights"](np.random.default_rng(0), (64, 24, 10), 0.01)
    loss = names["softmax_loss"](W, names["X_train"], names["Y_train"], names["tanh_below"](W))
    assert abs(loss / 240 - np.log(10)) < 1e-3


def test_sensitivities_vanish_stay_or_grow_with_the_scale_as_the_model_answer_says(names: dict[str, Any]) -> None:
    falls = {scale: np.divide(*names["sizes_of_signals"](scale)[1][[0, -1]]) for scale in (0.3, 1, 3)}
    assert falls[0.3] < 1e-4
    assert 0.05 < falls[1] < 1
    assert falls[3] > 5


def test_a_training_in_shares_counts_the_penalty_once_per_epoch() -> None:
    """Without a loss the weights shrink by almost (1 - 2 eta lambda) in an epoch, however it is cut into batches."""
    W = {1: np.array([[5.0, 1.0, -2.0]])}
    for cut in ([6], [4, 2], [1] * 6):
        epoch = np.split(np.arange(6), np.cumsum(cut)[:-1])
        after = OWN_NETWORK.right.one_epoch(W, lambda V, _: {1: 0 * V[1]}, epoch, 1e-4, 1.0)
        assert np.allclose(after[1], W[1] * [1, 1 - 2e-4, 1 - 2e-4], rtol=1e-7)


def test_an_endless_or_a_diverged_training_is_judged_and_earns_nothing() -> None:
    for eta in ("1e300", "float('nan')"):
        code = f"def settings():\n    return dict(hidden=[8], scale=1e200, size=20, eta={eta}, lam=0, patience=5)\n"
        assert points_of_parts(NAME, "settings", code) == [0, 0]
