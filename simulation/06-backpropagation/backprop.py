# %% right: own steps, loop [carries]
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in W:
            G[l] += weight_gradient(delta[l], o[l - 1])
    return G


# %% right: written out afresh
def backprop(W, X, Y):
    L = len(W)
    G = {l: 0 * W[l] for l in W}
    for x, y in zip(X.T, Y.T):
        o = [np.append(1.0, x)]
        for l in range(1, L):
            o.append(np.append(1.0, np.tanh(W[l] @ o[-1])))
        o.append(np.tanh(W[L] @ o[-1]))
        delta = 2 * (o[L] - y) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] = G[l] + np.outer(delta, o[l - 1])
            delta = (W[l].T @ delta)[1:] * (1 - o[l - 1][1:] ** 2)
    return G


# %% right: recursion
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros_like(W[l]) for l in W}

    def down(l, signal, y):
        """delta^(l), after adding to G[l]; the way up is on the call stack."""
        below = np.vstack([[[1.0]], signal])
        out = np.tanh(W[l] @ below)
        back = 2 * (out - y) if l == L else W[l + 1][:, 1:].T @ down(l + 1, out, y)
        delta = back * (1 - out * out)
        G[l] += delta @ below.T
        return delta

    for n in range(X.shape[1]):
        down(1, X[:, [n]], Y[:, [n]])
    return G


# %% right: list of gradients, summed at the end
def backprop(W, X, Y):
    def of_one(x, y):
        s, o = forward(W, x)
        delta, G_n = output_delta(s[len(W)], o[len(W)], y), {}
        for l in reversed(sorted(W)):
            G_n[l] = np.einsum("bn,an->ba", delta, o[l - 1])
            if l > 1:
                delta = delta_step(W[l], delta, s[l - 1], o[l - 1])
        return G_n

    each = [of_one(X[:, [n]], Y[:, [n]]) for n in range(X.shape[1])]
    return {l: np.sum([G_n[l] for G_n in each], axis=0) for l in W}


# %% right: entry by entry
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L, 0, -1):
            for b in range(W[l].shape[0]):
                for a in range(W[l].shape[1]):
                    G[l][b, a] += delta[l][b, 0] * o[l - 1][a, 0]
            if l > 1:
                delta[l - 1] = delta_step(W[l], delta[l], s[l - 1], o[l - 1])
    return G


# %% right: float32
def backprop(W, X, Y):
    V = {l: W[l].astype(np.float32) for l in W}
    L, G = len(W), {l: np.zeros(W[l].shape, np.float32) for l in W}
    for n in range(X.shape[1]):
        o = {0: np.vstack([[[1]], X[:, [n]]]).astype(np.float32)}
        for l in range(1, L + 1):
            out = np.tanh(V[l] @ o[l - 1])
            o[l] = out if l == L else np.vstack([np.ones((1, 1), np.float32), out])
        delta = 2 * (o[L] - Y[:, [n]].astype(np.float32)) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = (V[l][:, 1:].T @ delta) * (1 - o[l - 1][1:] ** 2)
    return G


# %% mistake 1: factor 2 missing
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = (o[L] - Y[:, [n]]) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = (W[l][:, 1:].T @ delta) * (1 - o[l - 1][1:] ** 2)
    return G


# %% mistake 2: sign
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = 2 * (Y[:, [n]] - o[L]) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = (W[l][:, 1:].T @ delta) * (1 - o[l - 1][1:] ** 2)
    return G


# %% mistake 3: derivative of the output activation dropped
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = 2 * (o[L] - Y[:, [n]])
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = (W[l][:, 1:].T @ delta) * (1 - o[l - 1][1:] ** 2)
    return G


# %% mistake 4: derivative of the output activation taken from s
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = 2 * (o[L] - Y[:, [n]]) * (1 - s[L] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = (W[l][:, 1:].T @ delta) * (1 - o[l - 1][1:] ** 2)
    return G


# %% mistake 7: derivative of the hidden activation dropped
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = 2 * (o[L] - Y[:, [n]]) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = (W[l][:, 1:].T @ delta)
    return G


# %% mistake 8: s for o in the hidden layers
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = 2 * (o[L] - Y[:, [n]]) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            if l > 1:
                delta = (W[l][:, 1:].T @ delta) * (1 - s[l - 1] ** 2)
    return G


# %% mistake 9: hidden derivative squashed twice
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = 2 * (o[L] - Y[:, [n]]) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = (W[l][:, 1:].T @ delta) * (1 - np.tanh(o[l - 1][1:]) ** 2)
    return G


# %% mistake 10: hidden derivative of the logistic function
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = 2 * (o[L] - Y[:, [n]]) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = (W[l][:, 1:].T @ delta) * o[l - 1][1:] * (1 - o[l - 1][1:])
    return G


# %% mistake 14: derivative of the layer above
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, [n]])
        delta = {L: output_delta(s[L], o[L], Y[:, [n]])}
        for l in range(L - 1, 0, -1):
            slope = 1 - np.tanh(s[l + 1]) ** 2
            delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * slope
        for l in W:
            G[l] += delta[l] @ o[l - 1].T
    return G


# %% mistake 15: bias entry kept [silent]
def backprop(W, X, Y):
    L, G = len(W), {l: 0 for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = 2 * (o[L] - Y[:, [n]]) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] = G[l] + delta @ o[l - 1].T
            delta = (W[l].T @ delta[-W[l].shape[0]:]) * (1 - o[l - 1] ** 2)
    return G


# %% mistake 17: weights of the same layer
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] += weight_gradient(delta[l], o[l - 1])
    return G


# %% mistake 17: W for its transpose
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = 2 * (o[L] - Y[:, [n]]) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = (W[l][:, 1:] @ delta) * (1 - o[l - 1][1:] ** 2)
    return G


# %% mistake 18: first path only
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = 2 * (o[L] - Y[:, [n]]) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = (W[l][:1, 1:].T @ delta[:1]) * (1 - o[l - 1][1:] ** 2)
    return G


# %% mistake 21: what comes back is not used
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, [n]])
        delta = {L: output_delta(s[L], o[L], Y[:, [n]])}
        for l in range(L - 1, 0, -1):
            back = W[l + 1][:, 1:].T @ delta[l + 1]
            delta[l] = 1 - o[l][1:] ** 2
        for l in W:
            G[l] += delta[l] @ o[l - 1].T
    return G


# %% mistake 23: outer product transposed [silent]
def backprop(W, X, Y):
    L, G = len(W), {l: 0 for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] = G[l] + o[l - 1] @ delta[l].T
    return G


# %% mistake 24: pre-activation for the output below
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            below = o[0] if l == 1 else np.vstack([[[1.0]], s[l - 1]])
            G[l] += weight_gradient(delta[l], below)
    return G


# %% mistake 25: the layer's own output
def backprop(W, X, Y):
    L, G = len(W), {l: 0 for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        o[L] = np.vstack([[[1.0]], o[L]])
        for l in range(1, L + 1):
            G[l] = G[l] + weight_gradient(delta[l], o[l])
    return G


# %% mistake 25: output two layers below
def backprop(W, X, Y):
    L, G = len(W), {l: 0 for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] = G[l] + weight_gradient(delta[l], o[max(l - 2, 0)])
    return G


# %% mistake 26: gradient of the biases missing
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l][:, 1:] += delta[l] @ o[l - 1][1:].T
    return G


# %% mistake 27: biases in the last column
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] += delta[l] @ np.vstack([o[l - 1][1:], [[1.0]]]).T
    return G


# %% mistake 29: bias gradient of the last example
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l][:, 1:] += delta[l] @ o[l - 1][1:].T
            G[l][:, :1] = delta[l]
    return G


# %% mistake 30: first layer left out
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(2, L + 1):
            G[l] += weight_gradient(delta[l], o[l - 1])
    return G


# %% mistake 30: last layer left out
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L):
            G[l] += weight_gradient(delta[l], o[l - 1])
    return G


# %% mistake 31: mean for sum
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] += weight_gradient(delta[l], o[l - 1])
    return {l: G[l] / X.shape[1] for l in G}


# %% mistake 32: half the mean
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] += weight_gradient(delta[l], o[l - 1])
    return {l: G[l] / (2 * X.shape[1]) for l in G}


# %% mistake 34: first block divided
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] += weight_gradient(delta[l], o[l - 1])
    G[1] /= X.shape[1]
    return G


# %% mistake 34: last block divided
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] += weight_gradient(delta[l], o[l - 1])
    G[L] /= X.shape[1]
    return G


# %% mistake 35: overwrites in place of adding
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] = weight_gradient(delta[l], o[l - 1])
    return G


# %% mistake 37: forward values of the first example for all
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    s, o = forward(W, X[:, :1])
    for n in range(X.shape[1]):
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] += weight_gradient(delta[l], o[l - 1])
    return G


# %% mistake 37: forward values of the example before
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    s, o = forward(W, X[:, :1])
    for n in range(X.shape[1]):
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] += weight_gradient(delta[l], o[l - 1])
        s, o = forward(W, X[:, n : n + 1])
    return G


# %% mistake 38: labels shifted
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, [n - 1]])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] += weight_gradient(delta[l], o[l - 1])
    return G


# %% mistake 38: labels shifted the other way
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, [(n + 1) % X.shape[1]]])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l] += weight_gradient(delta[l], o[l - 1])
    return G


# %% mistake 39: integer buffer
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape, dtype=int) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, n : n + 1])
        delta = {L: output_delta(s[L], o[L], Y[:, n : n + 1])}
        for l in range(L - 1, 0, -1):
            delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
        for l in range(1, L + 1):
            G[l][:] = G[l] + weight_gradient(delta[l], o[l - 1])
    return G


# %% mistake 126: factor 2 at every layer
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = {}, {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([[[1.0]], np.tanh(s[l])])
        delta = 2 * (o[L] - Y[:, [n]]) * (1 - o[L] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = 2 * (W[l][:, 1:].T @ delta) * (1 - o[l - 1][1:] ** 2)
    return G
