# %% right: a table of options
def layouts(options):
    pairs = {
        "dy/du du/dx": ("row", "KxP"), "dy/du^T du/dx": ("column", "KxP"),
        "dy/du du/dx^T": ("row", "PxK"), "dy/du^T du/dx^T": ("column", "PxK"),
    }
    return {letter: pairs[option] for letter, option in options.items()}


# %% right: lists, in other words
def layouts(options):
    answer = {}
    for letter, option in options.items():
        words = {0: "Row, K x P", 1: "Row, P x K"}[option.endswith("^T")]
        answer[letter] = (words.replace("Row", "Column") if "du^T" in option else words).split(", ")
    return answer


# %% right: by comparing letters
def layouts(options):
    answer = {}
    for letter, option in options.items():
        turn_y, turn_u = ("^T" in word for word in option.split())
        for y_word, y in [("row", "1K"), ("column", "K1")]:
            for u_word, u in [("KxP", "KP"), ("PxK", "PK")]:
                left = y[::-1] if turn_y else y
                right = u[::-1] if turn_u else u
                if left[1] == right[0]:
                    answer[letter] = (y_word, u_word)
    return answer


# %% right: by trying sizes
def layouts(options):
    P, K = 4, 3
    shapes = {"row": (1, K), "column": (K, 1), "KxP": (K, P), "PxK": (P, K)}
    turned = {letter: [-1 if word[-1] == "T" else 1 for word in option.split()] for letter, option in options.items()}
    return {
        letter: (y, u)
        for letter, (a, b) in turned.items()
        for y in ("row", "column")
        for u in ("KxP", "PxK")
        if shapes[y][::a][1] == shapes[u][::b][0]
    }


# %% right: one rule for each factor
def layouts(options):
    return {
        letter: ("column" if "dy/du^T" in option else "row", "PxK" if "du/dx^T" in option else "KxP")
        for letter, option in options.items()
    }


# %% right: strings of numpy
def layouts(options):
    y, u = np.array(["row", "column"]), np.array(["KxP", "PxK"])
    return {letter: (y[int("u^T" in option)], u[int("x^T" in option)]) for letter, option in options.items()}


# %% right: arrays of two words, small letters, blanks
def layouts(options):
    words = {
        "dy/du du/dx": ["row", "kxp"], "dy/du^T du/dx": ["column", " K × P"],
        "dy/du du/dx^T": ["ROW", "pxk"], "dy/du^T du/dx^T": ["column ", "PxK"],
    }
    return {letter.lower(): np.array(words[option]) for letter, option in options.items()}


# %% mistake 274: after the transposes
def layouts(options):
    return {letter: ("row", "KxP") for letter in options}


# %% mistake 275: opposite combinations
def layouts(options):
    return {
        letter: ("row" if "u^T" in option else "column", "KxP" if "x^T" in option else "PxK")
        for letter, option in options.items()
    }


# %% mistake 276: mixed combinations exchanged
def layouts(options):
    return {
        letter: ("column" if "x^T" in option else "row", "PxK" if "u^T" in option else "KxP")
        for letter, option in options.items()
    }


# %% mistake: denominator layout everywhere [parts: 1, 2, 3]
def layouts(options):
    return {letter: ("column", "PxK") for letter in options}


# %% mistake: the letters of the lecture [parts: 1, 2, 3, 4]
def layouts(options):
    return {"A": ("row", "KxP"), "B": ("column", "KxP"), "C": ("row", "PxK"), "D": ("column", "PxK")}


# %% mistake: A and D exchanged [parts: 1, 4]
def layouts(options):
    pairs = {
        "dy/du du/dx": ("column", "PxK"), "dy/du^T du/dx": ("column", "KxP"),
        "dy/du du/dx^T": ("row", "PxK"), "dy/du^T du/dx^T": ("row", "KxP"),
    }
    return {letter: pairs[option] for letter, option in options.items()}


# %% mistake: a list without letters
def layouts(options):
    return [("column" if "u^T" in option else "row", "PxK" if "x^T" in option else "KxP") for option in options.values()]


# %% mistake: the two words in the other order
def layouts(options):
    return {
        letter: ("PxK" if "x^T" in option else "KxP", "column" if "u^T" in option else "row")
        for letter, option in options.items()
    }


# %% mistake: D is not there [parts: 4]
def layouts(options):
    return {
        letter: ("column" if "u^T" in option else "row", "PxK" if "x^T" in option else "KxP")
        for letter, option in options.items()
        if option != "dy/du^T du/dx^T"
    }


# %% mistake: the options in the place of their letters
def layouts(options):
    return {
        option: ("column" if "u^T" in option else "row", "PxK" if "x^T" in option else "KxP")
        for option in options.values()
    }


# %% mistake: shapes in the place of words
def layouts(options):
    return {
        letter: (("K", 1) if "u^T" in option else (1, "K"), ("P", "K") if "x^T" in option else ("K", "P"))
        for letter, option in options.items()
    }


# %% mistake: A and B exchanged [parts: 1, 2]
def layouts(options):
    return {
        letter: ("row" if "u^T" in option or "x^T" in option else "column", "PxK" if "x^T" in option else "KxP")
        if option != "dy/du^T du/dx^T"
        else ("column", "PxK")
        for letter, option in options.items()
    }


# %% mistake: rows in every option [parts: 2, 4]
def layouts(options):
    return {letter: ("row", "PxK" if "x^T" in option else "KxP") for letter, option in options.items()}
