# %% right: residual first
def d_least_squares(A, x, b):
    residual = np.matmul(A, x) - b
    return 2 * np.matmul(A.T, residual)


# %% right: multiplied out
def d_least_squares(A, x, b):
    return 2 * (A.T @ A @ x - A.T @ b)


# %% right: equation by equation
def d_least_squares(A, x, b):
    g = np.zeros(x.shape)
    for row, target in zip(A, b):
        g += 2 * (row @ x - target) * row.reshape(-1, 1)
    return g


# %% right: the row turned up
def d_least_squares(A, x, b):
    return (2 * (A @ x - b).T @ A).T


# %% right: einsum
def d_least_squares(A, x, b):
    r = np.einsum("np,pk->nk", A, x) - b
    return np.einsum("np,nk->pk", A, 2 * r)


# %% right: float32
def d_least_squares(A, x, b):
    A, x, b = np.float32(A), np.float32(x), np.float32(b)
    return 2 * A.T @ (A @ x - b)


# %% right: a tape of one's own
class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, value, made_of=()):
        self.value, self.made_of, self.adjoint = float(value), made_of, 0.0

    def __add__(self, other):
        return Number(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.value * other.value, ((self, other.value), (other, self.value)))


def pull_back(output, inputs):
    """The adjoints of the inputs, from the output down; earlier ones are forgotten."""
    order, seen = [], set()

    def visit(number):
        if id(number) not in seen:
            seen.add(id(number))
            number.adjoint = 0.0
            for below, _ in number.made_of:
                visit(below)
            order.append(number)

    visit(output)
    output.adjoint = 1.0
    for number in reversed(order):
        for below, slope in number.made_of:
            below.adjoint += slope * number.adjoint
    return [number.adjoint if id(number) in seen else 0.0 for number in inputs]


def d_least_squares(A, x, b):
    inputs = [Number(value) for value in x[:, 0]]
    loss = Number(0.0)
    for row, target in zip(A, b[:, 0]):
        residual = Number(-target)
        for factor, number in zip(row, inputs):
            residual = residual + number * factor
        loss = loss + residual * residual
    return np.array(pull_back(loss, inputs)).reshape(-1, 1)


# %% right: an augmented matrix
def d_least_squares(A, x, b):
    M = np.block([A, -b])
    r = M @ np.vstack([x, [[1.0]]])
    return (2 * M.T @ r)[:-1]


# %% right: nested lists
def d_least_squares(A, x, b):
    rows, unknowns, targets = A.tolist(), x[:, 0].tolist(), b[:, 0].tolist()
    residuals = [sum(a * u for a, u in zip(row, unknowns)) - t for row, t in zip(rows, targets)]
    return [[2 * sum(row[p] * r for row, r in zip(rows, residuals))] for p in range(len(unknowns))]


# %% right: tensordot, multiplied out, in float32
def d_least_squares(A, x, b):
    A, x, b = (array.astype("float32") for array in (A, x, b))
    gram = np.tensordot(A, A, axes=(0, 0))
    return np.float32(2) * (gram @ x - np.tensordot(A, b, axes=(0, 0)))


# %% mistake 57: a row
def d_least_squares(A, x, b):
    return 2 * (A @ x - b).T @ A


# %% mistake 60: one axis
def d_least_squares(A, x, b):
    return 2 * A.T @ (A @ x.ravel() - b.ravel())


# %% mistake 153: factor 2 missing
def d_least_squares(A, x, b):
    return A.T @ (A @ x - b)


# %% mistake 154: sign of the residual
def d_least_squares(A, x, b):
    return 2 * A.T @ (b - A @ x)


# %% mistake 156: target left out
def d_least_squares(A, x, b):
    return 2 * A.T @ A @ x


# %% mistake 245: not transposed
def d_least_squares(A, x, b):
    return 2 * A @ (A @ x - b)


# %% mistake 246: norm without the square
def d_least_squares(A, x, b):
    r = A @ x - b
    return A.T @ r / np.sqrt(np.sum(r**2))


# %% mistake: inner derivative missing
def d_least_squares(A, x, b):
    return 2 * (A @ x - b)


# %% mistake: one-dimensional target broadcast
def d_least_squares(A, x, b):
    return 2 * A.T @ (A @ x - b.ravel())


# %% mistake: factor 2 in the wrong place
def d_least_squares(A, x, b):
    return A.T @ (2 * A @ x - b)


# %% mistake: differences: toolkit
def d_least_squares(A, x, b):
    return tk.numerical_gradient(lambda v: np.sum((A @ v - b) ** 2), x)


# %% mistake: differences: two points
def d_least_squares(A, x, b):
    f, h = (lambda v: np.sum((A @ v - b) ** 2)), 1e-5
    D = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        D[index] = (f(up) - f(down)) / (2 * h)
    return D


# %% mistake: differences: four points
def d_least_squares(A, x, b):
    def f(v):
        return np.sum((A @ v - b) ** 2)

    D, h = np.zeros(x.shape), 1e-2
    for index in np.ndindex(x.shape):
        E = np.zeros(x.shape)
        E[index] = h
        D[index] = (8 * (f(x + E) - f(x - E)) - (f(x + 2 * E) - f(x - 2 * E))) / (12 * h)
    return D


# %% mistake: differences: relative step
def d_least_squares(A, x, b):
    def f(v):
        return np.sum((A @ v - b) ** 2)

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
def d_least_squares(A, x, b):
    f, h = (lambda v: np.sum((A @ v - b) ** 2)), 1e-20
    D = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        Z = x.astype(complex)
        Z[index] += 1j * h
        D[index] = f(Z).imag / h
    return D
