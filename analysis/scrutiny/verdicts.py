"""Who disagrees with whom, told from the tables alone; nothing here needs the model."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

Row = Mapping[str, str]
AnyRow = TypeVar("AnyRow", bound=Row)

ALL = ""
"""Stands for all blocs together in a column of blocs."""
EXPECTED = (0.05, 0.95)
"""Ends of what the other statements lead one to expect of a number."""
FAULTY = ("transmission_error", "stale", "ambiguous")
"""Statuses of retellings that are shown beside what their origin said."""


class Ends(NamedTuple):
    """A median with its bands; the 50 % band may be missing."""

    median: float
    low_90: float
    high_90: float
    low_50: float | None = None
    high_50: float | None = None

    def inverted(self) -> Ends:
        """Return the ends of one over it."""
        halves = [1 / end if end else None for end in (self.high_50, self.low_50)]
        return Ends(1 / self.median, 1 / self.high_90, 1 / self.low_90, *halves)


class BlocFactor(NamedTuple):
    """By what factor one bloc's statements imply more than another's, over the months that both speak of.

    Attributes
    ----------
    quantity, window : str
        Of what, and over which months; blank for a ratio, whose blocs each keep their own span.
    high, low : str
        The blocs with the higher and the lower median.
    factor, same_unit : Ends
        The factor, and what is left of it when all conversions of units are those of all statements together.
    high_ends, low_ends : Ends
        What each implies alone.
    unit_share : float
        Share of the variance of the factor's logarithm that goes with the conversion of units.
    """

    quantity: str
    window: str
    high: str
    low: str
    factor: Ends
    same_unit: Ends
    high_ends: Ends
    low_ends: Ends
    unit_share: float

    @property
    def beyond_bands(self) -> bool:
        """Return whether the 90 % band of the factor excludes 1."""
        return self.factor.low_90 > 1

    @property
    def unit_part(self) -> float:
        """Return the part of the gap, on a logarithmic scale, that goes when units are converted alike."""
        gap = math.log(self.factor.median)
        left = math.log(self.same_unit.median)
        return min(max(1 - left / gap, 0.0), 1.0) if gap > 0 else 0.0


def factors_between(rows: Iterable[Row], quantity: str) -> list[BlocFactor]:
    """Return the factors between blocs in a quantity or a ratio, the clearest disagreement first.

    Parameters
    ----------
    rows : iterable of mapping
        Rows of ``data/scrutiny/bloc_factors.csv``; those whose simulation did not settle are left out.
    quantity : str
        Id of a quantity or of a ratio.
    """
    own = [row for row in rows if row["quantity"] == quantity and row["passed"] == "yes"]
    between = [_upright(row) for row in own if ALL not in (row["bloc"], row["against"])]
    return sorted(between, key=lambda one: -one.factor.low_90)


def disagreements(rows: Iterable[Row], quantity: str) -> list[BlocFactor]:
    """Return the pairs of blocs that disagree beyond their bands, as `factors_between` orders them."""
    return [one for one in factors_between(rows, quantity) if one.beyond_bands]


def unexpected(rows: Iterable[Row]) -> list[Row]:
    """Return the claims that lie outside what the others lead one to expect, the most surprising first.

    Parameters
    ----------
    rows : iterable of mapping
        Rows of ``data/scrutiny/conflicts.csv``.
    """
    low, high = EXPECTED
    outside = [row for row in rows if row["pit"] and not low <= float(row["pit"]) <= high]
    return by_surprise(outside)


def by_surprise(rows: Iterable[AnyRow]) -> list[AnyRow]:
    """Return claims with the one that the others expect least first, and those that none expects last."""

    def tail(row: AnyRow) -> float:
        return min(float(row["pit"]), 1 - float(row["pit"])) if row["pit"] else 1.0

    return sorted(rows, key=tail)


def faults(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of retellings in which something went wrong."""
    return [row for row in rows if row["status"] in FAULTY]


def evidence_rows(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of claims that are evidence."""
    return [row for row in rows if row["status"] not in FAULTY]


def first_hand(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of claims that are evidence, one for each number: retellings of it are left aside."""
    return [row for row in evidence_rows(rows) if not row["same_as"]]


def shift_of(row: Row) -> float:
    """Return by what factor the headline would be higher without a claim; 1 where that is not known."""
    if not row["without_median"]:
        return 1.0
    return float(row["without_median"]) / float(row["headline_median"])


def by_influence(rows: Sequence[Row]) -> list[Row]:
    """Return claims with the one that moves the headline most first."""
    return sorted(rows, key=lambda row: -abs(math.log(shift_of(row))))


def ends_of(row: Row, prefix: str = "") -> Ends:
    """Return the median and the bands whose columns begin with a prefix."""
    numbers = [float(row[f"{prefix}{name}"]) for name in ("median", "low_90", "high_90")]
    halves = [float(row[name]) if name in row else None for name in (f"{prefix}low_50", f"{prefix}high_50")]
    return Ends(*numbers, *halves)


def _upright(row: Row) -> BlocFactor:
    """Return a factor so that its median is not below 1."""
    blocs, sides = (row["bloc"], row["against"]), (ends_of(row, "bloc_"), ends_of(row, "against_"))
    factor, same_unit = ends_of(row), ends_of(row, "same_unit_")
    if factor.median < 1:
        blocs, sides = (blocs[1], blocs[0]), (sides[1], sides[0])
        factor, same_unit = factor.inverted(), same_unit.inverted()
    place = row["quantity"], row["window"]
    return BlocFactor(*place, *blocs, factor, same_unit, *sides, float(row["unit_share"]))
