# %% right: a dict of lists, in other words
def layouts():
    answer = {}
    for option, words in zip("ABCD", ["Row, K x P", "Column, K x P", "Row, P x K", "Column, P x K"]):
        answer[option] = words.split(", ")
    return answer


# %% right: by comparing letters
def layouts():
    answer = {}
    for option, turn_y, turn_u in [("A", False, False), ("B", True, False), ("C", False, True), ("D", True, True)]:
        for y_word, y in [("row", "1K"), ("column", "K1")]:
            for u_word, u in [("KxP", "KP"), ("PxK", "PK")]:
                left = y[::-1] if turn_y else y
                right = u[::-1] if turn_u else u
                if left[1] == right[0]:
                    answer[option] = (y_word, u_word)
    return answer


# %% right: by trying sizes
def layouts():
    P, K = 4, 3
    shapes = {"row": (1, K), "column": (K, 1), "KxP": (K, P), "PxK": (P, K)}
    turned = {"A": (1, 1), "B": (-1, 1), "C": (1, -1), "D": (-1, -1)}
    return {
        option: (y, u)
        for option, (a, b) in turned.items()
        for y in ("row", "column")
        for u in ("KxP", "PxK")
        if shapes[y][::a][1] == shapes[u][::b][0]
    }


# %% right: one rule for each factor
def layouts():
    return {
        option: ("column" if option in "BD" else "row", "PxK" if option in "CD" else "KxP") for option in "ABCDE"
    }


# %% right: strings of numpy
def layouts():
    y, u = np.array(["row", "column"]), np.array(["KxP", "PxK"])
    return {option: (y[i], u[j]) for option, i, j in zip("ABCD", [0, 1, 0, 1], [0, 0, 1, 1])}


# %% right: arrays of two words, small letters, blanks
def layouts():
    words = [["row", "kxp"], ["column", " K × P"], ["ROW", "pxk"], ["column ", "PxK"]]
    return {option: np.array(pair) for option, pair in zip("abcd", words)}


# %% mistake 274: after the transposes
def layouts():
    return {option: ("row", "KxP") for option in "ABCD"}


# %% mistake 275: opposite combinations
def layouts():
    return {"A": ("column", "PxK"), "B": ("row", "PxK"), "C": ("column", "KxP"), "D": ("row", "KxP")}


# %% mistake 276: mixed combinations exchanged
def layouts():
    return {"A": ("row", "KxP"), "B": ("row", "PxK"), "C": ("column", "KxP"), "D": ("column", "PxK")}


# %% mistake: denominator layout everywhere [parts: 1, 2, 3]
def layouts():
    return {option: ("column", "PxK") for option in "ABCD"}


# %% mistake: A and D exchanged [parts: 1, 4]
def layouts():
    return {"A": ("column", "PxK"), "B": ("column", "KxP"), "C": ("row", "PxK"), "D": ("row", "KxP")}


# %% mistake: a list without letters
def layouts():
    return [("row", "KxP"), ("column", "KxP"), ("row", "PxK"), ("column", "PxK")]


# %% mistake: the two words in the other order
def layouts():
    return {"A": ("KxP", "row"), "B": ("KxP", "column"), "C": ("PxK", "row"), "D": ("PxK", "column")}


# %% mistake: D is not there [parts: 4]
def layouts():
    return {"A": ("row", "KxP"), "B": ("column", "KxP"), "C": ("row", "PxK")}


# %% mistake: the letters as numbers
def layouts():
    return {1: ("row", "KxP"), 2: ("column", "KxP"), 3: ("row", "PxK"), 4: ("column", "PxK")}


# %% mistake: shapes in the place of words
def layouts():
    return {"A": ((1, "K"), ("K", "P")), "B": (("K", 1), ("K", "P")), "C": ((1, "K"), ("P", "K")), "D": (("K", 1), ("P", "K"))}


# %% mistake: A and B exchanged [parts: 1, 2]
def layouts():
    return {"A": ("column", "KxP"), "B": ("row", "KxP"), "C": ("row", "PxK"), "D": ("column", "PxK")}


# %% mistake: rows in every option [parts: 2, 4]
def layouts():
    return {"A": ("row", "KxP"), "B": ("row", "KxP"), "C": ("row", "PxK"), "D": ("row", "PxK")}
