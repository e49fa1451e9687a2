# %% right: a product
def g_c(v, g):
    return g["f"] * (1 / v["a"])


# %% right: an array of one entry
def g_c(v, g):
    return np.array([g["f"]]) / v["a"]


# %% right: by the function of f
def g_c(v, g):
    def f(c):
        return c / (v["x"] * v["z"])

    return g["f"] * (f(2.0) - f(1.0))


# %% right: a tape of one's own
class Node:
    def __init__(self, value, *back):
        self.value, self.back, self.adjoint = value, back, 0.0

    def __truediv__(self, other):
        return Node(self.value / other.value, (self, 1 / other.value), (other, -self.value / other.value**2))

    def sweep(self, adjoint):
        """Back from this node; each visit hands its own share on."""
        self.adjoint += adjoint
        for parent, slope in self.back:
            parent.sweep(adjoint * slope)


def g_c(v, g):
    c, a = Node(v["c"]), Node(v["a"])
    (c / a).sweep(g["f"])
    return c.adjoint


# %% mistake 136: times a
def g_c(v, g):
    return g["f"] * v["a"]


# %% mistake 137: without the adjoint of f
def g_c(v, g):
    return 1 / v["a"]


# %% mistake 226: without the local derivative
def g_c(v, g):
    return g["f"]


# %% mistake 227: the share of the denominator
def g_c(v, g):
    return g["f"] * -v["c"] / v["a"] ** 2


# %% mistake: the sign turned round
def g_c(v, g):
    return -g["f"] / v["a"]


# %% mistake: a squared
def g_c(v, g):
    return g["f"] / v["a"] ** 2


# %% mistake: times the value of f
def g_c(v, g):
    return g["f"] * v["f"]


# %% mistake: the logarithm in the place of the product
def g_c(v, g):
    return g["f"] / v["b"]


# %% mistake: from the adjoint of y
def g_c(v, g):
    return g["y"] / v["a"]


# %% mistake: in single precision
def g_c(v, g):
    return np.float32(g["f"]) / np.float32(v["a"])


# %% mistake: differences: toolkit
def g_c(v, g):
    return tk.numerical_gradient(lambda c: g["f"] * c / v["a"], v["c"])


# %% mistake: differences: two points
def g_c(v, g):
    def consumers(c):
        return g["f"] * c / v["a"]

    h = 1e-4
    return (consumers(v["c"] + h) - consumers(v["c"] - h)) / (2 * h)


# %% mistake: differences: four points
def g_c(v, g):
    here, h = v["c"], 2e-3
    far_below, below, above, far_above = (g["f"] * c / v["a"] for c in (here - 2 * h, here - h, here + h, here + 2 * h))
    return (far_below - 8 * below + 8 * above - far_above) / (12 * h)


# %% mistake: differences: relative step
def g_c(v, g):
    step = 5e-4 * abs(v["c"])
    pull = lambda c: g["f"] * c / v["a"]
    coarse, fine = ((pull(v["c"] + k * step) - pull(v["c"] - k * step)) / (2 * k * step) for k in (2, 1))
    return (4 * fine - coarse) / 3


# %% mistake: differences: complex step
def g_c(v, g):
    c = v["c"] + 1e-20j
    return (g["f"] * c / v["a"]).imag / 1e-20
