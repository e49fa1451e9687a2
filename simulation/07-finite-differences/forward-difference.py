# %% right: one entry of a float copy
def forward_difference(f, W, h):
    D = np.empty(W.shape)
    start = f(np.array(W, dtype=float))
    for i in np.ndindex(*W.shape):
        V = np.array(W, dtype=float)
        V[i] = V[i] + h
        D[i] = (f(V) - start) / h
    return D


# %% right: moved there and back
def forward_difference(f, W, h):
    V = W.astype(float)
    D, start = np.zeros_like(V), f(V)
    with np.nditer(V, flags=["multi_index"], op_flags=["readwrite"]) as entries:
        for entry in entries:
            kept = float(entry)
            entry[...] = kept + h
            D[entries.multi_index] = (f(V) - start) / h
            entry[...] = kept
    return D


# %% right: unit vectors
def forward_difference(f, W, h):
    P = W.size
    flat = W.reshape(P)
    values = [f((flat + h * row).reshape(W.shape)) for row in np.eye(P)]
    return ((np.array(values) - f(W.reshape(W.shape) * 1.0)) / h).reshape(W.shape)


# %% right: f at the point asked again for every entry
def forward_difference(f, W, h):
    D = np.zeros(W.shape, dtype=float)
    for i, w in np.ndenumerate(W):
        V = W + 0.0
        V[i] = w + h
        D[i] = f(V) / h - f(W + 0.0) / h
    return D


# %% right: recursion over the entries
def forward_difference(f, W, h):
    start, flat = f(1.0 * W), [float(w) for w in W.ravel()]

    def slopes(k):
        if k == len(flat):
            return []
        moved = flat[:k] + [flat[k] + h] + flat[k + 1:]
        return [(f(np.array(moved).reshape(W.shape)) - start) / h] + slopes(k + 1)

    return np.array(slopes(0)).reshape(W.shape)


# %% right: nested lists returned
def forward_difference(f, W, h):
    start = f(W * 1.0)

    def slope(i):
        E = np.zeros(W.shape)
        E[i] = 1
        return (f(W + h * E) - start) / h

    def nested(i):
        return slope(i) if len(i) == W.ndim else [nested((*i, k)) for k in range(W.shape[len(i)])]

    return nested(())


# %% right: np.vectorize
def forward_difference(f, W, h):
    start = f(W.astype(float))

    def slope(k):
        V = W.astype(float)
        V.flat[k] += h
        return (f(V) - start) / h

    return np.vectorize(slope)(np.arange(W.size).reshape(W.shape))


# %% right: in longdouble
def forward_difference(f, W, h):
    D, start = np.zeros(W.shape, np.longdouble), np.longdouble(f(W))
    for i in np.ndindex(W.shape):
        V = W.astype(float)
        V[i] += h
        D[i] = (f(V) - start) / np.longdouble(h)
    return D


# %% right: all points first, then all values
def forward_difference(f, W, h):
    flat = np.ravel(W).astype(float)
    points = flat + h * np.eye(flat.size)
    values = np.fromiter((f(point.reshape(W.shape)) for point in points), float, flat.size)
    return ((values - f(flat.reshape(W.shape))) / h).reshape(W.shape)


# %% right: a difference for one entry, bound to it
import functools


def moved(f, W, h, i):
    V = np.array(W, dtype=float)
    V[i] = V[i] + h
    return f(V)


def forward_difference(f, W, h):
    at, start = functools.partial(moved, f, W, h), f(W)
    D = np.empty(np.shape(W))
    for i, _ in np.ndenumerate(W):
        D[i] = (at(i) - start) / h
    return D


# %% right: the slopes in float32
def forward_difference(f, W, h):
    D, start = np.zeros(W.shape, np.float32), f(W)
    for i in np.ndindex(W.shape):
        V = W * 1.0
        V[i] += h
        D[i] = (f(V) - start) / h
    return D


# %% mistake 62: divided by 2 h
def forward_difference(f, W, h):
    D, start = np.zeros(W.shape), f(W.astype(float))
    for i in np.ndindex(W.shape):
        V = W.astype(float)
        V[i] += h
        D[i] = (f(V) - start) / (2 * h)
    return D


# %% mistake 65: no copy
def forward_difference(f, W, h):
    W = W.astype(float)
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        V = W
        V[i] += h
        D[i] = (f(V) - f(W)) / h
        V[i] -= h
    return D


# %% mistake 66: perturbation kept
def forward_difference(f, W, h):
    V = W.astype(float)
    D, start = np.zeros(W.shape), f(V)
    for i in np.ndindex(W.shape):
        V[i] += h
        D[i] = (f(V) - start) / h
    return D


# %% mistake 66: perturbation kept in the input itself
def forward_difference(f, W, h):
    D, start = np.zeros(W.shape), f(W)
    for i in np.ndindex(W.shape):
        W[i] += h
        D[i] = (f(W) - start) / h
    return D


# %% mistake: the input is left moved by h [parts: 4]
def forward_difference(f, W, h):
    V = W.astype(float)
    D, start = np.zeros(W.shape), f(V)
    for i in np.ndindex(W.shape):
        V[i] += h
        D[i] = (f(V) - start) / h
        V[i] -= h
    if W.dtype == float:
        W += h
    return D


# %% mistake 67: h so small that rounding drowns it
def forward_difference(f, W, h):
    h = 1e-15
    D, start = np.zeros(W.shape), f(W.astype(float))
    for i in np.ndindex(W.shape):
        V = W.astype(float)
        V[i] += h
        D[i] = (f(V) - start) / h
    return D


# %% mistake 68: perturbed in an array of integers [parts: 3]
def forward_difference(f, W, h):
    D, start = np.zeros(W.shape), f(W)
    for i in np.ndindex(W.shape):
        V = W.copy()
        V[i] = V[i] + h
        D[i] = (f(V) - start) / h
    return D


# %% mistake 68: step in an array of integers [parts: 3]
def forward_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        step = np.zeros_like(W)
        step[i] = h
        D[i] = (f(W + step) - f(W)) / h
    return D


# %% mistake 68: slopes in an array of integers [parts: 3]
def forward_difference(f, W, h):
    D = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        V = W.astype(float)
        V[i] += h
        D[i] = (f(V) - f(W.astype(float))) / h
    return D


# %% mistake 171: not divided
def forward_difference(f, W, h):
    D, start = np.zeros(W.shape), f(W.astype(float))
    for i in np.ndindex(W.shape):
        V = W.astype(float)
        V[i] += h
        D[i] = f(V) - start
    return D


# %% mistake 172: backward difference
def forward_difference(f, W, h):
    D, start = np.zeros(W.shape), f(W.astype(float))
    for i in np.ndindex(W.shape):
        V = W.astype(float)
        V[i] -= h
        D[i] = (start - f(V)) / h
    return D


# %% mistake 301: the toolkit's gradient
def forward_difference(f, W, h):
    return tk.numerical_gradient(f, W)


# %% mistake 302: all entries at once
def forward_difference(f, W, h):
    return (f(W + h) - f(W)) / h


# %% mistake 302: all entries at once, for each
def forward_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        D[i] = (f(W + h) - f(W * 1.0)) / h
    return D


# %% mistake 303: a row at once
def forward_difference(f, W, h):
    D, start = np.zeros(W.shape), f(W.astype(float))
    for i in range(len(W)):
        V = W.astype(float)
        V[i] += h
        D[i] = (f(V) - start) / h
    return D


# %% mistake 304: own step
def forward_difference(f, W, h):
    h = 1e-6
    D, start = np.zeros(W.shape), f(W.astype(float))
    for i in np.ndindex(W.shape):
        V = W.astype(float)
        V[i] += h
        D[i] = (f(V) - start) / h
    return D


# %% mistake 305: step in proportion to the entry
def forward_difference(f, W, h):
    D, start = np.zeros(W.shape), f(W.astype(float))
    for i in np.ndindex(W.shape):
        V, k = W.astype(float), h * abs(float(W[i]))
        V[i] += k
        D[i] = (f(V) - start) / k
    return D


# %% mistake: sign turned round
def forward_difference(f, W, h):
    D, start = np.zeros(W.shape), f(W.astype(float))
    for i in np.ndindex(W.shape):
        V = W.astype(float)
        V[i] += h
        D[i] = (start - f(V)) / h
    return D


# %% mistake 61: central difference in its place
def forward_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[i] = h
        D[i] = (f(W + E) - f(W - E)) / (2 * h)
    return D


# %% mistake: a flat list [alone]
def forward_difference(f, W, h):
    start, slopes = f(W.astype(float)), []
    for k in range(W.size):
        V = W.astype(float)
        V.flat[k] += h
        slopes.append((f(V) - start) / h)
    return [slopes]


# %% mistake: three evaluations for every entry [parts: 5]
def forward_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        V = W.astype(float)
        V[i] += h
        print_me = f(W.astype(float)), f(V)
        D[i] = (f(V) - print_me[0]) / h
    return D


# %% mistake: f is asked at flat arrays [parts: 1]
def forward_difference(f, W, h):
    flat = W.astype(float).ravel()
    D = np.zeros(flat.size)
    for i in range(flat.size):
        V = flat.copy()
        V[i] += h
        D[i] = (f(V) - f(flat)) / h
    return D.reshape(W.shape)


# %% mistake: two axes at most
def forward_difference(f, W, h):
    D = np.zeros(W.shape)
    for row in range(W.shape[0]):
        for column in range(W.shape[1]):
            V = W.astype(float)
            V[row, column] += h
            D[row, column] = (f(V) - f(W)) / h
    return D


# %% mistake: complex step
def forward_difference(f, W, h):
    D = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        V = W.astype(complex)
        V[i] += 1j * h
        D[i] = np.imag(f(V)) / h
    return D
