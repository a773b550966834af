"""Where the width of a band comes from."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.plots.canvas import MARGIN, TEXT, Size, draw_block, fitted, page
from analysis.plots.data import Table, WidthShare, Words
from analysis.plots.numbers import SHARE, rounded, shown
from analysis.plots.palette import light
from analysis.plots.rendering import Plot, render
from analysis.plots.words import percent, widths_words

ROW = 0.44


def plot_widths(
    name: str,
    label: str,
    shares: Sequence[WidthShare],
    *,
    title: str | None = None,
    unsettled: Sequence[str] = (),
) -> Plot:
    """Draw how much of a band's width each cause of doubt accounts for, largest first.

    A share is the part of the squared logarithmic width that goes when the cause is taken away; the shares
    need not add up to one, because causes overlap.
    """
    if not shares:
        raise ValueError(f"no cause is given for the width of {label}; give at least one")
    ordered = sorted(shares, key=lambda share: (-share.share, share.label))
    words = widths_words(label, ordered, title, unsettled)
    table = Table(
        ("cause", "share_of_squared_log_width"), tuple((s.label, rounded(s.share)) for s in ordered)
    )
    return render(name, words, table, lambda size: _draw(size, words, ordered))


def plot_narrowing(name: str, shares: Sequence[WidthShare], *, title: str, subtitle: str) -> Plot:
    """Draw by how much each of several statements would narrow a band, the first being the best.

    Raises
    ------
    ValueError
        If there is no statement.
    """
    if not shares:
        raise ValueError("there is no statement to compare; give at least one")
    listed = "; ".join(f"{share.label}: {percent(share.share)}" for share in shares)
    words = Words(title, subtitle, f"{title}. {subtitle} {listed}.")
    table = Table(("statement", "narrowing"), tuple((s.label, rounded(s.share)) for s in shares))
    return render(name, words, table, lambda size: _draw(size, words, shares))


def _draw(size: Size, words: Words, shares: Sequence[WidthShare]) -> Figure:
    height = len(shares) * ROW
    sheet = page(size, words, height)
    axes = sheet.axes(left=MARGIN, right=MARGIN, below=0, height=height)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(shares), 0)
    axes.set_axis_off()
    for index, share in enumerate(shares):
        _draw_share(axes, size, index, share)
    return sheet.figure


def _draw_share(axes: Axes, size: Size, index: int, share: WidthShare) -> None:
    middle, thick = index + 0.68, 0.3
    length = min(max(share.share, 0.0), 1.0)
    draw_block(axes, 0, middle - thick / 2, length, thick, facecolor=light("band-50"))
    baseline = index + 0.42
    label = fitted(share.label, TEXT, size.width - 2 * MARGIN - 0.8, bold=index == 0)
    axes.text(0, baseline, label, weight="bold" if index == 0 else "normal")
    axes.text(
        1, baseline, shown(rounded(length), SHARE), ha="right", weight="bold" if index == 0 else "normal"
    )
