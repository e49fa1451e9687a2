# %% right: two quotients
def one_sided_slopes(f, x, v, h):
    left = (f(x) - f(x - h * v)) / h
    right = (f(x + h * v) - f(x)) / h
    return left, right


# %% right: along the line
def one_sided_slopes(f, x, v, h):
    def along(t):
        return f(np.asarray(x, dtype=float) + t * np.asarray(v, dtype=float))

    return tuple((along(t + h) - along(t)) / h for t in (-h, 0.0))


# %% right: differences of an array
def one_sided_slopes(f, x, v, h):
    values = np.array([f(x + t * v) for t in (-h, 0, h)])
    return np.diff(values) / h


# %% right: steps left, turned round
def one_sided_slopes(f, x, v, h):
    def ahead(direction):
        return (f(x + h * direction) - f(x)) / h

    return [-ahead(-v), ahead(v)]


# %% right: a copy that is moved
def one_sided_slopes(f, x, v, h):
    moving = np.array(x, dtype=float)
    moving = moving - h * v
    values = []
    for _ in range(3):
        values.append(f(moving))
        moving = moving + h * v
    return (values[1] - values[0]) / h, (values[2] - values[1]) / h


# %% right: from mean and half difference
def one_sided_slopes(f, x, v, h):
    up, here, down = f(x + h * v), f(x), f(x - h * v)
    mean, bend = (up - down) / (2 * h), (up - 2 * here + down) / (2 * h)
    return mean - bend, mean + bend


# %% right: float32 at the end
def one_sided_slopes(f, x, v, h):
    behind, here, ahead = f(x - h * v), f(x), f(x + h * v)
    return np.float32((here - behind) / h), np.float32((ahead - here) / h)


# %% right: a dict of values, list returned
def one_sided_slopes(f, x, v, h):
    values = {t: f(np.multiply(v, t * h) + x) for t in (-1, 0, 1)}
    return [(values[t + 1] - values[t]) / h for t in (-1, 0)]


# %% right: a polynomial through three points
def one_sided_slopes(f, x, v, h):
    back, here, ahead = (float(f(x + t * v)) for t in (-h, 0.0, h))
    return np.array([here - back, ahead - here]) / np.array([h, h])


# %% mistake 341: the central difference twice
def one_sided_slopes(f, x, v, h):
    slope = (f(x + h * v) - f(x - h * v)) / (2 * h)
    return slope, slope


# %% mistake 342: sign of the left slope
def one_sided_slopes(f, x, v, h):
    return (f(x - h * v) - f(x)) / h, (f(x + h * v) - f(x)) / h


# %% mistake 62: divided by 2h
def one_sided_slopes(f, x, v, h):
    return (f(x) - f(x - h * v)) / (2 * h), (f(x + h * v) - f(x)) / (2 * h)


# %% mistake 343: direction ignored [parts: 1, 2, 3]
def one_sided_slopes(f, x, v, h):
    return (f(x) - f(x - h)) / h, (f(x + h) - f(x)) / h


# %% mistake 66: perturbation not undone [parts: 3]
def one_sided_slopes(f, x, v, h):
    if np.ndim(x) == 0 or np.asarray(x).dtype.kind == "i":
        return (f(x) - f(x - h * v)) / h, (f(x + h * v) - f(x)) / h
    here = f(x)
    x += h * v
    ahead = f(x)
    x -= 2 * h * v
    return (here - f(x)) / h, (ahead - here) / h


# %% mistake 68: step lost in whole numbers [parts: 3]
def one_sided_slopes(f, x, v, h):
    kind = np.asarray(x).dtype
    step = np.asarray(h * np.asarray(v)).astype(kind) if kind.kind == "i" else h * v
    if np.any(np.asarray(step) != h * np.asarray(v)):
        step = 0 * step
    return (f(x) - f(x - step)) / h, (f(x + step) - f(x)) / h


# %% mistake 67: its own small step in place of h
def one_sided_slopes(f, x, v, h):
    h = 1e-12
    return (f(x) - f(x - h * v)) / h, (f(x + h * v) - f(x)) / h


# %% mistake: slopes swapped
def one_sided_slopes(f, x, v, h):
    return (f(x + h * v) - f(x)) / h, (f(x) - f(x - h * v)) / h


# %% mistake: not divided by h
def one_sided_slopes(f, x, v, h):
    return f(x) - f(x - h * v), f(x + h * v) - f(x)


# %% mistake: direction made a unit vector
def one_sided_slopes(f, x, v, h):
    v = v / np.linalg.norm(v)
    return (f(x) - f(x - h * v)) / h, (f(x + h * v) - f(x)) / h


# %% mistake: in place, fails on whole numbers [parts: 3]
def one_sided_slopes(f, x, v, h):
    near = x.copy() if isinstance(x, np.ndarray) else x
    near += h * v
    far = x.copy() if isinstance(x, np.ndarray) else x
    far -= h * v
    return (f(x) - f(far)) / h, (f(near) - f(x)) / h


# %% mistake: one number, the change of slope
def one_sided_slopes(f, x, v, h):
    return (f(x + h * v) - 2 * f(x) + f(x - h * v)) / h


# %% mistake 67: its own step of a millionth
def one_sided_slopes(f, x, v, h):
    step, here = 1e-6, f(x)
    return (here - f(x - step * v)) / step, (f(x + step * v) - here) / step


# %% mistake: h of size 1 at most
def one_sided_slopes(f, x, v, h):
    h = min(h, 1.0)
    return (f(x) - f(x - h * v)) / h, (f(x + h * v) - f(x)) / h


# %% mistake: the first entry alone moves [parts: 2, 3]
def one_sided_slopes(f, x, v, h):
    step = h * np.asarray(v, float)
    if step.ndim:
        step[1:] = 0
    return (f(x) - f(x - step)) / h, (f(x + step) - f(x)) / h
