# %% right: a sum over a list
def g_a(v, g):
    return sum([g["d"] * np.exp(v["a"]), g["e"] / v["b"], -g["f"] * v["c"] / v["a"] / v["a"]])


# %% right: with the value of f
def g_a(v, g):
    return g["d"] * v["d"] + g["e"] * v["e"] / v["a"] - g["f"] * v["f"] / v["a"]


# %% right: complex step
def g_a(v, g):
    a = v["a"] + 1e-20j
    y = g["d"] * np.exp(a) + g["e"] * a / v["b"] + g["f"] * v["c"] / a
    return y.imag / 1e-20


# %% right: a loop over the consumers
def g_a(v, g):
    local = {"f": -v["c"] * v["a"] ** -2, "e": v["b"] ** -1, "d": v["d"]}
    total = 0
    for consumer in local:
        total += g[consumer] * local[consumer]
    return total


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


# %% mistake 137: without the adjoints of the consumers [parts: 2]
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
