# %% right: loop over the sorted values
def sort_derivative(x):
    P = len(x)
    D = np.zeros((P, P))
    for n, p in enumerate(np.argsort(x.ravel())):
        D[p, n] = 1
    return D



def median_gradient(x):
    P, order = len(x), np.argsort(x[:, 0])
    g = np.zeros((P, 1))
    g[order[(P - 1) // 2]] += 0.5
    g[order[P // 2]] += 0.5
    return g


# %% right: columns of the identity
def sort_derivative(x):
    return np.eye(len(x))[np.argsort(x[:, 0])].T


def median_gradient(x):
    P = len(x)
    D = sort_derivative(x)
    if P % 2:
        return D[:, [P // 2]]
    return D[:, P // 2 - 1 : P // 2 + 1] @ np.full((2, 1), 0.5)


# %% right: by comparison
def sort_derivative(x):
    return (x == np.sort(x, axis=0).T).astype(float)


def median_gradient(x):
    middle = np.sort(x[:, 0])[(len(x) - 1) // 2 : len(x) // 2 + 1]
    return np.isin(x, middle) / len(middle)


# %% right: ranks
def sort_derivative(x):
    rank = np.sum(x > x.T, axis=1)
    return np.equal.outer(rank, np.arange(len(x))) * 1.0


def median_gradient(x):
    rank, P = np.sum(x > x.T, axis=1, keepdims=True), len(x)
    return ((rank == (P - 1) // 2) * 1.0 + (rank == P // 2) * 1.0) / 2


# %% right: finite differences
def sort_derivative(x):
    h, P = 1e-4, len(x)
    D = np.zeros((P, P))
    for p in range(P):
        e = np.zeros((P, 1))
        e[p] = h
        D[p] = (np.sort((x + e)[:, 0]) - np.sort((x - e)[:, 0])) / (2 * h)
    return np.round(D, 6)


def median_gradient(x):
    return sort_derivative(x) @ median_weights(len(x))


def median_weights(P):
    w = np.zeros((P, 1))
    w[(P - 1) // 2 : P // 2 + 1] = 1
    return w / w.sum()


# %% right: nested lists returned [alone]
def sort_derivative(x):
    P = len(x)
    D = np.zeros((P, P))
    for n, p in enumerate(np.argsort(x.ravel())):
        D[p, n] = 1
    return D.tolist()



def median_gradient(x):
    P, order = len(x), np.argsort(x[:, 0])
    g = np.zeros((P, 1))
    g[order[(P - 1) // 2]] += 0.5
    g[order[P // 2]] += 0.5
    return g.tolist()


# %% right: float32 and booleans
def sort_derivative(x):
    return x == np.sort(x.T)


def median_gradient(x):
    P = np.float32(len(x))
    rank = np.argsort(np.argsort(x, axis=0), axis=0).astype(np.float32)
    return (np.abs(rank - (P - 1) / 2) < 1).astype(np.float32) / (2 - np.float32(len(x) % 2))


# %% right: an entry marked by an imaginary part
def sort_derivative(x):
    P, marked = len(x), []
    for p in range(P):
        z = x[:, 0].astype(complex)
        z[p] += 1j * 1e-20
        marked.append(np.sort(z).imag / 1e-20)
    return np.array(marked)


def median_gradient(x):
    middle = sort_derivative(x)[:, (len(x) - 1) // 2 : len(x) // 2 + 1]
    return middle.mean(axis=1, keepdims=True)


# %% right: the toolkit's differences, column by column
def sort_derivative(x):
    columns = [tk.numerical_gradient(lambda u: np.sort(u, axis=0)[n, 0], x) for n in range(len(x))]
    return np.hstack(columns)


def median_gradient(x):
    return tk.numerical_gradient(np.median, x)


# %% right: sorted pairs of value and row
def sort_derivative(x):
    rows = [row for _, row in sorted((float(entry), row) for row, entry in enumerate(x[:, 0]))]
    return np.array([[float(rows[n] == p) for n in range(len(x))] for p in range(len(x))])


def median_gradient(x):
    weights = np.zeros(len(x))
    weights[[(len(x) - 1) // 2, len(x) // 2]] = 1
    return sort_derivative(x) @ (weights / weights.sum()).reshape(-1, 1)


# %% mistake 57: permutation turned round, row for the median
def sort_derivative(x):
    return np.eye(len(x))[np.argsort(x[:, 0])]


def median_gradient(x):
    P, order = len(x), np.argsort(x[:, 0])
    g = np.zeros((1, P))
    g[0, order[(P - 1) // 2]] += 0.5
    g[0, order[P // 2]] += 0.5
    return g


# %% mistake 57: argsort used as if it were the ranks [parts: 1]
def sort_derivative(x):
    D = np.zeros((len(x), len(x)))
    D[np.arange(len(x)), np.argsort(x[:, 0])] = 1
    return D


def median_gradient(x):
    P, order = len(x), np.argsort(x[:, 0])
    g = np.zeros((P, 1))
    g[order[(P - 1) // 2]] += 0.5
    g[order[P // 2]] += 0.5
    return g


# %% mistake 60: the median's gradient has one dimension [parts: 2, 3]
def sort_derivative(x):
    P = len(x)
    D = np.zeros((P, P))
    for n, p in enumerate(np.argsort(x.ravel())):
        D[p, n] = 1
    return D



def median_gradient(x):
    P, order = len(x), np.argsort(x[:, 0])
    g = np.zeros((P, 1))
    g[order[(P - 1) // 2]] += 0.5
    g[order[P // 2]] += 0.5
    return g[:, 0]


# %% mistake: sorting is taken to be constant
def sort_derivative(x):
    return np.zeros((len(x), len(x)))


def median_gradient(x):
    return np.zeros((len(x), 1))


# %% mistake: sorting is taken to change nothing
def sort_derivative(x):
    return np.eye(len(x))


def median_gradient(x):
    g = np.zeros((len(x), 1))
    g[len(x) // 2] = 1
    return g


# %% mistake: the mean in place of the median [parts: 2, 3]
def sort_derivative(x):
    P = len(x)
    D = np.zeros((P, P))
    for n, p in enumerate(np.argsort(x.ravel())):
        D[p, n] = 1
    return D


def median_gradient(x):
    return np.full((len(x), 1), 1 / len(x))


# %% mistake: descending order [parts: 1]
def sort_derivative(x):
    return np.eye(len(x))[np.argsort(-x[:, 0])].T


def median_gradient(x):
    P, order = len(x), np.argsort(x[:, 0])
    g = np.zeros((P, 1))
    g[order[(P - 1) // 2]] += 0.5
    g[order[P // 2]] += 0.5
    return g


# %% mistake: one middle entry for even P [parts: 3]
def sort_derivative(x):
    P = len(x)
    D = np.zeros((P, P))
    for n, p in enumerate(np.argsort(x.ravel())):
        D[p, n] = 1
    return D


def median_gradient(x):
    g = np.zeros((len(x), 1))
    g[np.argsort(x[:, 0])[len(x) // 2]] = 1
    return g


# %% mistake: two middle entries, each with slope 1 [parts: 2, 3]
def sort_derivative(x):
    P = len(x)
    D = np.zeros((P, P))
    for n, p in enumerate(np.argsort(x.ravel())):
        D[p, n] = 1
    return D



def median_gradient(x):
    P, order = len(x), np.argsort(x[:, 0])
    g = np.zeros((P, 1))
    g[order[(P - 1) // 2]] += 1.0
    g[order[P // 2]] += 1.0
    return g


# %% mistake: the values stand where the ones belong [parts: 1]
def sort_derivative(x):
    P = len(x)
    D = np.zeros((P, P))
    for n, p in enumerate(np.argsort(x.ravel())):
        D[p, n] = x[p, 0]
    return D



def median_gradient(x):
    P, order = len(x), np.argsort(x[:, 0])
    g = np.zeros((P, 1))
    g[order[(P - 1) // 2]] += 0.5
    g[order[P // 2]] += 0.5
    return g


# %% mistake: differences with too long a step
def sort_derivative(x):
    P, h = len(x), 2.0
    D = np.zeros((P, P))
    for p in range(P):
        e = np.zeros((P, 1))
        e[p] = h
        D[p] = (np.sort((x + e)[:, 0]) - np.sort((x - e)[:, 0])) / (2 * h)
    return D


def median_gradient(x):
    P = len(x)
    return sort_derivative(x)[:, (P - 1) // 2 : P // 2 + 1].mean(axis=1, keepdims=True)
