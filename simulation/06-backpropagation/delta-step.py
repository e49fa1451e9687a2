# %% right: drop the first row at the end
def delta_step(W_next, delta_next, s, o):
    full = (W_next.T @ delta_next) * (1 - o * o)
    return full[1:, :]


# %% right: einsum
def delta_step(W_next, delta_next, s, o):
    back = np.einsum("cb,cn->bn", W_next[:, 1:], delta_next)
    return back * (1 - np.tanh(s) ** 2)


# %% right: loops [not below: backprop-vectorised]
def delta_step(W_next, delta_next, s, o):
    d, N = s.shape
    delta = np.zeros((d, N))
    for n in range(N):
        for b in range(d):
            back = 0.0
            for c in range(delta_next.shape[0]):
                back += W_next[c, b + 1] * delta_next[c, n]
            delta[b, n] = back * (1 - o[b + 1, n] ** 2)
    return delta


# %% right: diagonal matrix [not below: backprop-vectorised]
def delta_step(W_next, delta_next, s, o):
    columns = []
    for n in range(s.shape[1]):
        slope = np.diag(1 - o[1:, n] ** 2)
        columns.append(slope @ W_next[:, 1:].T @ delta_next[:, n])
    return np.array(columns).T


# %% right: row by row
def delta_step(W_next, delta_next, s, o):
    return (delta_next.T @ W_next[:, 1:]).T / np.cosh(s) ** 2


# %% right: float32
def delta_step(W_next, delta_next, s, o):
    W_next, delta_next, o = (a.astype("float32") for a in (W_next, delta_next, o))
    return np.multiply(W_next[:, 1:].T @ delta_next, 1 - o[1:] ** 2)


# %% mistake 7: derivative of the activation dropped
def delta_step(W_next, delta_next, s, o):
    return W_next[:, 1:].T @ delta_next


# %% mistake 8: s for o
def delta_step(W_next, delta_next, s, o):
    return (W_next[:, 1:].T @ delta_next) * (1 - s**2)


# %% mistake 9: squashed twice
def delta_step(W_next, delta_next, s, o):
    return (W_next[:, 1:].T @ delta_next) * (1 - np.tanh(o[1:]) ** 2)


# %% mistake 10: derivative of the logistic function
def delta_step(W_next, delta_next, s, o):
    return (W_next[:, 1:].T @ delta_next) * o[1:] * (1 - o[1:])


# %% mistake 15: bias entry kept [alone]
def delta_step(W_next, delta_next, s, o):
    return (W_next.T @ delta_next) * (1 - o**2)


# %% mistake 15: last unit dropped for the bias entry
def delta_step(W_next, delta_next, s, o):
    delta = (W_next.T @ delta_next) * (1 - o**2)
    return delta[: s.shape[0]]


# %% mistake 17: W for its transpose [alone]
def delta_step(W_next, delta_next, s, o):
    return (W_next[:, 1:] @ delta_next) * (1 - o[1:] ** 2)


# %% mistake 18: first path only
def delta_step(W_next, delta_next, s, o):
    back = W_next[0, 1:].reshape(-1, 1) * delta_next[0]
    return back * (1 - o[1:] ** 2)


# %% mistake 20: dot product for the elementwise product [alone]
def delta_step(W_next, delta_next, s, o):
    back, slope = W_next[:, 1:].T @ delta_next, 1 - o[1:] ** 2
    return np.array([[back[:, n] @ slope[:, n] for n in range(s.shape[1])]])


# %% mistake 21: what comes back is computed and not used
def delta_step(W_next, delta_next, s, o):
    back = W_next[:, 1:].T @ delta_next
    delta = 1 - o[1:] ** 2
    return delta


# %% mistake 124: last column dropped for the bias column
def delta_step(W_next, delta_next, s, o):
    return (W_next[:, :-1].T @ delta_next) * (1 - o[1:] ** 2)


# %% mistake 125: derivative of the activation twice
def delta_step(W_next, delta_next, s, o):
    slope = 1 - o[1:] ** 2
    return slope * (W_next[:, 1:].T @ delta_next) * slope


# %% mistake 126: factor 2 again
def delta_step(W_next, delta_next, s, o):
    return 2 * (W_next[:, 1:].T @ delta_next) * (1 - o[1:] ** 2)
