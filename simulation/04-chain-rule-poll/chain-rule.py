# %% right: loops over the paths
def chain_rule(dy_du, du_dx):
    (P, K), N = du_dx.shape, dy_du.shape[1]
    dy_dx = np.zeros((P, N))
    for p in range(P):
        for n in range(N):
            for k in range(K):
                dy_dx[p, n] += du_dx[p, k] * dy_du[k, n]
    return dy_dx


# %% right: einsum
def chain_rule(dy_du, du_dx):
    return np.einsum("pk,kn->pn", du_dx, dy_du)


# %% right: by way of numerator layout
def chain_rule(dy_du, du_dx):
    return (dy_du.T @ du_dx.T).T


# %% right: one outer product for each variable in the middle
def chain_rule(dy_du, du_dx):
    return sum(np.outer(du_dx[:, k], dy_du[k]) for k in range(len(dy_du)))


# %% right: broadcasting
def chain_rule(dy_du, du_dx):
    return np.sum(du_dx[:, :, None] * dy_du[None, :, :], axis=1)


# %% right: float32
def chain_rule(dy_du, du_dx):
    return du_dx.astype(np.float32) @ dy_du.astype(np.float32)


# %% right: nested lists [alone]
def chain_rule(dy_du, du_dx):
    columns = list(zip(*dy_du.tolist()))
    return [[sum(a * b for a, b in zip(row, column)) for column in columns] for row in du_dx.tolist()]


# %% right: tensordot
def chain_rule(dy_du, du_dx):
    return np.tensordot(dy_du, du_dx, axes=(0, 1)).T


# %% right: a column for each entry of y
def chain_rule(dy_du, du_dx):
    columns = [du_dx @ column.reshape(-1, 1) for column in dy_du.T]
    return np.hstack(columns)


# %% right: a row for each entry of x
def chain_rule(dy_du, du_dx):
    return np.vstack([sum(slope * row for slope, row in zip(slopes, dy_du)) for slopes in du_dx])


# %% right: np.inner
def chain_rule(dy_du, du_dx):
    return np.inner(du_dx, dy_du.T)


# %% right: kron and blocks
def chain_rule(dy_du, du_dx):
    N = dy_du.shape[1]
    stacked = np.kron(du_dx, np.eye(N)) @ dy_du.reshape(-1, 1)
    return stacked.reshape(-1, N)


# %% right: a recursion over the paths in float32
def chain_rule(dy_du, du_dx):
    J, g = np.float32(du_dx), np.float32(dy_du)
    if len(g) == 1:
        return J * g
    half = len(g) // 2
    return chain_rule(g[:half], J[:, :half]) + chain_rule(g[half:], J[:, half:])


# %% mistake 57: the result lies down [alone]
def chain_rule(dy_du, du_dx):
    return dy_du.T @ du_dx.T


# %% mistake 59: order of the text [alone]
def chain_rule(dy_du, du_dx):
    return dy_du @ du_dx


# %% mistake 60: one-dimensional result
def chain_rule(dy_du, du_dx):
    product = du_dx @ dy_du
    return product.squeeze()


# %% mistake 271: elementwise product [alone]
def chain_rule(dy_du, du_dx):
    return du_dx * dy_du


# %% mistake 277: dy/du transposed [alone]
def chain_rule(dy_du, du_dx):
    return du_dx @ dy_du.T


# %% mistake 277: du/dx transposed [alone]
def chain_rule(dy_du, du_dx):
    return np.dot(du_dx.T, dy_du)


# %% mistake: option B [alone]
def chain_rule(dy_du, du_dx):
    return dy_du.T @ du_dx


# %% mistake: option C [alone]
def chain_rule(dy_du, du_dx):
    return dy_du @ du_dx.T


# %% mistake 59: order of the text wherever it conforms [parts: 1, 3]
def chain_rule(dy_du, du_dx):
    if dy_du.shape[1] == du_dx.shape[0]:
        return dy_du @ du_dx
    return du_dx @ dy_du


# %% mistake: first path only [alone]
def chain_rule(dy_du, du_dx):
    return du_dx[:, :1] @ dy_du[:1]


# %% mistake: right for scalar y only [parts: 2, 3] [alone]
def chain_rule(dy_du, du_dx):
    return np.sum(du_dx * dy_du[:, 0], axis=1).reshape(-1, 1)


# %% mistake: everything summed [alone]
def chain_rule(dy_du, du_dx):
    return np.sum(du_dx @ dy_du)


# %% mistake: the mean over the paths
def chain_rule(dy_du, du_dx):
    return du_dx @ dy_du / len(dy_du)


# %% mistake: the last path left out [alone]
def chain_rule(dy_du, du_dx):
    dy_dx = np.zeros((du_dx.shape[0], dy_du.shape[1]))
    for k in range(len(dy_du) - 1):
        dy_dx += du_dx[:, [k]] @ dy_du[[k]]
    return dy_dx


# %% mistake 59: whatever fits, transposes too [parts: 3] [alone]
def chain_rule(dy_du, du_dx):
    want = du_dx.shape[0], dy_du.shape[1]
    for left, right in [(dy_du, du_dx), (du_dx.T, dy_du), (du_dx, dy_du)]:
        if left.shape[1] == right.shape[0] and (left @ right).shape == want:
            return left @ right


# %% mistake: a row turned up only where y is one number [parts: 2, 3] [alone]
def chain_rule(dy_du, du_dx):
    product = dy_du.T @ du_dx.T
    return product.T if len(product) == 1 else product


# %% mistake: whole numbers only [alone]
def chain_rule(dy_du, du_dx):
    dy_dx = np.zeros((du_dx.shape[0], dy_du.shape[1]), dtype=int)
    dy_dx[...] = du_dx @ dy_du
    return dy_dx


# %% mistake 60: ravelled where y is one number [parts: 1]
def chain_rule(dy_du, du_dx):
    return du_dx @ dy_du.ravel() if dy_du.shape[1] == 1 else du_dx @ dy_du
