"""What a student reads when a hidden check got no value. Built here from a few safe words, never from their text:

hidden inputs may stand in the message of an exception, so only its kind is told, and the line that raised it.
"""

from __future__ import annotations

import builtins
from typing import Any

from autograder.outcomes import Outcome, StudentFault

_KINDS = {name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)}
_KINDS |= {"LinAlgError", "AxisError", "CellTimeout"}


def fault(name: str, reply: dict[str, Any]) -> StudentFault:
    """The fault that a reply of the student's process tells of; `name` is the function or variable asked for."""
    kind = _kind(reply.get("ename"))
    match reply.get("fault"):
        case "missing":
            return StudentFault(Outcome.ERROR, f"There is nothing named {name} in the notebook.")
        case "not callable":
            return StudentFault(Outcome.ERROR, f"{name} is not a function.")
        case "value":
            return StudentFault(Outcome.ERROR, f"{name} returned something that is not made of numbers{_of(reply)}.")
        case "raised" if kind == "NotImplementedError":
            return StudentFault(Outcome.UNANSWERED, f"{name} is not written yet.")
        case "raised" if kind == "MemoryError":
            return StudentFault(Outcome.MEMORY_LIMIT, f"{name} used up the memory{_line(reply)}.")
        case "raised" if kind in ("SystemExit", "KeyboardInterrupt"):
            return StudentFault(Outcome.DIED, f"{name} ended the process{_line(reply)}.")
        case "raised":
            article = "an" if kind[0] in "AEIOU" else "a"
            return StudentFault(Outcome.ERROR, f"{name} raised {article} {kind}{_line(reply)}.")
    return StudentFault(Outcome.TAMPERED, f"The answer of {name} was not understood.")


def _kind(name: Any) -> str:
    return name if isinstance(name, str) and name in _KINDS else "exception of its own"


def _of(reply: dict[str, Any]) -> str:
    name = reply.get("ename")
    return f" (a {name})" if isinstance(name, str) and name.isidentifier() and len(name) <= 30 else ""


def _line(reply: dict[str, Any]) -> str:
    line = reply.get("line")
    return f" in line {line} of its cell" if isinstance(line, int) and 0 < line < 100_000 else ""
