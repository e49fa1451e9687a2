# %% right: counted one by one
def count(graph):
    arrows, names = 0, set()
    for op, parents in graph.values():
        for p in parents:
            if type(p) == str:
                arrows += 1
                names.add(p)
    inputs = sum(name not in graph for name in names)
    outputs = sum(name not in names for name in graph)
    return len(graph), arrows, inputs, outputs


# %% right: sets and a list of four
def count(graph):
    names = [p for node in graph.values() for p in node[1] if not isinstance(p, (int, float))]
    return [len(graph.keys()), len(names), len(set(names) - graph.keys()), len(graph.keys() - set(names))]


# %% right: an array
from collections import Counter


def count(graph):
    uses = Counter(p for _, parents in graph.values() for p in parents if isinstance(p, str))
    sizes = [len(graph), sum(uses.values()), len(uses.keys() - graph.keys()), sum(uses[name] == 0 for name in graph)]
    return np.array(sizes, float)


# %% right: a generator
def count(graph):
    names = [p for _, parents in graph.values() for p in parents if isinstance(p, str)]
    yield len(graph)
    yield len(names)
    yield sum(1 for name in set(names) if name not in graph)
    yield sum(1 for name in graph if name not in names)


# %% right: a named tuple
from typing import NamedTuple


class Size(NamedTuple):
    nodes: int
    arrows: int
    inputs: int
    outputs: int


def count(graph):
    arrows = [(p, name) for name, node in graph.items() for p in node[1] if hasattr(p, "upper")]
    inputs, used = {p for p, _ in arrows} - set(graph), {p for p, _ in arrows}
    return Size(nodes=len(graph), arrows=len(arrows), outputs=len(set(graph) - used), inputs=len(inputs))


# %% mistake 233: numbers are arrows too
def count(graph):
    used = [p for _, parents in graph.values() for p in parents]
    names = {p for p in used if isinstance(p, str)}
    return len(graph), len(used), len(names - set(graph)), len(set(graph) - names)


# %% mistake 234: a repeated operand once
def count(graph):
    used = [p for _, parents in graph.values() for p in set(parents) if isinstance(p, str)]
    return len(graph), len(used), len(set(used) - set(graph)), len(set(graph) - set(used))


# %% mistake 235: every use of an input
def count(graph):
    used = [p for _, parents in graph.values() for p in parents if isinstance(p, str)]
    return len(graph), len(used), sum(p not in graph for p in used), len(set(graph) - set(used))


# %% mistake: the inputs are nodes too
def count(graph):
    used = [p for _, parents in graph.values() for p in parents if isinstance(p, str)]
    return len(set(graph) | set(used)), len(used), len(set(used) - set(graph)), len(set(graph) - set(used))


# %% mistake: always one output
def count(graph):
    used = [p for _, parents in graph.values() for p in parents if isinstance(p, str)]
    return len(graph), len(used), len(set(used) - set(graph)), 1


# %% mistake: arrows by the number of nodes
def count(graph):
    used = {p for _, parents in graph.values() for p in parents if isinstance(p, str)}
    return len(graph), len(used), len(used - set(graph)), len(set(graph) - used)


# %% mistake: inputs and outputs exchanged
def count(graph):
    used = [p for _, parents in graph.values() for p in parents if isinstance(p, str)]
    return len(graph), len(used), len(set(graph) - set(used)), len(set(used) - set(graph))


# %% mistake: only y is an output
def count(graph):
    used = [p for _, parents in graph.values() for p in parents if isinstance(p, str)]
    return len(graph), len(used), len(set(used) - set(graph)), int("y" in set(graph) - set(used))
