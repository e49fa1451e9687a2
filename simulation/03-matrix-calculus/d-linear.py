# %% right: np.transpose
def d_linear(A, x):
    return np.transpose(A).copy()


# %% right: entry by entry
def d_linear(A, x):
    N, P = A.shape
    J = np.zeros((P, N))
    for n in range(N):
        for p in range(P):
            J[p, n] = A[n, p]
    return J


# %% right: einsum with unit vectors
def d_linear(A, x):
    return np.einsum("np,pq->qn", A, np.eye(len(x)))


# %% right: the columns of the identity
def d_linear(A, x):
    return np.array([(A @ e.reshape(-1, 1)).ravel() for e in np.eye(len(x))])


# %% right: nested lists
def d_linear(A, x):
    return [list(column) for column in zip(*A.tolist())]


# %% right: float32
def d_linear(A, x):
    return A.astype(np.float32).T


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


def d_linear(A, x):
    columns = []
    for row in A:
        inputs = [Number(value) for value in x[:, 0]]
        output = Number(0.0)
        for factor, number in zip(row, inputs):
            output = output + number * factor
        columns.append(pull_back(output, inputs))
    return np.array(columns).T


# %% right: a block for each row
def d_linear(A, x):
    return np.hstack([row.reshape(-1, 1) for row in A])


# %% right: the transpose by swapaxes, through float32
def d_linear(A, x):
    return np.swapaxes(np.float32(A), 0, 1) * np.ones((len(x), 1), "float32")


# %% mistake 57: not transposed
def d_linear(A, x):
    return A


# %% mistake 247: the outputs added up
def d_linear(A, x):
    return A.sum(axis=0).reshape(-1, 1)


# %% mistake: the map itself
def d_linear(A, x):
    return A @ x


# %% mistake: x is still there
def d_linear(A, x):
    return A.T * x


# %% mistake: the derivative of the quadratic form
def d_linear(A, x):
    return A.T @ A


# %% mistake: reshaped, not transposed
def d_linear(A, x):
    return A.reshape(A.shape[1], A.shape[0])


# %% mistake: one axis
def d_linear(A, x):
    return A.T.ravel()


# %% mistake: forgets to return
def d_linear(A, x):
    J = A.T


# %% mistake: differences: toolkit
def d_linear(A, x):
    columns = [tk.numerical_gradient(lambda v: (A[n] @ v)[0], x) for n in range(len(A))]
    return np.hstack(columns)


# %% mistake: differences: two points
def d_linear(A, x):
    f, h, rows = (lambda v: A @ v), 1e-5, []
    for p in range(len(x)):
        up, down = x.copy(), x.copy()
        up[p] += h
        down[p] -= h
        rows.append((f(up) - f(down)).ravel() / (2 * h))
    return np.array(rows)


# %% mistake: differences: four points
def d_linear(A, x):
    def f(v):
        return A @ v

    h, J = 1e-3, []
    for unit in np.eye(len(x)):
        e = h * unit.reshape(-1, 1)
        quotient = (8 * (f(x + e) - f(x - e)) - (f(x + 2 * e) - f(x - 2 * e))) / (12 * h)
        J.append(quotient[:, 0])
    return np.vstack(J)


# %% mistake: differences: relative step
def d_linear(A, x):
    J = np.zeros((len(x), len(A)))
    for p, entry in enumerate(x[:, 0]):
        h = 1e-5 * max(1.0, abs(entry))
        moved = x.copy()
        moved[p] = entry + h
        above = A @ moved
        moved[p] = entry - h
        J[p] = (above - A @ moved)[:, 0] / (2 * h)
    return J


# %% mistake: differences: complex step
def d_linear(A, x):
    h, J = 1e-20, []
    for p in range(len(x)):
        v = x.astype(complex)
        v[p] += 1j * h
        J.append((A @ v).imag.ravel() / h)
    return np.array(J)


# %% mistake: differences: steps of 1
def d_linear(A, x):
    rows = []
    for p in range(len(x)):
        e = np.zeros_like(x)
        e[p] = 1
        rows.append((A @ (x + e) - A @ x).ravel())
    return np.array(rows)


# %% mistake: squeezed where there is one output
def d_linear(A, x):
    return A.squeeze().T
