"""Matplotlib's list of fonts: made at its first start, and kept beside this code, as byte code is.

Without it every nursery would read all of matplotlib's fonts again. Nothing here needs matplotlib to be installed.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

KEPT = Path(__file__).parent / "__pycache__"
_LIST = "fontlist-*.json"


def put_back() -> None:
    """Give matplotlib the list that was kept for its version, if one was; else it makes one."""
    for path in KEPT.glob(f"{_prefix()}{_LIST}"):
        with contextlib.suppress(OSError):
            shutil.copyfile(path, _cache() / path.name.removeprefix(_prefix()))


def to_keep() -> dict[str, str]:
    """The list that was made here, by the name under which to keep it; empty where one was kept before."""
    if next(KEPT.glob(f"{_prefix()}{_LIST}"), None) is not None:
        return {}
    return {f"{_prefix()}{path.name}": path.read_text(encoding="utf-8") for path in _cache().glob(_LIST)}


def _prefix() -> str:
    import matplotlib  # noqa: PLC0415 -- a student's environment may lack it

    return f"matplotlib-{matplotlib.__version__}-"


def _cache() -> Path:
    import matplotlib  # noqa: PLC0415

    return Path(matplotlib.get_cachedir())
