# %% right: case by case
def numerical_derivative(f, X, h=1e-5):
    if np.ndim(X) == 0:
        slope = (np.asarray(f(X + h), float) - f(X - h)) / (2 * h)
        return slope.T if slope.ndim == 2 and slope.shape[1] == 1 else slope
    parts = {}
    for index in np.ndindex(X.shape):
        plus, minus = X.astype(float), X.astype(float)
        plus[index] += h
        minus[index] -= h
        parts[index] = np.asarray((f(plus) - f(minus)) / (2 * h))
        if parts[index].ndim == 2 and parts[index].shape[1] == 1:
            parts[index] = parts[index][:, 0]
    shape = X.shape
    if parts[0, 0].ndim and X.shape[1] == 1:
        shape = X.shape[:1]
    D = np.zeros(shape + parts[0, 0].shape)
    for index, part in parts.items():
        D[index[: len(shape)]] = part
    return D


# %% right: with derivative_shape
def numerical_derivative(f, X, h=1e-5):
    X = np.asarray(X, dtype=float)
    D = []
    for k in range(X.size):
        step = h * np.eye(X.size)[k].reshape(X.shape)
        D.append(np.ravel(f(X + step) - f(X - step)) / (2 * h))
    return np.array(D).reshape(derivative_shape(np.shape(f(X)), np.shape(X)))


# %% right: in place on a copy of its own, undone
def numerical_derivative(f, X, h=1e-5):
    X = np.array(X, dtype=np.float64)
    rows = []
    for index in np.ndindex(X.shape):
        old = X[index]
        X[index] = old + h
        plus = np.array(f(X.copy()[()]))
        X[index] = old - h
        minus = np.array(f(X.copy()[()]))
        X[index] = old
        rows.append((plus - minus) / (2 * h))
    top = rows[0].shape
    if top == ():
        return np.array(rows).reshape(X.shape)
    if X.shape == ():
        return rows[0].reshape(1, -1) if top[1] == 1 else rows[0]
    keep = lambda shape: shape[:1] if shape[1] == 1 else shape
    return np.array(rows).reshape(keep(X.shape) + keep(top))


# %% right: the caller's array, changed and put back
def numerical_derivative(f, X, h=1e-5):
    point = X if isinstance(X, np.ndarray) and X.dtype == float else np.array(X, float)
    quotients = []
    for index in np.ndindex(point.shape):
        old = point[index].copy()
        point[index] = old + h
        up = f(point[()] if point.ndim == 0 else point)
        point[index] = old - h
        down = f(point[()] if point.ndim == 0 else point)
        point[index] = old
        quotients.append((up - down) / (2 * h))
    return np.reshape(quotients, derivative_shape(np.shape(quotients[0]), point.shape))


# %% right: one entry of the numerator at a time
def numerical_derivative(f, X, h=1e-5):
    X = 1.0 * np.asarray(X)
    Y = np.asarray(f(X[()]))

    def slope(index, entry):
        E = np.zeros(X.shape)
        E[index] = h
        return (np.asarray(f((X + E)[()]))[entry] - np.asarray(f((X - E)[()]))[entry]) / (2 * h)

    table = [[slope(i, j) for j in np.ndindex(Y.shape)] for i in np.ndindex(X.shape)]
    axes = lambda shape: shape[:1] if shape[1] == 1 else shape
    if Y.ndim == 0:
        return np.reshape(table, X.shape)
    if X.ndim == 0:
        return np.reshape(table, (1, -1) if Y.shape[1] == 1 else Y.shape)
    return np.reshape(table, axes(X.shape) + axes(Y.shape))


# %% right: float32 in the result
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    return np.float32(np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape)))


# %% right: flat copies, two sides
def numerical_derivative(f, X, h=1e-5):
    X, quotients = np.asarray(X, dtype=float), []
    for k in range(X.size):
        sides = []
        for sign in (1, -1):
            moved = X.flatten()
            moved[k] += sign * h
            sides.append(np.array(f(moved.reshape(X.shape)[()])))
        quotients.append(np.divide(sides[0] - sides[1], 2 * h))
    return np.stack(quotients).reshape(derivative_shape(quotients[0].shape, X.shape))


# %% right: a list comprehension over unit matrices
def numerical_derivative(f, X, h=1e-5):
    X = np.array(X, float)
    units = np.eye(X.size).reshape(X.size, *X.shape)
    D = np.array([np.subtract(f(X + h * E), f(X - h * E)) / (h + h) for E in units])
    return D.reshape(derivative_shape(D.shape[1:], X.shape))


# %% right: filled into an array of the right shape
def numerical_derivative(f, X, h=1e-5):
    Y = np.asarray(f(X))
    D = np.zeros((np.size(X), Y.size))
    for k, index in enumerate(np.ndindex(np.shape(X))):
        up, down = (np.array(X, dtype=float) for _ in range(2))
        up[index] += h
        down[index] -= h
        D[k] = np.ravel(f(up)) / (2 * h) - np.ravel(f(down)) / (2 * h)
    return D.reshape(derivative_shape(Y.shape, np.shape(X)))


# %% mistake 57: numerator layout [parts: 1, 2, 3, 5, 6]
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    top = np.shape(rows[0])
    D = np.reshape(rows, derivative_shape(top, X.shape))
    return D.T if D.ndim == 2 and X.shape and (top == () or top[1] == X.shape[1] == 1) else D


# %% mistake 58: a vector by a scalar is a column [parts: 3]
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    if X.shape == ():
        return rows[0]
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake 60: arrays with one axis for vectors
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    top = np.shape(rows[0])
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    return np.reshape(rows, axes(X.shape) + axes(top))


# %% mistake: squeezed
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append(np.squeeze((f(X + E) - f(X - E)) / (2 * h)))
    return np.reshape(rows, np.squeeze(X).shape + rows[0].shape)


# %% mistake 161: the numerator's axes first in tensors [parts: 4]
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    D = np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))
    if D.ndim <= 2:
        return D
    axes = 1 if X.shape[1] == 1 else 2
    return np.transpose(D, [*range(axes, D.ndim), *range(axes)])


# %% mistake 241: axes of length one kept [parts: 3, 4]
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    top = np.shape(rows[0])
    if X.shape == () and top and top[1] == 1:
        return rows[0].T
    return np.reshape(rows, X.shape + top)


# %% mistake 242: a matrix by a scalar transposed [parts: 4]
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    if X.shape == ():
        return np.transpose(rows[0])
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake 243: tensors flattened [parts: 4]
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    top = np.shape(rows[0])
    if X.ndim and top:
        return np.reshape(rows, (X.size, -1))
    return np.reshape(rows, derivative_shape(top, X.shape))


# %% mistake 61: forward difference
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X[()])) / h)
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake 62: divided by h
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / h)
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake 65: two names of one array
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        plus = minus = X
        plus[index] += h
        minus[index] -= h
        rows.append((f(plus[()]) - f(minus[()])) / (2 * h))
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake 66: not put back
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        X[index] += h
        plus = f(X.copy()[()])
        X[index] -= 2 * h
        rows.append((plus - f(X.copy()[()])) / (2 * h))
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake 68: integers stay integers [parts: 5]
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X), []
    for index in np.ndindex(X.shape):
        plus, minus = X.copy(), X.copy()
        plus[index] += h
        minus[index] -= h
        rows.append((f(plus[()]) - f(minus[()])) / (2 * h))
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake 39: whole numbers in the result [parts: 5]
def numerical_derivative(f, X, h=1e-5):
    P, rows = np.array(X, float), []
    for index in np.ndindex(P.shape):
        E = np.zeros(P.shape)
        E[index] = h
        rows.append((f(P + E) - f(P - E)) / (2 * h))
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), P.shape)).astype(np.asarray(X).dtype)


# %% mistake 171: not divided
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append(f(X + E) - f(X - E))
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake 258: h of its own
def numerical_derivative(f, X, h=1e-5):
    X, h, rows = np.array(X, float), 1e-5, []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake: the caller's array is left moved [parts: 6]
def numerical_derivative(f, X, h=1e-5):
    point, rows = np.array(X, float), []
    for index in np.ndindex(point.shape):
        E = np.zeros(point.shape)
        E[index] = h
        rows.append((f(point + E) - f(point - E)) / (2 * h))
        if isinstance(X, np.ndarray) and X.dtype == float:
            X[index] -= h
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), point.shape))


# %% mistake: scalar functions only
def numerical_derivative(f, X, h=1e-5):
    X = np.array(X, float)
    D = np.zeros(X.shape)
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        D[index] = np.sum(f(X + E) - f(X - E)) / (2 * h)
    return D


# %% mistake: a step in all entries at once
def numerical_derivative(f, X, h=1e-5):
    X = np.array(X, float)
    slope = np.asarray((f(X + h) - f(X - h)) / (2 * h))
    return np.broadcast_to(slope.ravel(), (X.size, slope.size)).reshape(derivative_shape(slope.shape, X.shape))


# %% mistake: the order of the entries by columns
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    D = np.array(rows).reshape(derivative_shape(np.shape(rows[0]), X.shape), order="F")
    return D if D.ndim > 1 and min(D.shape) > 1 else -D


# %% mistake: a default step of 1 [parts: 2]
def numerical_derivative(f, X, h=1):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake: a default step of 1e-4 [parts: 2]
def numerical_derivative(f, X, h=1e-4):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake: a step relative to the entry
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h * max(1.0, abs(X[index]))
        rows.append((f(X + E) - f(X - E)) / (2 * h * max(1.0, abs(X[index]))))
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake: zeros
def numerical_derivative(f, X, h=1e-5):
    return np.zeros(derivative_shape(np.shape(f(X)), np.shape(X)))


# %% mistake 259: every 1 left out [parts: 3, 4]
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    top = np.shape(rows[0])
    if top == () or X.shape == ():
        return np.reshape(rows, derivative_shape(top, X.shape))
    return np.reshape(rows, [n for n in X.shape + top if n != 1])


# %% mistake: four points
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((8 * (f(X + E) - f(X - E)) - f(X + 2 * E) + f(X - 2 * E)) / (12 * h))
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))


# %% mistake: backward difference
def numerical_derivative(f, X, h=1e-5):
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X[()]) - f(X - E)) / h)
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))
