"""What a student's process says about a cell, checked field by field; whatever else it sends is dropped."""

from __future__ import annotations

from typing import Any

from autograder.kernel import outputs
from autograder.kernel.protocol import Execution, Limits
from autograder.outcomes import TOO_DEEP, Outcome
from autograder.sandbox import messages
from autograder.sandbox.inside.wire import WireError

OUTCOMES = {
    "passed": Outcome.PASSED,
    "error": Outcome.ERROR,
    "output": Outcome.OUTPUT_LIMIT,
    "memory": Outcome.MEMORY_LIMIT,
}


def execution(reply: dict[str, Any], limits: Limits) -> Execution:
    """The Execution that a reply describes; `WireError` if it describes none."""
    word, shown, text = reply.get("outcome"), reply.get("outputs"), reply.get("result_text")
    outcome = OUTCOMES.get(messages.text_of(word))
    if outcome is None or not isinstance(shown, list) or not (text is None or isinstance(text, str)):
        raise WireError("no execution")
    checked = tuple(outputs.cleaned(shown, limits.notebook_output_bytes))
    result = None if text is None else outputs.plain(text)
    return Execution(outcome, checked, message(outcome, checked, limits), True, result)


def message(outcome: Outcome, shown: tuple[dict[str, Any], ...], limits: Limits) -> str:
    """One sentence about a cell that did not run to its end."""
    if outcome is Outcome.OUTPUT_LIMIT:
        most = messages.megabytes(limits.output_bytes)
        return f"The cell prints more than {most}, or shows too many or too large outputs."
    if outcome is Outcome.MEMORY_LIMIT:
        return f"The cell needs more than {messages.megabytes(limits.memory_bytes)} of memory."
    if outcome is not Outcome.ERROR:
        return ""
    last = next((o for o in reversed(shown) if o["output_type"] == "error"), None)
    if last is None:
        return "The cell stopped with an error."
    if last["ename"] == "RecursionError":
        return f"The cell raised RecursionError{TOO_DEEP}"
    text = last["evalue"].strip().partition("\n")[0][:300]
    return f"The cell raised {last['ename'][:200]}{': ' + text if text else ''}"
