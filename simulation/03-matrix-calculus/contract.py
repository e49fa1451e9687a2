# %% right: einsum
def contract(tensor, delta):
    return np.einsum("pqn,nk->pq", tensor, delta)


# %% right: slice by slice
def contract(tensor, delta):
    G = np.zeros(tensor.shape[:2])
    for n in range(tensor.shape[2]):
        G += tensor[:, :, n] * delta[n, 0]
    return G


# %% right: broadcast and add
def contract(tensor, delta):
    return (tensor * delta.ravel()).sum(axis=-1)


# %% right: tensordot, squeezed
def contract(tensor, delta):
    return np.tensordot(tensor, delta, axes=1)[:, :, 0]


# %% right: entry by entry, nested lists
def contract(tensor, delta):
    P, Q, N = tensor.shape
    return [[sum(float(tensor[p, q, n]) * float(delta[n, 0]) for n in range(N)) for q in range(Q)] for p in range(P)]


# %% right: a matrix product of the flattened tensor
def contract(tensor, delta):
    return (tensor.reshape(-1, tensor.shape[2]) @ delta).reshape(tensor.shape[:2])


# %% right: float32
def contract(tensor, delta):
    return np.float32(tensor) @ np.float32(delta[:, 0])


# %% right: a weighted sum of slices, built up by reduce
def contract(tensor, delta):
    from functools import reduce

    slices = np.moveaxis(tensor, -1, 0)
    return reduce(np.add, (weight * piece for weight, piece in zip(delta[:, 0], slices)))


# %% right: np.inner
def contract(tensor, delta):
    return np.inner(tensor, delta.T)[..., 0]


# %% right: tensordot in float32
def contract(tensor, delta):
    return np.tensordot(tensor.astype("float32"), delta.astype("float32").squeeze(axis=1), axes=(2, 0))


# %% mistake 255: an axis of length one is left
def contract(tensor, delta):
    return tensor @ delta


# %% mistake 155: transposed
def contract(tensor, delta):
    return (tensor @ delta[:, 0]).T


# %% mistake 21: delta not used
def contract(tensor, delta):
    return tensor.sum(axis=2)


# %% mistake 256: over the first axis
def contract(tensor, delta):
    return np.einsum("npq,n->pq", tensor, delta.ravel())


# %% mistake 257: not added up
def contract(tensor, delta):
    return tensor * delta[:, 0]


# %% mistake: only the first slice
def contract(tensor, delta):
    return tensor[:, :, 0] * delta[0, 0]


# %% mistake: a mean over the slices
def contract(tensor, delta):
    return np.mean(tensor * delta[:, 0], axis=2)


# %% mistake: everything added up
def contract(tensor, delta):
    return np.sum(tensor * delta[:, 0])


# %% mistake: squared weights
def contract(tensor, delta):
    return tensor @ delta[:, 0] ** 2


# %% mistake 259: all axes of length 1 squeezed out
def contract(tensor, delta):
    return np.tensordot(tensor, delta, axes=1).squeeze()


# %% mistake: the last slice is left out
def contract(tensor, delta):
    G = np.zeros(tensor.shape[:2])
    for n in range(1, len(delta)):
        G += tensor[:, :, n - 1] * delta[n - 1, 0]
    return G


# %% mistake: only right for as many slices as rows
def contract(tensor, delta):
    return np.array([sum(tensor[p, :, n] * delta[n, 0] for n in range(tensor.shape[0])) for p in range(tensor.shape[0])])


# %% mistake: the order of delta reversed
def contract(tensor, delta):
    return tensor @ delta[::-1, 0]
