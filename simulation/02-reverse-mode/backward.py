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


# %% mistake: constants are taken for names [parts: 1, 5, 6, 7, 8]
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
    return {name: shaken(graph, name, known) for name in known}


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
