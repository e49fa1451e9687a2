# %% right: forward, one factor per layer
def chain_slope(theta, theta_derivative, s, L):
    product = 1.0
    for l in range(1, L + 1):
        product = product * theta_derivative(s)
        s = theta(s)
    return product


# %% right: forward with a cache, then backward
def chain_slope(theta, theta_derivative, s, L):
    cache = [s]
    for _ in range(L - 1):
        cache.append(theta(cache[-1]))
    delta = np.ones_like(s)
    for l in range(L - 1, -1, -1):
        delta = delta * theta_derivative(cache[l])
    return delta


# %% right: recursion
def chain_slope(theta, theta_derivative, s, L):
    if L == 1:
        return theta_derivative(s)
    return theta_derivative(s) * chain_slope(theta, theta_derivative, theta(s), L - 1)


# %% right: one entry at a time, np.prod
def chain_slope(theta, theta_derivative, s, L):
    out = np.zeros(s.shape)
    for i in np.ndindex(s.shape):
        x, slopes = s[i], []
        for _ in range(L):
            slopes.append(float(theta_derivative(x)))
            x = theta(x)
        out[i] = np.prod(slopes)
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


def chain_slope(theta, theta_derivative, s, L):
    def chain(x):
        for _ in range(L):
            x = x.apply(theta, theta_derivative)
        return x

    return slope_of(chain, s)


# %% right: pairs of value and slope carried along
import functools


def chain_slope(theta, theta_derivative, s, L):
    def layer(pair, _):
        value, slope = pair
        return theta(value), theta_derivative(value) * slope

    return functools.reduce(layer, range(L), (s, 1))[1]


# %% mistake 299: the slope of the first layer in all
def chain_slope(theta, theta_derivative, s, L):
    return theta_derivative(s) ** L


# %% mistake 9: slopes at the outputs
def chain_slope(theta, theta_derivative, s, L):
    product = np.ones(s.shape)
    for _ in range(L):
        s = theta(s)
        product = product * theta_derivative(s)
    return product


# %% mistake 30: one layer too few
def chain_slope(theta, theta_derivative, s, L):
    product = np.ones(s.shape)
    for _ in range(1, L):
        product = product * theta_derivative(s)
        s = theta(s)
    return product


# %% mistake 30: one layer too many
def chain_slope(theta, theta_derivative, s, L):
    product = np.ones(s.shape)
    for _ in range(L + 1):
        product = product * theta_derivative(s)
        s = theta(s)
    return product


# %% mistake: a sum of slopes
def chain_slope(theta, theta_derivative, s, L):
    total = np.zeros(s.shape)
    for _ in range(L):
        total = total + theta_derivative(s)
        s = theta(s)
    return total


# %% mistake: the last layer alone
def chain_slope(theta, theta_derivative, s, L):
    for _ in range(L - 1):
        s = theta(s)
    return theta_derivative(s)


# %% mistake: value for slope
def chain_slope(theta, theta_derivative, s, L):
    for _ in range(L):
        s = theta(s)
    return s


# %% mistake: all entries multiplied together
def chain_slope(theta, theta_derivative, s, L):
    product = 1.0
    for _ in range(L):
        product = product * np.prod(theta_derivative(s))
        s = theta(s)
    return product


# %% mistake: the slope of the slope
def chain_slope(theta, theta_derivative, s, L):
    for _ in range(L):
        s = theta_derivative(s)
    return s


# %% mistake: differences: toolkit [parts: 1, 2]
def output(theta, s, L):
    for _ in range(L):
        s = theta(s)
    return s


def chain_slope(theta, theta_derivative, s, L):
    return tk.numerical_gradient(lambda t: np.sum(output(theta, t, L)), s)


# %% mistake: differences: two points [parts: 1, 2]
def output(theta, s, L):
    for _ in range(L):
        s = theta(s)
    return s


def chain_slope(theta, theta_derivative, s, L):
    h = 1e-6
    return (output(theta, s + h, L) - output(theta, s - h, L)) / (2 * h)


# %% mistake: differences: four points [parts: 1, 2]
def output(theta, s, L):
    for _ in range(L):
        s = theta(s)
    return s


def chain_slope(theta, theta_derivative, s, L):
    h, f = 1e-3, lambda t: output(theta, t, L)
    return (8 * (f(s + h) - f(s - h)) - f(s + 2 * h) + f(s - 2 * h)) / (12 * h)


# %% mistake: differences: relative step [parts: 1, 2]
def output(theta, s, L):
    for _ in range(L):
        s = theta(s)
    return s


def chain_slope(theta, theta_derivative, s, L):
    h = 1e-6 * np.abs(s)
    return (output(theta, s + h, L) - output(theta, s - h, L)) / (2 * h)


# %% mistake: differences: complex step [parts: 1, 2]
def output(theta, s, L):
    for _ in range(L):
        s = theta(s)
    return s


def chain_slope(theta, theta_derivative, s, L):
    h = 1e-20
    return np.imag(output(theta, s + 1j * h, L)) / h


# %% mistake: written out for at most five layers [parts: 2]
def chain_slope(theta, theta_derivative, s, L):
    s2 = theta(s)
    s3 = theta(s2)
    s4 = theta(s3)
    s5 = theta(s4)
    slopes = [theta_derivative(t) for t in (s, s2, s3, s4, s5)]
    return np.prod(slopes[:L], axis=0)


# %% mistake: at least two layers [parts: 1]
def chain_slope(theta, theta_derivative, s, L):
    product = theta_derivative(s)
    while True:
        s = theta(s)
        product = product * theta_derivative(s)
        L -= 1
        if L <= 1:
            return product
