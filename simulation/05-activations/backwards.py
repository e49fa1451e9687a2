# %% right: own functions of exercise 3 [carries]
def logistic_delta(g, o):
    return (g - g * o) * o


def prelu_delta(g, s, alpha):
    return g * prelu_derivative(s, alpha)


def prelu_alpha_gradient(g, s, alpha):
    return (g * prelu_derivative_alpha(s, alpha)).sum()


# %% right: elementwise products
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% right: loops over units and examples
def logistic_delta(g, o):
    delta = np.zeros(g.shape)
    for b in range(g.shape[0]):
        for n in range(g.shape[1]):
            delta[b, n] = g[b, n] * (o[b, n] - o[b, n] ** 2)
    return delta


def prelu_delta(g, s, alpha):
    delta = np.zeros(g.shape)
    for b in range(g.shape[0]):
        for n in range(g.shape[1]):
            delta[b, n] = g[b, n] * (alpha if s[b, n] < 0 else 1)
    return delta


def prelu_alpha_gradient(g, s, alpha):
    total = 0.0
    for g_row, s_row in zip(g.tolist(), s.tolist()):
        total += sum(x * y for x, y in zip(g_row, s_row) if y < 0)
    return total


# %% right: einsum, and back to s by the logarithm of the odds
def logistic_delta(g, o):
    s = np.log(o / (1 - o))
    return g / (2 + np.exp(s) + np.exp(-s))


def prelu_delta(g, s, alpha):
    delta = g.copy()
    delta[s < 0] *= alpha
    return delta


def prelu_alpha_gradient(g, s, alpha):
    return np.einsum("bn,bn->", g, s * (s < 0))


# %% right: nested lists, a 1 x 1 array
def logistic_delta(g, o):
    return [[x * y * (1 - y) for x, y in zip(*rows)] for rows in zip(g, o)]


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.ravel(g)[None, :] @ np.minimum(np.ravel(s), 0)[:, None]


# %% right: a tape of one's own
class Taped:
    """A number, or an array of them, that knows what it was made of."""

    def __init__(self, value, *parents):
        self.value, self.parents, self.gradient = value, parents, 0.0

    def __add__(self, other):
        other = other if isinstance(other, Taped) else Taped(other)
        return Taped(self.value + other.value, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Taped) else Taped(other)
        return Taped(self.value * other.value, (self, other.value), (other, self.value))

    __radd__, __rmul__ = __add__, __mul__

    def apply(self, function, slope):
        return Taped(function(self.value), (self, slope(self.value)))


def backwards_from(end):
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

    visit(end)
    end.gradient = np.ones_like(end.value)
    for node in reversed(order):
        for parent, local in node.parents:
            parent.gradient = parent.gradient + node.gradient * local


def slope_of(function, s):
    x = Taped(1.0 * s)
    backwards_from(function(x))
    return x.gradient


def pieces(x, alpha):
    left = 1.0 * (x.value < 0)
    return alpha * x * left + x * (1 - left)


def logistic_delta(g, o):
    one_minus = Taped(o).apply(lambda v: 1 - v, lambda v: -1.0)
    return (Taped(g) * Taped(o) * one_minus).value


def prelu_delta(g, s, alpha):
    x = Taped(s)
    backwards_from(pieces(x, alpha) * g)
    return x.gradient


def prelu_alpha_gradient(g, s, alpha):
    a = Taped(np.full(s.shape, float(alpha)))
    backwards_from(pieces(Taped(s), a) * g)
    return np.sum(a.gradient)


# %% right: trace of a product, dot products
def logistic_delta(g, o):
    return np.multiply(g, o - o * o)


def prelu_delta(g, s, alpha):
    return np.multiply(g, np.array([[alpha, 1.0][int(x >= 0)] for x in s.ravel()]).reshape(s.shape))


def prelu_alpha_gradient(g, s, alpha):
    return np.trace(g.T @ np.minimum(s, 0))


# %% right: the active half apart
def logistic_delta(g, o):
    return g * (o * (1 - o))


def prelu_delta(g, s, alpha):
    return np.maximum(np.sign(s), 0) * g + (s == 0) * g + (s < 0) * (alpha * g)


def prelu_alpha_gradient(g, s, alpha):
    inactive = s < 0
    return float(np.dot(g[inactive], s[inactive]))


# %% mistake 7: the slope is missing [parts: 1, 2]
def logistic_delta(g, o):
    return g


def prelu_delta(g, s, alpha):
    return g


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake 9: the logistic slope at o [parts: 1]
def logistic_delta(g, o):
    again = 1 / (1 + np.exp(-o))
    return g * again * (1 - again)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake 10: the slope of tanh [parts: 1]
def logistic_delta(g, o):
    return g * (1 - o**2)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake 20: matrix product [parts: 1, 2]
def logistic_delta(g, o):
    return g @ (o * (1 - o)).T


def prelu_delta(g, s, alpha):
    return g @ np.where(s < 0, alpha, 1.0).T


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake 20: everything added up [parts: 1, 2]
def logistic_delta(g, o):
    return np.sum(g * o * (1 - o))


def prelu_delta(g, s, alpha):
    return np.sum(g * np.where(s < 0, alpha, 1.0))


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake 21: g is not used [parts: 1, 2, 3]
def logistic_delta(g, o):
    return o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha, 1.0)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(np.minimum(s, 0))


# %% mistake 18: the first example alone [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g[:, 0] * np.minimum(s[:, 0], 0))


# %% mistake 29: not added up [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return g * np.minimum(s, 0)


# %% mistake 29: added up over the examples alone [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return (g * np.minimum(s, 0)).sum(axis=1)


# %% mistake 31: mean for sum [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.mean(g * np.minimum(s, 0))


# %% mistake 73: nothing to learn in alpha [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return 0.0


# %% mistake 73: the derivative in s for the one in alpha [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.where(s < 0, alpha, 1.0))


# %% mistake 73: s on both sides [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * s)


# %% mistake 285: the sign [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.maximum(-s, 0))


# %% mistake 287: branches change places [parts: 2]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return g * np.where(s < 0, 1.0, alpha)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake: the sign of g decides [parts: 2]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return g * np.where(g < 0, alpha, 1.0)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake: a factor o too many [parts: 1]
def logistic_delta(g, o):
    return g * o**2 * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake: differences: toolkit [parts: 1, 2, 3]
def slope_of(function, s):
    slopes = tk.numerical_gradient(lambda t: np.sum(function(t)), s)
    return slopes


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def line(s, alpha):
    return np.where(s < 0, alpha * s, s)


def logistic_delta(g, o):
    return g * slope_of(logistic, np.log(o / (1 - o)))


def prelu_delta(g, s, alpha):
    return g * np.where(s == 0, 1, slope_of(lambda t: line(t, alpha), s))


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * slope_of(lambda a: line(s, a), np.full(s.shape, float(alpha))))


# %% mistake: differences: two points [parts: 1, 2, 3]
def slope_of(function, s, h=1e-7):
    return (function(s + h) - function(s)) / h


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def line(s, alpha):
    return np.where(s < 0, alpha * s, s)


def logistic_delta(g, o):
    return g * slope_of(logistic, np.log(o / (1 - o)))


def prelu_delta(g, s, alpha):
    return g * slope_of(lambda t: line(t, alpha), s)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * slope_of(lambda a: line(s, a), np.full(s.shape, float(alpha))))


# %% mistake: differences: four points [parts: 1, 2, 3]
def slope_of(function, s, h=1e-3):
    at = [function(s + k * h) for k in range(4)]
    return (-11 * at[0] + 18 * at[1] - 9 * at[2] + 2 * at[3]) / (6 * h)


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def line(s, alpha):
    return np.where(s < 0, alpha * s, s)


def logistic_delta(g, o):
    return g * slope_of(logistic, np.log(o / (1 - o)))


def prelu_delta(g, s, alpha):
    return g * slope_of(lambda t: line(t, alpha), s)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * slope_of(lambda a: line(s, a), np.full(s.shape, float(alpha))))


# %% mistake: differences: relative step [parts: 1, 2, 3]
def slope_of(function, s):
    h = 1e-5 * np.maximum(1, np.abs(s))
    return (function(s + h) - function(s)) / h


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def line(s, alpha):
    return np.where(s < 0, alpha * s, s)


def logistic_delta(g, o):
    return g * slope_of(logistic, np.log(o / (1 - o)))


def prelu_delta(g, s, alpha):
    return g * slope_of(lambda t: line(t, alpha), s)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * slope_of(lambda a: line(s, a), np.full(s.shape, float(alpha))))


# %% mistake: differences: complex step [parts: 1, 2, 3]
def slope_of(function, s, h=1e-20):
    return np.imag(function(s + 1j * h)) / h


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def line(s, alpha):
    return np.where(s < 0, alpha * s, s)


def logistic_delta(g, o):
    return g * slope_of(logistic, np.log(o / (1 - o)))


def prelu_delta(g, s, alpha):
    return g * slope_of(lambda t: line(t, alpha), s)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * slope_of(lambda a: line(s, a), np.full(s.shape, float(alpha))))


# %% mistake: computed in float32 [parts: 1, 2, 3]
def logistic_delta(g, o):
    g, o = g.astype(np.float32), o.astype(np.float32)
    return g * (0.25 - (o - 0.5) ** 2)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g).astype(np.float32)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0), dtype=np.float32)


# %% mistake: no signs in the gradient of alpha [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(np.abs(g) * np.abs(np.minimum(s, 0)))


# %% mistake: the modulus of the sum [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return abs(np.sum(g * np.minimum(s, 0)))


# %% mistake 286: the slope at 0 is alpha [parts: 2]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s <= 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake: a maximum, as if alpha were below 1 [parts: 2, 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return g * np.where(s > alpha * s, 1.0, alpha)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.where(alpha * s > s, s, 0.0))
