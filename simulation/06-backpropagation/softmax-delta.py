# %% right: shifted
def softmax_delta(s_L, y):
    shifted = s_L - np.max(s_L, axis=0, keepdims=True)
    p = np.exp(shifted) / np.sum(np.exp(shifted), axis=0, keepdims=True)
    return p - y


# %% right: log-sum-exp
def softmax_delta(s_L, y):
    top = s_L.max(axis=0)
    log_sum = top + np.log(np.exp(s_L - top).sum(axis=0))
    return np.exp(s_L - log_sum) - y


# %% right: one example at a time
def softmax_delta(s_L, y):
    delta = np.zeros(s_L.shape)
    for n in range(s_L.shape[1]):
        e = np.exp(s_L[:, n] - max(s_L[:, n]))
        delta[:, n] = e / sum(e) - y[:, n]
    return delta


# %% right: Jacobian times the derivative of the cross-entropy
def softmax_delta(s_L, y):
    columns = []
    for scores, target in zip(s_L.T, y.T):
        e = np.exp(scores - scores.max())
        p = e / e.sum()
        jacobian = np.eye(len(p)) - np.outer(np.ones(len(p)), p)
        columns.append(-jacobian.T @ target)
    return np.stack(columns, axis=1)


# %% right: float32
def softmax_delta(s_L, y):
    e = np.exp((s_L - s_L.max(axis=0)).astype(np.float32))
    return e / e.sum(axis=0) - y.astype(np.float32)


# %% right: from differences of scores
def softmax_delta(s_L, y):
    apart = s_L[:, None, :] - s_L[None, :, :]
    with np.errstate(over="ignore"):
        p = 1 / np.exp(-apart).sum(axis=1)
    return p - y


# %% right: label by label
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    delta = e / e.sum(axis=0)
    delta[y.argmax(axis=0), np.arange(y.shape[1])] -= 1
    return delta


# %% right: float32, log-sum-exp
def softmax_delta(s_L, y):
    s = s_L.astype(np.float32)
    top = s.max(axis=0)
    log_p = s - (top + np.log(np.sum(np.exp(s - top), axis=0)))
    return np.exp(log_p) - y.astype(np.float32)


# %% right: a tape of one's own
class Score:
    """A number on the tape of one example's cross-entropy."""

    def __init__(self, value, parents=()):
        self.value, self.parents, self.slope = value, parents, 0.0

    def shifted(self, by):
        return Score(self.value - by, [(self, 1.0)])

    def exp(self):
        e = np.exp(self.value)
        return Score(e, [(self, e)])

    def log(self):
        return Score(np.log(self.value), [(self, 1 / self.value)])


def softmax_delta(s_L, y):
    delta = np.zeros(s_L.shape)
    for n in range(s_L.shape[1]):
        scores = [Score(v) for v in s_L[:, n]]
        lowered = [score.shifted(s_L[:, n].max()) for score in scores]
        powers = [score.exp() for score in lowered]
        total = Score(sum(e.value for e in powers), [(e, 1.0) for e in powers])
        logarithm = total.log()
        logarithm.slope = 1.0
        for score, label in zip(lowered, y[:, n]):
            score.slope -= label
        for node in (logarithm, total, *powers, *lowered):
            for parent, local in node.parents:
                parent.slope += node.slope * local
        delta[:, n] = [score.slope for score in scores]
    return delta


# %% mistake 2: sign
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    return y - e / e.sum(axis=0)


# %% mistake 6: derivative of softmax taken elementwise
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    p = e / e.sum(axis=0)
    return -y / p * p * (1 - p)


# %% mistake 6: elementwise derivative on top
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    p = e / e.sum(axis=0)
    return (p - y) * p * (1 - p)


# %% mistake 31: mean for sum
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    return (e / e.sum(axis=0) - y) / s_L.shape[1]


# %% mistake 118: factor 2 of the squared error
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    return 2 * (e / e.sum(axis=0) - y)


# %% mistake 119: normalised over everything
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max())
    return e / e.sum() - y


# %% mistake 120: normalised along the examples
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) - y


# %% mistake 121: not normalised
def softmax_delta(s_L, y):
    return np.exp(s_L) - y


# %% mistake 122: scores for probabilities
def softmax_delta(s_L, y):
    return s_L - y


# %% mistake: differences: toolkit
def softmax_delta(s_L, y):
    lowered = s_L - s_L.max(axis=0)
    return tk.numerical_gradient(lambda s: cross_entropy(s, y), lowered)


# %% mistake: differences: two points
def softmax_delta(s_L, y):
    def losses(s):
        top = s.max(axis=0)
        return top + np.log(np.exp(s - top).sum(axis=0)) - (y * s).sum(axis=0)

    delta, h = np.zeros(s_L.shape), 1e-5
    lowered = s_L - s_L.max(axis=0)
    for k in range(len(s_L)):
        step = h * (np.arange(len(s_L)) == k)[:, None]
        delta[k] = (losses(lowered + step) - losses(lowered - step)) / (2 * h)
    return delta


# %% mistake: differences: four points
def softmax_delta(s_L, y):
    z = s_L - s_L.max(axis=0)
    delta, h = np.zeros(z.shape), 1e-3
    for at in np.ndindex(z.shape):
        around = []
        for steps in (-2, -1, 1, 2):
            v = z.copy()
            v[at] += steps * h
            around.append(cross_entropy(v, y))
        delta[at] = (around[0] - 8 * around[1] + 8 * around[2] - around[3]) / (12 * h)
    return delta


# %% mistake: differences: relative step
def softmax_delta(s_L, y):
    z = s_L - s_L.max(axis=0)
    delta = np.zeros(z.shape)
    for k, n in np.ndindex(z.shape):
        column, label = z[:, [n]], y[:, [n]]
        h = 1e-5 * max(1.0, min(abs(column[k, 0]), 10.0))
        up, down = column.copy(), column.copy()
        up[k] += h
        down[k] -= h
        delta[k, n] = (cross_entropy(up, label) - cross_entropy(down, label)) / (2 * h)
    return delta


# %% mistake: differences: complex step
def softmax_delta(s_L, y):
    delta = np.zeros(s_L.shape)
    for k, n in np.ndindex(s_L.shape):
        z = (s_L[:, n] - s_L[:, n].max()).astype(complex)
        z[k] += 1e-20j
        delta[k, n] = (np.log(np.exp(z).sum()) - z[y[:, n] == 1].sum()).imag / 1e-20
    return delta


# %% mistake: a small number in the denominator
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    return e / (e.sum(axis=0) + 1e-8) - y


# %% mistake: large scores clipped
def softmax_delta(s_L, y):
    e = np.exp(np.clip(s_L, -700, 700))
    return e / e.sum(axis=0) - y


# %% mistake: lowered by the largest of all scores
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max())
    return e / e.sum(axis=0) - y


# %% mistake: probabilities kept away from 0
def softmax_delta(s_L, y):
    e = np.exp(s_L - s_L.max(axis=0))
    return np.clip(e / e.sum(axis=0), 1e-12, 1 - 1e-12) - y
