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


# %% right: in single precision
def g_c(v, g):
    return np.float32(g["f"]) / np.float32(v["a"])


# %% mistake 136: times a
def g_c(v, g):
    return g["f"] * v["a"]


# %% mistake 137: without the adjoint of f [parts: 2]
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


# %% mistake: from the adjoint of y [parts: 2]
def g_c(v, g):
    return g["y"] / v["a"]
