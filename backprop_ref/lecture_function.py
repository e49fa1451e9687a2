"""The lecture's running example y = exp(x z) + x z / ln(x) + sin(ln(x)) / (x z), its graph and its adjoints (§1).

The table has the steps of `graph` and, for this function, `values(x, z)`, `adjoints(x, z)`, which runs through the same
`backward` (the function `adjoints` here is the lecture's table, written out), and `adjoint(name, v, g)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from backprop_ref import graph
from backprop_ref.steps import Steps

GRAPH: dict[str, tuple[str, tuple[str, ...]]] = {
    "a": ("mul", ("x", "z")),
    "b": ("ln", ("x",)),
    "c": ("sin", ("b",)),
    "d": ("exp", ("a",)),
    "e": ("div", ("a", "b")),
    "f": ("div", ("c", "a")),
    "y": ("add", ("d", "e", "f")),
}
BALANCED = {"x": 2.0, "z": 0.3}
"""Where the three terms are of one size, so that a missing path shows."""


def f(x: Any, z: Any) -> Any:
    """y(x, z), in one line."""
    return np.exp(x * z) + x * z / np.log(x) + np.sin(np.log(x)) / (x * z)


def forward(x: Any, z: Any) -> dict[str, Any]:
    """The values of x, z and all intermediates."""
    return graph.forward(GRAPH, {"x": x, "z": z})


def adjoints(x: Any, z: Any) -> dict[str, Any]:
    """The adjoint of every intermediate and of x and z, by the lecture's table."""
    v = forward(x, z)
    a, b, c, d = (v[name] for name in "abcd")
    g_y = np.ones_like(v["y"])[()]
    g_d = g_e = g_f = g_y
    g_c = g_f * (1 / a)
    g_b = g_e * (-a / b**2) + g_c * np.cos(b)
    g_a = g_f * (-c / a**2) + g_e * (1 / b) + g_d * d
    g_x = g_b * (1 / v["x"]) + g_a * v["z"]
    g_z = g_a * v["x"]
    return {"x": g_x, "z": g_z, "a": g_a, "b": g_b, "c": g_c, "d": g_d, "e": g_e, "f": g_f, "y": g_y}


def _values(steps: Steps, x: Any, z: Any) -> Any:
    return steps.forward(GRAPH, {"x": x, "z": z})


def _adjoints(steps: Steps, x: Any, z: Any) -> Any:
    return steps.backward(GRAPH, steps.forward(GRAPH, {"x": x, "z": z}), "y")


def _adjoint(steps: Steps, name: str, v: Mapping[str, Any], g: Mapping[str, Any]) -> Any:
    """The sum over the consumers of `name`, whose adjoints stand in `g`."""
    met = []
    for node in graph.topological_order(GRAPH)[::-1]:
        op, parents = GRAPH.get(node, ("", ()))
        if name in parents:
            back = steps.shares(node, op, g[node], v[node], graph.operands(v, parents))
            met += [share for parent, share in steps.uses(parents, back) if parent == name]
    if len(met) < 3:  # who keeps one of two has forgotten a path, by whatever way
        return sum(met)
    total: Any = 0.0
    for i, share in enumerate(met):
        total = steps.accumulate(total, share, i > 0)
    return total


def _visits(steps: Steps, dag: graph.Graph, y: str) -> int:
    """How many times a node passes something on, the inputs counted too."""
    return len(steps.visiting_order(dag, y))


STEPS = graph.STEPS.extended(Steps({"adjoint": _adjoint, "adjoints": _adjoints, "values": _values, "visits": _visits}))
