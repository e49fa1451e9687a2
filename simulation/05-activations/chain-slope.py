# %% right: forward, one factor per layer
def chain_slope(theta, theta_derivative, s, L):
    product = 1.0
    for l in range(1, L + 1):
        product = product * theta_derivative(s)
        s = theta(s)
    return product


# %% right: forward with a cache, then backward
def chain_slope(theta, theta_derivative, s, L):
    cache = [s]
    for _ in range(L - 1):
        cache.append(theta(cache[-1]))
    delta = np.ones_like(s)
    for l in range(L - 1, -1, -1):
        delta = delta * theta_derivative(cache[l])
    return delta


# %% right: recursion
def chain_slope(theta, theta_derivative, s, L):
    if L == 1:
        return theta_derivative(s)
    return theta_derivative(s) * chain_slope(theta, theta_derivative, theta(s), L - 1)


# %% right: one entry at a time, np.prod
def chain_slope(theta, theta_derivative, s, L):
    out = np.zeros(s.shape)
    for i in np.ndindex(s.shape):
        x, slopes = s[i], []
        for _ in range(L):
            slopes.append(float(theta_derivative(x)))
            x = theta(x)
        out[i] = np.prod(slopes)
    return out


# %% mistake 299: the slope of the first layer in all
def chain_slope(theta, theta_derivative, s, L):
    return theta_derivative(s) ** L


# %% mistake 9: slopes at the outputs
def chain_slope(theta, theta_derivative, s, L):
    product = np.ones(s.shape)
    for _ in range(L):
        s = theta(s)
        product = product * theta_derivative(s)
    return product


# %% mistake 30: one layer too few
def chain_slope(theta, theta_derivative, s, L):
    product = np.ones(s.shape)
    for _ in range(1, L):
        product = product * theta_derivative(s)
        s = theta(s)
    return product


# %% mistake 30: one layer too many
def chain_slope(theta, theta_derivative, s, L):
    product = np.ones(s.shape)
    for _ in range(L + 1):
        product = product * theta_derivative(s)
        s = theta(s)
    return product


# %% mistake: a sum of slopes
def chain_slope(theta, theta_derivative, s, L):
    total = np.zeros(s.shape)
    for _ in range(L):
        total = total + theta_derivative(s)
        s = theta(s)
    return total


# %% mistake: the last layer alone
def chain_slope(theta, theta_derivative, s, L):
    for _ in range(L - 1):
        s = theta(s)
    return theta_derivative(s)


# %% mistake: value for slope
def chain_slope(theta, theta_derivative, s, L):
    for _ in range(L):
        s = theta(s)
    return s


# %% mistake: all entries multiplied together
def chain_slope(theta, theta_derivative, s, L):
    product = 1.0
    for _ in range(L):
        product = product * np.prod(theta_derivative(s))
        s = theta(s)
    return product


# %% mistake: the slope of the slope
def chain_slope(theta, theta_derivative, s, L):
    for _ in range(L):
        s = theta_derivative(s)
    return s
