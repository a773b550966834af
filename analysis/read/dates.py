"""Dates and spans of time in words → EDTF, against the date of the document."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from analysis.read.languages import LANGUAGES
from analysis.read.numerals import spelled_value
from analysis.read.reporting import (
    DAY,
    EARLY,
    END,
    LATE,
    MIDDLE,
    MONTH,
    PART,
    REPORTING,
    START,
    WEEK,
    YEAR,
    Reporting,
)
from analysis.read.tokens import NUMBER, WORD, Token, adjacent, key_of, token_at
from analysis.read.vocabulary import Phrase, PhraseIndex
from analysis.read.windows import parse_window

_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_MOST_SKIPPED = 3
_LONGEST_PAST = 600  # days, weeks, months or years; more is no span of a report
_DAY_OF_PART = {START: 1, EARLY: 5, MIDDLE: 15, LATE: 25}
_MONTH_OF_PART = {START: 1, EARLY: 2, MIDDLE: 6, LATE: 11, END: 12}
_QUALIFIERS = "~?%"


class Today(NamedTuple):
    """The date of the document; ``month`` and ``day`` may be unknown."""

    year: int
    month: int | None
    day: int | None

    def as_day(self) -> date | None:
        """Return the day, or None when it is not known."""
        return date(self.year, self.month, self.day) if self.month and self.day else None


class Dated(NamedTuple):
    """A date or span in a text: its tokens (``last`` excluded), and either its parts or its EDTF text."""

    first: int
    last: int
    grain: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    code: int | None = None
    part: str | None = None
    text: str | None = None


class When(NamedTuple):
    """A window found in a text: EDTF, its tokens (``last`` excluded) and the grain of its dates.

    ``window`` is empty when the date of the document, which is not known, decides it.
    ``lead`` is where the prepositions and articles before it begin: *in the* spring of 2025.
    """

    window: str
    first: int
    last: int
    grain: str
    lead: int


@dataclass(frozen=True, eq=False)
class Calendar:
    """One language's words for dates, ready to be matched."""

    language: str
    words: Reporting
    parts: PhraseIndex
    year_parts: PhraseIndex
    so_far: PhraseIndex
    codes: PhraseIndex
    relative: PhraseIndex
    since: PhraseIndex
    until: PhraseIndex
    openers: PhraseIndex
    beginnings: frozenset[str]  # keys with which a date may begin, beside numbers


@lru_cache(maxsize=8)
def calendar_for(language: str) -> Calendar:
    """Compile the calendar of a language."""
    words = REPORTING[language]
    names = ("parts", "year_parts", "so_far", "codes", "relative", "since", "until", "openers")
    indices = {name: _index(getattr(words, name)) for name in names}
    phrases = (indices[name].first_keys() for name in names[:5])
    words_alone = (words.months, words.weekdays, words.past, words.past_one, words.leading, words.ago_before)
    return Calendar(language, words, **indices, beginnings=frozenset().union(*phrases, *words_alone))


def _index(phrases: Sequence[str]) -> PhraseIndex:
    return PhraseIndex(Phrase(key_of(phrase), phrase) for phrase in phrases)


def today_of(dated: str | None) -> Today | None:
    """Take the date of a document apart; None when it is not given or names no single year.

    Raises
    ------
    ValueError
        If ``dated`` is not a date in EDTF.
    """
    if not dated:
        return None
    parse_window(dated)
    parts = dated.split("/")[0].rstrip(_QUALIFIERS).split("-")
    if not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    month = numbers[1] if len(numbers) > 1 and numbers[1] <= 12 else None
    return Today(numbers[0], month, numbers[2] if len(numbers) > 2 else None)


def windows_in(text: str, tokens: Sequence[Token], calendar: Calendar, today: Today | None) -> Iterator[When]:
    """Find the windows in a sentence, from left to right.

    Parameters
    ----------
    text, tokens
        The whole text, and the tokens of the sentence.
    calendar
        The words to look for.
    today
        The date of the document, against which *last year* and *in March* are read; None leaves those out.
    """
    reader = _Reader(text, tokens, calendar, today)
    index = 0
    while index < len(tokens):
        found = reader.window_at(index)
        if found is not None:
            yield found
        index = found.last if found else index + 1


class _Reader:
    """Reads dates at positions of one sentence."""

    def __init__(self, text: str, tokens: Sequence[Token], calendar: Calendar, today: Today | None) -> None:
        self.text, self.tokens, self.calendar, self.today = text, tokens, calendar, today
        self.words = calendar.words
        self.language = LANGUAGES[calendar.language]
        self.readers: tuple[Callable[[int], Dated | None], ...] = (
            self._so_far,
            self._relative,
            self._ago,
            self._past,
            self._months_to,
            self._leading,
            self._part,
            self._year_part,
            self._code,
            self._day_span,
            self._day_first,
            self._month_first,
            self._numeric,
            self._year,
            self._weekday,
        )

    def window_at(self, index: int) -> When | None:
        """Read the window whose first date begins at a token."""
        one = self.date_at(index)
        if one is None:
            return None
        other = self._other_end(one)
        if other is not None:
            first, last = _lend_year(one, other)
            return self._when(self._text(first), self._text(last), one, other)
        return self._single(one)

    def date_at(self, index: int) -> Dated | None:
        """Read the date that begins at a token, or None."""
        if not self._may_begin(index):
            return None
        return next((found for read in self.readers if (found := read(index))), None)

    def _may_begin(self, index: int) -> bool:
        token = token_at(self.tokens, index)
        if token.kind == NUMBER or token.key in self.calendar.beginnings:
            return True
        return self.key(index + 1) in self.words.grains

    def key(self, index: int) -> str:
        """Return the key of a token; of those outside, the empty one."""
        return token_at(self.tokens, index).key

    def _single(self, one: Dated) -> When | None:
        written = self._text(one)
        if not written or "/" in written:
            return self._checked(written, one.first, one.last, one.grain)
        before = self._before(one.first)
        if self.calendar.until.ending_at(self.tokens, before):
            written = f"../{written}"
        elif self.calendar.since.ending_at(self.tokens, before):
            written = f"{written}/.."
        return self._checked(written, one.first, one.last, one.grain)

    def _when(self, start: str | None, end: str | None, one: Dated, other: Dated) -> When | None:
        if not start or not end:
            return self._checked(None, one.first, other.last, one.grain)
        window = f"{start.split('/')[0]}/{end.split('/')[-1]}"
        return self._checked(window, one.first, other.last, one.grain)

    def _checked(self, window: str | None, first: int, last: int, grain: str) -> When | None:
        try:
            known = parse_window(window).text if window else ""
        except ValueError:
            known = ""
        return When(known, first, last, grain, self._lead(first))

    def _lead(self, first: int) -> int:
        before = self._before(first)
        indices = (self.calendar.since, self.calendar.until, self.calendar.openers)
        phrases = [index.ending_at(self.tokens, before) for index in indices]
        return before + 1 - max(len(phrase.keys) if phrase else 0 for phrase in phrases)

    def _other_end(self, one: Dated) -> Dated | None:
        """Read the second date of *from … to*, *between … and*, *April and May*."""
        if one.text is not None and "/" in one.text:
            return None
        joint = self.key(one.last)
        opened = self.calendar.openers.ending_at(self.tokens, self._before(one.first)) is not None
        if joint not in self.words.connectors and joint not in self.words.joiners:
            return None
        other = self.date_at(self._past_skipped(one.last + 1))
        if other is None or (other.text is not None and "/" in other.text):
            return None
        if joint in self.words.joiners and not opened and not _enumerates(one, other):
            return None
        return other

    def _before(self, index: int) -> int:
        """Return the index of the token before a date, past articles and prepositions inside it."""
        for _ in range(_MOST_SKIPPED):
            here = index - 1
            phrase = self.calendar.since.ending_at(self.tokens, here)
            if phrase or self.key(here) not in self.words.skipped:
                break
            index -= 1
        return index - 1

    def _past_skipped(self, index: int) -> int:
        for _ in range(_MOST_SKIPPED):
            if self.key(index) not in self.words.skipped or self.date_at(index):
                break
            index += 1
        return index

    def _relative(self, index: int) -> Dated | None:
        phrase = self.calendar.relative.starting_at(self.tokens, index)
        if phrase is None:
            return None
        grain, offset = self.words.relative[phrase.row]
        written = _shifted(self.today, grain, offset) if self.today else None
        last = index + len(phrase.keys)
        if grain == YEAR and written:
            return Dated(index, last, YEAR, year=int(written))
        return Dated(index, last, grain, text=written or "")

    def _count(self, index: int) -> int | None:
        token = token_at(self.tokens, index)
        if token.kind == NUMBER and token.key.isdigit():
            return int(token.key) if len(token.key) <= 3 else None
        value = spelled_value((token.key,), self.language) if token.kind == WORD else None
        one = 1 if token.key in self.language.one else None
        return int(value) if value is not None and value <= _LONGEST_PAST else one

    def _span_of(self, index: int) -> tuple[int, str] | None:
        """Read *three months*; return the count and the grain."""
        count, grain = self._count(index), self.words.grains.get(self.key(index + 1))
        return (count, grain) if count and grain and count <= _LONGEST_PAST else None

    def _ago(self, index: int) -> Dated | None:
        prefixed = self.key(index) in self.words.ago_before
        start = index + prefixed
        span = self._span_of(start)
        if span is None or not (prefixed or self.key(start + 2) in self.words.ago_after):
            return None
        written = _ago(self.today, *span) if self.today else None
        return Dated(index, start + 2 + (not prefixed), PART, text=written or "")

    def _past(self, index: int) -> Dated | None:
        if self.key(index) not in self.words.past:
            return None
        span, last = self._span_of(index + 1), index + 3
        if span is None and self.key(index) in self.words.past_one:
            grain = self.words.grains.get(self.key(index + 1))
            span, last = (1, grain) if grain else None, index + 2
        if span is None:
            return None
        start = _back(self.today, *span) if self.today else None
        written = f"{start}/{_written(self.today)}" if start and self.today else ""
        return Dated(index, last, PART, text=written)

    def _months_to(self, index: int) -> Dated | None:
        """Read *12 months to March 2025*: so many months, the named one the last."""
        span = self._span_of(index)
        if span is None or span[1] != MONTH or self.key(index + 2) not in self.words.connectors:
            return None
        other = self.date_at(self._past_skipped(index + 3))
        last = self._resolved(other) if other and other.grain == MONTH else None
        if other is None or last is None or last.year is None:
            return None
        start = _month_text(Today(last.year, last.month, None), 1 - span[0])
        return Dated(index, other.last, PART, text=f"{start}/{self._text(last)}")

    def _leading(self, index: int) -> Dated | None:
        """Read *the first three months of 2025*."""
        span = self._span_of(index + 1) if self.key(index) in self.words.leading else None
        if span is None or span[1] != MONTH or not 1 <= span[0] <= 12:
            return None
        year, last = self._following_year(index + 3)
        if year is None:
            return None
        return Dated(index, last, PART, text=f"{year}-01/{year}-{span[0]:02}")

    def _following_year(self, index: int) -> tuple[int | None, int]:
        """Read the year after other words of a date; the document's own when only *the year* is said."""
        said = False
        for at in range(index, index + _MOST_SKIPPED + 1):
            relative = self._relative(at)
            if relative is not None and relative.grain == YEAR:
                return relative.year, relative.last
            year = self._year_number(at)
            if year is not None:
                return year, self._past_year_word(at + 1)
            said = said or self.words.grains.get(self.key(at)) == YEAR
            if self.key(at) not in self.words.skipped and self.words.grains.get(self.key(at)) != YEAR:
                break
        return (self.today.year if said and self.today else None), self._past_year_word(index)

    def _past_year_word(self, index: int) -> int:
        for at in range(index, index + _MOST_SKIPPED):
            if self.words.grains.get(self.key(at)) == YEAR:
                return at + 1
            if self.key(at) not in self.words.skipped:
                break
        return index

    def _part(self, index: int) -> Dated | None:
        """Read *mid-2023*, *the end of March 2025*, *Anfang des Jahres*."""
        phrase = self.calendar.parts.starting_at(self.tokens, index)
        if phrase is None:
            return None
        part, start = self.words.parts[phrase.row], index + len(phrase.keys)
        start += self.key(start) == "-"
        month = self._month_first(self._past_determiners(start))
        if month is not None:
            return month._replace(first=index, part=part) if month.day is None else None
        year, last = self._following_year(start)
        return Dated(index, last, PART, year=year, part=part) if year else None

    def _year_part(self, index: int) -> Dated | None:
        """Read *Jahresende*, *year-end 2024*."""
        phrase = self.calendar.year_parts.starting_at(self.tokens, index)
        if phrase is None:
            return None
        last = index + len(phrase.keys)
        year, end = self._following_year(last)
        part = self.words.year_parts[phrase.row]
        if year is None and self.today is not None:
            later = _MONTH_OF_PART[part] > (self.today.month or 12)
            year, end = self.today.year - later, last
        return Dated(index, end, PART, year=year, part=part) if year else Dated(index, last, PART, text="")

    def _so_far(self, index: int) -> Dated | None:
        """Read *so far* as a date that is not said, unless one follows: *so far this year*."""
        phrase = self.calendar.so_far.starting_at(self.tokens, index)
        last = index + len(phrase.keys) if phrase else index
        if phrase is None or self.date_at(self._past_skipped(last)):
            return None
        return Dated(index, last, PART, text="")

    def _past_determiners(self, index: int) -> int:
        while self.key(index) in self.words.skipped and not self._is_month(index):
            index += 1
        return index

    def _code(self, index: int) -> Dated | None:
        """Read *summer 2024*, *the first half of 2024*, *im ersten Quartal*."""
        phrase = self.calendar.codes.starting_at(self.tokens, index)
        if phrase is None:
            return None
        code, start = self.words.codes[phrase.row], index + len(phrase.keys)
        year, last = self._following_year(start)
        return Dated(index, last if year else start, PART, year=year, code=code)

    def _day_span(self, index: int) -> Dated | None:
        """Read *5 to 20 May 2025* and *5. bis 20. Mai*: the first day has no month of its own."""
        if not self._day_number(index):
            return None
        joint = index + 1 + (self.key(index + 1) == ".")
        if self.key(joint) not in self.words.connectors | self.words.joiners:
            return None
        other = self._day_first(self._past_skipped(joint + 1))
        if other is None or self._day_number(index) >= (other.day or 0):
            return None
        last = self._resolved(other)
        if last is None or last.year is None:
            return None
        start = last._replace(day=self._day_number(index))
        return Dated(index, other.last, DAY, text=f"{self._text(start)}/{self._text(last)}")

    def _day_first(self, index: int) -> Dated | None:
        """Read *12 June 2025* and *12. Juni*."""
        day = self._day_number(index)
        at = index + 1 + (self.key(index + 1) == ".")
        at += self.key(at) == "of"
        if not day or not self._is_month(at):
            return None
        year, last = self._year_after(at + 1)
        return Dated(index, last, DAY, year=year, month=self.words.months[self.key(at)], day=day)

    def _month_first(self, index: int) -> Dated | None:
        """Read *June 2023*, *June 12, 2025*, *März* alone."""
        if not self._is_month(index):
            return None
        month, at = self.words.months[self.key(index)], index + 1
        at += self.key(at) == "." and self.key(index) in self.words.abbreviations
        day = self._day_number(at) if self.language.decimal_mark == "." else 0
        if day and not self._counts_something(at):
            year, last = self._year_after(at + 1)
            return Dated(index, last, DAY, year=year, month=month, day=day)
        year, last = self._year_after(at)
        return Dated(index, last, MONTH, year=year, month=month)

    def _counts_something(self, index: int) -> bool:
        after = token_at(self.tokens, index + 1)
        return after.kind == WORD and after.key not in self.language.function_words

    def _year_after(self, index: int) -> tuple[int | None, int]:
        at = index + (self.key(index) == ",")
        at += self.key(at) in ("of", "des", "jahres")
        at += self.key(at) in ("jahres",)
        relative = self._relative(at)
        if relative is not None and relative.grain == YEAR:
            return relative.year, relative.last
        year = self._year_number(at)
        return (year, self._past_year_word(at + 1)) if year else (None, index)

    def _year(self, index: int) -> Dated | None:
        year = self._year_number(index)
        return Dated(index, self._past_year_word(index + 1), YEAR, year=year) if year else None

    def _year_number(self, index: int) -> int | None:
        token = token_at(self.tokens, index)
        if token.kind != NUMBER or len(token.key) != 4 or not token.key.isdigit():
            return None
        return int(token.key) if _FIRST_YEAR <= int(token.key) <= _LAST_YEAR else None

    def _weekday(self, index: int) -> Dated | None:
        number = self.words.weekdays.get(self.key(index))
        day = self.today.as_day() if self.today else None
        if number is None:
            return None
        if day is None:
            return Dated(index, index + 1, DAY, text="")
        said = day - timedelta((day.weekday() - number) % 7)
        return Dated(index, index + 1, DAY, said.year, said.month, said.day)

    def _numeric(self, index: int) -> Dated | None:
        """Read *2025-06-12* and *12.06.2025*."""
        token = token_at(self.tokens, index)
        if token.kind != NUMBER:
            return None
        parts = token.key.split(".")
        if len(parts) == 3:
            return _day_of_numbers(parts[2], parts[1], parts[0], index, index + 1)
        keys = [self.key(index + offset) for offset in range(5)]
        if keys[1] == keys[3] == "-" and adjacent(token, self.tokens[index + 1]):
            return _day_of_numbers(keys[0], keys[2], keys[4], index, index + 5)
        return None

    def _day_number(self, index: int) -> int:
        token = token_at(self.tokens, index)
        small = token.kind == NUMBER and token.key.isdigit() and len(token.key) <= 2
        return int(token.key) if small and 1 <= int(token.key) <= 31 else 0

    def _is_month(self, index: int) -> bool:
        token = token_at(self.tokens, index)
        if token.kind != WORD or token.key not in self.words.months:
            return False
        return not self.words.months_capitalised or self.text[token.start].isupper()

    def _resolved(self, one: Dated) -> Dated | None:
        """Fill in the year: the latest in which the date does not lie after the document's."""
        if one.year is not None or one.text is not None:
            return one
        if self.today is None:
            return None
        month = one.month or _first_month(one.code)
        later = (month, one.day or 1) > (self.today.month or 12, self.today.day or 31)
        return one._replace(year=self.today.year - later)

    def _text(self, one: Dated) -> str | None:
        """Write a date in EDTF."""
        resolved = self._resolved(one)
        if resolved is None or resolved.text is not None:
            return resolved.text if resolved else None
        return _edtf(resolved)


def _enumerates(one: Dated, other: Dated) -> bool:
    return one.grain == other.grain and one.grain in (MONTH, YEAR, DAY)


def _lend_year(one: Dated, other: Dated) -> tuple[Dated, Dated]:
    """Give the first of two dates the year that only the second one names."""
    if one.year is None and one.text is None and other.year is not None:
        later = (one.month or 1) > (other.month or 12)
        return one._replace(year=other.year - later), other
    return one, other


def _day_of_numbers(year: str, month: str, day: str, first: int, last: int) -> Dated | None:
    if not (len(year) == 4 and year.isdigit() and month.isdigit() and day.isdigit()):
        return None
    return Dated(first, last, DAY, int(year), int(month), int(day))


def _first_month(code: int | None) -> int:
    if code is None:
        return 1
    months = {21: 3, 22: 6, 23: 9, 24: 12, 33: 1, 34: 4, 35: 7, 36: 10, 40: 1, 41: 7}
    return months[code]


def _edtf(one: Dated) -> str:
    if one.code is not None:
        return f"{one.year}-{one.code}"
    if one.day is not None:
        return f"{one.year}-{one.month:02}-{one.day:02}"
    if one.month is None:
        return f"{one.year}-{_MONTH_OF_PART[one.part]:02}~" if one.part else f"{one.year}"
    if one.part is None or one.year is None:
        return f"{one.year}-{one.month:02}"
    day = _DAY_OF_PART.get(one.part) or monthrange(one.year, one.month)[1]
    return f"{one.year}-{one.month:02}-{day:02}~"


def _written(today: Today) -> str:
    return "-".join(f"{part:02}" for part in today if part is not None)


def _shifted(today: Today, grain: str, offset: int) -> str | None:
    """Write the calendar day, week, month or year that lies some of them after the document's."""
    if grain == YEAR:
        return str(today.year + offset)
    if grain == MONTH:
        return _month_text(today, offset) if today.month else None
    day = today.as_day()
    if day is None:
        return None
    if grain == DAY:
        return (day + timedelta(offset)).isoformat()
    monday = day + timedelta(7 * offset - day.weekday())
    return f"{monday}/{monday + timedelta(6)}"


def _month_text(today: Today, offset: int) -> str:
    year, month = divmod(12 * today.year + (today.month or 1) - 1 + offset, 12)
    return f"{year:04}-{month + 1:02}"


def _back(today: Today, count: int, grain: str) -> str | None:
    """Write the start of a span up to the document's date: to the day, where that is known."""
    if today.day is None or grain in (DAY, WEEK):
        return _ago(today, count, grain)
    year, month = divmod(12 * today.year + (today.month or 1) - 1 - count * (12 if grain == YEAR else 1), 12)
    day = min(today.day, monthrange(year, month + 1)[1])
    return f"{year:04}-{month + 1:02}-{day:02}~"


def _ago(today: Today, count: int, grain: str) -> str | None:
    """Write the day or month that lies a span before the document's, as an approximate one."""
    day = today.as_day()
    if grain in (DAY, WEEK):
        return f"{day - timedelta(count * (7 if grain == WEEK else 1))}~" if day else None
    if today.month is None:
        return f"{today.year - count}~" if grain == YEAR else None
    return f"{_month_text(today, -count * (12 if grain == YEAR else 1))}~"
