# %% right: all gradients first
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    return {l: W[l] - eta * G[l] for l in W}


# %% right: copies, then in place
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    new = {l: W[l].copy() for l in W}
    for l in new:
        new[l] -= eta * G[l]
    return new


# %% right: own pass, sensitivities first
def gd_step(W, X, Y, eta, theta):
    L, (s, o) = len(W), forward(W, X, theta)
    delta = [None] * (L + 1)
    delta[L] = 2 * (o[L] - Y) * activation_slope(theta[L], o[L])
    for l in reversed(range(1, L)):
        delta[l] = delta_below(W[l + 1], delta[l + 1], theta[l], o[l])
    return {l: W[l] - np.einsum("bn,an->ba", eta * delta[l], o[l - 1]) for l in W}


# %% right: new weights on the way down, old ones in the way back
def gd_step(W, X, Y, eta, theta):
    L, (s, o), new = len(W), forward(W, X, theta), {}
    delta = squared_error_slope(o[L], Y) * activation_slope(theta[L], o[L])
    for l in range(L, 0, -1):
        new[l] = W[l] - eta * delta @ o[l - 1].T
        if l > 1:
            delta = delta_below(W[l], delta, theta[l - 1], o[l - 1])
    return new


# %% right: example by example
def gd_step(W, X, Y, eta, theta):
    new = {l: np.array(W[l]) for l in W}
    for n in range(X.shape[1]):
        G = gradients(W, X[:, [n]], Y[:, [n]], theta)
        for l in new:
            new[l] = new[l] - eta * G[l]
    return new


# %% right: entry by entry
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    new = {}
    for l in sorted(W, reverse=True):
        new[l] = np.empty(W[l].shape)
        for b, a in np.ndindex(W[l].shape):
            new[l][b, a] = W[l][b, a] - eta * G[l][b, a]
    return new


# %% right: one long vector
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    flat = np.concatenate([W[l].ravel() for l in W]) - eta * np.concatenate([G[l].ravel() for l in W])
    cuts = np.cumsum([W[l].size for l in W])[:-1]
    return {l: part.reshape(W[l].shape) for l, part in zip(W, np.split(flat, cuts))}


# %% right: nested lists [alone]
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    return {l: (W[l] - eta * G[l]).tolist() for l in W}


# %% right: float32
def gd_step(W, X, Y, eta, theta):
    single = {l: W[l].astype(np.float32) for l in W}
    G = gradients(single, X.astype(np.float32), Y.astype(np.float32), theta)
    return {l: (single[l] - np.float32(eta) * G[l]).astype(np.float32) for l in W}


# %% right: a tape of one's own
class Taped:
    def __init__(self, value, *parents):
        self.value, self.parents, self.grad = value, parents, 0

    def __sub__(self, other):
        return Taped(self.value - other, (self, lambda g: g))

    def after(self, W):
        A, Z = W.value, np.vstack([np.ones((1, self.value.shape[1])), self.value])
        return Taped(A @ Z, (W, lambda g: g @ Z.T), (self, lambda g: A[:, 1:].T @ g))

    def activated(self, name):
        o = activation(name, self.value)
        return Taped(o, (self, lambda g: g * activation_slope(name, o)))

    def squared(self):
        return Taped(self.value**2, (self, lambda g: g * 2 * self.value))

    def back(self, g):
        self.grad = self.grad + g
        for parent, share in self.parents:
            parent.back(share(g))


def taped_gradients(W, X, Y, theta):
    leaves = {l: Taped(W[l]) for l in W}
    o = Taped(X)
    for l in sorted(W):
        o = o.after(leaves[l]).activated(theta[l])
    loss = (o - Y).squared()
    loss.back(np.ones(Y.shape))
    return {l: leaves[l].grad for l in W}


def gd_step(W, X, Y, eta, theta):
    G = taped_gradients(W, X, Y, theta)
    return {l: W[l] - eta * G[l] for l in W}


# %% right: multiplied out, layer by layer upwards
def gd_step(W, X, Y, eta, theta):
    L, (s, o) = len(W), forward(W, X, theta)
    new = {}
    for l in range(1, L + 1):
        delta = (o[L] - Y + (o[L] - Y)) * activation_slope(theta[L], o[L])
        for k in range(L, l, -1):
            delta = (W[k].T @ delta)[1:] * activation_slope(theta[k - 1], o[k - 1][1:])
        new[l] = -eta * (delta @ np.transpose(o[l - 1])) + W[l]
    return new


# %% right: biases and weights apart
def gd_step(W, X, Y, eta, theta):
    G, new = gradients(W, X, Y, theta), {}
    for l, matrix in W.items():
        bias, weights = matrix[:, 0] - eta * G[l][:, 0], matrix[:, 1:] - eta * G[l][:, 1:]
        new[l] = np.column_stack([bias, weights])
    return new


# %% right: the sum of the losses of halves, float32
def gd_step(W, X, Y, eta, theta):
    f, half = np.float32, (X.shape[1] + 1) // 2
    V = {l: f(W[l]) for l in W}
    parts = [gradients(V, f(X[:, n]), f(Y[:, n]), theta) for n in (slice(half), slice(half, None))]
    return {l: f(V[l] - f(eta) * f(parts[0][l] + parts[1][l])) for l in W}


# %% mistake 41: moved before delta passes through
def gd_step(W, X, Y, eta, theta):
    L, (s, o), new = len(W), forward(W, X, theta), {}
    delta = squared_error_slope(o[L], Y) * activation_slope(theta[L], o[L])
    for l in range(L, 0, -1):
        new[l] = W[l] - eta * delta @ o[l - 1].T
        if l > 1:
            delta = delta_below(new[l], delta, theta[l - 1], o[l - 1])
    return new


# %% mistake 41: moved before delta passes through, in place on copies
def gd_step(W, X, Y, eta, theta):
    W = {l: W[l].copy() for l in W}
    L = len(W)
    s, o = forward(W, X, theta)
    delta = 2 * (o[L] - Y) * activation_slope(theta[L], o[L])
    for l in range(L, 0, -1):
        W[l] -= eta * (delta @ o[l - 1].T)
        if l > 1:
            delta = (W[l][:, 1:].T @ delta) * activation_slope(theta[l - 1], o[l - 1][1:])
    return W


# %% mistake 42: gradients anew for each layer, upwards
def gd_step(W, X, Y, eta, theta):
    new = dict(W)
    for l in range(1, len(W) + 1):
        new[l] = new[l] - eta * gradients(new, X, Y, theta)[l]
    return new


# %% mistake 42: gradients anew for each layer, downwards
def gd_step(W, X, Y, eta, theta):
    new = {l: W[l].copy() for l in W}
    for l in range(len(W), 0, -1):
        new[l] -= eta * gradients(new, X, Y, theta)[l]
    return new


# %% mistake 47: up the gradient
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    return {l: W[l] + eta * G[l] for l in W}


# %% mistake 47: no learning rate
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    return {l: W[l] - G[l] for l in W}


# %% mistake 47: mean gradient
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    return {l: W[l] - eta * G[l] / X.shape[1] for l in W}


# %% mistake 47: divided twice
def gd_step(W, X, Y, eta, theta):
    N = X.shape[1]
    G = {l: g / N for l, g in gradients(W, X, Y, theta).items()}
    return {l: W[l] - eta / N * G[l] for l in W}


# %% mistake 141: learning rate twice
def gd_step(W, X, Y, eta, theta):
    G = {l: eta * g for l, g in gradients(W, X, Y, theta).items()}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 321: in place [parts: 5]
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    for l in W:
        W[l] -= eta * G[l]
    return W


# %% mistake 321: a new dict of the old arrays [parts: 5]
def gd_step(W, X, Y, eta, theta):
    G, new = gradients(W, X, Y, theta), dict(W)
    for l in new:
        new[l] -= eta * G[l]
    return new


# %% mistake 321: the given dict gets the new arrays [parts: 5]
def gd_step(W, X, Y, eta, theta):
    for l, g in gradients(W, X, Y, theta).items():
        W[l] = W[l] - eta * g
    return W


# %% mistake: the gradients are returned
def gd_step(W, X, Y, eta, theta):
    return gradients(W, X, Y, theta)


# %% mistake: the last layer alone moves
def gd_step(W, X, Y, eta, theta):
    G, L = gradients(W, X, Y, theta), len(W)
    return {**{l: W[l].copy() for l in W}, L: W[L] - eta * G[L]}


# %% mistake: the biases do not move
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    return {l: W[l] - eta * np.hstack([0 * G[l][:, :1], G[l][:, 1:]]) for l in W}


# %% mistake: nothing is returned
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    for l in W:
        W[l] = W[l] - eta * G[l]


# %% mistake: differences: toolkit [parts: 1, 2, 3, 4, 5]
def differences(f, W):
    return tk.numerical_gradient(f, W)


def gd_step(W, X, Y, eta, theta):
    G = differences(lambda V: np.sum((forward(V, X, theta)[1][len(V)] - Y) ** 2), W)
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: differences: two points [parts: 1, 2, 3, 4, 5]
def differences(f, W):
    G, h = {l: np.zeros(W[l].shape) for l in W}, 1e-5
    for l in W:
        for i in np.ndindex(W[l].shape):
            up, down = {k: W[k].copy() for k in W}, {k: W[k].copy() for k in W}
            up[l][i] += h
            down[l][i] -= h
            G[l][i] = (f(up) - f(down)) / (2 * h)
    return G


def gd_step(W, X, Y, eta, theta):
    G = differences(lambda V: np.sum((forward(V, X, theta)[1][len(V)] - Y) ** 2), W)
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: differences: four points [parts: 1, 2, 3, 4, 5]
def differences(f, W):
    def moved(l, i, step):
        V = {k: np.array(W[k]) for k in W}
        V[l][i] += step
        return f(V)

    h, G = 1e-3, {l: np.empty_like(W[l]) for l in W}
    for l in W:
        for i in np.ndindex(*W[l].shape):
            near, far = moved(l, i, h) - moved(l, i, -h), moved(l, i, 2 * h) - moved(l, i, -2 * h)
            G[l][i] = (8 * near - far) / (12 * h)
    return G


def gd_step(W, X, Y, eta, theta):
    G = differences(lambda V: np.sum((forward(V, X, theta)[1][len(V)] - Y) ** 2), W)
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: differences: relative step [parts: 1, 2, 3, 4, 5]
def differences(f, W):
    G = {}
    for l in W:
        G[l] = np.zeros(W[l].shape)
        for b, a in np.ndindex(W[l].shape):
            h, E = 1e-4 * max(1, abs(W[l][b, a])), np.zeros(W[l].shape)
            E[b, a] = h
            near = f({**W, l: W[l] + E}) - f({**W, l: W[l] - E})
            far = f({**W, l: W[l] + E / 2}) - f({**W, l: W[l] - E / 2})
            G[l][b, a] = (8 * far - near) / (6 * h)
    return G


def gd_step(W, X, Y, eta, theta):
    G = differences(lambda V: np.sum((forward(V, X, theta)[1][len(V)] - Y) ** 2), W)
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: differences: complex step [parts: 1, 2, 3, 4, 5]
def differences(f, W):
    G = {l: np.zeros(W[l].shape) for l in W}
    for l in W:
        for i in np.ndindex(W[l].shape):
            V = {k: W[k].astype(complex) for k in W}
            V[l][i] += 1e-20j
            G[l][i] = np.imag(f(V)) / 1e-20
    return G


def gd_step(W, X, Y, eta, theta):
    G = differences(lambda V: np.sum((forward(V, X, theta)[1][len(V)] - Y) ** 2), W)
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: written for two layers
def gd_step(W, X, Y, eta, theta):
    s, o = forward(W, X, theta)
    last = len(W)
    delta = {last: squared_error_slope(o[last], Y) * activation_slope(theta[last], o[last])}
    if last > 1:
        delta[last - 1] = delta_below(W[last], delta[last], theta[last - 1], o[last - 1])
    return {l: W[l] - eta * delta[l] @ o[l - 1].T if l in delta else W[l] for l in W}


# %% mistake: the activation of the first layer in all layers
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, dict.fromkeys(W, theta[1]))
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: the learning rate of the check
def gd_step(W, X, Y, eta, theta):
    G = gradients(W, X, Y, theta)
    return {l: W[l] - 0.07 * G[l] for l in W}
