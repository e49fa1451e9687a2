# %% right: a helper for one block
def relative(g, d):
    return np.max(np.abs(g - d)) / np.max(np.abs(d))


def check_gradient(f, W, G):
    D = {l: central_difference(lambda V, l=l: f({**W, l: V}), W[l], 1e-6) for l in W}
    return {l: (relative(G[l][:, :1], D[l][:, :1]), relative(G[l][:, 1:], D[l][:, 1:])) for l in W}


# %% right: the toolkit's gradient
def check_gradient(f, W, G):
    D, errors = tk.numerical_gradient(f, W), {}
    for l in sorted(W):
        pair = []
        for g, d in zip(np.split(G[l], [1], axis=1), np.split(D[l], [1], axis=1)):
            pair.append(abs(g - d).max() / abs(d).max())
        errors[l] = np.array(pair)
    return errors


# %% right: differences of its own, a list for each pair
def check_gradient(f, W, G):
    h, errors = 1e-5, {}
    for l, V in W.items():
        worst, largest = [0.0, 0.0], [0.0, 0.0]
        for b in range(V.shape[0]):
            for a in range(V.shape[1]):
                E = np.zeros(V.shape)
                E[b, a] = h
                d = (f({**W, l: V + E}) - f({**W, l: V - E})) / (2 * h)
                block = 0 if a == 0 else 1
                worst[block] = max(worst[block], abs(G[l][b, a] - d))
                largest[block] = max(largest[block], abs(d))
        errors[l] = [worst[0] / largest[0], worst[1] / largest[1]]
    return errors


# %% right: infinity norms, the dict copied
def check_gradient(f, W, G):
    errors = dict()
    for l in W:
        def only(V):
            others = dict(W)
            others[l] = V
            return f(others)

        D = central_difference(only, W[l], 2e-5)
        norm = lambda block: np.linalg.norm(np.ravel(block), np.inf)
        bias, rest = (slice(None), 0), (slice(None), slice(1, None))
        errors[l] = tuple(norm(G[l][c] - D[c]) / norm(D[c]) for c in (bias, rest))
    return errors


# %% right: extrapolated from two steps
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-4)
        D = (4 * central_difference(lambda V: f({**W, l: V}), W[l], 5e-5) - D) / 3
        off, size = np.abs(G[l] - D), np.abs(D)
        errors[l] = off[:, 0].max() / size[:, 0].max(), off[:, 1:].max() / size[:, 1:].max()
    return errors


# %% right: steps in proportion, one long column
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = np.zeros(W[l].size)
        for i in range(D.size):
            h = 1e-5 * max(1.0, abs(W[l].flat[i]))
            up, down = W[l].copy(), W[l].copy()
            up.flat[i] += h
            down.flat[i] -= h
            D[i] = (f({**W, l: up}) - f({**W, l: down})) / (2 * h)
        bias = np.arange(D.size) % W[l].shape[1] == 0
        off = np.abs(np.ravel(G[l]) - D)
        errors[l] = [off[block].max() / np.abs(D[block]).max() for block in (bias, ~bias)]
    return errors


# %% right: sorted sizes, an array for each pair
def check_gradient(f, W, G):
    def largest(block):
        return sorted(abs(block).ravel())[-1]

    errors = {l: np.zeros(2) for l in W}
    for l, V in W.items():
        D = central_difference(lambda U: f({k: U if k == l else W[k] for k in W}), V, 3e-6)
        for k, columns in enumerate((slice(0, 1), slice(1, None))):
            errors[l][k] = largest((G[l] - D)[:, columns]) / largest(D[:, columns])
    return errors


# %% right: complex steps of its own
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = np.zeros(W[l].shape)
        for i in np.ndindex(D.shape):
            V = W[l].astype(complex)
            V[i] += 1e-20j
            D[i] = np.imag(f({**W, l: V})) / 1e-20
        off = np.abs(G[l] - D)
        errors[l] = (off[:, 0].max() / abs(D[:, 0]).max(), off[:, 1:].max() / abs(D[:, 1:]).max())
    return errors


# %% mistake 27: biases in the last column
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (np.max(off[:, -1]) / np.max(np.abs(D[:, -1])), np.max(off[:, :-1]) / np.max(np.abs(D[:, :-1])))
    return errors


# %% mistake 61: forward differences with a large step [silent]
def check_gradient(f, W, G):
    errors, h = {}, 0.01
    for l in W:
        D = np.zeros(W[l].shape)
        for i in np.ndindex(D.shape):
            V = W[l].copy()
            V[i] += h
            D[i] = (f({**W, l: V}) - f(W)) / h
        off = np.abs(G[l] - D)
        errors[l] = (off[:, 0].max() / abs(D[:, 0]).max(), off[:, 1:].max() / abs(D[:, 1:]).max())
    return errors


# %% mistake 62: differences divided by h
def check_gradient(f, W, G):
    errors, h = {}, 1e-5
    for l in W:
        D = np.zeros(W[l].shape)
        for i in np.ndindex(D.shape):
            up, down = W[l].copy(), W[l].copy()
            up[i] += h
            down[i] -= h
            D[i] = (f({**W, l: up}) - f({**W, l: down})) / h
        off = np.abs(G[l] - D)
        errors[l] = (off[:, 0].max() / abs(D[:, 0]).max(), off[:, 1:].max() / abs(D[:, 1:]).max())
    return errors


# %% mistake 65: no copy [silent]
def check_gradient(f, W, G):
    errors, h = {}, 1e-5
    for l in W:
        D = np.zeros(W[l].shape)
        for i in np.ndindex(D.shape):
            V = W[l]
            V[i] += h
            above = f({**W, l: V})
            V[i] -= 2 * h
            V[i] += 2 * h
            D[i] = (above - f(W)) / (2 * h)
            V[i] -= h
        off = np.abs(G[l] - D)
        errors[l] = (off[:, 0].max() / abs(D[:, 0]).max(), off[:, 1:].max() / abs(D[:, 1:]).max())
    return errors


# %% mistake 67: a step far too small [silent]
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-15)
        off = np.abs(G[l] - D)
        errors[l] = (np.max(off[:, 0]) / np.max(np.abs(D[:, 0])), np.max(off[:, 1:]) / np.max(np.abs(D[:, 1:])))
    return errors


# %% mistake 69: the numerical gradient against itself
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        G = {**G, l: D}
        off = np.abs(G[l] - D)
        errors[l] = (np.max(off[:, 0]) / np.max(np.abs(D[:, 0])), np.max(off[:, 1:]) / np.max(np.abs(D[:, 1:])))
    return errors


# %% mistake 69: a check that always agrees
def check_gradient(f, W, G):
    D = G
    return {l: (np.max(np.abs(G[l] - D[l])[:, 0]), np.max(np.abs(G[l] - D[l])[:, 1:])) for l in W}


# %% mistake 173: absolute error
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (np.max(off[:, 0]), np.max(off[:, 1:]))
    return errors


# %% mistake 174: maximum without the modulus
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = G[l] - D
        errors[l] = (np.max(off[:, 0]) / np.max(np.abs(D[:, 0])), np.max(off[:, 1:]) / np.max(np.abs(D[:, 1:])))
    return errors


# %% mistake 309: in relation to G
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (np.max(off[:, 0]) / np.max(np.abs(G[l][:, 0])), np.max(off[:, 1:]) / np.max(np.abs(G[l][:, 1:])))
    return errors


# %% mistake 310: mean deviation
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (np.mean(off[:, 0]) / np.mean(np.abs(D[:, 0])), np.mean(off[:, 1:]) / np.mean(np.abs(D[:, 1:])))
    return errors


# %% mistake 310: mean over maximum
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (np.mean(off[:, 0]) / np.max(np.abs(D[:, 0])), np.mean(off[:, 1:]) / np.max(np.abs(D[:, 1:])))
    return errors


# %% mistake 311: entry by entry
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (np.max(off[:, 0] / np.abs(D[:, 0])), np.max(off[:, 1:] / np.abs(D[:, 1:])))
    return errors


# %% mistake 312: the whole matrix is one block
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (off.max() / np.abs(D).max(), off.max() / np.abs(D).max())
    return errors


# %% mistake 312: one scale for both
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (off[:, 0].max() / np.abs(D).max(), off[:, 1:].max() / np.abs(D).max())
    return errors


# %% mistake 313: norms
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (np.linalg.norm(off[:, 0]) / np.linalg.norm(D[:, 0]), np.linalg.norm(off[:, 1:]) / np.linalg.norm(D[:, 1:]))
    return errors


# %% mistake 313: norms added below
def check_gradient(f, W, G):
    errors, norm = {}, np.linalg.norm
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        pairs = [(G[l][:, :1], D[:, :1]), (G[l][:, 1:], D[:, 1:])]
        errors[l] = tuple(norm(g - d) / (norm(g) + norm(d)) for g, d in pairs)
    return errors


# %% mistake: one number for each layer [alone]
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        errors[l] = np.max(np.abs(G[l] - D)) / np.max(np.abs(D))
    return errors


# %% mistake: the pair the wrong way round
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (np.max(off[:, 1:]) / np.max(np.abs(D[:, 1:])), np.max(off[:, 0]) / np.max(np.abs(D[:, 0])))
    return errors


# %% mistake: first row for first column
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (np.max(off[0]) / np.max(np.abs(D[0])), np.max(off[1:]) / np.max(np.abs(D[1:])))
    return errors


# %% mistake: one number for all layers [alone]
def check_gradient(f, W, G):
    worst = 0
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        worst = max(worst, np.max(np.abs(G[l] - D)) / np.max(np.abs(D)))
    return worst


# %% mistake: right or wrong in place of numbers [alone]
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        errors[l] = (np.allclose(G[l][:, 0], D[:, 0]), np.allclose(G[l][:, 1:], D[:, 1:]))
    return errors


# %% mistake: forward differences with a step of 0.001 [parts: 1, 2, 3]
def check_gradient(f, W, G):
    errors, h = {}, 0.001
    for l in W:
        D = np.zeros(W[l].shape)
        for i in np.ndindex(D.shape):
            V = W[l].copy()
            V[i] += h
            D[i] = (f({**W, l: V}) - f(W)) / h
        off = np.abs(G[l] - D)
        errors[l] = (off[:, 0].max() / abs(D[:, 0]).max(), off[:, 1:].max() / abs(D[:, 1:]).max())
    return errors


# %% mistake: two layers alone
def check_gradient(f, W, G):
    errors = {}
    for l in (1, 2):
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = np.abs(G[l] - D)
        errors[l] = (off[:, 0].max() / abs(D[:, 0]).max(), off[:, 1:].max() / abs(D[:, 1:]).max())
    return errors


# %% mistake: G is changed in place
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        G[l] -= D
        bias = np.max(np.abs(G[l][:, 0])) / np.max(np.abs(D[:, 0]))
        errors[l] = (bias, np.max(np.abs(G[l][:, 1:])) / np.max(np.abs(D[:, 1:])))
    return errors


# %% mistake: no step is given
def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l])
        off = np.abs(G[l] - D)
        bias = np.max(off[:, 0]) / np.max(np.abs(D[:, 0]))
        errors[l] = (bias, np.max(off[:, 1:]) / np.max(np.abs(D[:, 1:])))
    return errors
