# %% right: np.outer
def d_bilinear(a, X, b):
    return np.outer(a, b)


# %% right: broadcasting
def d_bilinear(a, X, b):
    return a * b.reshape(1, -1)


# %% right: entry by entry
def d_bilinear(a, X, b):
    G = np.empty(X.shape)
    for p, q in np.ndindex(X.shape):
        G[p, q] = a[p, 0] * b[q, 0]
    return G


# %% right: einsum
def d_bilinear(a, X, b):
    return np.einsum("pi,qi->pq", a, b)


# %% right: kron
def d_bilinear(a, X, b):
    return np.kron(a, b.T)


# %% right: nested lists in float32
def d_bilinear(a, X, b):
    return np.float32([[float(u) * float(v) for v in b.ravel()] for u in a.ravel()])


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


def d_bilinear(a, X, b):
    tape = Tape()
    left, right = [[tape.put(value) for value in column[:, 0]] for column in (a, b)]
    places = np.array([[tape.put(value) for value in row] for row in X])
    number = tape.put(0.0)
    for p, q in np.ndindex(X.shape):
        number = tape.add(number, tape.mul(tape.mul(left[p], places[p, q]), right[q]))
    adjoints = tape.back(number)
    return np.array([[adjoints[place] for place in row] for row in places])


# %% right: tensordot without a shared axis
def d_bilinear(a, X, b):
    return np.tensordot(a[:, 0], b[:, 0], axes=0)


# %% right: rows scaled in float32
def d_bilinear(a, X, b):
    row = np.float32(b).T
    return np.vstack([np.float32(factor) * row for factor in a[:, 0]])


# %% mistake 57: transposed
def d_bilinear(a, X, b):
    return b @ a.T


# %% mistake 248: X is still there
def d_bilinear(a, X, b):
    return a @ b.T * X


# %% mistake: the form itself
def d_bilinear(a, X, b):
    return a.T @ X @ b


# %% mistake: derived by a
def d_bilinear(a, X, b):
    return X @ b


# %% mistake: derived by b
def d_bilinear(a, X, b):
    return X.T @ a


# %% mistake: b forgotten
def d_bilinear(a, X, b):
    return a @ np.ones((1, len(b)))


# %% mistake: sum in place of the product
def d_bilinear(a, X, b):
    return a + b.T


# %% mistake: inner product
def d_bilinear(a, X, b):
    return np.dot(a.T, X)


# %% mistake: differences: toolkit
def d_bilinear(a, X, b):
    return tk.numerical_gradient(lambda v: np.sum(a * (v @ b)), X)


# %% mistake: differences: two points
def d_bilinear(a, X, b):
    f, h = (lambda v: np.sum(a * (v @ b))), 1e-5
    D = np.zeros(X.shape)
    for index in np.ndindex(X.shape):
        up, down = X.copy(), X.copy()
        up[index] += h
        down[index] -= h
        D[index] = (f(up) - f(down)) / (2 * h)
    return D


# %% mistake: differences: four points
def d_bilinear(a, X, b):
    def f(v):
        return np.sum(a * (v @ b))

    D, h = np.zeros(X.shape), 1e-2
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        D[index] = (8 * (f(X + E) - f(X - E)) - (f(X + 2 * E) - f(X - 2 * E))) / (12 * h)
    return D


# %% mistake: differences: relative step
def d_bilinear(a, X, b):
    def f(v):
        return np.sum(a * (v @ b))

    slopes = []
    for index, entry in np.ndenumerate(X):
        h = 1e-5 * max(1.0, abs(entry))
        moved = X.copy()
        moved[index] = entry + h
        above = f(moved)
        moved[index] = entry - h
        slopes.append((above - f(moved)) / (2 * h))
    return np.reshape(slopes, X.shape)


# %% mistake: differences: complex step
def d_bilinear(a, X, b):
    f, h = (lambda v: np.sum(a * (v @ b))), 1e-20
    D = np.empty(X.shape)
    for index in np.ndindex(X.shape):
        Z = X.astype(complex)
        Z[index] += 1j * h
        D[index] = f(Z).imag / h
    return D
