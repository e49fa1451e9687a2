# %% right: np.transpose
def d_linear(A, x):
    return np.transpose(A).copy()


# %% right: entry by entry
def d_linear(A, x):
    N, P = A.shape
    J = np.zeros((P, N))
    for n in range(N):
        for p in range(P):
            J[p, n] = A[n, p]
    return J


# %% right: einsum with unit vectors
def d_linear(A, x):
    return np.einsum("np,pq->qn", A, np.eye(len(x)))


# %% right: steps of 1
def d_linear(A, x):
    rows = []
    for p in range(len(x)):
        e = np.zeros_like(x)
        e[p] = 1
        rows.append((A @ (x + e) - A @ x).ravel())
    return np.array(rows)


# %% right: nested lists
def d_linear(A, x):
    return [list(column) for column in zip(*A.tolist())]


# %% right: float32
def d_linear(A, x):
    return A.astype(np.float32).T


# %% mistake 57: not transposed
def d_linear(A, x):
    return A


# %% mistake 247: the outputs added up
def d_linear(A, x):
    return A.sum(axis=0).reshape(-1, 1)


# %% mistake: the map itself
def d_linear(A, x):
    return A @ x


# %% mistake: x is still there
def d_linear(A, x):
    return A.T * x


# %% mistake: the derivative of the quadratic form
def d_linear(A, x):
    return A.T @ A


# %% mistake: reshaped, not transposed
def d_linear(A, x):
    return A.reshape(A.shape[1], A.shape[0])


# %% mistake: one axis
def d_linear(A, x):
    return A.T.ravel()


# %% mistake: forgets to return
def d_linear(A, x):
    J = A.T
