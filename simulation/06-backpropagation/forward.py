# %% right: layer by layer
def forward(W, X):
    ones = np.ones((1, X.shape[1]))
    s, o = {}, {0: np.concatenate((ones, X), axis=0)}
    for l in sorted(W):
        s[l] = np.dot(W[l], o[l - 1])
        o[l] = np.tanh(s[l])
        if l != len(W):
            o[l] = np.concatenate((ones, o[l]), axis=0)
    return s, o


# %% right: bias apart
def forward(W, X):
    s, o, signal = {}, {}, X
    o[0] = np.insert(X, 0, 1.0, axis=0)
    for l in range(1, len(W) + 1):
        bias, weights = W[l][:, [0]], W[l][:, 1:]
        s[l] = weights @ signal + bias
        signal = np.tanh(s[l])
        o[l] = np.insert(signal, 0, 1.0, axis=0) if l < len(W) else signal
    return s, o


# %% right: recursion
def forward(W, X):
    def up_to(l):
        if l == 0:
            return {}, {0: np.vstack((np.ones(X.shape[1]), X))}
        s, o = up_to(l - 1)
        s[l] = np.einsum("ba,an->bn", W[l], o[l - 1])
        o[l] = np.tanh(s[l])
        if l < len(W):
            o[l] = np.vstack((np.ones(X.shape[1]), o[l]))
        return s, o

    return up_to(len(W))


# %% right: one example at a time
def forward(W, X):
    L, N = len(W), X.shape[1]
    s = {l: np.zeros((W[l].shape[0], N)) for l in W}
    o = {l: np.ones((W[l].shape[0] + 1, N)) for l in range(1, L)}
    o[0] = np.ones((X.shape[0] + 1, N))
    o[0][1:] = X
    o[L] = np.zeros((W[L].shape[0], N))
    for n in range(N):
        for l in range(1, L + 1):
            s[l][:, n] = W[l] @ o[l - 1][:, n]
            o[l][-W[l].shape[0]:, n] = np.tanh(s[l][:, n])
    return s, o


# %% right: lists
def forward(W, X):
    bias = np.ones((1, np.shape(X)[1]))
    s_list, o_list = [], [np.r_[bias, X]]
    for l in range(1, len(W) + 1):
        s_list.append(W[l] @ o_list[-1])
        o_list.append(np.r_[bias, np.tanh(s_list[-1])])
    o_list[-1] = o_list[-1][1:]
    return {l: s_l for l, s_l in enumerate(s_list, start=1)}, dict(enumerate(o_list))


# %% right: float32
def forward(W, X):
    X = X.astype(np.float32)
    ones = np.ones((1, X.shape[1]), np.float32)
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, len(W) + 1):
        s[l] = W[l].astype(np.float32) @ o[l - 1]
        o[l] = np.tanh(s[l]) if l == len(W) else np.vstack([ones, np.tanh(s[l])])
    return s, o


# %% right: nested lists returned [alone]
def forward(W, X):
    ones = np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X]).tolist()}
    for l in range(1, len(W) + 1):
        s[l] = (W[l] @ np.array(o[l - 1])).tolist()
        out = np.tanh(s[l])
        o[l] = out.tolist() if l == len(W) else np.vstack([ones, out]).tolist()
    return [s, o]


# %% right: float32, bias apart
def forward(W, X):
    f = np.float32
    o = {0: np.insert(f(X), 0, 1, axis=0)}
    s = {}
    for l, weights in sorted(W.items()):
        s[l] = f(weights)[:, 1:] @ o[l - 1][1:] + f(weights)[:, :1]
        o[l] = np.tanh(s[l])
        if l < len(W):
            o[l] = np.insert(o[l], 0, 1, axis=0)
    return s, o


# %% right: tanh from exponentials, one column after the other
def forward(W, X):
    s = {l: [] for l in W}
    o = {l: [] for l in range(len(W) + 1)}
    for x in X.T:
        signal = np.append(1.0, x)
        o[0].append(signal)
        for l in range(1, len(W) + 1):
            s[l].append(np.sum(W[l] * signal, axis=1))
            out = 1 - 2 / (np.exp(2 * s[l][-1]) + 1)
            signal = out if l == len(W) else np.append(1.0, out)
            o[l].append(signal)
    return {l: np.column_stack(s[l]) for l in s}, {l: np.column_stack(o[l]) for l in o}


# %% mistake 101: ones below the activations
def forward(W, X):
    ones = np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([X, ones])}
    for l in range(1, len(W) + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.tanh(s[l]) if l == len(W) else np.vstack([np.tanh(s[l]), ones])
    return s, o


# %% mistake 102: biases left out of s
def forward(W, X):
    ones = np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, len(W) + 1):
        s[l] = W[l][:, 1:] @ o[l - 1][1:]
        o[l] = np.tanh(s[l]) if l == len(W) else np.vstack([ones, np.tanh(s[l])])
    return s, o


# %% mistake 103: bias row of zeros
def forward(W, X):
    zeros = np.zeros((1, X.shape[1]))
    s, o = {}, {0: np.vstack([zeros, X])}
    for l in range(1, len(W) + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.tanh(s[l]) if l == len(W) else np.vstack([zeros, np.tanh(s[l])])
    return s, o


# %% mistake 104: bias row squashed too
def forward(W, X):
    ones = np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, len(W) + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.tanh(s[l]) if l == len(W) else np.tanh(np.vstack([ones, s[l]]))
    return s, o


# %% mistake 105: output layer without tanh
def forward(W, X):
    ones = np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, len(W) + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = s[l] if l == len(W) else np.vstack([ones, np.tanh(s[l])])
    return s, o


# %% mistake 106: hidden layers without tanh
def forward(W, X):
    ones = np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, len(W) + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, s[l]])
    o[len(W)] = np.tanh(s[len(W)])
    return s, o


# %% mistake 107: features squashed
def forward(W, X):
    ones, out = np.ones((1, X.shape[1])), {}
    s, o, signal = {}, {}, X
    for l in range(0, len(W) + 1):
        if l > 0:
            signal = s[l] = W[l] @ o[l - 1]
        signal = np.tanh(signal)
        o[l] = np.vstack([ones, signal]) if l < len(W) else signal
    return s, o


# %% mistake 108: logistic for tanh
def forward(W, X):
    ones = np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, len(W) + 1):
        s[l] = W[l] @ o[l - 1]
        out = 1 / (1 + np.exp(-s[l]))
        o[l] = out if l == len(W) else np.vstack([ones, out])
    return s, o


# %% mistake 109: bias row on the output too [alone]
def forward(W, X):
    ones = np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, len(W) + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, np.tanh(s[l])])
    return s, o


# %% mistake 110: output squashed twice
def forward(W, X):
    ones = np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, len(W) + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, np.tanh(s[l])])
    o[len(W)] = np.tanh(o[len(W)][1:])
    return s, o


# %% mistake: bias row on a first layer that is the last [parts: 2]
def forward(W, X):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {1: W[1] @ np.vstack([ones, X])}, {0: np.vstack([ones, X])}
    o[1] = np.vstack([ones, np.tanh(s[1])])
    for l in range(2, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.tanh(s[l]) if l == L else np.vstack([ones, np.tanh(s[l])])
    return s, o


# %% mistake: written out for at most four layers [parts: 2]
def forward(W, X):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in (1, 2, 3, 4):
        if l <= L:
            s[l] = W[l] @ o[l - 1]
            o[l] = np.tanh(s[l]) if l == L else np.vstack([ones, np.tanh(s[l])])
    return s, o


# %% mistake: axes of length 1 squeezed away
def forward(W, X):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.tanh(s[l]) if l == L else np.vstack([ones, np.tanh(s[l])])
    return {l: np.squeeze(s[l]) for l in s}, {l: np.squeeze(o[l]) for l in o}
