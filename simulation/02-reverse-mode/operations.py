# %% right: a table of passes
def operations(mode, nodes, arrows, inputs, outputs):
    passes = {"forward": (1, inputs), "reverse": (1, outputs), "differences": (1 + inputs, 0)}
    of_values, of_derivatives = passes[mode]
    return of_values * nodes + of_derivatives * arrows


# %% right: match
def operations(mode, nodes, arrows, inputs, outputs):
    match mode:
        case "forward":
            return nodes + arrows * inputs
        case "reverse":
            return nodes + arrows * outputs
        case _:
            return nodes + nodes * inputs


# %% right: counted in loops
def operations(mode, nodes, arrows, inputs, outputs):
    total = nodes
    for _ in range(outputs if mode == "reverse" else inputs):
        total += nodes if mode == "differences" else arrows
    return np.int64(total)


# %% right: as numbers with a point
def operations(mode, nodes, arrows, inputs, outputs):
    per_pass = {"forward": arrows, "reverse": arrows, "differences": nodes}[mode]
    return float(nodes + per_pass * {"forward": inputs, "reverse": outputs, "differences": inputs}[mode])


# %% mistake 228: inputs and outputs exchanged [parts: 1, 2]
def operations(mode, nodes, arrows, inputs, outputs):
    if mode == "differences":
        return (inputs + 1) * nodes
    return nodes + (outputs if mode == "forward" else inputs) * arrows


# %% mistake 229: the values are not counted [parts: 1, 2]
def operations(mode, nodes, arrows, inputs, outputs):
    if mode == "differences":
        return (inputs + 1) * nodes
    return (inputs if mode == "forward" else outputs) * arrows


# %% mistake 230: the values anew for every pass [parts: 1, 2]
def operations(mode, nodes, arrows, inputs, outputs):
    if mode == "differences":
        return (inputs + 1) * nodes
    return (inputs if mode == "forward" else outputs) * (nodes + arrows)


# %% mistake 231: the point itself not evaluated [parts: 3]
def operations(mode, nodes, arrows, inputs, outputs):
    if mode == "differences":
        return inputs * nodes
    return nodes + (inputs if mode == "forward" else outputs) * arrows


# %% mistake 232: two evaluations per input [parts: 3]
def operations(mode, nodes, arrows, inputs, outputs):
    if mode == "differences":
        return 2 * inputs * nodes
    return nodes + (inputs if mode == "forward" else outputs) * arrows


# %% mistake: differences anew for every output [parts: 3]
def operations(mode, nodes, arrows, inputs, outputs):
    if mode == "differences":
        return (inputs + 1) * nodes * outputs
    return nodes + (inputs if mode == "forward" else outputs) * arrows


# %% mistake: passes of derivatives over the nodes [parts: 1, 2]
def operations(mode, nodes, arrows, inputs, outputs):
    if mode == "differences":
        return (inputs + 1) * nodes
    return nodes + (inputs if mode == "forward" else outputs) * nodes


# %% mistake: the number of derivatives [parts: 1, 2, 3]
def operations(mode, nodes, arrows, inputs, outputs):
    return nodes + arrows + inputs * outputs
