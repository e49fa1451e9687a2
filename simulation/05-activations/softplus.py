# %% right: logaddexp
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% right: the exponential of -|s|
def softplus(s):
    return np.log1p(np.exp(-np.abs(s))) + np.maximum(s, 0)


def softplus_derivative(s):
    e = np.exp(-np.abs(s))
    return np.where(s > 0, 1 / (1 + e), e / (1 + e))


# %% right: from a threshold on the line s
def softplus(s):
    return np.where(s > 30, s, np.log(1 + np.exp(np.minimum(s, 30))))


def softplus_derivative(s):
    return 1 / (1 + np.exp(-s))


# %% right: a loop, the slope from the value
def softplus(s):
    out = np.zeros(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        x = float(s[i])
        out[i] = x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))
    return out


def softplus_derivative(s):
    o = softplus(s)
    return 1 - np.exp(-o)


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


def softplus(s):
    return np.logaddexp(0, s).astype((1.0 * s).dtype)


def softplus_derivative(s):
    def function(x):
        e = x.apply(lambda v: np.exp(-np.abs(v)), lambda v: np.where(v > 0, -np.exp(-np.abs(v)), np.exp(-np.abs(v))))
        ramp = x.apply(lambda v: np.maximum(0, v), lambda v: (v > 0).astype(v.dtype))
        return ramp + e.apply(np.log1p, lambda v: 1 / (1 + v))

    return slope_of(function, s)


# %% right: the slope as e to the power s - softplus(s)
def softplus(s):
    return np.where(s > 0, s, 0) + np.log1p(np.exp(-np.abs(s)))


def softplus_derivative(s):
    return np.exp(s - softplus(s))


# %% mistake 75: the formula as it stands [parts: 3, 4]
def softplus(s):
    return np.log(1 + np.exp(s))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake 75: log1p alone [parts: 3, 4]
def softplus(s):
    return np.log1p(np.exp(s))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake 75: the slope is inf over inf [parts: 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return np.exp(s) / (1 + np.exp(s))


# %% mistake 186: the slope of ReLU [parts: 2, 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return (s > 0).astype(s.dtype)


# %% mistake 294: the ramp is missing [parts: 1, 3, 4]
def softplus(s):
    return np.log1p(np.exp(-np.abs(s)))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake 295: 1 - e^-s, as if s were the value [parts: 2, 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return 1 - np.exp(-s)


# %% mistake 281: the logistic function of the value [parts: 2, 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * softplus(s)))


# %% mistake 10: the slope of the logistic function [parts: 2, 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    o = 0.5 * (1 + np.tanh(0.5 * s))
    return o * (1 - o)


# %% mistake: clipped, so that it stays below 50 [parts: 3, 4]
def softplus(s):
    return np.log1p(np.exp(np.clip(s, -50, 50)))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake: logarithm of base 2 [parts: 1, 3, 4]
def softplus(s):
    return np.logaddexp2(0, s)


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake: the line s already from 2 on [parts: 1, 4]
def softplus(s):
    return np.where(s > 2, s, np.log1p(np.exp(np.minimum(s, 2))))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake: float64 whatever comes in [parts: 4]
def softplus(s):
    return np.logaddexp(np.zeros(s.shape), s)


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake: the math module on a whole array
def softplus(s):
    return math.log(1 + math.exp(s))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake: the chain rule forgotten [parts: 2, 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return 1 / (1 + np.exp(s))


# %% mistake: differences: toolkit [parts: 2, 3, 4]
def slope_of(function, s):
    slopes = tk.numerical_gradient(lambda t: np.sum(function(t)), s)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def softplus(s):
    return np.maximum(0, s) + np.log1p(np.exp(-np.abs(s)))


def softplus_derivative(s):
    return slope_of(softplus, s)


# %% mistake: differences: two points [parts: 2, 3, 4]
def slope_of(function, s, h=1e-6):
    wide = s.astype(float)
    slopes = (function(wide + h) - function(wide - h)) / (2 * h)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def softplus(s):
    return np.maximum(0, s) + np.log1p(np.exp(-np.abs(s)))


def softplus_derivative(s):
    return slope_of(softplus, s)


# %% mistake: differences: four points [parts: 2, 3, 4]
def slope_of(function, s, h=1e-3):
    t = s.astype(float)
    rise = 8 * (function(t + h) - function(t - h)) - (function(t + 2 * h) - function(t - 2 * h))
    return (rise / (12 * h)).astype(s.dtype if s.dtype.kind == "f" else float)


def softplus(s):
    return np.maximum(0, s) + np.log1p(np.exp(-np.abs(s)))


def softplus_derivative(s):
    return slope_of(softplus, s)


# %% mistake: differences: relative step [parts: 2, 3, 4]
def slope_of(function, s):
    t = s.astype(float)
    h = 1e-5 * np.maximum(1, np.abs(t))
    slopes = (function(t + h) - function(t - h)) / (2 * h)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def softplus(s):
    return np.maximum(0, s) + np.log1p(np.exp(-np.abs(s)))


def softplus_derivative(s):
    return slope_of(softplus, s)


# %% mistake: differences: complex step [parts: 2, 3, 4]
def slope_of(function, s, h=1e-20):
    slopes = np.imag(function(s + 1j * h)) / h
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def softplus(s):
    right = np.real(s) > 0
    return np.where(right, s, 0) + np.log1p(np.exp(np.where(right, -s, s)))


def softplus_derivative(s):
    return slope_of(softplus, s)


# %% mistake: the argument is overwritten [parts: 4]
def softplus(s):
    return np.log1p(np.exp(-np.abs(s))) + np.maximum(0, s)


def softplus_derivative(s):
    if s.dtype.kind == "f":
        s *= 0.5
    else:
        s = 0.5 * s
    return 0.5 * (1 + np.tanh(s))
