"""The computation graph of a network with squared error: a node for every quantity (lecture §2, §6).

Names: `x1`.. the features, `y1`.. the labels, `w1_2_3` the weight w_{2,3}^(1), `w1_2_0` the bias of unit 2;
`p1_2_3` the product w_{2,3}^(1) o_3^(0), `s1_2` the pre-activation, `o1_2` the output, `r1` = o - y, `q1` its square,
`loss` their sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop_ref.network import Theta, name_of


def build(
    sizes: Sequence[int], theta: Theta | None = None, loss: bool = True
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The graph of a network with layer sizes d(0)..d(L), one example, with or without the loss."""
    graph: dict[str, tuple[str, tuple[str, ...]]] = {}
    below = [f"x{i}" for i in range(1, sizes[0] + 1)]
    for l, d in enumerate(sizes[1:], start=1):
        below = [_unit(graph, l, b, below, name_of(theta, l)) for b in range(1, d + 1)]
    if loss:
        _loss(graph, below)
    return graph


def _unit(graph: dict[str, tuple[str, tuple[str, ...]]], l: int, b: int, below: Sequence[str], theta: str) -> str:
    products = []
    for a, o in enumerate(below, start=1):
        graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
        products.append(f"p{l}_{b}_{a}")
    graph[f"s{l}_{b}"] = ("add", (f"w{l}_{b}_0", *products))
    graph[f"o{l}_{b}"] = (theta, (f"s{l}_{b}",))
    return f"o{l}_{b}"


def _loss(graph: dict[str, tuple[str, tuple[str, ...]]], top: Sequence[str]) -> None:
    for b, o in enumerate(top, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(top) + 1)))


def given(W: Mapping[int, NDArray[Any]], x: NDArray[Any], y: NDArray[Any]) -> dict[str, float]:
    """The values of all inputs of `build` for weights W and one example, x (d(0), 1) and y (d(L), 1)."""
    values = {f"w{l}_{b + 1}_{a}": float(W[l][b, a]) for l in W for b, a in np.ndindex(W[l].shape)}
    values |= {f"x{i + 1}": float(entry) for i, entry in enumerate(np.ravel(x))}
    return values | {f"y{i + 1}": float(entry) for i, entry in enumerate(np.ravel(y))}


def counts(sizes: Sequence[int]) -> dict[str, int]:
    """How many nodes of each kind the graph with loss has: weights, biases, features, labels, intermediates, all."""
    layers = list(pairwise(sizes))
    weights, units = sum(d_prev * d for d_prev, d in layers), sum(sizes[1:])
    kinds = {
        "weights": weights,
        "biases": units,
        "features": sizes[0],
        "labels": sizes[-1],
        "intermediates": weights + 2 * units + 2 * sizes[-1] + 1,
    }
    return kinds | {"all": sum(kinds.values())}
