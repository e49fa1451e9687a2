# %% right: two terms
def g_b(v, g):
    from_e = g["e"] * (-v["a"] / v["b"] ** 2)
    from_c = g["c"] * np.cos(v["b"])
    return from_c + from_e


# %% right: with the value of e
def g_b(v, g):
    return -g["e"] * v["e"] / v["b"] + g["c"] * np.sin(v["b"] + np.pi / 2)


# %% right: a dot product
def g_b(v, g):
    upstream = np.array([[g["e"], g["c"]]])
    local = np.array([[-v["a"] * np.log(v["x"]) ** -2], [np.cos(np.log(v["x"]))]])
    return upstream @ local


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


def sin(u):
    return Node(np.sin(u.value), (u, np.cos(u.value)))


def g_b(v, g):
    a, b = Node(v["a"]), Node(v["b"])
    (a / b).sweep(g["e"])
    sin(b).sweep(g["c"])
    return b.adjoint


# %% mistake 50: the sign of 1 / b
def g_b(v, g):
    return g["e"] * v["a"] / v["b"] ** 2 + g["c"] * np.cos(v["b"])


# %% mistake 51: b is not squared
def g_b(v, g):
    return -g["e"] * v["a"] / v["b"] + g["c"] * np.cos(v["b"])


# %% mistake 52: minus the cosine
def g_b(v, g):
    return -g["e"] * v["a"] / v["b"] ** 2 - g["c"] * np.cos(v["b"])


# %% mistake 56: the path by way of c forgotten
def g_b(v, g):
    return g["e"] * (-v["a"] / v["b"] ** 2)


# %% mistake 56: the path by way of e forgotten
def g_b(v, g):
    return g["c"] * np.cos(v["b"])


# %% mistake 137: without the adjoints of the consumers
def g_b(v, g):
    return -v["a"] / v["b"] ** 2 + np.cos(v["b"])


# %% mistake 221: the cosine of c
def g_b(v, g):
    return g["e"] * (-v["a"] / v["b"] ** 2) + g["c"] * np.cos(v["c"])


# %% mistake 222: the numerator missing
def g_b(v, g):
    return g["e"] * (-1 / v["b"] ** 2) + g["c"] * np.cos(v["b"])


# %% mistake 226: without the local derivatives
def g_b(v, g):
    return g["e"] + g["c"]


# %% mistake 227: the share of the numerator
def g_b(v, g):
    return g["e"] / v["b"] + g["c"] * np.cos(v["b"])


# %% mistake: the sine left as it is
def g_b(v, g):
    return g["e"] * (-v["a"] / v["b"] ** 2) + g["c"] * np.sin(v["b"])


# %% mistake: the adjoint of e taken to be 1
def g_b(v, g):
    return -v["a"] / v["b"] ** 2 + g["c"] * np.cos(v["b"])


# %% mistake: forward difference
def g_b(v, g):
    y = lambda b: g["e"] * v["a"] / b + g["c"] * np.sin(b)
    return (y(v["b"] + 1e-6) - y(v["b"])) / 1e-6


# %% mistake: product of the two shares
def g_b(v, g):
    return g["e"] * (-v["a"] / v["b"] ** 2) * g["c"] * np.cos(v["b"])


# %% mistake: in single precision
def g_b(v, g):
    a, b, e, c = (np.float32(number) for number in (v["a"], v["b"], g["e"], g["c"]))
    return c * np.cos(b) - e * a / b**2


# %% mistake: differences: toolkit
def g_b(v, g):
    return tk.numerical_gradient(lambda b: g["e"] * v["a"] / b + g["c"] * np.sin(b), v["b"])


# %% mistake: differences: two points
def g_b(v, g):
    def consumers(b):
        return g["e"] * v["a"] / b + g["c"] * np.sin(b)

    h = 2e-5
    return (consumers(v["b"] + h) - consumers(v["b"] - h)) / (2 * h)


# %% mistake: differences: four points
def g_b(v, g):
    here, h = v["b"], 2e-3
    far_below, below, above, far_above = (g["e"] * v["a"] / b + g["c"] * np.sin(b) for b in (here - 2 * h, here - h, here + h, here + 2 * h))
    return (far_below - 8 * below + 8 * above - far_above) / (12 * h)


# %% mistake: differences: relative step
def g_b(v, g):
    step = 5e-4 * abs(v["b"])
    pull = lambda b: g["e"] * v["a"] / b + g["c"] * np.sin(b)
    coarse, fine = ((pull(v["b"] + k * step) - pull(v["b"] - k * step)) / (2 * k * step) for k in (2, 1))
    return (4 * fine - coarse) / 3


# %% mistake: differences: complex step
def g_b(v, g):
    b = v["b"] + 1e-20j
    return (g["e"] * v["a"] / b + g["c"] * np.sin(b)).imag / 1e-20
