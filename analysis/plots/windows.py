"""The spans of time that statements speak of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.plots.canvas import MARGIN, SMALL, TEXT, Size, draw_block, fitted, page, text_width
from analysis.plots.data import Span, Table, Words
from analysis.plots.palette import light
from analysis.plots.rendering import Plot, render
from analysis.plots.words import windows_words
from analysis.read.labels import month_label

ROW, BAR, AXIS = 0.42, 0.1, 0.3


def plot_windows(name: str, spans: Sequence[Span], *, title: str | None = None) -> Plot:
    """Draw a bar a statement from the start to the end of its window; an open end is an arrow.

    Parameters
    ----------
    name
        Id of the plot; unique on a page.
    spans
        Statements in the order of the rows; at least one of them with an end.
    title
        A sentence; by default it counts the statements.
    """
    if not any(end is not None for span in spans for end in (span.start, span.end)):
        raise ValueError("no statement has a window; give at least one with a start or an end")
    words = windows_words(spans, title)
    rows = tuple(
        (s.label, "" if s.start is None else s.start, "" if s.end is None else s.end, s.window) for s in spans
    )
    table = Table(("statement", "start_month", "end_month", "window"), rows)
    return render(name, words, table, lambda size: _draw(size, words, spans))


def _draw(size: Size, words: Words, spans: Sequence[Span]) -> Figure:
    row = ROW + (0.17 if size.narrow else 0)
    height = len(spans) * row
    sheet = page(size, words, height + AXIS)
    axes = sheet.axes(left=MARGIN, right=MARGIN, below=AXIS, height=height)
    first, last = _set_axis(axes, spans, size)
    axes.set_ylim(len(spans), 0)
    for index, span in enumerate(spans):
        _label(axes, size, span, index, 1 / row)
        _bar(axes, span, index + 1 - 0.12 / row, BAR / row, (first, last))
    return sheet.figure


def _set_axis(axes: Axes, spans: Sequence[Span], size: Size) -> tuple[float, float]:
    ends = [end for span in spans for end in (span.start, span.end) if end is not None]
    first, last = min(ends) - 1.5, max(ends) + 1.5
    axes.set_xlim(first, last)
    every = next(
        step for step in (1, 3, 6, 12, 24, 60, 120, 600) if (last - first) / step <= (4 if size.narrow else 7)
    )
    ticks = [month for month in range(int(first) + 1, int(last) + 1) if month % every == 0]
    axes.set_xticks(ticks, [_tick_text(tick) for tick in ticks])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="x", length=3, pad=3)
    return first, last


def _tick_text(position: int) -> str:
    name, year = month_label(position).split()
    return f"{name[:3]} {year}"


def _label(axes: Axes, size: Size, span: Span, index: int, per_inch: float) -> None:
    room = size.width - 2 * MARGIN
    baseline = index + 0.18 * per_inch
    text: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "baseline", "clip_on": False}
    taken = 0 if size.narrow else text_width(span.window, SMALL) + 0.2
    role = "median" if span.kind == "estimate" else "plain"
    axes.text(
        0,
        baseline,
        fitted(span.label, TEXT, room - taken, bold=True),
        weight="bold",
        color=light(role),
        **text,
    )
    window = fitted(span.window, SMALL, room)
    if size.narrow:
        axes.text(0, baseline + 0.16 * per_inch, window, fontsize=SMALL, color=light("muted"), **text)
    else:
        axes.text(1, baseline, window, fontsize=SMALL, color=light("muted"), ha="right", **text)


def _bar(axes: Axes, span: Span, middle: float, thick: float, edges: tuple[float, float]) -> None:
    if span.start is None and span.end is None:
        return
    colour = light("band-50" if span.kind == "estimate" else "plain-50")
    start = edges[0] if span.start is None else span.start
    end = edges[1] if span.end is None else span.end
    draw_block(axes, start, middle - thick / 2, end - start, thick, facecolor=colour)
    for known, at, sign in ((span.start, start, "<"), (span.end, end, ">")):
        if known is None:
            axes.plot(at, middle, marker=sign, markersize=6, color=colour, clip_on=False, linestyle="none")
