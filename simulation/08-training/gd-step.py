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
        delta[l] = delta_step(W[l + 1], delta[l + 1], theta[l], o[l])
    return {l: W[l] - np.einsum("bn,an->ba", eta * delta[l], o[l - 1]) for l in W}


# %% right: new weights on the way down, old ones in the way back
def gd_step(W, X, Y, eta, theta):
    L, (s, o), new = len(W), forward(W, X, theta), {}
    delta = squared_error_slope(o[L], Y) * activation_slope(theta[L], o[L])
    for l in range(L, 0, -1):
        new[l] = W[l] - eta * delta @ o[l - 1].T
        if l > 1:
            delta = delta_step(W[l], delta, theta[l - 1], o[l - 1])
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


# %% mistake 41: moved before delta passes through
def gd_step(W, X, Y, eta, theta):
    L, (s, o), new = len(W), forward(W, X, theta), {}
    delta = squared_error_slope(o[L], Y) * activation_slope(theta[L], o[L])
    for l in range(L, 0, -1):
        new[l] = W[l] - eta * delta @ o[l - 1].T
        if l > 1:
            delta = delta_step(new[l], delta, theta[l - 1], o[l - 1])
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
