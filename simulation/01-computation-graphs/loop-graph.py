# %% right: lists of names
def loop_graph(T):
    h, y, graph = ["x"], ["z"], {}
    for t in range(T):
        graph[f"wh{t}"] = ("mul", (h[-1], "w"))
        h.append(f"h_{t + 1}")
        graph[h[-1]] = ("sin", (f"wh{t}",))
        graph[f"yh{t}"] = ("mul", (h[-1], y[-1]))
        y.append(f"y_{t + 1}")
        graph[y[-1]] = ("add", ("x", f"yh{t}"))
    return graph


# %% right: recursion
def loop_graph(T):
    if T == 0:
        return {}
    h, y = (f"h{T - 1}", f"y{T - 1}") if T > 1 else ("x", "z")
    return {
        **loop_graph(T - 1),
        f"a{T}": ["mul", ["w", h]],
        f"h{T}": ["sin", [f"a{T}"]],
        f"b{T}": ["mul", [y, f"h{T}"]],
        f"y{T}": ["add", [f"b{T}", "x"]],
    }


# %% right: numbered as they come, first all h, then all y
def loop_graph(T):
    graph = {}

    def box(operation, *parents):
        graph[f"v{len(graph)}"] = (operation, parents)
        return f"v{len(graph) - 1}"

    states = ["x"]
    while len(states) <= T:
        states.append(box("sin", box("mul", "w", states[-1])))
    y = "z"
    for h in states[1:]:
        y = box("add", box("mul", y, h), "x")
    return graph


# %% right: recorded while the algorithm runs
def loop_graph(T):
    graph = {}

    class Recorded(str):
        def __mul__(self, other):
            return put("mul", self, other)

        def __add__(self, other):
            return put("add", self, other)

    def put(operation, *parents):
        name = Recorded(f"node{len(graph) + 1}")
        graph[name] = (operation, parents)
        return name

    x, w, z = map(Recorded, "xwz")
    h, y = x, z
    for _ in range(T):
        h = put("sin", w * h)
        y = y * h + x
    return graph


# %% right: a pass as a function, reduced over the passes
from functools import reduce


def loop_graph(T):
    def one(state, t):
        graph, h, y = state
        made = {
            f"wave{t}": ("sin", (f"angle{t}",)),
            f"angle{t}": ("mul", (h, "w")),
            f"product{t}": ("mul", (f"wave{t}", y)),
            f"new{t}": ("add", (f"product{t}", "x")),
        }
        return made | graph, f"wave{t}", f"new{t}"

    return reduce(one, range(T), ({}, "x", "z"))[0]


# %% right: a template with numbers put in
def loop_graph(T):
    template = "A# mul w H@\nH# sin A#\nB# mul Y@ H#\nY# add B# x\n"
    text = "".join(template.replace("#", str(t + 1)).replace("@", str(t)) for t in range(T))
    graph = {}
    for name, operation, *parents in map(str.split, text.splitlines()):
        graph[name] = (operation, [{"H0": "x", "Y0": "z"}.get(p, p) for p in parents])
    return graph


# %% mistake 210: one node for h and one for y [parts: 1, 2, 3]
def loop_graph(T):
    graph = {}
    for t in range(T):
        graph["wh"] = ("mul", ("w", "h"))
        graph["h"] = ("sin", ("wh",))
        graph["yh"] = ("mul", ("y", "h"))
        graph["y"] = ("add", ("yh", "x"))
    return graph


# %% mistake 210: the new value takes the number of the old one [parts: 1, 2, 3]
def loop_graph(T):
    graph = {}
    for t in range(T):
        graph[f"p{t}"] = ("mul", ("w", f"h{t}"))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        graph[f"q{t}"] = ("mul", (f"y{t}", f"h{t}"))
        graph[f"y{t}"] = ("add", (f"q{t}", "x"))
    return graph


# %% mistake 211: a pass too few [parts: 2, 3]
def loop_graph(T):
    graph, h, y = {}, "x", "z"
    for t in range(1, T):
        graph[f"p{t}"] = ("mul", ("w", h))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        graph[f"q{t}"] = ("mul", (y, f"h{t}"))
        graph[f"y{t}"] = ("add", (f"q{t}", "x"))
        h, y = f"h{t}", f"y{t}"
    return graph


# %% mistake 211: a pass too many [parts: 2, 3]
def loop_graph(T):
    graph, h, y = {}, "x", "z"
    for t in range(T + 1):
        graph[f"p{t}"] = ("mul", ("w", h))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        graph[f"q{t}"] = ("mul", (y, f"h{t}"))
        graph[f"y{t}"] = ("add", (f"q{t}", "x"))
        h, y = f"h{t}", f"y{t}"
    return graph


# %% mistake 215: y with the h of before the pass [parts: 1, 2, 3]
def loop_graph(T):
    graph, h, y = {}, "x", "z"
    for t in range(1, T + 1):
        graph[f"q{t}"] = ("mul", (y, h))
        graph[f"y{t}"] = ("add", (f"q{t}", "x"))
        graph[f"p{t}"] = ("mul", ("w", h))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        h, y = f"h{t}", f"y{t}"
    return graph


# %% mistake 215: the h of before the pass, and none left over [parts: 1, 2, 3]
def loop_graph(T):
    graph, h, y = {}, "x", "z"
    for t in range(1, T + 1):
        graph[f"q{t}"] = ("mul", (y, h))
        graph[f"y{t}"] = ("add", (f"q{t}", "x"))
        y = f"y{t}"
        if t < T:
            graph[f"p{t}"] = ("mul", ("w", h))
            graph[f"h{t}"] = ("sin", (f"p{t}",))
            h = f"h{t}"
    return graph


# %% mistake 216: y starts from x [parts: 1, 2, 3]
def loop_graph(T):
    graph, h, y = {}, "x", "x"
    for t in range(1, T + 1):
        graph[f"p{t}"] = ("mul", ("w", h))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        graph[f"q{t}"] = ("mul", (y, f"h{t}"))
        graph[f"y{t}"] = ("add", (f"q{t}", "x"))
        h, y = f"h{t}", f"y{t}"
    return graph


# %% mistake 219: h from x in every pass [parts: 2, 3]
def loop_graph(T):
    graph, y = {}, "z"
    for t in range(1, T + 1):
        graph[f"p{t}"] = ("mul", ("w", "x"))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        graph[f"q{t}"] = ("mul", (y, f"h{t}"))
        graph[f"y{t}"] = ("add", (f"q{t}", "x"))
        y = f"y{t}"
    return graph


# %% mistake 203: a pass in one box [parts: 1, 2, 3]
def loop_graph(T):
    graph, h, y = {}, "x", "z"
    for t in range(1, T + 1):
        graph[f"h{t}"] = ("sin(mul)", ("w", h))
        graph[f"y{t}"] = ("mul+add", (y, f"h{t}", "x"))
        h, y = f"h{t}", f"y{t}"
    return graph


# %% mistake: three passes, whatever T is [parts: 3]
def loop_graph(T):
    return {
        "p1": ("mul", ("w", "x")), "h1": ("sin", ("p1",)), "q1": ("mul", ("z", "h1")), "y1": ("add", ("q1", "x")),
        "p2": ("mul", ("w", "h1")), "h2": ("sin", ("p2",)), "q2": ("mul", ("y1", "h2")), "y2": ("add", ("q2", "x")),
        "p3": ("mul", ("w", "h2")), "h3": ("sin", ("p3",)), "q3": ("mul", ("y2", "h3")), "y3": ("add", ("q3", "x")),
    }


# %% mistake: x added after the loop only [parts: 1, 2, 3]
def loop_graph(T):
    graph, h, y = {}, "x", "z"
    for t in range(1, T + 1):
        graph[f"p{t}"] = ("mul", ("w", h))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        graph[f"q{t}"] = ("mul", (y, f"h{t}"))
        h, y = f"h{t}", f"q{t}"
    graph["out"] = ("add", (y, "x"))
    return graph


# %% mistake: w h computed again for y [parts: 1, 2, 3]
def loop_graph(T):
    graph, h, y = {}, "x", "z"
    for t in range(1, T + 1):
        graph[f"p{t}"] = ("mul", ("w", h))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        graph[f"q{t}"] = ("mul", (y, f"p{t}"))
        graph[f"y{t}"] = ("add", (f"q{t}", "x"))
        h, y = f"h{t}", f"y{t}"
    return graph


# %% mistake: only the last pass changes y [parts: 1, 2, 3]
def loop_graph(T):
    graph, h = {}, "x"
    for t in range(1, T + 1):
        graph[f"p{t}"] = ("mul", ("w", h))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        h = f"h{t}"
    graph["q"] = ("mul", ("z", h))
    graph["y"] = ("add", ("q", "x"))
    return graph


# %% mistake 201: every pass computes the passes before it again [parts: 2, 3]
def loop_graph(T):
    graph, y = {}, "z"
    for t in range(1, T + 1):
        h = "x"
        for k in range(1, t + 1):
            graph[f"p{t}_{k}"] = ("mul", ("w", h))
            graph[f"h{t}_{k}"] = ("sin", (f"p{t}_{k}",))
            h = f"h{t}_{k}"
        graph[f"q{t}"] = ("mul", (y, h))
        graph[f"y{t}"] = ("add", (f"q{t}", "x"))
        y = f"y{t}"
    return graph


# %% mistake: y times the sum of h and x [parts: 1, 2, 3]
def loop_graph(T):
    graph, h, y = {}, "x", "z"
    for t in range(1, T + 1):
        graph[f"p{t}"] = ("mul", ("w", h))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        graph[f"q{t}"] = ("add", (f"h{t}", "x"))
        graph[f"y{t}"] = ("mul", (y, f"q{t}"))
        h, y = f"h{t}", f"y{t}"
    return graph


# %% mistake: names for nine passes [parts: 3]
def loop_graph(T):
    graph, h, y = {}, "x", "z"
    for t in "123456789"[:T]:
        graph[f"p{t}"] = ("mul", ("w", h))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        graph[f"q{t}"] = ("mul", (y, f"h{t}"))
        graph[f"y{t}"] = ("add", (f"q{t}", "x"))
        h, y = f"h{t}", f"y{t}"
    return graph


# %% mistake: the first pass without its product [parts: 1, 2, 3]
def loop_graph(T):
    graph, h, y = {}, "x", "z"
    for t in range(1, T + 1):
        graph[f"p{t}"] = ("mul", ("w", h))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        if t > 1:
            graph[f"q{t}"] = ("mul", (y, f"h{t}"))
        graph[f"y{t}"] = ("add", (f"q{t}" if t > 1 else f"h{t}", "x"))
        h, y = f"h{t}", f"y{t}"
    return graph
