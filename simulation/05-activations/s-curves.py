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
