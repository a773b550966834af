"""The months of a quantity beside its average over the window."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.plots.canvas import MARGIN, SMALL, TEXT, Size, draw_block, fitted, page, text_width
from analysis.plots.data import Band, Month, Series, Table, Words
from analysis.plots.numbers import shortened, shortened_span, span, value_shown
from analysis.plots.palette import light
from analysis.plots.rendering import Plot, render
from analysis.plots.words import months_words, short_month

BODY = 2.55
HATCH = "/////"
BESIDE = 0.36
"""Inches from the axis to the numbers of the average."""


def plot_months(name: str, series: Series, *, title: str | None = None, with_prior: bool = False) -> Plot:
    """Draw a band a month, hatched where its shape is the prior's, and the average at the right.

    Parameters
    ----------
    name
        Id of the plot; unique on a page.
    series
        Months in order, with their average over the window, in one unit.
    title
        A sentence; by default it is made from the numbers.
    with_prior
        Also mark what each month would be if the average were known exactly and nothing else.

    Raises
    ------
    ValueError
        If there are no months.
    """
    if not series.months:
        raise ValueError(f"{series.label} has no months; give at least one")
    words = months_words(series, title, with_prior=with_prior)
    return render(name, words, _table(series), lambda size: _draw(size, words, series, with_prior))


def _draw(size: Size, words: Words, series: Series, with_prior: bool) -> Figure:
    sheet = page(size, words, BODY + 0.3)
    top = _top(series, with_prior)
    left = max(text_width(label, SMALL) for label in _tick_texts(series, top)) + 0.08
    reserve = _reserve(series.average, narrow=size.narrow)
    axes = sheet.axes(left=MARGIN + left, right=MARGIN + reserve, below=0.3, height=BODY)
    _set_axes(axes, series, size, top)
    for index, month in enumerate(series.months):
        _draw_month(axes, index, month)
        if with_prior:
            _mark_prior(axes, index, month)
    _draw_average(axes, series, size.width - 2 * MARGIN - left - reserve, reserve, size.narrow)
    return sheet.figure


def _top(series: Series, with_prior: bool) -> float:
    bands = [series.average, *(month.band for month in series.published)]
    priors = [month.prior_high_90 or 0 for month in series.months] if with_prior else []
    return max(*priors, *(end for band in bands for end in band.ends())) * 1.04 or 1.0


def _tick_texts(series: Series, top: float) -> list[str]:
    ticks = MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(0, top)
    return [_tick_text(series, tick) for tick in ticks]


def _tick_text(series: Series, value: float) -> str:
    return shortened(value, series.unit, series.language)


def _set_axes(axes: Axes, series: Series, size: Size, top: float) -> None:
    months = series.months
    axes.set_xlim(0, len(months))
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick_text(series, value)))
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y")
    labelled = _labelled_months(months, 3 if size.narrow else 6)
    names = [short_month(months[index].month, series.language) for index in labelled]
    axes.set_xticks([index + 0.5 for index in labelled], names)
    axes.tick_params(axis="x", length=3, pad=3)


def _labelled_months(months: tuple[Month, ...], most: int) -> list[int]:
    """Return the months to label: at steps of 1, 2, 3, 6, 12, … months, as many as there is room for."""
    steps = [1, 2, 3, 6, *(12 * k for k in (1, 2, 5, 10, 20, 50))]
    step = next((step for step in steps if len(months) <= step * most), 600)
    return list(range(0, len(months), step))


def _draw_month(axes: Axes, index: int, month: Month) -> None:
    band, gap = month.band, 0.09
    for coverage, low, high in ((90, band.low_90, band.high_90), (50, band.low_50, band.high_50)):
        if low is None or high is None:
            continue
        colour = light(f"band-{coverage}")
        draw_block(axes, index + gap, low, 1 - 2 * gap, high - low, facecolor=colour, zorder=2)
        if month.prior_shape:
            axes.bar(
                index + 0.5,
                high - low,
                1 - 2 * gap,
                low,
                color="none",
                edgecolor=light("card"),
                linewidth=0,
                hatch=HATCH,
                zorder=2.5,
            )
    if band.value is not None:
        axes.plot(
            [index + gap, index + 1 - gap], [band.value] * 2, color=light("median"), linewidth=1.8, zorder=3
        )


def _mark_prior(axes: Axes, index: int, month: Month) -> None:
    for end in (month.prior_low_90, month.prior_high_90):
        if end is not None:
            axes.plot([index, index + 1], [end] * 2, color=light("plain"), linewidth=1.2, zorder=3.5)


def _draw_average(axes: Axes, series: Series, width: float, reserve: float, narrow: bool) -> None:
    """Draw the average as a bar outside the axis, and its numbers beside it."""
    band, months = series.average, len(series.months)
    per_inch = months / width
    middle, thick = months + 0.2 * per_inch, 0.16 * per_inch
    for coverage, low, high in ((90, band.low_90, band.high_90), (50, band.low_50, band.high_50)):
        if low is not None and high is not None:
            colour = light(f"beside-{coverage}")
            left = middle - thick / 2
            draw_block(axes, left, low, thick, high - low, facecolor=colour, zorder=3, clip_on=False)
    if band.value is None:
        return
    half = thick * 0.75
    axes.plot(
        [middle - half, middle + half],
        [band.value] * 2,
        color=light("beside"),
        linewidth=2.2,
        zorder=4,
        clip_on=False,
    )
    axes.plot(
        [0, middle - half],
        [band.value] * 2,
        color=light("beside"),
        linewidth=0.9,
        linestyle=(0, (1, 2)),
        zorder=4,
        clip_on=False,
    )
    _label_average(axes, band, months + BESIDE * per_inch, reserve - BESIDE, narrow)
    axes.set_xlim(0, months)


def _reserve(average: Band, *, narrow: bool) -> float:
    """Return how many inches the average and its numbers need beside the axis."""
    least, most = (1.18, 1.5) if narrow else (1.75, 2.2)
    longest = max(text_width(text, TEXT, bold=True) for text in _average_texts(average, narrow=narrow))
    return min(max(least, longest + BESIDE), most)


def _average_texts(band: Band, *, narrow: bool) -> tuple[str, str, str]:
    ends = [end for end in (band.low_90, band.high_90) if end is not None]
    short = shortened_span(ends[0], ends[-1], band.unit, band.language) if ends else ""
    return band.label, value_shown(band), short if narrow else span(band)


def _label_average(axes: Axes, band: Band, at: float, room: float, narrow: bool) -> None:
    low, high = axes.get_ylim()
    line = (high - low) / BODY * 0.17
    looks = (("bold", "beside"), ("bold", "ink"), ("normal", "ink"))
    top = min(max((band.value or 0) + line, low + line * 3), high - line)
    texts = zip(_average_texts(band, narrow=narrow), looks, strict=True)
    for row, (text, (weight, role)) in enumerate(texts):
        axes.text(
            at,
            top - row * line,
            fitted(text, TEXT, room, bold=weight == "bold"),
            color=light(role),
            weight=weight,
            va="center",
            clip_on=False,
        )


def _table(series: Series) -> Table:
    header = ("month", "median", "low_50", "high_50", "low_90", "high_90", "shape_information", "unit")
    rows = []
    for month in series.months:
        band = month.band
        ends = (band.value, band.low_50, band.high_50, band.low_90, band.high_90)
        cells = ("" if end is None else end for end in ends)
        rows.append((month.month, *cells, month.shape_information, series.unit))
    return Table(header, tuple(rows))
