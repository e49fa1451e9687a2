# %% right: short
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% right: where, loops and another form
def absolute_error_slope(o, y):
    return np.where(o > y, 1.0, np.where(o < y, -1.0, 0.0))


def cross_entropy(o, y):
    return np.array([sum(-np.log(o[b, n]) if y[b, n] == 1 else -np.log(1 - o[b, n]) for b in range(o.shape[0])) for n in range(o.shape[1])])


def cross_entropy_slope(o, y):
    return -y / o + (1 - y) / (1 - o)


def empirical_risk(loss, W, X, Y, theta):
    total, L = 0.0, len(W)
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, [n]], theta)
        total += loss(o[L], Y[:, [n]])[0]
    return total


# %% right: quotient of the distance, picking by target
def absolute_error_slope(o, y):
    distance = np.abs(o - y)
    return (o - y) / np.where(distance == 0, 1, distance)


def cross_entropy(o, y):
    p = np.where(y == 1, o, 1 - o)
    return -np.log(p).sum(axis=0)


def cross_entropy_slope(o, y):
    p = np.where(y == 1, o, 1 - o)
    return np.where(y == 1, -1, 1) / p


def empirical_risk(loss, W, X, Y, theta):
    s, o = forward(W, X, theta)
    return float(np.asarray(loss(o[max(o)], Y)).sum())


# %% right: difference of comparisons, nested lists
def absolute_error_slope(o, y):
    return ((o > y) * 1.0 - (o < y) * 1.0).tolist()


def cross_entropy(o, y):
    return [float(v) for v in -(y * np.log(o) + (1 - y) * np.log1p(-o)).sum(0)]


def cross_entropy_slope(o, y):
    return np.divide(o - y, o - o * o).tolist()


def empirical_risk(loss, W, X, Y, theta):
    return sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% right: float32
def absolute_error_slope(o, y):
    return np.sign(o - y).astype(np.float32)


def cross_entropy(o, y):
    o = o.astype(np.float32)
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0, dtype=np.float32)


def cross_entropy_slope(o, y):
    o, y = o.astype(np.float32), y.astype(np.float32)
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% right: a tape of one's own
class Numbers:
    def __init__(self, value, *parents):
        self.value, self.parents, self.grad = value, parents, 0.0

    def __add__(self, other):
        return Numbers(self.value + other.value, (self, 1.0), (other, 1.0))

    def __mul__(self, factor):
        return Numbers(self.value * factor, (self, factor))

    def shifted(self, by):
        return Numbers(self.value + by, (self, 1.0))

    def log(self):
        return Numbers(np.log(self.value), (self, 1 / self.value))

    def abs(self):
        return Numbers(np.abs(self.value), (self, np.sign(self.value)))

    def back(self, g):
        self.grad = self.grad + g
        for parent, slope in self.parents:
            parent.back(g * slope)


def slope_of(f, o):
    leaf = Numbers(o)
    f(leaf).back(np.ones(o.shape))
    return leaf.grad


def absolute_error_slope(o, y):
    return slope_of(lambda u: u.shifted(-y).abs(), o)


def cross_entropy_slope(o, y):
    return slope_of(lambda u: u.log() * -y + (u * -1).shifted(1).log() * (y - 1), o)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% right: logarithm of a ratio, powers of the sign
def absolute_error_slope(o, y):
    return 1.0 * np.greater(o, y) - 1.0 * np.less(o, y)


def cross_entropy(o, y):
    return np.sum(y * (np.log1p(-o) - np.log(o)), axis=0) - np.sum(np.log1p(-o), axis=0)


def cross_entropy_slope(o, y):
    return 1 / (1 - o) - y * (1 / o + 1 / (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    losses = [loss(forward(W, X[:, n : n + 1], theta)[1][len(W)], Y[:, n : n + 1]) for n in range(X.shape[1])]
    return np.concatenate(losses).sum()


# %% mistake 2: slope of the absolute error reversed [parts: 1]
def absolute_error_slope(o, y):
    return np.sign(y - o)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake 2: both slopes reversed [parts: 1, 3]
def absolute_error_slope(o, y):
    return np.sign(y - o)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (y - o) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake 330: distance for its slope [parts: 1]
def absolute_error_slope(o, y):
    return o - y


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake: absolute value of the distance [parts: 1]
def absolute_error_slope(o, y):
    return np.abs(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake: minus one where they are equal [parts: 1]
def absolute_error_slope(o, y):
    return np.where(o > y, 1.0, -1.0)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake 324: only the ones [parts: 2, 3]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o), axis=0)


def cross_entropy_slope(o, y):
    return -y / o


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake 331: logarithm of base 2 [parts: 2]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log2(o) + (1 - y) * np.log2(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake 332: sign of the cross-entropy [parts: 2]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake: one number for all examples [parts: 2]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o))


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake: mean over the outputs [parts: 2]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.mean(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake 323: slope in s [parts: 3]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return o - y


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake: inner derivative forgotten [parts: 3]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return -y / o - (1 - y) / (1 - o)


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake 31: mean of the losses [parts: 4]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.mean(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake: squared error whatever the loss [parts: 4]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(squared_error(forward(W, X, theta)[1][len(W)], Y))


# %% mistake: outputs and targets exchanged [parts: 4]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(Y, forward(W, X, theta)[1][len(W)]))


# %% mistake: loss of the pre-activations [parts: 4]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[0][len(W)], Y))


# %% mistake: a loss for every example [parts: 4]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def empirical_risk(loss, W, X, Y, theta):
    return loss(forward(W, X, theta)[1][len(W)], Y)


# %% mistake: differences: toolkit [parts: 1, 2, 3, 4]
def absolute_error_slope(o, y):
    return tk.numerical_gradient(lambda u: np.sum(np.abs(u - y)), o)


def cross_entropy_slope(o, y):
    return tk.numerical_gradient(lambda u: np.sum(-y * np.log(u) - (1 - y) * np.log(1 - u)), o)


def cross_entropy(o, y):
    raise NotImplementedError


def empirical_risk(loss, W, X, Y, theta):
    raise NotImplementedError


# %% mistake: differences: two points [parts: 1, 2, 3, 4]
def absolute_error_slope(o, y, h=1e-6):
    return (np.abs(o + h - y) - np.abs(o - h - y)) / (2 * h)


def cross_entropy_slope(o, y, h=1e-6):
    loss = lambda u: -y * np.log(u) - (1 - y) * np.log(1 - u)
    return (loss(o + h) - loss(o - h)) / (2 * h)


def cross_entropy(o, y):
    raise NotImplementedError


def empirical_risk(loss, W, X, Y, theta):
    raise NotImplementedError


# %% mistake: differences: four points [parts: 1, 2, 3, 4]
def four_points(f, u, h=1e-3):
    return (8 * (f(u + h) - f(u - h)) - f(u + 2 * h) + f(u - 2 * h)) / (12 * h)


def absolute_error_slope(o, y):
    return four_points(lambda u: np.abs(u - y), o)


def cross_entropy_slope(o, y):
    return four_points(lambda u: -y * np.log(u) - (1 - y) * np.log(1 - u), o)


def cross_entropy(o, y):
    raise NotImplementedError


def empirical_risk(loss, W, X, Y, theta):
    raise NotImplementedError


# %% mistake: differences: relative step [parts: 1, 2, 3, 4]
def four_points(f, u, h):
    return (8 * (f(u + h) - f(u - h)) - f(u + 2 * h) + f(u - 2 * h)) / (12 * h)


def absolute_error_slope(o, y):
    return four_points(lambda u: np.abs(u - y), o, 1e-3 * np.abs(o))


def cross_entropy_slope(o, y):
    return four_points(lambda u: np.where(y == 1, -np.log(u), -np.log(1 - u)), o, 1e-3 * np.abs(o))


def cross_entropy(o, y):
    raise NotImplementedError


def empirical_risk(loss, W, X, Y, theta):
    raise NotImplementedError


# %% mistake: differences: complex step [parts: 1, 2, 3, 4]
def absolute_error_slope(o, y):
    distance = o - y + 1e-20j
    return np.imag(np.where(distance.real < 0, -distance, distance)) / 1e-20


def cross_entropy_slope(o, y):
    u = o + 1e-20j
    return np.imag(-y * np.log(u) - (1 - y) * np.log(1 - u)) / 1e-20


def cross_entropy(o, y):
    raise NotImplementedError


def empirical_risk(loss, W, X, Y, theta):
    raise NotImplementedError


# %% mistake: outputs clipped [parts: 3]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy_slope(o, y):
    o = np.clip(o, 1e-12, 1 - 1e-12)
    return (o - y) / (o * (1 - o))


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def empirical_risk(loss, W, X, Y, theta):
    return np.sum(loss(forward(W, X, theta)[1][len(W)], Y))


# %% mistake: one example forgotten in the risk [parts: 4]
def absolute_error_slope(o, y):
    return np.sign(o - y)


def cross_entropy_slope(o, y):
    return (o - y) / (o * (1 - o))


def cross_entropy(o, y):
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0)


def empirical_risk(loss, W, X, Y, theta):
    values = loss(forward(W, X, theta)[1][len(W)], Y)
    return sum(values[n] for n in range(1, len(values)))
