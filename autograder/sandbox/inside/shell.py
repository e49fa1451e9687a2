"""The student's interpreter: IPython's shell without a kernel around it, one cell at a time."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import warnings
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.events import EventManager, available_events
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from .capture import Hook, OutputLimit, Publisher, Record, Stream
from .guard import Guard
from .tracebacks import Cells, error_output


class StudentShell(InteractiveShell):  # type: ignore[misc]
    """IPython's shell whose outputs are collected and whose `exit` is an error of the cell."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)

    def init_io(self) -> None:
        """Nothing: the streams are set per cell. Called by IPython while it starts."""

    def enable_gui(self, gui: Any = None) -> None:
        """Nothing: figures are shown inline. Called by `%matplotlib`."""

    def ask_exit(self) -> None:
        """Called by `exit()` and `quit()`."""
        raise SystemExit

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: `CellRunner` writes the traceback from the result. Called by IPython after an error."""

    showsyntaxerror = _showtraceback = showtraceback


def cell_name(number: int) -> str:
    """The file name under which a cell is compiled; warnings and tracebacks show it."""
    return f"<cell {number}>"


class CellCompiler(CachingCompiler):  # type: ignore[misc]
    """Compiles cells under names that hold no path of this machine."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """The name of a cell. Called by IPython for every cell that runs."""
        return cell_name(number)


class CellRunner:
    """Runs cells in one shell and puts its machinery back in order before each."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "NoColor"
        config.InteractiveShell.banner1 = ""
        warnings.filterwarnings("ignore", message="To exit: use")
        self.shell = StudentShell.instance(config=config)
        self.stdout, self.stderr = Stream("stdout"), Stream("stderr")
        self.cells = Cells()
        self.running = False
        self._stdin: io.TextIOWrapper | None = None
        self._figures = _inline_figures(self.shell)
        self._publisher, self._hook = self.shell.display_pub, self.shell.displayhook
        self._formatter = self.shell.display_formatter
        self.shell.compile = self._compile = CellCompiler()
        self.open_input()
        self._guard = Guard(StudentShell, CellCompiler, Publisher, Hook, Stream, Record)

    def open_input(self) -> None:
        """An empty standard input: `input()` raises EOFError."""
        if self._stdin is not None:  # its number may belong to another file by now: it is not to be closed later
            with contextlib.suppress(OSError):
                self._stdin.close()
        self._stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 -- stays open

    def forget(self) -> None:
        """An empty namespace and In[1] next: what a fresh notebook starts with."""
        self.shell.reset(new_session=True)
        self.shell.execution_count = 1
        self.cells.number.clear()

    def run(self, source: str, output_bytes: int) -> None:
        """Run a cell of ours, which shows nothing to anybody."""
        self.run_into(Record(output_bytes), source)

    def run_into(self, record: Record, source: str, *, figures: bool = True) -> str:
        """Run one cell as it was sent and record what it shows; the word for how it ended. Never raises."""
        home = os.getpid()
        self.restore()
        self.attach(record)
        self._render(figures)
        outcome, error = "passed", None
        try:
            self.running = True
            outcome, error = self._run(source)
        except BaseException as escaped:  # an interrupt between two statements of IPython's
            outcome, error = "error", escaped
        finally:
            self.running = False
        if os.getpid() != home:  # a child that a cell forked came back here: it has nothing to say
            os._exit(0)
        return self._finish(record, outcome, error)

    def _run(self, source: str) -> tuple[str, BaseException | None]:
        shell = self.shell
        self.cells.number[cell_name(shell.execution_count)] = shell.execution_count
        result = shell.run_cell(source, store_history=True, silent=False)
        error = result.error_before_exec or result.error_in_exec
        if error is None:
            return "passed", None
        return ("memory" if isinstance(error, MemoryError) else "error"), error

    def _finish(self, record: Record, outcome: str, error: BaseException | None) -> str:
        self.attach(None)
        record.flush()
        if error is not None and not isinstance(error, OutputLimit):
            try:
                record.outputs.append(error_output(self.cells, error))
            except Exception:
                name = type(error).__name__
                bare = {"output_type": "error", "ename": name, "evalue": "", "traceback": [name]}
                record.outputs.append(bare)
        return "output" if record.exceeded else outcome

    def attach(self, record: Record | None) -> None:
        """Let streams and displays write into a record, or nowhere."""
        self.stdout.record = self.stderr.record = record
        self._publisher.record = self._hook.record = record

    def restore(self) -> None:
        """Put the machinery back as it was before the first cell; the student's namespace stays.

        In a fork this would copy every page that holds a piece of it: do it before, where it is in place.
        """
        self._guard.restore()
        signal.signal(signal.SIGINT, self._interrupt)
        shell = self.shell
        shell.__dict__.pop("run_cell", None)
        for name in [n for n in vars(shell) if hasattr(StudentShell, n) and callable(getattr(StudentShell, n))]:
            vars(shell).pop(name, None)
        shell.input_transformer_manager = TransformerManager()
        shell.input_transformers_post.clear()
        shell.ast_transformers = []
        shell.custom_exceptions, shell.CustomTB = (), None
        shell.compile = self._compile
        shell.display_pub, shell.displayhook = self._publisher, self._hook
        shell.display_formatter = self._formatter
        shell.events = EventManager(shell, available_events)
        shell.events.register("post_execute", self._figures)
        shell.builtin_trap._nested_level = 0
        sys.stdin = self._stdin
        sys.stdout = sys.__stdout__ = self.stdout  # type: ignore[misc,assignment]
        sys.stderr = sys.__stderr__ = self.stderr  # type: ignore[misc,assignment]

    def _render(self, figures: bool) -> None:
        """Render figures at the end of the cell, or close them unseen: rendering is most of a notebook's time."""
        self.shell.display_formatter.formatters["image/png"].enabled = figures
        if not figures:
            self.shell.events.unregister("post_execute", self._figures)
            self.shell.events.register("post_execute", _close_figures)

    def _interrupt(self, *_: Any) -> None:
        if self.running:
            raise KeyboardInterrupt


def _close_figures() -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


def _inline_figures(shell: InteractiveShell) -> Any:
    """Show figures as PNG at the end of a cell, as `%matplotlib inline` does; nothing without matplotlib."""
    try:
        import matplotlib  # noqa: PLC0415 -- a student's environment may lack it
        from matplotlib_inline import backend_inline  # noqa: PLC0415
    except ImportError:
        return lambda: None
    matplotlib.use("module://matplotlib_inline.backend_inline")
    backend_inline.configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
    matplotlib.interactive(True)
    return backend_inline.flush_figures
