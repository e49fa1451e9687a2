# %% right: sum of outer products
def weight_gradient(delta, o_prev):
    return sum(np.outer(delta[:, n], o_prev[:, n]) for n in range(delta.shape[1]))


# %% right: einsum
def weight_gradient(delta, o_prev):
    return np.einsum("bn,an->ba", delta, o_prev)


# %% right: broadcasting
def weight_gradient(delta, o_prev):
    return np.sum(delta[:, None, :] * o_prev[None, :, :], axis=2)


# %% right: entry by entry
def weight_gradient(delta, o_prev):
    G = np.zeros((delta.shape[0], o_prev.shape[0]))
    for b in range(G.shape[0]):
        for a in range(G.shape[1]):
            G[b, a] = np.dot(delta[b], o_prev[a])
    return G


# %% right: bias apart
def weight_gradient(delta, o_prev):
    bias = np.sum(delta, axis=1, keepdims=True)
    return np.hstack([bias, np.tensordot(delta, o_prev[1:], axes=(1, 1))])


# %% right: nested lists returned [alone]
def weight_gradient(delta, o_prev):
    return [[sum(d * o for d, o in zip(row, column)) for column in o_prev] for row in delta]


# %% right: float32
def weight_gradient(delta, o_prev):
    return delta.astype(np.float32) @ o_prev.astype(np.float32).T


# %% mistake 23: outer product transposed [alone]
def weight_gradient(delta, o_prev):
    return o_prev @ delta.T


# %% mistake 23: transposed and forced into shape
def weight_gradient(delta, o_prev):
    return (o_prev @ delta.T).reshape(delta.shape[0], o_prev.shape[0])


# %% mistake 26: gradient of the biases missing
def weight_gradient(delta, o_prev):
    G = np.zeros((delta.shape[0], o_prev.shape[0]))
    G[:, 1:] = delta @ o_prev[1:].T
    return G


# %% mistake 27: biases in the last column
def weight_gradient(delta, o_prev):
    bias = delta.sum(axis=1, keepdims=True)
    return np.hstack([delta @ o_prev[1:].T, bias])


# %% mistake 29: gradient of the biases not summed over the examples
def weight_gradient(delta, o_prev):
    return np.hstack([delta[:, [0]], delta @ o_prev[1:].T])


# %% mistake 29: gradient of the biases of the last example [not below: backprop-vectorised]
def weight_gradient(delta, o_prev):
    G = delta @ o_prev.T
    for n in range(delta.shape[1]):
        G[:, 0] = delta[:, n]
    return G


# %% mistake 31: mean for sum
def weight_gradient(delta, o_prev):
    return delta @ o_prev.T / delta.shape[1]


# %% mistake 32: half the mean
def weight_gradient(delta, o_prev):
    N = delta.shape[1]
    return (delta @ o_prev.T) / (2 * N)


# %% mistake 35: overwrites in place of adding [silent] [alone]
def weight_gradient(delta, o_prev):
    for n in range(delta.shape[1]):
        G = np.outer(delta[:, n], o_prev[:, n])
    return G


# %% mistake 39: integer buffer [silent] [alone]
def weight_gradient(delta, o_prev):
    G = np.zeros((delta.shape[0], o_prev.shape[0]), dtype=int)
    G[:] = delta @ o_prev.T
    return G
