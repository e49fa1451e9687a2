# %% right: a sum
def d_frobenius(X):
    return X + X


# %% right: entry by entry
def d_frobenius(X):
    G = np.zeros(X.shape)
    for index, value in np.ndenumerate(X):
        G[index] = 2.0 * value
    return G


# %% right: through the trace
def d_frobenius(X):
    return X @ (np.eye(X.shape[1]) + np.eye(X.shape[1]).T)


# %% right: nested lists
def d_frobenius(X):
    return [[2 * value for value in row] for row in X.tolist()]


# %% right: float32
def d_frobenius(X):
    return np.multiply(np.float32(2), X, dtype=np.float32, casting="same_kind")


# %% mistake 57: transposed
def d_frobenius(X):
    return 2 * X.T


# %% mistake 153: factor 2 missing
def d_frobenius(X):
    return X


# %% mistake 246: norm without the square
def d_frobenius(X):
    return X / np.linalg.norm(X)


# %% mistake: a number
def d_frobenius(X):
    return 2 * np.sum(X)


# %% mistake: square not derived
def d_frobenius(X):
    return X**2


# %% mistake: absolute values
def d_frobenius(X):
    return 2 * np.abs(X)


# %% mistake: twice the norm
def d_frobenius(X):
    return 2 * np.linalg.norm(X) * np.ones(X.shape)


# %% mistake: matrix product in place of the sum of squares
def d_frobenius(X):
    return 2 * X.T @ X
