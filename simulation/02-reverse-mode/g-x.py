# %% right: a sum of two shares
def g_x(v, g):
    shares = [g["a"] * v["z"], g["b"] * (1 / v["x"])]
    return shares[0] + shares[1]


# %% right: a product of row and column
def g_x(v, g):
    return (np.array([[g["a"], g["b"]]]) @ np.array([[v["z"]], [1 / v["x"]]]))[0, 0]


# %% right: over one denominator
def g_x(v, g):
    return (g["a"] * v["a"] + g["b"]) / v["x"]


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


def ln(u):
    return Node(np.log(u.value), (u, 1 / u.value))


def g_x(v, g):
    x, z = Node(v["x"]), Node(v["z"])
    (x * z).sweep(g["a"])
    ln(x).sweep(g["b"])
    return x.adjoint


# %% mistake 56: the path by way of b forgotten
def g_x(v, g):
    return g["a"] * v["z"]


# %% mistake 56: the path by way of a forgotten
def g_x(v, g):
    return g["b"] / v["x"]


# %% mistake 134: the operand itself
def g_x(v, g):
    return g["b"] / v["x"] + g["a"] * v["x"]


# %% mistake 135: the logarithm left as it is
def g_x(v, g):
    return g["b"] * v["x"] + g["a"] * v["z"]


# %% mistake 137: without the adjoints
def g_x(v, g):
    return 1 / v["x"] + v["z"]


# %% mistake 221: the derivative of the logarithm at b
def g_x(v, g):
    return g["b"] / v["b"] + g["a"] * v["z"]


# %% mistake 226: without the local derivatives
def g_x(v, g):
    return g["b"] + g["a"]


# %% mistake: the sign of the logarithm
def g_x(v, g):
    return -g["b"] / v["x"] + g["a"] * v["z"]


# %% mistake: the way by c once more
def g_x(v, g):
    return g["b"] / v["x"] + g["a"] * v["z"] + g["c"] * np.cos(v["b"]) / v["x"]


# %% mistake: the logarithm itself
def g_x(v, g):
    return g["b"] * v["b"] + g["a"] * v["z"]


# %% mistake: differences: toolkit
def g_x(v, g):
    return tk.numerical_gradient(lambda x: g["a"] * x * v["z"] + g["b"] * np.log(x), v["x"])


# %% mistake: differences: two points
def g_x(v, g):
    def consumers(x):
        return g["a"] * x * v["z"] + g["b"] * np.log(x)

    h = 2e-5
    return (consumers(v["x"] + h) - consumers(v["x"] - h)) / (2 * h)


# %% mistake: differences: four points
def g_x(v, g):
    here, h = v["x"], 2e-3
    far_below, below, above, far_above = (g["a"] * x * v["z"] + g["b"] * np.log(x) for x in (here - 2 * h, here - h, here + h, here + 2 * h))
    return (far_below - 8 * below + 8 * above - far_above) / (12 * h)


# %% mistake: differences: relative step
def g_x(v, g):
    step = 5e-4 * abs(v["x"])
    pull = lambda x: g["a"] * x * v["z"] + g["b"] * np.log(x)
    coarse, fine = ((pull(v["x"] + k * step) - pull(v["x"] - k * step)) / (2 * k * step) for k in (2, 1))
    return (4 * fine - coarse) / 3


# %% mistake: differences: complex step
def g_x(v, g):
    x = v["x"] + 1e-20j
    return (g["a"] * x * v["z"] + g["b"] * np.log(x)).imag / 1e-20
