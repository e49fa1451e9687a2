# %% right: two factors
def output_delta(s_L, o_L, y):
    slope = 1.0 - np.square(o_L)
    error = o_L - y
    return 2.0 * error * slope


# %% right: from s
def output_delta(s_L, o_L, y):
    return 2 * (np.tanh(s_L) - y) / np.cosh(s_L) ** 2


# %% right: entry by entry
def output_delta(s_L, o_L, y):
    delta = np.zeros(s_L.shape)
    for k, n in np.ndindex(s_L.shape):
        delta[k, n] = 2 * (o_L[k, n] - y[k, n]) * (1 - o_L[k, n] ** 2)
    return delta


# %% right: multiplied out
def output_delta(s_L, o_L, y):
    return 2 * (o_L - y - o_L**3 + y * o_L**2)


# %% right: float32
def output_delta(s_L, o_L, y):
    o_L, y = np.float32(o_L), np.float32(y)
    return np.float32(2) * (o_L - y) * (1 - o_L * o_L)


# %% right: nested lists returned [alone]
def output_delta(s_L, o_L, y):
    rows = zip(o_L.tolist(), y.tolist())
    return [[2 * (o - t) * (1 - o * o) for o, t in zip(*row)] for row in rows]


# %% mistake 1: factor 2 missing
def output_delta(s_L, o_L, y):
    return (o_L - y) * (1 - o_L**2)


# %% mistake 2: sign
def output_delta(s_L, o_L, y):
    return 2 * (y - o_L) * (1 - o_L**2)


# %% mistake 3: derivative of the activation dropped
def output_delta(s_L, o_L, y):
    return 2 * (o_L - y)


# %% mistake 4: derivative taken from s
def output_delta(s_L, o_L, y):
    return 2 * (o_L - y) * (1 - s_L**2)


# %% mistake 113: squashed twice
def output_delta(s_L, o_L, y):
    return 2 * (o_L - y) * (1 - np.tanh(o_L) ** 2)


# %% mistake 114: derivative of the logistic function
def output_delta(s_L, o_L, y):
    return 2 * (o_L - y) * o_L * (1 - o_L)


# %% mistake 116: target left out
def output_delta(s_L, o_L, y):
    return 2 * o_L * (1 - o_L**2)


# %% mistake 117: absolute error
def output_delta(s_L, o_L, y):
    return np.sign(o_L - y) * (1 - o_L**2)
