# %% right: two rows
def d_curve(t, a, b):
    return np.cos(t) * a.T + 2 * t * b.T


# %% right: reshape
def d_curve(t, a, b):
    return np.reshape(a * np.cos(t) + 2 * b * t, (1, -1))


# %% right: entry by entry
def d_curve(t, a, b):
    row = np.zeros((1, len(a)))
    for n in range(len(a)):
        row[0, n] = a[n, 0] * np.cos(t) + b[n, 0] * 2 * t
    return row


# %% right: nested lists
def d_curve(t, a, b):
    return [[float(u) * float(np.cos(t)) + 2 * t * float(v) for u, v in zip(a[:, 0], b[:, 0])]]


# %% right: a product with a matrix
def d_curve(t, a, b):
    return np.array([[np.cos(t), 2 * t]]) @ np.hstack([a, b]).T


# %% right: sine shifted by a quarter turn
def d_curve(t, a, b):
    return (a * np.sin(t + np.pi / 2) + (t + t) * b).T


# %% right: float32
def d_curve(t, a, b):
    a, b, t = np.float32(a), np.float32(b), np.float32(t)
    return (a * np.cos(t) + 2 * b * t).T


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

    def sin(self):
        return Number(math.sin(self.value), ((self, math.cos(self.value)),))


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


def d_curve(t, a, b):
    row = []
    for sine, square in zip(a[:, 0], b[:, 0]):
        time = Number(t)
        row += pull_back(time.sin() * sine + time * time * square, [time])
    return np.array([row])


# %% right: the cosine as a real part
def d_curve(t, a, b):
    return np.exp(1j * t).real * a.T + b.T * (2 * t)


# %% right: einsum of two columns in float32
def d_curve(t, a, b):
    slopes = np.float32([np.cos(t), 2 * t])
    return np.einsum("k,kno->on", slopes, np.float32([a, b]))


# %% mistake 58: a column
def d_curve(t, a, b):
    return a * np.cos(t) + 2 * b * t


# %% mistake 60: one axis
def d_curve(t, a, b):
    a, b = a.ravel(), b.ravel()
    return a * np.cos(t) + 2 * b * t


# %% mistake 162: factor 2 missing
def d_curve(t, a, b):
    return (a * np.cos(t) + b * t).T


# %% mistake 163: sign of the cosine
def d_curve(t, a, b):
    return (-a * np.cos(t) + 2 * b * t).T


# %% mistake: sine not derived
def d_curve(t, a, b):
    return (a * np.sin(t) + 2 * b * t).T


# %% mistake: second term left out
def d_curve(t, a, b):
    return (a * np.cos(t)).T


# %% mistake: derived by a
def d_curve(t, a, b):
    return np.sin(t) * np.ones((1, len(a)))


# %% mistake: second derivative
def d_curve(t, a, b):
    return (-a * np.sin(t) + 2 * b).T


# %% mistake: the entries added up
def d_curve(t, a, b):
    return np.sum(a * np.cos(t) + 2 * b * t)


# %% mistake: differences: toolkit
def d_curve(t, a, b):
    curve = lambda at, n: a[n, 0] * np.sin(at) + b[n, 0] * at**2
    return np.array([[float(tk.numerical_gradient(lambda at: curve(at, n), t)) for n in range(len(a))]])


# %% mistake: differences: two points
def d_curve(t, a, b):
    y, h = (lambda t: a * np.sin(t) + b * t**2), 1e-5
    return ((y(t + h) - y(t - h)) / (2 * h)).T


# %% mistake: differences: four points
def d_curve(t, a, b):
    def y(at):
        return (a * np.sin(at) + b * at**2).reshape(1, -1)

    h = 1e-3
    return (y(t - 2 * h) - 8 * y(t - h) + 8 * y(t + h) - y(t + 2 * h)) / (12 * h)


# %% mistake: differences: relative step
def d_curve(t, a, b):
    h = 1e-5 * max(1.0, abs(t))
    later, earlier = (a * np.sin(at) + b * at**2 for at in (t + h, t - h))
    return np.transpose(later - earlier) / (2 * h)


# %% mistake: differences: complex step
def d_curve(t, a, b):
    z = t + 1e-20j
    return (a * np.sin(z) + b * z**2).imag.T / 1e-20


# %% mistake: turned up only where N is 1
def d_curve(t, a, b):
    row = (a * np.cos(t) + 2 * b * t).T
    return row.squeeze() if row.size == 1 else row
