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


# %% mistake 57: the result lies down
def chain_rule_three(dy_dz, dz_du, du_dx):
    return dy_dz.T @ dz_du.T @ du_dx.T


# %% mistake 59: order of the text
def chain_rule_three(dy_dz, dz_du, du_dx):
    return dy_dz @ dz_du @ du_dx


# %% mistake 60: one-dimensional result
def chain_rule_three(dy_dz, dz_du, du_dx):
    return np.squeeze(du_dx @ dz_du @ dy_dz)


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
