# %% right: active lines
def subgradient(lines, x):
    value = max(a * x + b for a, b in lines)
    active = sorted(a for a, b in lines if abs(a * x + b - value) < 1e-9)
    return active[0], active[-1]


# %% right: arrays
def subgradient(lines, x):
    a, b = np.array(lines, dtype=float).T
    height = a * x + b
    touching = a[np.isclose(height, height.max())]
    return np.array([touching.min(), touching.max()])


# %% right: one-sided slopes
def subgradient(lines, x):
    def f(u):
        return max(a * u + b for a, b in lines)

    h = 1e-6
    return (f(x) - f(x - h)) / h, (f(x + h) - f(x)) / h


# %% right: a loop that keeps the best
def subgradient(lines, x):
    best, low, high = -np.inf, None, None
    for a, b in lines:
        height = a * x + b
        if height > best + 1e-9:
            best, low, high = height, a, a
        elif height > best - 1e-9:
            low, high = min(low, a), max(high, a)
    return [low, high]


# %% right: exact comparison
def subgradient(lines, x):
    top = max(a * x + b for a, b in lines)
    slopes = {a for a, b in lines if a * x + b == top}
    return (min(slopes), max(slopes))


# %% right: sorted by height
def subgradient(lines, x):
    ranked = sorted(((a * x + b, a) for a, b in lines), reverse=True)
    slopes = [a for height, a in ranked if ranked[0][0] - height < 1e-6]
    return min(slopes), max(slopes)


# %% right: fractions
def subgradient(lines, x):
    from fractions import Fraction

    heights = {(a, b): Fraction(a) * Fraction(x) + Fraction(b) for a, b in lines}
    slopes = [a for (a, b), height in heights.items() if height == max(heights.values())]
    return float(min(slopes)), float(max(slopes))


# %% right: float32
def subgradient(lines, x):
    a, b = np.float32(lines).T
    touching = np.abs(a * np.float32(x) + b - np.max(a * np.float32(x) + b)) < 1e-4
    return np.float32([a[touching].min(), a[touching].max()])


# %% mistake 355: one slope of several
def subgradient(lines, x):
    a, b = np.array(lines).T
    slope = a[np.argmax(a * x + b)]
    return slope, slope


# %% mistake 356: inactive lines count too
def subgradient(lines, x):
    slopes = [a for a, b in lines]
    return min(slopes), max(slopes)


# %% mistake: first and last active line in the given order
def subgradient(lines, x):
    top = max(a * x + b for a, b in lines)
    slopes = [a for a, b in lines if np.isclose(a * x + b, top)]
    return slopes[0], slopes[-1]


# %% mistake: the mean of the two ends
def subgradient(lines, x):
    top = max(a * x + b for a, b in lines)
    slopes = [a for a, b in lines if np.isclose(a * x + b, top)]
    mean = (min(slopes) + max(slopes)) / 2
    return mean, mean


# %% mistake: high before low
def subgradient(lines, x):
    top = max(a * x + b for a, b in lines)
    slopes = [a for a, b in lines if np.isclose(a * x + b, top)]
    return max(slopes), min(slopes)


# %% mistake: always from 0 to the slope
def subgradient(lines, x):
    top = max(a * x + b for a, b in lines)
    slopes = [a for a, b in lines if np.isclose(a * x + b, top)]
    return min(0.0, *slopes, 0.0), max(0.0, *slopes, 0.0)


# %% mistake: the lowest lines in place of the highest
def subgradient(lines, x):
    bottom = min(a * x + b for a, b in lines)
    slopes = [a for a, b in lines if np.isclose(a * x + b, bottom)]
    return min(slopes), max(slopes)


# %% mistake: the set of active slopes in place of its ends
def subgradient(lines, x):
    top = max(a * x + b for a, b in lines)
    return sorted(a for a, b in lines if np.isclose(a * x + b, top))


# %% mistake: lines up to half below count too
def subgradient(lines, x):
    top = max(a * x + b for a, b in lines)
    slopes = [a for a, b in lines if a * x + b >= top - 0.5]
    return min(slopes), max(slopes)


# %% mistake: compared to two decimals
def subgradient(lines, x):
    heights = [round(a * x + b, 2) for a, b in lines]
    slopes = [a for (a, _), height in zip(lines, heights) if height == max(heights)]
    return min(slopes), max(slopes)


# %% mistake: chords of length a tenth
def subgradient(lines, x):
    f = lambda u: max(a * u + b for a, b in lines)
    return (f(x) - f(x - 0.1)) / 0.1, (f(x + 0.1) - f(x)) / 0.1
