"""Graphs and shapes, drawn in the lecture's conventions and in greys; notebooks reach them through the toolkit, as tk.

tk.draw_network(W)                     # circles, weights on the edges
tk.draw_graph(nodes)                   # boxes, the function inside and the variable's name outside
tk.draw_drawing(drawing)               # circles or rectangles, in whatever convention, right or wrong
tk.step_backward(nodes, values, adjoints, functions, order)      # the backward pass, one picture a step
tk.draw_step(tk.NetworkGraph(W, x, y, np.cos), "s_1^{(1)}")      # one step back in a small network
tk.step_network(tk.NetworkGraph(W, x, y, np.cos))                # all of them, and the path of one weight
tk.draw_shapes(("W", 2, 4), "·", ("o", 4, 1))     # strips to scale; a tensor has a third size
"""

import contextlib
import os
import re
import types

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import BoxStyle, FancyArrowPatch
from matplotlib.path import Path
from plots import in_words
from toolkit import TOLERANCE, Wrong, attempt, numerical_gradient

WIDEST = 11  # inches: in a notebook a wider figure is made smaller, its letters too


def draw_network(W, title="Network diagram", ax=None):
    """Circles for units, every edge labelled with its weight; the loss is not part of it. `W` a dict keyed l."""
    sizes = [W[1].shape[1] - 1] + [W[l].shape[0] for l in sorted(W)]
    L = len(sizes) - 1
    middle = [(d + (l == L)) / 2 for l, d in enumerate(sizes)]
    place = {(l, u): (3.4 * l, (middle[l] - u) * 1.3) for l in range(L + 1) for u in range(l == L, sizes[l] + 1)}
    top = max(y for _, y in place.values()) + 0.5
    if ax is None:
        _, ax = plt.subplots(figsize=(2.6 * L + 1.2, 1.5 * top + 0.5), layout="constrained")
    edges = [(place[l - 1, a], place[l, b + 1], w) for l in range(1, L + 1) for (b, a), w in np.ndenumerate(W[l])]
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    for x, y, _ in edges:
        r = 0.38 / np.hypot(*np.subtract(y, x))
        start, end = (tuple(np.add(x, t * np.subtract(y, x))) for t in (r, 1 - r))
        ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "0.5", "shrinkA": 0, "shrinkB": 0})
    for (*_, w), at in zip(edges, _label_places([np.array(ends) for *ends, _ in edges]), strict=True):
        ax.text(*at, f"{w:g}", ha="center", va="center", fontsize=9, bbox=paper)
    for (l, u), (x, y) in place.items():
        ax.add_patch(plt.Circle((x, y), 0.36, facecolor="0.9" if u == 0 else "white", edgecolor="black"))
        ax.text(x, y, "1" if u == 0 else f"$x_{u}$" if l == 0 else f"$o_{u}^{{({l})}}$", ha="center", va="center")
    ax.set(title=title, aspect="equal", xlim=(-0.6, 3.4 * L + 0.6), ylim=(-top, top))
    ax.axis("off")
    weights = "; ".join(f"W^({l}) = {W[l].tolist()}" for l in sorted(W))
    in_words(f"network {'-'.join(map(str, sizes))}; {weights}", ax.figure)


def _label_places(edges):
    """A point on every edge where the label stands clear of the other edges and labels, early on the edge if it can."""
    points = [start + t[:, None] * (end - start) for start, end in edges for t in [np.linspace(0, 1, 81)]]
    chosen = []
    for i, own in enumerate(points):
        others = np.concatenate([*points[:i], *points[i + 1 :], own[:1]])
        room = lambda at, of: np.min(np.hypot(0.4 * (of[:, 0] - at[0]), of[:, 1] - at[1]))  # noqa: E731
        scores = [min(room(at, others), 0.2) + min(room(at, np.array(chosen or own[:1])), 0.3) for at in own[18:50]]
        chosen.append(own[18 + int(np.argmax(np.round(scores, 2)))])
    return chosen


def draw_graph(nodes, positions=None, title="Computation graph", values=None, adjoints=None, now=(), ax=None, **how):
    """Boxes with the function inside and the variable's name outside; `nodes` is {name: (function, parents)}.

    A function is the name of an operation or math text. Without `positions` the columns follow the longest path from
    what is given. `values` stand with the names, `adjoints` below the boxes; the boxes of `now` get a thick frame.
    Also `active`, edges (parent, name) that are thick; `symbols`, {name: math text} of adjoints that are not a g;
    `beside`, the boxes that have their adjoints on the left; `aside`, {name: the side with which its text is flush}.
    """
    figure, words = _graph(nodes, positions, title, values, adjoints, now, ax, **how)
    in_words(words, figure)


def _graph(nodes, positions, title, values=None, adjoints=None, now=(), ax=None, **how):
    """Draws a graph for `draw_graph`: its figure, and what it shows in words."""
    symbols, beside, aside = how.get("symbols", {}), how.get("beside", ()), how.get("aside", {})
    step = (1.2, 1.6 if adjoints else 1.3) if values or adjoints else (0.95, 1.1)
    place, bends = (positions, {}) if positions else _columns(nodes, *step)
    given = [name for name in place if name not in nodes]
    ax, words = _paper(ax, place, bends, title, 1.5, 0.65 if adjoints else 0.45), []
    picture = _Picture(ax)
    for name in (*given, *nodes):
        function, parents = nodes.get(name, ("given", ()))
        frame = {"boxstyle": "square,pad=0.45", "facecolor": "0.9" if name in now else "white"}
        frame |= {"linewidth": 2.8 if name in now else 1, "linestyle": "--" if name in given else "-"}
        picture.box(name, place[name], f"${_inside(function, parents)}$", frame)
        value = f" = {values[name]:.4g}" if values and name in values else ""
        picture.label(name, f"${_tex(name)}${value}", _above(aside.get(name)))
        of = f": {function} of" if str(function).isidentifier() else " from"
        words.append(f"{name}{value}{of} {' and '.join(map(str, parents))}" if parents else f"{name}{value} is given")
        if adjoints and name in adjoints:
            label, number = f"${symbols.get(name) or f'g_{{{_tex(name)}}}'}$", f"{adjoints[name]:.4g}"
            red = {"color": "#b3261e", "fontstyle": "italic"}
            if name in beside:
                picture.label(name, f"{label} = {number} ▸", [((0, 0.5), (-7, 0), "right", "center")], **red)
            else:
                picture.label(name, f"◂ {label} = {number}", _below(aside.get(name)), **red)
            words[-1] += f", adjoint {number}"
    for name, (_, parents) in nodes.items():
        for i, parent in enumerate(parents):
            if isinstance(parent, str):
                bow = 0.3 * (list(parents[:i]).count(parent) - (list(parents).count(parent) - 1) / 2)
                active = (parent, name) in how.get("active", ())
                picture.arrow(parent, name, bends.get((parent, name), ()), bow, thick=active)
    return ax.figure, "; ".join(words)


def _paper(ax, place, bends, title, wide, below):
    """Axes on which the boxes and the ways round them have room."""
    points = np.array([*place.values(), *(point for way in bends.values() for point in way)])
    (left, low), (right, high) = points.min(axis=0), points.max(axis=0)
    if ax is None:
        size = (min(wide * (right - left) + 1.8, WIDEST), high - low + below + 1.15)
        _, ax = plt.subplots(figsize=size, layout="constrained")
    ax.set(title=title, xlim=(left - 0.6, right + 0.6), ylim=(low - below, high + 0.65))
    ax.axis("off")
    return ax


def _above(side=None):
    """Where a label may stand above its box, best first: fraction of the box, offset in points, how it is aligned."""
    places = {"center": (0.5, 0, "center"), "left": (0, -4, "left"), "right": (1, 4, "right")}
    first = places.pop(side or "center")
    later = [(0.5, -8, "left"), (0.5, 8, "right"), (0, 4, "right"), (1, -4, "left")]
    return [((x, 1), (dx, 8), ha, "bottom") for x, dx, ha in (first, *places.values(), *later)]


def _below(side=None):
    """Where a label may stand below its box: close to it; lower, where arrows part; as a last resort on the left."""
    under = [((x, 0), (dx, -8), ha, "top") for (x, _), (dx, _), ha, _ in _above(side)]
    lower = [((0.5, 0), (dx, dy), "center", "top") for dy in (-13, -18) for dx in (0, -10, 10)]
    return [*under, *lower, ((0, 0.5), (-9, 0), "right", "center")]


class _Layout(ConstrainedLayoutEngine):
    """Matplotlib's constrained layout; then the labels of the pictures in the figure move off arrows and boxes."""

    def __init__(self):
        super().__init__()
        self.pictures = []

    def execute(self, fig):
        super().execute(fig)
        for picture in self.pictures:
            picture.place_labels()


class _Picture:
    """Boxes, arrows between them, and labels, on one axes."""

    def __init__(self, ax):
        self.ax, self.boxes, self.ways, self.labels, self.weights = ax, {}, {}, [], []
        if not isinstance(ax.figure.get_layout_engine(), _Layout):
            ax.figure.set_layout_engine(_Layout())
        ax.figure.get_layout_engine().pictures.append(self)

    def box(self, name, at, inside, frame):
        style = {"ha": "center", "va": "center", "fontsize": 10, "zorder": 3}
        self.boxes[name] = self.ax.text(*at, inside, bbox=frame, **style)

    def label(self, name, text, spots, **style):
        """A text beside a box, at the first of the spots where it lies on nothing."""
        at, offset, ha, va = spots[0]
        style |= {"xycoords": self.boxes[name], "textcoords": "offset points", "fontsize": 10, "zorder": 2}
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        label = self.ax.annotate(text, at, offset, ha=ha, va=va, bbox=paper, **style)
        self.labels.append((label, spots))

    def arrow(self, start, end, points=(), bow=0.0, head="->", thick=False, weight=""):
        """An edge by way of some points; `weight` is a label that stands on it."""
        way = _Way(self.boxes[start], self.boxes[end], points, bow)
        style = {"color": "black", "linewidth": 3} if thick else {"color": "0.4"}
        ends = [self.boxes[name].get_position() for name in (start, end)]
        arrow = FancyArrowPatch(*ends, arrowstyle=head, connectionstyle=way, mutation_scale=10, zorder=1, **style)
        arrow.set_gid(f"{start} {end}")
        self.ax.add_patch(arrow)
        self.ways[arrow] = way
        if weight:
            paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
            text = self.ax.text(*ends[0], weight, ha="center", va="center", fontsize=9, bbox=paper, zorder=2)
            self.weights.append((text, arrow))

    def place_labels(self):
        """Every label where it covers least of boxes, arrows and the labels before it."""
        taken = [box.get_window_extent().padded(_padding(box)) for box in self.boxes.values()]
        curves = {arrow: way.points_along() for arrow, way in self.ways.items()}
        for text, arrow in self.weights:
            own, others = curves[arrow], [curve for other, curve in curves.items() if other is not arrow]
            for share in sorted(np.linspace(0.2, 0.7, 51), key=lambda share: abs(share - 0.36)):
                text.set_position(self.ax.transData.inverted().transform(own[int(share * len(own))]))
                if not _covered(text.get_window_extent().padded(4), others, taken):
                    break
            taken.append(text.get_window_extent())
        for label, spots in self.labels:
            covered = []
            for spot in spots:
                covered.append(self._covered_at(label, spot, curves.values(), taken))
                if not covered[-1]:
                    break
            self._covered_at(label, spots[int(np.argmin(covered))], (), ())
            taken.append(label.get_window_extent())

    @staticmethod
    def _covered_at(label, spot, curves, taken):
        """How much the label covers when it is put to this spot."""
        label.xy, label.xyann = spot[:2]
        label.set(ha=spot[2], va=spot[3])
        return _covered(label.get_window_extent().padded(1), curves, taken)


def _padding(box):
    """Pixels between a box's text and its frame."""
    return box.get_bbox_patch().get_boxstyle().pad * box.get_fontsize() * box.figure.dpi / 72


def _covered(extent, curves, taken):
    """How much lies under a rectangle: points of the curves; another rectangle counts as many points."""
    inside = sum(np.sum(np.all((curve > extent.min) & (curve < extent.max), axis=1)) for curve in curves)
    return int(inside) + 100 * extent.count_overlaps(taken)


class _Way:
    """The way of an edge between two boxes, in pixels: straight, or a curve by way of some points. Arrows call it."""

    def __init__(self, start, end, points, bow):
        self.start, self.end, self.points, self.bow = start, end, points, bow

    def __call__(self, *_, **__):
        control = self._control()
        return Path(control, [Path.MOVETO, *[Path.CURVE4] * (len(control) - 1)])

    def points_along(self):
        """Points of the curve, close together."""
        control, t = self._control(), np.linspace(0, 1, 120)[:, None]
        cubic = lambda a, b, c, d: (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d  # noqa: E731
        return np.concatenate([cubic(*control[i : i + 4]) for i in range(0, len(control) - 1, 3)])

    def _control(self):
        """Control points of the cubic pieces: a Catmull-Rom curve."""
        inner = self.start.axes.transData.transform(np.reshape(self.points, (-1, 2)))
        tail, head = self._inside()
        if self.bow:
            across = (head - tail)[::-1] * [-1, 1]
            inner = np.array([(tail + head) / 2 - self.bow / 2 * across])
        first, last = (inner[0], inner[-1]) if len(inner) else (head, tail)
        p = np.array([_leaving(self.start, tail, first), *inner, _leaving(self.end, head, last)])
        slope = np.gradient(p, axis=0)
        if len(p) > 2:  # the ends go on as the inner points have it
            slope[[0, -1]] = 1.5 * slope[[0, -1]] - slope[[1, -2]] / 2
        pieces = [(p[i] + slope[i] / 3, p[i + 1] - slope[i + 1] / 3, p[i + 1]) for i in range(len(p) - 1)]
        return np.array([p[0], *(point for piece in pieces for point in piece)])

    def _inside(self):
        """The points in the boxes to which the edge points: at their sides, or above one another."""
        a, b = self.start.get_window_extent(), self.end.get_window_extent()
        middle = lambda box: np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])  # noqa: E731
        tail, head = middle(a), middle(b)
        if _is_round(self.start) or _is_round(self.end):
            return tail, head
        if min(a.x1, b.x1) > max(a.x0, b.x0):
            return np.array([tail[0], a.y0]), np.array([head[0], b.y1])
        return np.array([a.x1, tail[1]]), np.array([b.x0, head[1]])


def _is_round(box):
    return isinstance(box.get_bbox_patch().get_boxstyle(), BoxStyle.Circle)


def _leaving(box, inside, towards):
    """The point, just outside the frame, where a line from inside the box to a point leaves it."""
    frame, way = box.get_window_extent().padded(_padding(box) + box.figure.dpi / 40), towards - inside
    if _is_round(box):
        return inside + way / np.hypot(*way) * max(frame.width, frame.height) / 2
    ends = np.where(way > 0, frame.max, frame.min) - inside
    return inside + way * np.min(np.divide(ends, way, out=np.full(2, np.inf), where=way != 0))


def draw_drawing(drawing, title="Drawing", ax=None):
    """A drawing that is given as data, whatever conventions it keeps.

    {"nodes": {name: "circle" or "rectangle"}, "edges": [(from, to, label or "")], "arrows": whether edges have heads}
    """
    nodes, edges = drawing["nodes"], drawing["edges"]
    parents = {name: tuple(a for a, b, _ in edges if b == name) for name in nodes}
    place, bends = _columns({name: ("", above) for name, above in parents.items() if above}, 1.5, 1.15)
    ax = _paper(ax, place, bends, title, 1, 0.45)
    picture = _Picture(ax)
    for name, shape in nodes.items():
        frame = {"boxstyle": "circle,pad=0.35" if shape == "circle" else "square,pad=0.45"}
        frame |= {"facecolor": "0.9" if name.startswith("bias") else "white"}
        inside = "$1$" if name.startswith("bias") else f"${_tex(name)}$"
        if shape == "rectangle":
            sign = {"p": r"\times", "s": "+", "o": r"\tanh", "loss": r"(\cdot - \cdot)^2"}
            inside = f"${sign.get(name.rstrip('_0123456789'), ' ') if parents[name] else ' '}$".replace("$ $", "   ")
        picture.box(name, place[name], inside, frame)
        if shape == "rectangle":
            picture.label(name, f"${_tex(name)}$", _above())
    for start, end, label in edges:
        weight = f"${_tex(label)}$" if label else ""
        picture.arrow(start, end, bends.get((start, end), ()), head="->" if drawing["arrows"] else "-", weight=weight)
    joined = ", ".join(f"{a} to {b}" + (f" ({label})" if label else "") for a, b, label in edges)
    shapes = " and ".join(sorted({f"{shape}s" for shape in nodes.values()}))
    heads = f"edges with{'' if drawing['arrows'] else 'out'} arrowheads"
    in_words(f"{title}: {shapes}, {heads}: {joined}", ax.figure)


def step_backward(graph, values, adjoints, functions, order, positions=None, formulas=None, title="Backward"):
    """One picture a step, the sum over the consumers below it; in Jupyter also a slider through the steps.

    `functions` is {operation: function}; `order` has the names in the order of the steps, "d e" is one step with two
    of them; `formulas` {name: math text}, where the sum shall not be written with partial derivatives.
    """
    steps, formulas = [step.split() for step in order], formulas or {}
    sums = [[_consumer_sum(name, graph, values, adjoints, functions, formulas) for name in step] for step in steps]

    def picture(step, ax=None):
        known = {name: adjoints[name] for names in steps[:step] for name in names}
        heading = f"Step {step} of {len(steps)}: " + ", ".join(f"$g_{{{_tex(name)}}}$" for name in steps[step - 1])
        _graph(graph, positions, heading, values, known, steps[step - 1], ax)
        ax = ax or plt.gca()
        lines = [text.replace("$ = ", "$\n= ") if " + " in text else text for text, _ in sums[step - 1]]
        text = "\n".join(lines).replace(", but", "\nbut")
        ax.text(0.5, 0, text, ha="center", va="top", fontsize=11, linespacing=1.5, transform=ax.transAxes)

    rows, high = (len(steps) + 1) // 2, 2.2 + np.ptp([y for _, y in positions.values()]) if positions else 4.4
    figure, axes = plt.subplots(rows, 2, figsize=(WIDEST, min(high, 4.4) * rows), squeeze=False, layout="constrained")
    for step, ax in enumerate(axes.flat, start=1):
        ax.axis("off")
        if step <= len(steps):
            picture(step, ax)
    figure.suptitle(title, fontsize=13)
    in_words(f"{title}; " + "; ".join(words for step in sums for _, words in step), figure)

    def frame(step):
        picture(step)
        in_words("; ".join(words for _, words in sums[step - 1]))

    slide(frame, step=range(1, len(steps) + 1))


def slide(draw, **options):
    """In Jupyter a slider for each argument of `draw`, through its options; without widgets nothing more is shown.

    It begins in the middle. What it shows must stand in a picture too, for whoever reads the notebook elsewhere.
    """
    with contextlib.suppress(ImportError):
        if "SOURCE_DATE_EPOCH" not in os.environ:  # set where a notebook must come out the same every time
            from ipywidgets import SelectionSlider, interact  # noqa: PLC0415 - slow, and not everywhere

            plt.show()
            sliders = {
                name: SelectionSlider(options=list(each), value=list(each)[(len(each) - 1) // 2], description=name)
                for name, each in options.items()
            }
            interact(lambda **chosen: (attempt(lambda: draw(**chosen)), plt.show())[1], **sliders)


def _consumer_sum(name, graph, values, adjoints, functions, formulas, symbols=types.MappingProxyType({})):
    """The sum over the consumers of a node as math text and in words, with a word where the adjoint is another."""
    terms, factors, symbol = [], [], lambda name: symbols.get(name) or f"g_{{{_tex(name)}}}"
    for consumer, (op, parents) in reversed(graph.items()):
        for i in [i for i, parent in enumerate(parents) if parent == name]:
            at = [values.get(parent, parent) for parent in parents]
            moved = lambda u, op=op, at=at, i=i: functions[op](*at[:i], u, *at[i + 1 :])  # noqa: E731
            slope = numerical_gradient(moved, values[name])
            terms.append(rf"{symbol(consumer)} \cdot \partial {_tex(consumer)}/\partial {_tex(name)}")
            factors.append((float(adjoints[consumer]), float(slope)))
    mine, total = float(adjoints[name]), sum(g * slope for g, slope in factors) if factors else 1.0
    written = " + ".join(f"({g:.4g})({slope:.4g})" for g, slope in factors)
    numbers = f"{written} = {total:.4g}" if written else f"{total:g}"
    if not abs(mine - total) <= TOLERANCE * max(abs(total), 1e-3):
        numbers += f", but yours is {mine:.4g}"
    formula = formulas.get(name) or " + ".join(terms) or rf"\partial {_tex(name)}/\partial {_tex(name)}"
    return f"${symbol(name)} = {formula}$ = {numbers}", f"{symbols.get(name) or f'g_{name}'} = {numbers}"


class NetworkGraph:
    """The computation graph of a small network with its squared error, its values, and the slopes of the loss.

    A weighted sum is one box. `theta` is the activation function of all units. The slopes are finite differences:
    they show what is to come out, and not how.
    """

    def __init__(self, W, x, y, theta):
        error = r"\sum_c (o_c - y_c)^2"
        self.graph, self.values, self.places, self.symbols = {}, {}, {}, {}
        self.functions = {theta.__name__: theta, error: lambda *p: np.sum(np.subtract(*np.split(np.array(p), 2)) ** 2)}
        self.weights, self.steps, L = [], [], max(W)
        outputs = self._given({f"x_{a}": value for a, value in enumerate(np.ravel(x), start=1)})
        self._in_the_middle(0, outputs, 1)
        for l in range(1, L + 1):
            units = range(1, W[l].shape[0] + 1)
            weights = self._given({f"w{l}_{b + 1}_{a}": w for (b, a), w in np.ndenumerate(W[l])})
            self._around(2 * l - 2, weights, max(self.places[name][1] for name in outputs) + (1.2 if l > 1 else 0.95))
            for b in units:
                op = rf"\sum_a w_{{{b},a}} o_a"
                self.functions[op] = lambda bias, *p: bias + np.dot(*np.split(np.array(p), 2))
                into = [name for name in weights if name.startswith(f"w{l}_{b}_")]
                self._node(f"s_{b}^{{({l})}}", op, (*into, *outputs), rf"\delta_{b}^{{({l})}}")
            sums, outputs = [f"s_{b}^{{({l})}}" for b in units], [f"o_{b}^{{({l})}}" for b in units]
            for s, o in zip(sums, outputs, strict=True):
                self._node(o, theta.__name__, (s,))
            self._in_the_middle(2 * l - 1, sums, 1.7)
            self._in_the_middle(2 * l, outputs, 1.7)
            self.weights, self.steps = self.weights + weights, [outputs, sums, weights, *self.steps]
        self.steps.append([name for name in self.values if name.startswith("x")])
        targets = self._given({f"y_{c}": value for c, value in enumerate(np.ravel(y), start=1)})
        self._around(2 * L, targets, max(self.places[name][1] for name in outputs) + 1.2)
        self._node(r"\ell", error, (*outputs, *targets))
        self._in_the_middle(2 * L + 1, [r"\ell"], 0)
        at = lambda name: numerical_gradient(lambda value: self._loss(name, value), self.values[name])  # noqa: E731
        self.sides = {name: "right" if op == theta.__name__ else "left" for name, (op, _) in self.graph.items()}
        self.sides |= dict.fromkeys((*self.weights, *self.steps[-1], *targets), "right")
        self.adjoints = {name: float(at(name)) for name in self.values if name not in targets}

    def _given(self, values):
        for name, value in values.items():
            self.values[name], self.symbols[name] = float(value), rf"\partial \ell/\partial {_tex(name)}"
        return list(values)

    def _node(self, name, op, parents, symbol=""):
        self.graph[name] = op, parents
        self.values[name] = float(self.functions[op](*(self.values[parent] for parent in parents)))
        self.symbols[name] = symbol or rf"\partial \ell/\partial {_tex(name)}"

    @staticmethod
    def _across(column):
        """Outputs, which have long labels, stand a little farther from their sums."""
        return 1.2 * column + (0.14 if column and column % 2 == 0 else 0)

    def _in_the_middle(self, column, names, step):
        for i, name in enumerate(names):
            self.places[name] = self._across(column), step * ((len(names) - 1) / 2 - i)

    def _around(self, column, names, reach):
        """One half above what is in the column already, the other half below."""
        above = len(names) // 2
        heights = [reach + 0.95 * i for i in reversed(range(above))]
        heights += [-reach - 0.95 * i for i in range(len(names) - above)]
        self.places |= {name: (self._across(column), height) for name, height in zip(names, heights, strict=True)}

    def _loss(self, name, value):
        """The loss, were this node's value another one."""
        values = self.values | {name: value}
        for node, (op, parents) in self.graph.items():
            if node != name:
                values[node] = self.functions[op](*(values[parent] for parent in parents))
        return values[r"\ell"]

    def local(self, parent, node):
        """The slope of one box in one of its operands."""
        op, parents = self.graph[node]
        at = [self.values[name] for name in parents]
        i = parents.index(parent)
        return float(numerical_gradient(lambda value: self.functions[op](*at[:i], value, *at[i + 1 :]), at[i]))

    def path(self, *names):
        """The edges by which these nodes reach the loss."""
        edges, reached = [], set(names)
        for node, (_, parents) in self.graph.items():
            own = [(parent, node) for parent in parents if parent in reached]
            edges, reached = edges + own, reached | ({node} if own else set())
        return edges

    def sums(self, names):
        """What comes back to these nodes from their consumers, as math text and in words."""
        of = (dict(reversed(self.graph.items())), self.values, self.adjoints, self.functions, {}, self.symbols)
        return [_consumer_sum(name, *of) for name in names]


def _product(network, weight):
    """The local slopes along a weight's path to the loss, multiplied, as math text; nothing where the path forks."""
    edges = network.path(weight)
    if len({parent for parent, _ in edges}) < len(edges):
        return []
    slopes = [network.local(*edge) for edge in edges]
    written = "".join(f"({slope:.4g})" for slope in slopes)
    return [f"along the thick path: ${network.symbols[weight]}$ = {written} = {np.prod(slopes):.4g}"]


def draw_step(network, name, title="One step back", ax=None):
    """One node of a NetworkGraph and its consumers, active edges thick; the sum over the consumers below the picture.

    Shortened: of the weights only this one is shown, and no target.
    """
    shown = [n for n in network.places if n == name or (n not in network.weights and not n.startswith("y"))]
    graph = {n: (op, [p for p in parents if p in shown]) for n, (op, parents) in network.graph.items()}
    active = [(parent, n) for n, (_, parents) in graph.items() for parent in parents if parent == name]
    known = {n: network.adjoints[n] for n in (name, *(consumer for _, consumer in active))}
    how = {"active": active, "symbols": network.symbols, "beside": network.weights, "aside": network.sides}
    ((text, words),) = network.sums([name])
    places = {n: network.places[n] for n in shown}
    figure, _ = _graph(graph, places, title, network.values, known, [name], ax, **how)
    ax = ax or plt.gca()
    ax.text(0.5, 0, text, ha="center", va="top", fontsize=12, transform=ax.transAxes)
    in_words(f"{title}; {words}", figure)


def step_network(network, weight=None, title="The backward pass of a network"):
    """All slopes of a NetworkGraph in one picture; in Jupyter also sliders through the steps and the weights.

    The path of the weight, with all that is behind it, is thick.
    """
    names = {"none": None} | {f"w {n[3:].replace('_', ',')} of layer {n[1]}": n for n in network.weights}

    def picture(step, weight):
        now = network.steps[step - 1] if step <= len(network.steps) else []
        known = {r"\ell": 1.0} | {n: network.adjoints[n] for names in network.steps[:step] for n in names}
        how = {"active": network.path(weight) if weight else (), "symbols": network.symbols}
        how |= {"beside": [*network.weights, *network.steps[-1]], "aside": network.sides}
        heading = f"Step {step} of {len(network.steps)}" if now else title
        figure, _ = _graph(network.graph, network.places, heading, network.values, known, now, **how)
        sums = network.sums(now or [n for names in network.steps for n in names if n not in network.weights])
        lines = [text for text, _ in sums] + (_product(network, weight) if weight else [])
        plt.gca().text(0.5, 0, "\n".join(lines), ha="center", va="top", linespacing=1.6, transform=plt.gca().transAxes)
        said = network.sums(now or [n for names in network.steps for n in names])
        in_words("; ".join([heading, *(words for _, words in said)]), figure)

    weight = weight or network.weights[0]
    picture(len(network.steps) + 1, weight)
    slide(lambda step, path: picture(step, names[path]), step=range(1, len(network.steps) + 1), path=names)


SIGNS = {"add": "+", "sub": "-", "mul": r"\times", "div": "/"}


def _inside(function, parents):
    """What stands inside a box: the function with its operands, or alone where that would be long."""
    if not str(function).isidentifier() or function == "given":
        return rf"\mathrm{{{function}}}" if function == "given" else function
    names, sign = [_tex(parent) for parent in parents], SIGNS.get(function)
    if function in ("add", "mul") and (len("".join(map(str, parents))) > 10 or len(names) == 1):
        return f"{{}}{sign}{{}}"
    if function == "square":
        return f"({names[0]})^2"
    return f" {sign} ".join(names) if sign else rf"\mathrm{{{function}}}({', '.join(names)})"


def _tex(name):
    """A variable's name as math text: w1_2_3 is the weight w_{2,3}^{(1)}, x1 has an index, math text stays."""
    if found := re.fullmatch(r"([A-Za-z]+)(\d+)((?:_\d+)+)", str(name)):
        return f"{found[1]}_{{{found[3][1:].replace('_', ',')}}}^{{({found[2]})}}"
    if found := re.fullmatch(r"([A-Za-z])(\d+)|([A-Za-z])_(\w+)", str(name)):
        return f"{found[1] or found[3]}_{{{(found[2] or found[4]).replace('_', ',')}}}"
    plain = re.fullmatch(r"\w\w+", str(name)) and not str(name).isdigit()
    return rf"\mathrm{{{name}}}".replace("_", r"\_") if plain else f"{name}"


def _columns(nodes, width, height):
    """A place for every variable, given ones too, and points by which the long edges go round the boxes."""
    edges = dict.fromkeys((p, name) for name, (_, parents) in nodes.items() for p in parents if isinstance(p, str))
    depth = dict.fromkeys([name for edge in edges for name in edge] + list(nodes), 0)
    for _ in range(len(depth) + 1):
        before = dict(depth)
        for parent, name in edges:
            depth[name] = max(depth[name], depth[parent] + 1)
    if depth != before:
        raise Wrong("the graph goes round in a circle, it has no first column.")
    for name in depth.keys() - nodes.keys():
        depth[name] = min(depth[child] for parent, child in edges if parent == name) - 1
    ways = {(p, n): [p, *((p, n, k) for k in range(depth[p] + 1, depth[n])), n] for p, n in edges}
    rows = {k: [name for name in depth if depth[name] == k] for k in range(max(depth.values()) + 1)}
    for way in ways.values():
        for point in way[1:-1]:
            rows[point[2]].append(point)
    links = [(way[i], way[i + 1]) for way in ways.values() for i in range(len(way) - 1)]
    height_of = {point: i for row in rows.values() for i, point in enumerate(row)}
    for sweep in range(24):  # every point as near to its neighbours as the others of its column allow
        for k in rows if sweep % 2 else reversed(rows):
            near = {p: [height_of[q] for pair in links for q in pair if p in pair and q != p] for p in rows[k]}
            wish = {p: np.mean(near[p] or [height_of[p]]) for p in rows[k]}
            rows[k].sort(key=wish.get)
            spots = []
            for p in rows[k]:
                gap = 0.6 if isinstance(p, tuple) and isinstance(rows[k][len(spots) - 1], tuple) else 1
                spots.append(max(wish[p], spots[-1] + gap) if spots else wish[p])
            shift = np.mean(list(wish.values())) - np.mean(spots)
            height_of |= {p: spot + shift for p, spot in zip(rows[k], spots, strict=True)}
    place = {p: (width * k, -height * height_of[p]) for k, row in rows.items() for p in row}
    return {name: place[name] for name in depth}, {edge: [place[p] for p in way[1:-1]] for edge, way in ways.items()}


def draw_shapes(*pieces, title="Shapes", unit=0.5):
    """Strips to scale: a piece is (name, rows, columns), or a sign between two of them.

    A tensor is (name, rows, columns, slices): its slices lie one behind the other, the first in front. `unit` is the
    inches of a row and of a column; fewer where the pieces would not find room.
    """
    layers = [p[3] if isinstance(p, tuple) and len(p) > 3 else 1 for p in pieces]
    units = sum(p[2] + 0.56 * (n - 1) for p, n in zip(pieces, layers, strict=True) if isinstance(p, tuple))
    unit = min(unit, (WIDEST - 0.7 * len(pieces) - 0.3) / max(units, 1))
    lean = 0.56 * unit
    sizes = [(p[1] * unit, p[2] * unit) if isinstance(p, tuple) else (0, 0.1) for p in pieces]
    sizes = [(h + lean * (n - 1), w + lean * (n - 1)) for (h, w), n in zip(sizes, layers, strict=True)]
    height, width = max(h for h, _ in sizes), sum(w + 0.6 for _, w in sizes)
    _, ax = plt.subplots(figsize=(width + 0.3, height + 1.5), layout="constrained")
    x = 0.3
    for piece, (h, w), n in zip(pieces, sizes, layers, strict=True):
        if isinstance(piece, tuple):
            for k, r, c in np.ndindex(n, *piece[1:3]):
                back = lean * (n - 1 - k)
                corner = (x + c * unit + back, back - h / 2 + (piece[1] - 1 - r) * unit)
                grey = "0.93" if k == n - 1 else "0.78"
                ax.add_patch(plt.Rectangle(corner, unit, unit, facecolor=grey, edgecolor="black", zorder=2 + k))
            ax.text(x + w / 2, h / 2 + 0.1, f"${piece[0]}$", ha="center", va="bottom", fontsize=12)
            ax.text(x + w / 2, -h / 2 - 0.1, " × ".join(map(str, piece[1:])), ha="center", va="top", fontsize=9)
        else:
            sign = piece.replace("·", "×")  # a dot of this size is hard to see
            ax.text(x + w / 2, 0, sign, ha="center", va="center", fontsize=16)
        x += w + 0.6
    ax.set(title=title, xlim=(0, x - 0.3), ylim=(-height / 2 - 0.5, height / 2 + 0.6), aspect="equal")
    ax.axis("off")
    said = (f"{p[0]} ({' x '.join(map(str, p[1:]))})" if isinstance(p, tuple) else p for p in pieces)
    in_words(" ".join(said))
