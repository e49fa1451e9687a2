# %% right: nested sums, lists, other names
def lecture_graph():
    return {
        "sum of the first two": ["add", ["first", "second"]],
        "prod": ["mul", ["z", "x"]],
        "log": ["ln", ["x"]],
        "sine": ["sin", ["log"]],
        "first": ["exp", ["prod"]],
        "second": ["div", ["prod", "log"]],
        "third": ["div", ["sine", "prod"]],
        "out": ["add", ["third", "sum of the first two"]],
    }


# %% right: a list of assignments
def lecture_graph():
    lines = """
    v1 = mul x z
    v2 = ln x
    v3 = exp v1
    v4 = div v1 v2
    v5 = sin v2
    v6 = div v5 v1
    v7 = add v6 v4 v3
    """
    graph = {}
    for line in lines.strip().splitlines():
        name, _, operation, *parents = line.split()
        graph[name] = (operation, tuple(parents))
    return graph


# %% right: recorded while the formula runs
def lecture_graph():
    graph = {}

    class Box:
        def __init__(self, name):
            self.name = name

        def __mul__(self, other):
            return box("mul", self, other)

        def __add__(self, other):
            return box("add", self, other)

        def __truediv__(self, other):
            return box("div", self, other)

    def box(operation, *parents):
        name = f"n{len(graph)}"
        graph[name] = (operation, tuple(p.name for p in parents))
        return Box(name)

    x, z = Box("x"), Box("z")
    a, b = x * z, box("ln", x)
    box("exp", a) + a / b + box("sin", b) / a
    return graph


# %% right: entry by entry, from the end
def lecture_graph():
    g = {}
    g["y"] = ("add", ("d", "ef"))
    g["ef"] = ("add", ("e", "f"))
    g["f"] = ("div", ("c", "a"))
    g["e"] = ("div", ("a", "b"))
    g["d"] = ("exp", ("a",))
    g["c"] = ("sin", ("b",))
    g["b"] = ("ln", ("x",))
    g["a"] = ("mul", ("x", "z"))
    return g


# %% right: names and operations as strings of numpy
def lecture_graph():
    names = np.array(["a", "b", "c", "d", "e", "f", "y"])
    operations = np.array(["mul", "ln", "sin", "exp", "div", "div", "add"])
    parents = [np.array(line.split()) for line in ("z x", "x", "b", "a", "a b", "c a", "f d e")]
    return {name: (operation, tuple(of)) for name, operation, of in zip(names, operations, parents)}


# %% right: a formula as a tree, each quantity looked up before it is made
def lecture_graph():
    xz, log = ("mul", "x", "z"), ("ln", "x")
    tree = ("add", ("exp", xz), ("div", xz, log), ("div", ("sin", log), xz))
    made = {}

    def name_of(part):
        if isinstance(part, str):
            return part
        operation, *below = part
        node = (operation, tuple(map(name_of, below)))
        return made.setdefault(node, f"v{len(made)}")

    name_of(tree)
    return {name: node for node, name in made.items()}


# %% right: named tuples in an ordered dict
from collections import OrderedDict, namedtuple

Box = namedtuple("Box", "operation parents")


def lecture_graph():
    graph = OrderedDict(product=Box("mul", ("x", "z")), log=Box("ln", ("x",)))
    graph["exponential"] = Box("exp", ["product"])
    graph["sum"] = Box("add", ["exponential", "quotient"])
    graph["quotient"] = Box("div", ["product", "log"])
    graph["wave"] = Box("sin", ["log"])
    graph["small"] = Box("div", ["wave", "product"])
    graph["y"] = Box("add", ["small", "sum"])
    return graph


# %% mistake 201: a product of its own for every consumer [parts: 2]
def lecture_graph():
    return {
        "a1": ("mul", ("x", "z")), "a2": ("mul", ("x", "z")), "a3": ("mul", ("x", "z")),
        "b": ("ln", ("x",)), "c": ("sin", ("b",)), "d": ("exp", ("a1",)),
        "e": ("div", ("a2", "b")), "f": ("div", ("c", "a3")), "y": ("add", ("d", "e", "f")),
    }


# %% mistake 201: z x besides x z [parts: 2]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "a2": ("mul", ("z", "x")), "b": ("ln", ("x",)), "c": ("sin", ("b",)),
        "d": ("exp", ("a",)), "e": ("div", ("a", "b")), "f": ("div", ("c", "a2")), "y": ("add", ("d", "e", "f")),
    }


# %% mistake 201: the logarithm twice [parts: 2]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "b2": ("ln", ("x",)), "c": ("sin", ("b2",)),
        "d": ("exp", ("a",)), "e": ("div", ("a", "b")), "f": ("div", ("c", "a")), "y": ("add", ("d", "e", "f")),
    }


# %% mistake 202: both quotients turned round [parts: 1, 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "c": ("sin", ("b",)), "d": ("exp", ("a",)),
        "e": ("div", ("b", "a")), "f": ("div", ("a", "c")), "y": ("add", ("d", "e", "f")),
    }


# %% mistake 202: one quotient turned round [parts: 1, 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "c": ("sin", ("b",)), "d": ("exp", ("a",)),
        "e": ("div", ("a", "b")), "f": ("div", ("a", "c")), "y": ("add", ("d", "e", "f")),
    }


# %% mistake 203: two operations in one box [parts: 1, 2, 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "d": ("exp", ("a",)),
        "e": ("div", ("a", "b")), "f": ("sin/div", ("b", "a")), "y": ("add", ("d", "e", "f")),
    }


# %% mistake 203: formulas among the parents [parts: 1, 2, 3]
def lecture_graph():
    return {
        "d": ("exp", ("x*z",)), "e": ("div", ("x*z", "ln(x)")), "f": ("div", ("sin(ln(x))", "x*z")),
        "y": ("add", ("d", "e", "f")),
    }


# %% mistake 203: an operation as a parent [parts: 1, 2, 3]
def lecture_graph():
    product, log = ("mul", ("x", "z")), ("ln", ("x",))
    return {
        "d": ("exp", (product,)), "e": ("div", (product, log)), "f": ("div", (("sin", (log,)), product)),
        "y": ("add", ("d", "e", "f")),
    }


# %% mistake 204: children for parents [parts: 1, 2, 3]
def lecture_graph():
    return {
        "x": ("given", ("a", "b")), "z": ("given", ("a",)),
        "a": ("mul", ("d", "e", "f")), "b": ("ln", ("c", "e")), "c": ("sin", ("f",)), "d": ("exp", ("y",)),
        "e": ("div", ("y",)), "f": ("div", ("y",)), "y": ("add", ()),
    }


# %% mistake 204: children for parents, what is given left out [parts: 1, 2, 3]
def lecture_graph():
    return {
        "a": ("mul", ("d", "e", "f")), "b": ("ln", ("c", "e")), "c": ("sin", ("f",)), "d": ("exp", ("y",)),
        "e": ("div", ("y",)), "f": ("div", ("y",)), "y": ("add", ()),
    }


# %% mistake: a node that nobody uses [parts: 1, 2, 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "c": ("sin", ("b",)), "d": ("exp", ("a",)), "s": ("add", ("x", "z")),
        "e": ("div", ("a", "b")), "f": ("div", ("c", "a")), "y": ("add", ("d", "e", "f")),
    }


# %% mistake: the last term is left out [parts: 1, 2, 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "d": ("exp", ("a",)), "e": ("div", ("a", "b")),
        "y": ("add", ("d", "e")),
    }


# %% mistake: a quotient as a product with the reciprocal [parts: 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "c": ("sin", ("b",)), "d": ("exp", ("a",)), "i": ("div", (1, "b")),
        "e": ("mul", ("a", "i")), "f": ("div", ("c", "a")), "y": ("add", ("d", "e", "f")),
    }


# %% mistake: a box that adds nothing [parts: 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "c": ("sin", ("b",)), "d": ("exp", ("a",)),
        "e": ("div", ("a", "b")), "f": ("div", ("c", "a")), "s": ("add", ("d", "e", "f")), "y": ("add", ("s",)),
    }


# %% mistake: a box that multiplies by 1 [parts: 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "c": ("sin", ("b",)), "d": ("exp", ("a",)),
        "e": ("div", ("a", "b")), "f": ("div", ("c", "a")), "s": ("add", ("d", "e", "f")), "y": ("mul", ("s", 1.0)),
    }


# %% mistake: cosine for sine [parts: 1, 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "c": ("cos", ("b",)), "d": ("exp", ("a",)),
        "e": ("div", ("a", "b")), "f": ("div", ("c", "a")), "y": ("add", ("d", "e", "f")),
    }


# %% mistake: an operation by another name [parts: 1, 2, 3]
def lecture_graph():
    return {
        "a": ("*", ("x", "z")), "b": ("log", ("x",)), "c": ("sin", ("b",)), "d": ("exp", ("a",)),
        "e": ("/", ("a", "b")), "f": ("/", ("c", "a")), "y": ("+", ("d", "e", "f")),
    }


# %% mistake: a parent without its comma [parts: 1, 2, 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x")), "c": ("sin", ("b")), "d": ("exp", ("a")),
        "e": ("div", ("a", "b")), "f": ("div", ("c", "a")), "y": ("add", ("d", "e", "f")),
    }


# %% mistake: what is given as keys without parents [parts: 1, 2, 3]
def lecture_graph():
    return {
        "x": ("given", ()), "z": ("given", ()),
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "c": ("sin", ("b",)), "d": ("exp", ("a",)),
        "e": ("div", ("a", "b")), "f": ("div", ("c", "a")), "y": ("add", ("f", "e", "d")),
    }


# %% mistake: divided by x and then by z [parts: 2, 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "c": ("sin", ("b",)), "d": ("exp", ("a",)),
        "e": ("div", ("a", "b")), "h": ("div", ("c", "x")), "f": ("div", ("h", "z")), "y": ("add", ("d", "e", "f")),
    }


# %% mistake: the logarithm of the sine [parts: 1, 3]
def lecture_graph():
    return {
        "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "s": ("sin", ("x",)), "c": ("ln", ("s",)), "d": ("exp", ("a",)),
        "e": ("div", ("a", "b")), "f": ("div", ("c", "a")), "y": ("add", ("d", "e", "f")),
    }
