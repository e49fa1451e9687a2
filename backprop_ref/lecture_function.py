"""The lecture's running example y = exp(x z) + x z / ln(x) + sin(ln(x)) / (x z), its graph and its adjoints (§1)."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_ref import graph

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
