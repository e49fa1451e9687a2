# %% right: by what stands there
def poll_answer(options):
    for letter in options:
        if options[letter] == "du/dx dy/du" or options[letter] == "[dy/du^T du/dx^T]^T":
            return letter
    for letter in options:
        if options[letter].startswith("none"):
            return letter


# %% right: letters by their option, small and with blanks
def poll_answer(options):
    letters = {option: letter for letter, option in options.items()}
    for option in ("du/dx dy/du", "[dy/du^T du/dx^T]^T", "none of the above"):
        if option in letters:
            return f" {letters[option].lower()} "


# %% right: in words
def poll_answer(options):
    letters = dict(zip(options.values(), options))
    right = [option for option in options.values() if option.replace("^T", "") in ("du/dx dy/du", "[dy/du du/dx]")]
    right = [option for option in right if option in ("du/dx dy/du", "[dy/du^T du/dx^T]^T")]
    return letters[right[0]] if right else letters["none of the above"] + ": none of the above"


# %% right: from shapes and numbers
def poll_answer(options):
    y, u = np.array([[2.0], [-3.0]]), np.array([[1.0, 4.0], [-1.0, 0.5], [2.0, 5.0]])
    factors = {"dy/du": y, "du/dx": u, "dy/du^T": y.T, "du/dx^T": u.T}
    last = ""
    for letter, option in sorted(options.items()):
        if option == "none of the above":
            last = letter
            continue
        whole = option[0] == "["
        left, right = [factors[word] for word in (option[1:-3] if whole else option).split(" ")]
        if left.shape[1] == right.shape[0]:
            product = (left @ right).T if whole else left @ right
            if product.shape == (3, 1) and np.allclose(product, u @ y):
                return letter
    return last


# %% right: by removing brackets
def poll_answer(options):
    def plain(option):
        if option[0] != "[":
            return option
        turned = [word[:-2] if word.endswith("^T") else word + "^T" for word in option[1:-3].split()]
        return " ".join(turned[::-1])

    found = [letter for letter, option in options.items() if option[0] != "n" and plain(option) == "du/dx dy/du"]
    return found[0] if found else [letter for letter, option in options.items() if option[0] == "n"][0]


# %% right: a string of numpy
def poll_answer(options):
    letters, texts = np.array(list(options)), np.array(list(options.values()))
    good = (texts == "du/dx dy/du") | (texts == "[dy/du^T du/dx^T]^T")
    return letters[good if good.any() else texts == "none of the above"][0]


# %% right: with its option in front
def poll_answer(options):
    wanted = {"du/dx dy/du": 0, "[dy/du^T du/dx^T]^T": 0, "none of the above": 1}
    return "Option " + min(options, key=lambda letter: wanted.get(options[letter], 2)) + "."


# %% mistake: a letter that is no option [parts: 1, 2, 3]
def poll_answer(options):
    return "G"


# %% mistake: the letter of the lecture [parts: 1, 2, 3]
def poll_answer(options):
    return "F"


# %% mistake 261: the order of numerator layout [parts: 1, 2, 3]
def poll_answer(options):
    letters = {option: letter for letter, option in options.items()}
    return letters.get("dy/du du/dx", letters["none of the above"])


# %% mistake 262: gradient stands, Jacobian in numerator layout [parts: 1, 2, 3]
def poll_answer(options):
    letters = {option: letter for letter, option in options.items()}
    return letters.get("dy/du^T du/dx", letters["none of the above"])


# %% mistake 263: gradient lies, Jacobian in denominator layout [parts: 1, 2, 3]
def poll_answer(options):
    letters = {option: letter.lower() for letter, option in options.items()}
    return letters.get("dy/du du/dx^T", letters["none of the above"])


# %% mistake 264: conforms, and lies down [parts: 1, 2, 3]
def poll_answer(options):
    letters = {option: f"({letter})" for letter, option in options.items()}
    return letters.get("dy/du^T du/dx^T", letters["none of the above"])


# %% mistake 265: numerator layout, transposed at the end [parts: 1, 2, 3]
def poll_answer(options):
    letters = {option: " " + letter for letter, option in options.items()}
    return letters.get("[dy/du du/dx]^T", letters["none of the above"])


# %% mistake: never a product [parts: 2, 3]
def poll_answer(options):
    return next(letter for letter, option in options.items() if option == "none of the above")


# %% mistake: the transposed product is not seen [parts: 3]
def poll_answer(options):
    letters = {option: letter for letter, option in options.items()}
    return letters.get("du/dx dy/du", letters["none of the above"])


# %% mistake: the plain product is not seen [parts: 2]
def poll_answer(options):
    letters = {option: letter for letter, option in options.items()}
    return letters.get("[dy/du^T du/dx^T]^T", letters["none of the above"])


# %% mistake: the option in the place of its letter [parts: 1, 2, 3]
def poll_answer(options):
    return "du/dx dy/du" if "du/dx dy/du" in options.values() else "none of the above"


# %% mistake: all letters but one [parts: 1, 2, 3]
def poll_answer(options):
    return [letter for letter, option in options.items() if option != "none of the above"]


# %% mistake: two letters [parts: 1, 2, 3]
def poll_answer(options):
    return "D or F"


# %% mistake: a number for the letter [parts: 1, 2, 3]
def poll_answer(options):
    return list(options.values()).index("none of the above")
