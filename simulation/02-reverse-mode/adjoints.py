# %% right: written out
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% right: by the functions from the exercises
def adjoints(x, z):
    v = forward_values(x, z)
    g = dict(first_adjoints(v))
    g["c"] = g_c(v, g)
    g["b"] = g_b(v, g)
    g["a"] = g_a(v, g)
    g["x"], g["z"] = g_x(v, g), g_z(v, g)
    return g


# %% right: complex step, one node after the other
def adjoints(x, z):
    def y(**moved):
        at_x, at_z = x + moved.get("x", 0), z + moved.get("z", 0)
        a, b = at_x * at_z + moved.get("a", 0), np.log(at_x) + moved.get("b", 0)
        c, d, e = np.sin(b) + moved.get("c", 0), np.exp(a) + moved.get("d", 0), a / b + moved.get("e", 0)
        return d + e + c / a + moved.get("f", 0) + moved.get("y", 0)

    return {name: y(**{name: 1e-20j}).imag / 1e-20 for name in "abcdefxyz"}


# %% right: pushed from node to node by the graph
def adjoints(x, z):
    v = {"x": x, "z": z}
    for name in "abcdefy":
        v[name] = evaluate(lecture, name, v)
    g = dict.fromkeys("xz" + "abcdef", 0.0)
    g["y"] = 1.0
    for name in "yfedcba":
        op, parents = lecture[name]
        u = [v[p] for p in parents]
        local = {"add": lambda: [1] * 3, "mul": lambda: u[::-1], "div": lambda: [1 / u[1], -u[0] / u[1] ** 2],
                 "exp": lambda: [v[name]], "ln": lambda: [1 / u[0]], "sin": lambda: [np.cos(u[0])]}[op]()
        for p, slope in zip(parents, local):
            g[p] += g[name] * slope
    return g


# %% mistake 49: overwritten at the fan-outs
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["a"], g["c"] = g["f"] * (-c / a**2), g["f"] / a
    g["a"], g["b"] = g["e"] / b, g["e"] * (-a / b**2)
    g["a"] = g["d"] * d
    g["b"] = g["c"] * np.cos(b)
    g["x"] = g["b"] / x
    g["x"], g["z"] = g["a"] * z, g["a"] * x
    return g


# %% mistake 50: the sign in both denominators
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * a / b**2 + g["c"] * np.cos(b)
    g["a"] = g["f"] * c / a**2 + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 50: the sign of 1 / b
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * a / b**2 + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 50: the sign of 1 / a
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["f"] * c / a**2 + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 51: the denominators are not squared
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b) + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a) + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 52: minus the cosine
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) - g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 53: the exponential becomes its argument
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * a
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 55: the value of y as seed
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = dict.fromkeys("ydef", d + a / b + c / a)
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 56: the path from f to a forgotten
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 56: the path from e to b forgotten
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 56: the path from b to x forgotten
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * d
    g["x"] = g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 134: each factor gets itself
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * x
    g["z"] = g["a"] * z
    return g


# %% mistake 135: the logarithm left as it is
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * d
    g["x"] = g["b"] * x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 136: the numerator times the denominator
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] * a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] * b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 221: the cosine of c
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(c)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake 222: the numerators missing
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-1 / b**2) + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-1 / a**2) + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake: two paths forgotten
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["e"] / b + g["d"] * d
    g["x"] = g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake: the inputs left out
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = {"y": 1.0, "d": 1.0, "e": 1.0, "f": 1.0}
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * d
    return g


# %% mistake 131: g_b is passed on to x before it is complete
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = dict.fromkeys("ydef", 1.0)
    g["b"] = -a / b**2
    g["c"] = 1 / a
    g["x"] = g["b"] / x
    g["b"] += g["c"] * np.cos(b)
    g["a"] = -c / a**2 + 1 / b + d
    g["x"] += g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake: by forward differences
def adjoints(x, z):
    g = {}
    v = {name: evaluate(lecture, name, {"x": x, "z": z}) for name in "xzabcdefy"}
    for name in v:
        moved = {"x": x, "z": z, name: v[name] + 1e-6}
        g[name] = (evaluate(lecture, "y", moved) - v["y"]) / 1e-6
    return g
