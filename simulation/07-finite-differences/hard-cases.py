# %% right: numbers
def hard_cases():
    return {"at 0": 1 / 2, "at h/2": 3 / 4, "float32 forward": 5e-4, "float32 central": 4e-3}


# %% right: computed, powers of ten read off
def hard_cases():
    def slope(w, h=0.25):
        return (max(0, w + h) - max(0, w - h)) / (2 * h)

    return {"float32 central": 1e-2, "float32 forward": 1e-3, "at 0": slope(0), "at h/2": slope(0.125)}


# %% right: bottoms of the measured curves, as arrays
def hard_cases():
    steps = 10.0 ** np.arange(-7, 0, 0.2)
    measured = errors_over(steps, np.linspace(-2, 2, 41, dtype=np.float32))
    best = {name: steps[np.argmin(error)] for name, error in measured.items()}
    kinks = 0.5 * (np.maximum(0, [1, 1.5]) - np.maximum(0, [-1, -0.5]))
    return {"at 0": kinks[0], "at h/2": kinks[1]} | {f"float32 {name}": h for name, h in best.items()}


# %% right: rules of thumb
def hard_cases():
    u = float(np.finfo(np.float32).eps)
    return {"at 0": np.float32(0.5), "at h/2": [0.75], "float32 forward": u ** (1 / 2), "float32 central": u ** (1 / 3)}


# %% right: differences of a ReLU, steps with the least error of a finer grid
def hard_cases():
    relu, h = lambda w: max(0.0, w), 0.125
    grid = 10.0 ** np.arange(-6, -0.5, 0.05)
    error = errors_over(grid, points.astype(np.float32))
    answer = {f"float32 {name}": float(np.median(np.sort(grid[np.argsort(error[name])[:7]]))) for name in error}
    for key, w in (("at 0", 0.0), ("at h/2", h / 2)):
        answer[key] = (relu(w + h) - relu(w - h)) / (2 * h)
    return answer


# %% mistake 316: the derivative for the difference
def hard_cases():
    return {"at 0": 0, "at h/2": 1, "float32 forward": 5e-4, "float32 central": 5e-3}


# %% mistake 316: the derivative from the right
def hard_cases():
    return {"at 0": 1.0, "at h/2": 1.0, "float32 forward": 6e-4, "float32 central": 5e-3}


# %% mistake 319: a half beside the kink too [parts: 2]
def hard_cases():
    return {"at 0": 0.5, "at h/2": 0.5, "float32 forward": 6e-4, "float32 central": 5e-3}


# %% mistake 317: the best steps of float64 [parts: 3, 4]
def hard_cases():
    return {"at 0": 0.5, "at h/2": 0.75, "float32 forward": 1e-8, "float32 central": 1e-5}


# %% mistake 318: the smallest steps [parts: 3, 4]
def hard_cases():
    eps = float(np.finfo(np.float32).eps)
    return {"at 0": 0.5, "at h/2": 0.75, "float32 forward": eps, "float32 central": eps}


# %% mistake: forward and central changed places [parts: 3, 4]
def hard_cases():
    return {"at 0": 0.5, "at h/2": 0.75, "float32 forward": 5e-3, "float32 central": 6e-4}


# %% mistake: the errors in place of the steps [parts: 4]
def hard_cases():
    return {"at 0": 0.5, "at h/2": 0.75, "float32 forward": 6e-4, "float32 central": 3e-5}


# %% mistake: exponents in place of numbers [parts: 3, 4]
def hard_cases():
    return {"at 0": 0.5, "at h/2": 0.75, "float32 forward": -3, "float32 central": -2}


# %% mistake: not divided by 2 h [parts: 1, 2]
def hard_cases():
    return {"at 0": 1e-5, "at h/2": 1.5e-5, "float32 forward": 5e-4, "float32 central": 5e-3}


# %% mistake: the largest step [parts: 3, 4]
def hard_cases():
    return {"at 0": 0.5, "at h/2": 0.75, "float32 forward": 0.9, "float32 central": 0.9}
