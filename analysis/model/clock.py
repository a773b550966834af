"""Months on a clock: positions (months since year 0), cells of a grid and their labels."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DAYS_IN_MONTH = 365.2425 / 12
PERIODS = {"day": 1 / DAYS_IN_MONTH, "week": 7 / DAYS_IN_MONTH, "month": 1.0, "quarter": 3.0, "year": 12.0}
MOST_CELLS = 4000
FIRST_POSITION, LAST_POSITION = 12.0, 12.0 * 9999


def position_of(day: date) -> float:
    """Return the position at which a day begins, in months since year 0."""
    return 12 * day.year + day.month - 1 + (day.day - 1) / monthrange(day.year, day.month)[1]


def month_of(position: float) -> date:
    """Return the first day of the month that a position lies in."""
    whole = int(np.floor(position + 1e-9))
    return date(whole // 12, whole % 12 + 1, 1)


def cell_starts(start: float, end: float, step: str) -> list[date]:
    """Return the first days of the whole cells that cover ``start`` to ``end``, and of the one after them.

    Parameters
    ----------
    start, end : float
        Positions in months since year 0.
    step : str
        ``month``, ``week`` (from Monday) or ``day``.

    Raises
    ------
    ValueError
        If the step is none of them, or would make more than ``MOST_CELLS`` cells.
    """
    if step not in _NEXT:
        raise ValueError(f"'{step}' is not a grid; write one of {', '.join(_NEXT)}")
    if start < FIRST_POSITION or end > LAST_POSITION:
        raise ValueError("the windows leave the years 1 to 9998; correct the year")
    if (end - start) / PERIODS[step] > MOST_CELLS:
        raise ValueError(
            f"the windows span {(end - start) / 12:.0f} years, more than {MOST_CELLS} cells of a {step}; "
            "shorten them, or choose a coarser grid"
        )
    first = month_of(start)
    if step == "week":
        first -= timedelta(days=first.weekday())
    days = [first]
    while position_of(days[-1]) < end - 1e-6 or len(days) < 2:
        days.append(_NEXT[step](days[-1]))
    return days


def cell_label(day: date, step: str) -> str:
    """Return a cell's label: 2024-03 for a month, the first day for a week or a day."""
    return f"{day:%Y-%m}" if step == "month" else day.isoformat()


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


_NEXT: dict[str, Callable[[date], date]] = {
    "month": _next_month,
    "week": lambda day: day + timedelta(days=7),
    "day": lambda day: day + timedelta(days=1),
}
