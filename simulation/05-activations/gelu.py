# %% right: math.erf, vectorised
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% right: erfc, and frompyfunc
erfc = np.frompyfunc(math.erfc, 1, 1)


def gelu(s):
    return s * Phi(s)


def Phi(s):
    return (erfc(-s / math.sqrt(2)).astype(float) / 2).astype(s.dtype if s.dtype.kind == "f" else float)


def gelu_derivative(s):
    return Phi(s) + s * np.exp(-s * s / 2) / math.sqrt(2 * math.pi)


# %% right: a loop over the entries
def gelu(s):
    out = np.zeros(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        out[i] = s[i] * 0.5 * (1 + math.erf(s[i] / 2**0.5))
    return out


def gelu_derivative(s):
    out = np.zeros(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        x = float(s[i])
        out[i] = 0.5 * (1 + math.erf(x / 2**0.5)) + x * math.exp(-x * x / 2) / (2 * math.pi) ** 0.5
    return out


# %% right: lists of numbers, made into an array again
def whole(function, s):
    numbers = [function(x) for x in np.ravel(s).tolist()]
    return np.array(numbers, dtype=s.dtype if s.dtype.kind == "f" else float).reshape(s.shape)


def gelu(s):
    return whole(lambda x: x / 2 * (1 + math.erf(x / math.sqrt(2))), s)


def gelu_derivative(s):
    return whole(lambda x: (1 + math.erf(x / math.sqrt(2))) / 2 + x * math.exp(-(x**2) / 2) / math.sqrt(2 * math.pi), s)


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


def gelu(s):
    s = 1.0 * s
    return (s * (1 + np.vectorize(math.erf, otypes=[float])(s / math.sqrt(2))) / 2).astype(s.dtype)


def gelu_derivative(s):
    erf, slope = np.vectorize(math.erf, otypes=[float]), lambda v: 2 / math.sqrt(math.pi) * np.exp(-(v**2))
    product = lambda x: 0.5 * x * (1.0 + (x * (1 / math.sqrt(2))).apply(erf, slope))
    return slope_of(product, s.astype(float)).astype((1.0 * s).dtype)


# %% right: math.fsum of the two terms
def gelu(s):
    values = [x * math.erfc(-x / 2**0.5) / 2 for x in s.ravel().tolist()]
    return np.array(values, s.dtype if s.dtype.kind == "f" else float).reshape(s.shape)


def gelu_derivative(s):
    slopes = []
    for x in s.ravel().tolist():
        slopes.append(math.fsum([0.5, math.erf(x / 2**0.5) / 2, x * math.exp(-x * x / 2) / (2 * math.pi) ** 0.5]))
    return np.array(slopes, s.dtype if s.dtype.kind == "f" else float).reshape(s.shape)


# %% mistake 181: the approximation with tanh [parts: 1, 2, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return 0.5 * s * (1 + np.tanh(math.sqrt(2 / math.pi) * (s + 0.044715 * s**3)))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% mistake 181: value and slope of the approximation with tanh
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return 0.5 * s * (1 + np.tanh(math.sqrt(2 / math.pi) * (s + 0.044715 * s**3)))


def gelu_derivative(s):
    t = np.tanh(math.sqrt(2 / math.pi) * (s + 0.044715 * s**3))
    return 0.5 * (1 + t) + 0.5 * s * (1 - t**2) * math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * s**2)


# %% mistake 297: the approximation with the logistic function [parts: 1, 2, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return s * 0.5 * (1 + np.tanh(0.851 * s))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% mistake 296: root 2 is missing
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    slope = (1 + erf(s)) / 2 + s * np.exp(-(s**2)) / math.sqrt(math.pi)
    return slope.astype(np.result_type(s, np.float16))


# %% mistake 182: the density's term is missing [parts: 3, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    return ((1 + erf(s / math.sqrt(2))) / 2).astype(np.result_type(s, np.float16))


# %% mistake 182: the distribution's term is missing [parts: 3, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    return s * np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)


# %% mistake 298: density not normalised [parts: 3, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    slope = (1 + erf(s / math.sqrt(2))) / 2 + s * np.exp(-(s**2) / 2)
    return slope.astype(np.result_type(s, np.float16))


# %% mistake: density without the factor s [parts: 3, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    slope = (1 + erf(s / math.sqrt(2))) / 2 + np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return slope.astype(np.result_type(s, np.float16))


# %% mistake: the half is missing [parts: 1, 2, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% mistake: float64 whatever comes in [parts: 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return s / 2 * (1 + erf(s / np.sqrt(2)))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% mistake: an array of objects
erf = np.frompyfunc(math.erf, 1, 1)


def gelu(s):
    return s / 2 * (1 + erf(s / math.sqrt(2)))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% mistake: math.erf on a whole array
def gelu(s):
    return s / 2 * (1 + math.erf(s / math.sqrt(2)))


def gelu_derivative(s):
    return (1 + math.erf(s / math.sqrt(2))) / 2 + s * np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)


# %% mistake: density e^-s^2 [parts: 3, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    slope = (1 + erf(s / math.sqrt(2))) / 2 + s * np.exp(-(s**2)) / math.sqrt(2 * math.pi)
    return slope.astype(np.result_type(s, np.float16))


# %% mistake: differences: toolkit [parts: 3, 4]
def slope_of(function, s):
    slopes = tk.numerical_gradient(lambda t: np.sum(function(t)), s)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def Phi(s):
    return np.vectorize(lambda x: math.erfc(-x / math.sqrt(2)) / 2, otypes=[float])(s)


def gelu(s):
    s = 1.0 * s
    return (s * Phi(s)).astype(s.dtype)


def gelu_derivative(s):
    return slope_of(lambda t: t * Phi(t), s)


# %% mistake: differences: two points [parts: 3, 4]
def slope_of(function, s, h=1e-6):
    wide = s.astype(float)
    slopes = (function(wide + h) - function(wide - h)) / (2 * h)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def Phi(s):
    return np.vectorize(lambda x: math.erfc(-x / math.sqrt(2)) / 2, otypes=[float])(s)


def gelu(s):
    s = 1.0 * s
    return (s * Phi(s)).astype(s.dtype)


def gelu_derivative(s):
    return slope_of(lambda t: t * Phi(t), s)


# %% mistake: differences: four points [parts: 3, 4]
def slope_of(function, s, h=1e-3):
    t = s.astype(float)
    rise = 8 * (function(t + h) - function(t - h)) - (function(t + 2 * h) - function(t - 2 * h))
    return (rise / (12 * h)).astype(s.dtype if s.dtype.kind == "f" else float)


def Phi(s):
    return np.vectorize(lambda x: math.erfc(-x / math.sqrt(2)) / 2, otypes=[float])(s)


def gelu(s):
    s = 1.0 * s
    return (s * Phi(s)).astype(s.dtype)


def gelu_derivative(s):
    return slope_of(lambda t: t * Phi(t), s)


# %% mistake: differences: relative step [parts: 3, 4]
def slope_of(function, s):
    t = s.astype(float)
    h = 1e-5 * np.maximum(1, np.abs(t))
    slopes = (function(t + h) - function(t - h)) / (2 * h)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def Phi(s):
    return np.vectorize(lambda x: math.erfc(-x / math.sqrt(2)) / 2, otypes=[float])(s)


def gelu(s):
    s = 1.0 * s
    return (s * Phi(s)).astype(s.dtype)


def gelu_derivative(s):
    return slope_of(lambda t: t * Phi(t), s)


# %% mistake: differences: complex step [parts: 3, 4]
def slope_of(function, s, h=1e-20):
    slopes = np.imag(function(s + 1j * h)) / h
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def erf(z):
    outside = np.abs(np.real(z)) > 6
    term = total = np.where(outside, 0, z)
    square = -(term**2)
    for n in range(1, 120):
        term = term * square / n
        total = total + term / (2 * n + 1)
    return np.where(outside, np.sign(np.real(z)), 2 / math.sqrt(math.pi) * total)


def gelu(s):
    s = 1.0 * s
    return (s * np.vectorize(lambda x: math.erfc(-x / math.sqrt(2)) / 2, otypes=[float])(s)).astype(s.dtype)


def gelu_derivative(s):
    return slope_of(lambda t: t * (1 + erf(t / math.sqrt(2))) / 2, s.astype(float)).astype((1.0 * s).dtype)


# %% mistake: the argument is overwritten [parts: 4]
def gelu(s):
    erf = np.vectorize(math.erf, otypes=[float])
    half = (1 + erf(s / math.sqrt(2))) / 2
    if s.dtype.kind != "f":
        return s * half
    s *= half.astype(s.dtype)
    return s


def gelu_derivative(s):
    erf = np.vectorize(math.erf, otypes=[float])
    s = 1.0 * s
    return ((1 + erf(s / math.sqrt(2))) / 2 + s * np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)).astype(s.dtype)
