"""A share between nothing and everything, beside other readings of it."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.plots.data import Band, band_table
from analysis.plots.rendering import Plot, render
from analysis.plots.rows import Scale, draw_rows
from analysis.plots.words import bands_words


def plot_share(name: str, shares: Sequence[Band], *, title: str | None = None) -> Plot:
    """Draw shares (fractions of one) on an axis from 0 to 100 %.

    Raises
    ------
    ValueError
        If a number lies outside 0 to 1.
    """
    for band in shares:
        if any(not 0 <= end <= 1 for end in band.ends()):
            raise ValueError(f"{band.label} is not a share; give numbers between 0 and 1")
    words = bands_words(shares, title)
    return render(
        name, words, band_table(shares), lambda size: draw_rows(size, words, [shares], Scale(0.0, 1.0))
    )
