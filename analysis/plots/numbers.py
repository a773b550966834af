"""Numbers as a reader expects them on an axis or beside a bar."""

from __future__ import annotations

import math
from functools import cache
from typing import Literal

from babel.numbers import get_decimal_symbol, get_group_symbol

from analysis.figures.rounding import Band as Published
from analysis.figures.sentences import print_bounds, print_value
from analysis.plots.data import Band

SHARE = "share"
PERCENT_SIGN = "\u202f%"


SIZES = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")),
    "de": ((1e12, "\u202fBio."), (1e9, "\u202fMrd."), (1e6, "\u202fMio."), (1e3, "\u202fTsd.")),
}
"""What stands after a shortened number, by language; a language without a row here shortens nothing."""


def shown(value: float, unit: str = "", language: str = "en") -> str:
    """Return a number with thousands separators; a share as a percentage.

    The number is shown as it is given: figures arrive rounded, and are not rounded twice.
    """
    if unit == SHARE:
        return f"{_plain(value * 100, language)}{PERCENT_SIGN}"
    return _plain(value, language)


def shortened(value: float, unit: str = "", language: str = "en") -> str:
    """Return a number for an axis: 250,000 as ``250k``, 6,000,000 as ``6M``."""
    if unit == SHARE:
        return shown(value, unit, language)
    for size, letter in SIZES.get(language, ()):
        if abs(value) >= size * 10 or (abs(value) >= size > 1e3):
            return f"{_plain(value / size, language)}{letter}"
    return _plain(value, language)


def shortened_span(low: float, high: float, unit: str = "", language: str = "en") -> str:
    """Return two ends for an axis, ``150–460k``; what stands after both stands once."""
    first, last = shortened(low, unit, language), shortened(high, unit, language)
    sign = last.lstrip("-0123456789.,")
    return f"{first.removesuffix(sign)}–{last}"


def rounded(value: float, digits: int = 2) -> float:
    """Return a number rounded to so many significant digits."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def value_shown(band: Band) -> str:
    """Return the middle of a band, worded as the figures word it; empty when it has none."""
    if band.value is None:
        return ""
    published = _as_published(band)
    if published is None:
        return shown(band.value, band.unit, band.language)
    printed = print_value(published, band.language, bounded=band.unit == SHARE)
    return printed.replace(" %", PERCENT_SIGN)


def span(band: Band, coverage: Literal[50, 90] = 90) -> str:
    """Return the ends of a band, ``190,000–370,000``; empty when it has none."""
    ends = (band.low_90, band.high_90) if coverage == 90 else (band.low_50, band.high_50)
    if ends[0] is None or ends[1] is None:
        return ""
    bounded = band.unit == SHARE
    published = _as_published(band)
    if published:
        printed = print_bounds(published, band.language, level=coverage, bounded=bounded)
        low, high = (end.replace(" %", PERCENT_SIGN) for end in printed)
    else:
        low, high = (shown(end, band.unit, band.language) for end in ends if end is not None)
    return f"{low.removesuffix(PERCENT_SIGN) if bounded else low}–{high}"


def _as_published(band: Band) -> Published | None:
    """Return a band with all its ends as a published one, whose rounding tells how many digits to print."""
    ends = (band.value, band.low_50, band.high_50, band.low_90, band.high_90)
    known = [end for end in ends if end is not None]
    return Published(*known) if len(known) == len(ends) else None


def _plain(value: float, language: str) -> str:
    text = _in_english(value)
    return text if language == "en" else text.translate(_marks(language))


@cache
def _marks(language: str) -> dict[int, str]:
    """Return what stands in a language for the comma and the point of an English number."""
    comma, point = get_group_symbol(language), get_decimal_symbol(language)
    return str.maketrans({",": comma, ".": point})


def _in_english(value: float) -> str:
    text = f"{value:,.10f}" if abs(value) < 1e15 else f"{value:.3g}"
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
