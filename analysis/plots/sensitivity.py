"""One figure under other assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.plots.data import Band, band_table
from analysis.plots.numbers import SHARE
from analysis.plots.rendering import Plot, render
from analysis.plots.rows import Scale, draw_rows
from analysis.plots.words import sensitivity_words

FACTOR_FOR_LOG = 30


def plot_sensitivity(
    name: str,
    label: str,
    scenarios: Sequence[Band],
    *,
    title: str | None = None,
    unsettled: Sequence[str] = (),
) -> Plot:
    """Draw a figure as published (first) and under each other assumption.

    The axis is logarithmic once the bands span more than a factor of thirty.
    """
    words = sensitivity_words(label, scenarios, title, unsettled)
    scale = Scale(log=spans_factor(scenarios) > FACTOR_FOR_LOG and scenarios[0].unit != SHARE)
    return render(name, words, band_table(scenarios), lambda size: draw_rows(size, words, [scenarios], scale))


def spans_factor(bands: Sequence[Band]) -> float:
    """Return the largest end over the smallest positive one."""
    ends = [end for band in bands for end in band.ends() if end > 0]
    return max(ends) / min(ends) if ends else 1.0
