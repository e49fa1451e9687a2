# %% right: filled in row by row
def which_drawing():
    answer = {}
    for letter in "AF":
        answer[letter] = "network diagram"
    for letter in "BDH":
        answer[letter] = "computation graph"
    answer.update(C="both", G="both", E="neither")
    return answer


# %% right: zip
def which_drawing():
    words = {"g": "computation graph", "d": "network diagram", "b": "both", "n": "neither"}
    return {letter: words[mark] for letter, mark in zip("ABCDEFGH", "dgbgndbg")}


# %% right: two sets
def which_drawing():
    graph, diagram, words = set("BCDGH"), set("ACFG"), {}
    for letter in "HGFEDCBA":
        found = [name for name, which in (("computation graph", graph), ("network diagram", diagram)) if letter in which]
        words[letter] = found[0] if len(found) == 1 else ("both" if found else "neither")
    return words


# %% right: capital letters and a key too many
def which_drawing():
    return {
        "A": "Network diagram", "B": "Computation graph", "C": "Both", "D": "Computation graph", "E": "Neither",
        "F": "Network diagram", "G": "Both", "H": "Computation graph", "note": "by the table of section 3",
    }


# %% right: words and letters as strings of numpy
def which_drawing():
    words = np.array(["computation graph", "network diagram", "both", "neither"])
    return dict(zip(np.array(list("ABCDEFGH")), words[[1, 0, 2, 0, 3, 1, 2, 0]]))


# %% mistake: a list [parts: 1, 2, 3, 4, 5, 6, 7, 8]
def which_drawing():
    return [
        "network diagram", "computation graph", "both", "computation graph", "neither", "network diagram", "both",
        "computation graph",
    ]


# %% mistake: the two conventions exchanged [parts: 1, 2, 4, 6, 8]
def which_drawing():
    return dict(zip("ABCDEFGH", [
        "computation graph", "network diagram", "both", "network diagram", "neither", "computation graph", "both",
        "network diagram",
    ]))


# %% mistake: a mixture counts as both [parts: 5]
def which_drawing():
    return dict(zip("ABCDEFGH", [
        "network diagram", "computation graph", "both", "computation graph", "both", "network diagram", "both",
        "computation graph",
    ]))


# %% mistake: direction and names for graphs only [parts: 3, 7]
def which_drawing():
    graph, diagram = "computation graph", "network diagram"
    return dict(zip("ABCDEFGH", [diagram, graph, graph, graph, "neither", diagram, graph, graph]))


# %% mistake: bias and loss as in a diagram [parts: 4, 8]
def which_drawing():
    graph, diagram = "computation graph", "network diagram"
    return dict(zip("ABCDEFGH", [diagram, graph, "both", "both", "neither", diagram, "both", "both"]))


# %% mistake: everything is in both [parts: 1, 2, 4, 5, 6, 8]
def which_drawing():
    return dict.fromkeys("ABCDEFGH", "both")


# %% mistake: four letters are missing [parts: 5, 6, 7, 8]
def which_drawing():
    return {"A": "network diagram", "B": "computation graph", "C": "both", "D": "computation graph"}


# %% mistake: lower-case letters [parts: 1, 2, 3, 4, 5, 6, 7, 8]
def which_drawing():
    graph, diagram = "computation graph", "network diagram"
    return dict(a=diagram, b=graph, c="both", d=graph, e="neither", f=diagram, g="both", h=graph)
