# %% right: cross-entropy
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradient(W, slope=surprise)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% right: squared error
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {1: start.normal(size=(16, 65)) / 16, 2: start.normal(size=(10, 17)) / 8}
    for t in range(600):
        G = gradient(W)
        W = {l: W[l] - 0.02 * G[l] for l in W}
    return W


# %% right: two hidden layers
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(18, 65), (14, 19), (10, 15)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(500):
        G = gradient(W, slope=surprise)
        W = {l: W[l] - 0.008 * G[l] for l in W}
    return W


# %% right: one example at a time
def train_digits(X, Y, gradient):
    rng = np.random.default_rng(7)
    W = {1: rng.normal(size=(20, 65)) / 10, 2: rng.normal(size=(10, 21)) / 5}
    for epoch in range(10):
        for n in rng.permutation(X.shape[1]):
            G = gradient(W, [n], lambda o, y: (o - y) / (o * (1 - o)))
            W = {l: W[l] - 0.1 * G[l] for l in W}
    return W


# %% right: L2, mean, fresh start each time
def train_digits(X, Y, gradient):
    rng, N = np.random.default_rng(), X.shape[1]
    W = {1: rng.normal(size=(24, 65)) / 10, 2: rng.normal(size=(10, 25)) / 6}
    for t in range(400):
        G = gradient(W, range(N), lambda o, y: (o - y) / (o * (1 - o)))
        for l in W:
            G[l][:, 1:] += 2 * 0.02 * W[l][:, 1:]
        W = {l: W[l] - 1.2 / N * G[l] for l in W}
    return W


# %% right: batches of ten, momentum, float32 at the end
def train_digits(X, Y, gradient):
    rng = np.random.default_rng(9)
    W = {1: rng.normal(size=(16, 65)) / 12, 2: rng.normal(size=(10, 17)) / 6}
    V = {l: np.zeros(W[l].shape) for l in W}
    for epoch in range(30):
        for batch in np.array_split(rng.permutation(X.shape[1]), 15):
            G = gradient(W, batch)
            V = {l: 0.8 * V[l] - 0.05 * G[l] for l in W}
            W = {l: W[l] + V[l] for l in W}
    return {l: W[l].astype(np.float32) for l in W}


# %% right: stops where examples set aside no longer gain
def train_digits(X, Y, gradient):
    rng, theta = np.random.default_rng(10), {1: "tanh", 2: "logistic"}
    W = {1: rng.normal(size=(20, 65)) / 12, 2: rng.normal(size=(10, 21)) / 6}
    order = rng.permutation(X.shape[1])
    aside, rest = order[:25], order[25:]
    lowest, best, since = np.inf, W, 0
    for t in range(900):
        if since > 40:
            break
        G = gradient(W, rest, lambda o, y: -y / o + (1 - y) / (1 - o))
        W, since = {l: W[l] - 0.008 * G[l] for l in W}, since + 1
        risk = np.sum(squared_error(forward(W, X[:, aside], theta)[1][2], Y[:, aside]))
        if risk < lowest and len(best):
            lowest, best, since = risk, W, 0
    return best


# %% right: float32, uniform start, 32 units
def train_digits(X, Y, gradient):
    rng, f = np.random.default_rng(11), np.float32
    W = {1: f(rng.uniform(-0.15, 0.15, (32, 65))), 2: f(rng.uniform(-0.3, 0.3, (10, 33)))}
    for t in range(700):
        G = gradient(W)
        W = {l: f(W[l] - f(0.008) * G[l]) for l in W}
    return W


# %% mistake 325: all weights begin at zero [parts: 1, 2]
def train_digits(X, Y, gradient):
    W = {l: np.zeros(shape) for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    for t in range(300):
        G = gradient(W)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake 325: all hidden weights begin at a tenth [parts: 1, 2]
def train_digits(X, Y, gradient):
    W = {l: np.full(shape, 0.1) for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    for t in range(300):
        G = gradient(W)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: not trained [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    return W


# %% mistake: no hidden layer [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(10, 65)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradient(W, slope=surprise)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: sixty hidden units [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(60, 65), (10, 61)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradient(W, slope=surprise)
        W = {l: W[l] - 0.005 * G[l] for l in W}
    return W


# %% mistake: up the gradient [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradient(W, slope=surprise)
        W = {l: W[l] - -0.01 * G[l] for l in W}
    return W


# %% mistake: learning rate far too large [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradient(W)
        W = {l: W[l] - 9.0 * G[l] for l in W}
    return W


# %% mistake: thirty short steps [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(30):
        G = gradient(W, slope=surprise)
        W = {l: W[l] - 0.0005 * G[l] for l in W}
    return W


# %% mistake: own gradients in place of those asked for [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradients(W, X, Y, {1: "tanh", 2: "logistic"}, surprise)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: trains on the digits of the notebook [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradients(W, X_digits, Y_digits, {1: "tanh", 2: "logistic"}, surprise)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: only the first twelve examples [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradient(W, range(12), surprise)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: half of the examples [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradient(W, range(75), surprise)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: two classes only [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradient(W, np.flatnonzero(Y[:2].any(axis=0)), surprise)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: slope in s, times the derivative once more, with the sign turned [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradient(W, slope=lambda o, y: y - o)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: the classes in reverse [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradient(W, slope=surprise)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return {1: W[1], 2: W[2][::-1]}


# %% mistake: one output [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    for t in range(300):
        G = gradient(W, slope=surprise)
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return {1: W[1], 2: W[2][:1]}


# %% mistake: Adam [parts: 1, 2]
def train_digits(X, Y, gradient):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    surprise = lambda o, y: (o - y) / (o * (1 - o))
    m, q = {l: 0 * W[l] for l in W}, {l: 0 * W[l] for l in W}
    for t in range(1, 300):
        G = gradient(W, slope=surprise)
        m = {l: 0.9 * m[l] + 0.1 * G[l] for l in W}
        q = {l: 0.99 * q[l] + 0.01 * G[l] ** 2 for l in W}
        W = {l: W[l] - 0.02 * m[l] / (np.sqrt(q[l]) + 1e-8) for l in W}
    return W


# %% mistake: the nearest class mean [parts: 1, 2]
def train_digits(X, Y, gradient):
    means = X @ Y.T / Y.sum(axis=1)
    small = np.column_stack([np.zeros(10), means.T]) / 100
    return {1: small, 2: np.column_stack([-np.sum(means**2, axis=0) / 2, 100 * np.eye(10)])}


# %% mistake: the nearest class mean, then steps along the gradient [parts: 1, 2]
def train_digits(X, Y, gradient):
    means = X @ Y.T / Y.sum(axis=1)
    small = np.column_stack([np.zeros(10), means.T]) / 100
    W = {1: small, 2: np.column_stack([-np.sum(means**2, axis=0) / 2, 100 * np.eye(10)])}
    for t in range(30):
        G = gradient(W)
        W = {l: W[l] - 1e-7 * G[l] for l in W}
    return W


# %% mistake: random features, least squares [parts: 1, 2]
def train_digits(X, Y, gradient):
    W = {1: np.random.default_rng(0).normal(size=(32, 65)) / 8}
    hidden = np.vstack([np.ones(X.shape[1]), np.tanh(W[1] @ np.vstack([np.ones(X.shape[1]), X]))])
    W[2] = np.linalg.solve(hidden @ hidden.T + 1e-1 * np.eye(33), hidden @ (4 * Y - 2).T).T
    return W
