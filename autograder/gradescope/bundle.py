"""Writes autograder.zip: what Gradescope builds its container from. The same course gives the same bytes."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import msgspec

from autograder.files import write_atomically
from autograder.gradescope.carried import NAME, Carried
from autograder.gradescope.pins import Pins

SCRIPTS = ("setup.sh", "run_autograder")
_CLOCK = (1980, 1, 1, 0, 0, 0)
_PASSED_OVER = {"__pycache__", ".ipynb_checkpoints"}


def write_bundle(place: Path, carried: Carried, pins: Pins) -> int:
    """Write the zip; its size in bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in sorted(_members(carried, pins)):
            info = zipfile.ZipInfo(name, _CLOCK)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | (0o700 if name in SCRIPTS else 0o600)) << 16
            bundle.writestr(info, data)
    write_atomically(place, content.getvalue(), mode=0o600)
    return len(content.getvalue())


def _members(carried: Carried, pins: Pins) -> Iterator[tuple[str, bytes]]:
    for name in SCRIPTS:
        yield name, files("autograder.gradescope").joinpath("templates", name).read_bytes()
    yield NAME, msgspec.json.encode(carried)
    yield "requirements.lock", pins.locked.encode()
    yield "requirements-further.txt", "".join(f"{line}\n" for line in pins.further).encode()
    for name, place in pins.own.items():
        if place.is_file():
            yield f"engine/{place.name}", place.read_bytes()
            continue
        for path in place.rglob("*"):
            if path.is_file() and _PASSED_OVER.isdisjoint(path.parts):
                yield f"engine/{name}/{path.relative_to(place).as_posix()}", path.read_bytes()
