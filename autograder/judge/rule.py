"""The rule: shape, then finiteness, then values, per block and with the bias column as its own block.

    err = max|G - G*| / max|G*|      accepted at 1e-6 in float64, at 5e-5 in float32

A test may ask for more digits than these 6, of float32 too; whole numbers and truth values are exact. Where the
reference is nan or inf, so must be the answer. A block whose reference is exactly zero is right when |G| <= 1e-12 of
the largest block. One global norm or an absolute floor would let wrong gradients through; correct code lies under 1e-14
and the weakest known mistake above 1e-2.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.judge.structure import Label, Mismatch, Pair, pair_up
from autograder.record.model import HeatBlock

FLOAT64_TOLERANCE = 1e-6
FLOAT32_TOLERANCE = 5e-5
ZERO_TOLERANCE = 1e-12
#: For whole numbers and truth values, which float64 holds exactly.
EXACT = 1e-15
#: Smallest normal number of float32.
TINY = float(np.finfo(np.float32).tiny)
HEATMAP_SIDE = 32


@dataclass(frozen=True)
class Block:
    """A part of a quantity with its own scale: a matrix without its bias column, or that column."""

    name: str
    got: NDArray[np.float64]
    want: NDArray[np.float64]
    error: float
    """max|got - want| / max|want|; where want is 0 everywhere, relative to the largest block. Over finite entries;
    inf where nan and inf do not stand where they must."""
    tolerance: float

    @property
    def ok(self) -> bool:
        """Whether this block is right; NaN is not."""
        return bool(self.error <= self.tolerance)


@dataclass(frozen=True)
class Comparison:
    """The verdict on one returned value."""

    message: str = ""
    """Empty where the value is right; else one sentence for the student."""
    note: str = ""
    """Worth saying although the value may be right."""
    heatmap: tuple[HeatBlock, ...] = ()
    """One map per array of a wrong value; single numbers are named in the message."""
    blocks: tuple[Block, ...] = ()
    single: bool = False
    """Judged as a result of float32."""

    @property
    def ok(self) -> bool:
        """Whether the value is right."""
        return not self.message


def compare(
    got: Any,
    want: Any,
    what: Label,
    *,
    bias_column: bool = False,
    built_on_single: bool = False,
    tolerance: float = FLOAT64_TOLERANCE,
    chain_rule: bool = False,
) -> Comparison:
    """The verdict of the rule on `got` against the reference value `want`.

    Shapes are those of `want`: a number, an array, a dict keyed l or a tuple of these. `bias_column` says that column 0
    of every two-dimensional block belongs to the biases. `built_on_single`: steps that this value was computed with are
    the student's own and were right in float32, so it can be no more accurate than they are. `tolerance` holds for
    float64. `chain_rule`: the input is such that differences have no digits left; of float32 that range is asked too.
    Source: lecture §3 (a derivative has the shape of what it is taken with respect to), judging rule of
    ARCHITECTURE.md.
    """
    try:
        pairs = pair_up(got, want, what)
    except Mismatch as mismatch:
        return Comparison(message=str(mismatch))
    single = built_on_single or any(pair.got.dtype in (np.float32, np.float16) for pair in pairs)
    accepted = FLOAT32_TOLERANCE if single and chain_rule else _accepted(tolerance, single)
    if single and chain_rule:
        pairs = [_in_range_of_float32(pair) for pair in pairs]
    blocks = list(_blocks(pairs, accepted, bias_column))
    message = "" if all(block.ok for block in blocks) else _not_finite(pairs) or _wrong_values(blocks)
    heatmap = tuple(_heat(pair, accepted, bias_column) for pair in pairs if pair.want.ndim) if message else ()
    note = f"Computed in float32, therefore judged at {accepted:g}." if single else ""
    if single and accepted < FLOAT32_TOLERANCE:
        note = f"Computed in float32, and judged at {accepted:g} all the same: that many digits are asked for."
    return Comparison(message, note, heatmap, tuple(blocks), single)


def agrees(got: Any, want: Any, what: Label, *, bias_column: bool, tolerance: float) -> bool:
    """Whether two values are the same by the rule, to this tolerance whatever their precision."""
    try:
        pairs = pair_up(got, want, what)
    except Mismatch:
        return False
    return all(block.ok for block in _blocks(pairs, tolerance, bias_column))


def _accepted(tolerance: float, single: bool) -> float:
    """Float32 is given its own tolerance, but for tests that ask for more digits than usual."""
    return max(tolerance, FLOAT32_TOLERANCE) if single and tolerance >= FLOAT64_TOLERANCE else tolerance


def _in_range_of_float32(pair: Pair) -> Pair:
    """The pair with the expected values as float32 holds them; below its normal range any value of it is right."""
    got, want = np.asarray(pair.got, float), np.asarray(pair.want, float)
    with np.errstate(over="ignore"):
        held = np.where(np.abs(want) < TINY, want, want.astype(np.float32))
    return replace(pair, got=np.where((np.abs(want) < TINY) & (np.abs(got) < TINY), want, got), want=held)


def _blocks(pairs: list[Pair], tolerance: float, bias_column: bool) -> Iterator[Block]:
    """One by one: where only their agreement is asked for, the first that is off is the last to be looked at."""
    for pair in pairs:
        accepted = tolerance if pair.want.dtype.kind in "fc" else min(tolerance, EXACT)
        for name, got, want in _split(pair, bias_column):
            if want.size:
                yield Block(name, got, want, *_relative_error(got, want, pairs, accepted))


def _split(pair: Pair, bias_column: bool) -> list[tuple[str, NDArray[Any], NDArray[Any]]]:
    got, want = np.asarray(pair.got, float), np.asarray(pair.want, float)
    if not bias_column or want.ndim != 2:
        return [(pair.name, got, want)]
    return [
        (f"{pair.name}, bias column", got[:, :1], want[:, :1]),
        (f"{pair.name}, weights", got[:, 1:], want[:, 1:]),
    ]


def _relative_error(got: NDArray[Any], want: NDArray[Any], pairs: list[Pair], tolerance: float) -> tuple[float, float]:
    finite = np.isfinite(want)
    if not finite.all():
        if not np.array_equal(got[~finite], want[~finite], equal_nan=True):
            return np.inf, tolerance
        got, want = got[finite], want[finite]
    scale = float(np.abs(want).max(initial=0.0))
    with np.errstate(all="ignore"):
        off = float(np.abs(got - want).max(initial=0.0))
        if scale > 0:
            return off / scale, tolerance
    return off / (max(_peak(pair.want) for pair in pairs) or 1.0), ZERO_TOLERANCE


def _peak(array: NDArray[Any]) -> float:
    """The largest finite entry."""
    return float(np.max(np.abs(array[np.isfinite(array)]), initial=0.0))


def _not_finite(pairs: list[Pair]) -> str:
    for pair in pairs:
        bad = int(np.sum(~np.isfinite(pair.got) & np.isfinite(pair.want)))
        if bad:
            return f"{pair.name} is not finite: {bad} of its {pair.got.size} entries are nan or inf."
    return ""


def _wrong_values(blocks: list[Block]) -> str:
    wrong = [block for block in blocks if not block.ok]
    if not wrong:
        return ""
    right = [block.name for block in blocks if block.ok]
    names = ", ".join(block.name for block in wrong)
    verb = "is" if len(wrong) == 1 else "are"
    numbers_only = all(block.want.ndim == 0 for block in blocks)
    message = f"{'' if numbers_only else 'The shape is right; '}{names} {verb} wrong"
    message += f", {', '.join(right)} right." if right else "."
    return message + _pattern(wrong)


def _pattern(wrong: list[Block]) -> str:
    if all(np.all(block.got == 0) for block in wrong):
        return " Every entry there is 0."
    if all(block.error <= FLOAT32_TOLERANCE for block in wrong):
        return " It agrees to five digits: is a part of it computed in float32, or by finite differences?"
    if all(_same_factor(block) for block in wrong):
        return " Every entry of a wrong block is off by one and the same factor."
    return ""


def _same_factor(block: Block) -> bool:
    if block.want.size < 3 or np.any(block.want == 0) or not np.all(np.isfinite(block.want)):
        return False
    with np.errstate(all="ignore"):
        ratio = block.got / block.want
        return bool(np.ptp(ratio) <= 1e-6 * np.max(np.abs(ratio)))


def _heat(pair: Pair, tolerance: float, bias_column: bool) -> HeatBlock:
    blocks = _split(pair, bias_column)
    levels = np.concatenate([_levels(got, want, tolerance) for _, got, want in blocks], axis=-1)
    flat = levels.reshape(math.prod(levels.shape[:-1]), levels.shape[-1])
    rows = flat[:HEATMAP_SIDE, :HEATMAP_SIDE].tolist()
    return HeatBlock(pair.name, tuple(tuple(row) for row in rows), bias_column and pair.want.ndim == 2)


def _levels(got: NDArray[Any], want: NDArray[Any], tolerance: float) -> NDArray[np.int64]:
    """0 right, 1 below 1e-3 of the block's scale, 2 below 1e-1, 3 above, 4 not a number: coarse on purpose."""
    scale = _peak(want) or 1.0
    with np.errstate(all="ignore"):
        alike = ~np.isfinite(want) & ((got == want) | (np.isnan(got) & np.isnan(want)))
        off = np.where(alike, 0.0, np.abs(got - want) / scale)
    levels = np.digitize(off, sorted([tolerance, 1e-3, 1e-1]), right=True)
    return np.where(np.isfinite(off), levels, 4)
