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


# %% mistake 75: overflow [parts: 4]
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
