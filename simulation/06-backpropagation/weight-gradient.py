# %% right: sum of outer products
def weight_gradient(delta, o_prev):
    return sum(np.outer(delta[:, n], o_prev[:, n]) for n in range(delta.shape[1]))


# %% right: einsum
def weight_gradient(delta, o_prev):
    return np.einsum("bn,an->ba", delta, o_prev)


# %% right: broadcasting
def weight_gradient(delta, o_prev):
    return np.sum(delta[:, None, :] * o_prev[None, :, :], axis=2)


# %% right: entry by entry
def weight_gradient(delta, o_prev):
    G = np.zeros((delta.shape[0], o_prev.shape[0]))
    for b in range(G.shape[0]):
        for a in range(G.shape[1]):
            G[b, a] = np.dot(delta[b], o_prev[a])
    return G


# %% right: bias apart
def weight_gradient(delta, o_prev):
    bias = np.sum(delta, axis=1, keepdims=True)
    return np.hstack([bias, np.tensordot(delta, o_prev[1:], axes=(1, 1))])


# %% right: nested lists returned [alone]
def weight_gradient(delta, o_prev):
    return [[sum(d * o for d, o in zip(row, column)) for column in o_prev] for row in delta]


# %% right: float32
def weight_gradient(delta, o_prev):
    return delta.astype(np.float32) @ o_prev.astype(np.float32).T


# %% right: N times the mean
def weight_gradient(delta, o_prev):
    each = np.array([np.outer(d, o) for d, o in zip(delta.T, o_prev.T)])
    return len(each) * each.mean(axis=0)


# %% right: float32, example by example
def weight_gradient(delta, o_prev):
    G = np.zeros((len(delta), len(o_prev)), np.float32)
    for d, o in zip(np.float32(delta).T, np.float32(o_prev).T):
        G += d[:, None] * o
    return G


# %% right: rows of a Kronecker product
def weight_gradient(delta, o_prev):
    total = sum(np.kron(delta[:, [n]], o_prev[:, [n]].T) for n in range(delta.shape[1]))
    return np.asarray(total)


# %% right: a tape of one's own
class Weight:
    """A weight that collects what comes back to it from its products."""

    def __init__(self):
        self.slope = 0.0

    def times(self, o):
        return lambda arriving: self.collect(arriving * o)

    def collect(self, share):
        self.slope += share


def weight_gradient(delta, o_prev):
    W = [[Weight() for _ in o_prev] for _ in delta]
    tape = []
    for b, row in enumerate(W):
        for n in range(delta.shape[1]):
            tape += [(weight.times(o_prev[a, n]), delta[b, n]) for a, weight in enumerate(row)]
    for back, arriving in reversed(tape):
        back(arriving)
    return np.array([[weight.slope for weight in row] for row in W])


# %% mistake 23: outer product transposed [alone]
def weight_gradient(delta, o_prev):
    return o_prev @ delta.T


# %% mistake 23: transposed and forced into shape
def weight_gradient(delta, o_prev):
    return (o_prev @ delta.T).reshape(delta.shape[0], o_prev.shape[0])


# %% mistake 26: gradient of the biases missing
def weight_gradient(delta, o_prev):
    G = np.zeros((delta.shape[0], o_prev.shape[0]))
    G[:, 1:] = delta @ o_prev[1:].T
    return G


# %% mistake 27: biases in the last column
def weight_gradient(delta, o_prev):
    bias = delta.sum(axis=1, keepdims=True)
    return np.hstack([delta @ o_prev[1:].T, bias])


# %% mistake 29: gradient of the biases not summed over the examples
def weight_gradient(delta, o_prev):
    return np.hstack([delta[:, [0]], delta @ o_prev[1:].T])


# %% mistake 29: gradient of the biases of the last example [not below: backprop-vectorised]
def weight_gradient(delta, o_prev):
    G = delta @ o_prev.T
    for n in range(delta.shape[1]):
        G[:, 0] = delta[:, n]
    return G


# %% mistake 31: mean for sum
def weight_gradient(delta, o_prev):
    return delta @ o_prev.T / delta.shape[1]


# %% mistake 32: half the mean
def weight_gradient(delta, o_prev):
    N = delta.shape[1]
    return (delta @ o_prev.T) / (2 * N)


# %% mistake 35: overwrites in place of adding [alone]
def weight_gradient(delta, o_prev):
    for n in range(delta.shape[1]):
        G = np.outer(delta[:, n], o_prev[:, n])
    return G


# %% mistake 39: integer buffer [alone]
def weight_gradient(delta, o_prev):
    G = np.zeros((delta.shape[0], o_prev.shape[0]), dtype=int)
    G[:] = delta @ o_prev.T
    return G


# %% mistake: differences: toolkit
def weight_gradient(delta, o_prev):
    start = np.zeros((delta.shape[0], o_prev.shape[0]))
    return tk.numerical_gradient(lambda W: np.sum(delta * (W @ o_prev)), start)


# %% mistake: differences: two points
def weight_gradient(delta, o_prev):
    G, h = np.zeros((delta.shape[0], o_prev.shape[0])), 1e-5
    for at in np.ndindex(G.shape):
        W = np.zeros(G.shape)
        W[at] = h
        G[at] = (np.sum(delta * (W @ o_prev)) - np.sum(delta * (-W @ o_prev))) / (2 * h)
    return G


# %% mistake: differences: four points
def weight_gradient(delta, o_prev):
    def f(W):
        return np.sum(delta * (W @ o_prev))

    G, h = np.zeros((delta.shape[0], o_prev.shape[0])), 1e-3
    for at in np.ndindex(G.shape):
        E = np.zeros(G.shape)
        E[at] = h
        G[at] = (8 * (f(1 + E) - f(1 - E)) - f(1 + 2 * E) + f(1 - 2 * E)) / (12 * h)
    return G


# %% mistake: differences: relative step
def weight_gradient(delta, o_prev):
    G = np.zeros((delta.shape[0], o_prev.shape[0]))
    W = np.full(G.shape, 0.3)
    for at in np.ndindex(G.shape):
        h, up, down = 1e-6 * W[at], W.copy(), W.copy()
        up[at] += h
        down[at] -= h
        G[at] = (np.sum(delta * (up @ o_prev)) - np.sum(delta * (down @ o_prev))) / (2 * h)
    return G


# %% mistake: differences: complex step
def weight_gradient(delta, o_prev):
    G = np.zeros((delta.shape[0], o_prev.shape[0]))
    for at in np.ndindex(G.shape):
        W = np.zeros(G.shape, complex)
        W[at] = 1e-20j
        G[at] = np.sum(delta * (W @ o_prev)).imag / 1e-20
    return G
