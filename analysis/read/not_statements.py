"""Numbers that state nothing about the world: money, change, labels, parts of a text, page furniture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from analysis.read.grammar import Grammar
from analysis.read.reporting import Reporting
from analysis.read.tokens import MARK, NUMBER, WORD, Token, adjacent, key_of, token_at
from analysis.read.vocabulary import Phrase, PhraseIndex
from analysis.read.wordings import Reading

_CURRENCIES = frozenset("$€£¥₴₩₽")
_FEW = 12  # "the three ministers": a number of those known already
_LONGEST_FURNITURE = 10  # words
_LAST_HOUR = 24
_OLDEST = 120  # years
_AGE_ENDS = frozenset(",.;)")
_NEAR = 4  # tokens between a verb of change and its number


class Place(NamedTuple):
    """Token indices of something in a text, ``last`` excluded."""

    first: int
    last: int


def reason_against(
    text: str,
    tokens: Sequence[Token],
    place: Place,
    reading: Reading,
    *,
    grammar: Grammar,
    words: Reporting,
) -> str | None:
    """Return why a number wording is no statement, or None when it may be one."""
    checks = (
        ("money", _is_money(tokens, place, words)),
        ("a measure", _unit_key(reading) in grammar.language.measures),
        ("a measure", _is_measured(tokens, place, words)),
        ("a proper name", _is_name(reading, grammar)),
        ("a change", reading.share and _is_change(tokens, place, words)),
        (
            "no share of anything counted",
            reading.share and not _is_share(text, tokens, place, grammar, words),
        ),
        ("a majority", _key_after(tokens, place) in words.majorities),
        ("those known already", _is_definite(tokens, place, reading, words)),
        ("parts of a text", _unit_key(reading) in words.text_parts),
        ("the name of a formation", _is_formation(tokens, place, reading, words)),
        ("a code", _is_code(tokens, place)),
        ("an age", _is_age(text, tokens, place, reading)),
        ("a time", _is_time(tokens, place, reading, words)),
    )
    return next((reason for reason, holds in checks if holds), None)


def is_furniture(tokens: Sequence[Token], grammar: Grammar, words: Reporting) -> bool:
    """Tell whether a sentence belongs to the page: short, says nothing, and has a word of such lines."""
    if sum(token.kind == WORD for token in tokens) > _LONGEST_FURNITURE:
        return False
    index = _phrases(words.furniture)
    if not any(index.starting_at(tokens, at) for at in range(len(tokens))):
        return False
    counted = any(grammar.units.starting_at(tokens, at) for at in range(len(tokens)))
    return not counted and not any(token.key in words.speech for token in tokens)


@lru_cache(maxsize=8)
def _phrases(phrases: tuple[str, ...]) -> PhraseIndex:
    return PhraseIndex(Phrase(key_of(phrase), phrase) for phrase in phrases)


def _unit_key(reading: Reading) -> str:
    return reading.unit_text.lower() if reading.unit_text else ""


def _key_after(tokens: Sequence[Token], place: Place) -> str:
    after = place.last + (token_at(tokens, place.last).key == "-")
    return token_at(tokens, after).key


def _is_money(tokens: Sequence[Token], place: Place, words: Reporting) -> bool:
    inside = tokens[max(place.first - 1, 0) : place.last + 1]
    signs = any(token.kind == MARK and token.key in _CURRENCIES for token in inside)
    return signs or any(token.key in words.money for token in tokens[place.first : place.last + 2])


def _is_measured(tokens: Sequence[Token], place: Place, words: Reporting) -> bool:
    return any(token.key in words.measuring for token in tokens[max(place.first - _NEAR, 0) : place.first])


def _is_name(reading: Reading, grammar: Grammar) -> bool:
    """Tell whether the noun is a name (12 High Street), where only names have a capital and no plural."""
    language, unit = grammar.language, reading.unit_text
    if not unit or language.nouns_capitalised or not language.noun_endings:
        return False
    return unit[0].isupper() and not unit.lower().endswith(language.noun_endings)


def _is_change(tokens: Sequence[Token], place: Place, words: Reporting) -> bool:
    before = tokens[max(place.first - _NEAR, 0) : place.first]
    moved = any(token.key in words.changes for token in before)
    return moved or token_at(tokens, place.first - 1).key in words.change_prepositions


def _is_share(text: str, tokens: Sequence[Token], place: Place, grammar: Grammar, words: Reporting) -> bool:
    """Tell whether a share is one of something: a noun, an article or *of* follows, or it is the subject."""
    language, after = grammar.language, token_at(tokens, place.last)
    if any(grammar.percent.starting_at(tokens, index) for index in range(*place)):
        if place.first == 0 and (after.kind == WORD or after.key == "("):
            return True
        if after.kind != WORD:
            return False
        noun = not language.nouns_capitalised or text[after.start].isupper()
        small = after.key in language.function_words | language.determiners
        owned = language.of | language.determiners | words.definite
        return after.key in owned or (noun and not small)
    return True


def _is_definite(tokens: Sequence[Token], place: Place, reading: Reading, words: Reporting) -> bool:
    few = reading.value is not None and reading.value <= _FEW and reading.hedge == "bare"
    return few and not reading.share and token_at(tokens, place.first - 1).key in words.definite


def _is_formation(tokens: Sequence[Token], place: Place, reading: Reading, words: Reporting) -> bool:
    point, after = token_at(tokens, place.last), token_at(tokens, place.last + 1)
    ordinal = point.key == "." and adjacent(tokens[place.last - 1], point)
    if ordinal and after.kind == WORD and after.key.endswith(words.formations):
        return True
    return reading.value != 1 and _unit_key(reading).endswith(words.formations)


def _is_code(tokens: Sequence[Token], place: Place) -> bool:
    """Tell whether more digits stand right beside a number: a telephone number, a row of a table."""
    before, after = token_at(tokens, place.first - 1), token_at(tokens, place.last)
    return any(token.kind == NUMBER and len(token.key) != 4 for token in (before, after))


def _is_age(text: str, tokens: Sequence[Token], place: Place, reading: Reading) -> bool:
    """Tell whether a number between two commas is the age of the person before it: *Olena, 34, a nurse*."""
    name, comma, number, after = (token_at(tokens, place.first + offset) for offset in range(-2, 2))
    between = comma.key == "," and after.key in _AGE_ENDS and number.key.isdigit()
    named = name.kind == WORD and text[name.start].isupper()
    return between and named and reading.hedge == "bare" and (reading.value or 0) <= _OLDEST


def _is_time(tokens: Sequence[Token], place: Place, reading: Reading, words: Reporting) -> bool:
    """Tell whether a number is a time of day: *7 a.m.*, *um 7*."""
    if _phrases(words.clock).starting_at(tokens, place.last):
        return True
    hour = reading.unit_text is None and reading.hedge == "bare" and (reading.value or 0) <= _LAST_HOUR
    return hour and token_at(tokens, place.first - 1).key in words.before_clock
