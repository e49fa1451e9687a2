# %% right: product by product
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + outer + back, "central": 2 * P * forward}


# %% right: loop over the layers
def multiplications(sizes):
    L, P, reverse = len(sizes) - 1, 0, 0
    for l in range(1, L + 1):
        rows, columns = sizes[l], sizes[l - 1] + 1
        P += rows * columns
        reverse += 2 * rows * columns
        if l < L:
            reverse += sizes[l + 1] * sizes[l]
    return dict(parameters=P, forward=P, reverse=reverse, central=2 * P**2)


# %% right: arrays
def multiplications(sizes):
    d = np.array(sizes, dtype=np.int64)
    weights = d[1:] * (d[:-1] + 1)
    P = weights.sum()
    back = np.sum(d[2:] * d[1:-1])
    return {"central": 2 * P * P, "reverse": 2 * P + back, "forward": P, "parameters": P}


# %% right: recursion, floats
def multiplications(sizes):
    def below(l):
        if l == 0:
            return 0.0, 0.0
        P, back = below(l - 1)
        return P + sizes[l] * (sizes[l - 1] + 1.0), back + (sizes[l] * sizes[l - 1] if l > 1 else 0.0)

    P, back = below(len(sizes) - 1)
    return {"parameters": P, "forward": P, "reverse": P + P + back, "central": P * 2 * P}


# %% right: counts the entries of real matrices
def multiplications(sizes):
    W = {l: np.zeros((sizes[l], sizes[l - 1] + 1)) for l in range(1, len(sizes))}
    P = sum(M.size for M in W.values())
    forward = sum(M.shape[0] * M.shape[1] for M in W.values())
    way_back = sum(M.size for M in W.values()) + sum(M[:, 1:].size for l, M in W.items() if l > 1)
    return {"parameters": P, "forward": forward, "reverse": forward + way_back, "central": 2 * P * forward, "L": len(W)}


# %% right: float32
def multiplications(sizes):
    d = np.array(sizes, np.float32)
    P = np.sum(d[1:] * (d[:-1] + 1))
    return {"parameters": P, "forward": P, "reverse": 2 * P + np.sum(d[1:-1] * d[2:]), "central": 2 * P * P}


# %% right: a formula for products of matrices
def multiplications(sizes):
    product = lambda rows, inner, columns: rows * inner * columns
    layers = range(1, len(sizes))
    forward = sum(product(sizes[l], sizes[l - 1] + 1, 1) for l in layers)
    outer = sum(product(sizes[l], 1, sizes[l - 1] + 1) for l in layers)
    back = sum(product(sizes[l], sizes[l + 1], 1) for l in layers if l + 1 < len(sizes))
    return {"parameters": outer, "forward": forward, "reverse": forward + outer + back, "central": forward * 2 * outer}


# %% mistake 26: biases not counted
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * b for b, d in pairs)
    forward = sum(d * b for b, d in pairs)
    outer = sum(d * b for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + outer + back, "central": 2 * P * forward}


# %% mistake 15: bias column kept on the way back [parts: 2]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * (b + 1) for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + outer + back, "central": 2 * P * forward}


# %% mistake 30: a sensitivity for the input too [parts: 2]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs)
    return {"parameters": P, "forward": forward, "reverse": forward + outer + back, "central": 2 * P * forward}


# %% mistake 61: forward differences [parts: 3]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + outer + back, "central": (P + 1) * forward}


# %% mistake 357: a backward pass for every weight [parts: 2]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + P * (outer + back), "central": 2 * P * forward}


# %% mistake 357: all of reverse mode for every weight [parts: 2]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": P * (forward + outer + back), "central": 2 * P * forward}


# %% mistake 358: reverse mode without its forward pass [parts: 2]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": outer + back, "central": 2 * P * forward}


# %% mistake 61: one evaluation per weight [parts: 3]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + outer + back, "central": P * forward}


# %% mistake: evaluations counted, not multiplications [parts: 3]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + outer + back, "central": 2 * P}


# %% mistake: the value at the point counted too [parts: 3]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + outer + back, "central": (2 * P + 1) * forward}


# %% mistake 358: outer products forgotten [parts: 2]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + back, "central": 2 * P * forward}


# %% mistake: no way back through the layers [parts: 2]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + outer, "central": 2 * P * forward}


# %% mistake: additions counted too [parts: 1, 2, 3]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d * (b + 1) for b, d in pairs)
    forward = sum(d * (2 * b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + outer + back, "central": 2 * P * forward}


# %% mistake: units counted as parameters [parts: 1, 3]
def multiplications(sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    P = sum(d for b, d in pairs)
    forward = sum(d * (b + 1) for b, d in pairs)
    outer = sum(d * (b + 1) for b, d in pairs)
    back = sum(d * b for b, d in pairs[1:])
    return {"parameters": P, "forward": forward, "reverse": forward + outer + back, "central": 2 * P * forward}


# %% mistake: the value at the point counted too, in float32 [parts: 3]
def multiplications(sizes):
    d = np.array(sizes, np.float32)
    P = np.sum(d[1:] * (d[:-1] + 1))
    return {"parameters": P, "forward": P, "reverse": 2 * P + np.sum(d[1:-1] * d[2:]), "central": (2 * P + 1) * P}


# %% mistake: one hidden layer assumed
def multiplications(sizes):
    P = sizes[1] * (sizes[0] + 1) + (sizes[2] * (sizes[1] + 1) if len(sizes) > 2 else 0)
    back = sizes[2] * sizes[1] if len(sizes) > 2 else 0
    return {"parameters": P, "forward": P, "reverse": 2 * P + back, "central": 2 * P * P}
