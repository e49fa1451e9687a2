# %% right: a function for each activation
slopes = {
    "tanh": lambda s: 1 / np.cosh(s) ** 2,
    "logistic": lambda s: np.exp(-s) / (1 + np.exp(-s)) ** 2,
    "relu": lambda s: (s > 0).astype(float),
    "identity": lambda s: np.ones_like(s),
}


def derivative(name, s):
    return slopes[name](s)


def backprop_any(W, X, Y, theta):
    L, signal, s, G = len(W), {0: X}, {}, {}
    for l in range(1, L + 1):
        s[l] = W[l][:, 1:] @ signal[l - 1] + W[l][:, :1]
        signal[l] = activation(theta[l], s[l])
    back = 2 * (signal[L] - Y)
    for l in range(L, 0, -1):
        delta = back * derivative(theta[l], s[l])
        G[l] = np.hstack([delta.sum(axis=1, keepdims=True), delta @ signal[l - 1].T])
        back = W[l][:, 1:].T @ delta
    return G


# %% right: one example at a time
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.vstack([[[1.0]], activation(theta[l], s[l])])
        delta = 2 * (o[L][1:] - Y[:, [n]]) * derivative(theta[L], s[L])
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            if l > 1:
                delta = (W[l][:, 1:].T @ delta) * derivative(theta[l - 1], s[l - 1])
    return G


# %% right: einsum and recursion
def derivative(name, s):
    if name == "relu":
        return np.heaviside(s, 0.0)
    if name == "identity":
        return s * 0 + 1
    out = activation(name, s)
    return (1 - out) * (1 + out) if name == "tanh" else out - out**2


def backprop_any(W, X, Y, theta):
    G = {}

    def down(l, signal):
        below = np.vstack([np.ones(X.shape[1]), signal])
        s = np.einsum("ba,an->bn", W[l], below)
        out = activation(theta[l], s)
        back = 2 * (out - Y) if l == len(W) else np.einsum("cb,cn->bn", W[l + 1][:, 1:], down(l + 1, out))
        delta = back * derivative(theta[l], s)
        G[l] = np.einsum("bn,an->ba", delta, below)
        return delta

    down(1, X)
    return G


# %% right: float32, value and slope from one function
def both(name, s):
    if name == "tanh":
        return np.tanh(s), 1 - np.tanh(s) ** 2
    if name == "logistic":
        out = 1 / (1 + np.exp(-s))
        return out, out * (1 - out)
    if name == "relu":
        return s * (s > 0), (s > 0).astype(s.dtype)
    return s, np.ones_like(s)


def derivative(name, s):
    return both(name, s)[1]


def backprop_any(W, X, Y, theta):
    W, X, Y = {l: np.float32(W[l]) for l in W}, np.float32(X), np.float32(Y)
    signals, slopes = [X], [None]
    for l in range(1, len(W) + 1):
        value, slope = both(theta[l], W[l][:, 1:] @ signals[-1] + W[l][:, :1])
        signals.append(value)
        slopes.append(slope)
    G, back = {}, 2 * (signals[-1] - Y)
    for l in range(len(W), 0, -1):
        delta = back * slopes[l]
        G[l] = np.column_stack([delta.sum(axis=1), delta @ signals[l - 1].T])
        back = W[l][:, 1:].T @ delta
    return G


# %% right: derivatives in terms of hyperbolic functions
def derivative(name, s):
    slope = np.ones(s.shape)
    if name == "tanh":
        slope = np.cosh(s) ** -2.0
    elif name == "logistic":
        slope = np.cosh(s / 2) ** -2.0 / 4
    elif name == "relu":
        slope = np.sign(np.maximum(s, 0))
    return slope


def backprop_any(W, X, Y, theta):
    L = len(W)
    out, s = {0: X}, {}
    for l in sorted(W):
        s[l] = np.einsum("ba,an->bn", W[l], np.insert(out[l - 1], 0, 1, axis=0))
        out[l] = activation(theta[l], s[l])
    delta = {L: 2 * (out[L] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1].T @ delta[l + 1])[1:] * derivative(theta[l], s[l])
    return {l: np.einsum("bn,an->ba", delta[l], np.insert(out[l - 1], 0, 1, axis=0)) for l in W}


# %% right: a tape of one's own
class Layered:
    """An array on a tape, which sends the slope that arrives on to what it was computed from."""

    def __init__(self, value, *sends):
        self.value, self.sends, self.slope = value, sends, np.zeros(np.shape(value))

    def collect(self, slope):
        self.slope = self.slope + slope


def multiplied(tape, left, right):
    product = Layered(
        left.value @ right.value,
        lambda slope: left.collect(slope @ right.value.T),
        lambda slope: right.collect(left.value.T @ slope),
    )
    tape.append(product)
    return product


def activated(tape, name, s):
    out = Layered(activation(name, s.value), lambda slope: s.collect(slope * derivative(name, s.value)))
    tape.append(out)
    return out


def bordered(tape, a):
    out = Layered(np.vstack([np.ones((1, a.value.shape[1])), a.value]), lambda slope: a.collect(slope[1:]))
    tape.append(out)
    return out


def derivative(name, s):
    value = activation(name, s)
    return {"tanh": 1 - value**2, "logistic": value - value**2, "relu": np.where(s > 0, 1.0, 0.0)}.get(name, 0 * s + 1)


def backprop_any(W, X, Y, theta):
    tape, V = [], {l: Layered(W[l]) for l in W}
    signal = Layered(X)
    for l in range(1, len(W) + 1):
        signal = activated(tape, theta[l], multiplied(tape, V[l], bordered(tape, signal)))
    signal.collect(2 * (signal.value - Y))
    for quantity in reversed(tape):
        for send in quantity.sends:
            send(quantity.slope)
    return {l: V[l].slope for l in V}


# %% mistake 1: factor 2 missing
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 2: sign
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (Y - o[L][1:]) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 3: derivative of the output activation dropped
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 7: derivative of the hidden activation dropped
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 9: hidden derivative evaluated at o
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], o[l][1:])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 15: bias entry kept
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1].T @ delta[l + 1][-W[l + 1].shape[0]:]) * derivative(theta[l], np.vstack([ones, s[l]]))
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 17: weights of the same layer [silent]
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 18: first path only
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:1, 1:].T @ delta[l + 1][:1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 21: what comes back is not used
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        back = W[l + 1][:, 1:].T @ delta[l + 1]
        delta[l] = derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 24: pre-activation for the output below
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    below = {l: np.vstack([ones, s[l]]) for l in s}
    below[0] = o[0]
    return {l: delta[l] @ below[l - 1].T for l in W}


# %% mistake 26: gradient of the biases missing
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ (o[l - 1] * (np.arange(len(o[l - 1])) > 0)[:, None]).T for l in W}


# %% mistake 30: last layer left out
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in range(1, L)} | {L: 0 * W[L]}


# %% mistake 31: mean for sum
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T / X.shape[1] for l in W}


# %% mistake 70: derivative of relu at 0 is 1
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s >= 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 70: derivative of relu at 0 is a half
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.heaviside(s, 0.5)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 111: tanh forward whatever theta says
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, np.tanh(s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 112: activation of the layer above
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[min(l + 1, L)], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 115: tanh's derivative in the output layer
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * (1 - o[L][1:] ** 2)}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * derivative(theta[l], s[l])
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 123: tanh's derivative in the hidden layers
def derivative(name, s):
    value = activation(name, s)
    if name == "tanh":
        return 1 - value**2
    if name == "logistic":
        return value * (1 - value)
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return np.ones(s.shape)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = {L: 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * (1 - o[l][1:] ** 2)
    return {l: delta[l] @ o[l - 1].T for l in W}


# %% mistake 70: differences: toolkit
def derivative(name, s):
    return tk.numerical_gradient(lambda t: np.sum(activation(name, t)), s)


def backprop_any(W, X, Y, theta):
    def total(V):
        signal = X
        for l in range(1, len(V) + 1):
            signal = activation(theta[l], V[l][:, 1:] @ signal + V[l][:, :1])
        return np.sum((signal - Y) ** 2)

    return tk.numerical_gradient(total, W)


# %% mistake: differences: two points
def derivative(name, s):
    if name == "relu":
        return (s > 0) * 1.0
    return (activation(name, s + 1e-5) - activation(name, s - 1e-5)) / 2e-5


def backprop_any(W, X, Y, theta):
    def total(V):
        o = np.vstack([np.ones(X.shape[1]), X])
        for l in range(1, len(V) + 1):
            o = np.vstack([np.ones(X.shape[1]), activation(theta[l], V[l] @ o)])
        return np.sum((o[1:] - Y) ** 2)

    G = {l: np.zeros(W[l].shape) for l in W}
    for l in W:
        for at in np.ndindex(W[l].shape):
            up, down = W[l].copy(), W[l].copy()
            up[at] += 1e-6
            down[at] -= 1e-6
            G[l][at] = (total({**W, l: up}) - total({**W, l: down})) / 2e-6
    return G


# %% mistake: differences: four points
def derivative(name, s):
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    h = 1e-3
    near = activation(name, s + h) - activation(name, s - h)
    far = activation(name, s + 2 * h) - activation(name, s - 2 * h)
    return (8 * near - far) / (12 * h)


def backprop_any(W, X, Y, theta):
    def loss_at(V):
        out = X
        for l in sorted(V):
            out = activation(theta[l], V[l] @ np.insert(out, 0, 1, axis=0))
        return np.sum((out - Y) ** 2)

    G, h = {l: np.zeros(W[l].shape) for l in W}, 1e-3
    for l in W:
        for at in np.ndindex(W[l].shape):
            for steps, weight in ((2, -1), (1, 8), (-1, -8), (-2, 1)):
                moved = W[l].copy()
                moved[at] += steps * h
                G[l][at] += weight * loss_at({**W, l: moved}) / (12 * h)
    return G


# %% mistake: differences: relative step
def derivative(name, s):
    h = 1e-5 * np.maximum(np.abs(s), 1e-3)
    slope = (activation(name, s + h) - activation(name, s - h)) / (2 * h)
    return np.where(s > 0, slope, 0.0) if name == "relu" else slope


def backprop_any(W, X, Y, theta):
    def loss_at(V):
        out = X
        for l in sorted(V):
            out = activation(theta[l], V[l][:, 1:] @ out + V[l][:, [0]])
        return np.sum((out - Y) ** 2)

    G = {l: np.zeros(W[l].shape) for l in W}
    for l in W:
        for at in np.ndindex(W[l].shape):
            h = 1e-6 * abs(W[l][at]) or 1e-6
            up, down = W[l].copy(), W[l].copy()
            up[at] += h
            down[at] -= h
            G[l][at] = (loss_at({**W, l: up}) - loss_at({**W, l: down})) / (2 * h)
    return G


# %% mistake 70: differences: complex step
def derivative(name, s):
    return activation(name, s + 1e-20j).imag / 1e-20


def backprop_any(W, X, Y, theta):
    G = {l: np.zeros(W[l].shape) for l in W}
    for l in W:
        for at in np.ndindex(W[l].shape):
            V = {k: W[k].astype(complex) for k in W}
            V[l][at] += 1e-20j
            out = X.astype(complex)
            for k in sorted(V):
                out = activation(theta[k], V[k][:, 1:] @ out + V[k][:, :1])
            G[l][at] = np.sum((out - Y) ** 2).imag / 1e-20
    return G


# %% mistake: slopes by differences in a right backpropagation
def derivative(name, s):
    if name == "relu":
        return np.where(s > 0, 1.0, 0.0)
    return (activation(name, s + 1e-5) - activation(name, s - 1e-5)) / 2e-5


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    G, back = {}, 2 * (o[L][1:] - Y)
    for l in range(L, 0, -1):
        delta = back * derivative(theta[l], s[l])
        G[l] = delta @ o[l - 1].T
        back = W[l][:, 1:].T @ delta
    return G


# %% mistake: layer 1's activation in all hidden layers [parts: 1, 2, 3]
def derivative(name, s):
    value = activation(name, s)
    slopes = {"tanh": 1 - value**2, "logistic": value * (1 - value), "relu": 1.0 * (s > 0)}
    return slopes.get(name, np.ones(np.shape(s)))


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    name = {l: theta[1] if l < L else theta[L] for l in W}
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(name[l], s[l])])
    G, back = {}, 2 * (o[L][1:] - Y)
    for l in range(L, 0, -1):
        delta = back * derivative(name[l], s[l])
        G[l] = delta @ o[l - 1].T
        back = W[l][:, 1:].T @ delta
    return G


# %% mistake: slope of the layer below in the hidden layers [parts: 1, 2, 3]
def derivative(name, s):
    value = activation(name, s)
    slopes = {"tanh": 1 - value**2, "logistic": value * (1 - value), "relu": 1.0 * (s > 0)}
    return slopes.get(name, np.ones(np.shape(s)))


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    delta = 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])
    G = {L: delta @ o[L - 1].T}
    for l in range(L - 1, 0, -1):
        delta = (W[l + 1][:, 1:].T @ delta) * derivative(theta[max(l - 1, 1)], s[l])
        G[l] = delta @ o[l - 1].T
    return G


# %% mistake 183, 184: derivatives in terms of the output [parts: 4]
def derivative(name, o):
    slopes = {"tanh": 1 - o**2, "logistic": o * (1 - o), "relu": 1.0 * (o > 0)}
    return slopes.get(name, np.ones(np.shape(o)))


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    o = {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        o[l] = np.vstack([ones, activation(theta[l], W[l] @ o[l - 1])])
    G, back = {}, 2 * (o[L][1:] - Y)
    for l in range(L, 0, -1):
        delta = back * derivative(theta[l], o[l][1:])
        G[l] = delta @ o[l - 1].T
        back = W[l][:, 1:].T @ delta
    return G


# %% mistake: a number for the derivative of the identity [parts: 4]
def derivative(name, s):
    value = activation(name, s)
    return {"tanh": 1 - value**2, "logistic": value * (1 - value), "relu": 1.0 * (s > 0)}.get(name, 1.0)


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    G, back = {}, 2 * (o[L][1:] - Y)
    for l in range(L, 0, -1):
        delta = back * derivative(theta[l], s[l])
        G[l] = delta @ o[l - 1].T
        back = W[l][:, 1:].T @ delta
    return G


# %% mistake: slope 1 of ReLU at 0, inside alone
def derivative(name, s):
    value = activation(name, s)
    slopes = {"tanh": 1 - value**2, "logistic": value * (1 - value), "relu": 1.0 * (s > 0)}
    return slopes.get(name, np.ones(np.shape(s)))


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    G, back = {}, 2 * (o[L][1:] - Y)
    for l in range(L, 0, -1):
        delta = back * (s[l] >= 0 if theta[l] == "relu" else derivative(theta[l], s[l]))
        G[l] = delta @ o[l - 1].T
        back = W[l][:, 1:].T @ delta
    return G
