"""Titles, captions and text alternatives, made from the numbers that are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.figures.languages import fill
from analysis.plots.data import Band, Month, Series, Span, WidthShare, Words
from analysis.plots.numbers import SHARE, rounded, shown, span, value_shown
from analysis.read.labels import month_label

HOW_TO_READ = "dark band: one chance in two; light band: nine in ten; line: median"
MONTHS_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "read": HOW_TO_READ,
        "hatched": " Hatched: {which} whose shape comes from the prior, not from statements.",
        "gaps": " Gaps: {which} withheld, because the simulation is too coarse.",
        "grey": " Grey lines: nine chances in ten if the average were known exactly.",
        "stock": "{label} stood at {value}",
        "flow": "{label} averaged {value} a month",
        "untold": "{finding}; the statements do not say in which months",
        "partly": "{finding}; the statements shape {part} of {whole} months",
        "alt.span": "Bands by month, {first} to {last}, in {unit}.",
        "alt.average": "{label}: {band}.",
        "alt.ends": "The lowest monthly median is {low}, the highest {high}.",
        "alt.prior": "The shape of {which} comes from the prior.",
        "alt.month": "{band} in {month}",
        "all": "all {months}",
        "part": "{part} of {months}",
        "month": "{count} month",
        "months": "{count} months",
        "chances": "nine chances in ten: {span}",
        "between": "nine chances in ten between {span}",
    },
    "de": {
        "read": "dunkles Band: eine Chance von zweien; helles Band: neun von zehn; Linie: Median",
        "hatched": " Schraffiert: Bei {which} kommt der Verlauf aus der Vorannahme, nicht aus Aussagen.",
        "gaps": " Lücken: In {which} ist die Simulation zu grob.",
        "grey": " Graue Linien: neun Chancen von zehn, wäre der Durchschnitt genau bekannt.",
        "stock": "{label}: Bestand von {value}",
        "flow": "{label}: im Durchschnitt {value} pro Monat",
        "untold": "{finding}; in welchen Monaten, sagen die Aussagen nicht",
        "partly": "{finding}; {part} von {whole} Monaten folgen den Aussagen",
        "alt.span": "Bänder nach Monaten, {first} bis {last}, in {unit}.",
        "alt.average": "{label}: {band}.",
        "alt.ends": "Der niedrigste Monatsmedian ist {low}, der höchste {high}.",
        "alt.prior": "Der Verlauf kommt bei {which} aus der Vorannahme.",
        "alt.month": "{band} im {month}",
        "all": "allen {months}",
        "part": "{part} von {months}",
        "month": "{count} Monat",
        "months": "{count} Monaten",
        "chances": "neun Chancen von zehn: {span}",
        "between": "neun Chancen von zehn zwischen {span}",
    },
}
"""What is said of months and bands, by language; ``{...}`` is filled in."""


def months_words(series: Series, title: str | None = None, *, with_prior: bool = False) -> Words:
    """Return the words of a plot of months."""
    language, prior = series.language, series.prior_months
    which = count_of(prior, len(series.months), language)
    withheld = len(series.months) - len(series.published)
    notes = [
        _say(language, "hatched", which=which) if prior else "",
        _say(language, "grey") if with_prior else "",
        _say(language, "gaps", which=many_months(withheld, language)) if withheld else "",
    ]
    subtitle = f"{_capital(series.average.unit)}; {_say(language, 'read')}.{''.join(notes)}"
    return Words(title or months_title(series), subtitle, months_alt(series))


def months_title(series: Series) -> str:
    """Return the finding of a plot of months as a sentence."""
    kind = "stock" if series.stock else "flow"
    finding = _say(series.language, kind, label=series.label, value=value_shown(series.average))
    prior, months = series.prior_months, len(series.months)
    if prior == months:
        return _say(series.language, "untold", finding=finding)
    if prior:
        return _say(series.language, "partly", finding=finding, part=months - prior, whole=months)
    return finding


def months_alt(series: Series) -> str:
    """Return a plot of months in words."""
    months, language = series.published, series.language
    first, last = (month_label(series.months[end].month, language) for end in (0, -1))
    average = series.average
    parts = [
        _say(language, "alt.span", first=first, last=last, unit=series.unit),
        _say(language, "alt.average", label=average.label, band=in_words(average)),
    ]
    if months:
        low = min(months, key=lambda month: month.band.value or 0)
        high = max(months, key=lambda month: month.band.value or 0)
        ends = {"low": _of_month(low, language), "high": _of_month(high, language)}
        parts.append(_say(language, "alt.ends", **ends))
    if series.prior_months:
        which = count_of(series.prior_months, len(series.months), language)
        parts.append(_say(language, "alt.prior", which=which))
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


def sensitivity_words(
    label: str, scenarios: Sequence[Band], title: str | None = None, unsettled: Sequence[str] = ()
) -> Words:
    """Return the words of a figure under other assumptions; under those unsettled it has no number."""
    finding = title or f"{label}: the median stays {_between(scenarios)}"
    alt = " ".join(f"{band.label}: {in_words(band)}." for band in scenarios)
    missing = _not_settled(unsettled)
    parts = (f"{label} under other assumptions.", alt, missing)
    return Words(finding, f"{_capital(HOW_TO_READ)}.", " ".join(filter(None, parts)), missing)


def widths_words(
    label: str, shares: Sequence[WidthShare], title: str | None = None, unsettled: Sequence[str] = ()
) -> Words:
    """Return the words of a decomposition; ``shares`` come largest first."""
    most = shares[0]
    finding = title or f"{most.label} makes up {percent(most.share)} of the width of the band"
    subtitle = (
        f"{label}: part of the 90 % band's squared logarithmic width that goes when one cause is taken away, "
        "or for what speakers could know a third of what comes when it is doubled. "
        "The parts need not add up, because causes overlap."
    )
    listed = "; ".join(f"{share.label}: {percent(share.share)}" for share in shares)
    missing = _not_settled(unsettled)
    parts = (f"Causes of the width of the band of {label}.", f"{listed}.", missing)
    return Words(finding, subtitle, " ".join(filter(None, parts)), missing)


def _not_settled(names: Sequence[str]) -> str:
    """Return under what there is no number, since its draws cannot be relied on; empty if there is none."""
    return f"No number, because the draws did not settle: {'; '.join(names)}." if names else ""


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
        return _say(band.language, "between", span=ends)
    return f"{_with_unit(band)} ({_say(band.language, 'chances', span=ends)})" if ends else _with_unit(band)


def percent(share: float) -> str:
    """Return a fraction as a rounded percentage."""
    return shown(rounded(min(max(share, 0.0), 1.0)), SHARE)


def short_month(month: str, language: str = "en") -> str:
    """Return ``2024-03`` as ``Mar 2024``."""
    name, year = month_label(month[:7], language).split()
    return f"{name[:3]} {year}"


def _between(bands: Sequence[Band]) -> str:
    medians = [band.value for band in bands if band.value is not None]
    low, high = shown(min(medians), bands[0].unit), shown(max(medians), bands[0].unit)
    return f"at {low}" if low == high else f"between {low} and {high}"


def _with_unit(band: Band) -> str:
    number = value_shown(band)
    return number if band.unit in ("", SHARE) else f"{number} {band.unit}"


def _of_month(month: Month, language: str) -> str:
    return _say(
        language, "alt.month", band=in_words(month.band), month=month_label(month.month[:7], language)
    )


def count_of(part: int, whole: int, language: str = "en") -> str:
    """Return ``5 of 23 months``, or ``all 23 months``."""
    months = many_months(whole, language)
    if part == whole:
        return _say(language, "all", months=months)
    return _say(language, "part", part=part, months=months)


def many_months(count: int, language: str = "en") -> str:
    """Return a number of months, ``1 month``, ``23 months``."""
    return _say(language, "month" if count == 1 else "months", count=shown(count, "", language))


def many(count: int, noun: str) -> str:
    """Return a count with its noun, ``1 month``, ``1,200 statements``."""
    return f"{count} {noun}" if count == 1 else f"{count:,} {noun}s"


def _say(language: str, name: str, **parts: object) -> str:
    return fill(MONTHS_WORDS[language][name], **parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
