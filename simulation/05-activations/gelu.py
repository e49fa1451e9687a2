# %% right: math.erf, vectorised
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% right: erfc, and frompyfunc
erfc = np.frompyfunc(math.erfc, 1, 1)


def gelu(s):
    return s * Phi(s)


def Phi(s):
    return (erfc(-s / math.sqrt(2)).astype(float) / 2).astype(s.dtype if s.dtype.kind == "f" else float)


def gelu_derivative(s):
    return Phi(s) + s * np.exp(-s * s / 2) / math.sqrt(2 * math.pi)


# %% right: a loop over the entries
def gelu(s):
    out = np.zeros(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        out[i] = s[i] * 0.5 * (1 + math.erf(s[i] / 2**0.5))
    return out


def gelu_derivative(s):
    out = np.zeros(s.shape, s.dtype if s.dtype.kind == "f" else float)
    for i in np.ndindex(s.shape):
        x = float(s[i])
        out[i] = 0.5 * (1 + math.erf(x / 2**0.5)) + x * math.exp(-x * x / 2) / (2 * math.pi) ** 0.5
    return out


# %% right: lists of numbers, made into an array again
def whole(function, s):
    numbers = [function(x) for x in np.ravel(s).tolist()]
    return np.array(numbers, dtype=s.dtype if s.dtype.kind == "f" else float).reshape(s.shape)


def gelu(s):
    return whole(lambda x: x / 2 * (1 + math.erf(x / math.sqrt(2))), s)


def gelu_derivative(s):
    return whole(lambda x: (1 + math.erf(x / math.sqrt(2))) / 2 + x * math.exp(-(x**2) / 2) / math.sqrt(2 * math.pi), s)


# %% mistake 181: the approximation with tanh [parts: 1, 2, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return 0.5 * s * (1 + np.tanh(math.sqrt(2 / math.pi) * (s + 0.044715 * s**3)))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% mistake 181: value and slope of the approximation with tanh
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return 0.5 * s * (1 + np.tanh(math.sqrt(2 / math.pi) * (s + 0.044715 * s**3)))


def gelu_derivative(s):
    t = np.tanh(math.sqrt(2 / math.pi) * (s + 0.044715 * s**3))
    return 0.5 * (1 + t) + 0.5 * s * (1 - t**2) * math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * s**2)


# %% mistake 297: the approximation with the logistic function [parts: 1, 2, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return s * 0.5 * (1 + np.tanh(0.851 * s))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% mistake 296: root 2 is missing
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    slope = (1 + erf(s)) / 2 + s * np.exp(-(s**2)) / math.sqrt(math.pi)
    return slope.astype(np.result_type(s, np.float16))


# %% mistake 182: the density's term is missing [parts: 3, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    return ((1 + erf(s / math.sqrt(2))) / 2).astype(np.result_type(s, np.float16))


# %% mistake 182: the distribution's term is missing [parts: 3, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    return s * np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)


# %% mistake 298: density not normalised [parts: 3, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    slope = (1 + erf(s / math.sqrt(2))) / 2 + s * np.exp(-(s**2) / 2)
    return slope.astype(np.result_type(s, np.float16))


# %% mistake: density without the factor s [parts: 3, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    slope = (1 + erf(s / math.sqrt(2))) / 2 + np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return slope.astype(np.result_type(s, np.float16))


# %% mistake: the half is missing [parts: 1, 2, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% mistake: float64 whatever comes in [parts: 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return s / 2 * (1 + erf(s / np.sqrt(2)))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% mistake: an array of objects
erf = np.frompyfunc(math.erf, 1, 1)


def gelu(s):
    return s / 2 * (1 + erf(s / math.sqrt(2)))


def gelu_derivative(s):
    Phi = (1 + erf(s / math.sqrt(2))) / 2
    phi = np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)
    return (Phi + s * phi).astype(np.result_type(s, np.float16))


# %% mistake: math.erf on a whole array
def gelu(s):
    return s / 2 * (1 + math.erf(s / math.sqrt(2)))


def gelu_derivative(s):
    return (1 + math.erf(s / math.sqrt(2))) / 2 + s * np.exp(-(s**2) / 2) / math.sqrt(2 * math.pi)


# %% mistake: density e^-s^2 [parts: 3, 4]
erf = np.vectorize(math.erf, otypes=[float])


def gelu(s):
    return (s / 2 * (1 + erf(s / math.sqrt(2)))).astype(np.result_type(s, np.float16))


def gelu_derivative(s):
    slope = (1 + erf(s / math.sqrt(2))) / 2 + s * np.exp(-(s**2)) / math.sqrt(2 * math.pi)
    return slope.astype(np.result_type(s, np.float16))
