# %% right: from x
def chain_rule_three(dy_dz, dz_du, du_dx):
    dz_dx = du_dx @ dz_du
    return dz_dx @ dy_dz


# %% right: exercise 4, twice [carries]
def chain_rule_three(dy_dz, dz_du, du_dx):
    dy_du = chain_rule(dy_dz, dz_du)
    return chain_rule(dy_du, du_dx)


# %% right: einsum
def chain_rule_three(dy_dz, dz_du, du_dx):
    return np.einsum("pk,km,mn->pn", du_dx, dz_du, dy_dz)


# %% right: a loop over the factors
def chain_rule_three(dy_dz, dz_du, du_dx):
    result = dy_dz
    for factor in (dz_du, du_dx):
        result = np.matmul(factor, result)
    return result


# %% right: transposed and back
def chain_rule_three(dy_dz, dz_du, du_dx):
    return np.transpose(dy_dz.T @ dz_du.T @ du_dx.T)


# %% right: multi_dot
def chain_rule_three(dy_dz, dz_du, du_dx):
    return np.linalg.multi_dot([du_dx, dz_du, dy_dz])


# %% right: float32
def chain_rule_three(dy_dz, dz_du, du_dx):
    z, u, x = (np.asarray(factor, dtype="float32") for factor in (dy_dz, dz_du, du_dx))
    return x @ (u @ z)


# %% right: reduce
def chain_rule_three(dy_dz, dz_du, du_dx):
    import functools

    return functools.reduce(np.dot, (du_dx, dz_du, dy_dz))


# %% right: two loops over the paths
def chain_rule_three(dy_dz, dz_du, du_dx):
    (K, M), P, N = dz_du.shape, len(du_dx), dy_dz.shape[1]
    dy_dx = np.zeros((P, N))
    for k in range(K):
        for m in range(M):
            dy_dx += np.outer(du_dx[:, k], dy_dz[m]) * dz_du[k, m]
    return dy_dx


# %% right: tensordot, from y
def chain_rule_three(dy_dz, dz_du, du_dx):
    dy_du = np.tensordot(dz_du, dy_dz, 1)
    return np.tensordot(du_dx, dy_du, 1)


# %% right: entry by entry, nested lists
def chain_rule_three(dy_dz, dz_du, du_dx):
    def product(A, B):
        return [[sum(a * b for a, b in zip(row, column)) for column in zip(*B)] for row in A]

    return product(du_dx.tolist(), product(dz_du.tolist(), dy_dz.tolist()))


# %% mistake 57: the result lies down
def chain_rule_three(dy_dz, dz_du, du_dx):
    return dy_dz.T @ dz_du.T @ du_dx.T


# %% mistake 59: order of the text
def chain_rule_three(dy_dz, dz_du, du_dx):
    return dy_dz @ dz_du @ du_dx


# %% mistake 60: one-dimensional result [parts: 1]
def chain_rule_three(dy_dz, dz_du, du_dx):
    y = (du_dx @ dz_du @ dy_dz)
    return y.ravel() if y.shape[1] == 1 else y


# %% mistake 271: elementwise product
def chain_rule_three(dy_dz, dz_du, du_dx):
    return du_dx * dz_du * dy_dz


# %% mistake 277: middle factor transposed
def chain_rule_three(dy_dz, dz_du, du_dx):
    return du_dx @ dz_du.T @ dy_dz


# %% mistake 277: du/dx transposed
def chain_rule_three(dy_dz, dz_du, du_dx):
    return du_dx.T @ dz_du @ dy_dz


# %% mistake 277: dy/dz transposed
def chain_rule_three(dy_dz, dz_du, du_dx):
    return du_dx @ dz_du @ dy_dz.T


# %% mistake 278: middle factor left out
def chain_rule_three(dy_dz, dz_du, du_dx):
    return du_dx @ dy_dz


# %% mistake 279: last two exchanged
def chain_rule_three(dy_dz, dz_du, du_dx):
    return du_dx @ dy_dz @ dz_du


# %% mistake 279: first two exchanged
def chain_rule_three(dy_dz, dz_du, du_dx):
    return dz_du @ du_dx @ dy_dz


# %% mistake: turned round by one place
def chain_rule_three(dy_dz, dz_du, du_dx):
    return dz_du @ dy_dz @ du_dx


# %% mistake: only one link
def chain_rule_three(dy_dz, dz_du, du_dx):
    return dz_du @ dy_dz


# %% mistake: a sum of the derivatives
def chain_rule_three(dy_dz, dz_du, du_dx):
    return du_dx + dz_du + dy_dz


# %% mistake: right only where all sizes are equal
def chain_rule_three(dy_dz, dz_du, du_dx):
    n = len(dz_du)
    dy_dx = np.zeros((n, n))
    for p, q in np.ndindex(n, n):
        dy_dx[p, q] = du_dx[p, :n] @ dz_du[:n, :n] @ dy_dz[:n, q]
    return dy_dx


# %% mistake: one path through z only
def chain_rule_three(dy_dz, dz_du, du_dx):
    return du_dx @ dz_du[:, :1] @ dy_dz[:1]


# %% mistake 60: squeezed at the end
def chain_rule_three(dy_dz, dz_du, du_dx):
    return (du_dx @ dz_du @ dy_dz).squeeze()
