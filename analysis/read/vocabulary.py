"""The words of hedges and units, by class and language, ready to be matched against tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analysis.read.tokens import Token, key_of

_WORDS_COLUMN = "words_"


class Phrase(NamedTuple):
    """A phrase as token keys, and the id of the row that it belongs to."""

    keys: tuple[str, ...]
    row: str


class PhraseIndex:
    """Phrases that can be found by the token they begin or end with, the longest first."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_first: dict[str, list[Phrase]] = defaultdict(list)
        self._by_last: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in sorted(phrases, key=lambda phrase: -len(phrase.keys)):
            self._by_first[phrase.keys[0]].append(phrase)
            self._by_last[phrase.keys[-1]].append(phrase)

    def starting_at(self, tokens: Sequence[Token], first: int) -> Phrase | None:
        """Return the longest phrase whose first token is ``tokens[first]``."""
        if not 0 <= first < len(tokens):
            return None
        candidates = self._by_first.get(tokens[first].key)
        if not candidates:  # for nearly every token: no need to set up a search
            return None
        return next((phrase for phrase in candidates if _matches(tokens, first, phrase)), None)

    def ending_at(self, tokens: Sequence[Token], last: int) -> Phrase | None:
        """Return the longest phrase whose last token is ``tokens[last]``."""
        if not 0 <= last < len(tokens):
            return None
        candidates = self._by_last.get(tokens[last].key)
        if not candidates:
            return None
        return next(
            (phrase for phrase in candidates if _matches(tokens, last + 1 - len(phrase.keys), phrase)), None
        )

    def first_keys(self) -> frozenset[str]:
        """Return the keys with which phrases begin."""
        return frozenset(self._by_first)


def _matches(tokens: Sequence[Token], first: int, phrase: Phrase) -> bool:
    if first < 0 or first + len(phrase.keys) > len(tokens):
        return False
    return all(tokens[first + offset].key == key for offset, key in enumerate(phrase.keys))


@dataclass(frozen=True, eq=False)
class HedgeWords:
    """Hedge words: language → phrase → class, and class → family."""

    words: Mapping[str, Mapping[str, str]]
    families: Mapping[str, str]

    @classmethod
    def from_rows(cls, rows: Mapping[str, Mapping[str, object]]) -> HedgeWords:
        """Build from the rows of ``hedges.csv``: id → row with ``family`` and ``words_<language>``."""
        return cls(words_by_language(rows), {row_id: str(row["family"]) for row_id, row in rows.items()})

    def class_of(self, word: str) -> str | None:
        """Return the class that ``word`` names: a class id, or a hedge word in any language; else None."""
        if word in self.families:
            return word
        key = key_of(word)
        phrases = (pair for phrases in self.words.values() for pair in phrases.items())
        return next((row for phrase, row in phrases if key_of(phrase) == key), None)

    def class_in_family(self, family: str, default: str) -> str:
        """Return the first class of a family, or ``default`` when the table has none."""
        return next((row for row, known in self.families.items() if known == family), default)


@dataclass(frozen=True, eq=False)
class UnitWords:
    """Unit words: language → phrase → unit id."""

    words: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_rows(cls, rows: Mapping[str, Mapping[str, object]]) -> UnitWords:
        """Build from the rows of ``units.csv``: id → row with ``words_<language>``."""
        return cls(words_by_language(rows))


def words_by_language(rows: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, str]]:
    """Collect ``words_<language>`` columns (``|`` between phrases): language → phrase → row id."""
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for row_id, row in rows.items():
        for column, cell in row.items():
            if column.startswith(_WORDS_COLUMN) and cell:
                language = column.removeprefix(_WORDS_COLUMN)
                words[language].update(dict.fromkeys(split_words(str(cell)), row_id))
    return dict(words)


def split_words(cell: str) -> list[str]:
    """Split a cell of words at ``|``; blanks are left out."""
    return [word.strip() for word in cell.split("|") if word.strip()]


def phrase_index(words: Mapping[str, Mapping[str, str]], languages: Iterable[str]) -> PhraseIndex:
    """Index the phrases of some languages."""
    pairs = (pair for language in languages for pair in words.get(language, {}).items())
    return PhraseIndex(Phrase(key_of(phrase), row) for phrase, row in pairs)
