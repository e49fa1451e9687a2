# %% right: mask and tanh
def hinge_slope(s, y):
    slope = np.zeros(np.shape(s))
    slope[y * s < 1] = -y[y * s < 1]
    return slope



def logistic_slope(s, y):
    return -y * (1 - np.tanh(y * s / 2)) / 2


# %% right: indicator and 1 over 1 + exp
def hinge_slope(s, y):
    return -y * (s * y < 1)


def logistic_slope(s, y):
    with np.errstate(over="ignore"):
        return -y / (1 + np.exp(y * s))


# %% right: entry by entry
def hinge_slope(s, y):
    out = np.zeros(s.shape)
    for i in np.ndindex(s.shape):
        if 1 - y[i] * s[i] > 0:
            out[i] = -y[i]
    return out


def logistic_slope(s, y):
    out = np.zeros(s.shape)
    for i in np.ndindex(s.shape):
        t = y[i] * s[i]
        out[i] = -y[i] / (1 + np.exp(t)) if t < 0 else -y[i] * np.exp(-t) / (1 + np.exp(-t))
    return out


# %% right: step function, clipped exponential
def hinge_slope(s, y):
    return -y * np.heaviside(1 - y * s, 0.0)


def logistic_slope(s, y):
    return -y / (1 + np.exp(np.clip(y * s, -700, 700)))


# %% right: probability less label
def hinge_slope(s, y):
    return np.select([y * s >= 1, y > 0], [0.0, -1.0], 1.0)


def logistic_slope(s, y):
    return (np.tanh(s / 2) - y) / 2


# %% right: float32
def hinge_slope(s, y):
    s, y = np.float32(s), np.float32(y)
    return np.where(y * s < 1, -y, np.float32(0))


def logistic_slope(s, y):
    s, y = np.float32(s), np.float32(y)
    return -y * np.exp(-np.logaddexp(np.float32(0), y * s))


# %% right: nested lists returned [alone]
def hinge_slope(s, y):
    return [[-t if t * z < 1 else 0 for z, t in zip(*row)] for row in zip(s.tolist(), y.tolist())]


def logistic_slope(s, y):
    return (-y * np.exp(-np.logaddexp(0, y * s))).tolist()


# %% right: a tape of one's own
class Scores:
    def __init__(self, value, parent=None, slope=1.0):
        self.value, self.parent, self.slope = value, parent, slope

    def times(self, factor):
        return Scores(self.value * factor, self, factor)

    def softplus(self):
        return Scores(np.logaddexp(0, self.value), self, np.exp(-np.logaddexp(0, -self.value)))

    def plus(self, number):
        return Scores(self.value + number, self)

    def relu(self):
        return Scores(np.maximum(0, self.value), self, 1.0 * (self.value > 0))

    def derivative(self):
        return self.slope if self.parent.parent is None else self.slope * self.parent.derivative()


def hinge_slope(s, y):
    return Scores(s).times(-y).plus(1).relu().derivative()


def logistic_slope(s, y):
    return Scores(s).times(-y).softplus().derivative()


# %% right: exponential of minus the absolute value
def hinge_slope(s, y):
    return np.minimum(np.sign(y * s - 1), 0) * y


def logistic_slope(s, y):
    e = np.exp(-np.abs(y * s))
    return np.where(y * s > 0, e, 1) / (1 + e) * -y


# %% mistake 2: sign [parts: 1, 2, 3, 4]
def hinge_slope(s, y):
    return np.where(y * s < 1, y, 0.0)


def logistic_slope(s, y):
    return y * np.exp(-np.logaddexp(0, y * s))


# %% mistake 70: the slope at the kink is not 0 [parts: 2]
def hinge_slope(s, y):
    return np.where(y * s <= 1, -y, 0.0)


def logistic_slope(s, y):
    return -y * (1 - np.tanh(y * s / 2)) / 2


# %% mistake 75: overflow [parts: 3, 4]
def hinge_slope(s, y):
    slope = np.zeros(np.shape(s))
    slope[y * s < 1] = -y[y * s < 1]
    return slope


def logistic_slope(s, y):
    e = np.exp(-y * s)
    return -y * e / (1 + e)


# %% mistake: half at the kink [parts: 2]
def hinge_slope(s, y):
    return -y * np.heaviside(1 - y * s, 0.5)


def logistic_slope(s, y):
    return -y * (1 - np.tanh(y * s / 2)) / 2


# %% mistake: kink of the hinge at margin 0 [parts: 1, 2]
def hinge_slope(s, y):
    return np.where(y * s < 0, -y, 0.0)


def logistic_slope(s, y):
    return -y * (1 - np.tanh(y * s / 2)) / 2


# %% mistake: hinge without its flat part [parts: 1, 2]
def hinge_slope(s, y):
    return -y


def logistic_slope(s, y):
    return -y * (1 - np.tanh(y * s / 2)) / 2


# %% mistake: derivative by the margin [parts: 1, 2, 3, 4]
def hinge_slope(s, y):
    return np.where(y * s < 1, -1.0, 0.0)


def logistic_slope(s, y):
    return -np.exp(-np.logaddexp(0, y * s))


# %% mistake: labels 0 and 1 assumed [parts: 3, 4]
def hinge_slope(s, y):
    slope = np.zeros(np.shape(s))
    slope[y * s < 1] = -y[y * s < 1]
    return slope


def logistic_slope(s, y):
    return 0.5 * (1 + np.tanh(s / 2)) - y


# %% mistake: label inside forgotten [parts: 3, 4]
def hinge_slope(s, y):
    slope = np.zeros(np.shape(s))
    slope[y * s < 1] = -y[y * s < 1]
    return slope


def logistic_slope(s, y):
    return -y * np.exp(-np.logaddexp(0, s))


# %% mistake: sum over the examples [parts: 1, 2, 3, 4]
def hinge_slope(s, y):
    return np.sum(np.where(y * s < 1, -y, 0.0))


def logistic_slope(s, y):
    return np.sum(-y * np.exp(-np.logaddexp(0, y * s)))


# %% mistake: the losses themselves [parts: 1, 2, 3, 4]
def hinge_slope(s, y):
    return np.maximum(0, 1 - y * s)


def logistic_slope(s, y):
    return np.logaddexp(0, -y * s)


# %% mistake: differences: toolkit [parts: 1, 2, 3, 4]
def hinge_slope(s, y):
    return tk.numerical_gradient(lambda u: np.sum(hinge(u, y)), s)


def logistic_slope(s, y):
    return tk.numerical_gradient(lambda u: np.sum(logistic_loss(u, y)), s)


# %% mistake: differences: two points [parts: 1, 2, 3, 4]
def hinge_slope(s, y, h=1e-6):
    return (np.maximum(0, 1 - y * (s + h)) - np.maximum(0, 1 - y * (s - h))) / (2 * h)


def logistic_slope(s, y, h=1e-6):
    return (np.logaddexp(0, -y * (s + h)) - np.logaddexp(0, -y * (s - h))) / (2 * h)


# %% mistake: differences: four points [parts: 1, 2, 3, 4]
def four_points(f, s, h=1e-3):
    return (8 * (f(s + h) - f(s - h)) - f(s + 2 * h) + f(s - 2 * h)) / (12 * h)


def hinge_slope(s, y):
    return four_points(lambda u: hinge(u, y), s)


def logistic_slope(s, y):
    return four_points(lambda u: logistic_loss(u, y), s)


# %% mistake: differences: relative step [parts: 1, 2, 3, 4]
def four_points(f, s, h):
    return (8 * (f(s + h) - f(s - h)) - f(s + 2 * h) + f(s - 2 * h)) / (12 * h)


def hinge_slope(s, y):
    return four_points(lambda u: hinge(u, y), s, 1e-3 * np.maximum(1, np.abs(s)))


def logistic_slope(s, y):
    return four_points(lambda u: logistic_loss(u, y), s, 1e-3 * np.maximum(1, np.abs(s)))


# %% mistake: differences: complex step [parts: 1, 2, 3, 4]
def hinge_slope(s, y):
    return np.imag(np.maximum(0, 1 - y * (s + 1e-20j))) / 1e-20


def logistic_slope(s, y):
    return np.imag(np.log(1 + np.exp(-y * (s + 1e-20j)))) / 1e-20
