# %% right: the letter
def poll_answer():
    return "F"


# %% right: small, with blanks
def poll_answer():
    letter = " f "
    return letter


# %% right: in words
def poll_answer():
    return "F: none of the above"


# %% right: worked out from shapes
def poll_answer():
    P, K = 4, 3
    y, u = np.ones((K, 1)), np.ones((P, K))
    tries = {"A": (y, u), "B": (y.T, u), "C": (y, u.T), "D": (y.T, u.T), "E": (u.T, y.T)}
    for letter, (left, right) in tries.items():
        if left.shape[1] == right.shape[0] and (left @ right).shape == (P, 1):
            return letter
    return "F"


# %% right: a string of numpy
def poll_answer():
    letters = np.array(list("ABCDEF"))
    return letters[5]


# %% right: the letter that is left
def poll_answer():
    refused = set("ABCDE")
    return min(set("ABCDEF") - refused)


# %% right: with its option in front
def poll_answer():
    return "Option F."


# %% mistake: a letter that is no option
def poll_answer():
    return "G"


# %% mistake 261: the order of numerator layout
def poll_answer():
    return "A"


# %% mistake 262: gradient stands, Jacobian in numerator layout
def poll_answer():
    return "B"


# %% mistake 263: gradient lies, Jacobian in denominator layout
def poll_answer():
    return "c"


# %% mistake 264: conforms, and lies down
def poll_answer():
    return "(D)"


# %% mistake 265: numerator layout, transposed at the end
def poll_answer():
    return " E"


# %% mistake: the product instead of its letter
def poll_answer():
    return "(du/dx) (dy/du)"


# %% mistake: all letters but one
def poll_answer():
    return ["A", "B", "C", "D", "E"]


# %% mistake: two letters
def poll_answer():
    return "D or F"


# %% mistake: a number for the letter
def poll_answer():
    return 6


# %% mistake: the words without the letter
def poll_answer():
    return "none of the above"


# %% mistake: F among others
def poll_answer():
    return "E, F"


# %% mistake 264: a string of numpy, the wrong one
def poll_answer():
    return np.array(list("ABCDEF"))[3]
