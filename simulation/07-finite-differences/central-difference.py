# %% right: two copies
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i, w in np.ndenumerate(W):
        up, down = np.array(W, float), np.array(W, float)
        up[i], down[i] = w + h, w - h
        D[i] = (f(up) - f(down)) / (2 * h)
    return D


# %% right: up, down and back
def central_difference(f, W, h):
    V = np.array(W, dtype=np.float64)
    D = np.empty(V.shape)
    for k in range(V.size):
        kept = V.flat[k]
        V.flat[k] = kept + h
        above = f(V)
        V.flat[k] = kept - h
        below = f(V)
        V.flat[k] = kept
        D.flat[k] = (above - below) / h / 2
    return D


# %% right: unit arrays
def central_difference(f, W, h):
    steps = h * np.eye(W.size).reshape(W.size, *W.shape)
    return np.array([f(W + step) - f(W - step) for step in steps]).reshape(W.shape) / (2 * h)


# %% right: mean of the slopes on both sides
def central_difference(f, W, h):
    middle, D = f(W.astype(float)), np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[i] = h
        D[i] = ((f(W + E) - middle) / h + (middle - f(W - E)) / h) / 2
    return D


# %% right: mean of two forward differences
def central_difference(f, W, h):
    W, D = W.astype(float), np.zeros(W.shape)

    def along(i, k):
        V = W.copy()
        V[i] += k
        return f(V)

    for i in np.ndindex(W.shape):
        right, left = along(i, h), along(i, -h)
        D[i] = 0.5 * (right - left) / h
    return D


# %% right: steps that the computer can represent
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        up, down = W.astype(float), W.astype(float)
        up[i], down[i] = up[i] + h, down[i] - h
        D[i] = (f(up) - f(down)) / (up[i] - down[i])
    return D


# %% right: np.vectorize over the flat array
def central_difference(f, W, h):
    def slope(k):
        E = np.zeros(W.size)
        E[k] = h
        E = E.reshape(W.shape)
        return (f(W + E) - f(W - E)) / (2 * h)

    return np.vectorize(slope, otypes=[float])(np.arange(W.size)).reshape(W.shape)


# %% right: in longdouble
def central_difference(f, W, h):
    D = np.zeros(W.shape, np.longdouble)
    for i in np.ndindex(W.shape):
        up, down = W.astype(float), W.astype(float)
        up[i] += h
        down[i] -= h
        D[i] = (np.longdouble(f(up)) - f(down)) / (2 * np.longdouble(h))
    return D


# %% right: W itself is moved there and back
def central_difference(f, W, h):
    if W.dtype.kind != "f":
        W = W.astype(float)
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        W[i] += h
        up = f(W)
        W[i] -= 2 * h
        down = f(W)
        W[i] += h
        D[i] = (up - down) / (2 * h)
    return D


# %% right: one stack of points
def central_difference(f, W, h):
    steps = h * np.eye(W.size).reshape(W.size, *W.shape)
    values = np.array([[f(W + step), f(W - step)] for step in steps])
    return np.reshape(values @ [1, -1] / (2 * h), W.shape)


# %% right: a generator of pairs, the slopes in float32
def central_difference(f, W, h):
    def pairs():
        for i in range(W.size):
            V = W.astype(float)
            V.flat[i] += h
            up = f(V)
            V.flat[i] = W.flat[i] - h
            yield up, f(V)

    return np.array([(up - down) / (2 * h) for up, down in pairs()], np.float32).reshape(W.shape)


# %% mistake 61: forward difference
def central_difference(f, W, h):
    D, start = np.zeros(W.shape), f(W.astype(float))
    for i in np.ndindex(W.shape):
        V = W.astype(float)
        V[i] += h
        D[i] = (f(V) - start) / h
    return D


# %% mistake 62: divided by h
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[i] = h
        D[i] = (f(W + E) - f(W - E)) / h
    return D


# %% mistake 65: two names of one array
def central_difference(f, W, h):
    D, W = np.zeros(W.shape), W.astype(float)
    for i in np.ndindex(W.shape):
        up = down = W
        up[i] += h
        down[i] -= h
        D[i] = (f(up) - f(down)) / (2 * h)
    return D


# %% mistake 66: left at w - h
def central_difference(f, W, h):
    V, D = W.astype(float), np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        V[i] += h
        above = f(V)
        V[i] -= 2 * h
        D[i] = (above - f(V)) / (2 * h)
    return D


# %% mistake 66: left at w - h in the input itself
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        W[i] += h
        above = f(W)
        W[i] -= 2 * h
        D[i] = (above - f(W)) / (2 * h)
    return D


# %% mistake 67: h so small that rounding drowns it
def central_difference(f, W, h):
    h, D = 1e-15, np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        up, down = W.astype(float), W.astype(float)
        up[i] += h
        down[i] -= h
        D[i] = (f(up) - f(down)) / (2 * h)
    return D


# %% mistake 68: perturbed in arrays of integers [parts: 3]
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        up, down = W.copy(), W.copy()
        up[i] = W[i] + h
        down[i] = W[i] - h
        D[i] = (f(up) - f(down)) / (2 * h)
    return D


# %% mistake 68: step in an array of integers [parts: 3]
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[i] = h
        D[i] = (f(W + E) - f(W - E)) / (2 * h)
    return D


# %% mistake 68: slopes in an array of integers [parts: 3]
def central_difference(f, W, h):
    D = 0 * W
    for i in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[i] = h
        D[i] = (f(W + E) - f(W - E)) / (2 * h)
    return D


# %% mistake 171: not divided
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[i] = h
        D[i] = f(W + E) - f(W - E)
    return D


# %% mistake 301: the toolkit's gradient
def central_difference(f, W, h):
    return tk.numerical_gradient(f, W)


# %% mistake 302: all entries at once
def central_difference(f, W, h):
    return (f(W + h) - f(W - h)) / (2 * h)


# %% mistake 302: all entries at once, for each
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        up, down = W.astype(float), W.astype(float)
        up += h
        down -= h
        D[i] = (f(up) - f(down)) / (2 * h)
    return D


# %% mistake 303: a row at once
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for row in range(W.shape[0]):
        up, down = W.astype(float), W.astype(float)
        up[row] += h
        down[row] -= h
        D[row] = (f(up) - f(down)) / (2 * h)
    return D


# %% mistake 304: own step
def central_difference(f, W, h):
    h, D = 1e-5, np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        up, down = W.astype(float), W.astype(float)
        up[i] += h
        down[i] -= h
        D[i] = (f(up) - f(down)) / (2 * h)
    return D


# %% mistake 305: step in proportion to the entry
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i, w in np.ndenumerate(W):
        up, down = W.astype(float), W.astype(float)
        up[i] *= 1 + h
        down[i] *= 1 - h
        D[i] = (f(up) - f(down)) / (2 * h * w)
    return D


# %% mistake: half a step to both sides, divided by 2 h
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[i] = h / 2
        D[i] = (f(W + E) - f(W - E)) / (2 * h)
    return D


# %% mistake: half a step to both sides
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[i] = h / 2
        D[i] = (f(W + E) - f(W - E)) / h
    return D


# %% mistake: four neighbours, with the step that was given
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[i] = h
        D[i] = (f(W - 2 * E) - 8 * f(W - E) + 8 * f(W + E) - f(W + 2 * E)) / (12 * h)
    return D


# %% mistake: sign turned round
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[i] = h
        D[i] = (f(W - E) - f(W + E)) / (2 * h)
    return D


# %% mistake: every value asked twice [parts: 5]
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[i] = h
        if np.isfinite(f(W + E)) and np.isfinite(f(W - E)):
            D[i] = (f(W + E) - f(W - E)) / (2 * h)
    return D


# %% mistake: f is asked at flat arrays [parts: 1]
def central_difference(f, W, h):
    flat = W.astype(float).ravel()
    D = [(f(flat + h * E) - f(flat - h * E)) / (2 * h) for E in np.eye(flat.size)]
    return np.reshape(D, W.shape)


# %% mistake: complex step
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        V = W.astype(complex)
        V[i] += 1j * h
        D[i] = np.imag(f(V)) / h
    return D


# %% mistake: the result of np.gradient along one line
def central_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        line = []
        for k in range(-2, 3):
            V = W.astype(float)
            V[i] += k * h / 2
            line.append(f(V))
        D[i] = np.gradient(line, h / 2)[2]
    return D
