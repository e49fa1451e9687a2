# %% right: by logarithms
def best_h(p, a, b):
    return float(np.exp((np.log(b) - np.log(p) - np.log(a)) / (p + 1)))


# %% right: power of a quotient
def best_h(p, a, b):
    return np.power(b / a / p, 1.0 / (1 + p))


# %% right: bisection of the derivative
def best_h(p, a, b):
    low, high = 1e-30, 1e30
    for _ in range(200):
        h = (low * high) ** 0.5
        if p * a * h ** (p - 1) < b / h**2:
            low = h
        else:
            high = h
    return h


# %% right: Newton's method for the power
def best_h(p, a, b):
    target, h = b / (p * a), 1.0
    for _ in range(500):
        h -= (h ** (p + 1) - target) / ((p + 1) * h**p)
    return h


# %% right: root of a polynomial
def best_h(p, a, b):
    scale = (b / a) ** (1 / (p + 1))
    roots = np.roots([p * a * scale ** (p + 1)] + [0] * p + [-b])
    real = roots[np.abs(roots.imag) < 1e-9].real
    return float(scale * real[real > 0][0])


# %% right: golden section on a logarithmic scale
def best_h(p, a, b):
    error = lambda t: a * np.exp(p * t) + b * np.exp(-t)
    low, high, ratio = -30.0, 10.0, (5**0.5 - 1) / 2
    while high - low > 1e-8:
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, right) if error(left) < error(right) else (left, high)
    return float(np.exp((low + high) / 2))


# %% right: in float32
def best_h(p, a, b):
    return (np.float32(b) / np.float32(p * a)) ** np.float32(1 / (p + 1))


# %% mistake 306: where the two errors are equal
def best_h(p, a, b):
    return (b / a) ** (1 / (p + 1))


# %% mistake 307: square root for every order
def best_h(p, a, b):
    return np.sqrt(b / (p * a))


# %% mistake 308: p-th root
def best_h(p, a, b):
    return (b / (p * a)) ** (1 / p)


# %% mistake: a and b changed places
def best_h(p, a, b):
    return (a / (p * b)) ** (1 / (p + 1))


# %% mistake: p on the wrong side
def best_h(p, a, b):
    return (p * b / a) ** (1 / (p + 1))


# %% mistake: exponent cut off by integer division
def best_h(p, a, b):
    return (b / (p * a)) ** (1 // (p + 1))


# %% mistake: the least error in place of its h
def best_h(p, a, b):
    h = (b / (p * a)) ** (1 / (p + 1))
    return a * h**p + b / h


# %% mistake: always 1e-5
def best_h(p, a, b):
    return 1e-5


# %% mistake: best of a coarse grid
def best_h(p, a, b):
    grid = 10.0 ** np.arange(-12, 1, 0.25)
    return grid[np.argmin(a * grid**p + b / grid)]


# %% mistake: orders 1 and 2 alone [parts: 2]
def best_h(p, a, b):
    return (b / a) ** 0.5 if p == 1 else (b / (2 * a)) ** (1 / 3)
