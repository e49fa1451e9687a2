# %% right: cases, and rules of thumb
def hard_cases(r, u):
    slope = 0.0 if r <= -1 else 1.0 if r >= 1 else (1 + r) / 2
    return {"kink": slope, "forward": u**0.5, "central": u ** (1 / 3)}


# %% right: a difference of ReLU, and best_h
def hard_cases(r, u):
    h = 0.25
    relu = lambda w: np.maximum(0, w)
    slope = (relu(r * h + h) - relu(r * h - h)) / (2 * h)
    return {"kink": slope, "forward": best_h(1, 0.5, u), "central": best_h(2, 1 / 6, u)}


# %% right: one point of the plot, and the power of the spacing
def hard_cases(r, u):
    ratio = u / np.finfo(np.float32).eps
    return {
        "kink": np.clip((1 + r) / 2, 0, 1),
        "forward": 5e-4 * np.sqrt(ratio),
        "central": 5e-3 * np.cbrt(ratio),
    }


# %% right: a line through two points of the two plots, on logarithms
def hard_cases(r, u):
    def line(double, single):
        power = np.log(single / double) / np.log(np.finfo(np.float32).eps / np.finfo(np.float64).eps)
        return single * (u / np.finfo(np.float32).eps) ** power

    up, down = max(0.0, r + 1.0), max(0.0, r - 1.0)
    return {"central": line(1e-5, 7e-3), "forward": line(2e-8, 5e-4), "kink": np.array([(up - down) / 2])}


# %% right: digits
def hard_cases(r, u):
    digits = -np.log10(u)
    kink = sum(max(0, sign * (r + sign)) * 0.5 * sign * sign for sign in (1,)) - 0.5 * max(0, r - 1)
    return {"kink": kink, "forward": 10 ** (-digits / 2), "central": 10 ** (-digits / 3), "digits": digits}


# %% mistake 316: the derivative for the difference [parts: 1, 2]
def hard_cases(r, u):
    return {"kink": float(r > 0), "forward": u**0.5, "central": u ** (1 / 3)}


# %% mistake 319: a half wherever the kink is within reach [parts: 1, 2]
def hard_cases(r, u):
    return {"kink": 0.5 if abs(r) < 1 else float(r > 0), "forward": u**0.5, "central": u ** (1 / 3)}


# %% mistake: the line goes on where the kink is out of reach [parts: 2]
def hard_cases(r, u):
    return {"kink": (1 + r) / 2, "forward": u**0.5, "central": u ** (1 / 3)}


# %% mistake: the numbers of two places [parts: 1, 2]
def hard_cases(r, u):
    return {"kink": {0: 0.5, 0.5: 0.75}.get(r, 1.0), "forward": u**0.5, "central": u ** (1 / 3)}


# %% mistake: the size of r [parts: 1, 2]
def hard_cases(r, u):
    return {"kink": min(1, (1 + abs(r)) / 2), "forward": u**0.5, "central": u ** (1 / 3)}


# %% mistake 317: the best steps of float64 [parts: 3, 4]
def hard_cases(r, u):
    return {"kink": (max(0, r + 1) - max(0, r - 1)) / 2, "forward": 1e-8, "central": 1e-5}


# %% mistake 318: the spacing itself [parts: 3, 4]
def hard_cases(r, u):
    return {"kink": (max(0, r + 1) - max(0, r - 1)) / 2, "forward": u, "central": u}


# %% mistake: the numbers of two plots [parts: 3, 4]
def hard_cases(r, u):
    single = u > 1e-10
    kink = (max(0, r + 1) - max(0, r - 1)) / 2
    return {"kink": kink, "forward": 5e-4 if single else 2e-8, "central": 5e-3 if single else 1e-5}


# %% mistake: the square root for both [parts: 4]
def hard_cases(r, u):
    return {"kink": (max(0, r + 1) - max(0, r - 1)) / 2, "forward": u**0.5, "central": u**0.5}


# %% mistake: forward and central changed places [parts: 3, 4]
def hard_cases(r, u):
    return {"kink": (max(0, r + 1) - max(0, r - 1)) / 2, "forward": u ** (1 / 3), "central": u**0.5}


# %% mistake: the errors in place of the steps [parts: 4]
def hard_cases(r, u):
    return {"kink": (max(0, r + 1) - max(0, r - 1)) / 2, "forward": u**0.5, "central": u ** (2 / 3)}


# %% mistake: exponents in place of numbers [parts: 3, 4]
def hard_cases(r, u):
    kink = (max(0, r + 1) - max(0, r - 1)) / 2
    return {"kink": kink, "forward": np.log10(u) / 2, "central": np.log10(u) / 3}


# %% mistake: not divided by 2 h [parts: 1, 2]
def hard_cases(r, u):
    return {"kink": max(0, r + 1) - max(0, r - 1), "forward": u**0.5, "central": u ** (1 / 3)}
