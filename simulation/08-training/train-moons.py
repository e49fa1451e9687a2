# %% right: gradient descent, 12 hidden units
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(1500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% right: 8 hidden units, smaller rate
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(8, 3), (1, 9)], start=1)}
    for t in range(2500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.008 * G[l] for l in W}
    return W


# %% right: two hidden layers
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(10, 3), (8, 11), (1, 9)], start=1)}
    for t in range(1500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.008 * G[l] for l in W}
    return W


# %% right: mean of the gradient, large rate
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(1500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 1.0 * G[l] / X.shape[1] for l in W}
    return W


# %% right: own gd_step, fresh random start each time
def train_moons(X, Y):
    rng = np.random.default_rng()
    W = {1: rng.normal(size=(16, 3)) / 2, 2: rng.normal(size=(1, 17)) / 4}
    for t in range(1500):
        G = gradients(W, X, Y, {1: "tanh", 2: "tanh"})
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% right: momentum
def train_moons(X, Y):
    rng, theta = np.random.default_rng(2), {1: "tanh", 2: "tanh"}
    W = {1: rng.normal(size=(10, 3)), 2: rng.normal(size=(1, 11)) / 3}
    V = {l: 0 * W[l] for l in W}
    for t in range(900):
        G = gradients(W, X, Y, theta)
        for l in W:
            V[l] = 0.8 * V[l] - 0.003 * G[l]
            W[l] = W[l] + V[l]
    return W


# %% right: small batches, rate that falls, a little L2
def train_moons(X, Y):
    rng, theta = np.random.default_rng(3), {1: "tanh", 2: "tanh"}
    W = {1: rng.normal(size=(12, 3)), 2: rng.normal(size=(1, 13)) / 3}
    for epoch in range(200):
        order = rng.permutation(X.shape[1])
        for batch in np.split(order, 10):
            G = gradients(W, X[:, batch], Y[:, batch], theta)
            for l in W:
                G[l][:, 1:] += 2 * 0.0002 * W[l][:, 1:]
            W = {l: W[l] - 0.06 / (1 + epoch / 100) * G[l] for l in W}
    return W


# %% right: best of three starts, lists returned
def train_moons(X, Y):
    rng, theta, best = np.random.default_rng(4), {1: "tanh", 2: "tanh"}, None
    for start in range(3):
        W = {1: rng.normal(size=(8, 3)), 2: rng.normal(size=(1, 9)) / 3}
        for t in range(900):
            G = gradients(W, X, Y, theta)
            W = {l: W[l] - 0.01 * G[l] for l in W}
        risk = np.sum((forward(W, X, theta)[1][2] - Y) ** 2)
        if best is None or risk < best[0]:
            best = risk, W
    return {l: best[1][l].tolist() for l in (2, 1)}


# %% mistake 325: all weights begin at zero
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: np.zeros(shape) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(1500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake 325: all weights begin at one half
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: np.full(shape, 0.5) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(1500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: not trained
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(0):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: ten steps [parts: 2]
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(10):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.004 * G[l] for l in W}
    return W


# %% mistake: up the gradient
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(1500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] + 0.01 * G[l] for l in W}
    return W


# %% mistake: learning rate far too large
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(1500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 5.0 * G[l] for l in W}
    return W


# %% mistake: no hidden layer [parts: 2]
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(1, 3)], start=1)}
    for t in range(500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: trains on the moons of the notebook
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(1500):
        G = gradients(W, *moons(0, 100), dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: only the first example
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(1500):
        G = gradients(W, X[:, :1], Y[:, :1], dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: targets left behind by a shuffle
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    X = X[:, start.permutation(X.shape[1])]
    for t in range(1500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: the last gradient is returned
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(1500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return G


# %% mistake: no bias column in the weights
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(1500):
        G = gradients(W, X, Y, dict.fromkeys(W, "tanh"))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return {l: W[l][:, 1:] for l in W}


# %% mistake: trained for an identity output and zeros as targets
def train_moons(X, Y):
    start = np.random.default_rng(5)
    W = {l: start.normal(size=shape) / (2 * shape[1] ** 0.5 / 2) for l, shape in enumerate([(12, 3), (1, 13)], start=1)}
    for t in range(1500):
        G = gradients(W, X, 0 * Y, {1: "tanh", 2: "identity"})
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W
