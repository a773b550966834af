"""One sentence for each figure in each language, from the phrase of the vocabulary and a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.figures.ids import FigureName, is_bounded, subject_row
from analysis.figures.languages import check_language, fill, template
from analysis.figures.numerals import print_date, print_number, print_range, print_window
from analysis.figures.rounding import Band, printed_unit

if TYPE_CHECKING:
    from analysis.tables.vocabulary import Vocabulary


def print_value(band: Band, language: str, *, bounded: bool = False) -> str:
    """Print the value of a rounded figure: "270,000", "6.1 million", "47 %"."""
    return print_number(band.value, printed_unit(band), language, bounded=bounded)


def print_bounds(band: Band, language: str, *, level: int = 90, bounded: bool = False) -> tuple[str, str]:
    """Print the bounds of the 50 % or 90 % band of a rounded figure.

    Raises
    ------
    ValueError
        When ``level`` is neither 50 nor 90.
    """
    if level not in (50, 90):
        raise ValueError(f"there is no {level} % band; choose 50 or 90")
    low, high = (band.low_50, band.high_50) if level == 50 else (band.low_90, band.high_90)
    return print_range(low, high, printed_unit(band), language, bounded=bounded)


def write_sentence(
    name: FigureName,
    band: Band,
    window: str,
    vocabulary: Vocabulary,
    language: str,
    *,
    shape_from_prior: bool = False,
) -> str:
    """Write the sentence of a figure.

    Parameters
    ----------
    name
        What the figure is.
    band
        Its rounded numbers.
    window
        EDTF window that it covers.
    vocabulary
        Holds the phrase, in which ``{value}`` stands for the number.
    language
        Language of the sentence.
    shape_from_prior
        Say that the data do not tell this month from its neighbours.
    """
    check_language(language)
    bounded = is_bounded(name, vocabulary)
    low, high = print_bounds(band, language, bounded=bounded)
    value = print_value(band, language, bounded=bounded)
    return fill(
        template(language, "sentence"),
        statement=_statement(name, value, window, vocabulary, language),
        low=low,
        high=high,
        shape=template(language, "shape.prior") if shape_from_prior else "",
    )


def _statement(name: FigureName, number: str, window: str, vocabulary: Vocabulary, language: str) -> str:
    value = fill(template(language, f"value.{name.target}"), number=number)
    phrase = fill(_phrase(name, vocabulary, language), value=value)
    when = _when(name, window, language)
    statement = fill(template(language, f"sentence.{name.target}"), phrase=phrase, when=when)
    return statement[:1].upper() + statement[1:]


def _phrase(name: FigureName, vocabulary: Vocabulary, language: str) -> str:
    row = subject_row(name, vocabulary)
    written = str(row.get(f"phrase_{language}") or "")
    if "{value}" in written:
        return written
    plain = template(language, "phrase.bounded" if is_bounded(name, vocabulary) else "phrase")
    noun = row.get(f"noun_{language}") or row["unit"]
    return fill(plain, label=row[f"label_{language}"], noun=noun)


def _when(name: FigureName, window: str, language: str) -> str:
    day = print_date(name.month, language) if name.month.count("-") > 1 else None
    if day:
        return fill(template(language, "when.period"), start=day)
    return print_window(window, language)
