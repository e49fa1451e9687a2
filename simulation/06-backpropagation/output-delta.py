# %% right: two factors
def output_delta(s_L, o_L, y):
    slope = 1.0 - np.square(o_L)
    error = o_L - y
    return 2.0 * error * slope


# %% right: from s
def output_delta(s_L, o_L, y):
    return 2 * (np.tanh(s_L) - y) / np.cosh(s_L) ** 2


# %% right: entry by entry
def output_delta(s_L, o_L, y):
    delta = np.zeros(s_L.shape)
    for k, n in np.ndindex(s_L.shape):
        delta[k, n] = 2 * (o_L[k, n] - y[k, n]) * (1 - o_L[k, n] ** 2)
    return delta


# %% right: multiplied out
def output_delta(s_L, o_L, y):
    return 2 * (o_L - y - o_L**3 + y * o_L**2)


# %% right: float32
def output_delta(s_L, o_L, y):
    o_L, y = np.float32(o_L), np.float32(y)
    return np.float32(2) * (o_L - y) * (1 - o_L * o_L)


# %% right: nested lists returned [alone]
def output_delta(s_L, o_L, y):
    rows = zip(o_L.tolist(), y.tolist())
    return [[2 * (o - t) * (1 - o * o) for o, t in zip(*row)] for row in rows]


# %% right: factored slope
def output_delta(s_L, o_L, y):
    return (o_L - y) * (2 - 2 * o_L) * (1 + o_L)


# %% right: tanh from exponentials
def output_delta(s_L, o_L, y):
    up, down = np.exp(s_L), np.exp(-s_L)
    slope = 4 / (up + down) ** 2
    return 2 * ((up - down) / (up + down) - y) * slope


# %% right: float32, from s
def output_delta(s_L, o_L, y):
    s_L, y = s_L.astype(np.float32), y.astype(np.float32)
    return 2 * (np.tanh(s_L) - y) / np.square(np.cosh(s_L))


# %% right: a tape of one's own
class Traced:
    """A number that remembers what it was computed from."""

    def __init__(self, value, parents=()):
        self.value, self.parents, self.slope = value, parents, 0.0

    def __sub__(self, other):
        return Traced(self.value - other, [(self, 1.0)])

    def __mul__(self, other):
        return Traced(self.value * other.value, [(self, other.value), (other, self.value)])

    def tanh(self):
        value = np.tanh(self.value)
        return Traced(value, [(self, 1 - value**2)])

    def backward(self, arriving=1.0):
        self.slope += arriving
        for parent, local in self.parents:
            parent.backward(arriving * local)


def output_delta(s_L, o_L, y):
    delta = np.zeros(np.shape(s_L))
    for at in np.ndindex(delta.shape):
        s = Traced(s_L[at])
        error = s.tanh() - y[at]
        (error * error).backward()
        delta[at] = s.slope
    return delta


# %% mistake 1: factor 2 missing
def output_delta(s_L, o_L, y):
    return (o_L - y) * (1 - o_L**2)


# %% mistake 2: sign
def output_delta(s_L, o_L, y):
    return 2 * (y - o_L) * (1 - o_L**2)


# %% mistake 3: derivative of the activation dropped
def output_delta(s_L, o_L, y):
    return 2 * (o_L - y)


# %% mistake 4: derivative taken from s
def output_delta(s_L, o_L, y):
    return 2 * (o_L - y) * (1 - s_L**2)


# %% mistake 113: squashed twice
def output_delta(s_L, o_L, y):
    return 2 * (o_L - y) * (1 - np.tanh(o_L) ** 2)


# %% mistake 114: derivative of the logistic function
def output_delta(s_L, o_L, y):
    return 2 * (o_L - y) * o_L * (1 - o_L)


# %% mistake 116: target left out
def output_delta(s_L, o_L, y):
    return 2 * o_L * (1 - o_L**2)


# %% mistake 117: absolute error
def output_delta(s_L, o_L, y):
    return np.sign(o_L - y) * (1 - o_L**2)


# %% mistake: differences: toolkit
def output_delta(s_L, o_L, y):
    return tk.numerical_gradient(lambda s: np.sum((np.tanh(s) - y) ** 2), s_L)


# %% mistake: differences: two points
def output_delta(s_L, o_L, y):
    h = 1e-5
    return ((np.tanh(s_L + h) - y) ** 2 - (np.tanh(s_L - h) - y) ** 2) / (2 * h)


# %% mistake: differences: four points
def output_delta(s_L, o_L, y):
    def error(s):
        return (np.tanh(s) - y) ** 2

    h = 1e-3
    near, far = error(s_L + h) - error(s_L - h), error(s_L + 2 * h) - error(s_L - 2 * h)
    return (8 * near - far) / (12 * h)


# %% mistake: differences: relative step
def output_delta(s_L, o_L, y):
    h = 1e-5 * np.maximum(1, np.abs(s_L))
    up, down = (np.tanh(s_L + h) - y) ** 2, (np.tanh(s_L - h) - y) ** 2
    return (up - down) / (2 * h)


# %% mistake: differences: complex step
def output_delta(s_L, o_L, y):
    return np.imag((np.tanh(s_L + 1e-20j) - y) ** 2) / 1e-20


# %% mistake: slope of tanh by differences
def output_delta(s_L, o_L, y):
    slope = (np.tanh(s_L + 1e-5) - np.tanh(s_L - 1e-5)) / 2e-5
    return 2 * (o_L - y) * slope


# %% mistake: rounded to five digits, in float32
def output_delta(s_L, o_L, y):
    return np.round(2 * (o_L - y) * (1 - o_L**2), 5).astype(np.float32)
