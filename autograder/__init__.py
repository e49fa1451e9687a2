"""A grading engine for notebooks, over nbgrader.

The road of a submission, in the order in which the packages are entered::

    course -> intake -> session -> sandbox | judge -> record -> gradebook -> feedback

`batch` drives many submissions along that road, `cli` is the command line. ARCHITECTURE.md draws it.
"""

import sys
from typing import Any

__version__ = "0.2.0"

#: nbformat loads jsonschema, which compiles a grammar of internationalised addresses for longer than all else takes
#: that a command loads. No schema of a notebook has such an address.
_modules: dict[str, Any] = sys.modules
_modules.setdefault("rfc3987_syntax", None)
