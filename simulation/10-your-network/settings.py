# %% right: 32 units, a little penalty
def settings():
    return {"hidden": [32], "scale": 1.0, "size": 20, "eta": 0.02, "lam": 0.1, "patience": 8}


# %% right: small batches
def settings():
    return {"hidden": [28], "scale": 1.0, "size": 6, "eta": 0.02, "lam": 0.01, "patience": 8}


# %% right: two hidden layers
def settings():
    return {"hidden": [18, 14], "scale": 1.0, "size": 20, "eta": 0.02, "lam": 0.01, "patience": 15}


# %% right: a tuple, whole numbers
def settings():
    return {"hidden": (30,), "scale": 1, "size": 20, "eta": 0.02, "lam": 0, "patience": 30}


# %% right: larger batches, longer steps
def settings():
    return {"hidden": [32], "scale": 1.0, "size": 30, "eta": 0.025, "lam": 0.01, "patience": 12}


# %% right: numbers of numpy's
def settings():
    return {"hidden": np.array([28]), "scale": np.float64(1.2), "size": np.int64(16), "eta": np.float32(0.02), "lam": np.float32(0.05), "patience": np.int64(9)}


# %% mistake: no hidden layer [parts: 1, 2]
def settings():
    return {"hidden": [], "scale": 1.0, "size": 20, "eta": 0.02, "lam": 0.01, "patience": 8}


# %% mistake: forty hidden units [parts: 1, 2]
def settings():
    return {"hidden": [40], "scale": 1.0, "size": 20, "eta": 0.02, "lam": 0.01, "patience": 8}


# %% mistake: two hidden units [parts: 1, 2]
def settings():
    return {"hidden": [2], "scale": 1.0, "size": 20, "eta": 0.02, "lam": 0.01, "patience": 8}


# %% mistake: a start far too small [parts: 1, 2]
def settings():
    return {"hidden": [24], "scale": 0.001, "size": 20, "eta": 0.02, "lam": 0.01, "patience": 8}


# %% mistake: a start far too large [parts: 1, 2]
def settings():
    return {"hidden": [24], "scale": 30, "size": 20, "eta": 0.02, "lam": 0.01, "patience": 8}


# %% mistake: a tiny learning rate [parts: 1, 2]
def settings():
    return {"hidden": [24], "scale": 1.0, "size": 20, "eta": 0.0002, "lam": 0.01, "patience": 8}


# %% mistake: far too large a learning rate [parts: 1, 2]
def settings():
    return {"hidden": [24], "scale": 1.0, "size": 20, "eta": 0.5, "lam": 0.01, "patience": 8}


# %% mistake: the penalty holds everything at 0 [parts: 1, 2]
def settings():
    return {"hidden": [24], "scale": 1.0, "size": 20, "eta": 0.02, "lam": 8, "patience": 8}


# %% mistake: all examples in one batch [parts: 1, 2]
def settings():
    return {"hidden": [24], "scale": 1.0, "size": 240, "eta": 0.02, "lam": 0.01, "patience": 8}


# %% mistake: a patience of one epoch, a slow rate [parts: 1, 2]
def settings():
    return {"hidden": [24], "scale": 1.0, "size": 20, "eta": 0.003, "lam": 0.01, "patience": 1}


# %% mistake: a rate below 0 [parts: 1, 2]
def settings():
    return {"hidden": [24], "scale": 1.0, "size": 20, "eta": -0.02, "lam": 0.01, "patience": 8}


# %% mistake: half a batch [parts: 1, 2]
def settings():
    return {"hidden": [24], "scale": 1.0, "size": 7.5, "eta": 0.02, "lam": 0.01, "patience": 8}


# %% mistake: the settings of the penalty are missing [parts: 1, 2]
def settings():
    return {"hidden": [24], "scale": 1.0, "size": 20, "eta": 0.02, "patience": 8}


# %% mistake: five hidden units
def settings():
    return {"hidden": [5], "scale": 1.0, "size": 20, "eta": 0.02, "lam": 0.01, "patience": 8}
