# %% right: a dict
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "zero",
            "c": "gradient",
            "d": "none",
            "e": "subgradient",
            "f": "zero",
            "g": "gradient",
            "h": "none",
            "i": "gradient",
            "j": "zero",
            "k": "subgradient",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% right: by class
def classify(candidates):
    def by_letter():
        members = {"gradient": "cgi", "subgradient": "aek", "zero": "bfj", "none": "dhl"}
        return {letter: word for word, letters in members.items() for letter in letters}

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% right: a string split
def classify(candidates):
    def by_letter():
        words = "subgradient zero gradient none subgradient zero gradient none gradient zero subgradient none"
        return dict(zip("abcdefghijkl", words.split()))

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% right: none first, then the others, and a note
def classify(candidates):
    def by_letter():
        kinds = dict.fromkeys("abcdefghijkl", "none")
        kinds.update(a="subgradient", e="subgradient", k="subgradient")
        kinds.update(b="zero", f="zero", j="zero")
        kinds.update(c="gradient", g="gradient", i="gradient")
        kinds["remark"] = "by the five questions"
        return kinds

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% right: capitals and a blank
def classify(candidates):
    def by_letter():
        return {
            "a": "Subgradient", "b": "Zero", "c": "Gradient", "d": "None", "e": "Subgradient", "f": "Zero ",
            "g": "Gradient", "h": "None", "i": "Gradient", "j": "Zero", "k": "Subgradient", "l": "None",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% right: words of numpy
def classify(candidates):
    def by_letter():
        words = np.array(["none", "zero", "subgradient", "gradient"])
        return dict(zip("abcdefghijkl", words[[2, 1, 3, 0, 2, 1, 3, 0, 3, 1, 2, 0]]))

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% right: the five questions as sets
def classify(candidates):
    def by_letter():
        no_function, flat, differentiable, convex = set("hl"), set("bfj"), set("cgi"), set("ace") | {"k"}
        kinds = {}
        for letter in "abcdefghijkl":
            if letter in no_function:
                kinds[letter] = "none"
            elif letter in flat:
                kinds[letter] = "zero"
            elif letter in differentiable:
                kinds[letter] = "gradient"
            else:
                kinds[letter] = "subgradient" if letter in convex else "none"
        return kinds

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake: two letters left out [parts: 11, 12]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "zero",
            "c": "gradient",
            "d": "none",
            "e": "subgradient",
            "f": "zero",
            "g": "gradient",
            "h": "none",
            "i": "gradient",
            "j": "zero",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 344: continuous means differentiable [parts: 1, 4, 5, 11]
def classify(candidates):
    def by_letter():
        return {
            "a": "gradient",
            "b": "zero",
            "c": "gradient",
            "d": "gradient",
            "e": "gradient",
            "f": "zero",
            "g": "gradient",
            "h": "none",
            "i": "gradient",
            "j": "zero",
            "k": "gradient",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 345: a kink leaves nothing [parts: 1, 5, 11]
def classify(candidates):
    def by_letter():
        return {
            "a": "none",
            "b": "zero",
            "c": "gradient",
            "d": "none",
            "e": "none",
            "f": "zero",
            "g": "gradient",
            "h": "none",
            "i": "gradient",
            "j": "zero",
            "k": "none",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 346: a kink somewhere else counts [parts: 3]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "zero",
            "c": "subgradient",
            "d": "none",
            "e": "subgradient",
            "f": "zero",
            "g": "gradient",
            "h": "none",
            "i": "gradient",
            "j": "zero",
            "k": "subgradient",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 346: a kink in the formula counts [parts: 9]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "zero",
            "c": "gradient",
            "d": "none",
            "e": "subgradient",
            "f": "zero",
            "g": "gradient",
            "h": "none",
            "i": "none",
            "j": "zero",
            "k": "subgradient",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 347: sorting is discontinuous [parts: 7]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "zero",
            "c": "gradient",
            "d": "none",
            "e": "subgradient",
            "f": "zero",
            "g": "none",
            "h": "none",
            "i": "gradient",
            "j": "zero",
            "k": "subgradient",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 348: sorted value taken for its index [parts: 7]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "zero",
            "c": "gradient",
            "d": "none",
            "e": "subgradient",
            "f": "zero",
            "g": "zero",
            "h": "none",
            "i": "gradient",
            "j": "zero",
            "k": "subgradient",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 349: zero almost everywhere is useful [parts: 2, 6, 10]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "gradient",
            "c": "gradient",
            "d": "none",
            "e": "subgradient",
            "f": "gradient",
            "g": "gradient",
            "h": "none",
            "i": "gradient",
            "j": "gradient",
            "k": "subgradient",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 350: a jump leaves nothing [parts: 2, 6, 10]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "none",
            "c": "gradient",
            "d": "none",
            "e": "subgradient",
            "f": "none",
            "g": "gradient",
            "h": "none",
            "i": "gradient",
            "j": "none",
            "k": "subgradient",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 351: subgradients without convexity [parts: 2, 4, 6, 8, 10, 12]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "subgradient",
            "c": "gradient",
            "d": "subgradient",
            "e": "subgradient",
            "f": "subgradient",
            "g": "gradient",
            "h": "subgradient",
            "i": "gradient",
            "j": "subgradient",
            "k": "subgradient",
            "l": "subgradient",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 352: slope 0 at one point is flat [parts: 1, 9, 11]
def classify(candidates):
    def by_letter():
        return {
            "a": "zero",
            "b": "zero",
            "c": "gradient",
            "d": "none",
            "e": "subgradient",
            "f": "zero",
            "g": "gradient",
            "h": "none",
            "i": "zero",
            "j": "zero",
            "k": "zero",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 353: n squared derived as if n were real [parts: 8]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "zero",
            "c": "gradient",
            "d": "none",
            "e": "subgradient",
            "f": "zero",
            "g": "gradient",
            "h": "gradient",
            "i": "gradient",
            "j": "zero",
            "k": "subgradient",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake 354: a coin is its expected value [parts: 12]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "zero",
            "c": "gradient",
            "d": "none",
            "e": "subgradient",
            "f": "zero",
            "g": "gradient",
            "h": "none",
            "i": "gradient",
            "j": "zero",
            "k": "subgradient",
            "l": "gradient",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake: only the jump itself is looked at [parts: 3]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "zero",
            "c": "zero",
            "d": "none",
            "e": "subgradient",
            "f": "zero",
            "g": "gradient",
            "h": "none",
            "i": "gradient",
            "j": "zero",
            "k": "subgradient",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake: the largest of tied entries is flat [parts: 5]
def classify(candidates):
    def by_letter():
        return {
            "a": "subgradient",
            "b": "zero",
            "c": "gradient",
            "d": "none",
            "e": "zero",
            "f": "zero",
            "g": "gradient",
            "h": "none",
            "i": "gradient",
            "j": "zero",
            "k": "subgradient",
            "l": "none",
        }

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake: numbers for words [parts: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
def classify(candidates):
    def by_letter():
        return {letter: number % 4 for number, letter in enumerate("abcdefghijkl")}

    kinds = by_letter()
    letters = {name: letter for letter, name in CANDIDATES.items()}
    return {letter: kinds[letters[name]] for letter, name in candidates.items() if letters[name] in kinds}


# %% mistake: a list without letters [parts: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
def classify(candidates):
    return ["subgradient", "zero", "gradient", "none"] * 3


# %% mistake: the letters of the notebook by heart [parts: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
def classify(candidates):
    words = "subgradient zero gradient none subgradient zero gradient none gradient zero subgradient none"
    return dict(zip("abcdefghijkl", words.split()))
