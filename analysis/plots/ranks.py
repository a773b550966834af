"""Ranks of known truths among the draws: small multiples of the distribution function less the even one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis.plots.canvas import MARGIN, SMALL, Page, Size, fitted, page, text_width
from analysis.plots.data import Table, Words
from analysis.plots.numbers import SHARE, shown
from analysis.plots.palette import light
from analysis.plots.rendering import Plot, render

PANEL, HEAD, AXIS = 0.92, 0.24, 0.18
GUTTER = 0.16
HOW_TO_READ = (
    "Share of truths up to each rank, less the share that even ranks would have. "
    "Shaded: where even ranks stay as a whole in 99 of 100 cases. Orange: outside."
)


@dataclass(frozen=True, slots=True)
class RankCurve:
    """The curve of one value, and the ends of the band that it should keep, at each of the points."""

    label: str
    points: tuple[float, ...]
    difference: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @property
    def inside(self) -> bool:
        """Whether the curve keeps its band everywhere."""
        return all(
            low <= at <= high for low, at, high in zip(self.low, self.difference, self.high, strict=True)
        )

    def reach(self) -> float:
        """Return the largest distance from zero of curve and band."""
        return max(abs(end) for end in (*self.difference, *self.low, *self.high))


def plot_ranks(name: str, curves: Sequence[RankCurve], title: str) -> Plot:
    """Draw a panel a value, all with the same axes.

    Parameters
    ----------
    name
        Id of the plot; unique on a page.
    curves
        In the order of the panels.
    title
        A sentence.

    Raises
    ------
    ValueError
        If there is no curve.
    """
    if not curves:
        raise ValueError("there are no ranks to plot; give at least one curve")
    words = Words(title, HOW_TO_READ, _alt(curves, title))
    rows = tuple(
        (curve.label, *numbers)
        for curve in curves
        for numbers in zip(curve.points, curve.difference, curve.low, curve.high, strict=True)
    )
    table = Table(("value", "point", "difference", "low", "high"), rows)
    return render(name, words, table, lambda size: _draw(size, words, curves))


def _alt(curves: Sequence[RankCurve], title: str) -> str:
    listed = "; ".join(f"{c.label}: {'inside' if c.inside else 'outside'} its band" for c in curves)
    return f"{title}. Ranks by value. {listed}."


def _draw(size: Size, words: Words, curves: Sequence[RankCurve]) -> Figure:
    columns = 2 if size.narrow else 4
    rows = -(-len(curves) // columns)
    sheet = page(size, words, rows * (PANEL + HEAD) + AXIS)
    limit = max(curve.reach() for curve in curves) * 1.08
    for index, curve in enumerate(curves):
        row, column = divmod(index, columns)
        axes = _panel(sheet, row, column, columns, limit)
        lowest = index + columns >= len(curves)
        _draw_curve(axes, curve, limit, first=column == 0, lowest=lowest)
        axes.set_title(
            fitted(curve.label, SMALL, _width(size, columns, limit)),
            fontsize=SMALL,
            loc="left",
            pad=3,
            color=light("ink"),
        )
    return sheet.figure


def _panel(sheet: Page, row: int, column: int, columns: int, limit: float) -> Axes:
    width = _width(sheet.size, columns, limit)
    left = MARGIN + _tick_room(limit) + column * (width + GUTTER)
    below = sheet.height - (row + 1) * (PANEL + HEAD)
    return sheet.axes(left=left, right=sheet.size.width - left - width, below=below, height=PANEL)


def _width(size: Size, columns: int, limit: float) -> float:
    return (size.width - 2 * MARGIN - _tick_room(limit) - (columns - 1) * GUTTER - 0.1) / columns


def _tick_room(limit: float) -> float:
    return text_width(_points(-_tick(limit)), SMALL) + 0.08


def _tick(limit: float) -> float:
    """Return a round number below the limit, to be labelled above and below zero."""
    return next((tick for tick in (0.5, 0.2, 0.1, 0.05, 0.02) if tick < limit), 0.01)


def _points(value: float) -> str:
    return f"{'+' if value > 0 else ''}{shown(round(value, 3), SHARE)}".replace("-", "\u2212")


def _draw_curve(axes: Axes, curve: RankCurve, limit: float, *, first: bool, lowest: bool) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(-limit, limit)
    axes.set_xticks([0, 0.5, 1], [shown(tick, SHARE) for tick in (0, 0.5, 1)])
    axes.get_xticklabels()[0].set_horizontalalignment("left")
    axes.get_xticklabels()[-1].set_horizontalalignment("right")
    axes.yaxis.set_major_locator(FixedLocator([-_tick(limit), 0, _tick(limit)]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _points(value)))
    axes.tick_params(axis="both", length=0, pad=2, labelbottom=lowest, labelleft=first)
    for side in axes.spines.values():
        side.set_visible(False)
    shade = light("plain-90")
    axes.fill_between(curve.points, curve.low, curve.high, color=shade, linewidth=0, step="mid", zorder=1)
    axes.axhline(0, color=light("axis"), linewidth=0.8, zorder=1.5)
    role = "median" if curve.inside else "beside"
    axes.plot(curve.points, curve.difference, color=light(role), linewidth=1.5, zorder=3)
