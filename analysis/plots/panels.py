"""Series one above the other, each before the one that it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.plots.canvas import MARGIN, SMALL, TEXT, Size, fitted, page, text_width
from analysis.plots.data import Table, Words
from analysis.plots.numbers import SHARE, rounded, shortened, shown
from analysis.plots.palette import light
from analysis.plots.rendering import Plot, render
from analysis.plots.rows import decades, set_log_amounts, set_months
from analysis.read.labels import month_label

HEIGHT, LABEL, AXIS = 1.1, 0.24, 0.3
MOST_DECADES = 3


@dataclass(frozen=True, slots=True)
class Panel:
    """A series by month (as ``YYYY-MM``) with the ends of its 90 % band."""

    label: str
    months: tuple[str, ...]
    median: tuple[float, ...]
    low_90: tuple[float, ...]
    high_90: tuple[float, ...]


def plot_panels(name: str, panels: Sequence[Panel], behind: Panel, unit: str, *, title: str) -> Plot:
    """Draw series one above the other on one logarithmic axis, each over the one they are compared with.

    Parameters
    ----------
    name
        Id of the plot; unique on a page.
    panels
        What is compared, in one unit.
    behind
        What they are compared with.
    unit
        Of all of them.
    title
        A sentence.

    Raises
    ------
    ValueError
        If there is no series.
    """
    if not panels:
        raise ValueError("there is nothing to compare; give at least one series")
    subtitle = (
        f"{unit[:1].upper()}{unit[1:]}, on a logarithmic axis; band: nine chances in ten; line: median. "
        f"Grey: {behind.label[:1].lower()}{behind.label[1:]}."
    )
    words = Words(
        title, subtitle, f"{title}. " + " ".join(_in_words(panel, unit) for panel in [behind, *panels])
    )
    return render(
        name, words, _table([behind, *panels], unit), lambda size: _draw(size, words, panels, behind, unit)
    )


def _in_words(panel: Panel, unit: str) -> str:
    low, high = min(panel.median), max(panel.median)
    first, last = (month_label(panel.months[end]) for end in (0, -1))
    return (
        f"{panel.label}: monthly medians between {_number(low, unit)} and {_number(high, unit)} "
        f"from {first} to {last}."
    )


def _number(value: float, unit: str) -> str:
    return shown(rounded(value), SHARE if unit == SHARE else "")


def _draw(size: Size, words: Words, panels: Sequence[Panel], behind: Panel, unit: str) -> Figure:
    step = LABEL + HEIGHT + AXIS
    sheet = page(size, words, len(panels) * step)
    low, high = _ends([behind, *panels])
    ticks, months = decades(low, high, most=9), _months([behind, *panels])
    left = max(text_width(shortened(tick, unit), SMALL) for tick in ticks or [high]) + 0.08
    for index, panel in enumerate(panels):
        below = sheet.height - (index + 1) * step + AXIS
        axes = sheet.axes(left=MARGIN + left, right=MARGIN, below=below, height=HEIGHT)
        set_log_amounts(axes, ticks, unit)
        axes.set_ylim(low, high)
        set_months(axes, months, most=3 if size.narrow else 7)
        _draw_series(axes, behind, months, "plain")
        _draw_series(axes, panel, months, "band")
        label = fitted(panel.label, TEXT, size.width - 2 * MARGIN, bold=True)
        outside = -left / (size.width - 2 * MARGIN - left)
        axes.text(outside, 1.06, label, weight="bold", color=light("ink"), transform=axes.transAxes)
    return sheet.figure


def _months(panels: Sequence[Panel]) -> list[str]:
    return sorted({month for panel in panels for month in panel.months})


def _ends(panels: Sequence[Panel]) -> tuple[float, float]:
    high = max(end for panel in panels for end in panel.high_90)
    low = min(end for panel in panels for end in panel.low_90)
    return max(low, high / 10**MOST_DECADES) / 1.1, high * 1.1


def _draw_series(axes: Axes, panel: Panel, months: Sequence[str], role: str) -> None:
    first = months.index(panel.months[0])
    edges = first + np.arange(len(panel.months) + 1)
    layer = 2 if role == "plain" else 3
    axes.stairs(
        panel.high_90, edges, baseline=panel.low_90, fill=True, color=light(f"{role}-90"), zorder=layer
    )
    line = light("plain" if role == "plain" else "median")
    axes.stairs(panel.median, edges, baseline=None, color=line, linewidth=1.6, zorder=layer + 2)


def _table(panels: Sequence[Panel], unit: str) -> Table:
    header = ("series", "month", "median", "low_90", "high_90", "unit")
    rows = (
        (panel.label, *cells, unit)
        for panel in panels
        for cells in zip(panel.months, panel.median, panel.low_90, panel.high_90, strict=True)
    )
    return Table(header, tuple(rows))
