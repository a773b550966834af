"""Totals, rates and ratios as bands one above the other (a forest plot)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.plots.data import Band, band_table
from analysis.plots.rendering import Plot, render
from analysis.plots.rows import Scale, draw_rows
from analysis.plots.words import bands_words


def plot_bands(name: str, bands: Sequence[Band], *, title: str | None = None) -> Plot:
    """Draw bands under one another, those of one unit over one axis that starts at zero.

    Parameters
    ----------
    name
        Id of the plot; unique on a page.
    bands
        Neighbours of the same unit share an axis; a band without ends is drawn as a diamond.
    title
        A sentence; by default it is made from the first band.
    """
    if not bands:
        raise ValueError("there is nothing to plot; give at least one band")
    words = bands_words(bands, title)
    return render(
        name, words, band_table(bands), lambda size: draw_rows(size, words, by_unit(bands), Scale())
    )


def plot_factors(name: str, factors: Sequence[Band], *, title: str) -> Plot:
    """Draw factors, or numbers that span several sizes, on one logarithmic axis.

    Raises
    ------
    ValueError
        If there is nothing to draw.
    """
    if not factors:
        raise ValueError("there is nothing to plot; give at least one factor")
    words = bands_words(factors, title)
    subtitle = f"{words.subtitle.removesuffix('.')}; the axis is logarithmic."
    words = replace(words, subtitle=subtitle, alt=f"{title}. {words.alt}")
    return render(
        name, words, band_table(factors), lambda size: draw_rows(size, words, [factors], Scale(log=True))
    )


def by_unit(bands: Sequence[Band]) -> list[list[Band]]:
    """Return the bands in groups of neighbours that share a unit."""
    groups: list[list[Band]] = []
    for band in bands:
        if groups and groups[-1][0].unit == band.unit:
            groups[-1].append(band)
        else:
            groups.append([band])
    return groups
