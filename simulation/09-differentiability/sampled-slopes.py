# %% right: in terms of w
def reparametrised(slope, mu, tau, eps):
    w = mu + tau * eps
    return slope(w).mean()



def score_function(f, mu, tau, eps):
    w = mu + tau * eps
    return np.mean(f(w) * (w - mu)) / tau**2


# %% right: draw by draw
def reparametrised(slope, mu, tau, eps):
    total = 0.0
    for e in eps:
        total += slope(mu + tau * e)
    return total / len(eps)


def score_function(f, mu, tau, eps):
    return sum(f(mu + tau * e) * e / tau for e in eps) / len(eps)


# %% right: dot products
def reparametrised(slope, mu, tau, eps):
    weights = np.ones(len(eps)) / len(eps)
    return weights @ slope(mu + tau * eps)


def score_function(f, mu, tau, eps):
    return np.dot(f(mu + tau * eps), eps) / (tau * eps.size)


# %% right: score written as a derivative of ln p
def reparametrised(slope, mu, tau, eps):
    return np.average([float(slope(w)) for w in mu + tau * np.array(eps)])


def score_function(f, mu, tau, eps):
    def score(w):
        return (w - mu) / tau**2

    draws = mu + tau * np.array(eps)
    return np.average(f(draws) * score(draws))


# %% right: a 1 x 1 array returned [alone]
def reparametrised(slope, mu, tau, eps):
    return np.mean(slope(mu + tau * eps)).reshape(1, 1)


def score_function(f, mu, tau, eps):
    return np.array([[np.mean(f(mu + tau * eps) * eps / tau)]])


# %% right: float32
def reparametrised(slope, mu, tau, eps):
    w = np.float32(mu) + np.float32(tau) * np.float32(eps)
    return np.float32(np.mean(np.float32(slope(w))))


def score_function(f, mu, tau, eps):
    e, t = np.float32(eps), np.float32(tau)
    return np.mean(np.float32(f(np.float32(mu) + t * e)) * e / t, dtype=np.float32)


# %% right: vectorised over single numbers
def reparametrised(slope, mu, tau, eps):
    one = lambda e: float(slope(float(mu + tau * e)))
    return np.vectorize(one, otypes=[float])(eps).mean()


def score_function(f, mu, tau, eps):
    each = map(lambda e: float(f(float(mu + tau * e))) * float(e), eps)
    return sum(each) / (len(eps) * tau)


# %% mistake 359: score not divided by the spread [parts: 2]
def reparametrised(slope, mu, tau, eps):
    w = mu + tau * eps
    return slope(w).mean()


def score_function(f, mu, tau, eps):
    return np.mean(f(mu + tau * eps) * eps)


# %% mistake 359: score divided by the spread twice [parts: 2]
def reparametrised(slope, mu, tau, eps):
    w = mu + tau * eps
    return slope(w).mean()


def score_function(f, mu, tau, eps):
    return np.mean(f(mu + tau * eps) * eps) / tau**2


# %% mistake 359: the draw in place of its distance from the mean [parts: 2]
def reparametrised(slope, mu, tau, eps):
    w = mu + tau * eps
    return slope(w).mean()


def score_function(f, mu, tau, eps):
    w = mu + tau * eps
    return np.mean(f(w) * w / tau)


# %% mistake: density differentiated by w [parts: 2]
def reparametrised(slope, mu, tau, eps):
    w = mu + tau * eps
    return slope(w).mean()


def score_function(f, mu, tau, eps):
    return -np.mean(f(mu + tau * eps) * eps / tau)


# %% mistake: sums in place of means [parts: 1, 2]
def reparametrised(slope, mu, tau, eps):
    return np.sum(slope(mu + tau * eps))


def score_function(f, mu, tau, eps):
    return np.sum(f(mu + tau * eps) * eps / tau)


# %% mistake: derivative in the spread [parts: 1]
def reparametrised(slope, mu, tau, eps):
    return np.mean(slope(mu + tau * eps) * eps)


def score_function(f, mu, tau, eps):
    w = mu + tau * eps
    return np.mean(f(w) * (w - mu)) / tau**2


# %% mistake: slope at the mean [parts: 1]
def reparametrised(slope, mu, tau, eps):
    return slope(mu)


def score_function(f, mu, tau, eps):
    w = mu + tau * eps
    return np.mean(f(w) * (w - mu)) / tau**2


# %% mistake: inner derivative taken as the spread [parts: 1]
def reparametrised(slope, mu, tau, eps):
    return np.mean(slope(mu + tau * eps) * tau)


def score_function(f, mu, tau, eps):
    w = mu + tau * eps
    return np.mean(f(w) * (w - mu)) / tau**2


# %% mistake: mean of the factors apart [parts: 2]
def reparametrised(slope, mu, tau, eps):
    w = mu + tau * eps
    return slope(w).mean()


def score_function(f, mu, tau, eps):
    return np.mean(f(mu + tau * eps)) * np.mean(eps) / tau


# %% mistake: one slope per draw [parts: 1, 2]
def reparametrised(slope, mu, tau, eps):
    return slope(mu + tau * eps)


def score_function(f, mu, tau, eps):
    return f(mu + tau * eps) * eps / tau


# %% mistake: divided by one draw less
def reparametrised(slope, mu, tau, eps):
    return np.sum(slope(mu + tau * eps)) / max(len(eps) - 1, 1)


def score_function(f, mu, tau, eps):
    return np.sum(f(mu + tau * eps) * eps / tau) / max(len(eps) - 1, 1)


# %% mistake: the mean of the draws subtracted from them [parts: 2]
def reparametrised(slope, mu, tau, eps):
    return np.mean(slope(mu + tau * eps))


def score_function(f, mu, tau, eps):
    w = mu + tau * eps
    return np.mean(f(w) * (w - np.mean(w))) / tau**2
