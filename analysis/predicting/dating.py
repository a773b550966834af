"""On which day a statement was public, and which statements were by a given day.

A statement counts from the last day that its date can mean: one of 2024-11 from 30 November, one of about
2025 from 31 December. So an estimate as of a day never rests on a statement that may have come later.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from analysis.console import USAGE_PROBLEM, RefusalError
from analysis.read import parse_window

if TYPE_CHECKING:
    import pandas as pd

INSIDE = 0.01
"""In months: less than a day, so that a step back from the end of a day stays in it."""


def last_day(text: str) -> date | None:
    """Return the last day that an EDTF date can mean; None when it is blank or has no end.

    Raises
    ------
    ValueError
        If it is no EDTF date.
    """
    end = parse_window(text).end.position if text else None
    return None if end is None else day_before(end)


def day_before(position: float) -> date:
    """Return the day that ends at a position in months since year 0."""
    inside = position - INSIDE
    year, month = divmod(math.floor(inside), 12)
    days = monthrange(year, month + 1)[1]
    return date(year, month + 1, math.floor((inside % 1) * days) + 1)


def parse_as_of(text: str) -> date:
    """Read the option ``--as-of``: a day, or a month or year, of which the last day is meant.

    Raises
    ------
    RefusalError
        If it is no date.
    """
    try:
        day = last_day(text.strip())
    except ValueError as error:
        raise RefusalError(f"--as-of: {error}", USAGE_PROBLEM) from error
    if day is None:
        raise RefusalError(
            f"--as-of: {text!r} has no last day; write a day or a month, as 2024-03-31", USAGE_PROBLEM
        )
    return day


@dataclass(frozen=True, slots=True)
class Known:
    """What was public by a day.

    Attributes
    ----------
    day
        The last day that counts.
    published
        Source → its date of publication in EDTF, for statements without a day of their own.
    """

    day: date
    published: Mapping[str, str] = field(default_factory=dict)

    def rows(self, claims: pd.DataFrame) -> pd.DataFrame:
        """Return the claims that were public by the day; those without a date were not."""
        days = public_days(claims, self.published)
        return claims[[day is not None and day <= self.day for day in days]]

    def require_any(self, first: date | None) -> None:
        """Refuse a day before the first statement.

        Raises
        ------
        RefusalError
            If no statement was public by the day; it names the day of the first.
        """
        if first is None or first > self.day:
            raise RefusalError(_too_early(self.day, first), USAGE_PROBLEM)


def public_days(claims: pd.DataFrame, published: Mapping[str, str]) -> list[date | None]:
    """Return for each claim the day from which it was public; None when neither it nor its source says."""
    told = zip(claims["stated_on"], claims["source_id"], strict=True)
    return [last_day(str(stated) or published.get(str(source), "")) for stated, source in told]


def first_public(claims: pd.DataFrame, published: Mapping[str, str]) -> date | None:
    """Return the day of the first claim that is dated."""
    return min((day for day in public_days(claims, published) if day), default=None)


def _too_early(day: date, first: date | None) -> str:
    if first is None:
        return f"--as-of {day}: no statement with a number says when it was made; give stated_on"
    return (
        f"--as-of {day}: no statement with a number was public by then; "
        f"the first is of {first}, give that day or a later one"
    )
