"""Running text → the statements in it: number, hedge, noun, window and speaker, each with its place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from analysis.read.dates import Calendar, Today, When, calendar_for, today_of, windows_in
from analysis.read.grammar import Grammar, grammar_for
from analysis.read.not_statements import Place, is_furniture, reason_against
from analysis.read.reporting import REPORTING, Reporting
from analysis.read.sentences import Sentence, sentences_of
from analysis.read.speakers import Attributions, Speaker, attributions_for, said_on, speakers_in
from analysis.read.tokens import NUMBER, Token, key_of, token_at, tokenize
from analysis.read.vocabulary import HedgeWords, Phrase, PhraseIndex, UnitWords
from analysis.read.wordings import Reading, readings_in

_COMMA, _STATEMENT_BETWEEN = 1.0, 1.5  # what lies between a statement and its window, weighed
_PER_TOKEN = 0.001
_COMMAS = frozenset(",;–—:()")
_CLOSING = frozenset(",)")  # end an aside
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
        first, last = (bisect_left(starts, edge) for edge in _span(tokens, sentence.first, sentence.last))
        previous = _SentenceReader(text, tokens, sentence, tools).read(readings[first:last], previous)
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


def _span(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Return the characters that some tokens span."""
    return tokens[first].start, tokens[last - 1].end


class _SentenceReader:
    """Reads the statements of one sentence."""

    def __init__(self, text: str, tokens: Sequence[Token], sentence: Sentence, tools: _Tools) -> None:
        self.text, self.tokens, self.sentence, self.tools = text, tokens, sentence, tools
        self.token_starts = [token.start for token in tokens[sentence.first : sentence.last]]

    def read(self, readings: Sequence[Reading], previous: Sequence[FoundStatement]) -> list[FoundStatement]:
        """Read what is stated; ``previous`` are the statements of the sentence before."""
        span = self.sentence.first, self.sentence.last
        if not readings or is_furniture(self.tokens, span, self.tools.grammar, self.tools.words):
            return []
        dates = list(windows_in(self.text, self.tokens, span, self.tools.calendar, self.tools.today))
        speakers = list(speakers_in(self.text, self.tokens, span, self.tools.attributions, dates))
        kept = self._kept(readings, dates, speakers)
        places = [place for _, place in kept]
        days = said_on(self.tokens, dates, speakers)
        windows = self._windows(dates, days, places)
        return [
            self._statement(reading, place, places, windows, speakers, days, previous)
            for reading, place in kept
        ]

    def _kept(
        self, readings: Sequence[Reading], dates: Sequence[When], speakers: Sequence[Speaker]
    ) -> list[tuple[Reading, Place]]:
        kept: list[tuple[Reading, Place]] = []
        for reading in readings:
            place = self._place(reading)
            if not self._refused(reading, place, dates, speakers, follows=bool(kept)):
                kept.append((reading, place))
        return kept

    def _refused(
        self,
        reading: Reading,
        place: Place,
        dates: Sequence[When],
        speakers: Sequence[Speaker],
        *,
        follows: bool,
    ) -> bool:
        if any(_overlap(place, date) and not _is_year(self.tokens, date) for date in dates):
            return True
        few = reading.hedge == "bare" and (reading.value or 0) <= _MOST_SPEAKERS
        if few and any(_overlap(place, speaker) for speaker in speakers):
            return True
        against = reason_against(self.text, self.tokens, place, reading, self.tools.grammar, self.tools.words)
        if against is None and reading.unit_text is None and _like_a_year(self.tokens, place):
            return True
        if against is None and reading.unit_text is None and reading.hedge == "bare" and not reading.share:
            return not (follows or self._counts(place) or self._is_part(place))
        return against is not None

    def _is_part(self, place: Place) -> bool:
        """Tell whether a number needs no noun: *4,000 of the 11,000 soldiers*, *500 strong*."""
        at = place.last + (token_at(self.tokens, place.last).key == "-")
        after = token_at(self.tokens, at).key
        return after in self.tools.grammar.language.of or after in self.tools.words.strengths

    def _counts(self, place: Place) -> bool:
        """Tell whether *number*, *toll* or *rose to* stands before a number without a noun."""
        heads = self.tools.words.heads | self.tools.words.changes
        return any(token.key in heads for token in self.tokens[self.sentence.first : place.first])

    def _place(self, reading: Reading) -> Place:
        first, last = (
            self.sentence.first + bisect_left(self.token_starts, edge)
            for edge in (reading.start, reading.end)
        )
        return Place(first, last)

    def _windows(self, dates: Sequence[When], days: Sequence[When], places: Sequence[Place]) -> list[When]:
        """Keep the dates that may be a window: no day of saying, no aside that states nothing."""
        return [
            date
            for date in dates
            if date not in days
            and not any(_overlap(place, date) for place in places)
            and not self._aside(date, places)
        ]

    def _aside(self, date: When, places: Sequence[Place]) -> bool:
        """Tell whether a date stands between two commas in which nothing is counted."""
        first = self._comma(range(date.first - 1, self.sentence.first - 1, -1))
        last = self._comma(range(date.last, self.sentence.last), _CLOSING)
        if first is None or last is None:
            return False
        return not any(_overlap(place, Place(first, last)) for place in places)

    def _comma(self, indices: range, marks: frozenset[str] = _COMMAS) -> int | None:
        return next((index for index in indices if self.tokens[index].key in marks), None)

    def _statement(
        self,
        reading: Reading,
        place: Place,
        places: Sequence[Place],
        windows: Sequence[When],
        speakers: Sequence[Speaker],
        days: Sequence[When],
        previous: Sequence[FoundStatement],
    ) -> FoundStatement:
        when = self._nearest(place, windows, places)
        speaker = self._nearest(place, speakers, places)
        day = self._nearest(place, days, places)
        known = any(self.tools.grammar.units.starting_at(self.tokens, index) for index in range(*place))
        grain = self._rate(place, windows)
        reasons = _reasons(reading, known=known, when=self._words(when), speaker=self._words(speaker))
        statement = FoundStatement(
            value=reading.value,
            value_low=reading.value_low,
            value_high=reading.value_high,
            granularity=reading.granularity,
            hedge=reading.hedge,
            unit_text=reading.unit_text,
            measure="share" if reading.share else "rate" if grain else None,
            window=when.window if when else None,
            stated_on=day.window if day else None,
            speaker_text=self._words(speaker),
            paragraph=self.sentence.paragraph,
            start=reading.start,
            end=reading.end,
            text=reading.text,
            confidence=_confidence(reading, known=known, dated=when is not None),
            why=(*reasons, *([f"so much a {grain}"] if grain else [])),
        )
        return self._with_inheritance(statement, previous)

    def _words(self, part: When | Speaker | None) -> str | None:
        return self.text[slice(*_span(self.tokens, part.first, part.last))] if part else None

    def _nearest(self, place: Place, candidates: Sequence[Placed], places: Sequence[Place]) -> Placed | None:
        """Return what stands nearest to a statement, commas and other statements weighed as distance."""
        return min(candidates, key=lambda one: self._distance(place, one, places), default=None)

    def _distance(self, place: Place, other: When | Speaker, places: Sequence[Place]) -> float:
        lead = other.lead if isinstance(other, When) else other.first
        low, high = (other.last, place.first) if other.first < place.first else (place.last, lead)
        commas = sum(self.tokens[index].key in _COMMAS for index in range(low, high))
        between = sum(low <= one.first and one.last <= high for one in places)
        return commas * _COMMA + between * _STATEMENT_BETWEEN + abs(high - low) * _PER_TOKEN

    def _rate(self, place: Place, windows: Sequence[When]) -> str | None:
        """Return the grain of *a month*, *pro Monat* beside a number, unless it begins a date."""
        after = self.tools.rates.starting_at(self.tokens, place.last)
        before = self.tools.rates.ending_at(self.tokens, place.first - 1)
        if after and not any(
            _overlap(Place(place.last, place.last + len(after.keys) + 1), w) for w in windows
        ):
            return after.row
        return before.row if before else None

    def _with_inheritance(
        self, statement: FoundStatement, previous: Sequence[FoundStatement]
    ) -> FoundStatement:
        """Take window and speaker from the sentence before, when this one begins with *these*."""
        if not previous or previous[-1].paragraph != statement.paragraph or not self._refers_back():
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

    def _refers_back(self) -> bool:
        return self.tokens[self.sentence.first].key in self.tools.words.anaphora


def _overlap(one: Place | When | Speaker, other: Place | When | Speaker) -> bool:
    return one.first < other.last and other.first < one.last


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
