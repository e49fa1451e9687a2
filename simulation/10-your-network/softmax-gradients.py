# %% right: targets for backprop_any
def softmax_gradients(W, X, Y, theta):
    s = forward(W, X, theta)[0][len(W)]
    return backprop_any(W, X, s - 0.5 * (softmax(s) - Y), theta)


# %% right: outputs in place of the scores, targets changed in place
def softmax_gradients(W, X, Y, theta):
    scores = forward(W, X, theta)[1][len(W)]
    targets = scores.copy()
    targets += Y / 2
    targets -= softmax(scores) / 2
    return backprop_any(W, X, targets, theta)


# %% right: example by example
def softmax_gradients(W, X, Y, theta):
    G = {l: np.zeros(np.shape(W[l])) for l in W}
    for x, y in zip(X.T, Y.T):
        x, y = x.reshape(-1, 1), y.reshape(-1, 1)
        s = forward(W, x, theta)[0][len(W)]
        one = backprop_any(W, x, s + (y - softmax(s)) / 2, theta)
        G = {l: G[l] + one[l] for l in G}
    return G


# %% right: a way back of one's own
def softmax_gradients(W, X, Y, theta):
    s, o = forward(W, X, theta)
    L, G = len(W), {}
    delta = softmax(s[L]) - Y
    for l in range(L, 0, -1):
        G[l] = delta @ o[l - 1].T
        if l > 1:
            out = o[l - 1][1:]
            slope = {"tanh": 1 - out**2, "logistic": out * (1 - out), "relu": 1.0 * (out > 0), "identity": 1.0}
            delta = W[l][:, 1:].T @ delta * slope[theta[l - 1]]
    return G


# %% right: own softmax and forward pass
def softmax_gradients(W, X, Y, theta):
    o = X
    for l in sorted(W):
        s = W[l][:, [0]] + W[l][:, 1:] @ o
        o = activation(theta[l], s)
    p = np.exp(s - np.max(s, axis=0, keepdims=True))
    p = np.divide(p, p.sum(axis=0, keepdims=True))
    G = backprop_any(W, X, np.add(s, np.multiply(0.5, np.subtract(Y, p))), theta)
    return dict(sorted(G.items(), reverse=True))


# %% right: float32
def softmax_gradients(W, X, Y, theta):
    f = np.float32
    V, A, B = {l: W[l].astype(f) for l in W}, X.astype(f), Y.astype(f)
    s, o = forward(V, A, theta)
    L, G = len(V), {}
    delta = softmax(s[L]) - B
    for l in range(L, 0, -1):
        G[l] = (delta @ o[l - 1].T).astype(f)
        if l > 1:
            out = o[l - 1][1:]
            delta = V[l][:, 1:].T @ delta * (1 - out * out if theta[l - 1] == "tanh" else out * (1 - out))
    return G


# %% mistake 2: the targets lie on the other side
def softmax_gradients(W, X, Y, theta):
    s = forward(W, X, theta)[0][len(W)]
    return backprop_any(W, X, s + (softmax(s) - Y) / 2, theta)


# %% mistake 360: the factor 2 of the squared error left out
def softmax_gradients(W, X, Y, theta):
    s = forward(W, X, theta)[0][len(W)]
    return backprop_any(W, X, s - (softmax(s) - Y), theta)


# %% mistake 361: the labels as targets
def softmax_gradients(W, X, Y, theta):
    return backprop_any(W, X, Y, theta)


# %% mistake 362: targets beside the probabilities
def softmax_gradients(W, X, Y, theta):
    p = softmax(forward(W, X, theta)[0][len(W)])
    return backprop_any(W, X, p - (p - Y) / 2, theta)


# %% mistake 363: the score left out of the targets
def softmax_gradients(W, X, Y, theta):
    p = softmax(forward(W, X, theta)[0][len(W)])
    return backprop_any(W, X, (Y - p) / 2, theta)


# %% mistake 364: softmax along the wrong axis
def softmax_gradients(W, X, Y, theta):
    s = forward(W, X, theta)[0][len(W)]
    return backprop_any(W, X, s - (softmax(s.T).T - Y) / 2, theta)


# %% mistake 31: the mean over the examples
def softmax_gradients(W, X, Y, theta):
    s = forward(W, X, theta)[0][len(W)]
    G = backprop_any(W, X, s - (softmax(s) - Y) / 2, theta)
    return {l: G[l] / X.shape[1] for l in G}


# %% mistake: targets doubled the wrong way
def softmax_gradients(W, X, Y, theta):
    s = forward(W, X, theta)[0][len(W)]
    return backprop_any(W, X, s - 2 * (softmax(s) - Y), theta)


# %% mistake: finite differences
def softmax_gradients(W, X, Y, theta):
    return tk.numerical_gradient(lambda V: softmax_loss(V, X, Y, theta), W)


# %% mistake: the last layer only
def softmax_gradients(W, X, Y, theta):
    s = forward(W, X, theta)[0][len(W)]
    G = backprop_any(W, X, s - (softmax(s) - Y) / 2, theta)
    return {l: G[l] * (l == len(W)) for l in G}
