"""Every known mistake can be switched on, shows on good inputs by a wide margin, and is told from every other."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from backprop_ref import lecture_function, network, sampling
from backprop_ref import mistakes as catalogue
from backprop_ref.mistakes import ACTIVATIONS, GRAPHS, MATRIX, NETWORK, TRAINING, Mistake, Reference

MARGIN = 1e-2
REFERENCES: dict[str, Reference] = {
    name: getattr(catalogue, name) for name in catalogue.__all__ if name not in ("Mistake", "Reference")
}
SHAPES_ONLY = {"bias-entry-kept", "bias-entry-kept-at-1", "outer-product-transposed", "bias-row-on-the-output"}
"""Mistakes of the network that always change a shape."""

Want = Callable[[Any], Any]
Case = tuple[str, Want, bool]

THETAS = (
    ((3, 5, 4, 2), {1: "logistic", 2: "relu", 3: "identity"}),
    ((3, 5, 4, 2), {1: "relu", 2: "logistic", 3: "logistic"}),
    ((3, 5, 4, 3), {1: "softplus", 2: "tanh", 3: "softmax"}),
)
TANH = ((3, 4, 2), (3, 4, 1), (4, 5, 3, 1), (5, 4, 3, 2), (4, 3, 2, 3, 2), (3, 3, 3, 3))


def network_cases(seed: int) -> Iterator[Case]:
    """Name, wanted value and whether column 0 is a block of its own, for every step of the lecture."""
    for sizes in TANH:
        yield from tanh_cases(np.random.default_rng(seed), sizes)
    for sizes, theta in THETAS:
        W, X, Y = sampling.network(np.random.default_rng(seed), sizes, 6, theta)
        s, _ = network.forward_any(W, X, theta)
        yield f"backprop_any {theta}", lambda r, a=(W, X, Y, theta): r.backprop_any(*a), True
        if theta[3] == "softmax":
            yield "softmax_delta", lambda r, a=(s[3], Y): r.softmax_delta(*a), False


def tanh_cases(rng: np.random.Generator, sizes: tuple[int, ...]) -> Iterator[Case]:
    W, X, Y = sampling.network(rng, sizes, 5)
    (s, o), L = network.forward(W, X), len(W)
    above, upstream = rng.standard_normal((sizes[L], 5)), rng.standard_normal((sizes[1], 5))
    yield f"forward {sizes}", lambda r: r.forward(W, X), False
    yield f"output_delta {sizes}", lambda r: r.output_delta(s[L], o[L], Y), False
    yield f"delta_step {sizes}", lambda r: r.delta_step(W[L], above, s[L - 1], o[L - 1]), False
    yield f"weight_gradient {sizes}", lambda r: r.weight_gradient(upstream, o[0]), True
    yield f"backprop {sizes}", lambda r: r.backprop(W, X, Y), True
    yield f"backprop_vectorised {sizes}", lambda r: r.backprop_vectorised(W, X, Y), True


def arrays(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [array for key in sorted(value) for array in arrays(value[key])]
    if isinstance(value, (tuple, list)):
        return [array for entry in value for array in arrays(entry)]
    return [np.asarray(value, float)]


def distance(got: Any, want: Any, bias: bool = False) -> float:
    """Largest deviation of a block relative to its own scale; inf for another shape."""
    found, right = arrays(got), arrays(want)
    if [a.shape for a in found] != [a.shape for a in right]:
        return np.inf
    largest, off = max((float(np.max(np.abs(b))) for b in right), default=0.0), 0.0
    for a, b in zip(found, right, strict=True):
        blocks = [(a[:, :1], b[:, :1]), (a[:, 1:], b[:, 1:])] if bias and b.ndim == 2 else [(a, b)]
        for x, y in blocks:
            scale = float(np.max(np.abs(y))) or largest or 1.0
            off = float(np.maximum(off, np.max(np.abs(x - y)) / scale))  # nan stays nan
    return off


def wrong_values(reference: Reference, want: Want, bias: bool = False) -> dict[str, tuple[Mistake, Any, float]]:
    """What every mistake that can be computed makes of it, and how far that is from right."""
    right, found = want(reference.right), {}
    for mistake in reference.mistakes:
        try:
            with np.errstate(all="ignore"):
                value = want(reference.with_mistakes(mistake))
        except Exception:  # a mistake need not conform on every size
            continue
        found[mistake.name] = (mistake, value, distance(value, right, bias))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_a_mistake_of_the_network_that_shows_shows_by_a_hundredth_of_its_block(seed: int) -> None:
    shown = set()
    for case, want, bias in network_cases(seed):
        for name, (_, _, off) in wrong_values(NETWORK, want, bias).items():
            assert off <= 1e-12 or off >= MARGIN, f"{name} moves {case} by {off:.1e}"
            shown |= {name} if off >= MARGIN else set()
    assert shown == {mistake.name for mistake in NETWORK.mistakes}


@pytest.mark.parametrize("seed", range(3))
def test_no_two_mistakes_of_the_network_give_the_same_wrong_result(seed: int) -> None:
    for case, want, _ in network_cases(seed):
        visible = [(m, value) for m, value, off in wrong_values(NETWORK, want).values() if MARGIN / 10 < off < np.inf]
        for (m, a), (k, b) in itertools.combinations(visible, 2):
            assert m.number == k.number or distance(a, b) > 1e-8, f"{m.name} is {k.name} in {case}"


def test_nearly_all_mistakes_of_the_network_conform_on_general_sizes() -> None:
    conforming = {
        name
        for case, want, bias in network_cases(0)
        if "(3, 3, 3, 3)" not in case
        for name, (_, _, off) in wrong_values(NETWORK, want, bias).items()
        if MARGIN <= off < np.inf
    }
    rest = {mistake.name for mistake in NETWORK.mistakes} - conforming
    square_only = {"weights-not-transposed", "weights-of-the-same-layer", "own-output", "output-two-below"}
    assert rest <= SHAPES_ONLY | square_only


def test_a_mistake_is_made_only_in_the_steps_in_which_a_student_would_make_it() -> None:
    seats = {
        "factor-2-missing": {"output_delta", "backprop", "backprop_vectorised", "backprop_any"},
        "hidden-derivative-dropped": {"delta_step", "backprop", "backprop_vectorised", "backprop_any"},
        "mean-for-sum": {"weight_gradient", "backprop", "backprop_vectorised", "backprop_any", "softmax_delta"},
        "overwritten": {"weight_gradient", "backprop"},
        "stale-cache-of-the-first": {"backprop"},
        "bias-gradient-missing": {"weight_gradient", "backprop", "backprop_vectorised", "backprop_any"},
        "forward-ignores-theta": {"backprop_any"},
        "softmax-derivative-elementwise": {"softmax_delta", "backprop_any"},
    }
    found: dict[str, set[str]] = {name: set() for name in seats}
    for case, want, bias in network_cases(1):
        values = wrong_values(NETWORK, want, bias)
        for name in seats:
            found[name] |= {case.split()[0]} if name in values and values[name][2] > MARGIN else set()
    assert found == seats


def test_known_ratios_and_patterns_are_those_of_the_catalogue() -> None:
    N = 6
    W, X, Y = sampling.network(np.random.default_rng(2), (4, 5, 3, 2), N)
    right = NETWORK.right.backprop(W, X, Y)

    def wrong(*names: str) -> Any:
        return NETWORK.with_mistakes(*(NETWORK.named(name) for name in names)).backprop(W, X, Y)

    for names, ratio in (
        (("factor-2-missing",), 1 / 2),
        (("sign-of-the-error",), -1),
        (("mean-for-sum",), 1 / N),
        (("half-the-mean",), 1 / (2 * N)),
        (("factor-2-missing", "sign-of-the-error"), -1 / 2),
    ):
        G = wrong(*names)
        assert all(np.allclose(G[l], ratio * right[l], rtol=1e-13) for l in W), names
    G = wrong("hidden-derivative-dropped")
    assert np.allclose(G[3], right[3], rtol=1e-13)
    assert not np.allclose(G[2], right[2], rtol=1e-2)
    G = wrong("pre-activation-for-output")
    assert np.allclose(G[1], right[1], rtol=1e-13)
    G = wrong("overwritten")
    last = NETWORK.right.backprop(W, X[:, -1:], Y[:, -1:])
    assert all(np.allclose(G[l], last[l], rtol=1e-13) for l in W)
    G = wrong("bias-gradient-missing")
    assert all(np.all(G[l][:, 0] == 0) and np.allclose(G[l][:, 1:], right[l][:, 1:]) for l in W)


def test_the_bias_entry_is_harmless_for_tanh_and_not_for_relu() -> None:
    kept = NETWORK.with_mistakes(NETWORK.named("bias-entry-kept"))
    for name, harmless in (("tanh", True), ("logistic", True), ("relu", False), ("identity", False)):
        W, X, Y = sampling.network(np.random.default_rng(4), (3, 4, 2), 5, {1: name})
        G = kept.backprop_any(W, X, Y, {1: name})[1]
        assert G.shape == (5, 4)
        assert np.all(G[0] == 0) == harmless
        assert np.allclose(G[1:], NETWORK.right.backprop_any(W, X, Y, {1: name})[1])


@pytest.mark.parametrize(
    ("name", "node", "value"),
    [
        ("overwritten-at-the-fan-out", "a", 403.428793492735),
        ("sign-of-one-over-b", "b", 12.6164203695943),
        ("sign-of-one-over-a", "a", 404.889237457966),
        ("sine-to-minus-cosine", "b", -12.6164203695943),
        ("denominator-not-squared", "b", -8.52796376177312),
    ],
)
def test_wrong_adjoints_of_the_lecture_function_have_their_known_signatures(name: str, node: str, value: float) -> None:
    adjoints = GRAPHS.with_mistakes(GRAPHS.named(name)).adjoints(2, 3)
    assert adjoints[node] == pytest.approx(value, rel=1e-13)


def test_every_mistake_on_graphs_shows_where_the_terms_of_the_lecture_function_balance_or_on_a_small_graph() -> None:
    graphs = {
        "twice": {"y": ("mul", ("x", "x"))},
        "order": {"a": ("square", ("x",)), "b": ("exp", ("a",)), "c": ("sin", ("b",)), "y": ("mul", ("a", "c"))},
        "minus": {"a": ("sin", ("x",)), "y": ("sub", ("z", "a"))},
    }
    point = {"x": 0.6, "z": 1.3}
    cases: list[Want] = [lambda r: r.adjoints(*lecture_function.BALANCED.values())]
    cases += [lambda r, g=graph: r.backward(g, r.forward(g, point)) for graph in graphs.values()]
    cases += [lambda r: r.values(*lecture_function.BALANCED.values()), lambda r: r.visits(lecture_function.GRAPH, "y")]
    shown = {name for want in cases for name, (_, _, off) in wrong_values(GRAPHS, want).items() if off >= MARGIN / 10}
    assert shown == {mistake.name for mistake in GRAPHS.mistakes}


@pytest.mark.parametrize("seed", range(6))
def test_a_mistake_on_a_random_graph_shows_by_a_hundredth_or_not_at_all(seed: int) -> None:
    graph, values = sampling.random_graph(np.random.default_rng(seed))
    found = wrong_values(GRAPHS, lambda r: r.backward(graph, values, "y"))
    for name, (_, _, off) in found.items():
        assert off <= 1e-12 or off >= MARGIN, f"{name} moves an adjoint by {off:.1e}"
    local = ("sine-to-minus-cosine", "exponential-to-its-argument", "logarithm-unchanged", "sign-of-the-denominator")
    always = ("overwritten-at-the-fan-out", "no-seed", "operand-counted-once", "keys-backwards", "forward-order")
    for name in (*local, *always):
        assert found[name][2] >= MARGIN, f"{name} does not show"


@pytest.mark.parametrize("upstream", [False, True])
@pytest.mark.parametrize("node", "cbaxz")
def test_one_adjoint_alone_shows_every_mistake_in_it_and_no_two_numbers_alike(node: str, upstream: bool) -> None:
    v, g = sampling.lecture_case(np.random.default_rng(3), balanced=True, upstream=upstream)
    found = wrong_values(GRAPHS, lambda r: r.adjoint(node, v, g))
    visible = [(m, value) for m, value, off in found.values() if off > 1e-9]
    assert {m.number for m, _ in visible} >= {"c": {136, 226, 227}, "z": {134, 226}}.get(node, {56, 226})
    for (m, one), (k, other) in itertools.combinations(visible, 2):
        assert m.number == k.number or distance(one, other) > 1e-9, f"{m.name} is {k.name}"


def test_no_two_numbers_give_the_same_wrong_adjoints_of_the_lecture_function() -> None:
    values = wrong_values(GRAPHS, lambda r: r.adjoints(2, 0.3))
    visible = [(m, value) for m, value, off in values.values() if off > 1e-9]
    same = {
        frozenset((m.name, k.name))
        for (m, a), (k, b) in itertools.combinations(visible, 2)
        if m.number != k.number and distance(a, b) < 1e-9
    }
    # the lecture function is written down in forward order: there, and only there, these two are one
    assert same == {frozenset(("forward-order", "keys-forwards"))}


def training_cases() -> Iterator[tuple[str, Want]]:
    theta = {1: "tanh", 2: "tanh"}
    W, X, Y = sampling.network(np.random.default_rng(7), (3, 4, 2), 5)
    for eta in (0.05, 0.13):
        for lam in (0.0, 0.3):
            data = (W, X, Y, eta)
            yield f"gd_step {eta} {lam}", lambda r, d=data, lam=lam: r.gd_step(*d, theta, lam)
            yield f"gradient_descent {lam}", lambda r, d=data, lam=lam: r.gradient_descent(*d, 3, theta, lam)
            yield f"sgd {eta} {lam}", lambda r, d=data, lam=lam: r.sgd(*d, [3, 1, 4], theta, lam)
    yield "risk_gradient", lambda r: r.risk_gradient(W, X, Y, theta, 0.3)
    yield "risk", lambda r: r.risk(W, X, Y, theta, 0.3)
    yield "kept_weights", lambda r: r.kept_weights(W, X, Y, 0.05, theta)
    yield "empirical_risk", lambda r: r.empirical_risk(lambda o, y: np.sum((o - y) ** 4), W, X, Y, theta)
    yield "initial_weights", lambda r: r.initial_weights(np.random.default_rng(3), (3, 4, 2))
    o, y = np.random.default_rng(4).uniform(0.1, 0.9, (2, 5)), np.array([[0.0, 1, 1, 0, 1], [1, 0, 1, 0, 0]])
    for step in ("absolute_error_slope", "cross_entropy", "cross_entropy_slope"):
        yield step, lambda r, step=step: getattr(r, step)(o, y)
    yield "l2_gradient", lambda r: r.l2_gradient(W, 0.3)


def test_every_mistake_in_training_shows_and_no_two_numbers_look_the_same() -> None:
    shown = set()
    for case, want in training_cases():
        visible = [(m, value) for m, value, off in wrong_values(TRAINING, want).values() if off > 1e-9]
        shown |= {mistake.name for mistake, value in visible if distance(value, want(TRAINING.right)) >= MARGIN / 10}
        for (m, a), (k, b) in itertools.combinations(visible, 2):
            assert m.number == k.number or distance(a, b) > 1e-9, f"{m.name} is {k.name} in {case}"
    assert shown == {mistake.name for mistake in TRAINING.mistakes}


def test_the_error_of_updating_before_propagating_is_linear_in_the_learning_rate() -> None:
    W, X, Y = sampling.network(np.random.default_rng(7), (3, 4, 2), 5)
    early = TRAINING.with_mistakes(TRAINING.named("updated-before-propagated"))
    offs = []
    for eta in (1e-3, 2e-3):
        right, wrong = TRAINING.right.gd_step(W, X, Y, eta), early.gd_step(W, X, Y, eta)
        assert np.allclose(right[2], wrong[2], rtol=1e-14)
        offs.append(np.max(np.abs(right[1] - wrong[1])) / eta)
    assert offs[1] / offs[0] == pytest.approx(2, rel=1e-6)


def test_every_mistake_in_matrix_calculus_shows_in_shape_or_value() -> None:
    rng = np.random.default_rng(3)
    A, x, b = rng.standard_normal((3, 4)), rng.standard_normal((4, 1)), rng.standard_normal((3, 1))
    S, a, X, c, d = (rng.standard_normal(shape) for shape in ((4, 4), (4, 1), (4, 2), (2, 1), (3, 1)))
    T, J = rng.standard_normal((3, 2, 3)), rng.standard_normal((4, 3))
    whole, h = np.array([[1], [-2], [3]]), 0.4
    wants: list[Want] = [
        lambda r: r.linear(A, x),
        lambda r: r.quadratic_form(S, x),
        lambda r: r.least_squares(A, x, b),
        lambda r: r.bilinear(a, X, c),
        lambda r: r.frobenius(X),
        lambda r: r.tanh_layer(A, x),
        lambda r: r.softmax_jacobian(x),
        lambda r: r.vector_by_scalar(0.7, b, d),
        lambda r: r.weight_tensor(A, x),
        lambda r: r.least_squares(S, x, a),
        lambda r: r.tanh_layer(S, x),
        lambda r: r.contract(np.multiply.outer(A, d[:, 0]), d),
        lambda r: r.contract(T, d),
        lambda r: r.chain_rule(d, J),
        *(lambda r, k=kinds: r.derivative_shape(*k) for kinds in itertools.product([(), (3, 1), (5, 2)], [(), (4, 1)])),
        lambda r: r.derivative_shape((3, 1), (4, 2)),
        lambda r: r.derivative_shape((1, 1), (5, 2)),
        lambda r: r.numerical_derivative(lambda v: np.tanh(A @ v), x, h),
        lambda r: r.numerical_derivative(lambda t: b * np.exp(t), 0.4, h),
        lambda r: r.numerical_derivative(lambda t: A * np.exp(t), 0.4, h),
        lambda r: r.numerical_derivative(lambda V: np.exp(V @ c), X, h),
        lambda r: r.numerical_derivative(lambda v: np.sum(np.exp(0.7 * v)), whole, h),
    ]
    shown = set()
    for want in wants:
        visible = [(m, value) for m, value, off in wrong_values(MATRIX, want).values() if off > MARGIN]
        shown |= {mistake.name for mistake, _ in visible}
        for (m, one), (k, other) in itertools.combinations(visible, 2):
            assert m.number == k.number or distance(one, other) > 1e-9, f"{m.name} is {k.name}"
    assert shown == {mistake.name for mistake in MATRIX.mistakes}


def finite_difference_cases() -> Iterator[tuple[str, Want]]:
    W, whole = np.array([[0.3, -1.2, 0.5], [-0.4, 0.7, 1.3]]), np.array([[2, -1, 3], [-2, 1, -3]])

    def f(V: Any) -> Any:
        c = 1 + 0.3 * np.arange(np.size(V)).reshape(np.shape(V))
        return np.sum(np.exp(V)) + np.sum(c * V) ** 3 / 10 + 0.01 * np.sum(np.sin(200 * V))

    for name in ("forward_difference", "central_difference"):
        yield name, lambda r, name=name: getattr(r, name)(f, W, 0.3)
        yield f"{name} dict", lambda r, name=name: getattr(r, name)(lambda V: f(V[1]), {1: W}, 0.3)
        yield f"{name} whole numbers", lambda r, name=name: getattr(r, name)(f, whole, 0.3)
        yield f"{name} scalar", lambda r, name=name: getattr(r, name)(np.exp, 0.5, 0.1)
    rng = np.random.default_rng(1)
    V, X, Y = sampling.network(rng, (4, 3, 2), 5)
    G = {l: G_l * rng.uniform(0.5, 0.9, G_l.shape) for l, G_l in network.backprop(V, X, Y).items()}
    yield "check_gradient", lambda r: r.check_gradient(lambda U: 1e-3 * network.loss(U, X, Y), V, G)
    for p in (3, 4):
        yield f"best_h {p}", lambda r, p=p: r.best_h(p, 0.7, 3e-16)
    yield "best_h_in", lambda r: r.best_h_in(2.0**-24)
    for w in (0.0, 0.05):
        yield f"relu_central {w}", lambda r, w=w: r.relu_central(w, 0.1)
    yield "faulty_layer", lambda r: r.faulty_layer({1: np.array([0.2, 0.1]), 2: np.array([0.3, 1e-9]), 3: 1e-9})
    errors = {1: np.array([0.03, 0.07]), 2: np.array([0.15, 1e-9]), 3: np.array([1e-9, 0.3]), 4: np.array([0.7, 4])}
    yield "wrong_columns", lambda r: r.wrong_columns(errors)
    yield "wrong_columns of a sign", lambda r: r.wrong_columns({1: np.array([20.0, 1e-9])})


def test_every_mistake_in_finite_differences_shows_at_large_h_on_integers_or_in_a_check() -> None:
    reference = catalogue.FINITE_DIFFERENCES
    shown = set()
    for _, want in finite_difference_cases():
        shown |= {name for name, (_, _, off) in wrong_values(reference, want).items() if off >= MARGIN}
    assert shown == {mistake.name for mistake in reference.mistakes}


def test_no_two_numbers_look_the_same_in_finite_differences_but_where_nothing_is_left() -> None:
    for case, want in finite_difference_cases():
        if "scalar" in case:  # of one entry, all are a row, and all of them
            continue
        visible = [(m, v) for m, v, off in wrong_values(catalogue.FINITE_DIFFERENCES, want).values() if off > 1e-9]
        for (m, a), (k, b) in itertools.combinations(visible, 2):
            nothing_left = not any(np.any(array) for array in arrays(a))  # 65 and 68 on integers
            assert m.number == k.number or nothing_left or distance(a, b) > 1e-9, f"{m.name} is {k.name} in {case}"


def activation_cases() -> Iterator[Want]:
    x, whole = np.array([-1000.0, -2.3, -0.4, 0.0, 0.6, 1.9, 1000.0]), np.array([-3, -1, 0, 2])
    near = x[np.abs(x) < 10]
    for step in (step for step in ACTIVATIONS.right if not step.endswith(("delta", "_gradient", "chain_slope"))):
        alphas: list[tuple[float, ...]] = [(0.3,), (1.7,)] if step.startswith(("elu", "prelu")) else [()]
        tail = np.array([-3.4, -2.9, -2.6])  # where the approximation of GELU is far off
        for points, alpha in itertools.product((x, near, near[near != 0], tail, whole), alphas):
            yield lambda r, s=step, p=points, a=alpha: getattr(r, s)(p, *a)
    rng = np.random.default_rng(6)
    g, s = rng.standard_normal((3, 5)), sampling.signed(rng, 0.3, 1.7, (3, 5))
    yield lambda r: r.logistic_delta(g, r.logistic(s))
    yield lambda r: r.prelu_delta(g, s, 0.3)
    yield lambda r: r.prelu_alpha_gradient(g, s, 0.3)
    for name, L in itertools.product(("logistic", "tanh"), (3, 4)):
        yield lambda r, n=name, L=L: r.chain_slope(getattr(r, n), getattr(r, f"{n}_derivative"), s, L)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_mistake_in_the_activations_shows_and_no_two_numbers_look_the_same_everywhere() -> None:
    shown: dict[str, dict[int, Any]] = {}
    for case, want in enumerate(activation_cases()):
        for name, (_, value, off) in wrong_values(ACTIVATIONS, want).items():
            if not off < MARGIN:
                shown.setdefault(name, {})[case] = value
    assert set(shown) == {mistake.name for mistake in ACTIVATIONS.mistakes}
    for m, k in itertools.combinations(ACTIVATIONS.mistakes, 2):
        one, other = shown[m.name], shown[k.name]
        same = set(one) == set(other) and all(distance(one[case], other[case]) <= 1e-9 for case in one)
        assert m.number == k.number or not same, f"{m.name} is {k.name}"


@pytest.mark.parametrize("name", REFERENCES)
def test_every_entry_has_a_unique_slug_and_words_that_teach(name: str) -> None:
    mistakes = REFERENCES[name].mistakes
    assert len({mistake.name for mistake in mistakes}) == len(mistakes)
    assert [m.number for m in mistakes] == sorted(m.number for m in mistakes)
    for mistake in mistakes:
        assert mistake.name == mistake.name.lower().replace(" ", "-")
        assert mistake.title[0].islower() or mistake.title.startswith(("W ", "ELU", "GELU", "SGD", "alpha"))
        assert not mistake.title.endswith(".")
        assert 20 <= len(mistake.lesson) <= 200
        assert mistake.lesson[-1] in ".?"
        assert "=" not in mistake.lesson, "a lesson does not give the formula"


@pytest.mark.parametrize("name", REFERENCES)
def test_switching_a_mistake_on_leaves_the_right_table_right(name: str) -> None:
    reference = REFERENCES[name]
    before = {step: reference.right.function(step) for step in reference.right}
    for mistake in reference.mistakes:
        assert reference.with_mistakes(mistake) is not reference.right
    assert {step: reference.right.function(step) for step in reference.right} == before
    assert reference.with_mistakes() is reference.right


def test_every_number_of_the_catalogue_that_a_network_can_show_is_there() -> None:
    numbers = {m.number for m in NETWORK.mistakes if m.number < 100}
    assert numbers == {
        *(1, 2, 3, 4, 6, 7, 8, 9, 10, 14, 15, 17, 18, 20, 21),
        *(23, 24, 25, 26, 27, 29, 30, 31, 32, 34, 35, 37, 38, 39),
    }
    others = {m.number for r in REFERENCES.values() for m in r.mistakes if 40 < m.number < 100}
    assert others == {
        *(41, 42, 43, 44, 45, 46, 47, 49, 50, 51, 52, 53, 55, 56, 57, 58, 59, 60),
        *(61, 62, 65, 66, 67, 68, 69, 70, 71, 72, 73, 75),
    }


def test_a_name_that_is_not_in_the_catalogue_is_refused() -> None:
    with pytest.raises(KeyError):
        NETWORK.named("no-such-mistake")
