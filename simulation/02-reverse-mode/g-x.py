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


# %% right: complex step
def g_x(v, g):
    x = v["x"] + 1e-20j
    return np.imag(g["a"] * x * v["z"] + g["b"] * np.log(x)) / 1e-20


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
