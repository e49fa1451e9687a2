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


# %% right: a tape of one's own
class Node:
    def __init__(self, value, *back):
        self.value, self.back, self.adjoint = value, back, 0.0

    def __add__(self, other):
        return Node(self.value + other.value, (self, 1.0), (other, 1.0))

    def sweep(self, adjoint):
        """Back from this node; each visit hands its own share on."""
        self.adjoint += adjoint
        for parent, slope in self.back:
            parent.sweep(adjoint * slope)


def first_adjoints(v):
    d, e, f = (Node(v[name]) for name in "def")
    y = d + e + f
    y.sweep(1.0)
    return {"y": y.adjoint, "d": d.adjoint, "e": e.adjoint, "f": f.adjoint}


# %% right: complex step, exact in a sum
def first_adjoints(v):
    def y(**moved):
        d, e, f = (v[name] + moved.get(name, 0) for name in "def")
        return d + e + f + moved.get("y", 0)

    return {name: y(**{name: 1e-20j}).imag / 1e-20 for name in "ydef"}


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


# %% mistake: by a finite difference of y
def first_adjoints(v):
    y = lambda d, e, f: d + e + f
    start = np.array([v["d"], v["e"], v["f"]])
    moved = [y(*(start + step)) - y(*start) for step in np.eye(3)]
    return {"y": 1.0, **{name: float(round(slope, 6)) for name, slope in zip("def", moved)}}


# %% mistake: differences: toolkit
def first_adjoints(v):
    y = lambda d, e, f: d + e + f
    slope = tk.numerical_gradient(lambda terms: y(*terms), np.array([v["d"], v["e"], v["f"]]))
    return {"y": 1.0, **dict(zip("def", map(float, slope)))}


# %% mistake: differences: two points
def first_adjoints(v):
    g = {"y": 1.0}
    for name in "def":
        above, below = ({**v, name: v[name] + h} for h in (1e-5, -1e-5))
        g[name] = (sum(above[n] for n in "def") - sum(below[n] for n in "def")) / 2e-5
    return g


# %% mistake: differences: four points
def first_adjoints(v):
    h = 1e-2

    def y(name, step):
        return sum(v[n] + (step if n == name else 0.0) for n in "def")

    def slope(name):
        return (8 * (y(name, h) - y(name, -h)) - (y(name, 2 * h) - y(name, -2 * h))) / (12 * h)

    return {"y": 1.0, **{name: slope(name) for name in "def"}}


# %% mistake: differences: relative step
def first_adjoints(v):
    g = {"y": 1.0}
    start = v["d"] + v["e"] + v["f"]
    for name in "def":
        step = 1e-2 * max(1.0, abs(v[name]))
        others = sum(v[n] for n in "def" if n != name)
        g[name] = (v[name] + step + others - start) / step
    return g
