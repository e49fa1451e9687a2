# %% right: penalty for all layers at once
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% right: while loop, every start kept
def train(W, gradient, risk, epochs, eta, lam, patience):
    path, risks, t, k = [W], [risk(W)], 0, 0
    while k < len(epochs) and not finished(risks, patience):
        V, share = path[-1], [len(n) / sum(map(len, epochs[k])) for n in epochs[k]]
        for n, part in zip(epochs[k], share):
            G = gradient(V, n)
            V = {l: V[l] - eta * G[l] - 2 * eta * lam * part * V[l] * (np.arange(V[l].shape[1]) > 0) for l in V}
        t, k = t + len(epochs[k]), k + 1
        path.append(V)
        risks.append(risk(V))
    return path[int(np.argmin(risks))], risks, t


# %% right: weights shrink, biases do not
def train(W, gradient, risk, epochs, eta, lam, patience):
    now = {l: np.array(W[l], float) for l in W}
    lowest, best, risks, t = risk(now), now, [], 0
    risks.append(lowest)
    for epoch in epochs:
        if finished(risks, patience):
            return best, risks, t
        N = len(np.concatenate(list(epoch)))
        for n in epoch:
            G, new = gradient(now, n), {}
            for l, V in now.items():
                new[l] = (1 - 2 * eta * lam * len(n) / N) * V - eta * G[l]
                new[l][:, 0] = V[:, 0] - eta * G[l][:, 0]
            now, t = new, t + 1
        risks.append(risk(now))
        if risks[-1] < lowest:
            lowest, best = risks[-1], now
    return best, risks, t


# %% right: own stopping rule, changed in place in a copy
def train(W, gradient, risk, epochs, eta, lam, patience):
    W = {l: W[l].copy() for l in W}
    best, risks, t, age = {l: W[l].copy() for l in W}, [risk(W)], 0, 0
    for epoch in epochs:
        if age >= patience or not np.isfinite(risks[-1]):
            break
        for n in epoch:
            G, share = gradient(W, n), np.size(n) / sum(np.size(m) for m in epoch)
            for l in W:
                weights = W[l][:, 1:].copy()
                W[l] -= eta * G[l]
                W[l][:, 1:] -= eta * share * 2 * lam * weights
            t += 1
        risks.append(risk(W))
        age += 1
        if risks[-1] < min(risks[:-1]):
            best, age = {l: W[l].copy() for l in W}, 0
    return best, risks, t


# %% right: recursion over the epochs, lists
def train(W, gradient, risk, epochs, eta, lam, patience):
    def updated(V, epoch):
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(V, n)
            free = {l: np.concatenate([np.zeros((len(V[l]), 1)), V[l][:, 1:]], axis=1) for l in V}
            V = {l: V[l] - eta * (G[l] + 2 * lam * free[l] * len(n) / N) for l in V}
        return V

    def go_on(seen, risks, left, t):
        if not left or finished(risks, patience):
            return seen[risks.index(min(risks))], risks, t
        V = updated(seen[-1], left[0])
        return go_on([*seen, V], [*risks, risk(V)], left[1:], t + len(left[0]))

    best, risks, t = go_on([W], [risk(W)], list(epochs), 0)
    return {l: best[l].tolist() for l in best}, tuple(risks), t


# %% mistake 42: layers move one after the other
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            for l in sorted(W):
                R = 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]])
                W = {**W, l: W[l] - eta * (gradient(W, n)[l] + len(n) / N * R)}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 43: factor 2 of the penalty
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 44: biases regularised
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * W[l] for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 46: no penalty
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 46: penalty with the wrong sign
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] - len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 47: up the gradient
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] + eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 47: no learning rate
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 365: the mean over the batch
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] / len(n) + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 366: the whole penalty in every batch
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 367: equal shares of the penalty
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + 1 / len(epoch) * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 368: gradients at the start of the epoch
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        start = W
        for n in epoch:
            G = gradient(start, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 369: one step per epoch
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in [np.concatenate(epoch)]:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += len(epoch)
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 370: the last weights [parts: 2]
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return W, risks, t


# %% mistake 371: no risk of the start in the list
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks[1:], t


# %% mistake 372: t counts epochs
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
        risks.append(risk(W))
        t = len(risks) - 1
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake 373: never ends early [parts: 2]
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake: the highest risk is kept
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] > max(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake: the batches of the first epoch again and again
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epochs[0]:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake: the penalty divided by the number of all examples
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + 1 / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t


# %% mistake: the first batch only
def train(W, gradient, risk, epochs, eta, lam, patience):
    best, risks, t = W, [risk(W)], 0
    for epoch in epochs:
        if finished(risks, patience):
            break
        N = sum(len(n) for n in epoch)
        for n in epoch[:1]:
            G = gradient(W, n)
            R = {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}
            W = {l: W[l] - eta * (G[l] + len(n) / N * R[l]) for l in W}
            t += 1
        risks.append(risk(W))
        if risks[-1] < min(risks[:-1]):
            best = W
    return best, risks, t
