"""Text → tokens with spans, in one pass. The pattern never gives back what it took, so time is linear."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

NUMBER, WORD, MARK, BREAK = "number", "word", "mark", "break"

# No possessive quantifiers: they are broken in Python before 3.11.3. Nothing here can backtrack far.
_TOKEN = re.compile(
    r"""
      (?P<number> [0-9]{1,3} (?: [ \u00a0\u2007\u2009\u202f] [0-9]{3} (?![0-9]) )+ (?: [.,] [0-9]+ )?
                | [0-9]+ (?: [.,'’] [0-9]+ )* )
    | (?P<word>   [^\W\d_] (?: [^\W\d_] | [\u0300-\u036f\u00ad]
                             | (?<=[\u0400-\u052f]) ['’ʼ] (?=[\u0400-\u052f]) )* )
    | (?P<space>  \s+ )
    | (?P<mark>   . )
    """,
    re.VERBOSE | re.DOTALL,
)

_WORD_SIGNS = {ord("\u00ad"): None, ord("’"): "'", ord("ʼ"): "'"}


class Token(NamedTuple):
    """A piece of text: ``key`` is how it is looked up, ``start`` and ``end`` are its span."""

    kind: str
    key: str
    start: int
    end: int


# What stands in for a token before the first and after the last one.
EDGE = Token(BREAK, "", -1, -1)


def tokenize(text: str) -> list[Token]:
    """Split ``text`` into numbers, words, marks and paragraph breaks; other white space is left out."""
    tokens = (_token(match) for match in _TOKEN.finditer(text))
    return [token for token in tokens if token is not None]


def fold(word: str) -> str:
    """Return the form under which a word is looked up: lower case, composed, without soft hyphens.

    The apostrophe inside a Cyrillic word (п’ять) is part of it, and always the straight one.
    """
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", word.translate(_WORD_SIGNS)).lower()


def key_of(phrase: str) -> tuple[str, ...]:
    """Return the keys of a phrase's tokens."""
    return tuple(token.key for token in tokenize(phrase))


def token_at(tokens: Sequence[Token], index: int) -> Token:
    """Return a token, or an edge when ``index`` lies outside."""
    return tokens[index] if 0 <= index < len(tokens) else EDGE


def adjacent(left: Token, right: Token) -> bool:
    """Tell whether two tokens touch."""
    return left.end == right.start


def _token(match: re.Match[str]) -> Token | None:
    kind = match.lastgroup or MARK
    if kind == "space":
        if match.group().count("\n") < 2:
            return None
        return Token(BREAK, "", *match.span())
    return Token(kind, fold(match.group()), *match.span())
