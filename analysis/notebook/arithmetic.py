"""Arithmetic on the stated numbers, as anybody might do it, to set beside the bands."""

from __future__ import annotations

from analysis.notebook.view import View
from analysis.plots import Band
from analysis.plots.numbers import SHARE, rounded, shown
from analysis.plots.words import many
from analysis.read.windows import parse_window
from analysis.selection import Row

DIGITS = 3


def envelope(view: View, quantity: str) -> list[Band]:
    """Return what the back of an envelope gives: each stated total over the months of its window.

    The months are counted both ways, from the first to the last, and with both of them whole.
    """
    unit = view.figure(f"{quantity}.rate")["unit"]
    bands: dict[str, Band] = {}
    for claim in whole_totals(view, quantity):
        total = float(claim["value"])
        for months in months_both_ways(claim["window"]):
            label = f"{shown(total)} over {many(months, 'month')}"
            bands[label] = Band(label, rounded(total / months, DIGITS), unit=unit, kind="plain")
    return list(bands.values())


def stated_ratio(view: View, ratio: str) -> list[Band]:
    """Return the stated numerator over the stated denominator, with no doubt about either."""
    top, bottom = stated_parts(view, ratio)
    if not (top and bottom):
        return []
    unit = SHARE if view.is_fraction(ratio) else view.figure(ratio)["unit"]
    label = f"{shown(top)} over {shown(bottom)}"
    return [Band(label, rounded(top / bottom, DIGITS), unit=unit, kind="plain")]


def binomial(view: View, ratio: str) -> list[Band]:
    """Return the 90 % binomial (Wilson) interval of the stated numbers, as if a sample had been drawn."""
    from statsmodels.stats.proportion import proportion_confint

    top, bottom = stated_parts(view, ratio)
    if not (top and bottom):
        return []
    ends = proportion_confint(top, bottom, alpha=0.1, method="wilson")
    low, high = (rounded(float(end), DIGITS) for end in ends)
    label = "Binomial interval of the stated numbers"
    middle = rounded(top / bottom, DIGITS)
    return [Band(label, middle, low_90=low, high_90=high, unit=SHARE, kind="beside")]


def whole_totals(view: View, quantity: str) -> list[Row]:
    """Return the primary claims that state one number for a window with two named ends."""
    claims = (row for row in view.evidence(quantity) if row["status"] == "primary")
    return [row for row in claims if row["measure"] == "total" and row["value"] and ".." not in row["window"]]


def stated_parts(view: View, ratio: str) -> tuple[float, float]:
    """Return the stated numerator and denominator of a ratio: the last primary number of each, or 0."""
    row = view.ratios[ratio]
    return _last_stated(view, row["numerator"]), _last_stated(view, row["denominator"])


def months_both_ways(window: str) -> list[int]:
    """Return the months from the first to the last of a window, and their number with both counted whole."""
    ends = parse_window(window)
    if ends.start.position is None or ends.end.position is None:
        return []
    whole = round(ends.end.position - ends.start.position)
    return [months for months in (whole - 1, whole) if months > 0]


def _last_stated(view: View, quantity: str) -> float:
    claims = (row for row in view.evidence(quantity) if row["status"] == "primary")
    values = [float(row["value"]) for row in claims if row["measure"] in ("total", "stock") and row["value"]]
    return values[-1] if values else 0.0
