# %% right: cross-entropy
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(300):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% right: squared error
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(600):
        G = gradients(W, X, Y, theta, squared_error_slope)
        W = {l: W[l] - 0.02 * G[l] for l in W}
    return W


# %% right: no hidden layer
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(10, 65)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(300):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% right: two hidden layers
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(20, 65), (15, 21), (10, 16)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(500):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.008 * G[l] for l in W}
    return W


# %% right: one example at a time
def train_digits(X, Y):
    rng, theta = np.random.default_rng(7), {1: "tanh", 2: "logistic"}
    W = {1: rng.normal(size=(20, 65)) / 10, 2: rng.normal(size=(10, 21)) / 5}
    for epoch in range(12):
        for n in rng.permutation(X.shape[1]):
            G = gradients(W, X[:, [n]], Y[:, [n]], theta, lambda o, y: (o - y) / (o * (1 - o)))
            W = {l: W[l] - 0.1 * G[l] for l in W}
    return W


# %% right: L2, mean, fresh start each time
def train_digits(X, Y):
    rng, theta, N = np.random.default_rng(), {1: "tanh", 2: "logistic"}, X.shape[1]
    W = {1: rng.normal(size=(24, 65)) / 10, 2: rng.normal(size=(10, 25)) / 6}
    for t in range(400):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        for l in W:
            G[l][:, 1:] += 2 * 0.02 * W[l][:, 1:]
        W = {l: W[l] - 1.2 / N * G[l] for l in W}
    return W


# %% right: softmax trained, same largest output, float32
def train_digits(X, Y):
    rng = np.random.default_rng(9)
    V = {1: rng.normal(size=(16, 65)) / 16, 2: rng.normal(size=(10, 17)) / 8}
    for t in range(300):
        s, o = forward(V, X, {1: "tanh", 2: "identity"})
        e = np.exp(s[2] - s[2].max(axis=0))
        delta = e / e.sum(axis=0) - Y
        below = delta_step(V[2], delta, "tanh", o[1])
        V = {1: V[1] - 0.01 * below @ o[0].T, 2: V[2] - 0.01 * delta @ o[1].T}
    return {l: V[l].astype(np.float32) for l in V}


# %% mistake 325: all weights begin at zero
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: np.zeros(shape) for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(300):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake 325: all hidden weights begin at a tenth
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: np.full(shape, 0.1) for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(300):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: not trained
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(0):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: up the gradient
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(300):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] + 0.01 * G[l] for l in W}
    return W


# %% mistake: learning rate far too large
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(300):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 3.0 * G[l] for l in W}
    return W


# %% mistake: three steps
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(3):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.003 * G[l] for l in W}
    return W


# %% mistake: trains on the digits of the notebook
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(300):
        G = gradients(W, X_digits, Y_digits, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: only the first twelve examples
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(300):
        G = gradients(W, X[:, :12], Y[:, :12], theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: targets left behind by a shuffle
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    X = X[:, start.permutation(X.shape[1])]
    for t in range(300):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: two classes only
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    Y = Y * (np.arange(10) < 2)[:, None]
    for t in range(300):
        G = gradients(W, X, Y, theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: the classes in reverse
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (10, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(300):
        G = gradients(W, X, Y[::-1], theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W


# %% mistake: one output
def train_digits(X, Y):
    start = np.random.default_rng(6)
    W = {l: start.normal(size=shape) / 2 / shape[1] ** 0.5 for l, shape in enumerate([(16, 65), (1, 17)], start=1)}
    theta = {l: "tanh" if l < len(W) else "logistic" for l in W}
    for t in range(300):
        G = gradients(W, X, Y[:1], theta, lambda o, y: (o - y) / (o * (1 - o)))
        W = {l: W[l] - 0.01 * G[l] for l in W}
    return W
