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


# %% right: match
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


# %% right: a list, ones filtered out
def derivative_shape(numerator, denominator):
    if not numerator:
        return list(denominator)
    if not denominator:
        return [1, numerator[0]] if numerator[-1] == 1 else list(numerator)
    drop = lambda shape: [n for n in shape if n != 1]
    return drop(denominator) + drop(numerator)


# %% right: from an outer product of arrays
def derivative_shape(numerator, denominator):
    if numerator == () or denominator == ():
        shape = np.add.outer(np.zeros(denominator), np.zeros(numerator)).shape
        return shape[::-1] if len(numerator) and numerator[1] == 1 else shape
    return np.multiply.outer(np.zeros(denominator).squeeze(), np.zeros(numerator).squeeze()).shape


# %% right: whole numbers of numpy
def derivative_shape(numerator, denominator):
    top, bottom = np.array(numerator, int), np.array(denominator, int)
    if top.size == 0:
        return tuple(bottom)
    if bottom.size == 0:
        return tuple(top[::-1]) if top[1] == 1 else tuple(top)
    return tuple(np.concatenate([bottom[bottom > 1], top[top > 1]]))


# %% mistake 57: numerator layout for vectors and matrices [parts: 1, 3]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if numerator == ():
        return denominator[::-1]
    if denominator == ():
        return numerator[::-1] if numerator[1] == 1 else numerator
    if numerator[1] == denominator[1] == 1:
        return (numerator[0], denominator[0])
    return axes(denominator) + axes(numerator)


# %% mistake 58: a vector by a scalar is a column [parts: 2]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if numerator == ():
        return denominator
    if denominator == ():
        return numerator
    return axes(denominator) + axes(numerator)


# %% mistake 60: vectors with one axis [parts: 1, 2]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    return axes(denominator) + axes(numerator)


# %% mistake 161: the numerator's axes first in tensors [parts: 4]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if numerator == ():
        return denominator
    if denominator == ():
        return numerator[::-1] if numerator[1] == 1 else numerator
    if numerator[1] == denominator[1] == 1:
        return (denominator[0], numerator[0])
    return axes(numerator) + axes(denominator)


# %% mistake 241: the axis of length one is kept [parts: 3, 4]
def derivative_shape(numerator, denominator):
    if denominator == () and numerator and numerator[1] == 1:
        return numerator[::-1]
    return denominator + numerator


# %% mistake 242: a matrix by a scalar transposed [parts: 2]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if numerator == ():
        return denominator
    if denominator == ():
        return numerator[::-1]
    return axes(denominator) + axes(numerator)


# %% mistake 243: tensors flattened [parts: 4]
def derivative_shape(numerator, denominator):
    if numerator == ():
        return denominator
    if denominator == ():
        return numerator[::-1] if numerator[1] == 1 else numerator
    return (int(np.prod(denominator)), int(np.prod(numerator)))


# %% mistake: a vector by a vector strung out [parts: 3]
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


# %% mistake: tensors left out [parts: 4]
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


# %% mistake 244: a number by a number is a matrix [parts: 1]
def derivative_shape(numerator, denominator):
    axes = lambda shape: shape[:1] if shape[1:] == (1,) else shape
    if numerator == ():
        return denominator or (1, 1)
    if denominator == ():
        return numerator[::-1] if numerator[1] == 1 else numerator
    return axes(denominator) + axes(numerator)
