# %% right: logaddexp
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% right: the exponential of -|s|
def softplus(s):
    return np.log1p(np.exp(-np.abs(s))) + np.maximum(s, 0)


def softplus_derivative(s):
    e = np.exp(-np.abs(s))
    return np.where(s > 0, 1 / (1 + e), e / (1 + e))


# %% right: from a threshold on the line s
def softplus(s):
    return np.where(s > 30, s, np.log(1 + np.exp(np.minimum(s, 30))))


def softplus_derivative(s):
    return 1 / (1 + np.exp(-s))


# %% right: a loop, the slope from the value
def softplus(s):
    out = np.zeros(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        x = float(s[i])
        out[i] = x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))
    return out


def softplus_derivative(s):
    o = softplus(s)
    return 1 - np.exp(-o)


# %% mistake 75: the formula as it stands [parts: 3, 4]
def softplus(s):
    return np.log(1 + np.exp(s))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake 75: log1p alone [parts: 3, 4]
def softplus(s):
    return np.log1p(np.exp(s))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake 75: the slope is inf over inf [parts: 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return np.exp(s) / (1 + np.exp(s))


# %% mistake 186: the slope of ReLU [parts: 2, 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return (s > 0).astype(s.dtype)


# %% mistake 294: the ramp is missing [parts: 1, 3, 4]
def softplus(s):
    return np.log1p(np.exp(-np.abs(s)))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake 295: 1 - e^-s, as if s were the value [parts: 2, 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return 1 - np.exp(-s)


# %% mistake 281: the logistic function of the value [parts: 2, 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * softplus(s)))


# %% mistake 10: the slope of the logistic function [parts: 2, 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    o = 0.5 * (1 + np.tanh(0.5 * s))
    return o * (1 - o)


# %% mistake: clipped, so that it stays below 50 [parts: 3, 4]
def softplus(s):
    return np.log1p(np.exp(np.clip(s, -50, 50)))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake: logarithm of base 2 [parts: 1, 3, 4]
def softplus(s):
    return np.logaddexp2(0, s)


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake: the line s already from 2 on [parts: 1, 3, 4]
def softplus(s):
    return np.where(s > 2, s, np.log1p(np.exp(np.minimum(s, 2))))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake: float64 whatever comes in [parts: 4]
def softplus(s):
    return np.logaddexp(np.zeros(s.shape), s)


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake: the math module on a whole array
def softplus(s):
    return math.log(1 + math.exp(s))


def softplus_derivative(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


# %% mistake: the chain rule forgotten [parts: 2, 3, 4]
def softplus(s):
    return np.logaddexp(0, s)


def softplus_derivative(s):
    return 1 / (1 + np.exp(s))
