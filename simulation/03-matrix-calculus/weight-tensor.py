# %% right: einsum
def weight_tensor(W, o):
    return np.einsum("bn,ak->ban", np.eye(W.shape[0]), o)


# %% right: broadcasting
def weight_tensor(W, o):
    N = len(W)
    return np.eye(N).reshape(N, 1, N) * o.reshape(1, -1, 1)


# %% right: three loops
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N))
    for b in range(N):
        for a in range(P):
            for n in range(N):
                if b == n:
                    T[b, a, n] = o[a, 0]
    return T


# %% right: slices stacked
def weight_tensor(W, o):
    slices = []
    for n in range(W.shape[0]):
        part = np.zeros(W.shape)
        part[n] = o.ravel()
        slices.append(part)
    return np.stack(slices, axis=-1)


# %% right: steps of 1
def weight_tensor(W, o):
    T = np.zeros((*W.shape, W.shape[0]))
    for index in np.ndindex(W.shape):
        E = np.zeros(W.shape)
        E[index] = 1
        T[index] = (E @ o)[:, 0]
    return T


# %% right: float32
def weight_tensor(W, o):
    T = np.zeros((*W.shape, len(W)), dtype=np.float32)
    for n in range(len(W)):
        T[n, :, n] = o.T
    return T


# %% mistake 161: the numerator's axis first
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, N, P))
    for n in range(N):
        T[n, n] = o[:, 0]
    return T


# %% mistake 241: an axis of length one is left
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N, 1))
    for n in range(N):
        T[n, :, n] = o
    return T


# %% mistake 243: flattened into a matrix
def weight_tensor(W, o):
    return np.kron(np.eye(W.shape[0]), o)


# %% mistake 251: no zeros
def weight_tensor(W, o):
    N, P = W.shape
    return np.tile(o.reshape(1, P, 1), (N, 1, N))


# %% mistake 252: the matrix's axes swapped
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((P, N, N))
    for n in range(N):
        T[:, n, n] = o[:, 0]
    return T


# %% mistake 253: no axis for the numerator
def weight_tensor(W, o):
    return np.ones((W.shape[0], 1)) @ o.T


# %% mistake 254: derived by o
def weight_tensor(W, o):
    return W.T


# %% mistake: W times o in the tensor
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N))
    for n in range(N):
        T[n, :, n] = W[n] * o[:, 0]
    return T


# %% mistake: W in the tensor
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N))
    for n in range(N):
        T[n, :, n] = W[n]
    return T


# %% mistake: ones in place of o
def weight_tensor(W, o):
    N, P = W.shape
    return np.repeat(np.eye(N)[:, None, :], P, axis=1)


# %% mistake: only the first slice filled
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N))
    T[0, :, 0] = o[:, 0]
    return T


# %% mistake: always the first row
def weight_tensor(W, o):
    N, P = W.shape
    T = np.zeros((N, P, N))
    for n in range(N):
        T[0, :, n] = o[:, 0]
    return T
