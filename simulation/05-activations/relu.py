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
