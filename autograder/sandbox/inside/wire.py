"""What crosses the trust boundary: frames of one JSON header and raw buffers, decoded strictly, never pickle.

A frame is ``magic, length of the header, length of the body``, the header (JSON, structure only) and the body (the
buffers of arrays and of long strings, one after the other). A message is a dictionary of values; values are None,
bool, int, float, complex, str, list, tuple, dict with str or int keys, ndarray, numpy scalars and `Ref` (a name in
the student's namespace).
"""

from __future__ import annotations

import json
import math
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

MAGIC = b"AGW1"
PREFIX = struct.Struct("!4sIQ")
MAX_HEADER = 4 << 20
MAX_BODY = 64 << 20
MAX_DEPTH = 24
MAX_NODES = 200_000
MAX_NDIM = 16
LONG_STRING = 256
KINDS = (
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64", "complex64", "complex128",
)  # fmt: skip
DTYPES = frozenset(np.dtype(kind).newbyteorder("<").str for kind in KINDS)


class WireError(Exception):
    """The other side sent what is no message."""


class Closed(WireError):
    """The other side is gone."""


class Unsendable(Exception):
    """A value cannot cross: `kind` is "type", "size" or "depth", `name` the name of its class or dtype."""

    def __init__(self, kind: str, name: str = "") -> None:
        super().__init__(kind, name)
        self.kind = kind
        self.name = name


@dataclass(frozen=True)
class Ref:
    """An argument that stands for a name in the student's namespace."""

    name: str


class _Encoder:
    """Turns one value into a JSON tree and a list of buffers."""

    def __init__(self) -> None:
        self.buffers: list[bytes] = []
        self.size = 0
        self.nodes = 0

    def attach(self, data: bytes) -> int:
        self.size += len(data)
        if self.size > MAX_BODY:
            raise Unsendable("size")
        self.buffers.append(data)
        return len(data)

    def value(self, x: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise Unsendable("depth")
        if self.nodes > MAX_NODES:
            raise Unsendable("size")
        if x is None or type(x) is bool:
            return x
        if isinstance(x, np.ndarray | np.generic):
            return self.array(x)
        if isinstance(x, str):
            return self.text(str.__str__(x))
        if isinstance(x, int):
            return self.integer(int.__int__(x))
        if isinstance(x, float):
            return float.__float__(x)
        if isinstance(x, complex):
            return {"t": "c", "v": [float(x.real), float(x.imag)]}
        if isinstance(x, Ref):
            return {"t": "n", "v": x.name}
        return self.container(x, depth)

    def container(self, x: Any, depth: int) -> Any:
        if isinstance(x, list):
            return [self.value(e, depth + 1) for e in list.__iter__(x)]
        if isinstance(x, tuple):
            return {"t": "t", "v": [self.value(e, depth + 1) for e in tuple.__iter__(x)]}
        if isinstance(x, dict):
            return {"t": "d", "v": [[self.key(k), self.value(v, depth + 1)] for k, v in dict.items(x)]}
        raise Unsendable("type", type(x).__name__)

    def key(self, k: Any) -> Any:
        self.nodes += 1
        if isinstance(k, str):
            return self.text(str.__str__(k))
        if isinstance(k, int | np.integer) and not isinstance(k, bool):
            return self.integer(int(k))
        raise Unsendable("type", f"dict with {type(k).__name__} keys")

    def text(self, x: str) -> Any:
        if len(x) <= LONG_STRING:
            return x
        return {"t": "u", "n": self.attach(x.encode("utf-8", "replace"))}

    def integer(self, x: int) -> Any:
        if -(1 << 62) < x < 1 << 62:
            return x
        if x.bit_length() > 4096:
            raise Unsendable("size")
        return {"t": "i", "v": hex(x)}

    def array(self, x: Any) -> Any:
        plain = np.array(x, copy=True, order="C", subok=False)
        dtype = plain.dtype.newbyteorder("<") if plain.dtype.kind in "biufc" else plain.dtype
        if dtype.str not in DTYPES:
            raise Unsendable("type", f"array of dtype {plain.dtype.name}")
        if plain.ndim > MAX_NDIM:
            raise Unsendable("depth")
        if plain.nbytes > MAX_BODY:
            raise Unsendable("size")
        self.attach(plain.astype(dtype, copy=False).tobytes())
        tag = "s" if isinstance(x, np.generic) else "a"
        return {"t": tag, "d": dtype.str, "s": list(plain.shape)}


class _Decoder:
    """Turns a JSON tree and a body back into a value; every deviation raises `WireError`."""

    def __init__(self, body: bytes | bytearray) -> None:
        self.body = memoryview(body)
        self.at = 0
        self.nodes = 0

    def take(self, n: Any) -> memoryview:
        if type(n) is not int or n < 0 or self.at + n > len(self.body):
            raise WireError("a buffer is cut short")
        self.at += n
        return self.body[self.at - n : self.at]

    def value(self, x: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH + 1 or self.nodes > MAX_NODES + 1:
            raise WireError("too deep or too many values")
        if x is None or type(x) in (bool, float):
            return x
        if type(x) is int:
            if not -(1 << 63) <= x < 1 << 63:
                raise WireError("integer out of range")
            return x
        if type(x) is str:
            return scrub(x)
        if type(x) is list:
            return [self.value(e, depth + 1) for e in x]
        if type(x) is dict and type(x.get("t")) is str:
            return self.tagged(x, depth)
        raise WireError("unknown value")

    def tagged(self, x: dict[str, Any], depth: int) -> Any:
        tag, v = x["t"], x.get("v")
        if tag in ("a", "s"):
            return self.array(x.get("d"), x.get("s"), scalar=tag == "s")
        if tag == "u":
            return scrub(bytes(self.take(x.get("n"))).decode("utf-8", "replace"))
        if tag == "t" and type(v) is list:
            return tuple(self.value(e, depth + 1) for e in v)
        if tag == "d" and type(v) is list:
            return self.mapping(v, depth)
        if tag == "c" and type(v) is list and len(v) == 2 and all(type(e) is float for e in v):
            return complex(v[0], v[1])
        if tag == "i" and type(v) is str and len(v) <= 1100:
            return _hexadecimal(v)
        if tag == "n" and type(v) is str:
            return Ref(scrub(v))
        raise WireError("unknown tag")

    def mapping(self, items: list[Any], depth: int) -> dict[str | int, Any]:
        out: dict[str | int, Any] = {}
        for item in items:
            if type(item) is not list or len(item) != 2:
                raise WireError("no pair of key and value")
            key = self.value(item[0], depth + 1)
            if type(key) not in (str, int) or key in out:
                raise WireError("unusable key")
            out[key] = self.value(item[1], depth + 1)
        return out

    def array(self, dtype: Any, shape: Any, *, scalar: bool) -> Any:
        if type(dtype) is not str or dtype not in DTYPES:
            raise WireError("dtype not allowed")
        if type(shape) is not list or len(shape) > MAX_NDIM or (scalar and shape):
            raise WireError("no shape")
        if not all(type(n) is int and 0 <= n <= MAX_BODY for n in shape):
            raise WireError("no size of an axis")
        kind = np.dtype(dtype)
        data = self.take(math.prod(shape) * kind.itemsize)
        if kind.kind == "b":  # any byte but 0 and 1 would be a third truth value
            flat = np.frombuffer(data, np.uint8) != 0
        else:
            flat = np.frombuffer(data, kind).astype(kind.newbyteorder("="))
        try:
            array = flat.reshape(shape)
        except ValueError as error:
            raise WireError("shape does not fit") from error
        return array[()] if scalar else array


def scrub(text: str) -> str:
    """The text with lone surrogates replaced, so that it can be written to any file."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _hexadecimal(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError as error:
        raise WireError("no integer") from error


def pack(message: dict[str, Any]) -> bytes:
    """The frame of a message; `Unsendable` if a value in it cannot cross."""
    encoder = _Encoder()
    header = json.dumps(encoder.value(message), separators=(",", ":")).encode("ascii")
    if len(header) > MAX_HEADER:
        raise Unsendable("size")
    return b"".join([PREFIX.pack(MAGIC, len(header), encoder.size), header, *encoder.buffers])


def unpack(header: bytes | bytearray, body: bytes | bytearray) -> dict[str, Any]:
    """The message of a frame's header and body; `WireError` for everything that `pack` does not write."""
    try:
        tree = json.loads(bytes(header).decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise WireError("the header is not JSON") from error
    decoder = _Decoder(body)
    message = decoder.value(tree)
    if type(message) is not dict or not all(type(k) is str for k in message):
        raise WireError("no message")
    if decoder.at != len(body):
        raise WireError("bytes left over")
    return message


def send(sock: socket.socket, message: dict[str, Any], fds: Sequence[int] = (), deadline: float | None = None) -> None:
    """Send a message, and open files with it; `Closed` if nobody reads, `TimeoutError` after the deadline."""
    data = pack(message)
    try:
        _wait(sock, deadline)
        sent = socket.send_fds(sock, [data[: PREFIX.size]], list(fds)) if fds else 0
        sock.sendall(memoryview(data)[sent:])
    except TimeoutError:
        raise
    except OSError as error:
        raise Closed("nobody reads") from error


def receive(sock: socket.socket, deadline: float | None = None) -> dict[str, Any]:
    """The next message; `WireError` for garbage, `Closed` at the end, `TimeoutError` after the deadline."""
    return _rest(sock, bytes(_read(sock, PREFIX.size, deadline)), deadline)


def receive_with_fds(sock: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next message and the open files that came with it (inside only: the trusted side takes no files)."""
    try:
        prefix, fds, _, _ = socket.recv_fds(sock, PREFIX.size, 4)
    except OSError as error:
        raise Closed("the channel is gone") from error
    if not prefix:
        raise Closed("end of the channel")
    prefix += bytes(_read(sock, PREFIX.size - len(prefix), None))
    return _rest(sock, prefix, None), list(fds)


def _rest(sock: socket.socket, prefix: bytes, deadline: float | None) -> dict[str, Any]:
    magic, header_size, body_size = PREFIX.unpack(prefix)
    if magic != MAGIC or header_size > MAX_HEADER or body_size > MAX_BODY:
        raise WireError("no frame")
    header = _read(sock, header_size, deadline)
    return unpack(header, _read(sock, body_size, deadline))


def _read(sock: socket.socket, n: int, deadline: float | None) -> bytearray:
    data = bytearray()
    while len(data) < n:
        try:
            _wait(sock, deadline)
            chunk = sock.recv(min(n - len(data), 1 << 20))
        except TimeoutError:
            raise
        except OSError as error:
            raise Closed("the channel is gone") from error
        if not chunk:
            raise Closed("end of the channel")
        data += chunk
    return data


def _wait(sock: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        sock.settimeout(None)
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("deadline")
    sock.settimeout(left)
