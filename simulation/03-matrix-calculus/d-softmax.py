# %% right: own softmax, entry by entry
def d_softmax(s):
    K = len(s)
    e = np.exp(s[:, 0] - s.max())
    p = e / e.sum()
    J = np.zeros((K, K))
    for i in range(K):
        for k in range(K):
            J[i, k] = p[k] * ((i == k) - p[i])
    return J


# %% right: the identity minus p
def d_softmax(s):
    p = softmax(s)
    return p * (np.eye(len(p)) - p.T)


# %% right: outer on flat arrays
def d_softmax(s):
    p = softmax(s).ravel()
    J = -np.outer(p, p)
    np.fill_diagonal(J, p * (1 - p))
    return J


# %% right: float32
def d_softmax(s):
    p = softmax(np.float32(s))
    return np.diagflat(p) - p @ p.T


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

    def exp(self):
        e = math.exp(self.value)
        return Number(e, ((self, e),))

    def __truediv__(self, other):
        ratio = self.value / other.value
        return Number(ratio, ((self, 1 / other.value), (other, -ratio / other.value)))


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


def d_softmax(s):
    highest = float(np.max(s))
    scores = [Number(value) for value in s[:, 0]]
    parts = [(score + Number(-highest)).exp() for score in scores]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return np.array([pull_back(part / total, scores) for part in parts]).T


# %% right: without subtracting anything
def d_softmax(s):
    e = np.exp(s)
    p = e / e.sum()
    return p * np.eye(len(s)) - np.outer(p, p)


# %% right: through the logarithm of the sum
def d_softmax(s):
    logarithms = s - np.logaddexp.reduce(s[:, 0])
    p = np.exp(logarithms)
    return np.diag(p[:, 0]) - np.exp(logarithms + logarithms.T)


# %% right: the quotient rule as it stands
def d_softmax(s):
    e = np.exp(s - s.max())
    total = e.sum()
    return (np.diagflat(e) * total - e @ e.T) / total**2


# %% right: the diagonal from what the others lose
def d_softmax(s):
    p = softmax(s)
    J = -p @ p.T
    np.fill_diagonal(J, 0)
    return J - np.diag(J.sum(axis=0))


# %% right: own softmax in float32
def d_softmax(s):
    e = np.exp(np.float32(s) - np.float32(s).max())
    p = e / e.sum()
    return np.diag(p[:, 0]) - np.outer(p, p)


# %% mistake 6: entry by entry, a column
def d_softmax(s):
    p = softmax(s)
    return p * (1 - p)


# %% mistake 157: only the diagonal
def d_softmax(s):
    p = softmax(s)
    return np.diagflat(p * (1 - p))


# %% mistake 158: plus off the diagonal
def d_softmax(s):
    p = softmax(s)
    J = p @ p.T
    np.fill_diagonal(J, (p * (1 - p)).ravel())
    return J


# %% mistake 249: the outer product forgotten
def d_softmax(s):
    return np.diagflat(softmax(s))


# %% mistake 250: sign
def d_softmax(s):
    p = softmax(s)
    return p @ p.T - np.diagflat(p)


# %% mistake: the diagonal not added
def d_softmax(s):
    p = softmax(s)
    return -p @ p.T


# %% mistake: inner product
def d_softmax(s):
    p = softmax(s)
    return np.diagflat(p) - p.T @ p


# %% mistake: identity in place of the diagonal matrix
def d_softmax(s):
    p = softmax(s)
    return np.eye(len(p)) - p @ p.T


# %% mistake: not normalised
def d_softmax(s):
    return np.diagflat(np.exp(s))


# %% mistake: the probabilities themselves
def d_softmax(s):
    return softmax(s)


# %% mistake: differences: toolkit
def d_softmax(s):
    columns = [tk.numerical_gradient(lambda v: softmax(v)[n, 0], s) for n in range(len(s))]
    return np.hstack(columns)


# %% mistake: differences: two points
def d_softmax(s):
    f, h, rows = (lambda v: softmax(v)), 1e-5, []
    for p in range(len(s)):
        up, down = s.copy(), s.copy()
        up[p] += h
        down[p] -= h
        rows.append((f(up) - f(down)).ravel() / (2 * h))
    return np.array(rows)


# %% mistake: differences: four points
def d_softmax(s):
    def f(v):
        return softmax(v)

    h, J = 1e-3, []
    for unit in np.eye(len(s)):
        e = h * unit.reshape(-1, 1)
        quotient = (8 * (f(s + e) - f(s - e)) - (f(s + 2 * e) - f(s - 2 * e))) / (12 * h)
        J.append(quotient[:, 0])
    return np.vstack(J)


# %% mistake: differences: relative step
def d_softmax(s):
    J = np.zeros((len(s), len(s)))
    for p, entry in enumerate(s[:, 0]):
        h = 1e-5 * max(1.0, abs(entry))
        moved = s.copy()
        moved[p] = entry + h
        above = softmax(moved)
        moved[p] = entry - h
        J[p] = (above - softmax(moved))[:, 0] / (2 * h)
    return J


# %% mistake: differences: complex step
def d_softmax(s):
    rows = []
    for e in np.eye(len(s)):
        z = np.exp(s[:, 0] + 1e-30j * e)
        rows.append((z / z.sum()).imag / 1e-30)
    return np.array(rows)
