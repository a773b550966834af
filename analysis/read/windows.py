"""Windows: an EDTF date or interval → its outer edges in months, with the precision of each wording.

Positions count months since year 0: ``12 * year + (month - 1) + (day - 1) / days_in_month``.
Plain dates are taken apart here, a thousand times faster than by a parser of the whole standard;
unspecified digits (``198X``, ``2023-XX``) are left to ``edtf``, which is imported only then.
"""

from __future__ import annotations

import contextlib
import io
import re
from calendar import monthrange
from functools import lru_cache
from typing import NamedTuple

OPEN = "open"

_PLAIN_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%]?)", re.ASCII)
_YEAR_SLASH_YEAR = re.compile(r"\d{4}-\d{4}", re.ASCII)

# EDTF codes of parts of a year: first month (1 = January), number of months. Winter runs into the next year.
_PARTS_OF_YEAR = {
    **{21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)},
    **{33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3)},
    **{40: (1, 6), 41: (7, 6)},
}


class WindowEnd(NamedTuple):
    """One end of a window.

    ``position`` is in months since year 0, or None when the end is open; ``precision`` is an id of
    ``windows.csv``, or ``open``.
    """

    position: float | None
    precision: str


class Window(NamedTuple):
    """A span of time: the outer lower edge of its start, the outer upper edge of its end, and its text."""

    start: WindowEnd
    end: WindowEnd
    text: str


class DateSpan(NamedTuple):
    """The span that one date names, in months since year 0, and the precision of its wording."""

    lower: float
    upper: float
    precision: str


@lru_cache(maxsize=4096)
def parse_window(text: str) -> Window:
    """Parse an EDTF date or interval into a window.

    Parameters
    ----------
    text
        ``2023-06/2025-04``, ``../2025-03``, ``2024-01-15/..``, ``2023-06~/2025-04``, ``2023-22``, ``2024``.
        A single date is start and end both.

    Raises
    ------
    ValueError
        With a message of two parts: what is wrong; what to write instead.
    """
    if not text.strip():
        raise ValueError("the window is empty; write start and end, as in 2023-06/2025-04")
    first, last = split_window(text)
    start, end = parse_end(first, first=True), parse_end(last, first=False)
    if start.position is None and end.position is None:
        raise ValueError(f"{text!r} is open at both ends; give at least one, as in ../2025-03")
    if start.position is not None and end.position is not None and end.position <= start.position:
        raise ValueError(
            f"{text!r} ends before it starts; write the earlier date first, as in {last}/{first}"
        )
    return Window(start, end, text)


def split_window(text: str) -> tuple[str, str]:
    """Split a window's text into the texts of its two ends; a single date is both."""
    parts = text.strip().split("/")
    if len(parts) > 2:
        raise ValueError(
            f"{text!r} has more than two ends; write one start and one end, as in 2023-06/2025-04"
        )
    return parts[0], parts[-1]


def parse_end(text: str, *, first: bool) -> WindowEnd:
    """Parse one end of a window: the lower edge of a start, the upper edge of an end."""
    if text == "..":
        return WindowEnd(None, OPEN)
    if not text:
        where, example = ("start", "../2025-03") if first else ("end", "2023-06/..")
        raise ValueError(f"the window has no {where}; write .. for an open one, as in {example}")
    span = parse_date(text)
    return WindowEnd(span.lower if first else span.upper, span.precision)


def parse_date(text: str) -> DateSpan:
    """Parse one EDTF date into the span that it names."""
    match = _PLAIN_DATE.fullmatch(text)
    if match is None:
        return _parse_unspecified(text)
    year, month, day, qualifier = match.groups()
    if int(year) < 1000:
        raise ValueError(
            f"{text!r} lies before the year 1000; write the year with four digits, as in 2025-04"
        )
    if month is None:
        return DateSpan(12.0 * int(year), 12.0 * int(year) + 12, "year~" if qualifier else "year")
    if day is None:
        return _month_or_part(text, int(year), int(month), qualifier)
    return _day(text, int(year), int(month), int(day), qualifier)


def _month_or_part(text: str, year: int, month: int, qualifier: str) -> DateSpan:
    if month in _PARTS_OF_YEAR:
        first, months = _PARTS_OF_YEAR[month]
        lower = 12.0 * year + first - 1
        return DateSpan(lower, lower + months, "season")
    if not 1 <= month <= 12:
        raise _not_a_date(text)
    lower = 12.0 * year + month - 1
    return DateSpan(lower, lower + 1, "month" + qualifier.replace("?", "~"))


def _day(text: str, year: int, month: int, day: int, qualifier: str) -> DateSpan:
    if not 1 <= month <= 12:
        raise _not_a_date(text)
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise ValueError(f"{text!r} is not a day; {year:04}-{month:02} has {days} days")
    lower = 12 * year + month - 1 + (day - 1) / days
    upper = 12 * year + month - 1 + day / days
    return DateSpan(lower, upper, "day~" if qualifier else "day")


def _parse_unspecified(text: str) -> DateSpan:
    if "X" not in text:
        raise _not_a_date(text)
    from edtf import parse_edtf

    try:
        with contextlib.redirect_stdout(io.StringIO()):  # edtf prints what it fails to build
            date = parse_edtf(text)
            lower, upper = date.lower_strict(), date.upper_strict()
    except Exception as error:  # edtf lets errors of its own internals out
        raise _not_a_date(text) from error
    if lower.tm_year < 1000:
        raise _not_a_date(text)
    start, end = (12.0 * edge.tm_year + edge.tm_mon for edge in (lower, upper))
    precision = "year" if end - start < 12 else "year~"
    return DateSpan(start - 1, end, precision)


def _not_a_date(text: str) -> ValueError:
    if _YEAR_SLASH_YEAR.fullmatch(text):
        return ValueError(
            f"{text!r} is not a date; write two years with a slash, as in {text.replace('-', '/')}"
        )
    return ValueError(f"{text!r} is not a date; write year-month, as in 2025-04")
