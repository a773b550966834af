"""Ids of figures: dotted, stable, and readable back into what they count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.figures.languages import Target, fill, template
from analysis.figures.numerals import print_date

if TYPE_CHECKING:
    from analysis.tables.vocabulary import Vocabulary

DEFAULT_LEVEL = "level"


@dataclass(frozen=True, slots=True)
class FigureName:
    """What a figure id stands for.

    Attributes
    ----------
    subject
        Id of a quantity or of a ratio.
    target
        What of it.
    month
        Month (or day, on a finer grid) of a ``month`` target, else empty.
    """

    subject: str
    target: Target
    month: str = ""


def figure_id(name: FigureName, vocabulary: Vocabulary) -> str:
    """Write the id of a figure, as ``rounds.rate``, ``rounds.month.2024-03`` or ``beds.level``."""
    if name.target == "ratio":
        return name.subject
    if name.target == "month":
        return f"{name.subject}.month.{name.month}"
    suffix = _level_id(name.subject, vocabulary) if name.target == "level" else name.target
    return f"{name.subject}.{suffix}"


def parse_figure_id(text: str, vocabulary: Vocabulary) -> FigureName:
    """Read a figure id back.

    Raises
    ------
    ValueError
        When no quantity or ratio of the vocabulary has such a figure.
    """
    if text in vocabulary.ratios:
        return FigureName(text, "ratio")
    for subject in vocabulary.quantities:
        name = _name_of(subject, text.removeprefix(f"{subject}."), vocabulary)
        if name and figure_id(name, vocabulary) == text:
            return name
    raise ValueError(f"'{text}' is no figure of this vocabulary; choose a figure_id of data/figures.csv")


def subject_row(name: FigureName, vocabulary: Vocabulary) -> Mapping[str, str | float | None]:
    """Vocabulary row of the quantity or ratio that a figure is about."""
    return (vocabulary.ratios if name.target == "ratio" else vocabulary.quantities)[name.subject]


def quantities_of(name: FigureName, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Quantities that a figure is made of: one, or numerator and denominator."""
    if name.target != "ratio":
        return (name.subject,)
    row = vocabulary.ratios[name.subject]
    return str(row["numerator"]), str(row["denominator"])


def is_bounded(name: FigureName, vocabulary: Vocabulary) -> bool:
    """Tell whether a figure is a fraction of one, which reads as per cent."""
    row = subject_row(name, vocabulary)
    return row["bounded"] == "yes" if name.target == "ratio" else row["kind"] == "share"


def figure_label(name: FigureName, vocabulary: Vocabulary, language: str) -> str:
    """Name a figure in a language: "Rounds delivered, average per month"."""
    label = subject_row(name, vocabulary)[f"label_{language}"]
    month = print_date(name.month, language) or name.month
    return fill(template(language, f"label.{name.target}"), label=label, month=month)


def figure_unit(name: FigureName, vocabulary: Vocabulary, language: str = "en") -> str:
    """Unit of a figure: "rounds per month"."""
    row = subject_row(name, vocabulary)
    unit = row["unit"] if is_word(str(row["unit"])) else row.get("noun_en") or row["unit"]
    return fill(template(language, f"unit.{name.target}"), unit=unit)


def is_word(unit: str) -> bool:
    """Return whether the id of a unit can be read as its name; that of a part can not."""
    return "_" not in unit


def _level_id(quantity: str, vocabulary: Vocabulary) -> str:
    return str(vocabulary.quantities[quantity].get("level_id") or DEFAULT_LEVEL)


def _name_of(subject: str, suffix: str, vocabulary: Vocabulary) -> FigureName | None:
    is_flow = vocabulary.quantities[subject]["kind"] == "flow"
    if suffix.startswith("month."):
        return FigureName(subject, "month", suffix.removeprefix("month."))
    if is_flow and suffix in ("total", "rate", "per_day"):
        return FigureName(subject, suffix)  # type: ignore[arg-type]
    if not is_flow and suffix == _level_id(subject, vocabulary):
        return FigureName(subject, "level")
    return None
