"""Bands one above the other, and axes: what several kinds of plot have in common."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from analysis.plots.canvas import MARGIN, SMALL, TEXT, Page, Size, draw_block, fitted, page, text_width
from analysis.plots.data import Band, Words
from analysis.plots.numbers import SHARE, shortened, span, value_shown
from analysis.plots.palette import light
from analysis.plots.words import short_month

COLOURS = {"estimate": ("band", "median"), "beside": ("beside", "beside"), "plain": ("plain", "plain")}
BAR = 0.15
AXIS, GAP = 0.42, 0.16


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of a group of rows; ends that are None follow the rows.

    ``reference`` is where a dotted line runs through the rows: a number, or at the first median.
    """

    low: float | None = None
    high: float | None = None
    log: bool = False
    reference: float | Literal["first"] | None = "first"


def draw_rows(size: Size, words: Words, groups: Sequence[Sequence[Band]], scale: Scale) -> Figure:
    """Draw each group of bands over an axis of its own, with a dotted line at the reference of the scale."""
    row = 0.64 if size.narrow else 0.45
    heights = [len(group) * row for group in groups]
    sheet = page(size, words, sum(heights) + len(groups) * (AXIS + GAP) - GAP)
    top = sheet.height
    for group, height in zip(groups, heights, strict=True):
        axes = sheet.axes(left=MARGIN, right=MARGIN, below=top - height, height=height)
        _draw_group(axes, sheet, group, scale)
        top -= height + AXIS + GAP
    return sheet.figure


def limits(bands: Sequence[Band], scale: Scale) -> tuple[float, float]:
    """Return the ends of an axis that holds the bands: from zero, unless it is logarithmic."""
    ends = [end for band in bands for end in band.ends()]
    if scale.log:
        low = scale.low or min(end for end in ends if end > 0) / 1.15
        return low, scale.high or max(ends) * 1.15
    return scale.low or 0.0, scale.high or max(ends) * 1.04 or 1.0


def _draw_group(axes: Axes, sheet: Page, group: Sequence[Band], scale: Scale) -> None:
    _set_axis(axes, sheet.size, group, scale)
    axes.set_ylim(len(group), 0)
    per_inch = len(group) / (axes.get_position().height * sheet.figure.get_figheight())
    for index, band in enumerate(group):
        middle = index + 1 - 0.14 * per_inch
        _label(axes, sheet.size, band, index, per_inch)
        reference = group[0].value if scale.reference == "first" else scale.reference
        _grid(axes, reference, middle, 0.13 * per_inch)
        _bar(axes, band, middle, BAR * per_inch)


def _set_axis(axes: Axes, size: Size, group: Sequence[Band], scale: Scale) -> None:
    unit = group[0].unit
    axes.set_xscale("log" if scale.log else "linear")
    axes.set_xlim(*limits(group, scale))
    if scale.log:
        axes.xaxis.set_major_locator(FixedLocator(decades(*axes.get_xlim(), most=4 if size.narrow else 8)))
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.xaxis.set_major_locator(MaxNLocator(4 if size.narrow else 6, steps=[1, 2, 2.5, 5, 10]))
    if unit == SHARE and (scale.low, scale.high) == (0.0, 1.0):
        axes.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shortened(value, unit)))
    axes.tick_params(axis="x", length=3, pad=2)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    if unit != SHARE:
        axes.set_xlabel(fitted(unit, SMALL, size.width - 2 * MARGIN), loc="left", fontsize=SMALL, labelpad=2)
    _keep_end_labels_inside(axes)


def decades(low: float, high: float, most: int) -> list[float]:
    """Return about ``most`` powers of ten between two numbers; with few of them 2 and 5 times each too."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = (1, 2, 5) if (last - first) * 3 <= most else (1,)
    every = max(1, math.ceil((last - first) / most))
    ticks = [step * 10.0**power for power in range(first, last + 1, every) for step in steps]
    return [tick for tick in ticks if low <= tick <= high]


def set_log_amounts(axes: Axes, ticks: list[float], unit: str) -> None:
    """Make the upright axis logarithmic, with labelled grid lines at the ticks and no line of its own."""
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(FixedLocator(ticks))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shortened(value, unit)))
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y")


def set_months(axes: Axes, months: Sequence[str], most: int) -> None:
    """Give each month (as ``YYYY-MM``) a unit of the lower axis, and label no more than ``most`` of them."""
    axes.set_xlim(0, len(months))
    labelled = range(0, len(months), -(-len(months) // most))
    axes.set_xticks([index + 0.5 for index in labelled], [short_month(months[index]) for index in labelled])
    axes.tick_params(axis="x", length=3, pad=3)


def _grid(axes: Axes, reference: float | None, middle: float, half: float) -> None:
    """Draw the grid only behind the bar, so that no line runs through a label."""
    low, high = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
    axes.vlines(ticks, middle - half, middle + half, color=light("grid"), linewidth=0.8, zorder=1)
    if reference is not None:
        ends = (middle - half, middle + half)
        axes.vlines(reference, *ends, color=light("median"), linewidth=0.8, linestyle=(0, (1, 2)), zorder=1.5)


def _keep_end_labels_inside(axes: Axes) -> None:
    """Set the first and last tick label flush with the axis, so that none runs off the page."""
    low, high = axes.get_xlim()
    ticks = [tick for tick in axes.xaxis.get_major_locator()() if low <= tick <= high]
    for label, tick in zip(axes.get_xticklabels(), axes.xaxis.get_major_locator()(), strict=False):
        if ticks and tick == ticks[0] == low:
            label.set_horizontalalignment("left")
        elif ticks and tick == ticks[-1] == high:
            label.set_horizontalalignment("right")


def _label(axes: Axes, size: Size, band: Band, index: int, per_inch: float) -> None:
    room = size.width - 2 * MARGIN
    numbers = value_text(band)
    baseline = index + 0.19 * per_inch
    text: dict[str, Any] = {
        "transform": axes.get_yaxis_transform(),
        "va": "baseline",
        "clip_on": False,
        "zorder": 4,
    }
    taken = 0 if size.narrow else text_width(numbers, TEXT) + 0.2
    label = fitted(band.label, TEXT, room - taken, bold=True)
    colour = light(COLOURS[band.kind][1])
    axes.text(0, baseline, label, color=colour, weight="bold", **text)
    if size.narrow:
        axes.text(0, baseline + 0.17 * per_inch, fitted(numbers, TEXT, room), color=light("ink"), **text)
    else:
        axes.text(1, baseline, numbers, color=light("ink"), ha="right", **text)


def value_text(band: Band) -> str:
    """Return a band in figures, ``266,000 (190,000–370,000)``."""
    if band.value is None:
        return span(band)
    ends = span(band)
    return f"{value_shown(band)} ({ends})" if ends else value_shown(band)


def _bar(axes: Axes, band: Band, middle: float, thick: float) -> None:
    shades, line = COLOURS[band.kind]
    for coverage, low, high in ((90, band.low_90, band.high_90), (50, band.low_50, band.high_50)):
        if low is not None and high is not None:
            colour = light(f"{shades}-{coverage}")
            draw_block(axes, low, middle - thick / 2, high - low, thick, facecolor=colour, zorder=2)
    if band.value is None:
        return
    if band.low_90 is None:
        axes.plot(band.value, middle, marker="D", markersize=6, color=light(line), zorder=3, linestyle="none")
    else:
        half = thick * 0.72
        axes.plot([band.value] * 2, [middle - half, middle + half], color=light(line), linewidth=2, zorder=3)
