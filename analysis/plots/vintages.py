"""One figure as it stood at the end of each month, on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.plots.canvas import MARGIN, SMALL, Size, draw_block, page, text_width
from analysis.plots.data import Band, Table, Words
from analysis.plots.numbers import SHARE, shortened, span, value_shown
from analysis.plots.palette import light
from analysis.plots.rendering import Plot, render
from analysis.plots.rows import decades, set_log_amounts, set_months
from analysis.plots.words import HOW_TO_READ, many
from analysis.read.labels import month_label

BODY = 2.4
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Vintage:
    """A figure at the end of a month (``YYYY-MM``), and how many statements it rested on.

    ``changed`` says whether one of them was new in that month, ``window`` which span it was about.
    """

    month: str
    band: Band
    claims: int
    changed: bool
    window: str = ""


def plot_vintages(name: str, label: str, vintages: Sequence[Vintage], title: str) -> Plot:
    """Draw a band a month, paler where nothing new was stated.

    Parameters
    ----------
    name
        Id of the plot; unique on a page.
    label
        Name of the figure.
    vintages
        In the order of their months, with positive ends.
    title
        A sentence.

    Raises
    ------
    ValueError
        If there is no vintage.
    """
    if not vintages:
        raise ValueError(f"{label} has no vintages; give at least one")
    words = Words(title, _how_to_read(vintages), _alt(label, vintages, title))
    header = (
        "month",
        "median",
        "low_50",
        "high_50",
        "low_90",
        "high_90",
        "statements",
        "changed",
        "window",
        "unit",
    )
    rows = tuple(
        (v.month, *_ends(v.band), v.claims, "yes" if v.changed else "no", v.window, v.band.unit)
        for v in vintages
    )
    return render(name, words, Table(header, rows), lambda size: _draw(size, words, vintages))


def _ends(band: Band) -> tuple[float | str, ...]:
    ends = (band.value, band.low_50, band.high_50, band.low_90, band.high_90)
    return tuple("" if end is None else end for end in ends)


def _how_to_read(vintages: Sequence[Vintage]) -> str:
    unit = vintages[0].band.unit
    counted = "" if unit == SHARE else f", {unit}"
    return f"As it stood at the end of each month{counted}; {HOW_TO_READ}. Grey: no new statement."


def _alt(label: str, vintages: Sequence[Vintage], title: str) -> str:
    first, last = vintages[0], vintages[-1]
    return f"{title}. {label} by month of knowledge. {_in_words(first)}; {_in_words(last)}."


def _in_words(vintage: Vintage) -> str:
    band = vintage.band
    known = many(vintage.claims, "statement")
    return f"end of {month_label(vintage.month)}, {known}: {value_shown(band)} ({span(band)})"


def _draw(size: Size, words: Words, vintages: Sequence[Vintage]) -> Figure:
    sheet = page(size, words, BODY + 0.3)
    low, high = _limits(vintages)
    ticks = decades(low, high, MOST_TICKS)
    unit = vintages[0].band.unit
    left = max(text_width(shortened(tick, unit), SMALL) for tick in ticks or [low]) + 0.08
    axes = sheet.axes(left=MARGIN + left, right=MARGIN, below=0.3, height=BODY)
    set_log_amounts(axes, ticks, unit)
    axes.set_ylim(low, high)
    set_months(axes, [vintage.month for vintage in vintages], most=3 if size.narrow else 6)
    for place, vintage in enumerate(vintages):
        _draw_one(axes, place, vintage)
    return sheet.figure


def _limits(vintages: Sequence[Vintage]) -> tuple[float, float]:
    ends = [end for vintage in vintages for end in vintage.band.ends() if end > 0]
    return min(ends) / 1.1, max(ends) * 1.1


def _draw_one(axes: Axes, place: int, vintage: Vintage) -> None:
    band, shades = vintage.band, "band" if vintage.changed else "plain"
    for coverage, low, high in ((90, band.low_90, band.high_90), (50, band.low_50, band.high_50)):
        if low is not None and high is not None:
            colour = light(f"{shades}-{coverage}")
            draw_block(axes, place + 0.08, low, 0.84, high - low, facecolor=colour, zorder=2)
    if band.value is not None:
        line = light("median" if vintage.changed else "plain")
        axes.plot([place + 0.08, place + 0.92], [band.value] * 2, color=line, linewidth=1.8, zorder=3)
