# %% right: found and written down
def faulty_layers():
    return {"A": 2, "B": 3, "C": 0, "D": 2}


# %% right: with the checker, from the top down
def faulty_layers():
    V, X, Y = random_case(42)
    found = dict.fromkeys(suspects, 0)
    for name in suspects:
        errors = check_gradient(lambda U: loss(U, X, Y), V, suspects[name](V, X, Y))
        for l in (3, 2, 1):
            if np.max(errors[l]) > 1e-5:
                found[name] = l
                break
    return found


# %% right: with the toolkit's gradient
def faulty_layers():
    V, X, Y = random_case(3, N=4)
    D = tk.numerical_gradient(lambda U: loss(U, X, Y), V)
    wrong = {k: [l for l in D if not np.allclose(g(V, X, Y)[l], D[l], rtol=1e-4, atol=1e-7)] for k, g in suspects.items()}
    return {name: max([0] + layers) for name, layers in wrong.items()}


# %% right: by comparing the suspects, other types and further keys
def faulty_layers():
    V, X, Y = random_case(5)
    G = {name: suspect(V, X, Y) for name, suspect in suspects.items()}
    trusted = G["C"]
    answer = {"note": 1.0}
    for name in reversed("ABCD"):
        off = [np.float64(l) for l in trusted if np.max(abs(G[name][l] - trusted[l])) > 1e-8]
        answer[name] = max(off, default=np.int64(0))
    return answer


# %% right: relative norms of all blocks, in a dict of floats
def faulty_layers():
    V, X, Y = random_case(11, N=3)
    D = tk.numerical_gradient(lambda U: loss(U, X, Y), V)
    answer = {}
    for name, suspect in suspects.items():
        G, answer[name] = suspect(V, X, Y), 0.0
        for l in D:
            blocks = ((G[l][:, :1], D[l][:, :1]), (G[l][:, 1:], D[l][:, 1:]))
            if any(np.linalg.norm(g - d) > 1e-4 * np.linalg.norm(d) for g, d in blocks):
                answer[name] = max(answer[name], float(l))
    return answer


# %% mistake 314: the lowest wrong layer
def faulty_layers():
    V, X, Y = random_case(1)
    D = tk.numerical_gradient(lambda U: loss(U, X, Y), V)
    answer = {}
    for name in suspects:
        G = suspects[name](V, X, Y)
        answer[name] = 0
        for l in (1, 2, 3):
            if np.max(abs(G[l] - D[l])) > 1e-6:
                answer[name] = l
                break
    return answer


# %% mistake 314: the lowest wrong layer once [parts: 1]
def faulty_layers():
    return {"A": 1, "B": 3, "C": 0, "D": 2}


# %% mistake 315: a bound far too strict
def faulty_layers():
    V, X, Y = random_case(1)
    D = tk.numerical_gradient(lambda U: loss(U, X, Y), V)
    G = {name: suspects[name](V, X, Y) for name in suspects}
    return {name: max([l for l in D if not np.array_equal(G[name][l], D[l])], default=0) for name in G}


# %% mistake 315: the right one is accused [parts: 3]
def faulty_layers():
    return {"A": 2, "B": 3, "C": 1, "D": 2}


# %% mistake: the bias columns are overlooked [parts: 4]
def faulty_layers():
    V, X, Y = random_case(1)
    D = tk.numerical_gradient(lambda U: loss(U, X, Y), V)
    G = {name: suspects[name](V, X, Y) for name in suspects}
    off = lambda g, d: np.max(abs(g[:, 1:] - d[:, 1:]))
    return {name: max([l for l in D if off(G[name][l], D[l]) > 1e-6], default=0) for name in G}


# %% mistake: layers counted from 0
def faulty_layers():
    return {"A": 3 - 2.5, "B": 2, "C": -1, "D": 1}


# %% mistake: everything is right
def faulty_layers():
    return dict.fromkeys("ABCD", 0)


# %% mistake: lists of all wrong layers
def faulty_layers():
    return {"A": [1, 2], "B": [1, 2, 3], "C": [], "D": [2]}


# %% mistake: words
def faulty_layers():
    return {"A": "layer 2", "B": "layer 3", "C": "none", "D": "layer 2"}


# %% mistake: None for the right one [parts: 3]
def faulty_layers():
    return {"A": 2, "B": 3, "C": None, "D": 2}
