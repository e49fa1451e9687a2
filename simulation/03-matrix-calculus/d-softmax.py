# %% right: own softmax, entry by entry
def d_softmax(s):
    K = len(s)
    e = np.exp(s[:, 0] - s.max())
    p = e / e.sum()
    J = np.zeros((K, K))
    for i in range(K):
        for k in range(K):
            J[i, k] = p[k] * ((i == k) - p[i])
    return J


# %% right: the identity minus p
def d_softmax(s):
    p = softmax(s)
    return p * (np.eye(len(p)) - p.T)


# %% right: complex step
def d_softmax(s):
    rows = []
    for e in np.eye(len(s)):
        z = np.exp(s[:, 0] + 1e-30j * e)
        rows.append((z / z.sum()).imag / 1e-30)
    return np.array(rows)


# %% right: outer on flat arrays
def d_softmax(s):
    p = softmax(s).ravel()
    J = -np.outer(p, p)
    np.fill_diagonal(J, p * (1 - p))
    return J


# %% right: float32
def d_softmax(s):
    p = softmax(np.float32(s))
    return np.diagflat(p) - p @ p.T


# %% mistake 6: entry by entry, a column
def d_softmax(s):
    p = softmax(s)
    return p * (1 - p)


# %% mistake 157: only the diagonal
def d_softmax(s):
    p = softmax(s)
    return np.diagflat(p * (1 - p))


# %% mistake 158: plus off the diagonal
def d_softmax(s):
    p = softmax(s)
    J = p @ p.T
    np.fill_diagonal(J, (p * (1 - p)).ravel())
    return J


# %% mistake 249: the outer product forgotten
def d_softmax(s):
    return np.diagflat(softmax(s))


# %% mistake 250: sign
def d_softmax(s):
    p = softmax(s)
    return p @ p.T - np.diagflat(p)


# %% mistake: the diagonal not added
def d_softmax(s):
    p = softmax(s)
    return -p @ p.T


# %% mistake: inner product
def d_softmax(s):
    p = softmax(s)
    return np.diagflat(p) - p.T @ p


# %% mistake: identity in place of the diagonal matrix
def d_softmax(s):
    p = softmax(s)
    return np.eye(len(p)) - p @ p.T


# %% mistake: not normalised
def d_softmax(s):
    return np.diagflat(np.exp(s))


# %% mistake: the probabilities themselves
def d_softmax(s):
    return softmax(s)
