# %% right: own functions of exercise 3 [carries]
def logistic_delta(g, o):
    return (g - g * o) * o


def prelu_delta(g, s, alpha):
    return g * prelu_derivative(s, alpha)


def prelu_alpha_gradient(g, s, alpha):
    return (g * prelu_derivative_alpha(s, alpha)).sum()


# %% right: elementwise products
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% right: loops over units and examples
def logistic_delta(g, o):
    delta = np.zeros(g.shape)
    for b in range(g.shape[0]):
        for n in range(g.shape[1]):
            delta[b, n] = g[b, n] * (o[b, n] - o[b, n] ** 2)
    return delta


def prelu_delta(g, s, alpha):
    delta = np.zeros(g.shape)
    for b in range(g.shape[0]):
        for n in range(g.shape[1]):
            delta[b, n] = g[b, n] * (alpha if s[b, n] < 0 else 1)
    return delta


def prelu_alpha_gradient(g, s, alpha):
    total = 0.0
    for g_row, s_row in zip(g.tolist(), s.tolist()):
        total += sum(x * y for x, y in zip(g_row, s_row) if y < 0)
    return total


# %% right: einsum, and back to s by the logarithm of the odds
def logistic_delta(g, o):
    s = np.log(o / (1 - o))
    return g / (2 + np.exp(s) + np.exp(-s))


def prelu_delta(g, s, alpha):
    delta = g.copy()
    delta[s < 0] *= alpha
    return delta


def prelu_alpha_gradient(g, s, alpha):
    return np.einsum("bn,bn->", g, s * (s < 0))


# %% right: nested lists, a 1 x 1 array
def logistic_delta(g, o):
    return [[x * y * (1 - y) for x, y in zip(*rows)] for rows in zip(g, o)]


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.ravel(g)[None, :] @ np.minimum(np.ravel(s), 0)[:, None]


# %% right: float32
def logistic_delta(g, o):
    g, o = g.astype(np.float32), o.astype(np.float32)
    return g * (0.25 - (o - 0.5) ** 2)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake 7: the slope is missing [parts: 1, 2]
def logistic_delta(g, o):
    return g


def prelu_delta(g, s, alpha):
    return g


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake 9: the logistic slope at o [parts: 1]
def logistic_delta(g, o):
    again = 1 / (1 + np.exp(-o))
    return g * again * (1 - again)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake 10: the slope of tanh [parts: 1]
def logistic_delta(g, o):
    return g * (1 - o**2)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake 20: matrix product [parts: 1, 2]
def logistic_delta(g, o):
    return g @ (o * (1 - o)).T


def prelu_delta(g, s, alpha):
    return g @ np.where(s < 0, alpha, 1.0).T


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake 20: everything added up [parts: 1, 2]
def logistic_delta(g, o):
    return np.sum(g * o * (1 - o))


def prelu_delta(g, s, alpha):
    return np.sum(g * np.where(s < 0, alpha, 1.0))


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake 21: g is not used [parts: 1, 2, 3]
def logistic_delta(g, o):
    return o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha, 1.0)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(np.minimum(s, 0))


# %% mistake 18: the first example alone [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g[:, 0] * np.minimum(s[:, 0], 0))


# %% mistake 29: not added up [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return g * np.minimum(s, 0)


# %% mistake 29: added up over the examples alone [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return (g * np.minimum(s, 0)).sum(axis=1)


# %% mistake 31: mean for sum [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.mean(g * np.minimum(s, 0))


# %% mistake 73: nothing to learn in alpha [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return 0.0


# %% mistake 73: the derivative in s for the one in alpha [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.where(s < 0, alpha, 1.0))


# %% mistake 73: s on both sides [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * s)


# %% mistake 285: the sign [parts: 3]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.maximum(-s, 0))


# %% mistake 287: branches change places [parts: 2]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return g * np.where(s < 0, 1.0, alpha)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake: the sign of g decides [parts: 2]
def logistic_delta(g, o):
    return g * o * (1 - o)


def prelu_delta(g, s, alpha):
    return g * np.where(g < 0, alpha, 1.0)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))


# %% mistake: a factor o too many [parts: 1]
def logistic_delta(g, o):
    return g * o**2 * (1 - o)


def prelu_delta(g, s, alpha):
    return np.where(s < 0, alpha * g, g)


def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * np.minimum(s, 0))
