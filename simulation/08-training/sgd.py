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
                delta = delta_step(V[l], delta, theta[l - 1], o[l - 1])
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
                delta = delta_step(new[l], delta, theta[l - 1], o[l - 1])
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
