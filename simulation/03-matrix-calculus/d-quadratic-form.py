# %% right: two products
def d_quadratic_form(A, x):
    return A @ x + A.T @ x


# %% right: entry by entry
def d_quadratic_form(A, x):
    P = len(x)
    g = np.zeros((P, 1))
    for i in range(P):
        for j in range(P):
            g[i] += A[i, j] * x[j]
            g[j] += A[i, j] * x[i]
    return g


# %% right: the row turned up
def d_quadratic_form(A, x):
    return (x.T @ (A + A.T)).T


# %% right: einsum
def d_quadratic_form(A, x):
    return np.einsum("ij,jk->ik", A, x) + np.einsum("ij,ik->jk", A, x)


# %% right: twice the symmetric half
def d_quadratic_form(A, x):
    half = (A + np.transpose(A)) / 2
    return 2 * np.dot(half, x)


# %% right: float32
def d_quadratic_form(A, x):
    A, x = np.float32(A), np.float32(x)
    return A @ x + A.T @ x


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


def d_quadratic_form(A, x):
    tape = Tape()
    places = [tape.put(value) for value in x[:, 0]]
    total = tape.put(0.0)
    for i, j in np.ndindex(A.shape):
        product = tape.mul(places[i], places[j])
        total = tape.add(total, tape.mul(tape.put(A[i, j]), product))
    adjoints = tape.back(total)
    return np.array([[adjoints[place]] for place in places])


# %% right: one row at a time
def d_quadratic_form(A, x):
    return np.vstack([A[p] @ x + x.T @ A[:, [p]] for p in range(len(x))]).reshape(-1, 1)


# %% right: blocks
def d_quadratic_form(A, x):
    return np.hstack([A, A.T]) @ np.vstack([x, x])


# %% right: tensordot in float32
def d_quadratic_form(A, x):
    A, x = A.astype(np.float32), x.astype(np.float32)
    return np.tensordot(A, x, axes=(1, 0)) + np.tensordot(A, x, axes=(0, 0))


# %% mistake 57: a row
def d_quadratic_form(A, x):
    return x.T @ (A + A.T)


# %% mistake 60: one axis
def d_quadratic_form(A, x):
    x = x.ravel()
    return (A + A.T) @ x


# %% mistake 151: as if symmetric [parts: 2]
def d_quadratic_form(A, x):
    return 2 * A @ x


# %% mistake 152: one place of x only
def d_quadratic_form(A, x):
    return A @ x


# %% mistake 152: the other place only
def d_quadratic_form(A, x):
    return A.T @ x


# %% mistake: difference in place of the sum
def d_quadratic_form(A, x):
    return (A - A.T) @ x


# %% mistake: x forgotten
def d_quadratic_form(A, x):
    return A + A.T


# %% mistake: the form itself
def d_quadratic_form(A, x):
    return (x.T @ A @ x).item()


# %% mistake: the diagonal counted once
def d_quadratic_form(A, x):
    return (A + A.T - np.diag(np.diag(A))) @ x


# %% mistake: differences: toolkit
def d_quadratic_form(A, x):
    return tk.numerical_gradient(lambda v: np.sum(v * (A @ v)), x)


# %% mistake: differences: two points
def d_quadratic_form(A, x):
    f, h = (lambda v: np.sum(v * (A @ v))), 1e-5
    D = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        D[index] = (f(up) - f(down)) / (2 * h)
    return D


# %% mistake: differences: four points
def d_quadratic_form(A, x):
    def f(v):
        return np.sum(v * (A @ v))

    D, h = np.zeros(x.shape), 1e-2
    for index in np.ndindex(x.shape):
        E = np.zeros(x.shape)
        E[index] = h
        D[index] = (8 * (f(x + E) - f(x - E)) - (f(x + 2 * E) - f(x - 2 * E))) / (12 * h)
    return D


# %% mistake: differences: relative step
def d_quadratic_form(A, x):
    def f(v):
        return np.sum(v * (A @ v))

    slopes = []
    for index, entry in np.ndenumerate(x):
        h = 1e-5 * max(1.0, abs(entry))
        moved = x.copy()
        moved[index] = entry + h
        above = f(moved)
        moved[index] = entry - h
        slopes.append((above - f(moved)) / (2 * h))
    return np.reshape(slopes, x.shape)


# %% mistake: differences: complex step
def d_quadratic_form(A, x):
    f, h = (lambda v: np.sum(v * (A @ v))), 1e-20
    D = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        Z = x.astype(complex)
        Z[index] += 1j * h
        D[index] = f(Z).imag / h
    return D
