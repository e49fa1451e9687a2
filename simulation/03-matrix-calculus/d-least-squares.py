# %% right: residual first
def d_least_squares(A, x, b):
    residual = np.matmul(A, x) - b
    return 2 * np.matmul(A.T, residual)


# %% right: multiplied out
def d_least_squares(A, x, b):
    return 2 * (A.T @ A @ x - A.T @ b)


# %% right: equation by equation
def d_least_squares(A, x, b):
    g = np.zeros(x.shape)
    for row, target in zip(A, b):
        g += 2 * (row @ x - target) * row.reshape(-1, 1)
    return g


# %% right: the row turned up
def d_least_squares(A, x, b):
    return (2 * (A @ x - b).T @ A).T


# %% right: einsum
def d_least_squares(A, x, b):
    r = np.einsum("np,pk->nk", A, x) - b
    return np.einsum("np,nk->pk", A, 2 * r)


# %% right: float32
def d_least_squares(A, x, b):
    A, x, b = np.float32(A), np.float32(x), np.float32(b)
    return 2 * A.T @ (A @ x - b)


# %% mistake 57: a row
def d_least_squares(A, x, b):
    return 2 * (A @ x - b).T @ A


# %% mistake 60: one axis
def d_least_squares(A, x, b):
    return 2 * A.T @ (A @ x.ravel() - b.ravel())


# %% mistake 153: factor 2 missing
def d_least_squares(A, x, b):
    return A.T @ (A @ x - b)


# %% mistake 154: sign of the residual
def d_least_squares(A, x, b):
    return 2 * A.T @ (b - A @ x)


# %% mistake 156: target left out
def d_least_squares(A, x, b):
    return 2 * A.T @ A @ x


# %% mistake 245: not transposed
def d_least_squares(A, x, b):
    return 2 * A @ (A @ x - b)


# %% mistake 246: norm without the square
def d_least_squares(A, x, b):
    r = A @ x - b
    return A.T @ r / np.sqrt(np.sum(r**2))


# %% mistake: inner derivative missing
def d_least_squares(A, x, b):
    return 2 * (A @ x - b)


# %% mistake: one-dimensional target broadcast
def d_least_squares(A, x, b):
    return 2 * A.T @ (A @ x - b.ravel())


# %% mistake: factor 2 in the wrong place
def d_least_squares(A, x, b):
    return A.T @ (2 * A @ x - b)
