"""What is kept beside the code that runs inside, since that may not write there: its byte code and a list of fonts.

Where this user may not write there either, nothing is kept, and every nursery takes longer to start.
"""

from __future__ import annotations

import compileall
import contextlib
import re
import sys
from pathlib import Path
from typing import Any

from autograder.files import write_atomically

INSIDE = Path(__file__).parent / "inside"
_FONTS = re.compile(r"matplotlib-[\w.+]{1,40}-fontlist-[\w.]{1,40}\.json")
_MOST_BYTES = 1 << 20


def compile_inside() -> None:
    """Compile the code that runs inside, unless that was done."""
    if not sys.dont_write_bytecode:
        compileall.compile_dir(INSIDE, quiet=2)


def keep_fonts(lists: Any) -> None:
    """Keep the lists of fonts that a nursery made, by name, for the ones that start after it."""
    if sys.dont_write_bytecode or type(lists) is not dict:
        return
    for name, text in lists.items():
        if type(name) is type(text) is str and len(text) <= _MOST_BYTES and _FONTS.fullmatch(name):
            with contextlib.suppress(OSError):
                write_atomically(INSIDE / "__pycache__" / name, text)
