"""Compare a key phrase with the value and hedge written beside it."""

from __future__ import annotations

import math

from analysis.read.grammar import MAGNITUDE
from analysis.read.vocabulary import HedgeWords, UnitWords
from analysis.read.wordings import Reading, read_wordings


def disagreement(
    phrase: str,
    value: float | None,
    value_low: float | None,
    value_high: float | None,
    hedge: str,
    *,
    hedges: HedgeWords,
    language: str | None = None,
    units: UnitWords | None = None,
) -> str | None:
    """Return how a key phrase differs from the numbers beside it, or None when they agree.

    A phrase with several numbers agrees when any of its readings does. Counts agree when they are equal,
    shares within their granularity, an order of magnitude when the numbers lie inside its decade. Without
    any number beside it, a phrase agrees. ``hedge`` is a class id or a hedge word.

    Returns
    -------
    str or None
        Two parts with ``; `` between: what the phrase says and what is written; what to do.
    """
    if value is None and value_low is None and value_high is None:
        return None
    readings = read_wordings(phrase, hedges, language, units)
    same = [r for r in readings if _same_numbers(r, value, value_low, value_high, hedges)]
    if any(r.hedge == (hedges.class_of(hedge) or hedge) for r in same):
        return None
    written = _in_words(value, value_low, value_high)
    if not readings:
        return f"no number is read in {phrase!r}, but {written} is written; quote the words that say it"
    if same:
        read = same[0].hedge
        return f"{phrase!r} reads as hedge {read}, not {hedge}; write hedge: {read}, or quote the hedge"
    read = " or ".join(_in_words(r.value, r.value_low, r.value_high) for r in readings)
    return f"{phrase!r} reads as {read}, not {written}; correct the number or the phrase"


def _same_numbers(
    reading: Reading, value: float | None, low: float | None, high: float | None, hedges: HedgeWords
) -> bool:
    if reading.value is not None:
        return value is not None and low is None and high is None and _close(reading, reading.value, value)
    if reading.value_low is None or reading.value_high is None:
        return False
    if hedges.families.get(reading.hedge) == MAGNITUDE:
        numbers = [number for number in (value, low, high) if number is not None]
        return all(reading.value_low <= number <= reading.value_high for number in numbers)
    if low is None or high is None or value is not None:
        return False
    return _close(reading, reading.value_low, low) and _close(reading, reading.value_high, high)


def _close(reading: Reading, read: float, written: float) -> bool:
    if reading.share:
        return abs(read - written) <= reading.granularity * (1 + 1e-9)
    return math.isclose(read, written, rel_tol=1e-9, abs_tol=1e-9)


def _in_words(value: float | None, low: float | None, high: float | None) -> str:
    bounds = " to ".join(_number(number) for number in (low, high) if number is not None)
    if value is None:
        return bounds
    return f"{_number(value)} ({bounds})" if bounds else _number(value)


def _number(value: float) -> str:
    return f"{value:,.0f}" if math.isfinite(value) and value == round(value) else f"{value:.12g}"
