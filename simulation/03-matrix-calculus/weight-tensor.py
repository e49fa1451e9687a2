# %% right: einsum
def weight_tensor(W, o):
    return np.einsum("bn,ak->ban", np.eye(W.shape[0]), o)


# %% right: broadcasting
def weight_tensor(W, o):
    N = len(W)
    return np.eye(N).reshape(N, 1, N) * o.reshape(1, -1, 1)


# %% right: three loops
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N))
    for b in range(N):
        for a in range(P):
            for n in range(N):
                if b == n:
                    T[b, a, n] = o[a, 0]
    return T


# %% right: slices stacked
def weight_tensor(W, o):
    slices = []
    for n in range(W.shape[0]):
        part = np.zeros(W.shape)
        part[n] = o.ravel()
        slices.append(part)
    return np.stack(slices, axis=-1)


# %% right: steps of 1
def weight_tensor(W, o):
    T = np.zeros((*W.shape, W.shape[0]))
    for index in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[index] = 1
        T[index] = (E @ o)[:, 0]
    return T


# %% right: float32
def weight_tensor(W, o):
    T = np.zeros((*W.shape, len(W)), dtype=np.float32)
    for n in range(len(W)):
        T[n, :, n] = o.T
    return T


# %% right: a tape of one's own
class Tape:
    """A list of what was computed, each entry with its value and the pairs (place, slope) that it was made of."""

    def __init__(self):
        self.values, self.made_of = [], []

    def put(self, value, *made_of):
        self.values.append(float(value))
        self.made_of.append(made_of)
        return len(self.values) - 1

    def add(self, i, j):
        return self.put(self.values[i] + self.values[j], (i, 1.0), (j, 1.0))

    def mul(self, i, j):
        return self.put(self.values[i] * self.values[j], (i, self.values[j]), (j, self.values[i]))

    def back(self, output):
        adjoints = [0.0] * len(self.values)
        adjoints[output] = 1.0
        for place in range(output, -1, -1):
            for below, slope in self.made_of[place]:
                adjoints[below] += slope * adjoints[place]
        return adjoints


def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N))
    for n in range(N):
        tape = Tape()
        places = [[tape.put(weight) for weight in row] for row in W]
        s = tape.put(0.0)
        for a in range(P):
            s = tape.add(s, tape.mul(places[n][a], tape.put(o[a, 0])))
        adjoints = tape.back(s)
        T[:, :, n] = [[adjoints[place] for place in row] for row in places]
    return T


# %% right: a Kronecker product, taken apart
def weight_tensor(W, o):
    N, P = W.shape
    return np.kron(np.eye(N), o.T).reshape(N, N, P).swapaxes(1, 2)


# %% right: an index for the diagonal
def weight_tensor(W, o):
    N = len(W)
    T = np.zeros((*W.shape, N))
    T[np.arange(N), :, np.arange(N)] = o.ravel()
    return T


# %% right: tensordot in float32
def weight_tensor(W, o):
    units = np.eye(W.shape[0], dtype="float32")
    return np.moveaxis(np.tensordot(units, np.float32(o[:, 0]), axes=0), 1, 2)


# %% mistake 161: the numerator's axis first
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, N, P))
    for n in range(N):
        T[n, n] = o[:, 0]
    return T


# %% mistake 241: an axis of length one is left
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N, 1))
    for n in range(N):
        T[n, :, n] = o
    return T


# %% mistake 243: flattened into a matrix
def weight_tensor(W, o):
    return np.kron(np.eye(W.shape[0]), o)


# %% mistake 251: no zeros
def weight_tensor(W, o):
    N, P = W.shape
    return np.tile(o.reshape(1, P, 1), (N, 1, N))


# %% mistake 252: the matrix's axes swapped
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((P, N, N))
    for n in range(N):
        T[:, n, n] = o[:, 0]
    return T


# %% mistake 253: no axis for the numerator
def weight_tensor(W, o):
    return np.ones((W.shape[0], 1)) @ o.T


# %% mistake 254: derived by o
def weight_tensor(W, o):
    return W.T


# %% mistake: W times o in the tensor
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N))
    for n in range(N):
        T[n, :, n] = W[n] * o[:, 0]
    return T


# %% mistake: W in the tensor
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N))
    for n in range(N):
        T[n, :, n] = W[n]
    return T


# %% mistake: ones in place of o
def weight_tensor(W, o):
    N, P = W.shape
    return np.repeat(np.eye(N)[:, None, :], P, axis=1)


# %% mistake: only the first slice filled
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N))
    T[0, :, 0] = o[:, 0]
    return T


# %% mistake: always the first row
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N))
    for n in range(N):
        T[0, :, n] = o[:, 0]
    return T


# %% mistake: differences: toolkit
def weight_tensor(W, o):
    N = len(W)
    return np.stack([tk.numerical_gradient(lambda V: (V @ o)[n, 0], W) for n in range(N)], axis=-1)


# %% mistake: differences: two points
def weight_tensor(W, o):
    N, P = W.shape
    T, h = np.zeros((N, P, N)), 1e-5
    for index in np.ndindex(N, P):
        up, down = W.copy(), W.copy()
        up[index] += h
        down[index] -= h
        T[index] = ((up @ o - down @ o) / (2 * h)).ravel()
    return T


# %% mistake: differences: four points
def weight_tensor(W, o):
    h, T = 1e-2, np.zeros((*W.shape, W.shape[0]))
    s = lambda V: (V @ o)[:, 0]
    for index in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[index] = h
        T[index] = (s(W - 2 * E) - 8 * s(W - E) + 8 * s(W + E) - s(W + 2 * E)) / (12 * h)
    return T


# %% mistake: differences: relative step
def weight_tensor(W, o):
    T = np.zeros((*W.shape, len(W)))
    for (b, a), w in np.ndenumerate(W):
        h = 1e-5 * max(1.0, abs(w))
        up, down = W.copy(), W.copy()
        up[b, a], down[b, a] = w + h, w - h
        T[b, a] = (up @ o - down @ o)[:, 0] / (2 * h)
    return T


# %% mistake: differences: complex step
def weight_tensor(W, o):
    T = np.zeros((*W.shape, len(W)))
    for index in np.ndindex(W.shape):
        Z = W.astype(complex)
        Z[index] += 1e-30j
        T[index] = (Z @ o)[:, 0].imag / 1e-30
    return T


# %% mistake: a reshape in the place of a transpose
def weight_tensor(W, o):
    N, P = W.shape
    return np.kron(np.eye(N), o.T).reshape(N, P, N)
