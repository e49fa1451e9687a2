"""The wire: frames of a JSON header and raw array buffers. Data only: never pickle, nothing is ever called.

A frame is  b"AG1\\n" | header length u32 | payload length u64 | header | payload.  A value is a small tagged tree:
None, bool, int, float, complex, str, list, tuple, dict with str or int keys, ndarray of an allowed type, and `Marker`.
Both sides decode strictly: whatever does not fit raises `WireError`.
"""

from __future__ import annotations

import json
import math
import socket
import struct
from typing import Any

import numpy as np

MAGIC = b"AG1\n"
_HEAD = struct.Struct(">4sIQ")
DTYPES = (
    *("|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8"),
    *("<f2", "<f4", "<f8", "<c8", "<c16"),
)
MOST_HEADER = 16 << 20
MOST_PAYLOAD = 256 << 20
MOST_NODES = 200_000
DEEPEST = 24
MOST_AXES = 8
MOST_TEXT = 4 << 20


class WireError(Exception):
    """What arrived, or should be sent, is not a value of the wire."""


class Marker:
    """Stands for a name in the student's namespace; only in arguments."""

    def __init__(self, name: str) -> None:
        self.name = name


# values -> tree


class _Encoder:
    def __init__(self) -> None:
        self.buffers: list[bytes] = []
        self.nodes = 0

    def tree(self, value: Any, depth: int = 0) -> list[Any]:
        self.nodes += 1
        if self.nodes > MOST_NODES or depth > DEEPEST:
            raise WireError("too many or too deeply nested values")
        kind = type(value)
        if value is None:
            return ["n"]
        if kind is bool:
            return ["b", value]
        if kind is list or kind is tuple:
            return ["l" if kind is list else "t", [self.tree(item, depth + 1) for item in value]]
        if kind is dict:
            return ["d", [[self.key(key), self.tree(item, depth + 1)] for key, item in value.items()]]
        return self._leaf(value)

    def _leaf(self, value: Any) -> list[Any]:
        if isinstance(value, Marker):
            return ["m", value.name]
        if isinstance(value, str):
            return ["s", str(value)]
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array(value)
        if isinstance(value, int):
            return ["i", str(int(value))] if abs(int(value)) < 2**63 else self._refuse(value)
        if isinstance(value, float):
            return ["f", float(value).hex()]
        if isinstance(value, complex):
            return ["c", value.real.hex(), value.imag.hex()]
        if isinstance(value, (list, tuple, dict)):  # a subclass: as the plain kind
            plain = dict(value) if isinstance(value, dict) else tuple(value)
            return self.tree(plain, 1)
        return self._refuse(value)

    def _array(self, value: Any) -> list[Any]:
        array = np.array(value, copy=True, order="C", subok=False)
        if array.dtype.byteorder == ">":
            array = array.astype(array.dtype.newbyteorder("<"))
        if array.dtype.str not in DTYPES:
            if array.dtype.kind != "f":
                return self._refuse(value)
            array = array.astype(np.float64)  # long double
        self.buffers.append(array.tobytes())
        return ["a", array.dtype.str, list(array.shape), len(self.buffers) - 1]

    def key(self, key: Any) -> list[Any]:
        if isinstance(key, (bool, np.bool_)) or not isinstance(key, (str, int, np.integer)):
            return self._refuse(key)
        return ["s", str(key)] if isinstance(key, str) else ["i", str(int(key))]

    def _refuse(self, value: Any) -> list[Any]:
        raise WireError(type(value).__name__)


def encode(body: Any) -> bytes:
    """The frame that carries `body`."""
    encoder = _Encoder()
    tree = encoder.tree(body)
    header = json.dumps({"body": tree, "buffers": [len(b) for b in encoder.buffers]}).encode()
    payload = b"".join(encoder.buffers)
    if len(header) > MOST_HEADER or len(payload) > MOST_PAYLOAD:
        raise WireError("a value too large to send")
    return _HEAD.pack(MAGIC, len(header), len(payload)) + header + payload


# tree -> values


class _Decoder:
    def __init__(self, buffers: list[bytes]) -> None:
        self.buffers = buffers
        self.nodes = 0

    def value(self, tree: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if self.nodes > MOST_NODES or depth > DEEPEST or not isinstance(tree, list) or not tree:
            raise WireError("not a value")
        match tree:
            case ["n"]:
                return None
            case ["b", bool(value)]:
                return value
            case ["i", str(text)]:
                return _integer(text)
            case ["f", str(text)]:
                return _float(text)
            case ["c", str(re), str(im)]:
                return complex(_float(re), _float(im))
            case ["s", str(text)] if len(text) <= MOST_TEXT:
                return text
            case ["m", str(name)]:
                return Marker(name)
            case ["l" | "t" as kind, list(items)]:
                values = [self.value(item, depth + 1) for item in items]
                return values if kind == "l" else tuple(values)
            case ["d", list(items)]:
                return dict(self._item(item, depth) for item in items)
            case ["a", str(dtype), list(shape), int(index)]:
                return self._array(dtype, shape, index)
        raise WireError("not a value")

    def _item(self, item: Any, depth: int) -> tuple[str | int, Any]:
        if not (isinstance(item, list) and len(item) == 2):
            raise WireError("not a dict")
        key = self.value(item[0], depth + 1)
        if isinstance(key, bool) or not isinstance(key, (str, int)):
            raise WireError("not a key")
        return key, self.value(item[1], depth + 1)

    def _array(self, dtype: str, shape: list[Any], index: int) -> np.ndarray[Any, Any]:
        if dtype not in DTYPES or len(shape) > MOST_AXES or not 0 <= index < len(self.buffers):
            raise WireError("not an array")
        if not all(type(n) is int and 0 <= n <= MOST_PAYLOAD for n in shape):
            raise WireError("not a shape")
        buffer = self.buffers[index]
        if math.prod(shape) * np.dtype(dtype).itemsize != len(buffer):
            raise WireError("an array whose shape and content differ in size")
        return np.frombuffer(bytearray(buffer), dtype=dtype).reshape(shape)


def _integer(text: str) -> int:
    if len(text) > 20 or not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit():
        raise WireError("not an integer")
    return int(text)


def _float(text: str) -> float:
    try:
        return float.fromhex(text) if len(text) < 40 else math.nan
    except (ValueError, OverflowError):
        raise WireError("not a float") from None


def decode(header: bytes, payload: bytes) -> Any:
    """The body of a frame."""
    try:
        data = json.loads(header)
        lengths = data["buffers"]
        if not isinstance(lengths, list) or not all(type(n) is int and n >= 0 for n in lengths):
            raise WireError("not a frame")
        if sum(lengths) != len(payload):
            raise WireError("a frame whose parts differ in size")
        buffers, at = [], 0
        for length in lengths:
            buffers.append(payload[at : at + length])
            at += length
        return _Decoder(buffers).value(data["body"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise WireError("not a frame") from None


# frames on a socket


def send(channel: socket.socket, body: Any) -> None:
    """Send one frame; raises WireError before anything is sent, OSError where the other side is gone."""
    channel.sendall(encode(body))


def receive(channel: socket.socket) -> Any:
    """The next frame's body; raises EOFError at the end, TimeoutError as the socket says, WireError."""
    magic, header, payload = _HEAD.unpack(_exactly(channel, _HEAD.size))
    if magic != MAGIC or header > MOST_HEADER or payload > MOST_PAYLOAD:
        raise WireError("not a frame")
    return decode(_exactly(channel, header), _exactly(channel, payload))


def _exactly(channel: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        part = channel.recv(min(size - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)
