"""What a cell shows: text streams, displayed objects, the value of the last expression, as nbformat outputs.

Pictures travel as arrays of bytes: the trusted side checks them and writes base64 itself.
"""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any

import numpy as np
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

KINDS = ("text/plain", "text/html", "image/png")


class OutputLimit(BaseException):
    """A cell printed more than it may; no `Exception`, so that a student's `except Exception` does not swallow it."""


class Record:
    """The outputs of one cell, in order, and what is left of its allowance."""

    def __init__(self, output_bytes: int, most_outputs: int = 1000, picture_bytes: int = 1 << 20) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.left = output_bytes
        self.most_outputs = most_outputs
        self.pictures_left = picture_bytes
        self.exceeded = False
        self._parts: list[str] = []
        self._stream = ""
        self._clear_next = False
        self.result_text: str | None = None

    def stream(self, name: str, text: str) -> None:
        """Append printed text; `OutputLimit` beyond the allowance."""
        size = len(text.encode("utf-8", "replace"))
        if size > self.left or self.exceeded:
            text, self.exceeded = text[: max(self.left, 0)], True
        self.left -= size
        if name != self._stream:
            self.flush()
            self._stream = name
        if text:
            self._before_output()
            self._parts.append(text)
        if self.exceeded:
            self.left = 0
            raise OutputLimit

    def flush(self) -> None:
        """Close the stream output that is open."""
        if self._parts:
            self.outputs.append({"output_type": "stream", "name": self._stream, "text": "".join(self._parts)})
        self._parts, self._stream = [], ""

    def clear(self, wait: bool) -> None:
        """Forget what was shown: now, or when the next output comes."""
        if wait:
            self._clear_next = True
            return
        self.outputs.clear()
        self._parts, self._stream, self._clear_next = [], "", False

    def show(self, kind: str, data: dict[str, Any], count: int | None = None) -> None:
        """Append a display_data or execute_result output; kinds of data that no page shows are left out."""
        if not (kept := self._kept(data)):
            return
        self._before_output()
        self.flush()
        if len(self.outputs) >= self.most_outputs:
            self.exceeded = True
        if self.exceeded:
            raise OutputLimit
        output: dict[str, Any] = {"output_type": kind, "data": kept, "metadata": {}}
        if kind == "execute_result":
            output["execution_count"] = count
            self.result_text = kept.get("text/plain")
        self.outputs.append(output)

    def _before_output(self) -> None:
        if self._clear_next:
            self.clear(wait=False)

    def _kept(self, data: dict[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for kind in KINDS:
            value = data.get(kind)
            if kind == "image/png" and isinstance(value, str | bytes):
                picture = _picture(value)
                self.pictures_left -= len(picture)
                kept[kind] = np.frombuffer(picture, np.uint8)
            elif isinstance(value, str):
                self.left -= len(value.encode("utf-8", "replace"))
                kept[kind] = value
        if self.left < 0 or self.pictures_left < 0:
            self.left, self.exceeded = max(self.left, 0), True
            raise OutputLimit
        return kept


def _picture(value: str | bytes) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return base64.b64decode(value)
    except (binascii.Error, ValueError):
        return b""


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a cell."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, name: str) -> None:
        self.name = name
        self.record: Record | None = None

    def writable(self) -> bool:
        """Yes."""
        return True

    def isatty(self) -> bool:
        """No: colours and progress bars are for terminals."""
        return False

    def write(self, text: str) -> int:
        """Append to the running cell's outputs; outside a cell, nowhere."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.record is not None:
            self.record.stream(self.name, text)
        return len(text)


class Publisher(DisplayPublisher):  # type: ignore[misc]
    """What `display()` reaches."""

    record: Record | None = None

    def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
        """Record one displayed object. Called by IPython's display functions."""
        if self.record is not None and isinstance(data, dict):
            self.record.show("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        """Forget what was shown. Called by `IPython.display.clear_output`."""
        if self.record is not None:
            self.record.clear(bool(wait))


class Hook(DisplayHook):  # type: ignore[misc]
    """What the value of a cell's last expression reaches."""

    record: Record | None = None

    def write_output_prompt(self) -> None:
        """Nothing. Called by IPython before the value is shown."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Record the value. Called by IPython with the value's representations."""
        if self.record is not None and isinstance(format_dict, dict):
            self.record.show("execute_result", format_dict, self.prompt_count)

    def finish_displayhook(self) -> None:
        """Nothing to flush. Called by IPython at the end."""
        self._is_active = False
