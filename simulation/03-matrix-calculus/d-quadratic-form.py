# %% right: two products
def d_quadratic_form(A, x):
    return A @ x + A.T @ x


# %% right: entry by entry
def d_quadratic_form(A, x):
    P = len(x)
    g = np.zeros((P, 1))
    for i in range(P):
        for j in range(P):
            g[i] += A[i, j] * x[j]
            g[j] += A[i, j] * x[i]
    return g


# %% right: the row turned up
def d_quadratic_form(A, x):
    return (x.T @ (A + A.T)).T


# %% right: einsum
def d_quadratic_form(A, x):
    return np.einsum("ij,jk->ik", A, x) + np.einsum("ij,ik->jk", A, x)


# %% right: twice the symmetric half
def d_quadratic_form(A, x):
    half = (A + np.transpose(A)) / 2
    return 2 * np.dot(half, x)


# %% right: float32
def d_quadratic_form(A, x):
    A, x = np.float32(A), np.float32(x)
    return A @ x + A.T @ x


# %% mistake 57: a row
def d_quadratic_form(A, x):
    return x.T @ (A + A.T)


# %% mistake 60: one axis
def d_quadratic_form(A, x):
    x = x.ravel()
    return (A + A.T) @ x


# %% mistake 151: as if symmetric [parts: 2]
def d_quadratic_form(A, x):
    return 2 * A @ x


# %% mistake 152: one place of x only
def d_quadratic_form(A, x):
    return A @ x


# %% mistake 152: the other place only
def d_quadratic_form(A, x):
    return A.T @ x


# %% mistake: difference in place of the sum
def d_quadratic_form(A, x):
    return (A - A.T) @ x


# %% mistake: x forgotten
def d_quadratic_form(A, x):
    return A + A.T


# %% mistake: the form itself
def d_quadratic_form(A, x):
    return (x.T @ A @ x).item()


# %% mistake: the diagonal counted once
def d_quadratic_form(A, x):
    return (A + A.T - np.diag(np.diag(A))) @ x
