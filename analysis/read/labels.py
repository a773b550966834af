"""Months and windows in words, in each language of the tables."""

from __future__ import annotations

import re
from functools import lru_cache

from analysis.read.languages import LANGUAGES, Language
from analysis.read.windows import parse_date, parse_window, split_window

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%]?)", re.ASCII)


def month_label(month: float | str, language: str = "en") -> str:
    """Return the name of a month: ``2023-06`` → ``June 2023``, ``Juni 2023``.

    Parameters
    ----------
    month
        ``YYYY-MM``, or a position in months since year 0 (12 * year + month - 1); any position inside
        a month names that month.
    language
        Language code, ``en`` or ``de``.
    """
    position = parse_date(month).lower if isinstance(month, str) else month
    year, index = divmod(int(position // 1), 12)
    return f"{language_table(language).months[index]} {year}"


def window_label(text: str, language: str = "en") -> str:
    """Return a window in words: ``2023-06/2025-04`` → ``June 2023 to April 2025``.

    Raises
    ------
    ValueError
        If ``text`` is not a window, or the language has no table.
    """
    table = language_table(language)
    parse_window(text)
    first, last = split_window(text)
    if first == "..":
        return table.until.format(_date_label(last, table))
    if last == "..":
        return table.since.format(_date_label(first, table))
    if first == last:
        return _date_label(first, table)
    return table.span.format(_date_label(first, table), _date_label(last, table))


@lru_cache(maxsize=64)
def language_table(language: str) -> Language:
    """Return the table of a language code (``de`` or ``de-AT``); ValueError names the known ones."""
    code = re.split("[-_]", language.lower(), maxsplit=1)[0]
    if code not in LANGUAGES:
        raise ValueError(f"no wording for language {language!r}; write one of {', '.join(sorted(LANGUAGES))}")
    return LANGUAGES[code]


def _date_label(text: str, table: Language) -> str:
    match = _DATE.fullmatch(text)
    if match is None:  # unspecified digits stand for themselves
        return text
    year, month, day, qualifier = match.groups()
    name = year if month is None else _month_or_part(int(year), int(month), table)
    if day is not None:
        name = table.day.format(int(day), name)
    return table.about.format(name) if qualifier else name


def _month_or_part(year: int, month: int, table: Language) -> str:
    if month in table.parts_of_year:
        years = f"{year}/{(year + 1) % 100:02}" if month == 24 else str(year)
        return table.parts_of_year[month].format(years)
    return f"{table.months[month - 1]} {year}"
