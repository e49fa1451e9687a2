# %% right: slices of a permutation
def mini_batches(rng, N, size, epochs):
    drawn = []
    for epoch in range(epochs):
        order = rng.permutation(N)
        drawn.append([order[k : k + size] for k in range(0, N, size)])
    return drawn


# %% right: shuffled in place
def mini_batches(rng, N, size, epochs):
    order, drawn = np.arange(N), []
    for epoch in range(epochs):
        rng.shuffle(order)
        drawn.append([order[k : k + size].copy() for k in range(0, N, size)])
    return drawn


# %% right: split
def mini_batches(rng, N, size, epochs):
    return [np.split(rng.permutation(N), range(size, N, size)) for _ in range(epochs)]


# %% right: sorted by random keys, lists, tuples
def mini_batches(rng, N, size, epochs):
    def one():
        order = sorted(range(N), key=dict(enumerate(rng.random(N))).get)
        while order:
            yield order[:size]
            order = order[size:]

    return tuple(list(one()) for _ in range(epochs))


# %% right: choice without putting back, a while loop
def mini_batches(rng, N, size, epochs):
    drawn = []
    while len(drawn) < epochs:
        order, epoch, begin = rng.choice(N, N, replace=False), [], 0
        while begin < N:
            epoch.append(np.array(order[begin : begin + size], dtype=np.int32))
            begin += size
        drawn.append(epoch)
    return drawn


# %% right: argsort for all epochs at once
def mini_batches(rng, N, size, epochs):
    orders = np.argsort(rng.random((epochs, N)), axis=1)
    return [[order[k * size : (k + 1) * size] for k in range(-(-N // size))] for order in orders]


# %% mistake: not shuffled [parts: 2]
def mini_batches(rng, N, size, epochs):
    return [[np.arange(k, min(k + size, N)) for k in range(0, N, size)] for _ in range(epochs)]


# %% mistake: shuffled once for all epochs [parts: 2]
def mini_batches(rng, N, size, epochs):
    order = rng.permutation(N)
    return [[order[k : k + size] for k in range(0, N, size)] for _ in range(epochs)]


# %% mistake: fixed batches in a random order [parts: 1, 2]
def mini_batches(rng, N, size, epochs):
    batches = [np.arange(k, min(k + size, N)) for k in range(0, N, size)]
    return [[batches[i] for i in rng.permutation(len(batches))] for _ in range(epochs)]


# %% mistake: drawn with putting back [parts: 1, 2]
def mini_batches(rng, N, size, epochs):
    drawn = []
    for _ in range(epochs):
        order = rng.integers(0, N, N)
        drawn.append([order[k : k + size] for k in range(0, N, size)])
    return drawn


# %% mistake: each batch drawn for itself [parts: 1, 2]
def mini_batches(rng, N, size, epochs):
    return [[rng.choice(N, min(size, N), replace=False) for k in range(0, N, size)] for _ in range(epochs)]


# %% mistake: the rest is dropped
def mini_batches(rng, N, size, epochs):
    drawn = []
    for _ in range(epochs):
        order = rng.permutation(N)
        drawn.append([order[k * size : (k + 1) * size] for k in range(N // size)])
    return drawn


# %% mistake: the last batch is filled up from the front
def mini_batches(rng, N, size, epochs):
    drawn = []
    for _ in range(epochs):
        order = rng.permutation(N)
        drawn.append([np.resize(np.roll(order, -k), size) for k in range(0, N, size)])
    return drawn


# %% mistake: batches of about the same size [parts: 1]
def mini_batches(rng, N, size, epochs):
    return [np.array_split(rng.permutation(N), -(-N // size)) for _ in range(epochs)]


# %% mistake: counted from 1
def mini_batches(rng, N, size, epochs):
    drawn = []
    for _ in range(epochs):
        order = 1 + rng.permutation(N)
        drawn.append([order[k : k + size] for k in range(0, N, size)])
    return drawn


# %% mistake: a random rotation [parts: 2]
def mini_batches(rng, N, size, epochs):
    drawn = []
    for _ in range(epochs):
        order = np.roll(np.arange(N), rng.integers(N))
        drawn.append([order[k : k + size] for k in range(0, N, size)])
    return drawn


# %% mistake: a generator of its own [parts: 2]
def mini_batches(rng, N, size, epochs):
    own, drawn = np.random.default_rng(0), []
    for _ in range(epochs):
        order = own.permutation(N)
        drawn.append([order[k : k + size] for k in range(0, N, size)])
    return drawn


# %% mistake: numpy's global generator [parts: 2]
def mini_batches(rng, N, size, epochs):
    drawn = []
    for _ in range(epochs):
        order = np.random.permutation(N)
        drawn.append([order[k : k + size] for k in range(0, N, size)])
    return drawn


# %% mistake: one list for all epochs
def mini_batches(rng, N, size, epochs):
    drawn = []
    for _ in range(epochs):
        order = rng.permutation(N)
        drawn.extend([order[k : k + size] for k in range(0, N, size)])
    return drawn
