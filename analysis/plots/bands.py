"""Totals, rates and ratios as bands one above the other (a forest plot)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.plots.data import Band, Words, band_table
from analysis.plots.rendering import Plot, render
from analysis.plots.rows import Scale, draw_rows
from analysis.plots.words import HOW_TO_READ, bands_words


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
    """Draw factors on one logarithmic axis with a line at 1.

    Raises
    ------
    ValueError
        If there is nothing to draw.
    """
    reading = f"{_capital(HOW_TO_READ)}. The axis is logarithmic; dotted: 1."
    return _plot_log(name, factors, Words(title, reading, ""), Scale(log=True, reference=1.0))


def plot_expected(name: str, bands: Sequence[Band], *, title: str) -> Plot:
    """Draw what was expected of numbers, each before the number that was stated, on one logarithmic axis.

    Raises
    ------
    ValueError
        If there is nothing to draw.
    """
    reading = (
        "Band: nine chances in ten of what the other statements lead one to expect; line: its median; "
        "diamond: what was stated. The axis is logarithmic."
    )
    return _plot_log(name, bands, Words(title, reading, ""), Scale(log=True, reference=None))


def _plot_log(name: str, bands: Sequence[Band], words: Words, scale: Scale) -> Plot:
    if not bands:
        raise ValueError("there is nothing to plot; give at least one band")
    words = replace(words, alt=f"{words.title}. {bands_words(bands).alt}")
    return render(name, words, band_table(bands), lambda size: draw_rows(size, words, [bands], scale))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def by_unit(bands: Sequence[Band]) -> list[list[Band]]:
    """Return the bands in groups of neighbours that share a unit."""
    groups: list[list[Band]] = []
    for band in bands:
        if groups and groups[-1][0].unit == band.unit:
            groups[-1].append(band)
        else:
            groups.append([band])
    return groups
