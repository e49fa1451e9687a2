"""Puts back what student code may have replaced in the machinery that runs the next cell.

A student's process is the student's: whoever looks for it finds another way to bend it. Hidden checks are therefore
decided outside. The guard keeps the honest outputs honest: a cell runs as it was sent, whatever an earlier one set.
"""

from __future__ import annotations

import ast
import builtins
import codeop
import contextlib
import io
import linecache
import os
import signal
import socket
import sys
import traceback
from typing import Any

from IPython.core import compilerop, displayhook, displaypub, events, inputtransformer2, interactiveshell

CLASSES: tuple[type, ...] = (
    interactiveshell.InteractiveShell, interactiveshell.ExecutionResult, interactiveshell.ExecutionInfo,
    inputtransformer2.TransformerManager, compilerop.CachingCompiler, codeop.Compile, displayhook.DisplayHook,
    displaypub.DisplayPublisher, events.EventManager, ast.NodeTransformer, ast.NodeVisitor, io.TextIOBase,
    socket.socket,
)  # fmt: skip
MODULES: tuple[Any, ...] = (
    interactiveshell, inputtransformer2, compilerop, codeop, ast, events, linecache, traceback, socket, os, signal,
)  # fmt: skip
BUILTINS = ("compile", "exec", "eval", "isinstance", "type", "len", "str", "getattr", "setattr", "hasattr", "dict",
            "list", "tuple", "int", "float", "bool", "bytes", "iter", "next", "super", "property", "print", "open",
            "range", "enumerate", "zip", "map", "min", "max", "sorted", "any", "all", "__import__",
            "__build_class__", "input", "Exception", "BaseException")  # fmt: skip


class Guard:
    """The machinery as it was before the first cell."""

    def __init__(self, *classes: type) -> None:
        self._classes = [(cls, dict(vars(cls))) for cls in (*CLASSES, *classes)]
        self._modules = [(module, dict(vars(module))) for module in MODULES]
        self._builtins = {name: getattr(builtins, name) for name in BUILTINS}
        self._recursion = sys.getrecursionlimit()
        self._setattr = type.__setattr__

    def restore(self) -> None:
        """Put back every attribute that was replaced or removed, remove what was added to classes."""
        vars(builtins).update(self._builtins)
        for cls, attributes in self._classes:
            now = cls.__dict__
            for name, value in attributes.items():
                if now.get(name) is not value and name not in ("__dict__", "__weakref__", "__doc__"):
                    self._setattr(cls, name, value)
            for name in [name for name in now if name not in attributes]:
                with contextlib.suppress(TypeError, AttributeError):
                    type.__delattr__(cls, name)
        for module, attributes in self._modules:
            now = vars(module)
            for name, value in attributes.items():
                if now.get(name) is not value and not name.startswith("__"):
                    now[name] = value
        sys.settrace(None)
        sys.setprofile(None)
        if sys.getrecursionlimit() < self._recursion:  # a higher one is an answer's own: its functions count on it
            sys.setrecursionlimit(self._recursion)
