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


# %% right: pushed from node to node by the graph
def adjoints(x, z):
    v = {"x": x, "z": z}
    for name in "abcdefy":
        v[name] = node_value(lecture, name, v)
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


# %% right: a tape of one's own
class Node:
    def __init__(self, value, *back):
        self.value, self.back, self.adjoint = value, back, 0.0

    def __add__(self, other):
        return Node(self.value + other.value, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        return Node(self.value * other.value, (self, other.value), (other, self.value))

    def __truediv__(self, other):
        return Node(self.value / other.value, (self, 1 / other.value), (other, -self.value / other.value**2))

    def sweep(self, adjoint):
        """Back from this node; each visit hands its own share on."""
        self.adjoint += adjoint
        for parent, slope in self.back:
            parent.sweep(adjoint * slope)


def exp(u):
    return Node(np.exp(u.value), (u, np.exp(u.value)))


def ln(u):
    return Node(np.log(u.value), (u, 1 / u.value))


def sin(u):
    return Node(np.sin(u.value), (u, np.cos(u.value)))


def adjoints(x, z):
    n = {"x": Node(x), "z": Node(z)}
    n["a"], n["b"] = n["x"] * n["z"], ln(n["x"])
    n["c"], n["d"], n["e"] = sin(n["b"]), exp(n["a"]), n["a"] / n["b"]
    n["f"] = n["c"] / n["a"]
    n["y"] = n["d"] + n["e"] + n["f"]
    n["y"].sweep(1.0)
    return {name: n[name].adjoint for name in n}


# %% right: the derivatives of y in x and z by hand, the rest by the arrows
def adjoints(x, z):
    b, a = np.log(x), x * z
    g = dict.fromkeys("ydef", 1.0)
    g["x"] = z * np.exp(x * z) + (z * b - z) / b**2 + (np.cos(b) - np.sin(b)) / (x**2 * z)
    g["z"] = x * np.exp(x * z) + x / b - np.sin(b) / (x * z**2)
    g["a"] = np.exp(a) + 1 / b - np.sin(b) / a**2
    g["b"] = -a / b**2 + np.cos(b) / a
    return {**g, "c": 1 / a}


# %% right: forward mode, one direction for each node
def adjoints(x, z):
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)

    def rate(**moved):
        m = {name: moved.get(name, 0.0) for name in "xzabcdefy"}
        m["a"] += m["x"] * z + x * m["z"]
        m["b"] += m["x"] / x
        m["c"] += np.cos(b) * m["b"]
        m["d"] += d * m["a"]
        m["e"] += m["a"] / b - a * m["b"] / b**2
        m["f"] += m["c"] / a - c * m["a"] / a**2
        return m["y"] + m["d"] + m["e"] + m["f"]

    return {name: rate(**{name: 1.0}) for name in "xzabcdefy"}


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
    v = {name: node_value(lecture, name, {"x": x, "z": z}) for name in "xzabcdefy"}
    for name in v:
        moved = {"x": x, "z": z, name: v[name] + 1e-6}
        g[name] = (node_value(lecture, "y", moved) - v["y"]) / 1e-6
    return g


# %% mistake: in single precision
def adjoints(x, z):
    x, z = np.float32(x), np.float32(z)
    a, b = x * z, np.log(x)
    c, d = np.sin(b), np.exp(a)
    g = dict.fromkeys("ydef", np.float32(1))
    g["c"] = g["f"] / a
    g["b"] = g["e"] * (-a / b**2) + g["c"] * np.cos(b)
    g["a"] = g["f"] * (-c / a**2) + g["e"] / b + g["d"] * d
    g["x"] = g["b"] / x + g["a"] * z
    g["z"] = g["a"] * x
    return g


# %% mistake: differences: toolkit
def adjoints(x, z):
    v = forward_values(x, z)
    fixed = {"x": x, "z": z}

    def y(moved):
        return node_value(lecture, "y", moved)

    return {
        name: 1.0 if name == "y" else tk.numerical_gradient(lambda u: y({**fixed, name: u}), v[name]) for name in v
    }


# %% mistake: differences: two points
def adjoints(x, z):
    def y(**moved):
        at_x, at_z = x + moved.get("x", 0), z + moved.get("z", 0)
        a, b = at_x * at_z + moved.get("a", 0), np.log(at_x) + moved.get("b", 0)
        c, d, e = np.sin(b) + moved.get("c", 0), np.exp(a) + moved.get("d", 0), a / b + moved.get("e", 0)
        return d + e + c / a + moved.get("f", 0) + moved.get("y", 0)

    h = 1e-5
    best = {name: (y(**{name: h}) - y(**{name: -h})) / (2 * h) for name in "abcdefxyz"}
    wide = {name: (y(**{name: 2 * h}) - y(**{name: -2 * h})) / (4 * h) for name in best}
    return {name: best[name] + (best[name] - wide[name]) / 3 for name in best}


# %% mistake: differences: four points
def adjoints(x, z):
    at = {"x": x, "z": z}
    v = {name: node_value(lecture, name, at) for name in ("x", "z", *lecture)}
    g, h = {}, 1e-3
    for name in v:
        y = [node_value(lecture, "y", {**at, name: v[name] + k * h}) for k in (-2, -1, 1, 2)]
        g[name] = (y[0] - 8 * y[1] + 8 * y[2] - y[3]) / (12 * h)
    return g


# %% mistake: differences: relative step
def adjoints(x, z):
    at = {"x": x, "z": z}
    v = {name: node_value(lecture, name, at) for name in ("x", "z", *lecture)}

    def slope(name):
        step = 1e-3 * v[name]
        weights = {-3: -1, -2: 9, -1: -45, 1: 45, 2: -9, 3: 1}
        total = sum(w * node_value(lecture, "y", {**at, name: v[name] + k * step}) for k, w in weights.items())
        return total / (60 * step)

    return {name: slope(name) for name in v}


# %% mistake: differences: complex step
def adjoints(x, z):
    def y(**moved):
        at_x, at_z = x + moved.get("x", 0), z + moved.get("z", 0)
        a, b = at_x * at_z + moved.get("a", 0), np.log(at_x) + moved.get("b", 0)
        c, d, e = np.sin(b) + moved.get("c", 0), np.exp(a) + moved.get("d", 0), a / b + moved.get("e", 0)
        return d + e + c / a + moved.get("f", 0) + moved.get("y", 0)

    return {name: y(**{name: 1e-20j}).imag / 1e-20 for name in "abcdefxyz"}
