"""Keeps masters: .autograder/masters/<assignment>/<notebook>.json, for as long as nothing that shapes them changes."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from autograder.course.master import Master
from autograder.course.secret import prepare_state
from autograder.errors import AutograderError
from autograder.files import write_below

#: What makes a master, besides the code of this package.
MAKERS = ("nbgrader", "nbformat", "nbconvert", "traitlets", "markdown-it-py", "ipython")
#: Sections of the configuration that say nothing of what students get.
_NOT_OF_MASTERS = ("Autograder", "CourseDirectory", "Autograde", "AssignLatePenalties", "Exchange")
#: Options of any section that are functions; what they change is in the files.
_HOOKS = ("pre_convert_hook", "post_convert_hook")


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of a file."""

    key: str
    """Digest of all that the master is a function of."""
    sha256: str
    """Digest of the key and the master."""
    master: msgspec.Raw
    """The master without its companion files."""


def key_of(source: bytes, files: Mapping[str, bytes], beside: Mapping[str, bytes], config: Config) -> str | None:
    """The key of a notebook's master; None where the configuration holds what no digest can be made of.

    `files`: the companions, `beside`: header, footer, templates of tests.
    """
    sections = {
        name: {option: value for option, value in given.items() if option not in _HOOKS}
        for name, given in config.items()
        if given and name not in _NOT_OF_MASTERS
    }
    try:
        configured = json.dumps(sections, sort_keys=True, default=_plain)
    except (TypeError, ValueError):
        return None
    digest = hashlib.sha256(f"{_makers()}\0{configured}".encode())
    for name, content in (("", source), *sorted(files.items()), *sorted(beside.items())):
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def kept(state: Path, place: str, key: str | None, files: Mapping[str, bytes], make: Callable[[], Master]) -> Master:
    """The master that is kept under this very key, else the one that is made now, and kept if that can be.

    `place`: assignment/notebook.
    """
    path = state / "masters" / f"{place}.json"
    found = None if key is None else _read(path, key, files)
    if found is not None:
        return found
    master = make()
    if key is not None:
        with suppress(OSError, AutograderError, ValueError, OverflowError):  # it is made anew each time, then
            content = _written(key, master)
            if _decoded(content, key, files) == master:  # a number that JSON lacks would come back as another
                prepare_state(state)
                write_below(state, path, content)
    return master


def _read(path: Path, key: str, files: Mapping[str, bytes]) -> Master | None:
    """The master in a file; None where there is none under this key, or the file is not as it was written."""
    try:
        return _decoded(path.read_bytes(), key, files)
    except (OSError, ValueError):  # msgspec's errors are ValueErrors
        return None


def _decoded(content: bytes, key: str, files: Mapping[str, bytes]) -> Master | None:
    found = msgspec.json.decode(content, type=Kept)
    if found.key != key or found.sha256 != _digest(key, bytes(found.master)):
        return None
    fields = msgspec.json.decode(found.master)
    return msgspec.convert({**fields, "files": files}, Master, builtin_types=(bytes,))


def _written(key: str, master: Master) -> bytes:
    fields = {name: getattr(master, name) for name in master.__dataclass_fields__ if name != "files"}
    content = msgspec.json.encode(fields)
    return msgspec.json.encode(Kept(key, _digest(key, content), msgspec.Raw(content)))


def _digest(key: str, content: bytes) -> str:
    return hashlib.sha256(key.encode() + content).hexdigest()


def _plain(value: Any) -> Any:
    """A value of the configuration that JSON does not know."""
    if isinstance(value, LazyConfigValue):
        return value.to_dict()
    if isinstance(value, Path):
        return str(value)
    raise TypeError


@functools.cache
def _makers() -> str:
    """Versions, and the code of this package, by which masters are made."""
    versions = {name: importlib.metadata.version(name) for name in MAKERS}
    code = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in Path(__file__).parent.glob("*.py")}
    return json.dumps([platform.python_version(), versions, code], sort_keys=True)
