# %% right: np.outer
def d_bilinear(a, X, b):
    return np.outer(a, b)


# %% right: broadcasting
def d_bilinear(a, X, b):
    return a * b.reshape(1, -1)


# %% right: entry by entry
def d_bilinear(a, X, b):
    G = np.empty(X.shape)
    for p, q in np.ndindex(X.shape):
        G[p, q] = a[p, 0] * b[q, 0]
    return G


# %% right: einsum
def d_bilinear(a, X, b):
    return np.einsum("pi,qi->pq", a, b)


# %% right: kron
def d_bilinear(a, X, b):
    return np.kron(a, b.T)


# %% right: nested lists in float32
def d_bilinear(a, X, b):
    return np.float32([[float(u) * float(v) for v in b.ravel()] for u in a.ravel()])


# %% mistake 57: transposed
def d_bilinear(a, X, b):
    return b @ a.T


# %% mistake 248: X is still there
def d_bilinear(a, X, b):
    return a @ b.T * X


# %% mistake: the form itself
def d_bilinear(a, X, b):
    return a.T @ X @ b


# %% mistake: derived by a
def d_bilinear(a, X, b):
    return X @ b


# %% mistake: derived by b
def d_bilinear(a, X, b):
    return X.T @ a


# %% mistake: b forgotten
def d_bilinear(a, X, b):
    return a @ np.ones((1, len(b)))


# %% mistake: sum in place of the product
def d_bilinear(a, X, b):
    return a + b.T


# %% mistake: inner product
def d_bilinear(a, X, b):
    return np.dot(a.T, X)
