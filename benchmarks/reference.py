"""(e) The reference: vectorised backpropagation against HIPS autograd and plain numpy; the graph engine by node."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np

from backprop_ref import graph, mistakes

SIZES = ((3, 4, 1), (64, 32, 10), (784, 100, 10))
EXAMPLES = (1, 32, 1024)
NODES = (1_000, 10_000, 100_000, 1_000_000)


def measure_backprop(rounds: int) -> list[dict[str, Any]]:
    """A row for each network and number of examples: milliseconds, and the ratios to the reference."""
    rows = []
    for sizes in SIZES:
        for n in EXAMPLES:
            W, X, Y = _case(sizes, n)
            ways: dict[str, Callable[[], Any]] = {
                "reference": lambda W=W, X=X, Y=Y: mistakes.NETWORK.right.backprop_vectorised(W, X, Y),
                "numpy": lambda W=W, X=X, Y=Y: plain(W, X, Y),
                "autograd": lambda W=W, X=X, Y=Y: autograd.grad(loss)(W, X, Y),
            }
            results = [way() for way in ways.values()]
            for other in results[1:]:
                for l, block in results[0].items():
                    np.testing.assert_allclose(other[l], block, rtol=1e-9, atol=1e-12)
            taken = {name: [_timed(way) for _ in range(rounds)] for name, way in ways.items()}
            best = {name: statistics.median(seconds) for name, seconds in taken.items()}
            row: dict[str, Any] = {"network": "-".join(map(str, sizes)), "examples": n}
            row["reference, ms"] = 1e3 * best["reference"]
            rows.append(row | {f"{name} / reference": best[name] / best["reference"] for name in ("numpy", "autograd")})
    return rows


def measure_graph() -> list[dict[str, Any]]:
    """A row for each length of a chain: microseconds a node, forward and backward together."""
    rows = []
    for nodes in NODES:
        made = graph.chain(nodes)
        (name,) = graph.inputs(made)
        seconds = _timed(lambda made=made, name=name: graph.gradient(made, {name: 0.5}), least=0.0)
        rows.append({"nodes": nodes, "microseconds a node": 1e6 * seconds / nodes})
    return rows


def plain(W: dict[int, Any], X: Any, Y: Any) -> dict[int, Any]:
    """Backpropagation by hand: tanh layers, squared error, summed over the examples."""
    L = len(W)
    o = {0: X}
    for l in range(1, L + 1):
        o[l] = np.tanh(W[l][:, 1:] @ o[l - 1] + W[l][:, :1])
    delta = 2 * (o[L] - Y) * (1 - o[L] ** 2)
    G = {}
    for l in range(L, 0, -1):
        G[l] = np.hstack((delta.sum(1, keepdims=True), delta @ o[l - 1].T))
        delta = W[l][:, 1:].T @ delta * (1 - o[l - 1] ** 2)
    return G


def loss(W: dict[int, Any], X: Any, Y: Any) -> Any:
    """The same loss, for autograd."""
    o = X
    for l in range(1, len(W) + 1):
        o = anp.tanh(W[l][:, 1:] @ o + W[l][:, :1])
    return anp.sum((o - Y) ** 2)


def _case(sizes: tuple[int, ...], n: int) -> tuple[dict[int, Any], Any, Any]:
    rng = np.random.default_rng(0)
    W = {l: rng.normal(size=(out, 1 + into)) / into for l, (into, out) in enumerate(itertools.pairwise(sizes), start=1)}
    return W, rng.normal(size=(sizes[0], n)), rng.normal(size=(sizes[-1], n))


def _timed(way: Callable[[], Any], least: float = 0.05) -> float:
    """Seconds of one call, over as many as last long enough together."""
    count, began = 0, time.perf_counter()
    while True:
        way()
        count += 1
        passed = time.perf_counter() - began
        if passed >= least:
            return passed / count
