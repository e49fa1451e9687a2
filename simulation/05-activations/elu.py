# %% right: where, the exponential of what is negative
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% right: where, with a warning in the branch that is not chosen
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(s) - 1))


def elu_derivative(s, alpha):
    slope = np.where(s > 0, 1.0, alpha * np.exp(s))
    return slope.astype(s.dtype) if s.dtype == np.float32 else slope


# %% right: maximum, minimum and expm1; the slope from the value
def elu(s, alpha):
    return np.maximum(s, 0) + alpha * np.expm1(np.minimum(s, 0))


def elu_derivative(s, alpha):
    o = elu(s, alpha)
    return np.where(s > 0, 1, o + alpha)


# %% right: a loop over the entries
def elu(s, alpha):
    out = np.zeros(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        out[i] = s[i] if s[i] > 0 else alpha * (math.exp(s[i]) - 1)
    return out


def elu_derivative(s, alpha):
    out = np.zeros(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        out[i] = 1 if s[i] > 0 else alpha * math.exp(s[i])
    return out


# %% right: a mask on a copy
def elu(s, alpha):
    out = s * 1.0
    left = s <= 0
    out[left] = alpha * np.expm1(s[left])
    return out


def elu_derivative(s, alpha):
    out = np.ones_like(s * 1.0)
    left = s <= 0
    out[left] = alpha * np.exp(s[left])
    return out


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


def elu(s, alpha):
    return np.where(s > 0, s, alpha * np.expm1(np.minimum(s, 0)))


def elu_derivative(s, alpha):
    def function(x):
        right = (x.value > 0).astype(x.value.dtype)
        low = x.apply(lambda v: np.minimum(v, 0), lambda v: (v <= 0).astype(v.dtype))
        return x * right + alpha * low.apply(np.expm1, np.exp) * (1 - right)

    return slope_of(function, s)


# %% right: out and where of the ufunc
def elu(s, alpha):
    s = 1.0 * s
    result = s.copy()
    np.expm1(s, out=result, where=s <= 0)
    np.multiply(result, alpha, out=result, where=s <= 0)
    return result


def elu_derivative(s, alpha):
    s = 1.0 * s
    result = np.ones_like(s)
    np.exp(s, out=result, where=s <= 0)
    np.multiply(result, alpha, out=result, where=s <= 0)
    return result


# %% mistake 72: derivative alpha (e^s - 1) [parts: 2, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * (np.exp(np.minimum(s, 0)) - 1))


# %% mistake 72: derivative without alpha [parts: 2, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, np.exp(np.minimum(s, 0)))


# %% mistake 72: value without alpha [parts: 1, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, np.exp(np.minimum(s, 0)) - 1)


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% mistake 75: masks that multiply inf by 0 [parts: 3, 4]
def elu(s, alpha):
    return (s > 0) * s + (s <= 0) * alpha * (np.exp(s) - 1)


def elu_derivative(s, alpha):
    return (s > 0) + (s <= 0) * alpha * np.exp(s)


# %% mistake 289: the constant is missing [parts: 1, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * np.exp(np.minimum(s, 0)))


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% mistake 290: alpha on the right too [parts: 1, 2, 3, 4]
def elu(s, alpha):
    return alpha * np.where(s > 0, s, np.exp(np.minimum(s, 0)) - 1)


def elu_derivative(s, alpha):
    return alpha * np.where(s > 0, 1, np.exp(np.minimum(s, 0)))


# %% mistake 291: slope 1 at 0 [parts: 3]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s >= 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% mistake 292: s + alpha, as if s were the value [parts: 2, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, s + alpha)


# %% mistake 293: alpha in the exponent [parts: 1, 2, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, np.exp(alpha * np.minimum(s, 0)) - 1)


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(alpha * np.minimum(s, 0)))


# %% mistake 39: a buffer of integers for whole numbers [parts: 4]
def elu(s, alpha):
    out = np.zeros_like(s)
    out[s > 0] = s[s > 0]
    out[s <= 0] = alpha * (np.exp(s[s <= 0]) - 1)
    return out


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% mistake: slopes in float64 [parts: 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    out = np.ones(s.shape)
    out[s <= 0] = alpha * np.exp(s[s <= 0])
    return out


# %% mistake: an if on the whole array
def elu(s, alpha):
    if s > 0:
        return s
    return alpha * (np.exp(s) - 1)


def elu_derivative(s, alpha):
    if s > 0:
        return 1.0
    return alpha * np.exp(s)


# %% mistake: the argument is overwritten [parts: 4]
def elu(s, alpha):
    if s.dtype.kind == "i":
        s = s.astype(float)
    s[s <= 0] = alpha * np.expm1(s[s <= 0])
    return s


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% mistake: derived in alpha [parts: 2, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s > 0, 0, np.exp(np.minimum(s, 0)) - 1)


# %% mistake: differences: toolkit [parts: 2, 3, 4]
def slope_of(function, s):
    slopes = tk.numerical_gradient(lambda t: np.sum(function(t)), s)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def elu(s, alpha):
    return np.where(s > 0, s, alpha * np.expm1(np.minimum(s, 0)))


def elu_derivative(s, alpha):
    return np.where(s == 0, alpha, slope_of(lambda t: elu(t, alpha), s))


# %% mistake: differences: two points [parts: 2, 3, 4]
def slope_of(function, s, h=1e-6):
    wide = s.astype(float)
    slopes = (function(wide + h) - function(wide - h)) / (2 * h)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def elu(s, alpha):
    return np.where(s > 0, s, alpha * np.expm1(np.minimum(s, 0)))


def elu_derivative(s, alpha):
    return np.where(s == 0, alpha, slope_of(lambda t: elu(t, alpha), s))


# %% mistake: differences: four points [parts: 2, 3, 4]
def slope_of(function, s, h=1e-3):
    t = s.astype(float)
    rise = 8 * (function(t + h) - function(t - h)) - (function(t + 2 * h) - function(t - 2 * h))
    return (rise / (12 * h)).astype(s.dtype if s.dtype.kind == "f" else float)


def elu(s, alpha):
    return np.where(s > 0, s, alpha * np.expm1(np.minimum(s, 0)))


def elu_derivative(s, alpha):
    return np.where(s == 0, alpha, slope_of(lambda t: elu(t, alpha), s))


# %% mistake: differences: relative step [parts: 2, 3, 4]
def slope_of(function, s):
    t = s.astype(float)
    h = 1e-5 * np.maximum(1, np.abs(t))
    slopes = (function(t + h) - function(t - h)) / (2 * h)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def elu(s, alpha):
    return np.where(s > 0, s, alpha * np.expm1(np.minimum(s, 0)))


def elu_derivative(s, alpha):
    return np.where(s == 0, alpha, slope_of(lambda t: elu(t, alpha), s))


# %% mistake: differences: complex step [parts: 2, 3, 4]
def slope_of(function, s, h=1e-20):
    slopes = np.imag(function(s + 1j * h)) / h
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def elu(s, alpha):
    return np.where(np.real(s) > 0, s, alpha * np.expm1(np.where(np.real(s) > 0, 0, s)))


def elu_derivative(s, alpha):
    return slope_of(lambda t: elu(t, alpha), s)
