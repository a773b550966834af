"""Numbers and dates as readers of a language write them, never with more digits than their rounding unit."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal

from analysis.figures.languages import check_language, fill, template
from analysis.figures.rounding import decimal_of
from analysis.read.labels import window_label

IN_WORDS_FROM = 6
SCIENTIFIC_FROM = 15
SCIENTIFIC_BELOW = -6
MOST_DIGITS_BEFORE_A_WORD = 3
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
CALENDAR_TEXT = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d{2}))?")


def print_number(number: float, unit: Decimal, language: str, *, bounded: bool = False) -> str:
    """Print a number that was rounded to a unit.

    Parameters
    ----------
    number
        Already rounded to ``unit``.
    unit
        Power of ten; places below it are not printed, zeros above it are.
    language
        Language of the separators and of words such as "million".
    bounded
        Print a fraction of one as per cent.

    Examples
    --------
    >>> print_number(6_100_000, Decimal(100_000), "en")
    '6.1 million'
    """
    check_language(language)
    if bounded:
        percentage = _print(decimal_of(number).scaleb(2), unit.scaleb(2), language)
        return fill(template(language, "percent"), number=percentage)
    return _print(decimal_of(number), unit, language)


def print_range(
    low: float, high: float, unit: Decimal, language: str, *, bounded: bool = False
) -> tuple[str, str]:
    """Print two bounds, naming a scale that both share ("million") and a per cent sign only once."""
    lower, upper = (print_number(bound, unit, language, bounded=bounded) for bound in (low, high))
    head, blank, tail = lower.partition(" ")
    shared = bool(blank) and upper.partition(" ")[2] == tail
    return (head if shared else lower), upper


def print_date(text: str, language: str) -> str | None:
    """Print an EDTF month or day in words, as "March 2024"; None for anything else."""
    found = CALENDAR_TEXT.fullmatch(text)
    if not found:
        return None
    year, month, day = found.groups()
    if day is None:
        return str(format_skeleton("yMMMM", date(int(year), int(month), 1), locale=language))
    return str(format_date(date(int(year), int(month), int(day)), format="long", locale=language))


def print_window(window: str, language: str) -> str:
    """Print an EDTF window as an adverb: "from June 2023 to April 2025", "in March 2024"."""
    start, _, end = window.partition("/")
    first, last = print_date(start, language), print_date(end or start, language)
    if first is None or last is None:
        return fill(template(language, "when.other"), start=window_label(window, language))
    if first != last:
        return fill(template(language, "when.span"), start=first, end=last)
    single = "when.day" if start.count("-") > 1 else "when.single"
    return fill(template(language, single), start=first)


def _print(number: Decimal, unit: Decimal, language: str) -> str:
    size = number.adjusted() if number else 0
    if size >= SCIENTIFIC_FROM or size < SCIENTIFIC_BELOW:
        return _print_power_of_ten(number, unit, language)
    scale = size // 3 * 3
    if scale < IN_WORDS_FROM or scale - unit.adjusted() > MOST_DIGITS_BEFORE_A_WORD:
        return _print_plain(number, max(0, -unit.adjusted()), language)
    plain = _print_plain(number.scaleb(-scale), max(0, scale - unit.adjusted()), language)
    return f"{plain} {_scale_word(scale, language, single=plain == '1')}"


def _print_plain(number: Decimal, decimals: int, language: str) -> str:
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return str(format_decimal(number, format=pattern, locale=language))


def _scale_word(scale: int, language: str, *, single: bool) -> str:
    digit = 1 if single else 2
    in_words = str(format_compact_decimal(digit * 10**scale, format_type="long", locale=language))
    return in_words.partition(str(digit))[2].strip()


def _print_power_of_ten(number: Decimal, unit: Decimal, language: str) -> str:
    exponent = number.adjusted()
    mantissa = _print_plain(number.scaleb(-exponent), max(0, exponent - unit.adjusted()), language)
    power = str(exponent).translate(SUPERSCRIPTS)
    return fill(template(language, "power_of_ten"), number=mantissa, exponent=power)
