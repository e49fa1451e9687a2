"""Random networks and data on which mistakes show: no zero bias, no saturated unit, no perfect fit, no kink nearby."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop_ref import graph as graphs
from backprop_ref import lecture_function, rounding
from backprop_ref import network as net
from backprop_ref.activations import ACTIVATIONS
from backprop_ref.drawn_once import drawn_once
from backprop_ref.network import Layers, Theta
from backprop_ref.primitives import PRIMITIVES, raw_shares, shares

Array = NDArray[Any]

KINK_DISTANCE = 1e-2
TARGET_DISTANCE = 0.3
CANCELLATION = 0.1
FEW = 20.0
APART = 0.05
SMALLEST = 2.0**-1017
"""Among the last numbers that float64 holds with all digits."""
KINDS = ("twice", "constant", "sin", "exp", "ln", "add", "sub", "mul", "div")
ATTEMPTS = 1000
SIGNS = np.array([-1.0, 1.0])


class NoSample(ValueError):
    """No network that meets the demands was found: the sizes or activations do not allow one."""


def signed(rng: np.random.Generator, low: float, high: float, shape: tuple[int, ...]) -> Array:
    """Uniform in [low, high] with random signs: numbers that are never near 0."""
    signs: Array = SIGNS[rng.integers(0, 2, shape)]
    return rng.uniform(low, high, shape) * signs


def weights(rng: np.random.Generator, sizes: Sequence[int]) -> Layers:
    """W^(l), l = 1..L, for sizes d(0)..d(L): biases in +-[0.2, 0.8], pre-activations of order 1."""
    return {
        l: np.hstack([signed(rng, 0.2, 0.8, (d, 1)), signed(rng, 0.4, 1.8, (d, d_prev)) / np.sqrt(d_prev)])
        for l, (d_prev, d) in enumerate(pairwise(sizes), start=1)
    }


def data(rng: np.random.Generator, sizes: Sequence[int], N: int) -> tuple[Array, Array]:
    """X (d(0), N), entries of order 1, and Y (d(L), N) in +-[1.3, 2.2], out of tanh's reach."""
    return signed(rng, 0.3, 1.7, (sizes[0], N)), signed(rng, 1.3, 2.2, (sizes[-1], N))


def one_hot(rng: np.random.Generator, classes: int, N: int) -> Array:
    """Random labels as one-hot columns, (classes, N); every class occurs if N >= classes."""
    labels = rng.permutation(np.arange(max(N, classes)) % classes)[:N] if classes > N else None
    if labels is None:
        labels = rng.permutation(np.concatenate([np.arange(classes), rng.integers(0, classes, N - classes)]))
    return np.eye(classes)[:, labels]


def clear_of_kinks(s: Layers, theta: Theta | None) -> bool:
    """Whether |s| >= 1e-2 in every layer whose activation has a kink."""
    return all(
        bool(np.min(np.abs(s[l])) >= KINK_DISTANCE)
        for l in s
        if net.name_of(theta, l) != "softmax" and ACTIVATIONS[net.name_of(theta, l)].kink
    )


@drawn_once
def network(
    rng: np.random.Generator, sizes: Sequence[int], N: int, theta: Theta | None = None
) -> tuple[Layers, Array, Array]:
    """(W, X, Y), redrawn until `shows_mistakes`; raises `NoSample`.

    With "softmax" as the output layer's activation Y is one-hot.
    """
    softmax = net.name_of(theta, len(sizes) - 1) == "softmax"
    for _ in range(ATTEMPTS):
        W = weights(rng, sizes)
        X, Y = data(rng, sizes, N)
        Y = one_hot(rng, sizes[-1], N) if softmax else Y
        if shows_mistakes(W, X, Y, theta) and well_conditioned(W, X, Y, theta):
            return W, X, Y
    raise NoSample(f"no network of sizes {tuple(sizes)} with {N} examples was found on which mistakes show")


@drawn_once
def with_idle_unit(
    rng: np.random.Generator, sizes: Sequence[int], N: int, theta: Theta | None = None
) -> tuple[Layers, Array, Array]:
    """(W, X, Y) as `network` gives them, but for one unit of layer 1 without weights: its s is exactly 0."""
    for _ in range(ATTEMPTS):
        W, X, Y = network(rng, sizes, N, theta)
        W[1][rng.integers(sizes[1])] = 0
        if well_conditioned(W, X, Y, theta):
            return W, X, Y
    raise NoSample(f"no network of sizes {tuple(sizes)} with an idle unit was found")


def shows_mistakes(W: Layers, X: Array, Y: Array, theta: Theta | None) -> bool:
    """Whether a mistake has room to show.

    Pre-activations of order 1, clear of kinks, no ReLU layer that is (nearly) dead, no target near its output.
    """
    s, o = net.forward_any(W, X, theta)
    L = len(W)
    return (
        all(_of_order_one(s[l]) for l in W)
        and clear_of_kinks(s, theta)
        and all(_alive(s[l]) for l in W if net.name_of(theta, l) == "relu")
        and (net.name_of(theta, L) == "softmax" or bool(np.min(np.abs(o[L] - Y)) >= TARGET_DISTANCE))
    )


def well_conditioned(W: Layers, X: Array, Y: Array, theta: Theta | None) -> bool:
    """Whether the gradient keeps its digits in float32, weights and bias column of every G^(l), however it is computed.

    Where a sum over the examples nearly cancels, or a unit is saturated, right work in float32 would look wrong.
    """
    blocks = rounding.conditions(rounding.gradient(W, X, Y, theta)).values()
    return all(condition <= rounding.MOST for block in blocks for condition in block)


@drawn_once
def step_back(rng: np.random.Generator, below: int, above: int, N: int) -> tuple[Array, Array, Array, Array]:
    """(W^(l+1), delta^(l+1), s^(l), o^(l)) of a tanh layer with `below` units, such that float32 keeps delta^(l)."""
    for _ in range(ATTEMPTS):
        W_next, delta_next = rng.normal(size=(above, below + 1)), rng.normal(size=(above, N))
        s = signed(rng, 0.2, 1.5, (below, N))
        delta = rounding.delta_step(W_next, delta_next, s)
        if delta.condition() <= rounding.MOST:
            return W_next, delta_next, s, np.concatenate([np.ones((1, N)), np.tanh(s)])
    raise NoSample(f"no step from {above} units back to {below} was found that keeps its digits")


@drawn_once
def layer(rng: np.random.Generator, d: int, below: int, N: int) -> tuple[Array, Array]:
    """(delta^(l), o^(l-1)) with a row of ones on top, such that float32 keeps G^(l), bias column and weights."""
    for _ in range(ATTEMPTS):
        delta, o_prev = rng.normal(size=(d, N)), np.concatenate([np.ones((1, N)), rng.normal(size=(below, N))])
        if max(rounding.condition_of_sum(delta, 1), rounding.condition_of_sum(delta[:, None] * o_prev[1:], 2)) <= FEW:
            return delta, o_prev
    raise NoSample(f"no layer of {d} units with {N} examples was found whose gradient keeps its digits")


def _of_order_one(s: Array) -> bool:
    size = np.abs(s)
    return bool(np.sqrt(np.mean(size**2)) >= 0.4 and np.max(size) >= 0.7 and np.max(size) <= 4)


def _alive(s: Array) -> bool:
    """Every example has an active unit, and a quarter of all units is active."""
    return bool(np.all(np.any(s > 0, axis=0)) and np.mean(s > 0) >= 0.25)


@drawn_once
def lecture_point(rng: np.random.Generator, balanced: bool) -> tuple[float, float]:
    """(x, z) for the lecture function: near (2, 0.3), where its terms balance, or near (2, 2.8): exp dominates."""
    low, high = (0.2, 0.4) if balanced else (2.4, 3.2)
    for _ in range(ATTEMPTS):
        x, z = float(rng.uniform(1.6, 2.6)), float(rng.uniform(low, high))
        values = lecture_function.forward(x, z)
        if _mistakes_show(lecture_function.GRAPH, values, "y", "xzab"):
            return x, z
    raise NoSample("no point of the lecture function was found at which mistakes show")


@drawn_once
def lecture_case(rng: np.random.Generator, balanced: bool, upstream: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values of the lecture function at a random point, and an adjoint for every node.

    With `upstream` the adjoints are any numbers of order 1, of both signs, such that no sum over consumers cancels.
    """
    values = lecture_function.forward(*lecture_point(rng, balanced))
    if not upstream:
        return values, lecture_function.adjoints(values["x"], values["z"])
    for _ in range(ATTEMPTS):
        g = {name: float(signed(rng, 0.4, 1.8, ())) for name in values}
        total, size = _shares_of(lecture_function.GRAPH, values, g)
        clear = all(abs(total[name]) >= CANCELLATION * size[name] for name in size)
        if clear and min(abs(abs(u) - 1) for u in g.values()) >= APART:
            return values, g
    raise NoSample("no adjoints of the lecture function were found whose sums do not cancel")


def lecture_points_beyond_differences(rng: np.random.Generator) -> Iterator[tuple[float, float]]:
    """(x, z) for the lecture function's adjoints: at each some kind of difference has no digits left.

    y = exp(70) hides every step; x = 1e153 and z = 1e-153 have no step in common; d is 0, and so is what is in
    proportion to it. x^2 and z^2 are within the range of float64.
    """
    x, x_far = float(rng.uniform(1.6, 2.2)), _far(rng, turns=56)
    yield x, float(rng.uniform(60, 80)) / x
    yield x_far, float(rng.uniform(1.1, 1.9)) / x_far
    yield x, -float(rng.uniform(750, 900)) / x


def lecture_cases_beyond_differences(
    rng: np.random.Generator, node: str
) -> Iterator[tuple[dict[str, Any], dict[str, Any], float]]:
    """Values of the lecture function, an adjoint for every node, and that of `node` which follows from them.

    Some way back to it has a local derivative near 2^-1017, which times the step of a complex step is nothing; all ways
    bring back as much. Where a function is not linear in the node, ln x or a is in the hundreds, so that its values are
    as large beside its slopes, and no difference of them has 12 digits. What is linear in z has another z too,
    beside which steps are small.
    """
    x, x_far, r = float(rng.uniform(1.6, 2.6)), _far(rng, turns=54), float(rng.uniform(1.1, 1.9))
    points = {
        "c": [(x, -r / SMALLEST / x)],
        "b": [(x, r * SMALLEST / x), (x_far, r / x_far)],
        "a": [(x, -float(rng.uniform(707.4, 708.2)) / x)],
        "x": [(x, r * SMALLEST), (x_far, r / x_far)],
        "z": [(x * SMALLEST, r), (x * SMALLEST, r * 2.0**27)],
    }
    for point in points[node]:
        values = lecture_function.forward(*point)
        g = {name: float(signed(rng, 0.4, 1.8, ())) for name in values}
        slopes = _slopes_into(lecture_function.GRAPH, values, node)
        size = min(map(abs, slopes.values()))
        back = _shares_that_do_not_cancel(rng, len(slopes))
        g |= {name: float(size * share / slopes[name]) for name, share in zip(slopes, back, strict=True)}
        yield values, g, float(sum(g[name] * slope for name, slope in slopes.items()))


def _far(rng: np.random.Generator, turns: int) -> float:
    """An x whose logarithm has gone round the circle so many times; its sine and cosine are positive and not small."""
    return float(np.exp(2 * np.pi * turns + rng.uniform(0.3, 1.2)))


def _slopes_into(graph: graphs.Graph, values: Mapping[str, Any], node: str) -> dict[str, Any]:
    """The local derivatives of the consumers of `node`, none of which uses it twice."""
    with np.errstate(over="ignore"):  # where the one of a quotient's operands that is not asked for has none
        return {
            name: shares(op, 1.0, values[name], graphs.operands(values, parents))[list(parents).index(node)]
            for name, (op, parents) in graph.items()
            if node in parents
        }


def _shares_that_do_not_cancel(rng: np.random.Generator, n: int) -> Array:
    """Numbers of order 1 and of any sign, whose sum is of order 1."""
    for _ in range(ATTEMPTS):
        found = signed(rng, 0.6, 1.8, (n,))
        if abs(np.sum(found)) >= 0.4:
            return found
    raise NoSample("no shares were found whose sum does not cancel")


def shuffled(rng: np.random.Generator, mapping: Mapping[str, Any], first: Iterable[str] = ()) -> dict[str, Any]:
    """The mapping with its keys in another order, except that those of `first` come first, in their own order."""
    kept = list(first)
    rest = [name for name in mapping if name not in kept]
    return {name: mapping[name] for name in (*kept, *(rest[i] for i in rng.permutation(len(rest))))}


Dag = dict[str, tuple[str, tuple[Any, ...]]]
FAINT = {"tiny": 2.0**-1010, "huge": 1e12}
"""The inputs that a faint graph has besides."""


def faint(graph: graphs.Graph) -> Dag:
    """The graph with output y = tiny * (what was y before) + huge: differences of y have no digits left."""
    names = {"y": "inner"}
    inner = {
        names.get(name, name): (op, tuple(names.get(p, p) for p in parents)) for name, (op, parents) in graph.items()
    }
    return inner | {"scaled": ("mul", ("inner", "tiny")), "y": ("add", ("scaled", "huge"))}


@drawn_once
def random_graph(rng: np.random.Generator, nodes: int = 13) -> tuple[Dag, dict[str, Any]]:
    """A random graph with output y, keys in random order, and the values of its inputs and nodes, inputs first.

    It has repeated operands, fan-out, a constant, a node on which y does not depend and an input that no node uses.
    Values, local derivatives and adjoints are of order 1, and no adjoint is a small difference of large shares, so that
    every mistake shows that can. The order of the values' keys is that of the graph's. Raises `NoSample`.
    """
    for _ in range(ATTEMPTS):
        given = {name: float(signed(rng, 0.4, 1.8, ())) for name in ("x", "z", "w", "unused")}
        graph, values = _grown(rng, given, nodes)
        if "y" in graph and _mistakes_show(graph, values, "y", [name for name in values if name != "y"]):
            graph = shuffled(rng, graph)
            return graph, {name: values[name] for name in (*given, *graph)}
    raise NoSample(f"no graph of {nodes} nodes was found on which mistakes show")


def _grown(rng: np.random.Generator, given: dict[str, float], nodes: int) -> tuple[Dag, dict[str, Any]]:
    """A graph grown node by node on the inputs; without y where it cannot be had."""
    labels = [f"v{i}" for i in rng.permutation(np.arange(1, nodes))]
    graph: Dag = {}
    values: dict[str, Any] = dict(given)
    names = [name for name in given if name != "unused"]
    for kind in rng.permutation([*KINDS, *rng.choice(KINDS, max(0, nodes - 2 - len(KINDS)))])[: nodes - 2]:
        for _ in range(12):
            op, parents = _candidate(rng, str(kind), names)
            if _of_order_one_at(op, parents, values):
                graph[labels[len(graph)]] = (op, parents)
                names.append(labels[len(graph) - 1])
                values[names[-1]] = PRIMITIVES[op].value(*graphs.operands(values, parents))
                break
        else:
            return {}, values
    used = {p for _, parents in graph.values() for p in parents}
    loose = [name for name in graph if name not in used]
    if not 2 <= len(loose) <= 4 or not {"x", "z", "w"} <= used:
        return {}, values
    dead = {labels[-1]: ("sin", (str(rng.choice(names)),))}  # used by nothing, and no part of y
    graph |= {"y": ("add", tuple(loose)), **dead}
    return graph, graphs.forward(graph, given)


def _candidate(rng: np.random.Generator, kind: str, names: list[str]) -> tuple[str, tuple[Any, ...]]:
    one, other = (names[place] for place in two_of(rng, len(names)))
    if kind == "twice":
        return ("mul", "add")[rng.integers(0, 2)], (one, one)
    if kind == "constant":
        constant = round(float(signed(rng, 0.4, 1.8, ())), 2)
        op = ("add", "sub", "mul", "div")[rng.integers(0, 4)]
        return op, (one, constant) if rng.uniform() < 0.5 else (constant, one)
    return kind, (one,) if kind in ("sin", "exp", "ln") else (one, other)


def two_of(rng: np.random.Generator, n: int) -> tuple[int, int]:
    """Two different places of n, late ones three times as likely as early ones.

    They are those of `rng.choice(n, 2, replace=False, p=...)`, which takes ten times as long: here most of the time of
    a random graph.
    """
    likely, up_to = _lateness(n)
    one, other = (bisect.bisect_right(up_to, x) for x in rng.random(2))
    if one == other:
        others = np.cumsum(np.where(np.arange(n) == one, 0.0, likely))
        other = int(np.searchsorted(others / others[-1], rng.random(), side="right"))
    return one, other


@functools.lru_cache(maxsize=100)
def _lateness(n: int) -> tuple[Array, list[float]]:
    """The probability of each place, and of all up to it."""
    likely = np.linspace(1, 3, n)
    likely /= likely.sum()
    up_to = np.cumsum(likely)
    return likely, (up_to / up_to[-1]).tolist()


def _of_order_one_at(op: str, parents: tuple[Any, ...], values: Mapping[str, Any]) -> bool:
    """Whether a new node has a value and local derivatives neither small nor large; ln needs a positive operand.

    Near 0 the sine is its own argument: there a derivative at the wrong place would not show.
    """
    operands = graphs.operands(values, parents)
    if op == "ln" and operands[0] <= 0:
        return False
    ans = PRIMITIVES[op].value(*operands)
    if op == "sin" and abs(np.cos(ans) - np.cos(operands[0])) < CANCELLATION:
        return False
    return 0.3 <= abs(ans) <= 2.5 and all(0.15 <= abs(slope) <= 4 for slope in raw_shares(op, 1.0, ans, operands))


def _mistakes_show(graph: graphs.Graph, values: Mapping[str, Any], y: str, apart: Iterable[str]) -> bool:
    """Whether nothing hides a mistake.

    No value in `apart` is near 1 or -1 or near another operand of its node, no adjoint is near 0, and none is a small
    difference of large shares.
    """
    if any(abs(abs(values[name]) - 1) < APART for name in apart):
        return False
    pairs = [(parents, graphs.operands(values, parents)) for op, parents in graph.values() if op in ("mul", "div")]
    if any(abs(u - v) < APART and parents[0] != parents[1] for parents, (u, v) in pairs):
        return False
    g = graphs.backward(graph, values, y)
    _, size = _shares_of(graph, values, g)
    return all(abs(g[name]) >= max(CANCELLATION * size[name], 0.02) for name in size if size[name] > 0)


def _shares_of(
    graph: graphs.Graph, values: Mapping[str, Any], g: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What comes back to every name from its consumers, given their adjoints: the sum, and the sum of the sizes."""
    total: dict[str, Any] = dict.fromkeys(values, 0.0)
    size: dict[str, Any] = dict.fromkeys(values, 0.0)
    for name, (op, parents) in graph.items():
        back = shares(op, g[name], values[name], graphs.operands(values, parents))
        for parent, share in zip(parents, back, strict=True):
            if isinstance(parent, str):
                total[parent] += share
                size[parent] += abs(share)
    return total, size
