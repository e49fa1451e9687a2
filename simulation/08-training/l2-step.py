# %% right: zeros in the bias column
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% right: slices in place on the gradient
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    for l in G:
        G[l][:, 1:] += 2 * lam * W[l][:, 1:]
    return {l: W[l] - eta * G[l] for l in W}


# %% right: weight decay after the own gd_step [carries]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    new = gd_step(W, X, Y, eta, theta)
    return {l: np.asarray(new[l]) - 2 * eta * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}


# %% right: loops over the entries
def penalty(W, lam):
    total = 0.0
    for l in W:
        for row in W[l]:
            for weight in row[1:]:
                total += weight * weight
    return lam * total


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    new = {l: np.zeros(W[l].shape) for l in W}
    for l in W:
        for (b, a), weight in np.ndenumerate(W[l]):
            new[l][b, a] = weight - eta * (G[l][b, a] + (2 * lam * weight if a > 0 else 0))
    return new


# %% right: own pass, norms
def penalty(W, lam):
    return lam * sum(np.linalg.norm(W[l][:, 1:]) ** 2 for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    L, (s, o), new = len(W), forward(W, X, theta), {}
    free = {l: np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    delta = 2 * (o[L] - Y) * activation_slope(theta[L], o[L])
    for l in range(L, 0, -1):
        new[l] = W[l] - eta * (delta @ o[l - 1].T + 2 * lam * free[l])
        if l > 1:
            delta = delta_below(W[l], delta, theta[l - 1], o[l - 1])
    return new


# %% right: a mask
def penalty(W, lam):
    return np.array([[lam * sum((W[l] ** 2).sum() - (W[l][:, 0] ** 2).sum() for l in W)]])


def l2_step(W, X, Y, eta, theta, lam):
    mask = {l: np.arange(W[l].shape[1]) > 0 for l in W}
    G = gradients(W, X, Y, theta)
    return {l: W[l] * (1 - 2 * eta * lam * mask[l]) - eta * G[l] for l in W}


# %% right: a mean, times the number of examples
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    G = {l: G[l] / X.shape[1] for l in W}
    R = {l: 2 * lam / X.shape[1] * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * X.shape[1] * G[l] for l in W}


# %% right: lists and float32
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    V = {l: W[l].astype(np.float32) for l in W}
    G = gradients(V, X.astype(np.float32), Y.astype(np.float32), theta)
    for l in G:
        G[l][:, 1:] += np.float32(2 * lam) * V[l][:, 1:]
    return {l: (V[l] - np.float32(eta) * G[l]).astype(np.float32) for l in W}


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


def penalty(W, lam):
    return lam * sum(float(np.sum(W[l][:, 1:] ** 2)) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = taped_gradients(W, X, Y, theta)
    R = {l: np.hstack([np.zeros((len(W[l]), 1)), 2 * lam * W[l][:, 1:]]) for l in W}
    return {l: W[l] - eta * (G[l] + R[l]) for l in W}


# %% right: copies without their biases
def penalty(W, lam):
    flat = np.concatenate([np.delete(W[l], 0, axis=1).ravel() for l in W])
    return lam * flat @ flat


def l2_step(W, X, Y, eta, theta, lam):
    G, new = gradients(W, X, Y, theta), {}
    for l in W:
        R = W[l].copy()
        R[:, 0] = 0
        new[l] = W[l] - eta * (G[l] + 2 * lam * R)
    return new


# %% right: a matrix that drops the biases
def penalty(W, lam):
    return lam * sum(np.trace(W[l][:, 1:] @ W[l][:, 1:].T) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    free = {l: np.diag([0.0] + [1.0] * (W[l].shape[1] - 1)) for l in W}
    return {l: W[l] - eta * G[l] - 2 * eta * lam * W[l] @ free[l] for l in W}


# %% mistake 41: moved before delta passes through [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    L, (s, o), new = len(W), forward(W, X, theta), {}
    free = {l: np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    delta = 2 * (o[L] - Y) * activation_slope(theta[L], o[L])
    for l in range(L, 0, -1):
        new[l] = W[l] - eta * (delta @ o[l - 1].T + 2 * lam * free[l])
        if l > 1:
            delta = delta_below(new[l], delta, theta[l - 1], o[l - 1])
    return new


# %% mistake 42: gradients anew for each layer [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    new = dict(W)
    for l in sorted(W):
        free = np.hstack([0 * W[l][:, :1], W[l][:, 1:]])
        new[l] = W[l] - eta * (gradients(new, X, Y, theta)[l] + 2 * lam * free)
    return new


# %% mistake 43: factor 2 missing [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 44: the biases too
def penalty(W, lam):
    return lam * sum(np.sum(W[l] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * W[l] for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 44: the biases too, penalty right [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * W[l] for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 45: built from the gradient [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * np.hstack([0 * G[l][:, :1], G[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 46: once for every example [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * X.shape[1] * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 46: once for every example, in a loop [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    total = {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        G = gradients(W, X[:, [n]], Y[:, [n]], theta)
        for l in W:
            G[l][:, 1:] += 2 * lam * W[l][:, 1:]
            total[l] += G[l]
    return {l: W[l] - eta * total[l] for l in W}


# %% mistake 46: wrong sign [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: -2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 46: missing [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 47: up the gradient [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] + eta * G[l] for l in W}


# %% mistake 47: no learning rate [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - G[l] for l in W}


# %% mistake 47: mean of the loss [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    G = {l: G[l] / X.shape[1] for l in W}
    R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 141: learning rate twice [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * eta * G[l] for l in W}


# %% mistake 146: the last column left out [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * np.hstack([W[l][:, :-1], 0 * W[l][:, -1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 147: absolute values
def penalty(W, lam):
    return lam * sum(np.sum(np.abs(W[l][:, 1:])) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: lam * np.hstack([0 * W[l][:, :1], np.sign(W[l][:, 1:])]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 326: without lambda
def penalty(W, lam):
    return sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 328: norms not squared [parts: 1]
def penalty(W, lam):
    return lam * sum(np.linalg.norm(W[l][:, 1:]) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 329: the last layer alone
def penalty(W, lam):
    return lam * np.sum(W[len(W)][:, 1:] ** 2)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    G[len(W)][:, 1:] += 2 * lam * W[len(W)][:, 1:]
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: the penalty is half of it [parts: 1]
def penalty(W, lam):
    return lam / 2 * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: lambda squared in the step [parts: 2, 3, 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: penalty of every layer in a list [parts: 1]
def penalty(W, lam):
    return [lam * np.sum(W[l][:, 1:] ** 2) for l in W]


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: the first row left out
def penalty(W, lam):
    return lam * sum(np.sum(W[l][1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * np.vstack([0 * W[l][:1], W[l][1:]]) for l in W}
    G = {l: G[l] + R[l] for l in W}
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: differences: toolkit [parts: 1, 2, 3, 4]
def differences(f, W):
    return tk.numerical_gradient(f, W)


def penalty(W, lam):
    raise NotImplementedError


def l2_step(W, X, Y, eta, theta, lam):
    G = differences(lambda V: np.sum((forward(V, X, theta)[1][len(V)] - Y) ** 2) + lam * sum(np.sum(V[l][:, 1:] ** 2) for l in V), W)
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: differences: two points [parts: 1, 2, 3, 4]
def differences(f, W):
    G, h = {l: np.zeros(W[l].shape) for l in W}, 1e-5
    for l in W:
        for i in np.ndindex(W[l].shape):
            up, down = {k: W[k].copy() for k in W}, {k: W[k].copy() for k in W}
            up[l][i] += h
            down[l][i] -= h
            G[l][i] = (f(up) - f(down)) / (2 * h)
    return G


def penalty(W, lam):
    raise NotImplementedError


def l2_step(W, X, Y, eta, theta, lam):
    G = differences(lambda V: np.sum((forward(V, X, theta)[1][len(V)] - Y) ** 2) + lam * sum(np.sum(V[l][:, 1:] ** 2) for l in V), W)
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: differences: four points [parts: 1, 2, 3, 4]
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


def penalty(W, lam):
    raise NotImplementedError


def l2_step(W, X, Y, eta, theta, lam):
    G = differences(lambda V: np.sum((forward(V, X, theta)[1][len(V)] - Y) ** 2) + lam * sum(np.sum(V[l][:, 1:] ** 2) for l in V), W)
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: differences: relative step [parts: 1, 2, 3, 4]
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


def penalty(W, lam):
    raise NotImplementedError


def l2_step(W, X, Y, eta, theta, lam):
    G = differences(lambda V: np.sum((forward(V, X, theta)[1][len(V)] - Y) ** 2) + lam * sum(np.sum(V[l][:, 1:] ** 2) for l in V), W)
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake: differences: complex step [parts: 1, 2, 3, 4]
def differences(f, W):
    G = {l: np.zeros(W[l].shape) for l in W}
    for l in W:
        for i in np.ndindex(W[l].shape):
            V = {k: W[k].astype(complex) for k in W}
            V[l][i] += 1e-20j
            G[l][i] = np.imag(f(V)) / 1e-20
    return G


def penalty(W, lam):
    raise NotImplementedError


def l2_step(W, X, Y, eta, theta, lam):
    G = differences(lambda V: np.sum((forward(V, X, theta)[1][len(V)] - Y) ** 2) + lam * sum(np.sum(V[l][:, 1:] ** 2) for l in V), W)
    return {l: W[l] - eta * G[l] for l in W}


# %% mistake 321: in place [parts: 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    for l in W:
        G[l][:, 1:] += 2 * lam * W[l][:, 1:]
        W[l] -= eta * G[l]
    return W


# %% mistake 321: the weights shrink in place first [parts: 4]
def penalty(W, lam):
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    for l in W:
        W[l][:, 1:] *= 1 - 2 * eta * lam
        W[l] -= eta * G[l]
    return W


# %% mistake 44: the biases too, in the penalty alone [parts: 1]
def penalty(W, lam):
    return lam * sum(np.sum(W[l] ** 2) for l in W)


def l2_step(W, X, Y, eta, theta, lam):
    G = gradients(W, X, Y, theta)
    R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
    return {l: W[l] - eta * (G[l] + R[l]) for l in W}
