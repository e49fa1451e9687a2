"""Runs cells in IPython's shell, without a kernel protocol between, and collects their outputs as nbformat has them."""

from __future__ import annotations

import base64
import contextlib
import io
import signal
import sys
from types import FrameType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any as AnyTrait
from traitlets import Type


class CellTimeout(BaseException):
    """The time of a cell is used up. Not an Exception: `except Exception` in a loop does not catch it."""


class OutputLimit(BaseException):
    """A cell printed more than it may."""


class Outputs:
    """The outputs of the running cell, in order, up to a number of bytes."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.left = 0
        self.over = False
        self.source = ""

    def begin(self, source: str, most: int) -> None:
        """A new cell."""
        self.items, self.left, self.over, self.source = [], most, False, source

    def text(self, name: str, text: str) -> None:
        """Something was printed."""
        kept = self._charge(text)
        if self.items and self.items[-1]["output_type"] == "stream" and self.items[-1]["name"] == name:
            self.items[-1]["text"] += kept
        elif kept:
            self.items.append({"output_type": "stream", "name": name, "text": kept})
        if self.over:
            raise OutputLimit

    def show(self, kind: str, data: dict[str, Any]) -> None:
        """Something was displayed, or is the value of the last expression."""
        shown: dict[str, str] = {}
        for mime in ("text/plain", "text/html", "image/png"):
            value = data.get(mime)
            if isinstance(value, bytes):
                value = base64.b64encode(value).decode()
            if isinstance(value, str):
                shown[mime] = value if mime == "image/png" else self._charge(value)
        if shown:
            self.items.append({"output_type": kind, "data": shown})

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """An exception ended the cell."""
        item = {"output_type": "error", "ename": name, "evalue": value[:2000], "traceback": traceback[-60:]}
        self.items.append(item)

    def _charge(self, text: str) -> str:
        kept = text[: max(self.left, 0)]
        self.left -= len(text)
        self.over = self.over or self.left < 0
        return kept


class Stream(io.TextIOBase):
    """stdout or stderr of the student's code."""

    def __init__(self, name: str, outputs: Outputs) -> None:
        self._name = name
        self._outputs = outputs

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """As Jupyter's."""
        return "utf-8"

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Keep what is written."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.text(self._name, text)
        return len(text)


class _Publisher(DisplayPublisher):  # type: ignore[misc]
    outputs = AnyTrait()

    def publish(self, data: dict[str, Any], metadata: Any = None, **_: Any) -> None:
        """Called by IPython's `display`."""
        self.outputs.show("display_data", data)


class _Hook(DisplayHook):  # type: ignore[misc]
    outputs = AnyTrait()

    def quiet(self) -> bool:
        """Whether the cell ends in a semicolon: then its value is not shown."""
        return bool(self.semicolon_at_end_of_expression(self.outputs.source))

    def write_output_prompt(self) -> None:
        """No prompt."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        """Called by IPython with the value of the last expression."""
        self.outputs.show("execute_result", format_dict)

    def finish_displayhook(self) -> None:
        """Nothing to flush."""

    def log_output(self, format_dict: Any) -> None:
        """No history."""


class Shell(InteractiveShell):  # type: ignore[misc]
    """IPython's shell; every cell begins with IPython's own transformers and callbacks."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)

    def init_virtualenv(self) -> None:
        """Not inside."""

    def init_history(self) -> None:
        """In memory only."""
        self.config.HistoryManager.enabled = False
        super().init_history()

    def ask_exit(self) -> None:
        """Called by `exit` and `quit`."""
        raise SystemExit

    def enable_gui(self, gui: Any = None) -> None:
        """There is no screen."""

    def prepare(self, outputs: Outputs) -> None:
        """Remember the clean state, once."""
        self._outputs = outputs
        self.display_pub.outputs = outputs
        self.displayhook.outputs = outputs
        self._clean = (
            list(self.input_transformer_manager.cleanup_transforms),
            list(self.input_transformer_manager.line_transforms),
            list(self.input_transformer_manager.token_transformers),
            {name: list(callbacks) for name, callbacks in self.events.callbacks.items()},
        )

    def reset_hooks(self) -> None:
        """What an earlier cell registered has no say in the next one."""
        manager = self.input_transformer_manager
        cleanup, lines, tokens, callbacks = self._clean
        manager.cleanup_transforms, manager.line_transforms = list(cleanup), list(lines)
        manager.token_transformers = list(tokens)
        self.input_transformers_post = []
        self.ast_transformers = []
        self.custom_exceptions = ()
        self.events.callbacks = {name: list(known) for name, known in callbacks.items()}

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self._outputs.error(getattr(etype, "__name__", "Exception"), _safe_str(evalue), [str(line) for line in stb])


def _safe_str(value: Any) -> str:
    try:
        return str(value)
    except Exception:
        return ""


class Runner:
    """A shell and its outputs, made once in the nursery and inherited by every fork."""

    def __init__(self) -> None:
        self.outputs = Outputs()
        self.shell = Shell.instance()
        self.shell.prepare(self.outputs)
        self.plain = (sys.stdout, sys.stderr)

    @property
    def namespace(self) -> dict[str, Any]:
        """The student's names."""
        namespace: dict[str, Any] = self.shell.user_ns
        return namespace

    def run(self, source: str, seconds: float, output_bytes: int, *, figures: bool = True) -> dict[str, Any]:
        """Run one cell: {"outcome", "outputs", "ename", "evalue", "result"}."""
        self.outputs.begin(source, output_bytes)
        self.shell.reset_hooks()
        self.shell.display_formatter.formatters["image/png"].enabled = figures
        sys.stdout, sys.stderr = Stream("stdout", self.outputs), Stream("stderr", self.outputs)
        signal.signal(signal.SIGALRM, _ring)
        result: Any = None
        problem: BaseException | None = None
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            result = self.shell.run_cell(source, store_history=False)
            self._flush_figures()
        except BaseException as raised:
            problem = raised
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            sys.stdout, sys.stderr = self.plain
        if result is not None and problem is None:
            problem = result.error_before_exec or result.error_in_exec
        return self._report(problem)

    def _report(self, problem: BaseException | None) -> dict[str, Any]:
        outcome = "passed"
        if isinstance(problem, CellTimeout):
            outcome = "time"
        elif isinstance(problem, OutputLimit) or self.outputs.over:
            outcome = "output"
        elif isinstance(problem, MemoryError):
            outcome = "memory"
        elif problem is not None:
            outcome = "error"
        text = [o["data"].get("text/plain") for o in self.outputs.items if o["output_type"] == "execute_result"]
        return {
            "outcome": outcome,
            "outputs": self.outputs.items,
            "ename": type(problem).__name__ if problem is not None else "",
            "evalue": _safe_str(problem)[:500] if problem is not None else "",
            "result": text[-1] if text else None,
        }

    def _flush_figures(self) -> None:
        """What was drawn and not shown, as Jupyter does at the end of a cell."""
        backend = sys.modules.get("matplotlib_inline.backend_inline")
        if backend is not None:
            with contextlib.suppress(Exception):
                backend.flush_figures()


def _ring(signum: int, frame: FrameType | None) -> None:
    raise CellTimeout("the time of this cell is used up")


def load(packages: list[str]) -> Runner:
    """The runner, with all that is slow to import in memory."""
    runner = Runner()
    for package in packages:
        with contextlib.suppress(ImportError):
            __import__(package)
    if "matplotlib" in sys.modules:
        from matplotlib import pyplot  # noqa: PLC0415
        from matplotlib_inline import backend_inline  # noqa: PLC0415

        pyplot.switch_backend("module://matplotlib_inline.backend_inline")
        backend_inline.configure_inline_support(runner.shell, "module://matplotlib_inline.backend_inline")
        figure = pyplot.figure(figsize=(0.5, 0.5))
        figure.text(0, 0, "$x$")
        figure.savefig(io.BytesIO())
        pyplot.close("all")
        runner.shell.prepare(runner.outputs)
    return runner
