"""The lecture's two drawings: computation graph with boxes, network diagram with circles (lecture §2).

Laid out by hand. Forward values stand by their box in blue, upright, after "="; adjoints under them in red, italic,
after "◂": the two stay apart in grey print too. matplotlib is imported here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from backprop_ref.graph import Graph, backward, consumers, inputs, the_output, topological_order
from backprop_ref.primitives import PRIMITIVES

Position = tuple[float, float]

VALUE = {"color": "#1f4e9c", "fontsize": 9}
ADJOINT = {"color": "#b3261e", "fontsize": 9, "fontstyle": "italic"}
WIDTH, HEIGHT = 1.0, 0.56
RADIUS = 0.3
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}

LECTURE_POSITIONS: dict[str, Position] = {
    "x": (0, 1.5),
    "z": (0, 4.5),
    "a": (2, 4.5),
    "b": (2, 1.5),
    "c": (4, 0),
    "d": (6, 6),
    "e": (6, 3),
    "f": (6, 0),
    "y": (8, 3),
}
"""Where the nodes of `lecture_function.GRAPH` stand."""


def network_positions(sizes: Sequence[int], loss: bool = True, with_values: bool = False) -> dict[str, Position]:
    """Where the nodes of `network_graph.build(sizes)` stand: every weight above the product that it enters.

    `with_values` leaves the room that values and adjoints need.
    """
    drop, pitch, gap = (1.35, 3.4, 2.6) if with_values else (1.25, 2.5, 1.8)
    place: dict[str, Position] = {}
    _column(place, 0.0, [f"x{i}" for i in range(1, sizes[0] + 1)], 1.5 * pitch)
    x = 2.4
    for l, (below, d) in enumerate(pairwise(sizes), start=1):
        block = pitch * below + gap
        for b in range(1, d + 1):
            top = block * ((d - 1) / 2 - (b - 1)) + (block - gap) / 2
            place[f"w{l}_{b}_0"] = (x, top)
            for a in range(1, below + 1):
                place[f"w{l}_{b}_{a}"] = (x, top - pitch * a + drop)
                place[f"p{l}_{b}_{a}"] = (x, top - pitch * a)
            middle = top - pitch * below / 2
            place[f"s{l}_{b}"], place[f"o{l}_{b}"] = (x + 2.6, middle), (x + 4.6, middle)
        x += 7.2
    if loss:
        _loss_positions(place, sizes[-1], x - 0.6)
    return place


def _loss_positions(place: dict[str, Position], d: int, x: float) -> None:
    for b in range(1, d + 1):
        y = place[f"o{_last_layer(place)}_{b}"][1]
        place[f"y{b}"], place[f"r{b}"], place[f"q{b}"] = (x, y + 1.4), (x, y), (x + 2, y)
    place["loss"] = (x + 4, 0.0)


def _last_layer(place: Mapping[str, Position]) -> int:
    return max(int(name[1:].split("_")[0]) for name in place if name[0] == "o")


def layered_positions(graph: Graph) -> dict[str, Position]:
    """A place for the nodes of any small graph: columns by depth, an input directly before its first consumer."""
    depth: dict[str, int] = {}
    for name in topological_order(graph):
        parents = [p for p in graph[name][1] if isinstance(p, str)] if name in graph else []
        depth[name] = 1 + max((depth[p] for p in parents), default=-1)
    used_by = consumers(graph)
    for name in inputs(graph):
        depth[name] = min(depth[c] for c in used_by[name]) - 1
    place: dict[str, Position] = {}
    for column in sorted(set(depth.values())):
        _column(place, 2.0 * column, [name for name in depth if depth[name] == column], 1.8)
    return place


def _column(place: dict[str, Position], x: float, names: Sequence[str], gap: float) -> None:
    for i, name in enumerate(names):
        place[name] = (x, gap * ((len(names) - 1) / 2 - i))


def draw_graph(
    graph: Graph,
    positions: Mapping[str, Position] | None = None,
    *,
    values: Mapping[str, Any] | None = None,
    adjoints: Mapping[str, Any] | None = None,
    highlight: Iterable[str] = (),
    title: str = "",
    ax: Any = None,
) -> Any:
    """The computation graph: a box per variable, its function inside, its name outside; returns the Axes.

    Inputs have a dashed box. `values` and `adjoints` may be partial; the nodes in `highlight` get a thick frame.
    """
    positions = layered_positions(graph) if positions is None else positions
    ax = _axes(positions) if ax is None else ax
    marked, edges = set(highlight), _edges(graph)
    headroom = max((_edge(ax, positions, *edge, uses) for edge, uses in edges.items()), default=0.0)
    stacked = {positions[name][0] for parent, name in edges if _vertical(positions[parent], positions[name])}
    from_above = {name for name in inputs(graph) if positions[name][0] in stacked}
    for name in (*inputs(graph), *graph):
        op = graph[name][0] if name in graph else None
        _box(ax, positions[name], op, name, name in marked)
        _annotate(ax, positions[name], (values or {}).get(name), (adjoints or {}).get(name), name in from_above)
    _finish(ax, positions, title, headroom)
    return ax


def _edges(graph: Graph) -> dict[tuple[str, str], int]:
    """(operand, node) -> how often the node uses it."""
    found: dict[tuple[str, str], int] = {}
    for parent, users in consumers(graph).items():
        for name in users:
            found[parent, name] = found.get((parent, name), 0) + 1
    return found


def draw_backward_step(
    graph: Graph,
    values: Mapping[str, Any],
    name: str,
    positions: Mapping[str, Position] | None = None,
    ax: Any = None,
) -> Any:
    """The graph once the adjoint of `name` is known, and no earlier node's; the title writes out its sum."""
    order = topological_order(graph)
    adjoints = backward(graph, values)
    known = {n: adjoints[n] for n in order[order.index(name) :]}
    title = f"{sum_over_consumers(graph, name)} $=$ {_number(adjoints[name])}"
    return draw_graph(graph, positions, values=values, adjoints=known, highlight=(name,), title=title, ax=ax)


def sum_over_consumers(graph: Graph, name: str) -> str:
    """The adjoint of a node written out, one term per use: "$g_b = g_e ...+ g_c ...$"."""
    if name == the_output(graph):
        return f"$g_{{{_inner(name)}}} = 1$ (seed)"
    terms = [
        rf"g_{{{_inner(c)}}}\,\frac{{\partial {_inner(c)}}}{{\partial {_inner(name)}}}" for c in consumers(graph)[name]
    ]
    return f"$g_{{{_inner(name)}}} = {' + '.join(terms) or '0'}$"


def draw_network(sizes: Sequence[int], *, bias: bool = True, title: str = "", ax: Any = None) -> Any:
    """The network diagram: a circle per unit, its variable inside, every edge labelled with its weight.

    With `bias` a unit 1 stands on top of every layer but the last. Returns the Axes. Meant for small networks.
    """
    place = _circle_positions(sizes, bias)
    if ax is None:
        _, ax = plt.subplots(figsize=(3.0 * len(sizes) - 1, 1.6 * (max(sizes) + bias)), layout="constrained")
    for l in range(1, len(sizes)):
        units = [(b, a) for b in range(1, sizes[l] + 1) for a in range(0 if bias else 1, sizes[l - 1] + 1)]
        lines = [(np.array(place[l - 1, a]), np.array(place[l, b])) for b, a in units]
        for (b, a), line, spot in zip(units, lines, _label_spots(lines), strict=True):
            _weight(ax, line, spot, f"$w^{{({l})}}_{{{b},{a}}}$")
    for (l, b), (x, y) in place.items():
        ax.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor="black", zorder=3))
        ax.text(x, y, _unit_label(l, b), ha="center", va="center", fontsize=10, zorder=4)
    _finish(ax, {str(key): position for key, position in place.items()}, title)
    return ax


def _label_spots(lines: Sequence[tuple[Any, Any]]) -> list[Any]:
    """A point on every line, as far as can be from the labels that are placed and from the other lines; greedy."""
    spots: list[Any] = []
    for i, (start, end) in enumerate(lines):
        others = [line for j, line in enumerate(lines) if j != i]
        candidates = [start + share * (end - start) for share in np.linspace(0.16, 0.84, 35)]

        def room(point: Any, others: Sequence[tuple[Any, Any]] = others) -> float:
            to_labels = min((float(np.linalg.norm(point - spot)) for spot in spots), default=9.0)
            to_lines = min((_distance(point, line) for line in others), default=9.0)
            return min(to_labels, 2.2 * to_lines)

        spots.append(max(candidates, key=room))
    return spots


def _distance(point: Any, line: tuple[Any, Any]) -> float:
    start, end = line
    share = np.clip((point - start) @ (end - start) / ((end - start) @ (end - start)), 0, 1)
    return float(np.linalg.norm(point - start - share * (end - start)))


def _circle_positions(sizes: Sequence[int], bias: bool) -> dict[tuple[int, int], Position]:
    place = {}
    for l, d in enumerate(sizes):
        first = 0 if bias and l < len(sizes) - 1 else 1
        rows = range(first, d + 1)
        for i, b in enumerate(rows):
            place[l, b] = (3.6 * l, 1.5 * ((len(rows) - 1) / 2 - i))
    return place


def _unit_label(l: int, b: int) -> str:
    if b == 0:
        return "$1$"
    return f"$x_{{{b}}}$" if l == 0 else f"$o^{{({l})}}_{{{b}}}$"


def _weight(ax: Any, line: tuple[Any, Any], spot: Any, label: str) -> None:
    start, end = line
    along = (end - start) / np.linalg.norm(end - start)
    _arrow(ax, start + RADIUS * along, end - RADIUS * along, 0.0)
    angle = float(np.degrees(np.arctan2(along[1], along[0])))
    style: dict[str, Any] = {
        "rotation": angle,
        "rotation_mode": "anchor",
        "ha": "center",
        "va": "center",
        "fontsize": 9,
    }
    ax.text(*spot, label, bbox=PAPER, zorder=2, **style)


def _axes(positions: Mapping[str, Position]) -> Any:
    x, y = np.array(list(positions.values()), float).T
    size = (0.8 * (np.ptp(x) + 1.6), 0.68 * (np.ptp(y) + 2.5))
    return plt.subplots(figsize=size, layout="constrained")[1]


def _vertical(start: Position, end: Position) -> bool:
    """Whether an edge runs straight down, as from a weight to its product."""
    return abs(end[0] - start[0]) < WIDTH / 2


def _edge(ax: Any, positions: Mapping[str, Position], parent: str, name: str, uses: int) -> float:
    """Draws the edge once per use; returns how far it rises above the two boxes."""
    (x0, y0), (x1, y1) = positions[parent], positions[name]
    if _vertical((x0, y0), (x1, y1)):
        tail, head = (x0 + 0.2, y0 - HEIGHT / 2), (x1 + 0.2, y1 + HEIGHT / 2)
    else:
        tail, head = (x0 + WIDTH / 2, y0), (x1 - WIDTH / 2, y1)
    others = [position for other, position in positions.items() if other not in (parent, name)]
    around = -0.42 if _blocked(tail, head, others) else 0.0
    for i in range(uses):
        _arrow(ax, tail, head, around + 0.7 * (i - (uses - 1) / 2))
    return -around * abs(head[0] - tail[0]) / 2


def _blocked(tail: Position, head: Position, others: Sequence[Position]) -> bool:
    """Whether the straight edge would run through another box."""
    path = np.linspace(tail, head, 60)[1:-1]
    return any(np.any(np.all(np.abs(path - box) < (WIDTH / 2, HEIGHT / 2), axis=1)) for box in others)


def _arrow(ax: Any, tail: Any, head: Any, bend: float) -> None:
    style: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 10, "color": "0.35", "shrinkA": 0, "shrinkB": 0}
    ax.add_patch(FancyArrowPatch(tail, head, connectionstyle=f"arc3,rad={bend}", zorder=1, **style))


def _box(ax: Any, position: Position, op: str | None, name: str, marked: bool) -> None:
    x, y = position
    frame = Rectangle(
        (x - WIDTH / 2, y - HEIGHT / 2),
        WIDTH,
        HEIGHT,
        facecolor="#fff3c4" if marked else "white",
        edgecolor="black",
        linewidth=2.4 if marked else 1.0,
        linestyle="-" if op else "--",
        zorder=3,
    )
    ax.add_patch(frame)
    inside, size, colour = (PRIMITIVES[op].label, 10, "black") if op else ("given", 8, "0.4")
    ax.text(x, y, inside, ha="center", va="center", fontsize=size, color=colour, zorder=4)
    corner = (x - WIDTH / 2, y + HEIGHT / 2 + 0.06)
    ax.text(*corner, f"${_inner(name)}$", ha="left", va="bottom", fontsize=11, zorder=4, bbox=PAPER)


def _annotate(ax: Any, position: Position, value: Any, adjoint: Any, above: bool) -> None:
    """Value and adjoint, one under the other: below the box, or beside the name where an edge leaves downward."""
    x, y = position
    y = y + HEIGHT / 2 + 0.72 if above else y - HEIGHT / 2 - 0.08
    align = "left" if above else "center"
    for i, (mark, number, style) in enumerate((("=", value, VALUE), ("◂", adjoint, ADJOINT))):
        if number is not None:
            text = f"{mark} {_number(number)}"
            ax.text(x, y - 0.36 * i, text, ha=align, va="top", zorder=4, bbox=PAPER, **style)


def _finish(ax: Any, positions: Mapping[str, Position], title: str, headroom: float = 0.0) -> None:
    x, y = np.array(list(positions.values()), float).T
    ax.set_xlim(x.min() - 0.8, x.max() + 0.9)
    ax.set_ylim(y.min() - 1.2, y.max() + max(1.2, headroom + 0.3))
    ax.set_aspect("equal")
    ax.set_axis_off()
    if title:
        ax.set_title(title, fontsize=12, pad=10)


def _number(value: Any) -> str:
    array = np.asarray(value)
    if array.ndim:
        return f"array {array.shape}"
    number = f"{float(array):.4g}"
    return number.replace("-", "−")


def _inner(name: str) -> str:
    """A variable's name as mathematics: w1_2_3 is w^{(1)}_{2,3}, x1 is x_{1}, loss is an ell."""
    if name == "loss":
        return r"\ell"
    if found := re.fullmatch(r"([a-z]+)(\d+)((?:_\d+)+)", name):
        letters, layer, indices = found.groups()
        return f"{letters}^{{({layer})}}_{{{','.join(indices.split('_')[1:])}}}"
    if found := re.fullmatch(r"([a-z]+)(\d+)", name):
        return f"{found[1]}_{{{found[2]}}}"
    return name.replace("_", r"\_")
