"""Titles, captions and text alternatives, made from the numbers that are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.plots.data import Band, Month, Series, Span, WidthShare, Words
from analysis.plots.numbers import SHARE, rounded, shown, span, value_shown
from analysis.read.labels import month_label

HOW_TO_READ = "dark band: one chance in two; light band: nine in ten; line: median"


def months_words(series: Series, title: str | None = None, *, with_prior: bool = False) -> Words:
    """Return the words of a plot of months."""
    prior = series.prior_months
    hatched = ""
    if prior:
        which = count_of(prior, len(series.months))
        hatched = f" Hatched: {which} whose shape comes from the prior, not from statements."
    withheld = len(series.months) - len(series.published)
    gaps = (
        f" Gaps: {many(withheld, 'month')} withheld, because the simulation is too coarse."
        if withheld
        else ""
    )
    grey = " Grey lines: nine chances in ten if the average were known exactly." if with_prior else ""
    subtitle = f"{_capital(series.average.unit)}; {HOW_TO_READ}.{hatched}{grey}{gaps}"
    return Words(title or months_title(series), subtitle, months_alt(series))


def months_title(series: Series) -> str:
    """Return the finding of a plot of months as a sentence."""
    verb = "stood at" if series.stock else "averaged"
    finding = f"{series.label} {verb} {value_shown(series.average)}{_per(series)}"
    prior, months = series.prior_months, len(series.months)
    if prior == months:
        return f"{finding}; the statements do not say in which months"
    if prior:
        return f"{finding}; the statements shape {months - prior} of {months} months"
    return finding


def months_alt(series: Series) -> str:
    """Return a plot of months in words."""
    months = series.published
    first, last = (month_label(series.months[end].month) for end in (0, -1))
    parts = [
        f"Bands by month, {first} to {last}, in {series.unit}.",
        f"{series.average.label}: {in_words(series.average)}.",
    ]
    if months:
        low = min(months, key=lambda month: month.band.value or 0)
        high = max(months, key=lambda month: month.band.value or 0)
        parts += [f"The lowest monthly median is {_of_month(low)}, the highest {_of_month(high)}."]
    if series.prior_months:
        parts += [f"The shape of {count_of(series.prior_months, len(series.months))} comes from the prior."]
    return " ".join(parts)


def bands_words(bands: Sequence[Band], title: str | None = None) -> Words:
    """Return the words of bands under one another."""
    first = bands[0]
    finding = title or f"{first.label}: {_with_unit(first)}"
    reading = HOW_TO_READ if any(band.low_90 is not None for band in bands) else ""
    if any(band.low_90 is None for band in bands):
        reading += ("; " if reading else "") + "diamond: arithmetic without a band"
    return Words(
        finding, f"{_capital(reading)}.", " ".join(f"{band.label}: {in_words(band)}." for band in bands)
    )


def sensitivity_words(label: str, scenarios: Sequence[Band], title: str | None = None) -> Words:
    """Return the words of a figure under other assumptions."""
    finding = title or f"{label}: the median stays {_between(scenarios)}"
    alt = " ".join(f"{band.label}: {in_words(band)}." for band in scenarios)
    return Words(finding, f"{_capital(HOW_TO_READ)}.", f"{label} under other assumptions. {alt}")


def widths_words(label: str, shares: Sequence[WidthShare], title: str | None = None) -> Words:
    """Return the words of a decomposition; ``shares`` come largest first."""
    most = shares[0]
    finding = title or f"{most.label} makes up {percent(most.share)} of the width of the band"
    subtitle = (
        f"{label}: part of the 90 % band's squared logarithmic width that goes when one cause is taken away. "
        "The parts need not add up, because causes overlap."
    )
    listed = "; ".join(f"{share.label}: {percent(share.share)}" for share in shares)
    return Words(finding, subtitle, f"Causes of the width of the band of {label}. {listed}.")


def windows_words(spans: Sequence[Span], title: str | None = None) -> Words:
    """Return the words of a plot of windows."""
    used = sum(span.kind == "estimate" for span in spans)
    finding = title or f"{used} of {len(spans)} statements with a window are evidence"
    subtitle = (
        "From the start to the end of what each statement covers; an arrow: no start or no end is named."
    )
    if used < len(spans):
        subtitle += " Grey: recorded, but not used as evidence."
    return Words(
        finding, subtitle, f"{finding}. " + " ".join(f"{span.label}: {span.window}." for span in spans)
    )


def in_words(band: Band) -> str:
    """Return a band as words, ``266,000 rounds (nine chances in ten: 190,000–370,000)``."""
    ends = span(band)
    if band.value is None:
        return f"nine chances in ten between {ends}"
    return f"{_with_unit(band)} (nine chances in ten: {ends})" if ends else _with_unit(band)


def percent(share: float) -> str:
    """Return a fraction as a rounded percentage."""
    return shown(rounded(min(max(share, 0.0), 1.0)), SHARE)


def short_month(month: str) -> str:
    """Return ``2024-03`` as ``Mar 2024``."""
    name, year = month_label(month[:7]).split()
    return f"{name[:3]} {year}"


def _between(bands: Sequence[Band]) -> str:
    medians = [band.value for band in bands if band.value is not None]
    low, high = shown(min(medians), bands[0].unit), shown(max(medians), bands[0].unit)
    return f"at {low}" if low == high else f"between {low} and {high}"


def _with_unit(band: Band) -> str:
    number = value_shown(band)
    return number if band.unit in ("", SHARE) else f"{number} {band.unit}"


def _per(series: Series) -> str:
    """Return `` a month`` for a rate per month, nothing for a level."""
    _, per, span_of_time = series.average.unit.partition(f"{series.unit} per ")
    return f" a {span_of_time}" if per else ""


def _of_month(month: Month) -> str:
    return f"{in_words(month.band)} in {month_label(month.month[:7])}"


def count_of(part: int, whole: int) -> str:
    """Return ``5 of 23 months``, or ``all 23 months``."""
    months = many(whole, "month")
    return f"all {months}" if part == whole else f"{part} of {months}"


def many(count: int, noun: str) -> str:
    """Return a count with its noun, ``1 month``, ``1,200 statements``."""
    return f"{count} {noun}" if count == 1 else f"{count:,} {noun}s"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
