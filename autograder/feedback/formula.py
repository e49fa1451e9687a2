"""LaTeX formulas as MathML, which browsers set and screen readers speak without any script."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from latex2mathml.converter import convert
from markupsafe import Markup, escape

LONGEST = 2000
_ELEMENTS = """
math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover
mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts mprescripts none
"""
ELEMENTS = frozenset(_ELEMENTS.split())
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
ALIGNED = re.compile(r"\\(begin|end)\{(aligned|align\*?|split|gathered)\}")


def to_mathml(latex: str, *, display: bool = False) -> Markup:
    """MathML of a formula; where the converter knows not every command, the LaTeX itself as code."""
    return Markup(_converted(latex.strip(), display) or f'<code class="latex">{escape(latex.strip())}</code>')


def _converted(latex: str, display: bool) -> str:
    """The formula's MathML if it is well-formed, of MathML's own elements alone and complete; else ""."""
    if not latex or len(latex) > LONGEST:
        return ""
    try:
        markup = str(convert(_with_columns(latex), display="block" if display else "inline"))
        tree = ET.fromstring(markup)
    except Exception:  # the converter fails in many ways on what it does not know
        return ""
    return "" if any(map(_is_foreign, tree.iter())) else markup


def _with_columns(latex: str) -> str:
    """Aligned equations written as the table that they are, which the converter knows."""
    return ALIGNED.sub(lambda m: r"\begin{array}{rl}" if m[1] == "begin" else r"\end{array}", latex)


def _is_foreign(element: ET.Element) -> bool:
    name = element.tag.removeprefix(NAMESPACE)
    return name not in ELEMENTS or "\\" in (element.text or "") or "href" in element.attrib
