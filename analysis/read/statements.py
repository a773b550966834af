"""Running text → the statements in it: number, hedge, noun, window and speaker, each with its place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TypeVar

from analysis.read.dates import Calendar, Today, When, calendar_for, today_of, windows_in
from analysis.read.grammar import Grammar, grammar_for
from analysis.read.not_statements import Place, is_furniture, reason_against
from analysis.read.reporting import DAY, REPORTING, Reporting
from analysis.read.sentences import sentences_of
from analysis.read.speakers import Attributions, Speaker, attributions_for, said_on, speakers_in
from analysis.read.tokens import NUMBER, WORD, Token, key_of, token_at, tokenize
from analysis.read.vocabulary import HedgeWords, Phrase, PhraseIndex, UnitWords
from analysis.read.wordings import BARE, Reading, readings_in

_COMMA, _STATEMENT_BETWEEN = 1.0, 1.5  # what lies between a statement and its window, weighed
_LONGEST_ASIDE = 12  # tokens from a date to the comma on each side
_PER_TOKEN = 0.001
_LONGEST_PLACE, _LONGEST_AGENCY = 7, 6  # tokens before and after the day of a dateline
_COMMAS = frozenset(",;–—:()")
_CLOSING = frozenset(",)")  # end an aside
_DASHES = frozenset("-–—")
_LARGE = 1_000  # such a number, written with a mark or a scale word, counts something even without a noun
_MOST_SPEAKERS = 20  # more than that are counted, not quoted
_INHERITED = 0.7  # confidence left when window and speaker come from the sentence before


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """A statement proposed from a text; nothing about it is decided yet.

    Attributes
    ----------
    value, value_low, value_high, granularity, hedge, unit_text
        As in `Reading`.
    measure
        ``share``, ``rate`` (so much a month) or None.
    window
        EDTF; None when the text does not say.
    stated_on
        Day on which it was said, in EDTF; None when the text does not say.
    speaker_text
        The speaker as written; None when none is named.
    paragraph
        Counted from 1: blocks between blank lines.
    start, end, text
        Span in the text: ``text`` is what stands there.
    confidence
        Between 0 and 1: how likely a person would take it for a statement and read it so.
    why
        What it was read from, and what speaks against it.
    """

    value: float | None
    value_low: float | None
    value_high: float | None
    granularity: float
    hedge: str
    unit_text: str | None
    measure: str | None
    window: str | None
    stated_on: str | None
    speaker_text: str | None
    paragraph: int
    start: int
    end: int
    text: str
    confidence: float
    why: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Tools:
    """What one language gives to read with."""

    grammar: Grammar
    words: Reporting
    calendar: Calendar
    attributions: Attributions
    rates: PhraseIndex
    today: Today | None


Placed = TypeVar("Placed", When, Speaker)


def read_statements(
    text: str,
    hedges: HedgeWords,
    units: UnitWords | None,
    language: str,
    dated: str | None = None,
) -> list[FoundStatement]:
    """Propose the statements in a text, from left to right, in time linear in its length.

    Parameters
    ----------
    text
        A document, its paragraphs with blank lines between.
    hedges, units
        The words of the vocabulary.
    language
        Code of a language with tables: ``de``, ``en`` or ``uk``.
    dated
        Date of the document in EDTF, against which *last year* and *in March* are read.

    Raises
    ------
    ValueError
        If the language has no tables, or ``dated`` is no date.
    """
    tools = _tools_for(hedges, units, language, today_of(dated))
    tokens = tokenize(text)
    readings = list(readings_in(text, tokens, tools.grammar))
    starts = [reading.start for reading in readings]
    found: list[FoundStatement] = []
    previous: list[FoundStatement] = []
    for sentence in sentences_of(text, tokens, tools.grammar.language, tools.words):
        inside = tokens[sentence.first : sentence.last]
        first, last = (bisect_left(starts, edge) for edge in (inside[0].start, inside[-1].end))
        here = _SentenceReader(text, inside, sentence.paragraph, tools)
        previous = here.read(readings[first:last], previous) if last > first else []
        found += previous
    return found


def _tools_for(hedges: HedgeWords, units: UnitWords | None, language: str, today: Today | None) -> _Tools:
    if language not in REPORTING:
        known = ", ".join(sorted(REPORTING))
        raise ValueError(f"there are no words for language {language!r}; write one of {known}")
    words = REPORTING[language]
    return _Tools(
        grammar=grammar_for(hedges, units, language),
        words=words,
        calendar=calendar_for(language),
        attributions=attributions_for(language),
        rates=PhraseIndex(Phrase(key_of(phrase), grain) for phrase, grain in words.rates.items()),
        today=today,
    )


@dataclass(frozen=True)
class _Around:
    """What else stands in a sentence, in the order of its tokens."""

    dates: Sequence[When]
    windows: Sequence[When]
    days: Sequence[When]
    speakers: Sequence[Speaker]
    weight: Sequence[float]  # of the commas and statements before each token
    ahead: frozenset[When]  # windows that open a clause and go with what it counts


class _SentenceReader:
    """Reads the statements of one sentence; all indices count its own tokens."""

    def __init__(self, text: str, tokens: Sequence[Token], paragraph: int, tools: _Tools) -> None:
        self.text, self.tokens, self.paragraph, self.tools = text, tokens, paragraph, tools
        self.starts = [token.start for token in tokens]
        counting = tools.words.heads | tools.words.changes
        self.head = next((at for at, token in enumerate(tokens) if token.key in counting), len(tokens))

    def read(self, readings: Sequence[Reading], previous: Sequence[FoundStatement]) -> list[FoundStatement]:
        """Read what is stated; ``previous`` are the statements of the sentence before."""
        if is_furniture(self.tokens, self.tools.grammar, self.tools.words):
            return []
        dates = list(windows_in(self.text, self.tokens, self.tools.calendar, self.tools.today))
        speakers = list(speakers_in(self.text, self.tokens, self.tools.attributions, dates))
        kept = self._kept(readings, dates, speakers)
        around = self._around(dates, speakers, [place for _, place in kept])
        found = [self._statement(reading, place, around) for reading, place in kept]
        return [self._with_inheritance(statement, previous) for statement in found]

    def _kept(
        self, readings: Sequence[Reading], dates: Sequence[When], speakers: Sequence[Speaker]
    ) -> list[tuple[Reading, Place]]:
        dated = _covered(date for date in dates if not _is_year(self.tokens, date))
        quoted = _covered(speakers)
        kept: list[tuple[Reading, Place]] = []
        for reading in readings:
            place = self._place(reading)
            few = reading.hedge == BARE and not reading.share and (reading.value or 0) <= _MOST_SPEAKERS
            elsewhere = dated | quoted if few else dated
            if elsewhere.isdisjoint(range(*place)) and self._states(reading, place, follows=bool(kept)):
                kept.append((reading, place))
        return kept

    def _place(self, reading: Reading) -> Place:
        return Place(*(bisect_left(self.starts, edge) for edge in (reading.start, reading.end)))

    def _states(self, reading: Reading, place: Place, *, follows: bool) -> bool:
        """Tell whether a number is a statement; ``follows``: another one stands before it."""
        grammar, words = self.tools.grammar, self.tools.words
        if reason_against(self.text, self.tokens, place, reading, grammar=grammar, words=words):
            return False
        if reading.unit_text is not None or reading.share:
            return True
        if _like_a_year(self.tokens, place) or self._is_named(place):
            return False
        if reading.value is not None and reading.value >= _LARGE and not reading.text.isdigit():
            return True
        return reading.hedge != BARE or follows or self.head < place.first or self._needs_no_noun(place)

    def _is_named(self, place: Place) -> bool:
        """Tell whether bare digits number the noun before them: *Block 4*, *week 23*."""
        before, number = token_at(self.tokens, place.first - 1), self.tokens[place.first]
        named = before.kind == WORD and self.text[before.start].isupper() and place.first > 1
        named = named or (before.key in self.tools.words.grains and not self._rate(place, ()))
        return named and place.last == place.first + 1 and number.key.isdigit()

    def _needs_no_noun(self, place: Place) -> bool:
        """Tell whether a number needs no noun: *4,000 of the 11,000 guests*, *500 strong*, *killed seven*."""
        if token_at(self.tokens, place.first - 1).key in self.tools.words.harming:
            return True
        at = place.last + (token_at(self.tokens, place.last).key == "-")
        after = token_at(self.tokens, at).key
        words = self.tools.words
        language = self.tools.grammar.language
        followers = words.strengths | words.genitives | words.plural_verbs
        return after in language.of | language.modifiers | followers or self._is_subject(place)

    def _is_subject(self, place: Place) -> bool:
        """Tell whether a number in words opens the sentence before a verb: *Neunzehn liegen …*."""
        number, after = self.tokens[place.first], token_at(self.tokens, place.last)
        spelled = place.first == 0 and number.kind == after.kind == WORD
        return spelled and after.key not in self.tools.grammar.language.function_words

    def _around(self, dates: Sequence[When], speakers: Sequence[Speaker], places: Sequence[Place]) -> _Around:
        counted = _covered(places)
        said = said_on(self.tokens, dates, speakers)
        days = [date for date in dates if date in said or self._is_dateline(date)]
        windows = [
            date
            for date in dates
            if date not in days
            and counted.isdisjoint(range(date.first, date.last))
            and not self._aside(date, counted)
        ]
        ends = {place.last - 1 for place in places}
        weights = (
            (token.key in _COMMAS) * _COMMA + (at in ends) * _STATEMENT_BETWEEN
            for at, token in enumerate(self.tokens)
        )
        ahead = frozenset(window for window in windows if self._opens_clause(window, counted))
        return _Around(dates, windows, days, speakers, list(accumulate(weights, initial=0.0)), ahead)

    def _is_dateline(self, date: When) -> bool:
        """Tell whether a day stands in the head of a report: *GENEVA, 12 June (Reuters) -*."""
        after = date.last
        if token_at(self.tokens, after).key == "(":
            closed = self._mark(range(after, min(after + _LONGEST_AGENCY, len(self.tokens))), _CLOSING)
            after = closed + 1 if closed is not None else after
        headed = 1 < date.lead <= _LONGEST_PLACE and self.tokens[date.lead - 1].key == ","
        return headed and date.grain == DAY and token_at(self.tokens, after).key in _DASHES

    def _opens_clause(self, date: When, counted: set[int]) -> bool:
        """Tell whether a date stands right after a comma, and something is counted before the next one."""
        if token_at(self.tokens, date.lead - 1).key not in _COMMAS:
            return False
        last = self._mark(range(date.last, len(self.tokens)), _COMMAS)
        return not counted.isdisjoint(range(date.last, len(self.tokens) if last is None else last))

    def _aside(self, date: When, counted: set[int]) -> bool:
        """Tell whether a date stands between two commas in which nothing is counted."""
        first = self._mark(range(date.first - 1, max(date.first - _LONGEST_ASIDE, 0) - 1, -1), _COMMAS)
        last = self._mark(range(date.last, min(date.last + _LONGEST_ASIDE, len(self.tokens))), _CLOSING)
        return first is not None and last is not None and counted.isdisjoint(range(first, last))

    def _mark(self, indices: range, marks: frozenset[str]) -> int | None:
        return next((index for index in indices if self.tokens[index].key in marks), None)

    def _statement(self, reading: Reading, place: Place, around: _Around) -> FoundStatement:
        windows = [one for one in around.windows if one.first < place.first or one not in around.ahead]
        when = _nearest(place, windows, around.weight)
        day = _nearest(place, around.days, around.weight)
        speaker = self._words(_nearest(place, around.speakers, around.weight))
        known = any(self.tools.grammar.units.starting_at(self.tokens, index) for index in range(*place))
        grain = self._rate(place, around.dates)
        reasons = _reasons(reading, known=known, when=self._words(when), speaker=speaker)
        return FoundStatement(
            value=reading.value,
            value_low=reading.value_low,
            value_high=reading.value_high,
            granularity=reading.granularity,
            hedge=reading.hedge,
            unit_text=reading.unit_text,
            measure="share" if reading.share else "rate" if grain else None,
            window=when.window or None if when else None,
            stated_on=day.window or None if day else None,
            speaker_text=speaker,
            paragraph=self.paragraph,
            start=reading.start,
            end=reading.end,
            text=reading.text,
            confidence=_confidence(reading, known=known, dated=bool(when and when.window)),
            why=(*reasons, *([f"so much a {grain}"] if grain else [])),
        )

    def _words(self, part: When | Speaker | None) -> str | None:
        if part is None:
            return None
        return self.text[self.tokens[part.first].start : self.tokens[part.last - 1].end]

    def _rate(self, place: Place, dates: Sequence[When]) -> str | None:
        """Return the grain of *a month*, *pro Monat* beside a number, unless it belongs to a date."""
        after = self.tools.rates.starting_at(self.tokens, place.last)
        if after and _covered(dates).isdisjoint(range(place.last, place.last + len(after.keys) + 1)):
            return after.row
        before = self.tools.rates.ending_at(self.tokens, place.first - 1)
        return before.row if before else None

    def _with_inheritance(
        self, statement: FoundStatement, previous: Sequence[FoundStatement]
    ) -> FoundStatement:
        """Take window and speaker from the sentence before, when this one begins with *these*."""
        refers = self.tokens[0].key in self.tools.words.anaphora
        if not refers or not previous or previous[-1].paragraph != self.paragraph:
            return statement
        window = statement.window or previous[-1].window
        speaker = statement.speaker_text or previous[-1].speaker_text
        if (window, speaker) == (statement.window, statement.speaker_text):
            return statement
        return replace(
            statement,
            window=window,
            speaker_text=speaker,
            confidence=round(statement.confidence * _INHERITED, 2),
            why=(*statement.why, "goes on with the sentence before, and takes over what it does not say"),
        )


def _nearest(place: Place, others: Sequence[Placed], weight: Sequence[float]) -> Placed | None:
    """Return what stands nearest to a statement, commas and other statements weighed as distance.

    The weight grows with the distance, so only the last one before and the first one after may be it.
    """
    after = bisect_left(others, place.first, key=lambda one: one.first)
    near = others[max(after - 1, 0) : after + 1]
    return min(near, key=lambda one: _distance(place, one, weight), default=None)


def _distance(place: Place, other: When | Speaker, weight: Sequence[float]) -> float:
    lead = other.lead if isinstance(other, When) else other.first
    low, high = (other.last, place.first) if other.first < place.first else (place.last, lead)
    return weight[high] - weight[low] + abs(high - low) * _PER_TOKEN if low < high else 0.0


def _covered(parts: Iterable[Place | When | Speaker]) -> set[int]:
    """Return the indices of all tokens in some parts of a sentence."""
    return {index for part in parts for index in range(part.first, part.last)}


def _is_year(tokens: Sequence[Token], date: When) -> bool:
    return date.last == date.first + 1 and tokens[date.first].kind == NUMBER


def _like_a_year(tokens: Sequence[Token], place: Place) -> bool:
    last = tokens[place.last - 1].key
    return last.isdigit() and len(last) == 4 and "1900" <= last <= "2099"


def _reasons(reading: Reading, *, known: bool, when: str | None, speaker: str | None) -> list[str]:
    noun = f"counts {reading.unit_text!r}" if reading.unit_text else "counts what the text names elsewhere"
    return [
        "a share" if reading.share else noun + (", a unit of the vocabulary" if known else ""),
        f"hedge {reading.hedge}",
        f"window from {when!r}" if when else "no window is said",
        f"speaker from {speaker!r}" if speaker else "no speaker is said",
    ]


def _confidence(reading: Reading, *, known: bool, dated: bool) -> float:
    sure = 0.95 if known else 0.85 if reading.unit_text or reading.share else 0.7
    return round(sure * (1 if dated else 0.95), 2)
