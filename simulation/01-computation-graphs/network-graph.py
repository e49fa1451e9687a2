# %% right: itertools and comprehensions
def network_graph(sizes):
    graph = {}
    for l, (d_prev, d) in enumerate(itertools.pairwise(sizes), 1):
        name = (lambda a: f"x{a}") if l == 1 else (lambda a, l=l: f"o{l - 1},{a}")
        for b in range(1, d + 1):
            graph |= {f"p{l},{b},{a}": ("mul", (name(a), f"w{l}_{b}_{a}")) for a in range(1, d_prev + 1)}
            graph[f"s{l},{b}"] = ["add", [f"p{l},{b},{a}" for a in range(1, d_prev + 1)] + [f"w{l}_{b}_0"]]
            graph[f"o{l},{b}"] = ["tanh", [f"s{l},{b}"]]
    L, outputs = len(sizes) - 1, range(1, sizes[-1] + 1)
    graph |= {f"d{b}": ("sub", (f"y{b}", f"o{L},{b}")) for b in outputs}
    graph |= {f"e{b}": ("mul", (f"d{b}", f"d{b}")) for b in outputs}
    if sizes[-1] > 1:
        graph["loss"] = ("add", tuple(f"e{b}" for b in outputs))
    return graph


# %% right: running sums, numbered nodes
def network_graph(sizes):
    graph = {}

    def box(operation, *parents):
        graph[f"n{len(graph)}"] = (operation, parents)
        return f"n{len(graph) - 1}"

    below = [f"x{a + 1}" for a in range(sizes[0])]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(sizes[l]):
            s = f"w{l}_{b + 1}_0"
            for a, o in enumerate(below):
                s = box("add", s, box("mul", f"w{l}_{b + 1}_{a + 1}", o))
            layer.append(box("tanh", s))
        below = layer
    total = None
    for b, o in enumerate(below):
        error = box("square", box("sub", o, f"y{b + 1}"))
        total = error if total is None else box("add", total, error)
    return graph


# %% right: recursion from the top
def network_graph(sizes):
    graph = {}

    def output(l, b):
        if l == 0:
            return f"x{b}"
        name = f"o[{l}][{b}]"
        if name not in graph:
            products = []
            for a in range(1, sizes[l - 1] + 1):
                products.append(f"p[{l}][{b}][{a}]")
                graph[products[-1]] = ("mul", (f"w{l}_{b}_{a}", output(l - 1, a)))
            graph[f"s[{l}][{b}]"] = ("add", (*products, f"w{l}_{b}_0"))
            graph[name] = ("tanh", (f"s[{l}][{b}]",))
        return name

    L = len(sizes) - 1
    for b in range(1, sizes[L] + 1):
        graph[f"error{b}"] = ("sub", (output(L, b), f"y{b}"))
        graph[f"squared{b}"] = ("square", (f"error{b}",))
    graph["loss"] = ("add", tuple(f"squared{b}" for b in range(1, sizes[L] + 1)))
    return graph


# %% right: features as layer 0, one units' dict after the other
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    outputs = list(enumerate(below, start=1))
    graph.update((f"r{b}", ("sub", (o, f"y{b}"))) for b, o in outputs)
    graph.update((f"q{b}", ("mul", (f"r{b}", f"r{b}"))) for b, _ in outputs)
    graph["loss"] = ("add", [f"q{b}" for b, _ in outputs])
    return graph


# %% right: names in arrays, sums of two terms, the loss as it grows
def network_graph(sizes):
    graph = {}
    out = np.array([f"x{a + 1}" for a in range(sizes[0])], dtype=object)
    for l, units in enumerate(sizes[1:], start=1):
        new = np.empty(units, dtype=object)
        for b in range(units):
            total = f"w{l}_{b + 1}_0"
            for (a,), o in np.ndenumerate(out):
                graph[f"{l}/{b}/{a}/product"] = ["mul", [o, f"w{l}_{b + 1}_{a + 1}"]]
                graph[f"{l}/{b}/{a}/sum"] = ["add", [f"{l}/{b}/{a}/product", total]]
                total = f"{l}/{b}/{a}/sum"
            new[b] = f"{l}/{b}/out"
            graph[new[b]] = ["tanh", [total]]
        out = new
    loss = None
    for b, o in enumerate(out, start=1):
        graph[f"miss {b}"], graph[f"loss {b}"] = ["sub", [f"y{b}", o]], ["mul", [f"miss {b}", f"miss {b}"]]
        graph[f"up to {b}"] = ["add", [f"loss {b}"] + ([loss] if loss else [])]
        loss = f"up to {b}"
    return graph


# %% right: layers one after the other by a helper, numbers for names
def network_graph(sizes):
    graph = {}

    def put(operation, *parents):
        name = f"#{len(graph)}"
        graph[name] = (operation, parents)
        return name

    def unit(l, b, below):
        products = (put("mul", f"w{l}_{b}_{a}", o) for a, o in enumerate(below, 1))
        return put("tanh", put("add", *products, f"w{l}_{b}_0"))

    outputs = ["x%d" % (a + 1) for a in range(sizes[0])]
    for l in range(1, len(sizes)):
        outputs = [unit(l, b + 1, outputs) for b in range(sizes[l])]
    squares = [put("square", put("sub", o, "y%d" % b)) for b, o in enumerate(outputs, 1)]
    if len(squares) > 1:
        put("add", *squares)
    return graph


# %% mistake 205: no biases [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = []
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake 206: the bias times the first output of the layer below [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"c{l}_{b}"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"c{l}_{b}"] = ("mul", (f"w{l}_{b}_0", below[0]))
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake 206: the bias times the last output of the layer below [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"c{l}_{b}"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"c{l}_{b}"] = ("mul", (f"w{l}_{b}_0", o))
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake 207: the weights as numbers [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [0.1]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (l + b / 10 + a / 100, o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake 208: no loss [parts: 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer

    return graph


# %% mistake 209: the squared outputs, no labels [parts: 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"q{b}"] = ("square", (o,))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake 212: the errors are not squared [parts: 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
    graph["loss"] = ("add", tuple(f"r{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake 213: no activation at the output [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            if l == len(sizes) - 1:
                layer.append(f"s{l}_{b}")
                continue
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake 217: an activation at the output only [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            if l < len(sizes) - 1:
                layer.append(f"s{l}_{b}")
                continue
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake 214: the products of all units under one name [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake 214: the weights of the first unit in every unit [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_1_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_1_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake 218: only the first output in the loss [parts: 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    graph["r"] = ("sub", (below[0], "y1"))
    graph["loss"] = ("square", ("r",))
    return graph


# %% mistake 201: every difference twice [parts: 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"], graph[f"t{b}"] = ("sub", (o, f"y{b}")), ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("mul", (f"r{b}", f"t{b}"))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake 203: a unit in one box [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        for b in range(1, sizes[l] + 1):
            weights = [f"w{l}_{b}_{a}" for a in range(len(below) + 1)]
            graph[f"o{l}_{b}"] = ("tanh of the sum", (*weights, *below))
        below = [f"o{l}_{b}" for b in range(1, sizes[l] + 1)]
    graph["loss"] = ("square", tuple(below))
    return graph


# %% mistake: the products of all layers under one name [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake: the indices of the weights exchanged [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{a}_{b}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake: the mean of the squared errors [parts: 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["sum"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    graph["loss"] = ("div", ("sum", len(below)))
    if len(below) == 1:
        graph["sum"], graph["loss"] = ("square", ("r1",)), ("add", ("sum",))
        del graph["q1"]
    return graph


# %% mistake: two layers, whatever the sizes are [parts: 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, 3):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake: the last layer is left out [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes) - 1):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake: indices run together in the names [parts: 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}{b}{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}{b}{a}")
            graph[f"s{l}{b}"] = ("add", tuple(terms))
            graph[f"o{l}{b}"] = ("tanh", (f"s{l}{b}",))
            layer.append(f"o{l}{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake: the features again in every layer [parts: 1, 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
    below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake: a hidden layer where there is none [parts: 3]
def network_graph(sizes):
    if len(sizes) == 2:
        sizes = (sizes[0], sizes[1], sizes[1])
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake: hidden layers as wide as the first [parts: 3]
def network_graph(sizes):
    sizes = [sizes[0], *[sizes[1]] * (len(sizes) - 2), sizes[-1]]
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake: the labels from the last to the first [parts: 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{len(below) + 1 - b}"))
        graph[f"q{b}"] = ("square", (f"r{b}",))
    graph["loss"] = ("add", tuple(f"q{b}" for b in range(1, len(below) + 1)))
    return graph


# %% mistake: one square of the sum of all differences [parts: 2, 3]
def network_graph(sizes):
    graph, below = {}, [f"x{a}" for a in range(1, sizes[0] + 1)]
    for l in range(1, len(sizes)):
        layer = []
        for b in range(1, sizes[l] + 1):
            terms = [f"w{l}_{b}_0"]
            for a, o in enumerate(below, start=1):
                graph[f"p{l}_{b}_{a}"] = ("mul", (f"w{l}_{b}_{a}", o))
                terms.append(f"p{l}_{b}_{a}")
            graph[f"s{l}_{b}"] = ("add", tuple(terms))
            graph[f"o{l}_{b}"] = ("tanh", (f"s{l}_{b}",))
            layer.append(f"o{l}_{b}")
        below = layer
    for b, o in enumerate(below, start=1):
        graph[f"r{b}"] = ("sub", (o, f"y{b}"))
    graph["q"] = ("square", ("r",))
    graph["r"] = ("add", tuple(f"r{b}" for b in range(1, len(below) + 1)))
    return graph
