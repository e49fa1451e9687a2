# %% right: slices
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for n in order:
        G = gradients(path[-1], X[:, n : n + 1], Y[:, n : n + 1], theta)
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% right: own gd_step [carries]
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for n in order:
        path.append(gd_step(path[-1], X[:, [n]], Y[:, [n]], eta, theta))
    return path


# %% right: recursion
def sgd(W, X, Y, eta, order, theta):
    order = list(order)
    if not order:
        return [W]
    n = order[0]
    G = gradients(W, X[:, [n]], Y[:, [n]], theta)
    return [W, *sgd({l: W[l] - eta * G[l] for l in W}, X, Y, eta, order[1:], theta)]


# %% right: own pass with outer products
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        V, x, y = path[-1], X[:, [n]], Y[:, [n]]
        L, (s, o), new = len(V), forward(V, x, theta), {}
        delta = 2 * (o[L] - y) * activation_slope(theta[L], o[L])
        for l in range(L, 0, -1):
            new[l] = V[l] - eta * delta @ o[l - 1].T
            if l > 1:
                delta = delta_below(V[l], delta, theta[l - 1], o[l - 1])
        path.append(new)
    return path


# %% right: copies in the list
def sgd(W, X, Y, eta, order, theta):
    now = {l: W[l].copy() for l in W}
    path = [{l: now[l].copy() for l in now}]
    for n in order:
        G = gradients(now, X[:, [n]], Y[:, [n]], theta)
        for l in now:
            now[l] -= eta * G[l]
        path.append({l: now[l].copy() for l in now})
    return path


# %% right: accumulate
def sgd(W, X, Y, eta, order, theta):
    from itertools import accumulate

    def step(V, n):
        G = gradients(V, X[:, n].reshape(-1, 1), Y[:, n].reshape(-1, 1), theta)
        return {l: V[l] - eta * G[l] for l in V}

    return list(accumulate(order, step, initial=W))


# %% right: a tuple, float32
def sgd(W, X, Y, eta, order, theta):
    path = [{l: W[l].astype(np.float32) for l in W}]
    A, B = X.astype(np.float32), Y.astype(np.float32)
    for n in order:
        G = gradients(path[-1], A[:, [n]], B[:, [n]], theta)
        path.append({l: (path[-1][l] - eta * G[l]).astype(np.float32) for l in W})
    return tuple(path)


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


def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for n in order:
        G = taped_gradients(path[-1], X[:, [n]], Y[:, [n]], theta)
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% right: a generator, made a list
def sgd(W, X, Y, eta, order, theta):
    def walk():
        V = dict(W)
        yield V
        for x, y in zip(X.T[list(order)], Y.T[list(order)]):
            G = gradients(V, x[:, None], y[:, None], theta)
            V = {l: np.subtract(V[l], eta * G[l]) for l in V}
            yield V

    return list(walk())


# %% right: the list made first, nested lists
def sgd(W, X, Y, eta, order, theta):
    path = [None] * (len(order) + 1)
    path[0] = {l: W[l].copy() for l in W}
    for t in range(len(order)):
        n = order[t]
        G = gradients(path[t], X[:, n].reshape(len(X), 1), Y[:, n].reshape(len(Y), 1), theta)
        path[t + 1] = {l: path[t][l] - eta * G[l] for l in path[t]}
    return [{l: V[l].tolist() for l in V} for V in path]


# %% mistake 41: moved before delta passes through
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        V, x, y = path[-1], X[:, [n]], Y[:, [n]]
        L, (s, o), new = len(V), forward(V, x, theta), {}
        delta = 2 * (o[L] - y) * activation_slope(theta[L], o[L])
        for l in range(L, 0, -1):
            new[l] = V[l] - eta * delta @ o[l - 1].T
            if l > 1:
                delta = delta_below(new[l], delta, theta[l - 1], o[l - 1])
        path.append(new)
    return path


# %% mistake 42: gradients anew for each layer
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        new = dict(path[-1])
        for l in sorted(W):
            new[l] = new[l] - eta * gradients(new, X[:, [n]], Y[:, [n]], theta)[l]
        path.append(new)
    return path


# %% mistake 47: up the gradient
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        G = gradients(path[-1], X[:, [n]], Y[:, [n]], theta)
        path.append({l: path[-1][l] + eta * G[l] for l in W})
    return path


# %% mistake 47: no learning rate
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        G = gradients(path[-1], X[:, [n]], Y[:, [n]], theta)
        path.append({l: path[-1][l] - G[l] for l in W})
    return path


# %% mistake 47: divided by the number of all examples
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        G = gradients(path[-1], X[:, [n]], Y[:, [n]], theta)
        path.append({l: path[-1][l] - eta * G[l] / X.shape[1] for l in W})
    return path


# %% mistake 141: learning rate twice
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        G = gradients(path[-1], X[:, [n]], Y[:, [n]], theta)
        path.append({l: path[-1][l] - eta * eta * G[l] for l in W})
    return path


# %% mistake 142: always the first example
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        G = gradients(path[-1], X[:, [0]], Y[:, [0]], theta)
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake 143: from the front
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        G = gradients(path[-1], X[:, [t]], Y[:, [t]], theta)
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake 144: all examples in every step
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        G = gradients(path[-1], X, Y, theta)
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake 145: gradient at the initial weights
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        G = gradients(W, X[:, [n]], Y[:, [n]], theta)
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake 38: the target of another example
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        G = gradients(path[-1], X[:, [n]], Y[:, [t]], theta)
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake 322: one dict in the whole list [parts: 2]
def sgd(W, X, Y, eta, order, theta):
    now, path = {l: W[l].copy() for l in W}, []
    path.append(now)
    for n in order:
        G = gradients(now, X[:, [n]], Y[:, [n]], theta)
        for l in now:
            now[l] = now[l] - eta * G[l]
        path.append(now)
    return path


# %% mistake 322: the given arrays in every entry [parts: 2]
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for n in order:
        G = gradients(W, X[:, [n]], Y[:, [n]], theta)
        for l in W:
            W[l] -= eta * G[l]
        path.append(dict(W))
    return path


# %% mistake 327: without the start [parts: 2]
def sgd(W, X, Y, eta, order, theta):
    now, path = W, []
    for n in order:
        G = gradients(now, X[:, [n]], Y[:, [n]], theta)
        now = {l: now[l] - eta * G[l] for l in W}
        path.append(now)
    return path


# %% mistake: only the last weights [parts: 2]
def sgd(W, X, Y, eta, order, theta):
    for n in order:
        G = gradients(W, X[:, [n]], Y[:, [n]], theta)
        W = {l: W[l] - eta * G[l] for l in W}
    return W


# %% mistake: the order is shuffled
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for n in np.random.default_rng(0).permutation(order):
        G = gradients(path[-1], X[:, [n]], Y[:, [n]], theta)
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake: the axis is lost
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate(order):
        G = gradients(path[-1], X[:, n], Y[:, n], theta)
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake: one example too many at the end
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t, n in enumerate([*order, order[-1]]):
        G = gradients(path[-1], X[:, [n]], Y[:, [n]], theta)
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake: differences: toolkit [parts: 1, 2]
def differences(f, W):
    return tk.numerical_gradient(f, W)


def sgd(W, X, Y, eta, order, theta):
    def loss(V, x, y):
        return np.sum((forward(V, x, theta)[1][len(V)] - y) ** 2)

    path = [W]
    for n in order:
        G = differences(lambda V: loss(V, X[:, [n]], Y[:, [n]]), path[-1])
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake: differences: two points [parts: 1, 2]
def differences(f, W):
    G, h = {l: np.zeros(W[l].shape) for l in W}, 1e-5
    for l in W:
        for i in np.ndindex(W[l].shape):
            up, down = {k: W[k].copy() for k in W}, {k: W[k].copy() for k in W}
            up[l][i] += h
            down[l][i] -= h
            G[l][i] = (f(up) - f(down)) / (2 * h)
    return G


def sgd(W, X, Y, eta, order, theta):
    def loss(V, x, y):
        return np.sum((forward(V, x, theta)[1][len(V)] - y) ** 2)

    path = [W]
    for n in order:
        G = differences(lambda V: loss(V, X[:, [n]], Y[:, [n]]), path[-1])
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake: differences: four points [parts: 1, 2]
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


def sgd(W, X, Y, eta, order, theta):
    def loss(V, x, y):
        return np.sum((forward(V, x, theta)[1][len(V)] - y) ** 2)

    path = [W]
    for n in order:
        G = differences(lambda V: loss(V, X[:, [n]], Y[:, [n]]), path[-1])
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake: differences: relative step [parts: 1, 2]
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


def sgd(W, X, Y, eta, order, theta):
    def loss(V, x, y):
        return np.sum((forward(V, x, theta)[1][len(V)] - y) ** 2)

    path = [W]
    for n in order:
        G = differences(lambda V: loss(V, X[:, [n]], Y[:, [n]]), path[-1])
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake: differences: complex step [parts: 1, 2]
def differences(f, W):
    G = {l: np.zeros(W[l].shape) for l in W}
    for l in W:
        for i in np.ndindex(W[l].shape):
            V = {k: W[k].astype(complex) for k in W}
            V[l][i] += 1e-20j
            G[l][i] = np.imag(f(V)) / 1e-20
    return G


def sgd(W, X, Y, eta, order, theta):
    def loss(V, x, y):
        return np.sum((forward(V, x, theta)[1][len(V)] - y) ** 2)

    path = [W]
    for n in order:
        G = differences(lambda V: loss(V, X[:, [n]], Y[:, [n]]), path[-1])
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake: every example once
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for n in dict.fromkeys(order):
        G = gradients(path[-1], X[:, [n]], Y[:, [n]], theta)
        path.append({l: path[-1][l] - eta * G[l] for l in W})
    return path


# %% mistake: always four steps
def sgd(W, X, Y, eta, order, theta):
    path = [W]
    for t in range(4):
        n = order[min(t, len(order) - 1)] if len(order) else 0
        G = gradients(path[-1], X[:, [n]], Y[:, [n]], theta)
        path.append({l: path[-1][l] - eta * G[l] * (t < len(order)) for l in W})
    return path
