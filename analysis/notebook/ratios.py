"""Ratios by month, and a ratio that is the conversion of a unit beside what was assumed of it."""

from __future__ import annotations

import math
from statistics import NormalDist

from analysis.figures.escape import markdown_text
from analysis.notebook.blocs import EVERYONE, bloc_bands
from analysis.notebook.sentences import lowered
from analysis.notebook.view import PRIOR, View
from analysis.notebook.widths import log_width
from analysis.plots import Band, Month, Series
from analysis.plots.numbers import rounded, shown, span, value_shown
from analysis.plots.words import many_months, percent
from analysis.read.labels import month_label

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def months_sentence(view: View, ratio: str) -> str:
    """Return where a ratio stood in its first and its last month, and how many months are withheld."""
    series = view.ratio_series(ratio)
    if not series.published:
        return f"No month of {markdown_text(lowered(series.label))} passed its checks, so that none is shown."
    first, last = series.published[0], series.published[-1]
    withheld = len(series.months) - len(series.published)
    rest = f" {many_months(withheld)} withheld: the simulation is too coarse there." if withheld else ""
    label = markdown_text(series.label)
    return f"**{label}: {_in(first)}, {_in(last)}.**{rest} `{ratio}`"


def months_title(series: Series) -> str:
    """Return the finding of a plot of a ratio by month."""
    if not series.published:
        return f"{series.label}: no month passed its checks"
    last = series.published[-1]
    return f"{series.label}: {value_shown(last.band)} in {month_label(last.month)}"


def unit_bands(view: View, ratio: str) -> list[Band]:
    """Return a ratio that is a conversion of units: as published, as assumed, and as blocs alone imply it."""
    prior = unit_prior(view, ratio)
    published = view.band(ratio, EVERYONE)
    alone = [band for band in bloc_bands(view, ratio) if band.kind == "beside"]
    return [published, *([prior] if prior else []), *alone]


def unit_sentence(view: View, ratio: str) -> str:
    """Return what was assumed of a conversion of units, and what the statements make of it."""
    prior, posterior = unit_prior(view, ratio), view.band(ratio)
    label = markdown_text(lowered(view.label(ratio)))
    if prior is None:
        return f"No conversion of units was assumed for {label}. `{ratio}`"
    narrower = 1 - log_width(posterior) / log_width(prior)
    found = f"{value_shown(posterior)} ({span(posterior)})"
    return (
        f"**The statements put {label} at {found}, where {_plain(prior)} was "
        f"assumed before any of them: {percent(narrower)} of the width of the assumption is gone.** `{ratio}`"
    )


def unit_prior(view: View, ratio: str) -> Band | None:
    """Return what is assumed of a ratio whose denominator counts its numerator in another unit."""
    row = view.ratios[ratio]
    unit = view.quantity(row["denominator"])["unit"]
    found = view.selection.rows("vocabulary/units", unit=unit, quantity=row["numerator"])
    if not found or not found[0]["factor_sd"]:
        return None
    spread = NormalDist(math.log(float(found[0]["factor"])), float(found[0]["factor_sd"]))
    low_90, low_50, middle, high_50, high_90 = (rounded(math.exp(spread.inv_cdf(level))) for level in LEVELS)
    return Band(PRIOR, middle, low_50, high_50, low_90, high_90, unit=view.band(ratio).unit, kind="plain")


def _plain(band: Band) -> str:
    low, high = (shown(end) for end in (band.low_90, band.high_90) if end is not None)
    return f"{shown(band.value or 0)} ({low}–{high})"


def _in(month: Month) -> str:
    return f"{value_shown(month.band)} ({span(month.band)}) in {month_label(month.month)}"
