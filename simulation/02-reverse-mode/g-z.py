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
