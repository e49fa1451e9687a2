# %% right: one exponential of -|s|
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% right: as in the table, with a warning at -1000
def logistic(s):
    return 1 / (1 + np.exp(-s))


def logistic_derivative(s):
    return 1 / (1 + np.exp(-s)) - 1 / (1 + np.exp(-s)) ** 2


def tanh_derivative(s):
    return 1 / np.cosh(s) ** 2


# %% right: entry by entry, with the math module
def each(function, s):
    s = np.asarray(s)
    out = np.empty(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        out[i] = function(float(s[i]))
    return out


def one(x):
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def logistic(s):
    return each(one, s)


def logistic_derivative(s):
    return each(lambda x: one(x) * one(-x), s)


def tanh_derivative(s):
    return each(lambda x: (1 - math.tanh(x)) * (1 + math.tanh(x)), s)


# %% right: all by tanh and its half angle
def logistic(s):
    return (np.tanh(s / 2) + 1) / 2


def logistic_derivative(s):
    return tanh_derivative(s / 2) / 4


def tanh_derivative(s):
    t = np.tanh(s)
    return (1 - t) * (1 + t)


# %% right: two masks
def logistic(s):
    s = s if s.dtype == np.float32 else s.astype(float)
    out = np.zeros_like(s)
    right = s >= 0
    out[right] = 1 / (1 + np.exp(-s[right]))
    out[~right] = np.exp(s[~right]) / (1 + np.exp(s[~right]))
    return out


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


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


def tanh_of(x):
    return x.apply(np.tanh, lambda v: 1 - np.tanh(v) ** 2)


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def logistic_derivative(s):
    return slope_of(lambda x: 0.5 * (1.0 + tanh_of(0.5 * x)), s)


def tanh_derivative(s):
    return slope_of(tanh_of, s)


# %% right: the argument is clipped first
def logistic(s):
    return 1 / (1 + np.exp(-np.clip(s, -80, 80)))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return 1 / np.cosh(np.clip(s, -40, 40)) ** 2


# %% right: hyperbolic functions of half the argument
def logistic(s):
    return np.exp(np.minimum(s, 0)) / (1 + np.exp(-np.abs(s)))


def logistic_derivative(s):
    with np.errstate(over="ignore"):
        return 0.25 / np.cosh(s / 2) ** 2


def tanh_derivative(s):
    e = np.exp(-2 * np.abs(s))
    return 4 * e / (1 + e) ** 2


# %% mistake 183: logistic slope from s in place of o [parts: 2, 4]
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    return s * (1 - s)


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% mistake 184: tanh slope from s in place of o [parts: 3, 4]
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return 1 - s**2


# %% mistake 185: tanh slope without the square [parts: 3, 4]
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return 1 - np.tanh(s)


# %% mistake 281: tanh slope at the value of tanh [parts: 3, 4]
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    o = np.tanh(s)
    return 1 - np.tanh(o) ** 2


# %% mistake 281: logistic slope at the value of logistic [parts: 2, 4]
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    o = logistic(s)
    return logistic(o) * (1 - logistic(o))


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% mistake 10: tanh has the slope o (1 - o) [parts: 3, 4]
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    o = np.tanh(s)
    return o * (1 - o)


# %% mistake 10: logistic has the slope 1 - o^2 [parts: 2, 4]
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    return 1 - logistic(s) ** 2


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% mistake 282: sign of the exponent [parts: 1, 4]
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, e / (1 + e), 1 / (1 + e))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% mistake 75: logistic is inf over inf on the right [parts: 4]
def logistic(s):
    return np.exp(s) / (1 + np.exp(s))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% mistake 75: logistic slope is inf over inf on the left [parts: 4]
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    return np.exp(-s) / (1 + np.exp(-s)) ** 2


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% mistake 75: logistic slope is inf over inf on the right [parts: 4]
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    return np.exp(s) / (1 + np.exp(s)) ** 2


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% mistake 75: tanh slope by exponentials [parts: 4]
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    tanh = (np.exp(s) - np.exp(-s)) / (np.exp(s) + np.exp(-s))
    return 1 - tanh**2


# %% mistake: float64 whatever comes in [parts: 4]
def logistic(s):
    s = np.array(s, dtype=float)
    return 0.5 * (1 + np.tanh(s / 2))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% mistake: an if on the whole array
def logistic(s):
    if s >= 0:
        return 1 / (1 + np.exp(-s))
    return np.exp(s) / (1 + np.exp(s))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% mistake: the math module on a whole array
def logistic(s):
    return 1 / (1 + math.exp(-s))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% mistake: one number for all entries
def logistic(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return np.sum(1 - np.tanh(s) ** 2)


# %% mistake: half an exponent clipped too early [parts: 1, 2, 4]
def logistic(s):
    return 1 / (1 + np.exp(-np.clip(s, -2, 2)))


def logistic_derivative(s):
    o = logistic(s)
    return o * (1 - o)


def tanh_derivative(s):
    return 1 - np.tanh(s) ** 2


# %% mistake: differences: toolkit [parts: 2, 3, 4]
def slope_of(function, s):
    slopes = tk.numerical_gradient(lambda t: np.sum(function(t)), s)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def logistic_derivative(s):
    return slope_of(logistic, s)


def tanh_derivative(s):
    return slope_of(np.tanh, s)


# %% mistake: differences: two points [parts: 2, 3, 4]
def slope_of(function, s, h=1e-6):
    wide = s.astype(float)
    slopes = (function(wide + h) - function(wide - h)) / (2 * h)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def logistic_derivative(s):
    return slope_of(logistic, s)


def tanh_derivative(s):
    return slope_of(np.tanh, s)


# %% mistake: differences: four points [parts: 2, 3, 4]
def slope_of(function, s, h=1e-3):
    t = s.astype(float)
    rise = 8 * (function(t + h) - function(t - h)) - (function(t + 2 * h) - function(t - 2 * h))
    return (rise / (12 * h)).astype(s.dtype if s.dtype.kind == "f" else float)


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def logistic_derivative(s):
    return slope_of(logistic, s)


def tanh_derivative(s):
    return slope_of(np.tanh, s)


# %% mistake: differences: relative step [parts: 2, 3, 4]
def slope_of(function, s):
    t = s.astype(float)
    h = 1e-5 * np.maximum(1, np.abs(t))
    slopes = (function(t + h) - function(t - h)) / (2 * h)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def logistic_derivative(s):
    return slope_of(logistic, s)


def tanh_derivative(s):
    return slope_of(np.tanh, s)


# %% mistake: differences: complex step [parts: 2, 3, 4]
def slope_of(function, s, h=1e-20):
    slopes = np.imag(function(s + 1j * h)) / h
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def logistic_derivative(s):
    return slope_of(logistic, s)


def tanh_derivative(s):
    return slope_of(np.tanh, s)
