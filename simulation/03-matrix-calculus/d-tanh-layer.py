# %% right: a diagonal matrix
def d_tanh_layer(W, x):
    o = np.tanh(W @ x)
    return W.T @ np.diagflat(1 - o**2)


# %% right: entry by entry
def d_tanh_layer(W, x):
    N, P = W.shape
    J = np.zeros((P, N))
    for n in range(N):
        s = sum(W[n, p] * x[p, 0] for p in range(P))
        for p in range(P):
            J[p, n] = (1 - np.tanh(s) ** 2) * W[n, p]
    return J


# %% right: with cosh, transposed at the end
def d_tanh_layer(W, x):
    return (W / np.cosh(W @ x) ** 2).T


# %% right: einsum
def d_tanh_layer(W, x):
    slope = 1 - np.tanh(np.einsum("np,pk->nk", W, x)) ** 2
    return np.einsum("np,nk->pn", W, slope)


# %% right: one axis broadcast along the rows
def d_tanh_layer(W, x):
    o = np.tanh(W @ x).ravel()
    return W.T * (1 - o * o)


# %% right: float32
def d_tanh_layer(W, x):
    W, x = np.float32(W), np.float32(x)
    return W.T * (1 - np.tanh(W @ x) ** 2).T


# %% right: a tape of one's own
import math


class Number:
    """A number that knows what it was made of: pairs (number, slope)."""

    def __init__(self, value, made_of=()):
        self.value, self.made_of, self.adjoint = float(value), made_of, 0.0

    def __add__(self, other):
        return Number(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.value * other.value, ((self, other.value), (other, self.value)))

    def tanh(self):
        o = math.tanh(self.value)
        return Number(o, ((self, 1 - o * o),))


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


def d_tanh_layer(W, x):
    inputs = [Number(value) for value in x[:, 0]]
    columns = []
    for row in W:
        s = Number(0.0)
        for weight, number in zip(row, inputs):
            s = s + number * weight
        columns.append(pull_back(s.tanh(), inputs))
    return np.transpose(columns)


# %% right: tanh from exponentials
def d_tanh_layer(W, x):
    up, down = np.exp(W @ x), np.exp(-(W @ x))
    o = (up - down) / (up + down)
    return (W * (1 - o) * (1 + o)).T


# %% right: the logistic function, stretched
def d_tanh_layer(W, x):
    logistic = 1 / (1 + np.exp(-2 * (W @ x)))
    return np.dot(W.T, np.diag(4 * (logistic * (1 - logistic))[:, 0]))


# %% right: math.tanh on lists
def d_tanh_layer(W, x):
    import math

    outputs = [math.tanh(math.fsum(w * v for w, v in zip(row, x[:, 0]))) for row in W]
    return [[row[p] * (1 - o * o) for row, o in zip(W, outputs)] for p in range(len(x))]


# %% right: cosh in float32
def d_tanh_layer(W, x):
    W, x = W.astype(np.float32), x.astype(np.float32)
    return np.transpose(W / np.square(np.cosh(W @ x)))


# %% mistake 57: numerator layout
def d_tanh_layer(W, x):
    return np.diagflat(1 - np.tanh(W @ x) ** 2) @ W


# %% mistake 59: factors in the other order
def d_tanh_layer(W, x):
    return np.diagflat(1 - np.tanh(W @ x) ** 2) @ W.T


# %% mistake 9: tanh twice
def d_tanh_layer(W, x):
    o = np.tanh(W @ x)
    return W.T * (1 - np.tanh(o) ** 2).T


# %% mistake 10: derivative of the logistic function
def d_tanh_layer(W, x):
    o = np.tanh(W @ x)
    return W.T * (o * (1 - o)).T


# %% mistake 159: derivative of tanh dropped
def d_tanh_layer(W, x):
    return W.T


# %% mistake 160: derivative taken from W x
def d_tanh_layer(W, x):
    return W.T * (1 - (W @ x) ** 2).T


# %% mistake 247: the outputs added up
def d_tanh_layer(W, x):
    return W.T @ (1 - np.tanh(W @ x) ** 2)


# %% mistake: inner derivative dropped
def d_tanh_layer(W, x):
    return 1 - np.tanh(W @ x) ** 2


# %% mistake: slope not squared
def d_tanh_layer(W, x):
    return W.T * (1 - np.tanh(W @ x)).T


# %% mistake: tanh of the matrix
def d_tanh_layer(W, x):
    return 1 - np.tanh(W.T) ** 2


# %% mistake: differences: toolkit
def d_tanh_layer(W, x):
    columns = [tk.numerical_gradient(lambda v: np.tanh(W[n] @ v)[0], x) for n in range(len(W))]
    return np.hstack(columns)


# %% mistake: differences: two points
def d_tanh_layer(W, x):
    f, h, rows = (lambda v: np.tanh(W @ v)), 1e-5, []
    for p in range(len(x)):
        up, down = x.copy(), x.copy()
        up[p] += h
        down[p] -= h
        rows.append((f(up) - f(down)).ravel() / (2 * h))
    return np.array(rows)


# %% mistake: differences: four points
def d_tanh_layer(W, x):
    def f(v):
        return np.tanh(W @ v)

    h, J = 1e-3, []
    for unit in np.eye(len(x)):
        e = h * unit.reshape(-1, 1)
        quotient = (8 * (f(x + e) - f(x - e)) - (f(x + 2 * e) - f(x - 2 * e))) / (12 * h)
        J.append(quotient[:, 0])
    return np.vstack(J)


# %% mistake: differences: relative step
def d_tanh_layer(W, x):
    J = np.zeros((len(x), len(W)))
    for p, entry in enumerate(x[:, 0]):
        h = 1e-5 * max(1.0, abs(entry))
        moved = x.copy()
        moved[p] = entry + h
        above = np.tanh(W @ moved)
        moved[p] = entry - h
        J[p] = (above - np.tanh(W @ moved))[:, 0] / (2 * h)
    return J


# %% mistake: differences: complex step
def d_tanh_layer(W, x):
    h, J = 1e-20, []
    for p in range(len(x)):
        v = x.astype(complex)
        v[p] += 1j * h
        J.append((np.tanh(W @ v)).imag.ravel() / h)
    return np.array(J)
