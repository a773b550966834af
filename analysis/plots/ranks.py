"""Ranks of known truths among the draws: the distribution function less the even one, by problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis.plots.canvas import MARGIN, SMALL, Page, Size, fitted, page, text_width, wrapped
from analysis.plots.data import Table, Words
from analysis.plots.numbers import SHARE, shown
from analysis.plots.palette import light
from analysis.plots.rendering import Plot, render

PANEL, HEAD, AXIS = 1.1, 0.4, 0.18
GUTTER = 0.16
LOW, HIGH = "lower end of the band", "upper end of the band"
HOW_TO_READ = (
    "A line for each value: the share of truths up to each rank, less the share that even ranks would have. "
    "Shaded: where even ranks stay as a whole in 99 of 100 cases. Orange: outside."
)


@dataclass(frozen=True, slots=True)
class RankPanel:
    """The curves of all values of one problem, and the ends of the band that each should keep, by point."""

    label: str
    points: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    curves: Mapping[str, tuple[float, ...]]

    def inside(self, value: str) -> bool:
        """Return whether the curve of a value keeps the band everywhere."""
        return all(
            low <= at <= high for low, at, high in zip(self.low, self.curves[value], self.high, strict=True)
        )

    @property
    def outside(self) -> list[str]:
        """Return the values whose curves leave the band."""
        return [value for value in self.curves if not self.inside(value)]

    def reach(self) -> float:
        """Return the largest distance from zero of curves and band."""
        return max(abs(end) for ends in (self.low, self.high, *self.curves.values()) for end in ends)


def plot_ranks(name: str, panels: Sequence[RankPanel], title: str) -> Plot:
    """Draw a panel a problem, all with the same axes, and in it a curve a value.

    Parameters
    ----------
    name
        Id of the plot; unique on a page.
    panels
        In their order.
    title
        A sentence.

    Raises
    ------
    ValueError
        If there is no panel.
    """
    if not panels:
        raise ValueError("there are no ranks to plot; give at least one problem")
    words = Words(title, HOW_TO_READ, _alt(panels, title))
    rows = tuple(
        (panel.label, line, point, difference)
        for panel in panels
        for line, differences in {LOW: panel.low, HIGH: panel.high, **panel.curves}.items()
        for point, difference in zip(panel.points, differences, strict=True)
    )
    table = Table(("problem", "line", "point", "difference"), rows)
    return render(name, words, table, lambda size: _draw(size, words, panels))


def _alt(panels: Sequence[RankPanel], title: str) -> str:
    return f"{title}. {'; '.join(f'{panel.label}: {_kept(panel)}' for panel in panels)}."


def _kept(panel: RankPanel) -> str:
    total, outside = len(panel.curves), panel.outside
    kept = f"{total - len(outside)} of {total} values inside"
    return f"{kept}, outside {', '.join(outside)}" if 0 < len(outside) < total else kept


def _draw(size: Size, words: Words, panels: Sequence[RankPanel]) -> Figure:
    columns = 2 if size.narrow else 3
    rows = -(-len(panels) // columns)
    sheet = page(size, words, rows * (PANEL + HEAD) + AXIS)
    limit = max(panel.reach() for panel in panels) * 1.08
    for index, panel in enumerate(panels):
        row, column = divmod(index, columns)
        axes = _panel(sheet, row, column, columns, limit)
        lowest = index + columns >= len(panels)
        _draw_curves(axes, panel, limit, first=column == 0, lowest=lowest)
        axes.set_title(
            _title(panel.label, _width(size, columns, limit)),
            fontsize=SMALL,
            loc="left",
            pad=3,
            color=light("ink"),
        )
    return sheet.figure


def _title(label: str, width: float) -> str:
    """Return a label on two lines at most."""
    first, *further = wrapped(label, SMALL, width)
    return "\n".join([first, fitted(" ".join(further), SMALL, width)]) if further else first


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


def _draw_curves(axes: Axes, panel: RankPanel, limit: float, *, first: bool, lowest: bool) -> None:
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
    axes.fill_between(panel.points, panel.low, panel.high, color=shade, linewidth=0, step="mid", zorder=1)
    axes.axhline(0, color=light("axis"), linewidth=0.8, zorder=1.5)
    for value, curve in panel.curves.items():
        inside = panel.inside(value)
        color, above = light("median" if inside else "beside"), 3 if inside else 4
        axes.plot(panel.points, curve, color=color, linewidth=0.8 if inside else 1.2, zorder=above)
