import contextlib
import itertools
import json
import socket
import threading
import time
import tracemalloc
from collections import Counter, OrderedDict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.kernel.fake import across
from autograder.sandbox.inside import wire
from autograder.sandbox.inside.wire import PREFIX, Unsendable, WireError, pack, unpack

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
ARRAYS = hnp.arrays(st.sampled_from([np.dtype(k) for k in wire.KINDS]), hnp.array_shapes(min_dims=0, min_side=0))
LEAVES = (
    st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False) | TEXT | ARRAYS
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(TEXT | st.integers(-(2**70), 2**70), inner, max_size=4)
    ),
    max_leaves=12,
)


def frame(message):
    return cut(pack(message))


def cut(data):
    """A frame's header and body."""
    _, size, _ = PREFIX.unpack(data[: PREFIX.size])
    return data[PREFIX.size : PREFIX.size + size], data[PREFIX.size + size :]


def there_and_back(value):
    return unpack(*frame({"value": value}))["value"]


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray | np.generic):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return a == b


@given(VALUES)
def test_every_value_comes_back_as_it_went(value):
    assert same(there_and_back(value), value)


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_garbage_is_an_error_and_nothing_else(header, body):
    with pytest.raises(WireError):
        unpack(header, body)


@given(VALUES, st.data())
def test_a_damaged_header_never_raises_anything_but_a_wire_error(value, data):
    header, body = frame({"value": value})
    at = data.draw(st.integers(0, len(header) - 1))
    damaged = bytearray(header)
    damaged[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        unpack(damaged, body)


def tree(value):
    return json.dumps({"t": "d", "v": [["value", value]]}).encode()


@pytest.mark.parametrize(
    "value",
    [
        {"t": "a", "d": "|O", "s": []},
        {"t": "a", "d": "<M8[s]", "s": []},
        {"t": "a", "d": "<f8", "s": [-1]},
        {"t": "a", "d": "<f8", "s": [2]},
        {"t": "a", "d": "<f8", "s": [0, 2**62, 2**62]},
        {"t": "a", "d": "<f8", "s": [True]},
        {"t": "a", "d": "<f8", "s": [1.0]},
        {"t": "a", "d": ["<f8"], "s": [1]},
        {"t": "a", "d": "<f8", "s": [0] + [1] * 64},
        {"t": "s", "d": "<f8", "s": [1]},
        {"t": "u", "n": 100},
        {"t": "u", "n": -1},
        {"t": "u", "n": True},
        {"t": "i", "v": "12__"},
        {"t": "i", "v": "f" * 5000},
        {"t": "c", "v": [1]},
        {"t": "d", "v": [[1.5, 1]]},
        {"t": "d", "v": [[True, 1]]},
        {"t": "d", "v": [["a", 1], ["a", 2]]},
        {"t": "d", "v": [[[], 1]]},
        {"t": "d", "v": {"a": 1}},
        {"t": "pickle", "v": "gASVAAAA"},
        {"v": 1},
        2**64,
    ],
)
def test_a_header_that_lies_is_refused(value):
    with pytest.raises(WireError):
        unpack(tree(value), b"12345678")


def test_deep_headers_are_refused():
    for depth in (wire.MAX_DEPTH + 5, 100_000):
        with pytest.raises(WireError):
            unpack(b'{"t":"d","v":[["value",' + b"[" * depth + b"]" * depth + b"]]}", b"")


def test_integers_with_endless_digits_are_refused():
    with pytest.raises(WireError):
        unpack(b'{"t":"d","v":[["value",' + b"9" * 100_000 + b"]]}", b"")


def test_bytes_left_over_are_refused():
    header, body = frame({"value": np.zeros(2)})
    with pytest.raises(WireError):
        unpack(header, body + b"x")


def test_there_is_no_third_truth_value():
    got = unpack(tree({"t": "a", "d": "|b1", "s": [3]}), b"\x00\x01\x07")["value"]
    assert got.tobytes() == b"\x00\x01\x01"


def test_lone_surrogates_are_replaced():
    assert there_and_back("a\ud800") == "a?"
    there_and_back("\ud800" * 1000).encode("utf-8")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({1, 2}, "type"),
        (b"x", "type"),
        (object(), "type"),
        (np.array(b"a"), "type"),
        (np.array(["2020-01-01"], "M8[D]"), "type"),
        ({(1,): 2}, "type"),
        ({0.5: 2}, "type"),
        (np.zeros(wire.MAX_BODY, np.uint16), "size"),
        ([0] * (wire.MAX_NODES + 1), "size"),
        (10**5000, "size"),
    ],
    ids=range(10),
)
def test_what_cannot_cross_says_why(value, kind):
    with pytest.raises(Unsendable) as caught:
        pack({"value": value})
    assert caught.value.kind == kind


def test_a_graph_of_10000_nodes_and_its_values_cross():
    graph = {f"n{i}": ("sin", (f"n{i - 1}",)) for i in range(1, 10_001)}
    values = {f"n{i}": 0.5 for i in range(10_001)}
    assert there_and_back([graph, values]) == [graph, values]


def test_a_list_that_holds_itself_is_too_deep():
    loop = []
    loop.append(loop)
    with pytest.raises(Unsendable) as caught:
        pack({"value": loop})
    assert caught.value.kind == "depth"


def test_subclasses_cross_as_what_they_are_made_of():
    class Mine(np.ndarray):
        pass

    got = there_and_back([np.zeros(2).view(Mine), {np.int64(1): np.ma.ones(1)}])
    assert type(got[0]) is np.ndarray
    assert list(got[1]) == [1]
    assert type(got[1][1]) is np.ndarray


class Number:
    def __float__(self):
        return 0.5


class Holder:
    def __array__(self, dtype=None, copy=None):
        return np.array([[0.5, 2.0]], dtype)


ODD = {
    "longdouble": (np.array([1, 2], np.longdouble), np.array([1.0, 2.0])),
    "a longdouble": (np.longdouble(0.5), np.float64(0.5)),
    "clongdouble": (np.array([1 + 2j], np.clongdouble), np.array([1 + 2j])),
    "objects": (np.array([[1, Fraction(1, 2)]], object), np.array([[1.0, 0.5]])),
    "no objects": (np.zeros((0, 3), object), np.zeros((0, 3))),
    "a Fraction": (Fraction(1, 2), np.float64(0.5)),
    "Decimals": ([Decimal("0.5")], [np.float64(0.5)]),
    "__float__": (Number(), np.float64(0.5)),
    "__array__": (Holder(), np.array([[0.5, 2.0]])),
    "objects with a complex one": (np.array([1, 2j], object), np.array([1, 2j])),
    "text": (np.str_("tanh"), "tanh"),
    "an array of text": (np.array([["a", "b"]]), [["a", "b"]]),
    "an array of one text": (np.array("a"), "a"),
    "objects and text": (np.array([1, "a", None], object), [1, "a", None]),
    "a generator": ((i for i in range(3)), [0, 1, 2]),
    "a range": (range(3), [0, 1, 2]),
    "a deque": (deque([1, 2]), [1, 2]),
    "keys": ({1: 2, 3: 4}.keys(), [1, 3]),
    "items": ({1: 2}.items(), [(1, 2)]),
    "matrix": (np.ones((1, 2)).view(np.matrix), np.ones((1, 2))),
    "masked": (np.ma.masked_array([1.0, 2.0], [True, False]), np.array([1.0, 2.0])),
    "other end first": (np.array([1.0, 2.0], ">f8"), np.array([1.0, 2.0])),
    "keys of all kinds": ({np.int64(1): 1, 2.0: 2, np.str_("a"): 3, True + 2: 4}, {1: 1, 2: 2, "a": 3, 3: 4}),
    "a truth value as key": ({True: 1}, {1: 1}),
    "subclasses": (OrderedDict(a=Counter(b=1)), {"a": {"b": 1}}),
    "a namedtuple": (namedtuple("Point", "x y")(1, 2), (1, 2)),
}


@pytest.mark.parametrize(("odd", "plain"), ODD.values(), ids=ODD)
def test_odd_forms_of_plain_data_cross_as_plain_data(odd, plain):
    assert same(there_and_back(odd), plain)


def answered(value):
    return unpack(*cut(pack({"value": value}, answer=True)))["value"]


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        (1 + 0j, 1.0),
        (np.array([1 + 0j, 2]), np.array([1.0, 2.0])),
        (np.complex128(2), np.float64(2)),
        (1 + 1j, 1 + 1j),
        (np.array(0.5), np.float64(0.5)),
        (np.array(0.5, object), np.float64(0.5)),
        ([np.array(True)], [np.True_]),
        (np.array([[0.5]]), np.array([[0.5]])),
    ],
)
def test_in_an_answer_no_number_is_an_array_or_complex_by_its_form_alone(odd, plain):
    assert same(answered(odd), plain)


def test_in_an_answer_what_is_no_data_stands_as_nothing_and_takes_the_rest_not_along():
    got = answered({1: np.ones(2), 2: print, "o": {1, 2}, ("a", 1): 3, None: 4})
    assert [key for key in got if type(key) is not wire.Opaque] == [1, 2, "o"]
    assert np.array_equal(got[1], np.ones(2))
    assert len(got) == 5
    assert {type(got[2]), type(got["o"])} == {wire.Opaque}
    for value in (print, {1, 2}, b"x", np.array(b"x")):
        with pytest.raises(Unsendable):
            pack({"value": value}, answer=True)


def test_what_is_no_data_never_comes_down():
    with pytest.raises(WireError):
        unpack(tree({"t": "o", "v": 1}), b"", references=True)
    for strange in ("1", True, 1.0, None):
        with pytest.raises(WireError):
            unpack(tree({"t": "o", "v": strange}), b"")


def test_reading_an_answer_is_bounded_too():
    endless = itertools.repeat(0.5)
    for value in (endless, [endless], {1: endless}, range(10**9), np.zeros((2, 10**5), object).tolist()):
        with pytest.raises(Unsendable) as caught:
            pack({"value": value}, 10**6, answer=True)
        assert caught.value.kind == "size"
    within = np.empty(1, object)
    within[0] = within
    with pytest.raises(Unsendable):
        pack({"value": within}, answer=True)


class Failing:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError

    def __float__(self):
        raise KeyError


def test_what_fails_while_it_is_read_is_no_data():
    with pytest.raises(Unsendable):
        pack({"value": Failing()}, answer=True)
    assert type(answered([Failing()])[0]) is wire.Opaque


@pytest.mark.parametrize("odd", [odd for odd, _ in ODD.values() if not hasattr(odd, "__next__")])
def test_the_kernel_without_a_process_reads_odd_forms_alike(odd):
    assert same(across([odd], "x"), answered([odd]))


@given(VALUES)
def test_the_kernel_without_a_process_gives_what_crosses(value):
    assert same(across(value, "x"), answered(value))


@pytest.mark.parametrize(
    "data",
    [
        PREFIX.pack(b"XXXX", 2, 0) + b"{}",
        PREFIX.pack(wire.MAGIC, wire.MAX_HEADER + 1, 0),
        PREFIX.pack(wire.MAGIC, 2, wire.MAX_BODY + 1),
        PREFIX.pack(wire.MAGIC, 100, 0) + b"{}",
        b"AG",
        b"",
    ],
)
def test_a_frame_that_is_none_is_refused(data):
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(data)
        with pytest.raises(WireError):
            wire.receive(ours)


def test_a_side_that_keeps_silent_runs_into_the_deadline():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"AG")
        with pytest.raises(TimeoutError):
            wire.receive(ours, deadline=0.0)


def test_a_message_larger_than_the_socket_arrives_whole():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sent = np.arange(10**6)
        sender = threading.Thread(target=wire.send, args=(theirs, {"x": sent}))
        sender.start()
        assert np.array_equal(wire.receive(ours)["x"], sent)
        sender.join()


def test_an_inbox_loses_nothing_at_a_deadline_in_the_middle_of_a_frame():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sent = {"x": np.arange(1000)}
        data = pack(sent)
        inbox = wire.Inbox(ours)
        for cut in (2, PREFIX.size, PREFIX.size + 5, len(data) - 1):
            theirs.sendall(data[:cut])
            with pytest.raises(TimeoutError):
                inbox.receive(time.monotonic() + 0.01)
            theirs.sendall(data[cut:])
            assert np.array_equal(inbox.receive()["x"], sent["x"])


@pytest.mark.parametrize("value", [{"t": "n", "v": "name"}, {"t": "f", "v": 0}])
def test_names_and_functions_come_down_and_never_up(value):
    assert type(unpack(tree(value), b"", references=True)["value"]) in (wire.Ref, wire.Function)
    with pytest.raises(WireError):
        unpack(tree(value), b"")
    for strange in (wire.Ref("name"), wire.Function(0)):
        with pytest.raises(Unsendable):
            pack({"value": strange})
        data = pack({"value": ["x", {"y": object}]}, refer={object: strange}.get)
        assert unpack(*cut(data), references=True)["value"] == ["x", {"y": strange}]


@given(VALUES, st.integers(0, 5000))
def test_what_is_packed_within_a_cap_is_unpacked_within_it(value, most):
    try:
        data = pack({"value": value}, most)
    except Unsendable as refused:
        assert refused.kind == "size"
    else:
        assert same(unpack(*cut(data), most)["value"], value)


@pytest.mark.parametrize("most", [0, 1000, 10**6])
def test_a_frame_beyond_the_cap_is_refused_before_it_is_read(most):
    for header, body in ((most + 5000, 0), (2, most + 1)):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.sendall(PREFIX.pack(wire.MAGIC, header, body))
            with pytest.raises(WireError):
                wire.Inbox(ours).receive(time.monotonic() + 5, most)


SIZE = 230_000
GREEDY = {
    "empty lists": (b"[]", b""),
    "empty dictionaries": (b"{}", b""),
    "lists in lists": (b"[[[[[[[[]]]]]]]]", b""),
    "short strings": (b'"ab"', b""),
    "wide characters": (b'"\\uffff"', b""),
    "floats": (b"0.5", b""),
    "integers": (b"999", b""),
    "long integers": (b'{"t":"i","v":"' + b"f" * 1000 + b'"}', b""),
    "tuples": (b'{"t":"t","v":[]}', b""),
    "complex": (b'{"t":"c","v":[0.5,0.5]}', b""),
    "empty arrays": (b'{"t":"a","d":"|b1","s":[0]}', b""),
    "arrays": (b'{"t":"a","d":"<f8","s":[1]}', b"12345678"),
    "array scalars": (b'{"t":"s","d":"|b1","s":[]}', b"1"),
    "strings of bytes": (b'{"t":"u","n":1}', b"\xff"),
    "one emoji in a long string": (b'{"t":"u","n":1000}', "😀".encode() + b"a" * 996),
}


@pytest.mark.parametrize("name", GREEDY)
def test_an_answer_needs_memory_of_a_small_multiple_of_its_bytes(name):
    element, rest = GREEDY[name]
    n = SIZE // (len(element) + len(rest) + 1)
    header = b'{"t":"d","v":[["value",[' + b",".join([element] * n) + b"]]]}"
    body = rest * n
    tracemalloc.start()
    with contextlib.suppress(WireError):
        unpack(header, body, 16 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50 * SIZE
