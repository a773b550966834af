"""A language's table, with the hedges and units to look for: what the reader is given beside the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.read.languages import LANGUAGES, Language, all_languages
from analysis.read.tokens import Token
from analysis.read.vocabulary import HedgeWords, Phrase, PhraseIndex, UnitWords, phrase_index

RANGE, MAGNITUDE, ZERO = "range", "decade", "zero"  # families of hedges that the grammar itself finds
AT_MOST = "below_log"  # the family of a number that is said not to be reached
_TOKENS_TO_TELL_A_LANGUAGE = 2000


@dataclass(frozen=True, eq=False)
class Grammar:
    """All that the reader looks up."""

    language: Language
    hedges: PhraseIndex
    openers: PhraseIndex  # of ranges
    zeros: PhraseIndex
    units: PhraseIndex
    percent: PhraseIndex
    halves: PhraseIndex
    proportions: PhraseIndex
    words: HedgeWords
    units_given: bool

    def is_bound(self, hedge: str) -> bool:
        """Tell whether a hedge says on which side of the number the truth lies."""
        return self.words.families[hedge].startswith(("above", "below"))


@lru_cache(maxsize=32)
def grammar_for(hedges: HedgeWords, units: UnitWords | None, code: str | None) -> Grammar:
    """Compile the grammar of one language; of all languages together when ``code`` is None."""
    language = LANGUAGES[code] if code else all_languages()
    codes = [code] if code else list(LANGUAGES)
    families = {RANGE, MAGNITUDE, ZERO}
    return Grammar(
        language=language,
        hedges=phrase_index(_words_of(hedges, set(hedges.families.values()) - families), codes),
        openers=phrase_index(_words_of(hedges, {RANGE}), codes),
        zeros=phrase_index(_words_of(hedges, {ZERO}), codes),
        units=phrase_index(units.words if units else {}, codes),
        percent=PhraseIndex(Phrase(keys, "") for keys in language.percent),
        halves=PhraseIndex(Phrase(keys, "") for keys in language.and_a_half),
        proportions=PhraseIndex(Phrase(keys, "") for keys in language.proportions),
        words=hedges,
        units_given=units is not None,
    )


def known_language(code: str | None) -> str | None:
    """Return the code of the table for a language tag (``de-AT`` → ``de``), or None when there is none."""
    primary = (code or "").lower().replace("_", "-").partition("-")[0]
    return primary if primary in LANGUAGES else None


def tell_language(tokens: Sequence[Token], hedges: HedgeWords, units: UnitWords | None) -> str | None:
    """Return the language with the most words in a text, or None when no language leads."""
    keys = [token.key for token in tokens[:_TOKENS_TO_TELL_A_LANGUAGE]]
    scores = {code: sum(map(_typical_words(hedges, units, code).__contains__, keys)) for code in LANGUAGES}
    best, *others = sorted(scores, key=lambda code: -scores[code])
    return best if all(scores[best] > scores[other] for other in others) else None


@lru_cache(maxsize=32)
def _typical_words(hedges: HedgeWords, units: UnitWords | None, code: str) -> frozenset[str]:
    grammar, language = grammar_for(hedges, units, code), LANGUAGES[code]
    numbers = (
        language.scales.keys()
        | language.values.keys()
        | language.fractions.keys()
        | language.magnitudes.keys()
    )
    months = {month.lower() for month in language.months}
    own = language.function_words | numbers | months | {keys[0] for keys in language.percent}
    return frozenset(
        own | grammar.hedges.first_keys() | grammar.zeros.first_keys() | grammar.units.first_keys()
    )


def _words_of(hedges: HedgeWords, families: set[str]) -> dict[str, dict[str, str]]:
    return {
        code: {phrase: row for phrase, row in phrases.items() if hedges.families[row] in families}
        for code, phrases in hedges.words.items()
    }
