"""Who is said to have said it: attributions and verbs of saying → the span of the speaker's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from analysis.read.dates import When
from analysis.read.languages import LANGUAGES, Language
from analysis.read.numerals import spelled_value
from analysis.read.reporting import DAY, MONTH, REPORTING, Reporting
from analysis.read.tokens import MARK, NUMBER, WORD, Token, key_of, token_at
from analysis.read.vocabulary import Phrase, PhraseIndex

_LONGEST_NAME = 9  # tokens
_FARTHEST_DAY = 5  # tokens between a verb of saying and the day on which it was said
_INSIDE = frozenset("-'’&/")


class Speaker(NamedTuple):
    """A speaker in a text: the tokens of the name (``last`` excluded), and the index of a verb of saying."""

    first: int
    last: int
    verb: int | None


@dataclass(frozen=True, eq=False)
class Attributions:
    """One language's ways to name a speaker."""

    words: Reporting
    language: Language
    before: PhraseIndex


@lru_cache(maxsize=8)
def attributions_for(language: str) -> Attributions:
    """Compile the attributions of a language."""
    words = REPORTING[language]
    phrases = (Phrase(key_of(phrase), phrase) for phrase in words.attributions)
    return Attributions(words, LANGUAGES[language], PhraseIndex(phrases))


def speakers_in(
    text: str, tokens: Sequence[Token], how: Attributions, dates: Sequence[When]
) -> list[Speaker]:
    """Find the speakers named in a sentence, from left to right.

    Parameters
    ----------
    text, tokens
        The whole text, and the tokens of the sentence.
    how
        The attributions of the language.
    dates
        Windows found in it; a name ends where one begins.
    """
    finder = _Finder(text, tokens, how, dates)
    found = (finder.speaker_at(index) for index in range(len(tokens)))
    return sorted(speaker for speaker in found if speaker is not None and speaker.last > speaker.first)


def said_on(tokens: Sequence[Token], dates: Sequence[When], speakers: Sequence[Speaker]) -> list[When]:
    """Return the days that tell when something was said: those beside a verb of saying."""
    single = [date for date in dates if "/" not in date.window]
    verbs = [speaker.verb for speaker in speakers if speaker.verb is not None]
    return [
        date
        for date in single
        if (date.grain == DAY and any(_beside(tokens, date, verb) for verb in verbs))
        or (date.grain == MONTH and any(_trails(tokens, date, speaker) for speaker in speakers))
    ]


def _trails(tokens: Sequence[Token], date: When, speaker: Speaker) -> bool:
    """Tell whether a date ends a sentence after *…, said the minister*."""
    if speaker.verb is None or date.lead != speaker.last:
        return False
    return token_at(tokens, speaker.verb - 1).kind == MARK and token_at(tokens, date.last).kind != WORD


def _beside(tokens: Sequence[Token], day: When, verb: int) -> bool:
    low, high = (day.last, verb) if day.last <= verb else (verb + 1, day.first)
    if high - low > _FARTHEST_DAY:
        return False
    return not any(token.kind in (MARK, NUMBER) for token in tokens[low:high])


class _Finder:
    """Looks for speakers in one sentence."""

    def __init__(self, text: str, tokens: Sequence[Token], how: Attributions, dates: Sequence[When]) -> None:
        self.text, self.tokens, self.how, self.words = text, tokens, how, how.words
        self.in_dates = {index for date in dates for index in range(date.lead, date.last)}

    def speaker_at(self, index: int) -> Speaker | None:
        """Return the speaker to whom the words at a token attribute something."""
        phrase = self.how.before.starting_at(self.tokens, index)
        if phrase is not None and self._attributes(index, len(phrase.keys)):
            first = index + len(phrase.keys)
            return Speaker(first, self._end_of_name(first), None)
        key = self.tokens[index].key
        if key in self.words.account_openers:
            return self._account(index)
        if key in self.words.trailing_attributions:
            return Speaker(self._start_of_name(index), index, None)
        verb = index if self._says(index) else self._having_said(index)
        return self._around_verb(verb) if verb is not None else None

    def _attributes(self, index: int, length: int) -> bool:
        """Tell whether a short cue (*so*, before a speaker) stands after a comma, and before a name."""
        if length > 1 or len(self.tokens[index].key) > 2:
            return True
        return token_at(self.tokens, index - 1).key in ",–—"

    def _account(self, index: int) -> Speaker | None:
        """Read *nach Polizeiangaben*, *nach britischer Schätzung*."""
        for at in range(index + 1, min(index + 4, len(self.tokens))):
            if self.tokens[at].key.endswith(self.words.account_endings):
                return Speaker(index + 1, at + 1, None)
            if self.tokens[at].kind != WORD or self._capital(at):
                break
        return None

    def _says(self, index: int) -> bool:
        token, before = self.tokens[index], token_at(self.tokens, index - 1)
        small = self.text[token.start].islower()
        return small and token.key in self.words.speech and before.key not in self.words.auxiliaries

    def _having_said(self, index: int) -> int | None:
        """Return the index of *has* or *hat*, when a participle of saying follows it in this clause."""
        before = token_at(self.tokens, index - 1)
        if self.tokens[index].key not in self.words.participles or before.key in self.how.language.one:
            return None
        low = max(0, index - _LONGEST_NAME)
        return next(
            (at for at in range(index - 1, low - 1, -1) if self.tokens[at].key in self.words.have), None
        )

    def _around_verb(self, index: int) -> Speaker | None:
        first = self._start_of_clause(index)
        while first < index and first in self.in_dates:
            first += 1
        if first < index and self._may_be_subject(first):
            return Speaker(first, self._cut_before(first, index), index)
        if first < index and not self._is_adverbial(first):
            return None
        after = index + 1
        while after < len(self.tokens) and after in self.in_dates:
            after += 1
        named, end = self._may_be_subject(after), self._end_of_name(after)
        following = token_at(self.tokens, end)
        # *said London* quotes it; *said London had* and *said London sent 300* tell of it.
        if following.key in self.words.have | self.words.plural_verbs:
            return self._before_apposition(index, after)
        counted = following.kind == NUMBER and not self._capital(end - 1)
        apposed = self._before_apposition(index, after) if counted or not named else None
        return apposed or (Speaker(after, end, index) if named else None)

    def _before_apposition(self, verb: int, after: int) -> Speaker | None:
        """Read *the agency, a body of the state, said*: a name, and nothing counted before the verb."""
        following = token_at(self.tokens, after).key
        others = self.words.particles | self.words.prepositions
        if following in self.how.language.function_words - others and not self._may_be_subject(after):
            return None  # a pronoun: *said he*
        comma = self._start_of_clause(verb - 1) - 1
        commas = comma > 0 and self.tokens[comma].key == self.tokens[verb - 1].key == ","
        if not commas or any(token.kind == NUMBER for token in self.tokens[comma:verb]):
            return None
        first = self._start_of_name(comma)
        whole = first < comma and self._may_be_subject(first) and self._end_of_name(first) == comma
        return Speaker(first, comma, verb) if whole else None

    def _is_adverbial(self, first: int) -> bool:
        """Tell whether a clause begins with a preposition or particle: its subject follows the verb."""
        opening = (
            self.words.prepositions | self.words.skipped | self.words.particles | self.words.account_openers
        )
        after = token_at(self.tokens, first + 1)
        counted = after.kind == NUMBER or spelled_value((after.key,), self.how.language) is not None
        return self.tokens[first].key in opening and not counted

    def _may_be_subject(self, index: int) -> bool:
        token = token_at(self.tokens, index)
        language = self.how.language
        if token.kind != WORD or index in self.in_dates or index >= len(self.tokens):
            return False
        excluded = self.words.prepositions | self.words.skipped | self.words.particles
        determiners = language.determiners | language.one | self.words.definite
        if token.key in self.words.speech or token.key in self.words.attributions:
            return False
        return token.key not in (excluded | language.function_words) - determiners

    def _start_of_clause(self, index: int) -> int:
        """Return where the clause of a verb begins: after a mark, a particle, or where a name is too long."""
        at, low = index, index - _LONGEST_NAME - 3
        while at > max(0, low):
            aside = self._start_of_brackets(at)
            if aside is not None:
                low -= at - aside
                at = aside
                continue
            token = self.tokens[at - 1]
            if (token.kind == MARK and token.key not in _INSIDE) or token.key in self.words.particles:
                break
            at -= 1
        return at

    def _start_of_brackets(self, last: int) -> int | None:
        """Return where brackets open that close right before a token, as *the agency (ABC) said*."""
        if self.tokens[last - 1].key != ")":
            return None
        low = max(0, last - _LONGEST_NAME)
        return next((at for at in range(last - 2, low, -1) if self.tokens[at].key == "("), None)

    def _cut_before(self, first: int, last: int) -> int:
        """Leave out a date, or a preposition before one, at the end of a name."""
        while last > first and (
            last - 1 in self.in_dates or self.tokens[last - 1].key in self.words.prepositions
        ):
            last -= 1
        return last

    def _start_of_name(self, last: int) -> int:
        first = self._start_of_clause(last)
        while first < last and first in self.in_dates:
            first += 1
        return first

    def _end_of_name(self, first: int) -> int:
        """Return where a name that begins at a token ends."""
        last = min(len(self.tokens), first + _LONGEST_NAME)
        end = next((at for at in range(first, last) if not self._goes_on(first, at)), last)
        return self._past_abbreviation(self._cut_before(first, end))

    def _past_abbreviation(self, end: int) -> int:
        """Take in the short form that stands in brackets after a name: *the agency (ABC)*."""
        opening, word, closing = (token_at(self.tokens, end + step) for step in range(3))
        return end + 3 if (opening.key, word.kind, closing.key) == ("(", WORD, ")") else end

    def _goes_on(self, first: int, at: int) -> bool:
        token = self.tokens[at]
        if at in self.in_dates or token.kind == NUMBER:
            return False
        if token.kind == MARK:
            return token.key in _INSIDE and at > first
        if self.how.language.nouns_capitalised:
            return self._capital(at) or self._leads_to_noun(first, at)
        if token.key in self.words.speech | self.words.particles and at > first:
            return token.key == "and" and self._capital(at + 1)
        return token.key in self.words.prepositions or token.key not in (
            self.how.language.function_words - self.how.language.determiners - self.how.language.one
        )

    def _leads_to_noun(self, first: int, at: int) -> bool:
        """Tell whether a small word goes on with a name: article, preposition, adjective at its start."""
        token, language = self.tokens[at], self.how.language
        before = token_at(self.tokens, at - 1)
        if token.key in self.words.prepositions | self.words.genitives:
            return True
        if token.key in language.determiners:
            return at == first or before.key in self.words.prepositions
        opened = at == first or before.key in language.determiners or not self._capital(at - 1)
        return token.kind == WORD and opened and token.key not in language.function_words

    def _capital(self, index: int) -> bool:
        token = token_at(self.tokens, index)
        return token.kind == WORD and self.text[token.start].isupper()
