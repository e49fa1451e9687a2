# %% right: nine cases by kind
def derivative_shape(numerator, denominator):
    def kind(shape):
        return "scalar" if len(shape) == 0 else "vector" if shape[1] == 1 else "matrix"

    cell = kind(numerator), kind(denominator)
    if cell[0] == "scalar":
        return denominator
    if cell == ("vector", "scalar"):
        return (1, numerator[0])
    if cell == ("matrix", "scalar"):
        return numerator
    if cell == ("vector", "vector"):
        return (denominator[0], numerator[0])
    if cell == ("vector", "matrix"):
        return (denominator[0], denominator[1], numerator[0])
    if cell == ("matrix", "vector"):
        return (denominator[0], numerator[0], numerator[1])
    return (denominator[0], denominator[1], numerator[0], numerator[1])


# %% right: match, kind by kind
def derivative_shape(numerator, denominator):
    match tuple(numerator), tuple(denominator):
        case (), _:
            return denominator
        case (n, 1), ():
            return 1, n
        case (_, _), ():
            return numerator
        case (n, 1), (p, 1):
            return p, n
        case (n, 1), (p, q):
            return p, q, n
        case (m, n), (p, 1):
            return p, m, n
        case (m, n), (p, q):
            return p, q, m, n


# %% right: lists
def derivative_shape(numerator, denominator):
    if not numerator:
        return list(denominator)
    if not denominator:
        return [1, numerator[0]] if numerator[-1] == 1 else list(numerator)
    axes = []
    for first, second in (denominator, numerator):
        axes += [first] if second == 1 else [first, second]
    return axes


# %% right: from an outer product of arrays, columns flattened
def derivative_shape(numerator, denominator):
    def array(shape):
        zeros = np.zeros(shape)
        return zeros[:, 0] if zeros.ndim == 2 and zeros.shape[1] == 1 else zeros

    if numerator == ():
        return denominator
    shape = np.multiply.outer(array(denominator), array(numerator)).shape
    return (1, *shape) if denominator == () and len(shape) == 1 else shape


# %% right: whole numbers of numpy
def derivative_shape(numerator, denominator):
    top, bottom = np.array(numerator, int), np.array(denominator, int)
    if top.size == 0:
        return tuple(bottom)
    if bottom.size == 0:
        return tuple(top[::-1]) if top[1] == 1 else tuple(top)
    return tuple(np.concatenate([shape[:1] if shape[1] == 1 else shape for shape in (bottom, top)]))


# %% right: a table of nine
def derivative_shape(numerator, denominator):
    kind = lambda shape: 0 if not shape else 1 if shape[1] == 1 else 2
    (n, *k), (p, *q) = numerator or (1,), denominator or (1,)
    table = [
        [(), (p, 1), (p, *q)],
        [(1, n), (p, n), (p, *q, n)],
        [(n, *k), (p, n, *k), (p, *q, n, *k)],
    ]
    return table[kind(numerator)][kind(denominator)]


# %% mistake 57: numerator layout for vectors and matrices [parts: 1, 3, 5]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if numerator == ():
        return denominator[::-1]
    if denominator == ():
        return numerator[::-1] if numerator[1] == 1 else numerator
    if numerator[1] == denominator[1] == 1:
        return (numerator[0], denominator[0])
    return axes(denominator) + axes(numerator)


# %% mistake 58: a vector by a scalar is a column [parts: 2, 5]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if numerator == ():
        return denominator
    if denominator == ():
        return numerator
    return axes(denominator) + axes(numerator)


# %% mistake 60: vectors with one axis [parts: 1, 2, 5]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    return axes(denominator) + axes(numerator)


# %% mistake 161: the numerator's axes first in tensors [parts: 4, 5]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if numerator == ():
        return denominator
    if denominator == ():
        return numerator[::-1] if numerator[1] == 1 else numerator
    if numerator[1] == denominator[1] == 1:
        return (denominator[0], numerator[0])
    return axes(numerator) + axes(denominator)


# %% mistake 241: the axis of length one is kept [parts: 3, 4, 5]
def derivative_shape(numerator, denominator):
    if denominator == () and numerator and numerator[1] == 1:
        return numerator[::-1]
    return denominator + numerator


# %% mistake 242: a matrix by a scalar transposed [parts: 2, 5]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if numerator == ():
        return denominator
    if denominator == ():
        return numerator[::-1]
    return axes(denominator) + axes(numerator)


# %% mistake 243: tensors flattened [parts: 4, 5]
def derivative_shape(numerator, denominator):
    if numerator == ():
        return denominator
    if denominator == ():
        return numerator[::-1] if numerator[1] == 1 else numerator
    return (int(np.prod(denominator)), int(np.prod(numerator)))


# %% mistake: a vector by a vector strung out [parts: 3, 5]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if numerator == ():
        return denominator
    if denominator == ():
        return numerator[::-1] if numerator[1] == 1 else numerator
    if numerator[1] == denominator[1] == 1:
        return (numerator[0] * denominator[0], 1)
    return axes(denominator) + axes(numerator)


# %% mistake: always the shape of the denominator
def derivative_shape(numerator, denominator):
    return denominator


# %% mistake: a number of entries
def derivative_shape(numerator, denominator):
    return (int(np.prod(numerator + denominator)),)


# %% mistake: tensors left out [parts: 4, 5]
def derivative_shape(numerator, denominator):
    if numerator == ():
        return denominator
    if denominator == ():
        return numerator[::-1] if numerator[1] == 1 else numerator
    if numerator[1] == denominator[1] == 1:
        return (denominator[0], numerator[0])
    return None


# %% mistake: a picture of the shape in words
def derivative_shape(numerator, denominator):
    return f"{denominator} x {numerator}"


# %% mistake 244: a number by a number is a matrix [parts: 1, 5]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if numerator == ():
        return denominator or (1, 1)
    if denominator == ():
        return numerator[::-1] if numerator[1] == 1 else numerator
    return axes(denominator) + axes(numerator)


# %% mistake 259: every 1 left out in tensors [parts: 5]
def derivative_shape(numerator, denominator):
    match tuple(numerator), tuple(denominator):
        case (), _:
            return denominator
        case (n, 1), ():
            return 1, n
        case (_, _), ():
            return numerator
        case top, bottom:
            return tuple(k for k in (*bottom, *top) if k > 1)


# %% mistake 259: a list, ones filtered out [parts: 5]
def derivative_shape(numerator, denominator):
    if not numerator:
        return list(denominator)
    if not denominator:
        return [1, numerator[0]] if numerator[-1] == 1 else list(numerator)
    drop = lambda shape: [n for n in shape if n != 1]
    return drop(denominator) + drop(numerator)


# %% mistake 259: squeezed [parts: 5]
def derivative_shape(numerator, denominator):
    if numerator == () or denominator == ():
        shape = np.add.outer(np.zeros(denominator), np.zeros(numerator)).shape
        return shape[::-1] if len(numerator) and numerator[1] == 1 else shape
    return np.multiply.outer(np.zeros(denominator).squeeze(), np.zeros(numerator).squeeze()).shape


# %% mistake 259: whole numbers above 1 [parts: 5]
def derivative_shape(numerator, denominator):
    top, bottom = np.array(numerator, int), np.array(denominator, int)
    if top.size == 0:
        return tuple(bottom)
    if bottom.size == 0:
        return tuple(top[::-1]) if top[1] == 1 else tuple(top)
    return tuple(np.concatenate([bottom[bottom > 1], top[top > 1]]))


# %% mistake: a matrix with one row taken for a vector [parts: 5]
def derivative_shape(numerator, denominator):
    axes = lambda shape: (max(shape),) if 1 in shape else shape
    if numerator == ():
        return denominator
    if denominator == ():
        return (1, max(numerator)) if 1 in numerator else numerator
    return axes(denominator) + axes(numerator)


# %% mistake: a vector with one entry taken for a scalar [parts: 5]
def derivative_shape(numerator, denominator):
    top, bottom = (() if shape == (1, 1) else shape for shape in (numerator, denominator))
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if top == ():
        return bottom
    if bottom == ():
        return top[::-1] if top[1] == 1 else top
    return axes(bottom) + axes(top)


# %% mistake: always the shape of the numerator
def derivative_shape(numerator, denominator):
    return numerator
