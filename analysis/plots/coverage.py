"""How often bands hold the truth, beside how often they should."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis.plots.canvas import MARGIN, SMALL, TEXT, Size, fitted, page, text_width, wrapped
from analysis.plots.data import Table, Words
from analysis.plots.numbers import SHARE, shown
from analysis.plots.palette import light
from analysis.plots.rendering import Plot, render

ROW, LINE, HEAD, AXIS, GAP = 0.23, 0.13, 0.26, 0.3, 0.1
LEAST_ROOM, TO_LABEL, TO_EDGE = 1.0, 0.12, 0.12
PROMISES = (0.5, 0.9)
TICKS, NARROW_TICKS = (0, 0.25, 0.5, 0.75, 0.9, 1), (0, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of truths inside the 50 and the 90 % band, of what ``label`` names."""

    label: str
    inside_50: float
    inside_90: float


@dataclass(frozen=True, slots=True)
class CoverageGroup:
    """Coverages under one heading; a blank heading takes no room."""

    heading: str
    rows: tuple[Coverage, ...]


def plot_coverage(name: str, groups: Sequence[CoverageGroup], tolerance: float, title: str) -> Plot:
    """Draw a dot for each band, and shade what is near enough to its promise.

    Parameters
    ----------
    name
        Id of the plot; unique on a page.
    groups
        Coverages in the order of the rows.
    tolerance
        Largest difference from 0.5 and 0.9 that is called near enough.
    title
        A sentence.

    Raises
    ------
    ValueError
        If there is no coverage to draw.
    """
    if not any(group.rows for group in groups):
        raise ValueError("there is no coverage to plot; give at least one")
    words = _words(groups, tolerance, title)
    rows = tuple((g.heading, r.label, r.inside_50, r.inside_90) for g in groups for r in g.rows)
    table = Table(("group", "label", "inside_50", "inside_90"), rows)
    return render(name, words, table, lambda size: _draw(size, words, groups, tolerance))


def _words(groups: Sequence[CoverageGroup], tolerance: float, title: str) -> Words:
    subtitle = (
        "Filled: truths inside the 90 % band; open: inside the 50 % band. "
        f"Shaded: within {shown(100 * tolerance)} points of the promise."
    )
    listed = "; ".join(_in_words(group, row) for group in groups for row in group.rows)
    return Words(title, subtitle, f"{title}. Truths inside the 50 and the 90 % band. {listed}.")


def _in_words(group: CoverageGroup, row: Coverage) -> str:
    label = f"{group.heading}, {row.label}" if group.heading else row.label
    return f"{label}: {_percent(row.inside_50)} and {_percent(row.inside_90)}"


def _percent(share: float) -> str:
    return shown(round(share, 3), SHARE)


def _draw(size: Size, words: Words, groups: Sequence[CoverageGroup], tolerance: float) -> Figure:
    room = _label_room(size, groups)
    lines = max(len(_label_lines(row.label, room)) for group in groups for row in group.rows)
    heights = [len(group.rows) * (ROW + (lines - 1) * LINE) for group in groups]
    heads = [HEAD if group.heading else 0.0 for group in groups]
    sheet = page(size, words, sum(heights) + sum(heads) + (len(groups) - 1) * GAP + AXIS)
    top = sheet.height
    for group, height, head in zip(groups, heights, heads, strict=True):
        axes = sheet.axes(
            left=MARGIN + room, right=MARGIN + TO_EDGE, below=top - head - height, height=height
        )
        _draw_group(axes, group, tolerance, last=group is groups[-1])
        _label_rows(axes, group, size, room)
        top -= head + height + GAP
    return sheet.figure


def _label_room(size: Size, groups: Sequence[CoverageGroup]) -> float:
    """Return the width of the column of labels in inches: as wide as they are, but not too wide."""
    widest = max(text_width(row.label, SMALL) for group in groups for row in group.rows) + TO_LABEL
    return min(max(widest, LEAST_ROOM), 1.45 if size.narrow else 3.0)


def _label_lines(label: str, room: float) -> list[str]:
    return wrapped(label, SMALL, room - TO_LABEL)


def _draw_group(axes: Axes, group: CoverageGroup, tolerance: float, *, last: bool) -> None:
    _set_axes(axes, len(group.rows), last=last)
    for promise, kind in zip(PROMISES, ("plain-90", "band-90"), strict=True):
        axes.axvspan(promise - tolerance, promise + tolerance, color=light(kind), linewidth=0, zorder=1)
        axes.axvline(promise, color=light("axis"), linewidth=0.8, zorder=1.5)
    for index, row in enumerate(group.rows):
        axes.plot(row.inside_50, index + 0.5, "o", **_mark(filled=False))
        axes.plot(row.inside_90, index + 0.5, "o", **_mark(filled=True))


def _mark(*, filled: bool) -> dict[str, Any]:
    face = light("median" if filled else "card")
    return {
        "markersize": 5,
        "markerfacecolor": face,
        "markeredgecolor": light("median"),
        "markeredgewidth": 1.2,
        "clip_on": False,
        "zorder": 3,
    }


def _set_axes(axes: Axes, rows: int, *, last: bool) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(rows, 0)
    axes.tick_params(axis="x", length=3 if last else 0, pad=2, labelbottom=last)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value, SHARE)))
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(last)
    middles = [index + 0.5 for index in range(rows)]
    axes.hlines(middles, 0, 1, color=light("grid"), linewidth=0.8, zorder=0.5)


def _label_rows(axes: Axes, group: CoverageGroup, size: Size, room: float) -> None:
    axes.xaxis.set_major_locator(FixedLocator(NARROW_TICKS if size.narrow else TICKS))
    labels = ["\n".join(_label_lines(row.label, room)) for row in group.rows]
    axes.set_yticks([index + 0.5 for index in range(len(labels))], labels, linespacing=1.05)
    if group.heading:
        left = -room / (size.width - 2 * MARGIN - room - TO_EDGE)
        heading = fitted(group.heading, TEXT, size.width - 2 * MARGIN, bold=True)
        axes.text(left, -0.35, heading, weight="bold", va="baseline", clip_on=False)
