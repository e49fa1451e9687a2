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
