# %% right: y - o squared by mul, the bias last, nested sums
def network_221():
    graph = {}
    for b in "12":
        for a in "12":
            graph["wx" + b + a] = ("mul", ("x" + a, f"w1_{b}_{a}"))
        graph["part" + b] = ("add", (f"wx{b}1", f"wx{b}2"))
        graph["s" + b] = ("add", ("part" + b, f"w1_{b}_0"))
        graph["tanh" + b] = ("tanh", ("s" + b,))
    graph["u"] = ("mul", ("tanh1", "w2_1_1"))
    graph["v"] = ("mul", ("tanh2", "w2_1_2"))
    graph["uw"] = ("add", ("u", "w2_1_0"))
    graph["s"] = ("add", ("uw", "v"))
    graph["out"] = ("tanh", ("s",))
    graph["miss"] = ("sub", ("y1", "out"))
    graph["loss"] = ("mul", ("miss", "miss"))
    return graph


# %% right: a sum over the one output
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "e": ("square", ("r",)), "loss": ("add", ("e",)),
    }


# %% right: lists, the loss first
def network_221():
    lines = {
        "l": "square r", "r": "sub o y1", "o": "tanh s", "s": "add c1 w2_1_0 c2", "c1": "mul o1 w2_1_1",
        "c2": "mul o2 w2_1_2", "o1": "tanh s1", "o2": "tanh s2", "s1": "add a1 a2 w1_1_0", "s2": "add b1 b2 w1_2_0",
        "a1": "mul x1 w1_1_1", "a2": "mul x2 w1_1_2", "b1": "mul x1 w1_2_1", "b2": "mul x2 w1_2_2",
    }
    return {name: [line.split()[0], line.split()[1:]] for name, line in lines.items()}


# %% right: a helper for one unit
def network_221():
    graph = {}

    def unit(l, b, below):
        for a, o in enumerate(below, 1):
            graph[f"{l}.{b}.{a}"] = ("mul", (o, f"w{l}_{b}_{a}"))
        graph[f"s {l}.{b}"] = ("add", tuple(f"{l}.{b}.{a}" for a in (1, 2)) + (f"w{l}_{b}_0",))
        graph[f"o {l}.{b}"] = ("tanh", (f"s {l}.{b}",))
        return f"o {l}.{b}"

    hidden = [unit(1, b, ["x1", "x2"]) for b in (1, 2)]
    graph["miss"] = ("sub", ("y1", unit(2, 1, hidden)))
    graph["loss"] = ("square", ("miss",))
    return graph


# %% right: the bias times the bias unit's 1
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("c1", "p11", "p12")), "s2": ("add", ("c2", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("c", "q1", "q2")),
        "c1": ("mul", ("w1_1_0", 1)), "c2": ("mul", ("w1_2_0", 1.0)), "c": ("mul", (1, "w2_1_0")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "loss": ("square", ("r",)),
    }


# %% right: strings of numpy, whole numbers for the bias units
def network_221():
    graph, below = {}, np.array(["x1", "x2"])
    for l, units in ((1, 2), (2, 1)):
        out = np.array([f"out{l}{b}" for b in range(1, units + 1)])
        for b, name in enumerate(out, start=1):
            terms = np.array([f"term{l}{b}{a}" for a in range(3)])
            for a, (term, o) in enumerate(zip(terms, [1, *below])):
                graph[term] = ("mul", (f"w{l}_{b}_{a}", o))
            graph["sum" + name] = ("add", tuple(terms[::-1]))
            graph[name] = ("tanh", ("sum" + name,))
        below = out
    graph["miss"] = ("sub", (below[0], "y1"))
    graph["loss"] = ("square", ("miss",))
    return graph


# %% right: recorded while the network runs
def network_221():
    graph = {}

    class Quantity:
        def __init__(self, name):
            self.name = name

        def then(self, operation, *others):
            name = f"{operation} {len(graph)}"
            graph[name] = (operation, (self.name, *(other.name for other in others)))
            return Quantity(name)

        __add__ = lambda self, other: self.then("add", other)
        __sub__ = lambda self, other: self.then("sub", other)
        __mul__ = lambda self, other: self.then("mul", other)

    given = lambda name: Quantity(name)
    o = [given("x1"), given("x2")]
    for l, units in ((1, 2), (2, 1)):
        o = [
            (o[0] * given(f"w{l}_{b}_1") + o[1] * given(f"w{l}_{b}_2") + given(f"w{l}_{b}_0")).then("tanh")
            for b in range(1, units + 1)
        ]
    error = o[0] - given("y1")
    error * error
    return graph


# %% mistake 205: no biases [parts: 1, 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("p11", "p12")), "s2": ("add", ("p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("q1", "q2")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "loss": ("square", ("r",)),
    }


# %% mistake 206: the bias times the first feature [parts: 1, 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("c1", "p11", "p12")), "s2": ("add", ("c2", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("c", "q1", "q2")),
        "c1": ("mul", ("w1_1_0", "x1")), "c2": ("mul", ("w1_2_0", "x1")), "c": ("mul", ("w2_1_0", "o1")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "loss": ("square", ("r",)),
    }


# %% mistake 207: the weights as numbers [parts: 1, 2, 3]
def network_221():
    return {
        "p11": ("mul", (0.5, "x1")), "p12": ("mul", (-0.3, "x2")), "p21": ("mul", (-0.6, "x1")), "p22": ("mul", (0.4, "x2")),
        "s1": ("add", (0.1, "p11", "p12")), "s2": ("add", (-0.2, "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", (-0.9, "o1")), "q2": ("mul", (0.7, "o2")), "s": ("add", (0.3, "q1", "q2")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "loss": ("square", ("r",)),
    }


# %% mistake 208: it ends at the output [parts: 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)),
    }


# %% mistake 209: the output squared, no label [parts: 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)), "loss": ("square", ("o",)),
    }


# %% mistake 212: no square [parts: 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)), "loss": ("sub", ("o", "y1")),
    }


# %% mistake 212: no square, y - o [parts: 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)), "loss": ("sub", ("y1", "o")),
    }


# %% mistake 213: no activation at the output [parts: 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "r": ("sub", ("s", "y1")), "loss": ("square", ("r",)),
    }


# %% mistake 217: no activation in the hidden layer [parts: 1, 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        
        "q1": ("mul", ("w2_1_1", "s1")), "q2": ("mul", ("w2_1_2", "s2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "loss": ("square", ("r",)),
    }


# %% mistake 214: both hidden units with the weights of the first [parts: 1, 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_1_1", "x1")), "p22": ("mul", ("w1_1_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_1_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "loss": ("square", ("r",)),
    }


# %% mistake 214: the products of the units under one name [parts: 1, 2, 3]
def network_221():
    graph = {}
    for b in (1, 2):
        graph["p1"] = ("mul", (f"w1_{b}_1", "x1"))
        graph["p2"] = ("mul", (f"w1_{b}_2", "x2"))
        graph[f"s{b}"] = ("add", (f"w1_{b}_0", "p1", "p2"))
        graph[f"o{b}"] = ("tanh", (f"s{b}",))
    graph["q1"], graph["q2"] = ("mul", ("w2_1_1", "o1")), ("mul", ("w2_1_2", "o2"))
    graph["s"] = ("add", ("w2_1_0", "q1", "q2"))
    graph["o"], graph["r"] = ("tanh", ("s",)), ("sub", ("o", "y1"))
    graph["loss"] = ("square", ("r",))
    return graph


# %% mistake 201: the difference twice [parts: 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "r2": ("sub", ("o", "y1")), "loss": ("mul", ("r", "r2")),
    }


# %% mistake 203: each unit in one box [parts: 1, 2, 3]
def network_221():
    return {
        "o1": ("tanh(sum)", ("w1_1_0", "w1_1_1", "x1", "w1_1_2", "x2")),
        "o2": ("tanh(sum)", ("w1_2_0", "w1_2_1", "x1", "w1_2_2", "x2")),
        "o": ("tanh(sum)", ("w2_1_0", "w2_1_1", "o1", "w2_1_2", "o2")), "loss": ("square(sub)", ("o", "y1")),
    }


# %% mistake 204: children for parents [parts: 1, 2, 3]
def network_221():
    return {
        "p11": ("mul", ("s1",)), "p12": ("mul", ("s1",)), "p21": ("mul", ("s2",)), "p22": ("mul", ("s2",)),
        "s1": ("add", ("o1",)), "s2": ("add", ("o2",)), "o1": ("tanh", ("q1",)), "o2": ("tanh", ("q2",)),
        "q1": ("mul", ("s",)), "q2": ("mul", ("s",)), "s": ("add", ("o",)), "o": ("tanh", ("r",)),
        "r": ("sub", ("l",)), "l": ("square", ("loss",)), "loss": ("add", ()),
    }


# %% mistake: a half before the square [parts: 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "e": ("square", ("r",)), "loss": ("mul", (0.5, "e")),
    }


# %% mistake: the indices of the hidden weights exchanged [parts: 1, 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_2_1", "x2")),
        "p21": ("mul", ("w1_1_2", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "o2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "loss": ("square", ("r",)),
    }


# %% mistake: the output unit takes the features again [parts: 2, 3]
def network_221():
    return {
        "p11": ("mul", ("w1_1_1", "x1")), "p12": ("mul", ("w1_1_2", "x2")),
        "p21": ("mul", ("w1_2_1", "x1")), "p22": ("mul", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("mul", ("w2_1_1", "o1")), "q2": ("mul", ("w2_1_2", "x2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "loss": ("square", ("r",)),
    }


# %% mistake: sums where products belong [parts: 1, 2, 3]
def network_221():
    return {
        "p11": ("add", ("w1_1_1", "x1")), "p12": ("add", ("w1_1_2", "x2")),
        "p21": ("add", ("w1_2_1", "x1")), "p22": ("add", ("w1_2_2", "x2")),
        "s1": ("add", ("w1_1_0", "p11", "p12")), "s2": ("add", ("w1_2_0", "p21", "p22")),
        "o1": ("tanh", ("s1",)), "o2": ("tanh", ("s2",)),
        "q1": ("add", ("w2_1_1", "o1")), "q2": ("add", ("w2_1_2", "o2")),
        "s": ("add", ("w2_1_0", "q1", "q2")),
        "o": ("tanh", ("s",)), "r": ("sub", ("o", "y1")), "loss": ("square", ("r",)),
    }
