"""Quantiles and diagnostics made into the table of published figures, or into reasons why not.

A figure goes out when its diagnostics passed and its Monte Carlo error cannot change a printed digit: where
it could, fewer digits are printed, and where a unit of a quarter of the band is too fine, it is withheld.
Its value is the median, and all five numbers are rounded to one unit.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.figures.ids import FigureName, figure_id, figure_label, figure_unit, quantities_of
from analysis.figures.languages import LANGUAGES, TARGETS
from analysis.figures.resolve import supporting_claims
from analysis.figures.rounding import Band, monte_carlo_holds, round_band, rounding_unit
from analysis.figures.sentences import write_sentence

if TYPE_CHECKING:
    from analysis.tables.vocabulary import Vocabulary

FIGURE_COLUMNS = (
    "figure_id",
    "label",
    "value",
    "low_50",
    "high_50",
    "low_90",
    "high_90",
    "unit",
    "window",
    *(f"text_{language}" for language in LANGUAGES),
    "sources",
    "data_version",
)
WITHHELD_COLUMNS = ("figure_id", "reason")

DAYS_IN_MONTH = 365.2425 / 12
BAND_QUANTILES = {0.25: "low_50", 0.75: "high_50", 0.05: "low_90", 0.95: "high_90"}
MONTE_CARLO_COLUMNS = ("mcse_median", "mcse_low_90", "mcse_high_90")
SHOWN_DIAGNOSTICS = ("rhat", "ess_bulk", "ess_tail")

DiagnosticsKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """What decides how figures are published.

    Attributes
    ----------
    least_shape_information
        Months whose shape information is below this (0 to 1) say that their shape comes from the prior.
    """

    least_shape_information: float = 0.3

    def __post_init__(self) -> None:
        if not 0 <= self.least_shape_information <= 1:
            raise ValueError(
                f"least_shape_information is {self.least_shape_information}; give a number from 0 to 1"
            )


DEFAULT_OPTIONS = PublishOptions()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure before it is judged: its raw numbers and what the sampler said about them."""

    name: FigureName
    window: str
    numbers: Mapping[str, float]
    diagnostics: Mapping[str, object] | None
    factor: float = 1.0


def publish_figures(  # noqa: PLR0917 - the tables in the order in which they are made
    totals: pd.DataFrame,
    monthly: pd.DataFrame,
    ratios: pd.DataFrame,
    diagnostics: pd.DataFrame,
    claims: pd.DataFrame,
    vocabulary: Vocabulary,
    data_versions: Mapping[str, str],
    *,
    options: PublishOptions = DEFAULT_OPTIONS,
) -> pd.DataFrame:
    """Make the table of published figures.

    Parameters
    ----------
    totals, monthly, ratios, diagnostics
        Estimates in the form of ``data/estimates``.
    claims
        Table of claims; only evidence (primary statements and their repeats) becomes a source.
    vocabulary
        Quantities and ratios with their labels and phrases.
    data_versions
        Data version by id of quantity or ratio; a ratio without one takes those of its two quantities.
    options
        Thresholds.

    Returns
    -------
    DataFrame
        ``FIGURE_COLUMNS``; ``value`` is the median, rounded with its bounds by the width of the 90 %
        band; ``sources`` are claim ids with blanks between. Figures that did not hold are absent:
        see `withheld_figures`.

    Raises
    ------
    ValueError
        For quantities or ratios unknown to the vocabulary, missing quantiles, two figures with one id,
        a missing data version.
    """
    candidates = list_candidates(totals, monthly, ratios, diagnostics, vocabulary)
    held = [candidate for candidate in candidates if not reason_to_withhold(candidate)]
    supports = supporting_claims([candidate.name for candidate in held], claims, vocabulary)
    rows = [
        _figure_row(candidate, supports[candidate.name], vocabulary, data_versions, options)
        for candidate in held
    ]
    return pd.DataFrame(rows, columns=list(FIGURE_COLUMNS))


def withheld_figures(
    totals: pd.DataFrame,
    monthly: pd.DataFrame,
    ratios: pd.DataFrame,
    diagnostics: pd.DataFrame,
    vocabulary: Vocabulary,
) -> pd.DataFrame:
    """List the figures that `publish_figures` leaves out, each with the reason.

    Returns
    -------
    DataFrame
        ``figure_id`` and ``reason``.
    """
    judged = [
        (figure_id(candidate.name, vocabulary), reason_to_withhold(candidate))
        for candidate in list_candidates(totals, monthly, ratios, diagnostics, vocabulary)
    ]
    return pd.DataFrame([row for row in judged if row[1]], columns=list(WITHHELD_COLUMNS))


def list_candidates(
    totals: pd.DataFrame,
    monthly: pd.DataFrame,
    ratios: pd.DataFrame,
    diagnostics: pd.DataFrame,
    vocabulary: Vocabulary,
) -> list[Candidate]:
    """Gather every figure that the estimates could give, in the order of the vocabulary."""
    by_key = _diagnostics_by_key(diagnostics)
    found = [
        *_total_candidates(totals, by_key),
        *_month_candidates(monthly, by_key),
        *_ratio_candidates(ratios, by_key),
    ]
    _check_subjects(found, vocabulary)
    _check_unique([figure_id(candidate.name, vocabulary) for candidate in found])
    subjects = [*vocabulary.quantities, *vocabulary.ratios]
    return sorted(found, key=lambda candidate: _place(candidate.name, subjects))


def reason_to_withhold(candidate: Candidate) -> str:
    """Say why a figure must not be published; empty when it may."""
    diagnostics = candidate.diagnostics
    if diagnostics is None:
        return "there are no diagnostics for it"
    if not _is_yes(diagnostics["passed"]):
        shown = ", ".join(f"{name} {diagnostics.get(name, 'unknown')}" for name in SHOWN_DIAGNOSTICS)
        return f"its diagnostics did not pass ({shown})"
    try:
        band = Band(**candidate.numbers)
    except ValueError as error:
        return f"its numbers cannot be published: {error}"
    return _reason_of_noise(candidate, band)


def _reason_of_noise(candidate: Candidate, band: Band) -> str:
    worst = _worst_error(candidate)
    unit = rounding_unit(band.low_90, band.high_90, worst)
    if monte_carlo_holds(worst, unit):
        return ""
    return (
        f"its Monte Carlo error ({worst:.3g}) could change its last printed digit (unit {unit:f}); "
        f"draw more, until the error is below {float(unit) / 4:.3g}"
    )


def _worst_error(candidate: Candidate) -> float:
    """Return the largest Monte Carlo error of the value and its bounds, NaN if one is not known."""
    errors = [_monte_carlo_error(candidate, column) for column in MONTE_CARLO_COLUMNS]
    return math.nan if any(map(math.isnan, errors)) else max(errors)


def _figure_row(
    candidate: Candidate,
    sources: Iterable[str],
    vocabulary: Vocabulary,
    data_versions: Mapping[str, str],
    options: PublishOptions,
) -> dict[str, object]:
    name, band = candidate.name, round_band(Band(**candidate.numbers), _worst_error(candidate))
    from_prior = _shape_information(candidate) < options.least_shape_information
    texts = {
        f"text_{language}": write_sentence(
            name, band, candidate.window, vocabulary, language, shape_from_prior=from_prior
        )
        for language in LANGUAGES
    }
    return {
        "figure_id": figure_id(name, vocabulary),
        "label": figure_label(name, vocabulary, "en"),
        **asdict(band),
        "unit": figure_unit(name, vocabulary),
        "window": candidate.window,
        **texts,
        "sources": " ".join(sources),
        "data_version": _data_version(name, vocabulary, data_versions),
    }


def _total_candidates(
    totals: pd.DataFrame, diagnostics: Mapping[DiagnosticsKey, Mapping[str, object]]
) -> Iterator[Candidate]:
    for (quantity, target, window), numbers in _numbers_by(totals, ("quantity", "target", "window")):
        row = diagnostics.get((quantity, target, ""))
        known = {name: name for name in TARGETS if name in ("total", "rate", "level")}
        if target not in known:
            raise ValueError(f"'{target}' is not a target of totals; write one of {', '.join(known)}")
        candidate = Candidate(FigureName(quantity, known[target]), window, numbers, row)
        yield candidate
        if target == "rate":
            yield _per_day(candidate)


def _month_candidates(
    monthly: pd.DataFrame, diagnostics: Mapping[DiagnosticsKey, Mapping[str, object]]
) -> Iterator[Candidate]:
    for (quantity, month), numbers in _numbers_by(monthly, ("quantity", "month")):
        row = diagnostics.get((quantity, "month", month))
        yield Candidate(FigureName(quantity, "month", month), month, numbers, row)


def _ratio_candidates(
    ratios: pd.DataFrame, diagnostics: Mapping[DiagnosticsKey, Mapping[str, object]]
) -> Iterator[Candidate]:
    for (ratio, window), numbers in _numbers_by(ratios, ("ratio", "window")):
        yield Candidate(FigureName(ratio, "ratio"), window, numbers, diagnostics.get((ratio, "ratio", "")))


def _per_day(rate: Candidate) -> Candidate:
    factor = 1 / DAYS_IN_MONTH
    numbers = {part: number * factor for part, number in rate.numbers.items()}
    return replace(rate, name=FigureName(rate.name.subject, "per_day"), numbers=numbers, factor=factor)


def _numbers_by(
    estimates: pd.DataFrame, keys: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], dict[str, float]]]:
    gathered: dict[tuple[str, ...], dict[str, float]] = {}
    for row in estimates.to_dict("records"):
        part = _part_of_band(str(row["output_type"]), row["output_type_id"])
        if part:
            numbers = gathered.setdefault(tuple(str(row[key]) for key in keys), {})
            if part in numbers:
                raise ValueError(f"{_shown(keys, row)} has two values for {part}; keep one")
            numbers[part] = float(row["value"])
    for group, numbers in gathered.items():
        missing = sorted({"value", *BAND_QUANTILES.values()} - numbers.keys())
        if missing:
            shown = _shown(keys, dict(zip(keys, group, strict=True)))
            raise ValueError(
                f"{shown} has no {', '.join(missing)}; write the median and quantiles "
                f"{', '.join(map(str, sorted(BAND_QUANTILES)))}"
            )
        yield group, numbers


def _part_of_band(output_type: str, output_type_id: object) -> str | None:
    if output_type == "median":
        return "value"
    if output_type != "quantile":
        return None
    return BAND_QUANTILES.get(round(float(str(output_type_id)), 6))


def _shown(keys: Iterable[str], row: Mapping[object, object]) -> str:
    return ", ".join(f"{key} {row[key]}" for key in keys)


def _diagnostics_by_key(diagnostics: pd.DataFrame) -> dict[DiagnosticsKey, Mapping[str, object]]:
    return {
        (str(row["quantity"]), str(row["target"]), _text(row["month"])): {str(k): v for k, v in row.items()}
        for row in diagnostics.to_dict("records")
    }


def _text(cell: object) -> str:
    return "" if pd.isna(cell) else str(cell)  # type: ignore[call-overload]


def _is_yes(passed: object) -> bool:
    return str(passed).casefold() in ("yes", "true")


def _monte_carlo_error(candidate: Candidate, column: str) -> float:
    cell = (candidate.diagnostics or {}).get(column)
    return math.nan if cell is None or cell == "" else float(str(cell)) * candidate.factor


def _shape_information(candidate: Candidate) -> float:
    cell = (candidate.diagnostics or {}).get("shape_information")
    known = candidate.name.target == "month" and cell is not None and cell != ""
    information = float(str(cell)) if known else math.inf
    return math.inf if math.isnan(information) else information


def _data_version(name: FigureName, vocabulary: Vocabulary, versions: Mapping[str, str]) -> str:
    if name.subject in versions:
        return versions[name.subject]
    parts = quantities_of(name, vocabulary)
    unknown = [part for part in parts if part not in versions]
    if unknown:
        raise ValueError(f"{', '.join(unknown)} has no data version; give one for each quantity")
    return "+".join(dict.fromkeys(versions[part] for part in parts))


def _check_subjects(candidates: Iterable[Candidate], vocabulary: Vocabulary) -> None:
    for name in (candidate.name for candidate in candidates):
        table = "ratios" if name.target == "ratio" else "quantities"
        if name.subject not in getattr(vocabulary, table):
            raise ValueError(f"'{name.subject}' is not in {table}.csv; add it there or drop its estimates")


def _check_unique(ids: Iterable[str]) -> None:
    twice = [text for text, count in Counter(ids).items() if count > 1]
    if twice:
        raise ValueError(f"{', '.join(twice)} would stand for two figures; keep one window of each")


def _place(name: FigureName, subjects: list[str]) -> tuple[int, int, str]:
    return subjects.index(name.subject), TARGETS.index(name.target), name.month
