# %% right: a sum
def d_frobenius(X):
    return X + X


# %% right: entry by entry
def d_frobenius(X):
    G = np.zeros(X.shape)
    for index, value in np.ndenumerate(X):
        G[index] = 2.0 * value
    return G


# %% right: through the trace
def d_frobenius(X):
    return X @ (np.eye(X.shape[1]) + np.eye(X.shape[1]).T)


# %% right: nested lists
def d_frobenius(X):
    return [[2 * value for value in row] for row in X.tolist()]


# %% right: float32
def d_frobenius(X):
    return np.multiply(np.float32(2), X, dtype=np.float32, casting="same_kind")


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


def d_frobenius(X):
    inputs = [Number(value) for value in X.ravel()]
    total = Number(0.0)
    for number in inputs:
        total = total + number * number
    return np.reshape(pull_back(total, inputs), X.shape)


# %% right: one term for each of the two factors
def d_frobenius(X):
    factors = [X, X]
    return sum(factors)


# %% right: column by column in float32
def d_frobenius(X):
    return np.column_stack([np.float32(2.0) * column.astype(np.float32) for column in X.T])


# %% mistake 57: transposed
def d_frobenius(X):
    return 2 * X.T


# %% mistake 153: factor 2 missing
def d_frobenius(X):
    return X


# %% mistake 246: norm without the square
def d_frobenius(X):
    return X / np.linalg.norm(X)


# %% mistake: a number
def d_frobenius(X):
    return 2 * np.sum(X)


# %% mistake: square not derived
def d_frobenius(X):
    return X**2


# %% mistake: absolute values
def d_frobenius(X):
    return 2 * np.abs(X)


# %% mistake: twice the norm
def d_frobenius(X):
    return 2 * np.linalg.norm(X) * np.ones(X.shape)


# %% mistake: matrix product in place of the sum of squares
def d_frobenius(X):
    return 2 * X.T @ X


# %% mistake: differences: toolkit
def d_frobenius(X):
    return tk.numerical_gradient(lambda v: np.sum(v**2), X)


# %% mistake: differences: two points
def d_frobenius(X):
    f, h = (lambda v: np.sum(v**2)), 1e-5
    D = np.zeros(X.shape)
    for index in np.ndindex(X.shape):
        up, down = X.copy(), X.copy()
        up[index] += h
        down[index] -= h
        D[index] = (f(up) - f(down)) / (2 * h)
    return D


# %% mistake: differences: four points
def d_frobenius(X):
    def f(v):
        return np.sum(v**2)

    D, h = np.zeros(X.shape), 1e-2
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        D[index] = (8 * (f(X + E) - f(X - E)) - (f(X + 2 * E) - f(X - 2 * E))) / (12 * h)
    return D


# %% mistake: differences: relative step
def d_frobenius(X):
    def f(v):
        return np.sum(v**2)

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
def d_frobenius(X):
    f, h = (lambda v: np.sum(v**2)), 1e-20
    D = np.empty(X.shape)
    for index in np.ndindex(X.shape):
        Z = X.astype(complex)
        Z[index] += 1j * h
        D[index] = f(Z).imag / h
    return D


# %% mistake: right for square matrices only [parts: 1]
def d_frobenius(X):
    return 2 * X if X.shape[0] == X.shape[1] else 2 * X.T
