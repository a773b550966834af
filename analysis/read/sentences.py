"""Tokens → sentences, each with its paragraph, in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.read.languages import Language
from analysis.read.reporting import Reporting
from analysis.read.tokens import BREAK, MARK, NUMBER, WORD, Token, adjacent, token_at

_ENDS = frozenset(".!?…")
_LONGEST = 250  # tokens; what is longer is a list or a table, and is cut
_CLOSERS = frozenset("\"'”’»“)]")


class Sentence(NamedTuple):
    """A sentence: the indices of its tokens (``last`` excluded), and its paragraph, counted from 1."""

    first: int
    last: int
    paragraph: int


def sentences_of(
    text: str, tokens: Sequence[Token], language: Language, reporting: Reporting
) -> list[Sentence]:
    """Split tokens into sentences; paragraphs are blocks of text between blank lines."""
    return [
        Sentence(first, last, paragraph)
        for paragraph, span in enumerate(_paragraphs(tokens), 1)
        for first, last in _split(text, tokens, span, language, reporting)
    ]


def _paragraphs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = 0
    for index in range(len(tokens) + 1):
        if token_at(tokens, index).kind == BREAK:
            if index > start:
                yield start, index
            start = index + 1


def _split(
    text: str,
    tokens: Sequence[Token],
    span: tuple[int, int],
    language: Language,
    reporting: Reporting,
) -> Iterator[tuple[int, int]]:
    start, end = span
    first = start
    for index in range(start, end):
        stop = tokens[index].key in _ENDS and _ends_sentence(text, tokens, index, language, reporting)
        if stop or index - first >= _LONGEST:
            last = _past_closers(tokens, index + 1, end)
            if last > first:
                yield first, last
            first = max(first, last)
    if first < end:
        yield first, end


def _past_closers(tokens: Sequence[Token], index: int, end: int) -> int:
    while index < end and tokens[index].key in _CLOSERS and adjacent(tokens[index - 1], tokens[index]):
        index += 1
    return index


def _ends_sentence(
    text: str, tokens: Sequence[Token], index: int, language: Language, reporting: Reporting
) -> bool:
    before, mark, after = (token_at(tokens, index + offset) for offset in (-1, 0, 1))
    if after.kind in (WORD, NUMBER) and adjacent(mark, after):
        return False
    if mark.key != ".":
        return True
    if before.kind == WORD and adjacent(before, mark) and _abbreviates(text, before, reporting):
        return False
    if before.kind == NUMBER and language.ordinal_point and before.key.isdigit():
        return len(before.key) > 3 or after.kind != WORD
    return _may_begin(text, after)


def _abbreviates(text: str, word: Token, reporting: Reporting) -> bool:
    initial = word.end - word.start == 1 and text[word.start].isupper()
    return initial or word.key in reporting.abbreviations


def _may_begin(text: str, token: Token) -> bool:
    """Tell whether a sentence may begin with a token: a capital, a digit, a quotation, or nothing more."""
    return token.kind in (NUMBER, BREAK, MARK) or not text[token.start].islower()
