# %% right: one after the other
def first_adjoints(v):
    g = {"y": 1}
    g["d"] = g["y"] * 1
    g["e"] = g["y"] * 1
    g["f"] = g["y"] * 1
    return g


# %% right: dict.fromkeys
def first_adjoints(v):
    return dict.fromkeys("ydef", np.ones(()))


# %% right: by shaking y
def first_adjoints(v):
    y = lambda d, e, f: d + e + f
    start = np.array([v["d"], v["e"], v["f"]])
    moved = [y(*(start + step)) - y(*start) for step in np.eye(3)]
    return {"y": 1.0, **{name: float(round(slope, 6)) for name, slope in zip("def", moved)}}


# %% mistake 55: the value as seed
def first_adjoints(v):
    return {"y": v["y"], "d": v["y"], "e": v["y"], "f": v["y"]}


# %% mistake 55: no seed
def first_adjoints(v):
    return {"y": 0.0, "d": 0.0, "e": 0.0, "f": 0.0}


# %% mistake: the values of the terms
def first_adjoints(v):
    return {"y": 1.0, "d": v["d"], "e": v["e"], "f": v["f"]}


# %% mistake: the derivatives of the terms
def first_adjoints(v):
    return {"y": 1.0, "d": v["d"], "e": 1 / v["b"], "f": 1 / v["a"]}


# %% mistake: a third for each
def first_adjoints(v):
    return {"y": 1.0, "d": 1 / 3, "e": 1 / 3, "f": 1 / 3}


# %% mistake: the seed is left out of the dict
def first_adjoints(v):
    return {"d": 1.0, "e": 1.0, "f": 1.0}


# %% mistake: shares of y
def first_adjoints(v):
    return {"y": 1.0, "d": v["d"] / v["y"], "e": v["e"] / v["y"], "f": v["f"] / v["y"]}
