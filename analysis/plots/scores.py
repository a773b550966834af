"""Scores of methods beside one another; lower is better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.plots.canvas import MARGIN, TEXT, Size, fitted, page, text_width
from analysis.plots.data import Table, Words
from analysis.plots.palette import light
from analysis.plots.rendering import Plot, render

ROW = 0.42


@dataclass(frozen=True, slots=True)
class MethodScore:
    """A method's mean score; ``ours`` is drawn in another colour."""

    label: str
    score: float
    ours: bool = False


def plot_scores(name: str, scores: Sequence[MethodScore], title: str, subtitle: str) -> Plot:
    """Draw a bar a method, the best first.

    Parameters
    ----------
    name
        Id of the plot; unique on a page.
    scores
        In any order.
    title, subtitle
        A sentence with the finding, and what the score is.

    Raises
    ------
    ValueError
        If there is no score.
    """
    if not scores:
        raise ValueError("there are no scores to plot; give at least one")
    ordered = sorted(scores, key=lambda one: (one.score, one.label))
    listed = "; ".join(f"{one.label}: {_number(one.score)}" for one in ordered)
    words = Words(title, subtitle, f"{title}. {subtitle} {listed}.")
    table = Table(("method", "score"), tuple((one.label, one.score) for one in ordered))
    return render(name, words, table, lambda size: _draw(size, words, ordered))


def _number(score: float) -> str:
    return f"{score:.3f}"


def _draw(size: Size, words: Words, scores: Sequence[MethodScore]) -> Figure:
    height = len(scores) * ROW
    sheet = page(size, words, height)
    axes = sheet.axes(left=MARGIN, right=MARGIN, below=0, height=height)
    axes.set_xlim(0, max(one.score for one in scores) or 1.0)
    axes.set_ylim(len(scores), 0)
    axes.set_axis_off()
    for index, one in enumerate(scores):
        _draw_score(axes, size, index, one)
    return sheet.figure


def _draw_score(axes: Axes, size: Size, index: int, one: MethodScore) -> None:
    axes.barh(index + 0.68, one.score, 0.26, color=light("band-50" if one.ours else "plain-50"))
    weight = "bold" if one.ours else "normal"
    number, baseline = _number(one.score), index + 0.42
    room = size.width - 2 * MARGIN - text_width(number, TEXT) - 0.2
    label = fitted(one.label, TEXT, room, bold=one.ours)
    axes.text(0, baseline, label, weight=weight, color=light("median" if one.ours else "ink"))
    axes.text(1, baseline, number, weight=weight, ha="right", transform=axes.get_yaxis_transform())
