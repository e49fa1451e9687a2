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


# %% right: slope from s, factored
def delta_step(W_next, delta_next, s, o):
    t = np.tanh(s)
    slope = (1 - t) * (1 + t)
    return slope * np.tensordot(W_next[:, 1:], delta_next, axes=(0, 0))


# %% right: one consumer after the other
def delta_step(W_next, delta_next, s, o):
    back = np.zeros(s.shape)
    for weights, arriving in zip(W_next, delta_next):
        back += np.outer(weights[1:], arriving)
    return back - back * o[1:] ** 2


# %% right: float32, from s
def delta_step(W_next, delta_next, s, o):
    f = np.float32
    back = np.einsum("cb,cn->bn", f(W_next)[:, 1:], f(delta_next))
    return back / np.cosh(f(s)) ** 2


# %% right: a tape of one's own
class Way:
    """A matrix, and how to send what arrives at it further back."""

    def __init__(self, value, back=None):
        self.value, self.slope, self.back = value, 0, back

    def tanh(self):
        value = np.tanh(self.value)
        return Way(value, lambda arriving: self.receive(arriving * (1 - value * value)))

    def under(self, weights):
        return Way(weights @ self.value, lambda arriving: self.receive(weights.T @ arriving))

    def receive(self, arriving):
        self.slope = self.slope + arriving
        if self.back:
            self.back(arriving)


def delta_step(W_next, delta_next, s, o):
    start = Way(s)
    start.tanh().under(W_next[:, 1:]).receive(delta_next)
    return start.slope


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


# %% mistake: differences: toolkit
def delta_step(W_next, delta_next, s, o):
    def downstream(s):
        return np.sum(delta_next * (W_next @ np.vstack([o[:1], np.tanh(s)])))

    return tk.numerical_gradient(downstream, s)


# %% mistake: differences: two points
def delta_step(W_next, delta_next, s, o):
    delta, h = np.zeros(s.shape), 1e-5
    for b, n in np.ndindex(s.shape):
        up, down = s[:, n].copy(), s[:, n].copy()
        up[b], down[b] = up[b] + h, down[b] - h
        through = W_next[:, 1:].T @ delta_next[:, n]
        delta[b, n] = (through @ np.tanh(up) - through @ np.tanh(down)) / (2 * h)
    return delta


# %% mistake: differences: four points
def delta_step(W_next, delta_next, s, o):
    def above(s):
        return np.sum(delta_next * (W_next[:, 1:] @ np.tanh(s) + W_next[:, :1]))

    delta, h = np.zeros(s.shape), 1e-3
    for at in np.ndindex(s.shape):
        step = np.zeros(s.shape)
        step[at] = h
        delta[at] = 8 * (above(s + step) - above(s - step)) - above(s + 2 * step) + above(s - 2 * step)
    return delta / (12 * h)


# %% mistake: differences: relative step
def delta_step(W_next, delta_next, s, o):
    def above(s):
        return np.sum(delta_next * (W_next[:, 1:] @ np.tanh(s)))

    delta = np.zeros(s.shape)
    for at in np.ndindex(s.shape):
        up, down = s.copy(), s.copy()
        h = 1e-5 * abs(s[at])
        up[at] += h
        down[at] -= h
        delta[at] = (above(up) - above(down)) / (up[at] - down[at])
    return delta


# %% mistake: differences: complex step
def delta_step(W_next, delta_next, s, o):
    delta = np.zeros(s.shape)
    for at in np.ndindex(s.shape):
        z = s.astype(complex)
        z[at] += 1e-20j
        delta[at] = np.sum(delta_next * (W_next[:, 1:] @ np.tanh(z))).imag / 1e-20
    return delta


# %% mistake: slope of tanh by differences
def delta_step(W_next, delta_next, s, o):
    slope = (np.tanh(s + 1e-5) - np.tanh(s - 1e-5)) / 2e-5
    return (W_next[:, 1:].T @ delta_next) * slope
