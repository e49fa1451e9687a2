# %% right: own steps [carries]
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    G = {}
    for l in W:
        G[l] = weight_gradient(delta[l], o[l - 1])
    return G


# %% right: written out afresh
def backprop_vectorised(W, X, Y):
    L, row = len(W), np.ones((1, X.shape[1]))
    o = [np.vstack([row, X])]
    for l in range(1, L + 1):
        o.append(np.vstack([row, np.tanh(W[l] @ o[-1])]))
    out, G = o[L][1:], {}
    delta = 2 * (out - Y) * (1 - out * out)
    for l in range(L, 0, -1):
        G[l] = delta @ o[l - 1].T
        delta = ((W[l].T @ delta) * (1 - o[l - 1] ** 2))[1:]
    return G


# %% right: einsum
def backprop_vectorised(W, X, Y):
    (s, o), L = forward(W, X), len(W)
    back, G = 2 * (o[L] - Y), {}
    for l in range(L, 0, -1):
        delta = back / np.cosh(s[l]) ** 2
        G[l] = np.einsum("bn,an->ba", delta, o[l - 1])
        back = np.einsum("ba,bn->an", W[l][:, 1:], delta)
    return dict(sorted(G.items()))


# %% right: recursion
def backprop_vectorised(W, X, Y):
    G = {}

    def down(l, signal):
        below = np.insert(signal, 0, 1.0, axis=0)
        out = np.tanh(W[l] @ below)
        back = W[l + 1][:, 1:].T @ down(l + 1, out) if l + 1 in W else 2 * (out - Y)
        delta = back * (1 - out**2)
        G[l] = delta @ below.T
        return delta

    down(1, X)
    return G


# %% right: examples as rows
def backprop_vectorised(W, X, Y):
    L, A = len(W), [X.T]
    for l in range(1, L + 1):
        A.append(np.tanh(A[-1] @ W[l][:, 1:].T + W[l][:, 0]))
    D, G = 2 * (A[L] - Y.T) * (1 - A[L] ** 2), {}
    for l in range(L, 0, -1):
        G[l] = np.column_stack([D.sum(axis=0), D.T @ A[l - 1]])
        D = (D @ W[l][:, 1:]) * (1 - A[l - 1] ** 2)
    return G


# %% right: float32
def backprop_vectorised(W, X, Y):
    f = np.float32
    (s, o), L = forward({l: W[l].astype(f) for l in W}, X.astype(f)), len(W)
    o = {l: o[l].astype(f) for l in o}
    delta, G = 2 * (o[L] - Y.astype(f)) * (1 - o[L] ** 2), {}
    for l in range(L, 0, -1):
        G[l] = delta @ o[l - 1].T
        delta = (W[l][:, 1:].astype(f).T @ delta) * (1 - o[l - 1][1:] ** 2)
    return G


# %% mistake 14: derivative of the layer above
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1][:, 1:].T @ delta[l + 1]) * (1 - np.tanh(s[l + 1]) ** 2)
    return {l: weight_gradient(delta[l], o[l - 1]) for l in W}


# %% mistake 17: weights of the same layer [silent]
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l], delta[l + 1], s[l], o[l])
    return {l: weight_gradient(delta[l], o[l - 1]) for l in W}


# %% mistake 20: dot product for the elementwise product
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        back, slope = W[l + 1][:, 1:].T @ delta[l + 1], 1 - o[l][1:] ** 2
        delta[l] = np.sum(back * slope, axis=0, keepdims=True)
    return {l: weight_gradient(delta[l], o[l - 1]) for l in W}


# %% mistake 21: what comes back is not used
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        back = W[l + 1][:, 1:].T @ delta[l + 1]
        delta[l] = 1 - o[l][1:] ** 2
    return {l: weight_gradient(delta[l], o[l - 1]) for l in W}


# %% mistake 23: outer product transposed
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    return {l: o[l - 1] @ delta[l].T for l in W}


# %% mistake 24: pre-activation for the output below
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    ones = np.ones((1, X.shape[1]))
    below = {l: np.vstack([ones, s[l]]) for l in s}
    below[0] = o[0]
    return {l: weight_gradient(delta[l], below[l - 1]) for l in W}


# %% mistake 25: output two layers below
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    return {l: weight_gradient(delta[l], o[max(l - 2, 0)]) for l in W}


# %% mistake 26: gradient of the biases missing
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    return {l: np.hstack([np.zeros((W[l].shape[0], 1)), delta[l] @ o[l - 1][1:].T]) for l in W}


# %% mistake 27: biases in the last column
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    return {l: np.hstack([delta[l] @ o[l - 1][1:].T, delta[l].sum(axis=1, keepdims=True)]) for l in W}


# %% mistake 29: bias gradient not summed over the examples
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    return {l: np.hstack([delta[l][:, :1], delta[l] @ o[l - 1][1:].T]) for l in W}


# %% mistake 30: first layer left out
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    G = {l: np.zeros(W[l].shape) for l in W}
    for l in range(L, 1, -1):
        G[l] = weight_gradient(delta[l], o[l - 1])
    return G


# %% mistake 30: last layer left out
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    G = {l: np.zeros(W[l].shape) for l in W}
    for l in range(1, L):
        G[l] = weight_gradient(delta[l], o[l - 1])
    return G


# %% mistake 31: mean for sum
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    return {l: weight_gradient(delta[l], o[l - 1]) / X.shape[1] for l in W}


# %% mistake 32: half the mean
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    return {l: weight_gradient(delta[l], o[l - 1]) / (2 * X.shape[1]) for l in W}


# %% mistake 34: first block not divided
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    return {l: weight_gradient(delta[l], o[l - 1]) / (X.shape[1] if l > 1 else 1) for l in W}


# %% mistake 34: last block not divided
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    return {l: weight_gradient(delta[l], o[l - 1]) / (X.shape[1] if l < L else 1) for l in W}


# %% mistake 38: labels shifted
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], np.roll(Y, 1, axis=1))}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    return {l: weight_gradient(delta[l], o[l - 1]) for l in W}


# %% mistake 39: integer buffer
def backprop_vectorised(W, X, Y):
    L = len(W)
    s, o = forward(W, X)
    delta = {L: output_delta(s[L], o[L], Y)}
    for l in range(L - 1, 0, -1):
        delta[l] = delta_step(W[l + 1], delta[l + 1], s[l], o[l])
    G = {l: np.zeros(W[l].shape, int) for l in W}
    for l in W:
        G[l][:] = weight_gradient(delta[l], o[l - 1])
    return G
