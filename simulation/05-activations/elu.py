# %% right: where, the exponential of what is negative
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% right: where, with a warning in the branch that is not chosen
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(s) - 1))


def elu_derivative(s, alpha):
    slope = np.where(s > 0, 1.0, alpha * np.exp(s))
    return slope.astype(s.dtype) if s.dtype == np.float32 else slope


# %% right: maximum, minimum and expm1; the slope from the value
def elu(s, alpha):
    return np.maximum(s, 0) + alpha * np.expm1(np.minimum(s, 0))


def elu_derivative(s, alpha):
    o = elu(s, alpha)
    return np.where(s > 0, 1, o + alpha)


# %% right: a loop over the entries
def elu(s, alpha):
    out = np.zeros(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        out[i] = s[i] if s[i] > 0 else alpha * (math.exp(s[i]) - 1)
    return out


def elu_derivative(s, alpha):
    out = np.zeros(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        out[i] = 1 if s[i] > 0 else alpha * math.exp(s[i])
    return out


# %% right: a mask on a copy
def elu(s, alpha):
    out = s * 1.0
    left = s <= 0
    out[left] = alpha * np.expm1(s[left])
    return out


def elu_derivative(s, alpha):
    out = np.ones_like(s * 1.0)
    left = s <= 0
    out[left] = alpha * np.exp(s[left])
    return out


# %% mistake 72: derivative alpha (e^s - 1) [parts: 2, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * (np.exp(np.minimum(s, 0)) - 1))


# %% mistake 72: derivative without alpha [parts: 2, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, np.exp(np.minimum(s, 0)))


# %% mistake 72: value without alpha [parts: 1, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, np.exp(np.minimum(s, 0)) - 1)


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% mistake 75: masks that multiply inf by 0 [parts: 3]
def elu(s, alpha):
    return (s > 0) * s + (s <= 0) * alpha * (np.exp(s) - 1)


def elu_derivative(s, alpha):
    return (s > 0) + (s <= 0) * alpha * np.exp(s)


# %% mistake 289: the constant is missing [parts: 1, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * np.exp(np.minimum(s, 0)))


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% mistake 290: alpha on the right too [parts: 1, 2, 3, 4]
def elu(s, alpha):
    return alpha * np.where(s > 0, s, np.exp(np.minimum(s, 0)) - 1)


def elu_derivative(s, alpha):
    return alpha * np.where(s > 0, 1, np.exp(np.minimum(s, 0)))


# %% mistake 291: slope 1 at 0 [parts: 3]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s >= 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% mistake 292: s + alpha, as if s were the value [parts: 2, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, s + alpha)


# %% mistake 293: alpha in the exponent [parts: 1, 2, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, np.exp(alpha * np.minimum(s, 0)) - 1)


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(alpha * np.minimum(s, 0)))


# %% mistake 39: a buffer of integers for whole numbers [parts: 4]
def elu(s, alpha):
    out = np.zeros_like(s)
    out[s > 0] = s[s > 0]
    out[s <= 0] = alpha * (np.exp(s[s <= 0]) - 1)
    return out


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% mistake: slopes in float64 [parts: 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    out = np.ones(s.shape)
    out[s <= 0] = alpha * np.exp(s[s <= 0])
    return out


# %% mistake: an if on the whole array
def elu(s, alpha):
    if s > 0:
        return s
    return alpha * (np.exp(s) - 1)


def elu_derivative(s, alpha):
    if s > 0:
        return 1.0
    return alpha * np.exp(s)


# %% mistake: the argument is overwritten [parts: 4]
def elu(s, alpha):
    if s.dtype.kind == "i":
        s = s.astype(float)
    s[s <= 0] = alpha * np.expm1(s[s <= 0])
    return s


def elu_derivative(s, alpha):
    return np.where(s > 0, 1, alpha * np.exp(np.minimum(s, 0)))


# %% mistake: derived in alpha [parts: 2, 3, 4]
def elu(s, alpha):
    return np.where(s > 0, s, alpha * (np.exp(np.minimum(s, 0)) - 1))


def elu_derivative(s, alpha):
    return np.where(s > 0, 0, np.exp(np.minimum(s, 0)) - 1)
