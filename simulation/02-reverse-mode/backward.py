# %% right: consumers first, found by a walk with a stack
def backward(graph, values):
    order, seen, stack = [], set(), [("y", False)]
    while stack:
        name, done = stack.pop()
        if done:
            order.append(name)
        elif name not in seen and name in graph:
            seen.add(name)
            stack.append((name, True))
            stack.extend((p, False) for p in graph[name][1] if isinstance(p, str))
    g = {name: 0.0 for name in values}
    g["y"] = 1.0
    for name in reversed(order):
        op, parents = graph[name]
        for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
            if isinstance(p, str):
                g[p] = g[p] + g[name] * slope
    return g


# %% right: pulled from the consumers, recursion with a memory and a raised limit
import sys


def backward(graph, values):
    arrows = {name: [] for name in values}
    for name, (op, parents) in graph.items():
        for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
            if isinstance(p, str):
                arrows[p].append((name, slope))
    g = {"y": 1.0}

    def adjoint(name):
        if name not in g:
            g[name] = sum(adjoint(consumer) * slope for consumer, slope in arrows[name])
        return g[name]

    before = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        for name in values:
            adjoint(name)
    finally:
        sys.setrecursionlimit(before)
    return g


# %% right: the standard library sorts
from graphlib import TopologicalSorter


def backward(graph, values):
    sorter = TopologicalSorter({name: [p for p in graph[name][1] if isinstance(p, str)] for name in graph})
    g = dict.fromkeys(values, 0)
    g["y"] = 1
    for name in list(sorter.static_order())[::-1]:
        if name in graph:
            op, parents = graph[name]
            shares = [g[name] * slope for slope in LOCAL[op](*operands(parents, values))]
            for i in range(len(parents)):
                if type(parents[i]) is str:
                    g[parents[i]] += shares[i]
    return g


# %% right: own derivatives, a queue, y as in the graph only
from collections import defaultdict, deque


def backward(graph, values):
    left = defaultdict(int)
    for op, parents in graph.values():
        for p in parents:
            left[p] += 1
    g = defaultdict(float, {name: 0.0 for name in values})
    g["y"] = 1.0
    queue = deque(name for name in graph if left[name] == 0)
    while queue:
        name = queue.popleft()
        op, parents = graph[name]
        v = [values.get(p, p) if isinstance(p, str) else float(p) for p in parents]
        if op == "add":
            local = [1] * len(v)
        elif op == "sub":
            local = (1, -1)
        elif op == "mul":
            local = v[::-1]
        elif op == "div":
            local = (1 / v[1], -values[name] / v[1])
        else:
            local = [{"exp": values[name], "ln": 1 / v[0], "sin": np.cos(v[0]), "cos": -np.sin(v[0])}[op]]
        for p, slope in zip(parents, local):
            g[p] += g[name] * slope
            left[p] -= 1
            if left[p] == 0 and p in graph:
                queue.append(p)
    return {name: g[name] for name in values}


# %% right: numbers of levels
def backward(graph, values):
    users = {name: [] for name in values}
    for name, (_, parents) in graph.items():
        for p in parents:
            if isinstance(p, str):
                users[p].append(name)
    missing = {name: sum(isinstance(p, str) and p in graph for p in graph[name][1]) for name in graph}
    level, at = [name for name in graph if not missing[name]], []
    while level:
        at.append(level)
        above = []
        for name in level:
            for user in users[name]:
                missing[user] -= 1
                if missing[user] == 0:
                    above.append(user)
        level = above
    g = {**dict.fromkeys(values, 0.0), "y": 1.0}
    for level in reversed(at):
        for name in level:
            op, parents = graph[name]
            for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
                if not isinstance(p, (int, float)):
                    g[p] += slope * g[name]
    return g


# %% right: a tape of one's own
class Number:
    def __init__(self, value, name=None):
        self.value, self.name, self.shares, self.adjoint = value, name, [], 0.0

    def of(self, *shares):
        self.shares = list(shares)
        return self


def record(op, u):
    n = [one.value for one in u]
    if op == "add":
        return Number(sum(n)).of(*((one, 1.0) for one in u))
    if op == "sub":
        return Number(n[0] - n[1]).of((u[0], 1.0), (u[1], -1.0))
    if op == "mul":
        return Number(n[0] * n[1]).of((u[0], n[1]), (u[1], n[0]))
    if op == "div":
        return Number(n[0] / n[1]).of((u[0], 1 / n[1]), (u[1], -n[0] / n[1] ** 2))
    value, slope = {"exp": (np.exp, np.exp), "ln": (np.log, lambda t: 1 / t), "sin": (np.sin, np.cos),
                    "cos": (np.cos, lambda t: -np.sin(t))}[op]
    return Number(value(n[0])).of((u[0], slope(n[0])))


def backward(graph, values):
    tape = {name: Number(value, name) for name, value in values.items() if name not in graph}
    recorded, stack = [], list(graph)
    while stack:
        name = stack[-1]
        missing = [p for p in graph[name][1] if isinstance(p, str) and p not in tape] if name not in tape else []
        if missing:
            stack += missing
            continue
        stack.pop()
        if name not in tape:
            op, parents = graph[name]
            tape[name] = record(op, [tape[p] if isinstance(p, str) else Number(p) for p in parents])
            recorded.append(name)
    tape["y"].adjoint = 1.0
    for name in reversed(recorded):
        for parent, slope in tape[name].shares:
            parent.adjoint += tape[name].adjoint * slope
    return {name: tape[name].adjoint for name in values}


# %% right: a heap of depths
import heapq


def backward(graph, values):
    depth, users = dict.fromkeys(values, 0), {name: [] for name in values}
    for name in graph:
        for p in graph[name][1]:
            if isinstance(p, str):
                users[p].append(name)
    left = {name: sum(p in graph for p in graph[name][1] if isinstance(p, str)) for name in graph}
    ready = [name for name in graph if left[name] == 0]
    for name in ready:
        depth[name] = 1 + max([depth[p] for p in graph[name][1] if isinstance(p, str)], default=0)
        for user in users[name]:
            if user in left:
                left[user] -= 1
                if left[user] == 0:
                    ready.append(user)
    g, heap = dict.fromkeys(values, 0.0), [(-depth[name], name) for name in graph]
    heapq.heapify(heap)
    g["y"] = 1.0
    while heap:
        _, name = heapq.heappop(heap)
        op, parents = graph[name]
        for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
            if isinstance(p, str):
                g[p] += g[name] * slope
    return g


# %% right: what y needs is sorted first, the rest is 0
def backward(graph, values):
    needed, todo = {"y"}, ["y"]
    while todo:
        for p in graph.get(todo.pop(), ("", ()))[1]:
            if isinstance(p, str) and p not in needed:
                needed.add(p)
                todo.append(p)
    arrows = {name: [] for name in needed}
    for name in needed & set(graph):
        op, parents = graph[name]
        for place, slope in enumerate(LOCAL[op](*operands(parents, values))):
            if isinstance(parents[place], str):
                arrows[parents[place]].append((name, slope))
    users = {name: {user for user, _ in arrows[name]} for name in needed}
    below = {name: {p for p in graph.get(name, ("", ()))[1] if isinstance(p, str)} for name in needed}
    g, free = {**dict.fromkeys(values, 0.0), "y": 1.0}, ["y"]
    while free:
        name = free.pop()
        if name != "y":
            g[name] = sum(g[user] * slope for user, slope in arrows[name])
        for p in below[name]:
            users[p].discard(name)
            if not users[p]:
                free.append(p)
    return g


# %% mistake 49: overwritten at the fan-out
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        local = LOCAL[op](*operands(parents, values))
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] = g[name] * slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake 51: the denominator not squared in a table of one's own
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        v = operands(parents, values)
        local = {
            "add": lambda: [1.0] * len(v), "sub": lambda: [1.0, -1.0], "mul": lambda: [v[1], v[0]],
            "div": lambda: [1 / v[1], -v[0] / v[1]], "exp": lambda: [np.exp(v[0])], "ln": lambda: [1 / v[0]],
            "sin": lambda: [np.cos(v[0])], "cos": lambda: [-np.sin(v[0])],
        }[op]()
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] += g[name] * slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake 50: the sign in the denominator in a table of one's own
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        v = operands(parents, values)
        local = {
            "add": lambda: [1.0] * len(v), "sub": lambda: [1.0, -1.0], "mul": lambda: [v[1], v[0]],
            "div": lambda: [1 / v[1], v[0] / v[1] ** 2], "exp": lambda: [np.exp(v[0])], "ln": lambda: [1 / v[0]],
            "sin": lambda: [np.cos(v[0])], "cos": lambda: [-np.sin(v[0])],
        }[op]()
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] += g[name] * slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake 52: the sine in a table of one's own
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        v = operands(parents, values)
        local = {
            "add": lambda: [1.0] * len(v), "sub": lambda: [1.0, -1.0], "mul": lambda: [v[1], v[0]],
            "div": lambda: [1 / v[1], -v[0] / v[1] ** 2], "exp": lambda: [np.exp(v[0])], "ln": lambda: [1 / v[0]],
            "sin": lambda: [-np.cos(v[0])], "cos": lambda: [-np.sin(v[0])],
        }[op]()
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] += g[name] * slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake 53: the exponential in a table of one's own
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        v = operands(parents, values)
        local = {
            "add": lambda: [1.0] * len(v), "sub": lambda: [1.0, -1.0], "mul": lambda: [v[1], v[0]],
            "div": lambda: [1 / v[1], -v[0] / v[1] ** 2], "exp": lambda: [v[0]], "ln": lambda: [1 / v[0]],
            "sin": lambda: [np.cos(v[0])], "cos": lambda: [-np.sin(v[0])],
        }[op]()
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] += g[name] * slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake 134: the product in a table of one's own
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        v = operands(parents, values)
        local = {
            "add": lambda: [1.0] * len(v), "sub": lambda: [1.0, -1.0], "mul": lambda: [v[0], v[1]],
            "div": lambda: [1 / v[1], -v[0] / v[1] ** 2], "exp": lambda: [np.exp(v[0])], "ln": lambda: [1 / v[0]],
            "sin": lambda: [np.cos(v[0])], "cos": lambda: [-np.sin(v[0])],
        }[op]()
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] += g[name] * slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake 138: the difference in a table of one's own
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        v = operands(parents, values)
        local = {
            "add": lambda: [1.0] * len(v), "sub": lambda: [1.0, 1.0], "mul": lambda: [v[1], v[0]],
            "div": lambda: [1 / v[1], -v[0] / v[1] ** 2], "exp": lambda: [np.exp(v[0])], "ln": lambda: [1 / v[0]],
            "sin": lambda: [np.cos(v[0])], "cos": lambda: [-np.sin(v[0])],
        }[op]()
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] += g[name] * slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake 55: no seed
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        local = LOCAL[op](*operands(parents, values))
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] += g[name] * slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake 55: the value of y as seed
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = values["y"]
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        local = LOCAL[op](*operands(parents, values))
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] += g[name] * slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake 131: breadth first
def backward(graph, values):
    g = dict.fromkeys(values, 0.0)
    g["y"], queue, seen = 1.0, ["y"], {"y"}
    for name in queue:
        if name in graph:
            op, parents = graph[name]
            for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
                if isinstance(p, str):
                    g[p] += g[name] * slope
                    if p not in seen:
                        seen.add(p)
                        queue.append(p)
    return g


# %% mistake 131: depth first, from a stack
def backward(graph, values):
    g = dict.fromkeys(values, 0.0)
    g["y"], stack, seen = 1.0, ["y"], set()
    while stack:
        name = stack.pop()
        if name in seen or name not in graph:
            continue
        seen.add(name)
        op, parents = graph[name]
        for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
            if isinstance(p, str):
                g[p] += g[name] * slope
                stack.append(p)
    return g


# %% mistake 132: in forward order
def backward(graph, values):
    order, todo = [], [name for name in graph]
    while todo and len(order) < 1_000:
        for name in list(todo):
            if all(not isinstance(p, str) or p not in graph or p in order for p in graph[name][1]):
                order.append(name)
                todo.remove(name)
    g = dict.fromkeys(values, 0.0)
    g["y"] = 1.0
    for name in order:
        op, parents = graph[name]
        for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
            if isinstance(p, str):
                g[p] += g[name] * slope
    return g


# %% mistake 133: a set of parents
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in set(parents):
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        slopes = dict(zip(parents, LOCAL[op](*operands(parents, values))))
        for p in slopes:
            if isinstance(p, str):
                g[p] += g[name] * slopes[p]
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake 137: local derivatives added without the upstream adjoint
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        local = LOCAL[op](*operands(parents, values))
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] += slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake 223: every path on its own [parts: 8]
def backward(graph, values):
    g = dict.fromkeys(values, 0.0)
    paths = [("y", 1.0)]
    while paths:
        name, share = paths.pop()
        g[name] += share
        if name in graph:
            op, parents = graph[name]
            for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
                if isinstance(p, str):
                    paths.append((p, share * slope))
    return g


# %% mistake 224: the keys backwards
def backward(graph, values):
    g = dict.fromkeys(values, 0.0)
    g["y"] = 1.0
    for name in reversed(graph):
        op, parents = graph[name]
        for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
            if isinstance(p, str):
                g[p] += g[name] * slope
    return g


# %% mistake 224: the keys of values backwards
def backward(graph, values):
    g = dict.fromkeys(values, 0.0)
    g["y"] = 1.0
    for name in list(values)[::-1]:
        if name in graph:
            op, parents = graph[name]
            for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
                if isinstance(p, str):
                    g[p] += g[name] * slope
    return g


# %% mistake 225: passed on again for every consumer
def backward(graph, values):
    g = dict.fromkeys(values, 0.0)
    g["y"], queue = 1.0, ["y"]
    while queue:
        if len(queue) > 100_000:
            raise MemoryError
        name = queue.pop(0)
        if name in graph:
            op, parents = graph[name]
            for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
                if isinstance(p, str):
                    g[p] += g[name] * slope
                    queue.append(p)
    return g


# %% mistake 226: without the local derivatives
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        local = LOCAL[op](*operands(parents, values))
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] += g[name]
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake: recursion that gets too deep [parts: 7]
def backward(graph, values):
    arrows = {name: [] for name in values}
    for name, (op, parents) in graph.items():
        for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
            if isinstance(p, str):
                arrows[p].append((name, slope))
    g = {"y": 1.0}

    def adjoint(name):
        if name not in g:
            g[name] = sum(adjoint(consumer) * slope for consumer, slope in arrows[name])
        return g[name]

    return {name: adjoint(name) for name in values}


# %% mistake: names that y does not depend on are left out [parts: 5, 6]
def backward(graph, values):
    order, seen, stack = [], set(), [("y", False)]
    while stack:
        name, done = stack.pop()
        if done:
            order.append(name)
        elif name not in seen and name in graph:
            seen.add(name)
            stack.append((name, True))
            stack.extend((p, False) for p in graph[name][1] if isinstance(p, str))
    g = {"y": 1.0}
    for name in reversed(order):
        op, parents = graph[name]
        for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
            if isinstance(p, str):
                g[p] = g.get(p, 0.0) + g[name] * slope
    return g


# %% mistake: constants are taken for names [parts: 1, 3, 5, 6, 7, 8]
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        for p, slope in zip(parents, LOCAL[op](*[values[p] for p in parents])):
            g[p] += g[name] * slope
            waiting[p] -= 1
            if p in graph and not waiting[p]:
                ready.append(p)
    return g


# %% mistake: the inputs alone
def backward(graph, values):
    known = {name: values[name] for name in values if name not in graph}
    return {name: finite_difference(graph, name, known) for name in known}


# %% mistake: y starts when it has consumers left out, dead ends get 1
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g.update({name: 1.0 for name in graph if not waiting[name]})
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        local = LOCAL[op](*operands(parents, values))
        for p, slope in zip(parents, local):
            if isinstance(p, str):
                g[p] += g[name] * slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake: the slope of the first place for an operand that occurs twice
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        slopes = LOCAL[op](*operands(parents, values))
        for p in parents:
            if isinstance(p, str):
                g[p] += g[name] * slopes[parents.index(p)]
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake: waits for consumers on which y does not depend
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, 0.0)
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = 1.0
    ready = ["y"]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
            if isinstance(p, str):
                g[p] += g[name] * slope
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake: y gets the sum over its consumers, too
def backward(graph, values):
    users = {name: [] for name in values}
    for name, (_, parents) in graph.items():
        for p in parents:
            if isinstance(p, str):
                users[p].append(name)
    g, left = dict.fromkeys(values, 0.0), {name: len(users[name]) for name in values}
    ready = [name for name in values if not left[name]]
    while ready:
        name = ready.pop()
        g[name] = 1.0 if name == "y" and not users["y"] else g[name]
        if name in graph:
            op, parents = graph[name]
            for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
                if isinstance(p, str):
                    g[p] += g[name] * slope
                    left[p] -= 1
                    if not left[p]:
                        ready.append(p)
    return g


# %% mistake 132: it ends at the operands of y
def backward(graph, values):
    g = dict.fromkeys(values, 0.0)
    g["y"] = 1.0
    op, parents = graph["y"]
    for p, slope in zip(parents, LOCAL[op](*operands(parents, values))):
        if isinstance(p, str):
            g[p] += slope
    return g


# %% mistake: in single precision [parts: 1, 2, 3, 4, 5, 6, 7]
def backward(graph, values):
    waiting, g = dict.fromkeys(values, 0), dict.fromkeys(values, np.float32(0))
    for _, parents in graph.values():
        for p in parents:
            if isinstance(p, str):
                waiting[p] += 1
    g["y"] = np.float32(1)
    ready = [name for name in graph if not waiting[name]]
    while ready:
        name = ready.pop()
        op, parents = graph[name]
        at = [np.float32(u) for u in operands(parents, values)]
        for p, slope in zip(parents, LOCAL[op](*at)):
            if isinstance(p, str):
                g[p] += np.float32(g[name] * slope)
                waiting[p] -= 1
                if p in graph and not waiting[p]:
                    ready.append(p)
    return g


# %% mistake: differences: toolkit [parts: 1, 2, 3, 4, 5, 6, 7, 8]
from graphlib import TopologicalSorter


def in_order(graph):
    if len(graph) > 1_000:
        raise RuntimeError("one evaluation for each of so many names takes too long")
    sorter = TopologicalSorter({name: [p for p in graph[name][1] if isinstance(p, str)] for name in graph})
    return list(sorter.static_order())


def run(graph, order, known):
    at = dict(known)
    for name in order:
        if name not in at:
            op, parents = graph[name]
            at[name] = FUNCTION[op](*operands(parents, at))
    return at["y"]


def backward(graph, values):
    order = in_order(graph)
    known = {name: values[name] for name in values if name not in graph}

    def slope(name):
        return tk.numerical_gradient(lambda u: run(graph, order, {**known, name: u}), values[name])

    return {name: float(slope(name)) for name in values}


# %% mistake: differences: two points [parts: 1, 2, 3, 4, 5, 6, 7, 8]
from graphlib import TopologicalSorter


def in_order(graph):
    if len(graph) > 1_000:
        raise RuntimeError("one evaluation for each of so many names takes too long")
    sorter = TopologicalSorter({name: [p for p in graph[name][1] if isinstance(p, str)] for name in graph})
    return list(sorter.static_order())


def run(graph, order, known):
    at = dict(known)
    for name in order:
        if name not in at:
            op, parents = graph[name]
            at[name] = FUNCTION[op](*operands(parents, at))
    return at["y"]


def backward(graph, values):
    order, h = in_order(graph), 1e-4
    given, g = {name: values[name] for name in values if name not in graph}, {}
    for name in values:
        above = run(graph, order, given | {name: values[name] + h})
        below = run(graph, order, given | {name: values[name] - h})
        g[name] = (above - below) / (2 * h)
    return g


# %% mistake: differences: four points [parts: 1, 2, 3, 4, 5, 6, 7, 8]
from graphlib import TopologicalSorter


def in_order(graph):
    if len(graph) > 1_000:
        raise RuntimeError("one evaluation for each of so many names takes too long")
    sorter = TopologicalSorter({name: [p for p in graph[name][1] if isinstance(p, str)] for name in graph})
    return list(sorter.static_order())


def backward(graph, values):
    order, h = in_order(graph), 1e-3

    def y(name, step):
        at = {n: values[n] + step * (n == name) for n in values if n not in graph}
        for n in order:
            if n in graph:
                op, parents = graph[n]
                at[n] = FUNCTION[op](*operands(parents, at)) + step * (n == name)
        return at["y"]

    return {n: (8 * (y(n, h) - y(n, -h)) - y(n, 2 * h) + y(n, -2 * h)) / (12 * h) for n in values}


# %% mistake: differences: relative step [parts: 1, 2, 3, 4, 5, 6, 7, 8]
from graphlib import TopologicalSorter


def in_order(graph):
    if len(graph) > 1_000:
        raise RuntimeError("one evaluation for each of so many names takes too long")
    sorter = TopologicalSorter({name: [p for p in graph[name][1] if isinstance(p, str)] for name in graph})
    return list(sorter.static_order())


def run(graph, order, known):
    at = dict(known)
    for name in order:
        if name not in at:
            op, parents = graph[name]
            at[name] = FUNCTION[op](*operands(parents, at))
    return at["y"]


def backward(graph, values):
    order, g = in_order(graph), {}
    known = {n: v for n, v in values.items() if n not in graph}
    for name in values:
        step = 1e-3 * abs(values[name]) or 1e-3
        y = {k: run(graph, order, {**known, name: values[name] + k * step}) for k in (-2, -1, 1, 2)}
        g[name] = (y[-2] - 8 * y[-1] + 8 * y[1] - y[2]) / (12 * step)
    return g


# %% mistake: differences: complex step [parts: 1, 2, 3, 4, 5, 6, 7, 8]
from graphlib import TopologicalSorter


def in_order(graph):
    if len(graph) > 1_000:
        raise RuntimeError("one evaluation for each of so many names takes too long")
    sorter = TopologicalSorter({name: [p for p in graph[name][1] if isinstance(p, str)] for name in graph})
    return list(sorter.static_order())


def run(graph, order, known):
    at = dict(known)
    for name in order:
        if name not in at:
            op, parents = graph[name]
            at[name] = FUNCTION[op](*operands(parents, at))
    return at["y"]


def backward(graph, values):
    order, h = in_order(graph), 1e-30
    inputs = {name: values[name] for name in values if name not in graph}
    return {name: np.imag(run(graph, order, {**inputs, name: values[name] + 1j * h})) / h for name in values}
