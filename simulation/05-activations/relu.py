# %% right: where and a comparison
def relu(s):
    return np.where(s > 0, s, 0)


def relu_derivative(s):
    return (s > 0).astype(np.asarray(s).dtype)


# %% right: absolute value and sign
def relu(s):
    return (s + np.abs(s)) / 2


def relu_derivative(s):
    return np.maximum(np.sign(s), 0)


# %% right: a loop over the entries
def relu(s):
    out = np.zeros(s.shape, s.dtype)
    for i in np.ndindex(s.shape):
        if s[i] > 0:
            out[i] = s[i]
    return out


def relu_derivative(s):
    out = np.zeros(s.shape, s.dtype)
    for i in np.ndindex(s.shape):
        out[i] = 1 if s[i] > 0 else 0
    return out


# %% right: a mask on a copy
def relu(s):
    out = s.copy()
    out[out < 0] = 0
    return out


def relu_derivative(s):
    out = np.zeros_like(s)
    out[s > 0] = 1
    return out


# %% right: product with truth values, step function
def relu(s):
    return s * (s > 0)


def relu_derivative(s):
    return np.heaviside(s.astype(float), 0.0).astype(s.dtype)


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


def relu(s):
    return np.maximum(0, s)


def relu_derivative(s):
    return slope_of(lambda x: x.apply(relu, lambda v: (v > 0).astype(v.dtype)), s)


# %% right: the step function of NumPy
def relu(s):
    return np.clip(s, 0, None)


def relu_derivative(s):
    return np.heaviside(s, 0.0).astype(s.dtype)


# %% mistake 70: the slope at 0 is 1 [parts: 3, 4]
def relu(s):
    return np.where(s > 0, s, 0)


def relu_derivative(s):
    return (s >= 0).astype(s.dtype)


# %% mistake 70: the slope at 0 is a half [parts: 3, 4]
def relu(s):
    return np.where(s > 0, s, 0)


def relu_derivative(s):
    return np.heaviside(s, 0.5)


# %% mistake 70: the slope at 0 is a half, by the sign [parts: 3, 4]
def relu(s):
    return np.where(s > 0, s, 0)


def relu_derivative(s):
    return (np.sign(s) + 1) / 2


# %% mistake 283: the sign is taken for the slope [parts: 2, 3, 4]
def relu(s):
    return np.where(s > 0, s, 0)


def relu_derivative(s):
    return np.sign(s)


# %% mistake 284: max along an axis in place of maximum [parts: 1, 4]
def relu(s):
    return np.max(s, 0)


def relu_derivative(s):
    return (s > 0).astype(np.asarray(s).dtype)


# %% mistake: the slope of the output is the output [parts: 2, 3, 4]
def relu(s):
    return np.where(s > 0, s, 0)


def relu_derivative(s):
    return np.maximum(0, s)


# %% mistake: s divided by its size, nan at 0 [parts: 3, 4]
def relu(s):
    return np.where(s > 0, s, 0)


def relu_derivative(s):
    return (s / np.abs(s) + 1) / 2


# %% mistake: the argument is overwritten [parts: 4]
def relu(s):
    s[s < 0] = 0
    return s


def relu_derivative(s):
    return (s > 0).astype(np.asarray(s).dtype)


# %% mistake: slopes in float64 [parts: 4]
def relu(s):
    return np.where(s > 0, s, 0)


def relu_derivative(s):
    return np.where(s > 0, 1.0, 0.0)


# %% mistake: truth values are returned [parts: 4]
def relu(s):
    return np.where(s > 0, s, 0)


def relu_derivative(s):
    return s > 0


# %% mistake: an if on the whole array
def relu(s):
    return s if s > 0 else 0


def relu_derivative(s):
    return 1 if s > 0 else 0


# %% mistake: minimum for maximum [parts: 1, 4]
def relu(s):
    return np.minimum(0, s)


def relu_derivative(s):
    return (s > 0).astype(np.asarray(s).dtype)


# %% mistake: differences: toolkit [parts: 2, 3, 4]
def slope_of(function, s):
    slopes = tk.numerical_gradient(lambda t: np.sum(function(t)), s)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def relu(s):
    return np.maximum(0, s)


def relu_derivative(s):
    return np.where(s == 0, 0, slope_of(relu, s))


# %% mistake: differences: two points [parts: 2, 3, 4]
def slope_of(function, s, h=1e-7):
    wide = s.astype(float)
    return ((function(wide) - function(wide - h)) / h).astype(s.dtype if s.dtype.kind == "f" else float)


def relu(s):
    return np.maximum(0, s)


def relu_derivative(s):
    return slope_of(relu, s)


# %% mistake: differences: four points [parts: 2, 3, 4]
def slope_of(function, s, h=1e-3):
    at = [function(s.astype(float) - k * h) for k in range(4)]
    return ((11 * at[0] - 18 * at[1] + 9 * at[2] - 2 * at[3]) / (6 * h)).astype(s.dtype if s.dtype.kind == "f" else float)


def relu(s):
    return np.maximum(0, s)


def relu_derivative(s):
    return slope_of(relu, s)


# %% mistake: differences: relative step [parts: 2, 3, 4]
def slope_of(function, s):
    t = s.astype(float)
    h = 1e-5 * np.maximum(1, np.abs(t))
    return ((function(t) - function(t - h)) / h).astype(s.dtype if s.dtype.kind == "f" else float)


def relu(s):
    return np.maximum(0, s)


def relu_derivative(s):
    return slope_of(relu, s)


# %% mistake 70: differences: complex step [parts: 3, 4]
def slope_of(function, s, h=1e-20):
    slopes = np.imag(function(s + 1j * h)) / h
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def relu(s):
    return np.maximum(0, s)


def relu_derivative(s):
    return slope_of(relu, s)
