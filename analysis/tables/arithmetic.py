"""Whether a derived share follows from the two numbers that it is arithmetic on."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from analysis.read import granularity
from analysis.tables.vocabulary import Vocabulary, VocabularyRow

Span = tuple[float, float]


class Worded(Protocol):
    """A stated number with its hedge: a record's statement, or what is left of one."""

    @property
    def hedge(self) -> str:
        """Class of the hedge."""

    @property
    def numbers(self) -> tuple[float | None, float | None, float | None]:
        """Value, lower and upper value."""


# How many widths of a one-sided hedge are still a fair reading of it (95 % of an exponential is 3).
FAR = 3.0


def plausible_span(statement: Worded, vocabulary: Vocabulary) -> Span | None:
    """Return the span that a stated number fairly allows, in its own unit; None without one."""
    low, high = _stated_span(statement)
    row = vocabulary.hedges.get(statement.hedge)
    if low is None or high is None or row is None:
        return None
    return _SPANS[str(row["family"])](low, high, row)


def share_span(part: Span, whole: Span) -> Span:
    """Return the span of a part over a whole, each known as a span."""
    return part[0] / max(whole[1], 1e-300), part[1] / max(whole[0], 1e-300)


def overlap(first: Span, second: Span) -> bool:
    """Whether two spans have a point in common, to within rounding of floats."""
    slack = 1e-9 * max(abs(edge) for edge in (*first, *second) if math.isfinite(edge))
    return first[0] <= second[1] + slack and second[0] <= first[1] + slack


def _stated_span(statement: Worded) -> tuple[float | None, float | None]:
    value, low, high = statement.numbers
    return (low, high) if value is None else (value, value)


def _width(row: VocabularyRow) -> float:
    return float(row["wide_width"] or 0.0)


def _both_sides(low: float, high: float, row: VocabularyRow) -> Span:
    return low - 2 * _width(row) * granularity(low), high + 2 * _width(row) * granularity(high)


def _above(low: float, high: float, row: VocabularyRow) -> Span:
    return low, high + FAR * _width(row) * granularity(high)


def _below(low: float, high: float, row: VocabularyRow) -> Span:
    return low - FAR * _width(row) * granularity(low), high


def _below_log(low: float, high: float, row: VocabularyRow) -> Span:
    return low * math.exp(-FAR * _width(row)), high


def _range(low: float, high: float, _row: VocabularyRow) -> Span:
    return low - (high - low) / 2, high + (high - low) / 2


def _decade(low: float, high: float, _row: VocabularyRow) -> Span:
    return low, 10 * high


_SPANS: dict[str, Callable[[float, float, VocabularyRow], Span]] = {
    "uniform": _both_sides,
    "soft": _both_sides,
    "above": _above,
    "below": _below,
    "below_log": _below_log,
    "range": _range,
    "decade": _decade,
    "zero": _both_sides,
}
