# %% right: where and masks
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% right: leaky ReLU as a case of PReLU, minimum and maximum
def prelu(s, alpha):
    return np.maximum(s, 0) + alpha * np.minimum(s, 0)


def prelu_derivative(s, alpha):
    left = (s < 0).astype(np.result_type(s, np.float16))
    return 1 - left + alpha * left


def prelu_derivative_alpha(s, alpha):
    return np.minimum(s, 0)


def leaky_relu(s):
    return prelu(s, 0.01)


def leaky_relu_derivative(s):
    return prelu_derivative(s, 0.01)


# %% right: a loop over the entries
def each(function, s):
    out = np.zeros(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        out[i] = function(s[i])
    return out


def leaky_relu(s):
    return each(lambda x: 0.01 * x if x < 0 else x, s)


def leaky_relu_derivative(s):
    return each(lambda x: 0.01 if x < 0 else 1, s)


def prelu(s, alpha):
    return each(lambda x: alpha * x if x < 0 else x, s)


def prelu_derivative(s, alpha):
    return each(lambda x: alpha if x < 0 else 1, s)


def prelu_derivative_alpha(s, alpha):
    return each(lambda x: x if x < 0 else 0, s)


# %% right: products with truth values, cast at the end
def leaky_relu(s):
    return s * (s >= 0) + 0.01 * s * (s < 0)


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    return s * (s >= 0) + alpha * s * (s < 0)


def prelu_derivative(s, alpha):
    slope = (s >= 0) + alpha * (s < 0)
    return slope.astype(s.dtype) if s.dtype == np.float32 else slope


def prelu_derivative_alpha(s, alpha):
    return s * (s < 0)


# %% right: the maximum, for leaky ReLU
def leaky_relu(s):
    return np.maximum(0.01 * s, s)


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return (s - np.abs(s)) / 2


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
    left = x.value < 0
    return alpha * x * np.where(left, x.value.dtype.type(1), 0) + x * np.where(left, x.value.dtype.type(0), 1)


def leaky_relu(s):
    return prelu(s, 0.01)


def leaky_relu_derivative(s):
    return prelu_derivative(s, 0.01)


def prelu(s, alpha):
    return pieces(Taped(1.0 * s), alpha).value


def prelu_derivative(s, alpha):
    return slope_of(lambda x: pieces(x, alpha), s)


def prelu_derivative_alpha(s, alpha):
    a = Taped(alpha + np.zeros_like(1.0 * s))
    backwards_from(pieces(Taped(1.0 * s), a))
    return a.gradient


# %% right: one formula with a switch
def leaky_relu(s):
    return s - (1 - 0.01) * s * (s < 0)


def leaky_relu_derivative(s):
    return prelu_derivative(s, 0.01)


def prelu(s, alpha):
    return s + (alpha - 1) * s * (s < 0)


def prelu_derivative(s, alpha):
    return 1 + (alpha - 1) * (s < 0).astype((1.0 * s).dtype)


def prelu_derivative_alpha(s, alpha):
    return (s - np.abs(s)) / 2


# %% right: np.select and np.piecewise
def leaky_relu(s):
    return np.select([s < 0, s >= 0], [0.01 * s, s])


def leaky_relu_derivative(s):
    s = 1.0 * s
    return np.piecewise(s, [s < 0, s >= 0], [0.01, 1])


def prelu(s, alpha):
    return np.select([s < 0], [alpha * s], s)


def prelu_derivative(s, alpha):
    s = 1.0 * s
    return np.piecewise(s, [s < 0], [alpha, 1])


def prelu_derivative_alpha(s, alpha):
    s = 1.0 * s
    return np.piecewise(s, [s < 0], [lambda left: left, 0])


# %% mistake 71: slope 0.1 on the left [parts: 1, 4, 5]
def leaky_relu(s):
    return np.where(s < 0, 0.1 * s, s)


def leaky_relu_derivative(s):
    return np.where(s < 0, 0.1, np.ones_like(1.0 * s))


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% mistake 71: slope 0.2 on the left [parts: 1, 4, 5]
def leaky_relu(s):
    return np.maximum(0.2 * s, s)


def leaky_relu_derivative(s):
    return np.where(s < 0, 0.2, np.ones_like(1.0 * s))


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% mistake 71: derivative 0 on the left [parts: 1, 4, 5] [silent]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    return np.where(s < 0, 0.0, 1.0).astype(s.dtype)


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% mistake 71: derivative of ReLU [parts: 1, 4, 5]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    return (s > 0).astype(s.dtype)


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% mistake 73: nothing to learn in alpha [parts: 3, 4, 5]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return np.zeros_like(s)


# %% mistake 73: derivative in alpha is the one in s [parts: 3, 4, 5]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return prelu_derivative(s, alpha)


# %% mistake 73: derivative in alpha is s on both sides [parts: 3, 4, 5]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return s


# %% mistake 285: sign of the derivative in alpha [parts: 3, 4, 5]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, -s, 0)


# %% mistake 286: the slope at 0 is the left one [parts: 4]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    return np.where(s > 0, 1.0, 0.01).astype(np.result_type(s, np.float16))


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    return np.where(s > 0, 1.0, alpha).astype(np.result_type(s, np.float16))


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% mistake 287: branches change places [parts: 1, 2, 4, 5]
def leaky_relu(s):
    return np.where(s < 0, s, 0.01 * s)


def leaky_relu_derivative(s):
    return np.where(s < 0, 1.0, 0.01).astype(np.result_type(s, np.float16))


def prelu(s, alpha):
    return np.where(s < 0, s, alpha * s)


def prelu_derivative(s, alpha):
    return np.where(s < 0, 1.0, alpha).astype(np.result_type(s, np.float16))


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% mistake 288: PReLU as a maximum [parts: 2]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    return np.maximum(alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% mistake 39: a buffer of integers for whole numbers [parts: 5]
def leaky_relu(s):
    out = s.copy()
    out[s < 0] = 0.01 * s[s < 0]
    return out


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    out = np.zeros_like(s)
    out[:] = np.where(s < 0, alpha * s, s)
    return out


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% mistake: alpha is not used [parts: 2, 4, 5]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    return np.where(s < 0, 0.25 * s, s)


def prelu_derivative(s, alpha):
    return np.where(s < 0, 0.25, np.ones_like(1.0 * s))


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% mistake: slopes in float64 [parts: 5]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    return np.where(s < 0, 0.01, 1.0)


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    return np.where(s < 0, alpha, 1.0)


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% mistake: an if on the whole array
def leaky_relu(s):
    return 0.01 * s if s < 0 else s


def leaky_relu_derivative(s):
    return 0.01 if s < 0 else 1.0


def prelu(s, alpha):
    return alpha * s if s < 0 else s


def prelu_derivative(s, alpha):
    return alpha if s < 0 else 1.0


def prelu_derivative_alpha(s, alpha):
    return s if s < 0 else 0.0


# %% mistake: the argument is overwritten [parts: 5]
def leaky_relu(s):
    if s.dtype.kind == "i":
        s = s.astype(float)
    s[s < 0] *= 0.01
    return s


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, s, 0)


# %% mistake: the derivative in alpha is added up to one number [parts: 3, 4, 5]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = 0.01
    return out


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    out = np.ones(s.shape, s.dtype if s.dtype.kind == "f" else float)
    out[s < 0] = alpha
    return out


def prelu_derivative_alpha(s, alpha):
    return np.sum(np.minimum(s, 0))


# %% mistake: differences: toolkit [parts: 1, 2, 3, 4, 5]
def slope_of(function, s):
    slopes = tk.numerical_gradient(lambda t: np.sum(function(t)), s)
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def leaky_relu(s):
    return prelu(s, 0.01)


def leaky_relu_derivative(s):
    return prelu_derivative(s, 0.01)


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    return np.where(s == 0, 1, slope_of(lambda t: prelu(t, alpha), s))


def prelu_derivative_alpha(s, alpha):
    return slope_of(lambda a: prelu(s.astype(float), a), np.full(s.shape, float(alpha))).astype(s.dtype if s.dtype.kind == "f" else float)


# %% mistake: differences: two points [parts: 1, 2, 3, 4, 5]
def slope_of(function, s, h=1e-7):
    wide = s.astype(float)
    return ((function(wide + h) - function(wide)) / h).astype(s.dtype if s.dtype.kind == "f" else float)


def leaky_relu(s):
    return prelu(s, 0.01)


def leaky_relu_derivative(s):
    return prelu_derivative(s, 0.01)


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    return slope_of(lambda t: prelu(t, alpha), s)


def prelu_derivative_alpha(s, alpha):
    return slope_of(lambda a: prelu(s.astype(float), a), np.full(s.shape, float(alpha))).astype(s.dtype if s.dtype.kind == "f" else float)


# %% mistake: differences: four points [parts: 1, 2, 3, 4, 5]
def slope_of(function, s, h=1e-3):
    at = [function(s.astype(float) + k * h) for k in range(4)]
    return ((-11 * at[0] + 18 * at[1] - 9 * at[2] + 2 * at[3]) / (6 * h)).astype(s.dtype if s.dtype.kind == "f" else float)


def leaky_relu(s):
    return prelu(s, 0.01)


def leaky_relu_derivative(s):
    return prelu_derivative(s, 0.01)


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    return slope_of(lambda t: prelu(t, alpha), s)


def prelu_derivative_alpha(s, alpha):
    return slope_of(lambda a: prelu(s.astype(float), a), np.full(s.shape, float(alpha))).astype(s.dtype if s.dtype.kind == "f" else float)


# %% mistake: differences: relative step [parts: 1, 2, 3, 4, 5]
def slope_of(function, s):
    t = s.astype(float)
    h = 1e-5 * np.maximum(1, np.abs(t))
    return ((function(t + h) - function(t)) / h).astype(s.dtype if s.dtype.kind == "f" else float)


def leaky_relu(s):
    return prelu(s, 0.01)


def leaky_relu_derivative(s):
    return prelu_derivative(s, 0.01)


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    return slope_of(lambda t: prelu(t, alpha), s)


def prelu_derivative_alpha(s, alpha):
    return slope_of(lambda a: prelu(s.astype(float), a), np.full(s.shape, float(alpha))).astype(s.dtype if s.dtype.kind == "f" else float)


# %% mistake: differences: complex step [parts: 2, 3, 4, 5]
def slope_of(function, s, h=1e-20):
    slopes = np.imag(function(s + 1j * h)) / h
    return slopes.astype(s.dtype if s.dtype.kind == "f" else float)


def leaky_relu(s):
    return prelu(s, 0.01)


def leaky_relu_derivative(s):
    return prelu_derivative(s, 0.01)


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    return slope_of(lambda t: prelu(t, alpha), s)


def prelu_derivative_alpha(s, alpha):
    return slope_of(lambda a: prelu(1.0 * s, a), np.full(s.shape, float(alpha))).astype(s.dtype if s.dtype.kind == "f" else float)


# %% mistake: the sign decides, and 0 is no side [parts: 4]
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    return prelu_derivative(s, 0.01)


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    return ((s > 0) + alpha * (s < 0)).astype((1.0 * s).dtype)


def prelu_derivative_alpha(s, alpha):
    return np.minimum(s, 0)


# %% mistake: the value divided by alpha, 0 over 0 where alpha is 0
def leaky_relu(s):
    return np.where(s < 0, 0.01 * s, s)


def leaky_relu_derivative(s):
    return np.where(s < 0, 0.01, np.ones_like(1.0 * s))


def prelu(s, alpha):
    return np.where(s < 0, alpha * s, s)


def prelu_derivative(s, alpha):
    return np.where(s < 0, alpha, np.ones_like(1.0 * s))


def prelu_derivative_alpha(s, alpha):
    return np.where(s < 0, np.divide(prelu(s, alpha), alpha), 0)
