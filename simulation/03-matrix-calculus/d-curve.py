# %% right: two rows
def d_curve(t, a, b):
    return np.cos(t) * a.T + 2 * t * b.T


# %% right: reshape
def d_curve(t, a, b):
    return np.reshape(a * np.cos(t) + 2 * b * t, (1, -1))


# %% right: entry by entry
def d_curve(t, a, b):
    row = np.zeros((1, len(a)))
    for n in range(len(a)):
        row[0, n] = a[n, 0] * np.cos(t) + b[n, 0] * 2 * t
    return row


# %% right: nested lists
def d_curve(t, a, b):
    return [[float(u) * float(np.cos(t)) + 2 * t * float(v) for u, v in zip(a[:, 0], b[:, 0])]]


# %% right: a product with a matrix
def d_curve(t, a, b):
    return np.array([[np.cos(t), 2 * t]]) @ np.hstack([a, b]).T


# %% right: sine shifted by a quarter turn
def d_curve(t, a, b):
    return (a * np.sin(t + np.pi / 2) + (t + t) * b).T


# %% right: float32
def d_curve(t, a, b):
    a, b, t = np.float32(a), np.float32(b), np.float32(t)
    return (a * np.cos(t) + 2 * b * t).T


# %% mistake 58: a column
def d_curve(t, a, b):
    return a * np.cos(t) + 2 * b * t


# %% mistake 60: one axis
def d_curve(t, a, b):
    a, b = a.ravel(), b.ravel()
    return a * np.cos(t) + 2 * b * t


# %% mistake 162: factor 2 missing
def d_curve(t, a, b):
    return (a * np.cos(t) + b * t).T


# %% mistake 163: sign of the cosine
def d_curve(t, a, b):
    return (-a * np.cos(t) + 2 * b * t).T


# %% mistake: sine not derived
def d_curve(t, a, b):
    return (a * np.sin(t) + 2 * b * t).T


# %% mistake: second term left out
def d_curve(t, a, b):
    return (a * np.cos(t)).T


# %% mistake: derived by a
def d_curve(t, a, b):
    return np.sin(t) * np.ones((1, len(a)))


# %% mistake: second derivative
def d_curve(t, a, b):
    return (-a * np.sin(t) + 2 * b).T


# %% mistake: the entries added up
def d_curve(t, a, b):
    return np.sum(a * np.cos(t) + 2 * b * t)
