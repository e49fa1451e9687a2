# %% right: a table of shapes
def option_shape(option, P, K):
    table = {
        "A": ((K, 1), (P, K)),
        "B": ((1, K), (P, K)),
        "C": ((K, 1), (K, P)),
        "D": ((1, K), (K, P)),
        "E": ((K, 1), (P, K)),
    }
    (rows, m), (n, columns) = table[option]
    return (rows, columns) if m == n else None


# %% right: by multiplying
def option_shape(option, P, K):
    gradient, jacobian = np.ones((K, 1)), np.ones((P, K))
    try:
        products = {
            "A": lambda: gradient @ jacobian,
            "B": lambda: gradient.T @ jacobian,
            "C": lambda: gradient @ jacobian.T,
            "D": lambda: gradient.T @ jacobian.T,
            "E": lambda: (gradient @ jacobian).T,
        }
        return products[option]().shape
    except ValueError:
        return None


# %% right: the condition of each option by hand
def option_shape(option, P, K):
    if option in "AE" and P == 1:
        return (K, K)
    if option == "B" and P == K:
        return (1, K)
    if option == "C" and K == 1:
        return (1, P)
    if option == "D":
        return (1, P)
    return None


# %% right: einsum
def option_shape(option, P, K):
    letters = {"A": "ab,bc", "B": "ba,bc", "C": "ab,cb", "D": "ba,cb", "E": "ab,bc"}[option]
    (i, j), (k, l) = letters.split(",")
    size = dict()
    for letter, n in zip([i, j, k, l], [K, 1, P, K]):
        if size.setdefault(letter, n) != n:
            return None
    return size["a"], size["c"]


# %% right: lists, and numpy's own integers
def option_shape(option, P, K):
    left, right = np.array([K, 1]), np.array([P, K])
    left = np.flip(left) if option in ("B", "D") else left
    right = np.flip(right) if option in ("C", "D") else right
    return [left[0], right[1]] if left[1] == right[0] else None


# %% right: numbers with a decimal point
def option_shape(option, P, K):
    left, right = np.array([K, 1.0]), np.array([P, K * 1.0])
    if option in {"B", "D"}:
        left = left[::-1]
    if option in {"C", "D"}:
        right = right[::-1]
    if left[1] != right[0]:
        return None
    return tuple(np.array([left[0], right[1]])[:: -1 if option == "E" else 1])


# %% right: a match over the options
def option_shape(option, P, K):
    match option:
        case "A" | "E" if P == 1:
            shape = K, K
        case "B" if K == P:
            shape = 1, K
        case "C" if K == 1:
            shape = K, P
        case "D":
            shape = 1, P
        case _:
            shape = None
    return shape


# %% mistake 57: both derivatives in numerator layout
def option_shape(option, P, K):
    left, right = (1, K), (K, P)
    if option in "BD":
        left = left[::-1]
    if option in "CD":
        right = right[::-1]
    if left[1] != right[0]:
        return None
    shape = (left[0], right[1])
    return shape[::-1] if option == "E" else shape


# %% mistake 266: du/dx has K rows
def option_shape(option, P, K):
    left, right = (K, 1), (K, P)
    if option in "BD":
        left = (1, K)
    if option in "CD":
        right = (P, K)
    if left[1] != right[0]:
        return None
    return (right[1], left[0]) if option == "E" else (left[0], right[1])


# %% mistake 267: dy/du as a row
def option_shape(option, P, K):
    left, right = (1, K), (P, K)
    if option in "BD":
        left = (K, 1)
    if option in "CD":
        right = (K, P)
    if left[1] != right[0]:
        return None
    return (right[1], left[0]) if option == "E" else (left[0], right[1])


# %% mistake 268: transposes overlooked
def option_shape(option, P, K):
    left, right = (K, 1), (P, K)
    return (left[0], right[1]) if left[1] == right[0] else None


# %% mistake 269: outer sizes compared
def option_shape(option, P, K):
    left = (1, K) if option in "BD" else (K, 1)
    right = (K, P) if option in "CD" else (P, K)
    if left[0] == right[1]:
        return left[0], right[1]


# %% mistake 270: general sizes only
def option_shape(option, P, K):
    return (1, P) if option == "D" else None


# %% mistake 271: elementwise product
def option_shape(option, P, K):
    y, u = np.ones((K, 1)), np.ones((P, K))
    y = y.T if option in "BD" else y
    u = u.T if option in "CD" else u
    try:
        product = y * u
    except ValueError:
        return None
    return product.T.shape if option == "E" else product.shape


# %% mistake 272: shape read backwards
def option_shape(option, P, K):
    left = (1, K) if option in "BD" else (K, 1)
    right = (K, P) if option in "CD" else (P, K)
    return (right[1], left[0]) if left[1] == right[0] else None


# %% mistake: P and K exchanged
def option_shape(option, P, K):
    left = (1, P) if option in "BD" else (P, 1)
    right = (P, K) if option in "CD" else (K, P)
    return (left[0], right[1]) if left[1] == right[0] else None


# %% mistake 270: K = 1 forgotten [parts: 3, 4]
def option_shape(option, P, K):
    if option in "AE" and P == 1:
        return (K, K)
    if option == "B" and P == K:
        return (1, K)
    return (1, P) if option == "D" else None


# %% mistake 270: the diagonal forgotten [parts: 4]
def option_shape(option, P, K):
    if option in "AE" and P == 1:
        return (K, K)
    if option == "C" and K == 1:
        return (1, P)
    return (1, P) if option == "D" else None


# %% mistake: True and False in the place of shapes
def option_shape(option, P, K):
    return option == "D" or (option in "AE" and P == 1) or (option == "B" and P == K) or (option == "C" and K == 1)


# %% mistake: D only, and every other option as its transpose
def option_shape(option, P, K):
    return (1, P) if option == "D" else (P, 1)


# %% mistake 273: whatever conforms is P x 1
def option_shape(option, P, K):
    conforms = {"A": P == 1, "B": P == K, "C": K == 1, "D": True, "E": P == 1}
    return (P, 1) if conforms[option] else None


# %% mistake: None for everything
def option_shape(option, P, K):
    return None


# %% mistake: wrong for P = K = 1 only [parts: 4]
def option_shape(option, P, K):
    if P == K == 1:
        return None if option in "AE" else (1, 1)
    if option in "AE" and P == 1:
        return (K, K)
    if option == "B" and P == K:
        return (1, K)
    if option == "C" and K == 1:
        return (1, P)
    return (1, P) if option == "D" else None


# %% mistake 270: P = 1 forgotten [parts: 2, 4]
def option_shape(option, P, K):
    if option == "B" and P == K:
        return (1, K)
    if option == "C" and K == 1:
        return (1, P)
    return (1, P) if option == "D" else None


# %% mistake: E not turned round
def option_shape(option, P, K):
    left = (1, K) if option in "BD" else (K, 1)
    right = (K, P) if option in "CDE" else (P, K)
    return (left[0], right[1]) if left[1] == right[0] else None
