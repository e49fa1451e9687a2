"""What a student's process says about a cell, checked field by field; whatever else it sends is dropped."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

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
PNG = b"\x89PNG\r\n\x1a\n"
MAX_OUTPUTS = 600
MAX_PICTURE_BYTES = 16 << 20
MAX_LINE = 4_000


def execution(reply: dict[str, Any], limits: Limits) -> Execution:
    """The Execution that a reply describes; `WireError` if it describes none."""
    word, outputs, text = reply.get("outcome"), reply.get("outputs"), reply.get("result_text")
    if not isinstance(word, str) or word not in OUTCOMES or not isinstance(outputs, list):
        raise WireError("no execution")
    if len(outputs) > MAX_OUTPUTS or not (text is None or isinstance(text, str)):
        raise WireError("no outputs")
    checked = tuple(o for o in (_output(x, limits) for x in outputs) if o is not None)
    outcome = OUTCOMES[word]
    return Execution(outcome, checked, message(outcome, checked, limits), True, text)


def message(outcome: Outcome, outputs: tuple[dict[str, Any], ...], limits: Limits) -> str:
    """One sentence about a cell that did not run to its end."""
    if outcome is Outcome.OUTPUT_LIMIT:
        return f"The cell printed more than {messages.megabytes(limits.output_bytes)}."
    if outcome is Outcome.MEMORY_LIMIT:
        return f"The cell needs more than {messages.megabytes(limits.memory_bytes)} of memory."
    if outcome is not Outcome.ERROR:
        return ""
    last = next((o for o in reversed(outputs) if o["output_type"] == "error"), None)
    if last is None:
        return "The cell stopped with an error."
    if last["ename"] == "RecursionError":
        return f"The cell raised RecursionError{TOO_DEEP}"
    text = last["evalue"].strip().partition("\n")[0][:300]
    return f"The cell raised {last['ename']}{': ' + text if text else ''}"


def _output(x: Any, limits: Limits) -> dict[str, Any] | None:
    if not isinstance(x, dict):
        raise WireError("no output")
    kind = x.get("output_type")
    if kind == "stream":
        name = "stderr" if x.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": _text(x.get("text"), limits.output_bytes)}
    if kind == "error":
        return _error(x, limits)
    if kind in ("display_data", "execute_result"):
        return _display(x, str(kind), limits)
    raise WireError("no kind of output")


def _error(x: dict[str, Any], limits: Limits) -> dict[str, Any]:
    lines = x.get("traceback")
    if not isinstance(lines, list) or len(lines) > 50:
        raise WireError("no traceback")
    return {
        "output_type": "error",
        "ename": _text(x.get("ename"), 200),
        "evalue": _text(x.get("evalue"), MAX_LINE),
        "traceback": [_text(line, 16 * MAX_LINE) for line in lines],
    }


def _display(x: dict[str, Any], kind: str, limits: Limits) -> dict[str, Any] | None:
    bundle = x.get("data")
    if not isinstance(bundle, dict):
        raise WireError("no data")
    data: dict[str, str] = {}
    for mime in ("text/plain", "text/html"):
        if mime in bundle:
            data[mime] = _text(bundle[mime], limits.output_bytes)
    picture = bundle.get("image/png")
    if isinstance(picture, np.ndarray) and picture.dtype == np.uint8 and picture.nbytes <= MAX_PICTURE_BYTES:
        raw = picture.tobytes()
        if raw.startswith(PNG):
            data["image/png"] = base64.b64encode(raw).decode("ascii")
    if not data:
        return None
    output: dict[str, Any] = {"output_type": kind, "data": data, "metadata": {}}
    if kind == "execute_result":
        count = x.get("execution_count")
        output["execution_count"] = count if type(count) is int and 0 <= count < 1 << 31 else None
    return output


def _text(x: Any, most: int) -> str:
    if not isinstance(x, str):
        raise WireError("no text")
    return x[:most]
