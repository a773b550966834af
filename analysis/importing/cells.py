"""Cells of a spreadsheet → the fields of a claim: numbers, hedges, windows, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from analysis.documents.sheets import Cell
from analysis.read import Reading, parse_window, read_wordings
from analysis.read.dates import calendar_for, today_of, windows_in
from analysis.read.grammar import known_language
from analysis.read.numerals import digits_value
from analysis.read.reporting import REPORTING
from analysis.read.tokens import fold, tokenize
from analysis.tables.field_values import FieldError, Words
from analysis.tables.vocabulary import Vocabulary, VocabularyRow, known_text, words_of

_DIGITS = re.compile(r"[0-9][0-9.,'’ \u00a0\u2007\u2009\u202f]*", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


@dataclass(frozen=True, slots=True)
class Manner:
    """How a spreadsheet writes: its language, its decimal mark (None: each number tells), its dates."""

    language: str
    decimal: str | None
    months: bool  # a date stands for its month
    dated: str | None


def decimal_mark(cells: Iterable[Cell]) -> str | None:
    """Return the decimal mark that the numbers written as text show, or None when none of them does."""
    marks = {mark for cell in cells if isinstance(cell, str) for mark in _marks_shown(cell)}
    return marks.pop() if len(marks) == 1 else None


def _marks_shown(text: str) -> Iterator[str]:
    for literal in _DIGITS.findall(text):
        found = [char for char in literal.rstrip("., ") if char in ".,"]
        if len(set(found)) == 2:
            yield found[-1]
        elif len(found) == 1 and len(literal.rstrip("., ").rpartition(found[0])[2]) != 3:
            yield found[0]


def number_fields(cell: Cell, words: Words, manner: Manner) -> dict[str, str | float]:
    """Read a cell with a number: value or range, hedge and unit, as far as they are said.

    Raises
    ------
    FieldError
        It holds no number, or several.
    """
    if isinstance(cell, float):
        return {"value": cell}
    if isinstance(cell, date):
        raise FieldError("is a date", "format the column as numbers in the spreadsheet", cell.isoformat())
    text = cell or ""
    plain = digits_value(text, manner.decimal, scaled=False) if _DIGITS.fullmatch(text) else None
    if plain is not None:
        return {"value": float(plain)}
    return reading_fields(_number_in_words(text, words, manner), words.vocabulary)


def words_beside(cell: Cell, words: Words, manner: Manner) -> str:
    """Return the words beside a number that its reading leaves out, such as a hedge that is not known."""
    if not isinstance(cell, str) or _DIGITS.fullmatch(cell):
        return ""
    reading = _number_in_words(cell, words, manner)
    left = " ".join(f"{cell[: reading.start]} {cell[reading.end :]}".split())
    return left if any(char.isalpha() for char in left) else ""


def _number_in_words(text: str, words: Words, manner: Manner) -> Reading:
    """Read a number in words, in the language that makes most of them: in English *rund 30* is a bare 30."""
    found = [read_wordings(text, words.hedges, name, words.units) for name in _languages(manner)]
    single = [readings[0] for readings in found if len(readings) == 1]
    if len(found[0]) > 1 or not single:
        rule = f"holds {len(found[0])} numbers" if found[0] else "is no number"
        raise FieldError(rule, "write one number, as 5000, 'about 5,000' or '5,000 to 6,000'", text)
    widest = max(single, key=lambda reading: reading.end - reading.start)
    others = [one for one in found[0] if _numbers(one) != _numbers(widest)]
    if others:
        rule = "is another number in another language"
        raise FieldError(
            rule, "write it in digits, or with words of one language, and name that language", text
        )
    return widest


def _numbers(reading: Reading) -> tuple[float | None, ...]:
    return reading.value, reading.value_low, reading.value_high


def reading_fields(reading: Reading, vocabulary: Vocabulary) -> dict[str, str | float]:
    """Return what a reading says of a claim: numbers, hedge, unit (if only one is meant) and measure."""
    numbers = {"value": reading.value, "value_low": reading.value_low, "value_high": reading.value_high}
    fields: dict[str, str | float] = {name: value for name, value in numbers.items() if value is not None}
    fields["hedge"] = reading.hedge
    units = [unit for unit, row in vocabulary.units.items() if _is_word(reading.unit_text, row)]
    if len(units) == 1:
        fields["unit"] = units[0]
    if reading.share:
        fields["measure"] = "share"
    return fields


def window_text(cell: Cell, manner: Manner) -> str:
    """Read a cell with a date or a span, as EDTF.

    Raises
    ------
    FieldError
        It holds no date, or several.
    """
    if isinstance(cell, date):
        return cell.isoformat()[:7] if manner.months else cell.isoformat()
    if isinstance(cell, float):
        if cell == int(cell) and _FIRST_YEAR <= cell <= _LAST_YEAR:
            return f"{cell:.0f}"
        raise FieldError("is no date", "write year-month, as in 2025-04", f"{cell:g}")
    try:
        return parse_window(cell or "").text
    except ValueError:
        return _window_in_words(cell or "", manner)


def _window_in_words(text: str, manner: Manner) -> str:
    """Read a date in words, in the language that makes most of them: in German *June 2025* is only a year."""
    readings = [
        list(windows_in(text, tokenize(text), calendar_for(language), today_of(manner.dated)))
        for language in _languages(manner)
    ]
    single = [found[0] for found in readings if len(found) == 1]
    # Of two as wide, the one that says more: in English *bis 20.08.2014* is no more than the day.
    widest = max(single, key=lambda when: (when.last - when.first, len(when.window or "")), default=None)
    if widest is not None and widest.window:
        return widest.window
    raise FieldError("is no date", "write year-month, as in 2025-04, or a span, as 2023-06/2025-04", text)


def _languages(manner: Manner) -> list[str]:
    """Return the languages that are read, that of the mapping first."""
    known = known_language(manner.language)
    return sorted(REPORTING, key=lambda language: language != known)


def joined_window(start: str, end: str) -> str:
    """Join the two ends of a window; a blank one is open."""
    first = start.split("/", maxsplit=1)[0] if start else ".."
    last = end.rsplit("/", maxsplit=1)[-1] if end else ".."
    return first if first == last else f"{first}/{last}"


def known_quantity(text: str, vocabulary: Vocabulary) -> str | None:
    """Return the quantity that a text names: by id, label, noun or unit; None when it is not known."""
    for name, row in vocabulary.quantities.items():
        if fold(text) == name or _is_word(text, row, "label") or _is_word(text, row, "noun"):
            return name
    counted = {str(row["quantity"]) for row in vocabulary.units.values() if _is_word(text, row)}
    return counted.pop() if len(counted) == 1 else None


def known_speaker(text: str, vocabulary: Vocabulary) -> str | None:
    """Return the speaker that a text names: by id, name or alias; None when it is not known."""
    for name, row in vocabulary.speakers.items():
        aliases = (alias.strip() for alias in known_text(row, "aliases").split("|"))
        if fold(text) in (name, *map(fold, aliases)) or _is_word(text, row, "name"):
            return name
    return None


def known_unit(text: str, vocabulary: Vocabulary) -> str | None:
    """Return the unit that a text names: by id or word; None when it is not known."""
    found = [name for name, row in vocabulary.units.items() if text == name or _is_word(text, row)]
    return found[0] if len(found) == 1 else None


def _is_word(text: str | None, row: VocabularyRow, stem: str = "words") -> bool:
    return bool(text) and fold(text or "") in map(fold, words_of(row, stem))


LISTED: Mapping[str, Callable[[str, Vocabulary], str | None]] = {
    "quantity": known_quantity,
    "speaker": known_speaker,
    "unit": known_unit,
}
