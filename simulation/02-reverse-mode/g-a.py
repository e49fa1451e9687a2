# %% right: a sum over a list
def g_a(v, g):
    return sum([g["d"] * np.exp(v["a"]), g["e"] / v["b"], -g["f"] * v["c"] / v["a"] / v["a"]])


# %% right: with the value of f
def g_a(v, g):
    return g["d"] * v["d"] + g["e"] * v["e"] / v["a"] - g["f"] * v["f"] / v["a"]


# %% right: a loop over the consumers
def g_a(v, g):
    local = {"f": -v["c"] * v["a"] ** -2, "e": v["b"] ** -1, "d": v["d"]}
    total = 0
    for consumer in local:
        total += g[consumer] * local[consumer]
    return total


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


def exp(u):
    return Node(np.exp(u.value), (u, np.exp(u.value)))


def g_a(v, g):
    a, b, c = (Node(v[name]) for name in "abc")
    for consumer, adjoint in ((exp(a), g["d"]), (a / b, g["e"]), (c / a, g["f"])):
        consumer.sweep(adjoint)
    return a.adjoint


# %% mistake 49: only the last consumer is kept
def g_a(v, g):
    share = {}
    share["a"] = g["f"] * (-v["c"] / v["a"] ** 2)
    share["a"] = g["e"] * (1 / v["b"])
    share["a"] = g["d"] * np.exp(v["a"])
    return share["a"]


# %% mistake 50: the sign of 1 / a
def g_a(v, g):
    return g["f"] * v["c"] / v["a"] ** 2 + g["e"] / v["b"] + g["d"] * v["d"]


# %% mistake 51: a is not squared
def g_a(v, g):
    return g["f"] * (-v["c"] / v["a"]) + g["e"] / v["b"] + g["d"] * v["d"]


# %% mistake 53: the exponential becomes its argument
def g_a(v, g):
    return g["f"] * (-v["c"] / v["a"] ** 2) + g["e"] / v["b"] + g["d"] * v["a"]


# %% mistake 56: the path by way of f forgotten
def g_a(v, g):
    return g["e"] / v["b"] + g["d"] * v["d"]


# %% mistake 56: the path by way of e forgotten
def g_a(v, g):
    return g["f"] * (-v["c"] / v["a"] ** 2) + g["d"] * v["d"]


# %% mistake 56: the path by way of d forgotten
def g_a(v, g):
    return g["f"] * (-v["c"] / v["a"] ** 2) + g["e"] / v["b"]


# %% mistake 136: the numerator times the denominator
def g_a(v, g):
    return g["f"] * (-v["c"] / v["a"] ** 2) + g["e"] * v["b"] + g["d"] * v["d"]


# %% mistake 137: without the adjoints of the consumers
def g_a(v, g):
    return -v["c"] / v["a"] ** 2 + 1 / v["b"] + np.exp(v["a"])


# %% mistake 221: the exponential of d
def g_a(v, g):
    return g["f"] * (-v["c"] / v["a"] ** 2) + g["e"] / v["b"] + g["d"] * np.exp(v["d"])


# %% mistake 222: the numerator missing
def g_a(v, g):
    return g["f"] * (-1 / v["a"] ** 2) + g["e"] / v["b"] + g["d"] * v["d"]


# %% mistake 226: without the local derivatives
def g_a(v, g):
    return g["f"] + g["e"] + g["d"]


# %% mistake: power rule for the exponential
def g_a(v, g):
    return g["f"] * (-v["c"] / v["a"] ** 2) + g["e"] / v["b"] + g["d"] * v["a"] * np.exp(v["a"] - 1)


# %% mistake: the numerator's share in the denominator's place
def g_a(v, g):
    return g["f"] / v["a"] + g["e"] / v["b"] + g["d"] * v["d"]


# %% mistake: the mean over the consumers
def g_a(v, g):
    return (g["f"] * (-v["c"] / v["a"] ** 2) + g["e"] / v["b"] + g["d"] * v["d"]) / 3


# %% mistake: differences: toolkit
def g_a(v, g):
    return tk.numerical_gradient(lambda a: g["d"] * np.exp(a) + g["e"] * a / v["b"] + g["f"] * v["c"] / a, v["a"])


# %% mistake: differences: two points
def g_a(v, g):
    def consumers(a):
        return g["d"] * np.exp(a) + g["e"] * a / v["b"] + g["f"] * v["c"] / a

    h = 5e-6
    return (consumers(v["a"] + h) - consumers(v["a"] - h)) / (2 * h)


# %% mistake: differences: four points
def g_a(v, g):
    here, h = v["a"], 5e-4
    far_below, below, above, far_above = (g["d"] * np.exp(a) + g["e"] * a / v["b"] + g["f"] * v["c"] / a for a in (here - 2 * h, here - h, here + h, here + 2 * h))
    return (far_below - 8 * below + 8 * above - far_above) / (12 * h)


# %% mistake: differences: relative step
def g_a(v, g):
    step = 5e-4 * abs(v["a"])
    pull = lambda a: g["d"] * np.exp(a) + g["e"] * a / v["b"] + g["f"] * v["c"] / a
    coarse, fine = ((pull(v["a"] + k * step) - pull(v["a"] - k * step)) / (2 * k * step) for k in (2, 1))
    return (4 * fine - coarse) / 3


# %% mistake: differences: complex step
def g_a(v, g):
    a = v["a"] + 1e-20j
    return (g["d"] * np.exp(a) + g["e"] * a / v["b"] + g["f"] * v["c"] / a).imag / 1e-20
