# %% right: the factors exchanged
def g_z(v, g):
    return v["x"] * g["a"]


# %% right: by the value of a
def g_z(v, g):
    return g["a"] * v["a"] / v["z"]


# %% right: by the table
def g_z(v, g):
    shares = {name: g["a"] * other for name, other in (("x", v["z"]), ("z", v["x"]))}
    return np.float64(shares["z"])


# %% right: a tape of one's own
class Node:
    def __init__(self, value, *back):
        self.value, self.back, self.adjoint = value, back, 0.0

    def __mul__(self, other):
        return Node(self.value * other.value, (self, other.value), (other, self.value))

    def sweep(self, adjoint):
        """Back from this node; each visit hands its own share on."""
        self.adjoint += adjoint
        for parent, slope in self.back:
            parent.sweep(adjoint * slope)


def g_z(v, g):
    x, z = Node(v["x"]), Node(v["z"])
    (x * z).sweep(g["a"])
    return z.adjoint


# %% mistake 134: the operand itself
def g_z(v, g):
    return g["a"] * v["z"]


# %% mistake 137: without the adjoint of a
def g_z(v, g):
    return v["x"]


# %% mistake 226: without the local derivative
def g_z(v, g):
    return g["a"]


# %% mistake: divided by x
def g_z(v, g):
    return g["a"] / v["x"]


# %% mistake: a path by way of b that is not there
def g_z(v, g):
    return g["a"] * v["x"] + g["b"] / v["x"]


# %% mistake: the product
def g_z(v, g):
    return g["a"] * v["a"]


# %% mistake: only the way by the exponential
def g_z(v, g):
    return g["d"] * v["d"] * v["x"]


# %% mistake: differences: toolkit
def g_z(v, g):
    return tk.numerical_gradient(lambda z: g["a"] * v["x"] * z, v["z"])


# %% mistake: differences: two points
def g_z(v, g):
    def consumers(z):
        return g["a"] * v["x"] * z

    h = 1e-4
    return (consumers(v["z"] + h) - consumers(v["z"] - h)) / (2 * h)


# %% mistake: differences: four points
def g_z(v, g):
    here, h = v["z"], 2e-3
    far_below, below, above, far_above = (g["a"] * v["x"] * z for z in (here - 2 * h, here - h, here + h, here + 2 * h))
    return (far_below - 8 * below + 8 * above - far_above) / (12 * h)


# %% mistake: differences: relative step
def g_z(v, g):
    step = 5e-4 * abs(v["z"])
    pull = lambda z: g["a"] * v["x"] * z
    coarse, fine = ((pull(v["z"] + k * step) - pull(v["z"] - k * step)) / (2 * k * step) for k in (2, 1))
    return (4 * fine - coarse) / 3


# %% mistake: differences: complex step
def g_z(v, g):
    z = v["z"] + 1e-20j
    return (g["a"] * v["x"] * z).imag / 1e-20
