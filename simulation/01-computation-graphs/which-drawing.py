# %% right: question by question
def which_drawing(drawing):
    nodes, edges = drawing["nodes"], drawing["edges"]
    graph = set(nodes.values()) == {"rectangle"}
    kind = "computation graph" if graph else "network diagram"
    if drawing["arrows"] is False:
        return kind, "direction"
    if not graph and "loss" in nodes:
        return kind, "loss"
    for start, end, label in edges:
        if graph == (label != ""):
            return kind, "edge labels"
    for name in nodes:
        if name[0] == "o":
            number = "w" + name[1:] + "_0"
            there = number in nodes if graph else any(number == label for _, _, label in edges)
            if not there:
                return kind, "bias"
    return kind, "none"


# %% right: a list, in capitals
def which_drawing(drawing):
    nodes, edges = drawing["nodes"], drawing["edges"]
    circles = [name for name, shape in nodes.items() if shape == "circle"]
    missing = sum(label == "" for *_, label in edges)
    said = [("Direction", not drawing["arrows"])]
    if circles:
        said += [("Loss", "loss" in circles), ("Edge labels", missing > 0)]
        found = {label for *_, label in edges}
    else:
        said += [("Edge labels", missing < len(edges))]
        found = set(nodes)
    said += [("Bias", not {f"w{name[1:]}_0" for name in nodes if name.startswith("o")} <= found), ("None", True)]
    return ["Network diagram" if circles else "Computation graph", next(word for word, broken in said if broken)]


# %% right: biases counted by the nodes that they reach
def which_drawing(drawing):
    nodes, edges, kind = drawing["nodes"], drawing["edges"], "network diagram"
    if "rectangle" in nodes.values():
        kind = "computation graph"
    fault = "none"
    units = {name[1:] for name in nodes if name.startswith("o")}
    if kind == "network diagram":
        biased = {end[1:] for start, end, _ in edges if start.startswith("bias")}
    else:
        biased = {end[1:] for start, end, _ in edges if start.startswith("w") and start.endswith("_0")}
    if biased != units:
        fault = "bias"
    if any((label == "") == (kind == "network diagram") for _, _, label in edges):
        fault = "edge labels"
    if kind == "network diagram" and "loss" in nodes:
        fault = "loss"
    if not drawing["arrows"]:
        fault = "direction"
    return kind, fault


# %% right: an array of words
def which_drawing(drawing):
    graph = "circle" not in drawing["nodes"].values()
    labels = np.array([label for _, _, label in drawing["edges"]])
    found = list(drawing["nodes"]) if graph else list(labels)
    broken = np.array([
        not drawing["arrows"],
        not graph and "loss" in drawing["nodes"],
        np.any(labels != "") if graph else np.any(labels == ""),
        any(f"w{name[1:]}_0" not in found for name in drawing["nodes"] if name.startswith("o")),
        True,
    ])
    words = np.array(["direction", "loss", "edge labels", "bias", "none"])
    return np.array(["computation graph" if graph else "network diagram", words[broken.argmax()]])


# %% mistake: nothing is ever wrong [parts: 2, 3, 4]
def which_drawing(drawing):
    return "computation graph" if "rectangle" in drawing["nodes"].values() else "network diagram", "none"


# %% mistake: the two drawings exchanged [parts: 1, 2, 3, 4]
def which_drawing(drawing):
    graph = "circle" in drawing["nodes"].values()
    labels = [label for _, _, label in drawing["edges"]]
    kind = "computation graph" if graph else "network diagram"
    if not drawing["arrows"]:
        return kind, "direction"
    return kind, "edge labels" if any(labels) == graph else "none"


# %% mistake: a loss is allowed nowhere [parts: 1, 2, 3, 4]
def which_drawing(drawing):
    nodes, labels = drawing["nodes"], [label for _, _, label in drawing["edges"]]
    graph = "rectangle" in nodes.values()
    kind, found = ("computation graph", nodes) if graph else ("network diagram", labels)
    if not drawing["arrows"]:
        return kind, "direction"
    if "loss" in nodes:
        return kind, "loss"
    if any(labels) if graph else not all(labels):
        return kind, "edge labels"
    return kind, "none" if all(f"w{name[1:]}_0" in found for name in nodes if name[0] == "o") else "bias"


# %% mistake: a loss is allowed everywhere [parts: 3]
def which_drawing(drawing):
    nodes, edges = drawing["nodes"], drawing["edges"]
    labels = [label for _, end, label in edges if end != "loss"]
    graph = "rectangle" in nodes.values()
    kind, found = ("computation graph", nodes) if graph else ("network diagram", labels)
    if not drawing["arrows"]:
        return kind, "direction"
    if any(label for *_, label in edges) if graph else not all(labels):
        return kind, "edge labels"
    return kind, "none" if all(f"w{name[1:]}_0" in found for name in nodes if name[0] == "o") else "bias"


# %% mistake: one label is enough for a diagram [parts: 2]
def which_drawing(drawing):
    nodes, labels = drawing["nodes"], [label for _, _, label in drawing["edges"]]
    graph = "rectangle" in nodes.values()
    kind, found = ("computation graph", nodes) if graph else ("network diagram", labels)
    if not drawing["arrows"]:
        return kind, "direction"
    if not graph and "loss" in nodes:
        return kind, "loss"
    if any(labels) == graph:
        return kind, "edge labels"
    return kind, "none" if all(f"w{name[1:]}_0" in found for name in nodes if name[0] == "o") else "bias"


# %% mistake: the bias is looked for among the nodes of a diagram too [parts: 1, 2, 3, 4]
def which_drawing(drawing):
    nodes, labels = drawing["nodes"], [label for _, _, label in drawing["edges"]]
    graph = "rectangle" in nodes.values()
    kind = "computation graph" if graph else "network diagram"
    if not drawing["arrows"]:
        return kind, "direction"
    if not graph and "loss" in nodes:
        return kind, "loss"
    if any(labels) if graph else not all(labels):
        return kind, "edge labels"
    return kind, "none" if all(f"w{name[1:]}_0" in nodes for name in nodes if name[0] == "o") else "bias"


# %% mistake: one bias is enough [parts: 4]
def which_drawing(drawing):
    nodes, labels = drawing["nodes"], [label for _, _, label in drawing["edges"]]
    graph = "rectangle" in nodes.values()
    kind, found = ("computation graph", nodes) if graph else ("network diagram", labels)
    if not drawing["arrows"]:
        return kind, "direction"
    if not graph and "loss" in nodes:
        return kind, "loss"
    if any(labels) if graph else not all(labels):
        return kind, "edge labels"
    return kind, "none" if any(f"w{name[1:]}_0" in found for name in nodes if name[0] == "o") else "bias"


# %% mistake: edges need no direction [parts: 3]
def which_drawing(drawing):
    nodes, labels = drawing["nodes"], [label for _, _, label in drawing["edges"]]
    graph = "rectangle" in nodes.values()
    kind, found = ("computation graph", nodes) if graph else ("network diagram", labels)
    if not graph and "loss" in nodes:
        return kind, "loss"
    if any(labels) if graph else not all(labels):
        return kind, "edge labels"
    return kind, "none" if all(f"w{name[1:]}_0" in found for name in nodes if name[0] == "o") else "bias"


# %% mistake: labels are looked at last [parts: 2]
def which_drawing(drawing):
    nodes, labels = drawing["nodes"], [label for _, _, label in drawing["edges"]]
    graph = "rectangle" in nodes.values()
    kind, found = ("computation graph", nodes) if graph else ("network diagram", labels)
    if not drawing["arrows"]:
        return kind, "direction"
    if not graph and "loss" in nodes:
        return kind, "loss"
    if not all(f"w{name[1:]}_0" in found for name in nodes if name[0] == "o"):
        return kind, "bias"
    return kind, "edge labels" if (any(labels) if graph else not all(labels)) else "none"


# %% mistake: one word for two [parts: 1, 2, 3, 4]
def which_drawing(drawing):
    return "computation graph" if "rectangle" in drawing["nodes"].values() else "network diagram"


# %% mistake: the words in the other order [parts: 1, 2, 3, 4]
def which_drawing(drawing):
    return "none", "computation graph" if "rectangle" in drawing["nodes"].values() else "network diagram"


# %% mistake: the eight drawings by heart [parts: 2, 3, 4]
def which_drawing(drawing):
    kind = "computation graph" if "rectangle" in drawing["nodes"].values() else "network diagram"
    known = {1: "none", 2: "edge labels", 3: "none", 4: "loss", 5: "edge labels", 6: "bias", 7: "direction", 8: "bias"}
    return kind, next((fault for number, fault in known.items() if drawings[number] == drawing), "none")
