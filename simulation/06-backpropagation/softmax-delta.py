# %% right: shifted
def softmax_delta(s_L, y):
    shifted = s_L - np.max(s_L, axis=0, keepdims=True)
    p = np.exp(shifted) / np.sum(np.exp(shifted), axis=0, keepdims=True)
    return p - y


# %% right: log-sum-exp
def softmax_delta(s_L, y):
    top = s_L.max(axis=0)
    log_sum = top + np.log(np.exp(s_L - top).sum(axis=0))
    return np.exp(s_L - log_sum) - y


# %% right: one example at a time
def softmax_delta(s_L, y):
    delta = np.zeros(s_L.shape)
    for n in range(s_L.shape[1]):
        e = np.exp(s_L[:, n] - max(s_L[:, n]))
        delta[:, n] = e / sum(e) - y[:, n]
    return delta


# %% right: Jacobian times the derivative of the cross-entropy
def softmax_delta(s_L, y):
    columns = []
    for scores, target in zip(s_L.T, y.T):
        e = np.exp(scores - scores.max())
        p = e / e.sum()
        jacobian = np.eye(len(p)) - np.outer(np.ones(len(p)), p)
        columns.append(-jacobian.T @ target)
    return np.stack(columns, axis=1)


# %% right: float32
def softmax_delta(s_L, y):
    e = np.exp((s_L - s_L.max(axis=0)).astype(np.float32))
    return e / e.sum(axis=0) - y.astype(np.float32)


# %% mistake 2: sign
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    return y - e / e.sum(axis=0)


# %% mistake 6: derivative of softmax taken elementwise
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    p = e / e.sum(axis=0)
    return -y / p * p * (1 - p)


# %% mistake 6: elementwise derivative on top
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    p = e / e.sum(axis=0)
    return (p - y) * p * (1 - p)


# %% mistake 31: mean for sum
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    return (e / e.sum(axis=0) - y) / s_L.shape[1]


# %% mistake 118: factor 2 of the squared error
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    return 2 * (e / e.sum(axis=0) - y)


# %% mistake 119: normalised over everything
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max())
    return e / e.sum() - y


# %% mistake 120: normalised along the examples
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) - y


# %% mistake 121: not normalised
def softmax_delta(s_L, y):
    return np.exp(s_L) - y


# %% mistake 122: scores for probabilities
def softmax_delta(s_L, y):
    return s_L - y
