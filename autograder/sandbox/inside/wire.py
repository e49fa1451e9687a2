"""What crosses the trust boundary: frames of one JSON header and raw buffers, decoded strictly, never pickle.

A frame is ``magic, length of the header, length of the body``, the header (JSON, structure only) and the body (the
buffers of arrays and of long strings, one after the other). A message is a dictionary of values; values are None,
bool, int, float, complex, str, list, tuple, dict with str or int keys, ndarray and numpy scalars. Downwards also `Ref`
(a name in the student's namespace) and `Function` (one of the trusted side, by its number); upwards also `Opaque`,
which stands inside an answer for what is none of these.

Other forms of the same become one of these where they are sent, in the process of whoever made them: a long double, a
`Fraction`, an object with `__array__` or `__float__` becomes what numpy reads as numbers, an iterator becomes a list.

Who asks sets `most_bytes`: it bounds the buffers, the header and the number of values of an answer, before any of them
is made, so that an answer needs memory of a small multiple of its bytes.
"""

from __future__ import annotations

import json
import math
import re
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, ItemsView, Iterator, KeysView, Sequence, ValuesView
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
BYTES_PER_NODE = 160
LONG_STRING = 256
HEXADECIMAL = re.compile("-?0x[0-9a-f]{1,1100}")
SO_PASSCRED, SCM_CREDENTIALS, CREDENTIALS = 16, 2, struct.Struct("=iII")
KINDS = (
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64", "complex64", "complex128",
)  # fmt: skip
LISTS = (range, deque, Iterator, KeysView, ValuesView, ItemsView)
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


@dataclass(frozen=True)
class Function:
    """An argument that stands for a function of the trusted side."""

    number: int


@dataclass(frozen=True)
class Opaque:
    """Stands inside an answer for what is no data; two of them are never asked about."""

    number: int


#: Turns what stands for a name or a function into `Ref` or `Function`; None for everything else.
Refer = Callable[[Any], Ref | Function | None]


class _Caps:
    """How much a frame may hold whose buffers have at most so many bytes."""

    def __init__(self, most_bytes: int) -> None:
        self.body = min(MAX_BODY, most_bytes)
        self.header = min(MAX_HEADER, 4096 + most_bytes // 4)
        self.nodes = min(MAX_NODES, 1000 + most_bytes // BYTES_PER_NODE)

    def allow(self, header: bytes | bytearray) -> bool:
        """Whether a header may be parsed: its brackets and commas bound what the parser makes."""
        brackets = header.count(b"[") + header.count(b"{")
        return len(header) <= self.header and brackets <= 3 * self.nodes and header.count(b",") <= 6 * self.nodes


class _Encoder:
    """Turns one value into a JSON tree and a list of buffers."""

    def __init__(self, caps: _Caps, refer: Refer | None, answer: bool) -> None:
        self.caps = caps
        self.refer = refer
        self.answer = answer
        self.buffers: list[bytes] = []
        self.size = 0
        self.nodes = 0

    def attach(self, data: bytes) -> int:
        self.size += len(data)
        if self.size > self.caps.body:
            raise Unsendable("size")
        self.buffers.append(data)
        return len(data)

    def value(self, x: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise Unsendable("depth")
        if self.nodes > self.caps.nodes:
            raise Unsendable("size")
        kind = type(x)
        if kind is float or kind is bool or x is None or (kind is str and len(x) <= LONG_STRING):
            return x
        if kind is int:
            return self.integer(x)
        if isinstance(x, str):
            return self.text(x if kind is str else str.__str__(x))
        if kind is tuple or kind is list or kind is dict:
            return self.container(x, depth)
        if isinstance(x, (np.ndarray, np.generic)):
            return self.array(x, depth)
        if isinstance(x, int):
            return self.integer(int.__int__(x))
        if isinstance(x, float):
            return float.__float__(x)
        if isinstance(x, complex):
            return float(x.real) if self.answer and not x.imag else {"t": "c", "v": [float(x.real), float(x.imag)]}
        return self.container(x, depth)

    def container(self, x: Any, depth: int) -> Any:
        if isinstance(x, list):
            return [self.value(e, depth + 1) for e in list.__iter__(x)]
        if isinstance(x, tuple):
            return {"t": "t", "v": [self.value(e, depth + 1) for e in tuple.__iter__(x)]}
        if isinstance(x, dict):
            return {"t": "d", "v": [[self.key(k), self.value(v, depth + 1)] for k, v in dict.items(x)]}
        if isinstance(x, LISTS):
            return [self.value(e, depth + 1) for e in x]
        known = self.refer(x) if self.refer is not None else None
        if isinstance(known, Ref):
            return {"t": "n", "v": known.name}
        if isinstance(known, Function):
            return {"t": "f", "v": known.number}
        return self.other(x, depth)

    def other(self, x: Any, depth: int) -> Any:
        """What numpy reads as numbers, though it is none of its own."""
        try:
            numbers = _numbers(np.asarray(x))
        except Exception:
            numbers = None
        if numbers is not None:
            return self.array(numbers[()], depth)
        if self.answer and depth > 1:
            return {"t": "o", "v": self.nodes}
        raise Unsendable("type", type(x).__name__)

    def key(self, k: Any) -> Any:
        self.nodes += 1
        if type(k) is str and len(k) <= LONG_STRING:
            return k
        if isinstance(k, str):
            return self.text(k if type(k) is str else str.__str__(k))
        if isinstance(k, int | np.integer | np.bool_):
            return self.integer(int(k))
        if isinstance(k, float | np.floating) and k.is_integer():
            return self.integer(int(k))
        if self.answer:
            return {"t": "o", "v": self.nodes}
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

    def array(self, x: Any, depth: int) -> Any:
        read = np.array(x, copy=True, order="C", subok=False)
        plain = _numbers(read)
        if read.dtype.kind == "U" or (plain is None and read.dtype.kind == "O" and read.ndim):
            return self.value(read.tolist(), depth)
        if plain is None:
            raise Unsendable("type", f"array of dtype {read.dtype.name}")
        if self.answer and plain.dtype.kind == "c" and not np.any(plain.imag):
            plain = plain.real
        if plain.ndim > MAX_NDIM:
            raise Unsendable("depth")
        if plain.nbytes > self.caps.body:
            raise Unsendable("size")
        dtype = plain.dtype.newbyteorder("<")
        self.attach(plain.astype(dtype, copy=False).tobytes())
        tag = "s" if isinstance(x, np.generic) or (self.answer and not plain.ndim) else "a"
        return {"t": tag, "d": dtype.str, "s": list(plain.shape)}


def _numbers(array: Any) -> Any:
    """The array with a type of `KINDS`; None where it holds no numbers."""
    if array.dtype.kind == "O" or array.dtype.char in "gG":
        try:
            array = array.astype(complex)
        except (TypeError, ValueError, OverflowError):
            return None
        array = array if np.any(array.imag) else array.real.copy()
    return array if array.dtype.kind in "biufc" else None


class _Decoder:
    """Turns a JSON tree and a body back into a value; every deviation raises `WireError`."""

    def __init__(self, body: bytes | memoryview, caps: _Caps, references: bool) -> None:
        self.body = memoryview(body)
        self.caps = caps
        self.references = references
        self.at = 0
        self.nodes = 0

    def take(self, n: Any) -> memoryview:
        if type(n) is not int or n < 0 or self.at + n > len(self.body):
            raise WireError("a buffer is cut short")
        self.at += n
        return self.body[self.at - n : self.at]

    def value(self, x: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH + 1 or self.nodes > self.caps.nodes + 1:
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
            for i, e in enumerate(x):  # in place: a second list of lists would double the memory
                x[i] = self.value(e, depth + 1)
            return x
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
        if tag == "i" and type(v) is str and HEXADECIMAL.fullmatch(v):
            return int(v, 16)
        if tag == "o" and type(v) is int and not self.references:
            return Opaque(v)
        if tag == "n" and type(v) is str and self.references:
            return Ref(scrub(v))
        if tag == "f" and type(v) is int and self.references:
            return Function(v)
        raise WireError("unknown tag")

    def mapping(self, items: list[Any], depth: int) -> dict[str | int | Opaque, Any]:
        out: dict[str | int | Opaque, Any] = {}
        for item in items:
            if type(item) is not list or len(item) != 2:
                raise WireError("no pair of key and value")
            key = self.value(item[0], depth + 1)
            if type(key) not in (str, int, Opaque) or key in out:
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
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def pack(
    message: dict[str, Any], most_bytes: int = MAX_BODY, refer: Refer | None = None, answer: bool = False
) -> bytes:
    """The frame of a message; `Unsendable` if a value in it cannot cross.

    An `answer` is read kindly: what cannot cross inside it is `Opaque`, and no number is an array or complex by its
    form alone.
    """
    encoder = _Encoder(_Caps(most_bytes), refer, answer)
    header = json.dumps(encoder.value(message), separators=(",", ":")).encode("ascii")
    if not encoder.caps.allow(header):
        raise Unsendable("size")
    return b"".join([PREFIX.pack(MAGIC, len(header), encoder.size), header, *encoder.buffers])


def unpack(
    header: bytes | bytearray, body: bytes | memoryview, most_bytes: int = MAX_BODY, references: bool = False
) -> dict[str, Any]:
    """The message of a frame's header and body; `WireError` for everything that `pack` does not write."""
    caps = _Caps(most_bytes)
    if not caps.allow(header) or len(body) > caps.body:
        raise WireError("too large")
    try:
        tree = json.loads(header.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise WireError("the header is not JSON") from error
    decoder = _Decoder(body, caps, references)
    message = decoder.value(tree)
    if type(message) is not dict or not all(type(k) is str for k in message):
        raise WireError("no message")
    if decoder.at != len(body):
        raise WireError("bytes left over")
    return message


def send(sock: socket.socket, message: dict[str, Any], fds: Sequence[int] = (), deadline: float | None = None) -> None:
    """Send a message, and open files with it; `Closed` if nobody reads, `TimeoutError` after the deadline."""
    write(sock, pack(message), fds, deadline)


def write(sock: socket.socket, frame: bytes, fds: Sequence[int] = (), deadline: float | None = None) -> None:
    """Send a frame, as `send`."""
    try:
        _wait(sock, deadline)
        sent = socket.send_fds(sock, [frame[: PREFIX.size]], list(fds)) if fds else 0
        sock.sendall(memoryview(frame)[sent:])
    except TimeoutError:
        raise
    except OSError as error:
        raise Closed("nobody reads") from error


class Inbox:
    """What a socket brings, frame by frame; a deadline in the middle of a frame loses nothing of it."""

    def __init__(self, sock: socket.socket, references: bool = False, begun: bytes = b"") -> None:
        self._sock = sock
        self._references = references
        self._data = bytearray(begun)

    def receive(self, deadline: float | None = None, most_bytes: int = MAX_BODY) -> dict[str, Any]:
        """The next message; `WireError` for garbage, `Closed` at the end, `TimeoutError` after the deadline."""
        self._fill(PREFIX.size, deadline)
        magic, header_size, body_size = PREFIX.unpack_from(self._data)
        caps = _Caps(most_bytes)
        if magic != MAGIC or header_size > caps.header or body_size > caps.body:
            raise WireError("no frame")
        begin = PREFIX.size + header_size
        self._fill(begin + body_size, deadline)
        frame, self._data = self._data, bytearray()
        return unpack(frame[PREFIX.size : begin], memoryview(frame)[begin:], most_bytes, self._references)

    def _fill(self, n: int, deadline: float | None) -> None:
        while (missing := n - len(self._data)) > 0:
            try:
                _wait(self._sock, deadline)
                chunk = self._sock.recv(min(missing, 1 << 20))
            except TimeoutError:
                raise
            except OSError as error:
                raise Closed("the channel is gone") from error
            if not chunk:
                raise Closed("end of the channel")
            self._data += chunk


def receive(sock: socket.socket, deadline: float | None = None) -> dict[str, Any]:
    """The next message, as `Inbox.receive`, of a socket that nobody reads on after a deadline."""
    return Inbox(sock).receive(deadline)


def receive_with_fds(sock: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next message and the open files that came with it (inside only: the trusted side takes no files)."""
    try:
        prefix, fds, _, _ = socket.recv_fds(sock, PREFIX.size, 4)
    except OSError as error:
        raise Closed("the channel is gone") from error
    if not prefix:
        raise Closed("end of the channel")
    return Inbox(sock, begun=prefix).receive(), list(fds)


def tell_senders(sock: socket.socket) -> None:
    """Let the kernel of the machine add to what comes who sent it."""
    sock.setsockopt(socket.SOL_SOCKET, SO_PASSCRED, 1)


def receive_with_sender(sock: socket.socket) -> tuple[bytes, int]:
    """A few bytes and the pid of who sent them, 0 where that is not told or nobody is there any more."""
    data, ancillary, _, _ = sock.recvmsg(300, socket.CMSG_SPACE(CREDENTIALS.size))
    for level, kind, payload in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, SCM_CREDENTIALS):
            return data, int(CREDENTIALS.unpack(payload[: CREDENTIALS.size])[0])
    return data, 0


def _wait(sock: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        sock.settimeout(None)
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("deadline")
    sock.settimeout(left)
