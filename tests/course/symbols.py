"""The symbols of the lecture, and the few that an assignment adds: what formulas in the notebooks may use."""

from __future__ import annotations

import re
from collections.abc import Iterator

LECTURE = {
    "x": "features, a vector, an input", "z": "an input of the running example", "y": "target, output of a function",
    "a": "unit of the layer below; a node", "b": "unit; a node", "c": "unit of the layer above; a node",
    "d": "layer size; differential; a node", "e": "a node; the number", "f": "a function; a node",
    "g": "adjoint; outer function of the poll", "h": "inner function of the poll; step size", "u": "inner variable",
    "s": "pre-activation", "o": "output of a unit", "w": "a weight", "W": "weight matrix", "G": "gradient of the loss",
    "X": "a matrix; the data", "Y": "a matrix; the targets", "D": "the data set", "R": "the real numbers",
    "l": "layer", "L": "last layer", "n": "example", "N": "number of examples, size", "t": "count of steps",
    "P": "size of x", "Q": "columns of X", "K": "size of u, number of classes", "M": "rows of Y",
    "i": "index", "j": "index", "k": "index", "p": "index; probability",
    "A": "option of the poll; a matrix", "B": "option", "C": "option", "E": "option", "F": "option",
    r"\delta": "sensitivity", r"\theta": "activation", r"\ell": "loss", r"\eta": "learning rate",
    r"\lambda": "weight of the regulariser", r"\alpha": "parameter of an activation", r"\Phi": "normal distribution",
}  # fmt: skip
#: What an assignment needs beyond the lecture, and says what it is where it uses it.
ADDED: dict[str, dict[str, str]] = {
    "03-matrix-calculus": {"q": "index of the columns of X"},
    "05-activations": {r"\pi": "the number, in the normal density"},
    "06-backpropagation": {"V": "weights of a random network"},
    "07-finite-differences": {"r": "distance of a point from a kink, in steps"},
    "09-differentiability": {
        "v": "a direction",
        r"\mu": "mean of a drawn weight",
        r"\tau": "its standard deviation",
        r"\varepsilon": "a standard normal draw",
    },
}
SIGNS = r"""
    \frac \dfrac \tfrac \partial \sum \prod \cdot \times \odot \top \sqrt \int \mathrm \mathbb \mathcal \text
    \ln \log \exp \sin \cos \tanh \max \min \arg \lim \dots \ldots \cdots \vdots \quad \qquad \begin \end \left \right
    \big \Big \bigl \bigr \Bigl \Bigr \bigg \le \leq \ge \geq \ne \neq \approx \in \to \infty \pm \lVert \rVert \lvert
    \rvert \Vert \mid \operatorname \mapsto \leftarrow \Rightarrow \colon \underbrace \overbrace \lfloor \rfloor
    \lceil \rceil \land \lor \notin \subset \setminus \ll \gg \sim \propto \circ \prime \displaystyle \textstyle
    \rightarrow \longrightarrow \nabla \boxed \emptyset
"""


def used(markdown: str) -> Iterator[str]:
    """The letters and commands in the formulas of a text."""
    text = re.sub(r"(?s)```.*?```|`[^`\n]*`", "", markdown)
    for pair in re.findall(r"(?s)\$\$(.+?)\$\$|\$(.+?)\$", text):
        formula = re.sub(r"\\(text|mathrm|operatorname|begin|end)\s*\{[^}]*\}", "", "".join(pair))
        yield from re.findall(r"\\[a-zA-Z]+|[a-zA-Z]", formula)


def unknown(markdown: str, assignment: str) -> set[str]:
    """What a text uses and neither the lecture nor the assignment has."""
    return set(used(markdown)) - set(SIGNS.split()) - set(LECTURE) - set(ADDED.get(assignment, {}))
