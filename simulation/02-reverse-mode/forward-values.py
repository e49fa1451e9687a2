# %% right: with the math module
from math import exp, log, sin


def forward_values(x, z):
    a, b = x * z, log(x)
    c, d, e = sin(b), exp(a), a / b
    f = c / a
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "y": d + e + f, "x": x, "z": z}


# %% right: by the graph
def forward_values(x, z):
    known = {"x": x, "z": z}
    for name in lecture:
        known[name] = node_value(lecture, name, known)
    return known


# %% right: the terms written out, and a note kept with them
def forward_values(x, z):
    d, e, f = np.exp(x * z), x * z / np.log(x), np.sin(np.log(x)) / (x * z)
    return dict(x=x, z=z, a=np.array(x * z), b=np.log(x), c=f * x * z, d=d, e=[e], f=f, y=sum((d, e, f)), ln2=np.log(2))


# %% right: a class that remembers
class Values(dict):
    def keep(self, name, value):
        self[name] = value
        return value


def forward_values(x, z):
    v = Values()
    v.keep("x", x), v.keep("z", z)
    a, b = v.keep("a", z * x), v.keep("b", np.log(x))
    v.keep("y", v.keep("f", v.keep("c", np.sin(b)) / a) + v.keep("d", np.exp(a)) + v.keep("e", a / b))
    return v


# %% right: a loop over lines of text
def forward_values(x, z):
    v = {"x": x, "z": z}
    lines = "a = x * z; b = np.log(x); c = np.sin(b); d = np.exp(a); e = a / b; f = c / a; y = d + e + f"
    for line in lines.split(";"):
        name, formula = line.split("=")
        v[name.strip()] = eval(formula.strip(), {"np": np}, v)
    return v


# %% mistake 236: logarithm to base 10
def forward_values(x, z):
    a, b = x * z, np.log10(x)
    c, d, e = np.sin(b), np.exp(a), a / b
    return {"x": x, "z": z, "a": a, "b": b, "c": c, "d": d, "e": e, "f": c / a, "y": d + e + c / a}


# %% mistake 237: e upside down [parts: 2]
def forward_values(x, z):
    a, b = x * z, np.log(x)
    c, d, e = np.sin(b), np.exp(a), b / a
    return {"x": x, "z": z, "a": a, "b": b, "c": c, "d": d, "e": e, "f": c / a, "y": d + e + c / a}


# %% mistake 237: f upside down [parts: 2]
def forward_values(x, z):
    a, b = x * z, np.log(x)
    c, d, e = np.sin(b), np.exp(a), a / b
    return {"x": x, "z": z, "a": a, "b": b, "c": c, "d": d, "e": e, "f": a / c, "y": d + e + a / c}


# %% mistake 238: a term of y forgotten [parts: 2]
def forward_values(x, z):
    a, b = x * z, np.log(x)
    c, d, e = np.sin(b), np.exp(a), a / b
    return {"x": x, "z": z, "a": a, "b": b, "c": c, "d": d, "e": e, "f": c / a, "y": d + e}


# %% mistake 239: the sine of x
def forward_values(x, z):
    a, b = x * z, np.log(x)
    c, d, e = np.sin(x), np.exp(a), a / b
    return {"x": x, "z": z, "a": a, "b": b, "c": c, "d": d, "e": e, "f": c / a, "y": d + e + c / a}


# %% mistake: the inputs are left out [parts: 1]
def forward_values(x, z):
    a, b = x * z, np.log(x)
    c, d, e = np.sin(b), np.exp(a), a / b
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": c / a, "y": d + e + c / a}


# %% mistake: the numbers at (2, 3) typed in
def forward_values(x, z):
    return {"x": 2, "z": 3, "a": 6, "b": 0.693147180559945, "c": 0.638961276313635, "d": 403.428793492735,
            "e": 8.65617024533378, "f": 0.106493546052272, "y": 412.191457284121}


# %% mistake: rounded to four digits
def forward_values(x, z):
    a, b = x * z, np.log(x)
    c, d, e = np.sin(b), np.exp(a), a / b
    v = {"x": x, "z": z, "a": a, "b": b, "c": c, "d": d, "e": e, "f": c / a, "y": d + e + c / a}
    return {name: round(float(v[name]), 4) for name in v}


# %% mistake: a list of the values
def forward_values(x, z):
    a, b = x * z, np.log(x)
    c, d, e = np.sin(b), np.exp(a), a / b
    return [x, z, a, b, c, d, e, c / a, d + e + c / a]


# %% mistake: in single precision
def forward_values(x, z):
    x, z = np.float32(x), np.float32(z)
    v = {"x": x, "z": z, "a": x * z, "b": np.log(x)}
    v["c"], v["d"], v["e"] = np.sin(v["b"]), np.exp(v["a"]), v["a"] / v["b"]
    v["f"] = v["c"] / v["a"]
    return {**v, "y": v["d"] + v["e"] + v["f"]}
