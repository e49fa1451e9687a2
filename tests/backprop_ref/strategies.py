"""The hypothesis strategies of these tests, by name."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from backprop_ref.primitives import PRIMITIVES

seeds = st.integers(0, 2**32 - 1)
generators = seeds.map(np.random.default_rng)
"""Random generators, one per seed."""

sizes = st.lists(st.integers(1, 5), min_size=2, max_size=5).map(tuple)
"""Layer sizes d(0)..d(L), L up to 4."""

examples = st.integers(1, 7)
"""Numbers of examples N."""

moderate = st.floats(-4, 4, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-3)
"""Real numbers of order 1, and 0."""

scores = st.lists(st.lists(st.floats(-50, 50), min_size=3, max_size=3), min_size=2, max_size=6).map(np.array)
"""Scores s of shape (K, 3)."""

shapes = st.one_of(
    st.just(()),
    st.tuples(st.integers(2, 5), st.just(1)),
    st.tuples(st.integers(2, 5), st.integers(2, 5)),
)
"""Shapes of a scalar, a column and a matrix."""

SMOOTH = ("add", "sub", "mul", "sin", "cos", "tanh", "logistic", "neg", "square")


@st.composite
def random_graphs(draw: st.DrawFn, nodes: int = 12) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Random DAGs over the inputs x, z, w with one output y that uses every loose end."""
    names, graph = ["x", "z", "w"], {}
    for i in range(draw(st.integers(1, nodes))):
        op = draw(st.sampled_from(SMOOTH))
        arity = PRIMITIVES[op].arity or draw(st.integers(1, 3))
        graph[f"n{i}"] = (op, tuple(draw(st.sampled_from(names)) for _ in range(arity)))
        names.append(f"n{i}")
    used = {parent for _, parents in graph.values() for parent in parents}
    loose = tuple(name for name in graph if name not in used)
    # squashed, so that squares of squares stay finite
    graph |= {f"t_{name}": ("tanh", (name,)) for name in loose}
    graph["y"] = ("add", tuple(f"t_{name}" for name in loose))
    return graph
