# %% right: normal
def initial_weights(rng, sizes, scale):
    W = {}
    for l in range(1, len(sizes)):
        W[l] = np.zeros((sizes[l], sizes[l - 1] + 1))
        W[l][:, 1:] = rng.normal(0, scale / sizes[l - 1] ** 0.5, (sizes[l], sizes[l - 1]))
    return W


# %% right: uniform
def initial_weights(rng, sizes, scale):
    W = {}
    for l, (below, here) in enumerate(zip(sizes, sizes[1:]), start=1):
        a = scale * np.sqrt(3 / below)
        W[l] = np.column_stack([np.zeros(here), rng.uniform(-a, a, size=(here, below))])
    return W


# %% right: the bias column drawn too, then set to 0
def initial_weights(rng, sizes, scale):
    W = {l: rng.standard_normal((sizes[l], sizes[l - 1] + 1)) * scale / np.sqrt(sizes[l - 1]) for l in range(1, len(sizes))}
    for l in W:
        W[l][:, 0] = 0
    return W


# %% right: from the top down, padded
def initial_weights(rng, sizes, scale):
    W = {}
    for l in range(len(sizes) - 1, 0, -1):
        free = rng.normal(size=sizes[l] * sizes[l - 1]).reshape(sizes[l], sizes[l - 1])
        W[l] = np.pad(free * (scale / np.sqrt(sizes[l - 1])), ((0, 0), (1, 0)))
    return dict(sorted(W.items()))


# %% right: random signs, float32
def initial_weights(rng, sizes, scale):
    return {
        l: np.float32(np.hstack([np.zeros((sizes[l], 1)), rng.choice([-1, 1], (sizes[l], sizes[l - 1])) * scale / sizes[l - 1] ** 0.5]))
        for l in range(1, len(sizes))
    }


# %% mistake: no division by the width [parts: 1]
def initial_weights(rng, sizes, scale):
    return {l: np.hstack([np.zeros((sizes[l], 1)), scale * rng.normal(size=(sizes[l], sizes[l - 1]))]) for l in range(1, len(sizes))}


# %% mistake: divided by the width, without the root [parts: 1]
def initial_weights(rng, sizes, scale):
    return {l: np.hstack([np.zeros((sizes[l], 1)), scale / sizes[l - 1] * rng.normal(size=(sizes[l], sizes[l - 1]))]) for l in range(1, len(sizes))}


# %% mistake: the width of the layer itself [parts: 1]
def initial_weights(rng, sizes, scale):
    return {l: np.hstack([np.zeros((sizes[l], 1)), scale / sizes[l] ** 0.5 * rng.normal(size=(sizes[l], sizes[l - 1]))]) for l in range(1, len(sizes))}


# %% mistake: random biases [parts: 1]
def initial_weights(rng, sizes, scale):
    return {l: scale / sizes[l - 1] ** 0.5 * rng.normal(size=(sizes[l], sizes[l - 1] + 1)) for l in range(1, len(sizes))}


# %% mistake: uniform up to the deviation that is asked [parts: 1]
def initial_weights(rng, sizes, scale):
    return {l: np.hstack([np.zeros((sizes[l], 1)), scale / sizes[l - 1] ** 0.5 * rng.uniform(-1, 1, (sizes[l], sizes[l - 1]))]) for l in range(1, len(sizes))}


# %% mistake: uniform from 0 to 1 [parts: 1, 2]
def initial_weights(rng, sizes, scale):
    return {l: np.hstack([np.zeros((sizes[l], 1)), scale / sizes[l - 1] ** 0.5 * rng.uniform(0, 1, (sizes[l], sizes[l - 1]))]) for l in range(1, len(sizes))}


# %% mistake: scale left out [parts: 1]
def initial_weights(rng, sizes, scale):
    return {l: np.hstack([np.zeros((sizes[l], 1)), rng.normal(size=(sizes[l], sizes[l - 1])) / sizes[l - 1] ** 0.5]) for l in range(1, len(sizes))}


# %% mistake: all zero
def initial_weights(rng, sizes, scale):
    return {l: np.zeros((sizes[l], sizes[l - 1] + 1)) for l in range(1, len(sizes))}


# %% mistake: a generator of its own [parts: 2]
def initial_weights(rng, sizes, scale):
    own = np.random.default_rng(0)
    return {l: np.hstack([np.zeros((sizes[l], 1)), scale / sizes[l - 1] ** 0.5 * own.normal(size=(sizes[l], sizes[l - 1]))]) for l in range(1, len(sizes))}


# %% mistake: numpy's global generator [parts: 2]
def initial_weights(rng, sizes, scale):
    return {l: np.hstack([np.zeros((sizes[l], 1)), scale / sizes[l - 1] ** 0.5 * np.random.normal(size=(sizes[l], sizes[l - 1]))]) for l in range(1, len(sizes))}


# %% mistake: one row for all units
def initial_weights(rng, sizes, scale):
    return {l: np.hstack([np.zeros((sizes[l], 1)), scale / sizes[l - 1] ** 0.5 * np.tile(rng.normal(size=(1, sizes[l - 1])), (sizes[l], 1))]) for l in range(1, len(sizes))}


# %% mistake: bias column at the end
def initial_weights(rng, sizes, scale):
    return {l: np.hstack([scale / sizes[l - 1] ** 0.5 * rng.normal(size=(sizes[l], sizes[l - 1])), np.zeros((sizes[l], 1))]) for l in range(1, len(sizes))}


# %% mistake: no bias column
def initial_weights(rng, sizes, scale):
    return {l: scale / sizes[l - 1] ** 0.5 * rng.normal(size=(sizes[l], sizes[l - 1])) for l in range(1, len(sizes))}


# %% mistake: layers counted from 0
def initial_weights(rng, sizes, scale):
    return {l - 1: np.hstack([np.zeros((sizes[l], 1)), scale / sizes[l - 1] ** 0.5 * rng.normal(size=(sizes[l], sizes[l - 1]))]) for l in range(1, len(sizes))}
