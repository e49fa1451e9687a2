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


# %% right: float32, gradients of the examples summed at the end
def backprop(W, X, Y):
    f = np.float32
    W, X, Y = {l: f(W[l]) for l in W}, f(X), f(Y)
    each = {l: [] for l in W}
    for n in range(X.shape[1]):
        outs = [X[:, n]]
        for l in sorted(W):
            outs.append(np.tanh(W[l][:, 1:] @ outs[-1] + W[l][:, 0]))
        arriving = 2 * (outs[-1] - Y[:, n])
        for l in sorted(W, reverse=True):
            delta = arriving * (1 - outs[l]) * (1 + outs[l])
            each[l].append(np.column_stack([delta, np.outer(delta, outs[l - 1])]))
            arriving = delta @ W[l][:, 1:]
    return {l: np.sum(each[l], axis=0) for l in W}


# %% right: Python lists
def backprop(W, X, Y):
    L = len(W)
    G = {l: [[0.0] * W[l].shape[1] for _ in W[l]] for l in W}
    for x, y in zip(X.T.tolist(), Y.T.tolist()):
        o = [[1.0, *x]]
        for l in range(1, L + 1):
            s = [sum(w * a for w, a in zip(row, o[-1])) for row in W[l].tolist()]
            o.append([1.0] + [float(np.tanh(v)) for v in s])
        delta = [2 * (a - t) * (1 - a * a) for a, t in zip(o[L][1:], y)]
        for l in range(L, 0, -1):
            for b, d in enumerate(delta):
                for a, below in enumerate(o[l - 1]):
                    G[l][b][a] += d * below
            back = [sum(W[l][b, a] * d for b, d in enumerate(delta)) for a in range(len(o[l - 1]))]
            delta = [g * (1 - a * a) for g, a in zip(back[1:], o[l - 1][1:])]
    return {l: np.array(G[l]) for l in G}


# %% right: a tape of one's own
class Node:
    """A number on a tape; the tape is read backwards once."""

    def __init__(self, value, parents=(), tape=None):
        self.value, self.parents, self.slope = value, parents, 0.0
        self.tape = parents[0][0].tape if tape is None else tape
        self.tape.append(self)

    def __add__(self, other):
        return Node(self.value + other.value, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Node(self.value * other.value, [(self, other.value), (other, self.value)])

    def __sub__(self, number):
        return Node(self.value - number, [(self, 1.0)])

    def tanh(self):
        t = np.tanh(self.value)
        return Node(t, [(self, 1 - t * t)])


def backprop(W, X, Y):
    G = {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        tape = []
        V = {l: [[Node(w, tape=tape) for w in row] for row in W[l]] for l in W}
        signal = [Node(x, tape=tape) for x in X[:, n]]
        for l in range(1, len(W) + 1):
            above = []
            for row in V[l]:
                total = row[0]
                for w, o in zip(row[1:], signal):
                    total = total + w * o
                above.append(total.tanh())
            signal = above
        for o, y in zip(signal, Y[:, n]):
            error = o - y
            (error * error).slope = 1.0
        for node in reversed(tape):
            for parent, local in node.parents:
                parent.slope += node.slope * local
        for l in W:
            G[l] += [[w.slope for w in row] for row in V[l]]
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


# %% mistake 15: bias entry kept
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


# %% mistake 23: outer product transposed
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


# %% mistake: differences: toolkit
def backprop(W, X, Y):
    return tk.numerical_gradient(lambda V: np.sum((forward(V, X)[1][len(V)] - Y) ** 2), W)


# %% mistake: differences: two points
def backprop(W, X, Y):
    def total(V):
        out = X
        for l in range(1, len(V) + 1):
            out = np.tanh(V[l][:, 1:] @ out + V[l][:, :1])
        return np.sum((out - Y) ** 2)

    G, h = {l: np.zeros(W[l].shape) for l in W}, 1e-5
    for l in W:
        for at in np.ndindex(W[l].shape):
            up, down = W[l].copy(), W[l].copy()
            up[at] += h
            down[at] -= h
            G[l][at] = (total({**W, l: up}) - total({**W, l: down})) / (2 * h)
    return G


# %% mistake: differences: four points
def backprop(W, X, Y):
    G = {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        x, y = X[:, [n]], Y[:, [n]]
        for l in W:
            for at in np.ndindex(W[l].shape):
                V, h = {k: W[k].copy() for k in W}, 1e-3
                for steps, weight in ((2, -1), (1, 8), (-1, -8), (-2, 1)):
                    V[l][at] = W[l][at] + steps * h
                    G[l][at] += weight * np.sum((forward(V, x)[1][len(V)] - y) ** 2) / (12 * h)
    return G


# %% mistake: differences: relative step
def backprop(W, X, Y):
    def total(V):
        return np.sum((forward(V, X)[1][len(V)] - Y) ** 2)

    G = {l: np.zeros(W[l].shape) for l in W}
    for l in W:
        for b, a in np.ndindex(W[l].shape):
            V = {k: W[k].copy() for k in W}
            h = 1e-5 * max(1.0, abs(W[l][b, a]))
            V[l][b, a] += h
            above = total(V)
            V[l][b, a] -= 2 * h
            G[l][b, a] = (above - total(V)) / (2 * h)
    return G


# %% mistake: differences: complex step
def backprop(W, X, Y):
    G = {l: np.zeros(W[l].shape) for l in W}
    for l in W:
        for at in np.ndindex(W[l].shape):
            V = {k: W[k].astype(complex) for k in W}
            V[l][at] += 1e-30j
            G[l][at] = np.sum((forward(V, X)[1][len(V)] - Y) ** 2).imag / 1e-30
    return G


# %% mistake: right to five digits, in float32
def backprop(W, X, Y):
    L, G = len(W), {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        o = {0: np.vstack([[[1.0]], X[:, [n]]])}
        for l in range(1, L + 1):
            o[l] = np.vstack([[[1.0]], np.tanh(W[l] @ o[l - 1])])
        delta = 2 * (o[L] - np.vstack([[[0.0]], Y[:, [n]]]))[1:] * (1 - o[L][1:] ** 2)
        for l in range(L, 0, -1):
            G[l] += delta @ o[l - 1].T
            delta = (W[l][:, 1:].T @ delta) * (1 - o[l - 1][1:] ** 2)
    return {l: np.round(G[l], 5).astype(np.float32) for l in G}


# %% mistake: written out for at most four layers [parts: 2]
def backprop(W, X, Y):
    G = {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        s, o = forward(W, X[:, [n]])
        delta = output_delta(s[len(W)], o[len(W)], Y[:, [n]])
        G[len(W)] += delta @ o[len(W) - 1].T
        if len(W) >= 2:
            delta = delta_step(W[len(W)], delta, s[len(W) - 1], o[len(W) - 1])
            G[len(W) - 1] += delta @ o[len(W) - 2].T
        if len(W) >= 3:
            delta = delta_step(W[len(W) - 1], delta, s[len(W) - 2], o[len(W) - 2])
            G[len(W) - 2] += delta @ o[len(W) - 3].T
        if len(W) >= 4:
            delta = delta_step(W[len(W) - 2], delta, s[len(W) - 3], o[len(W) - 3])
            G[len(W) - 3] += delta @ o[len(W) - 4].T
    return G
