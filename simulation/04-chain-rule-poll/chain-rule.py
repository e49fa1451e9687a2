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


# %% mistake 59: order of the text wherever it conforms [parts: 3]
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
