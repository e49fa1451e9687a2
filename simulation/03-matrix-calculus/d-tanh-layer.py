# %% right: a diagonal matrix
def d_tanh_layer(W, x):
    o = np.tanh(W @ x)
    return W.T @ np.diagflat(1 - o**2)


# %% right: entry by entry
def d_tanh_layer(W, x):
    N, P = W.shape
    J = np.zeros((P, N))
    for n in range(N):
        s = sum(W[n, p] * x[p, 0] for p in range(P))
        for p in range(P):
            J[p, n] = (1 - np.tanh(s) ** 2) * W[n, p]
    return J


# %% right: with cosh, transposed at the end
def d_tanh_layer(W, x):
    return (W / np.cosh(W @ x) ** 2).T


# %% right: einsum
def d_tanh_layer(W, x):
    slope = 1 - np.tanh(np.einsum("np,pk->nk", W, x)) ** 2
    return np.einsum("np,nk->pn", W, slope)


# %% right: one axis broadcast along the rows
def d_tanh_layer(W, x):
    o = np.tanh(W @ x).ravel()
    return W.T * (1 - o * o)


# %% right: float32
def d_tanh_layer(W, x):
    W, x = np.float32(W), np.float32(x)
    return W.T * (1 - np.tanh(W @ x) ** 2).T


# %% mistake 57: numerator layout
def d_tanh_layer(W, x):
    return np.diagflat(1 - np.tanh(W @ x) ** 2) @ W


# %% mistake 59: factors in the other order
def d_tanh_layer(W, x):
    return np.diagflat(1 - np.tanh(W @ x) ** 2) @ W.T


# %% mistake 9: tanh twice
def d_tanh_layer(W, x):
    o = np.tanh(W @ x)
    return W.T * (1 - np.tanh(o) ** 2).T


# %% mistake 10: derivative of the logistic function
def d_tanh_layer(W, x):
    o = np.tanh(W @ x)
    return W.T * (o * (1 - o)).T


# %% mistake 159: derivative of tanh dropped
def d_tanh_layer(W, x):
    return W.T


# %% mistake 160: derivative taken from W x
def d_tanh_layer(W, x):
    return W.T * (1 - (W @ x) ** 2).T


# %% mistake 247: the outputs added up
def d_tanh_layer(W, x):
    return W.T @ (1 - np.tanh(W @ x) ** 2)


# %% mistake: inner derivative dropped
def d_tanh_layer(W, x):
    return 1 - np.tanh(W @ x) ** 2


# %% mistake: slope not squared
def d_tanh_layer(W, x):
    return W.T * (1 - np.tanh(W @ x)).T


# %% mistake: tanh of the matrix
def d_tanh_layer(W, x):
    return 1 - np.tanh(W.T) ** 2
