"""Where stated numbers fell among their predictions: a histogram beside the even one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from analysis.plots.canvas import MARGIN, SMALL, Size, page
from analysis.plots.data import Table, Words
from analysis.plots.numbers import SHARE, shown
from analysis.plots.palette import light
from analysis.plots.rendering import Plot, render
from analysis.plots.words import many

BODY = 1.9
BINS = 10
CHANCES = (0.05, 0.95)
HOW_TO_READ = (
    "Share of each prediction below the number that was stated, in tenths. Line: an even spread; "
    "shaded: where a tenth would lie in nine cases of ten if the spread were even."
)


def plot_histogram(name: str, shares: Sequence[float], title: str) -> Plot:
    """Draw how many of the shares, from 0 to 1, lie in each tenth.

    Parameters
    ----------
    name
        Id of the plot; unique on a page.
    shares
        One a case.
    title
        A sentence.

    Raises
    ------
    ValueError
        If there is no case.
    """
    if not shares:
        raise ValueError("there is no case to plot; give at least one")
    counts, edges = np.histogram(shares, BINS, (0, 1))
    rows = tuple(zip(edges[:-1].round(1).tolist(), edges[1:].round(1).tolist(), counts.tolist(), strict=True))
    words = Words(title, HOW_TO_READ, _alt(title, rows))
    return render(
        name, words, Table(("from", "to", "cases"), rows), lambda size: _draw(size, words, counts.tolist())
    )


def _alt(title: str, rows: Sequence[tuple[float, float, int]]) -> str:
    listed = "; ".join(f"{_percent(low)} to {_percent(high)}: {count}" for low, high, count in rows)
    return f"{title}. {many(sum(row[2] for row in rows), 'case')} by the share below. {listed}."


def _percent(share: float) -> str:
    return shown(round(share, 3), SHARE)


def _draw(size: Size, words: Words, counts: Sequence[int]) -> Figure:
    sheet = page(size, words, BODY + 0.45)
    axes = sheet.axes(left=MARGIN + 0.3, right=MARGIN + 0.1, below=0.45, height=BODY)
    _set_axes(axes, size, counts)
    low, high = _even_ends(sum(counts))
    axes.axhspan(low, high, color=light("plain-90"), linewidth=0, zorder=1)
    axes.axhline(sum(counts) / BINS, color=light("plain"), linewidth=1, zorder=2.5)
    for place, count in enumerate(counts):
        axes.bar((place + 0.5) / BINS, count, 0.86 / BINS, color=light("band-50"), zorder=2)
    return sheet.figure


def _even_ends(cases: int) -> tuple[float, float]:
    from scipy.stats import binom

    low, high = (float(binom.ppf(chance, cases, 1 / BINS)) for chance in CHANCES)
    return low, high


def _set_axes(axes: Axes, size: Size, counts: Sequence[int]) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(0, max(*counts, _even_ends(sum(counts))[1]) * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value, SHARE)))
    axes.tick_params(axis="x", length=3, pad=2)
    axes.spines["left"].set_visible(False)
    label = "below what was stated" if size.narrow else "share of the prediction below what was stated"
    axes.set_xlabel(label, loc="left", fontsize=SMALL, labelpad=2)
