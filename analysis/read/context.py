"""What stands around an amount: hedges, the counted noun, and signs that it does not count anything."""

from __future__ import annotations

from itertools import takewhile
from typing import NamedTuple

from analysis.read.amounts import Amount, Tokens, amount_at
from analysis.read.grammar import AT_MOST, RANGE, Grammar
from analysis.read.numerals import spelled_value
from analysis.read.tokens import BREAK, MARK, NUMBER, WORD, Token, adjacent, token_at
from analysis.read.vocabulary import Phrase

_MOST_HEDGES = 3
_MOST_DETERMINERS = 2
_FARTHEST_UNIT = 5  # tokens between a number and its noun
_CURRENCIES = frozenset("$€£¥₴")
_ENDS = frozenset('.,;:!?)]»“”"')
_FARTHEST_VERB = 8  # tokens before its preposition
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


class Hedges(NamedTuple):
    """The hedges around a number, the outermost first, and the token index where they begin or end."""

    rows: tuple[str, ...]
    edge: int


class Unit(NamedTuple):
    """A counted noun: the indices of its tokens (``last`` excluded), and whether the vocabulary knows it."""

    first: int
    last: int
    known: bool


def hedges_before(tokens: Tokens, first: int, grammar: Grammar) -> Hedges:
    """Find the hedges that end where a number begins; an article may stand between (*fast die* Hälfte)."""
    rows: tuple[str, ...] = ()
    for _ in range(_MOST_HEDGES):
        found = _hedge_ending_before(tokens, first, grammar)
        if found is None:
            break
        first, rows = found.edge, found.rows + rows
    return Hedges(rows, first)


def _hedge_ending_before(tokens: Tokens, first: int, grammar: Grammar) -> Hedges | None:
    if token_at(tokens, first - 1).key in grammar.language.short_of:
        return Hedges((grammar.words.class_in_family(AT_MOST, "at_most"),), first - 1)
    for _ in range(_MOST_DETERMINERS + 1):
        phrase = grammar.hedges.ending_at(tokens, first - 1)
        if phrase and _is_preposition(tokens, first - len(phrase.keys), phrase, grammar):
            return None
        if phrase:
            return Hedges((phrase.row,), first - len(phrase.keys))
        if token_at(tokens, first - 1).key not in grammar.language.determiners | grammar.language.additions:
            return None
        first -= 1
    return None


def _is_preposition(tokens: Tokens, first: int, phrase: Phrase, grammar: Grammar) -> bool:
    """Tell whether words before a hedge word govern it: *talks about 300*, *verfügt derzeit über 900*."""
    word, language = phrase.keys[-1], grammar.language
    if len(phrase.keys) > 1:
        return False
    verbs = language.far_governors.get(word, frozenset())
    if token_at(tokens, first - 1).key in verbs | language.governors.get(word, frozenset()):
        return True
    before = reversed(tokens[max(first - _FARTHEST_VERB, 0) : first]) if verbs else ()
    return any(token.key in verbs for token in takewhile(lambda token: token.kind == WORD, before))


def hedges_after(tokens: Tokens, last: int, grammar: Grammar, *, counted: bool) -> Hedges:
    """Find a hedge that follows a number or its noun (``counted``): *or so*, *oder mehr*, *at least*."""
    joint = token_at(tokens, last)
    aside = joint.key == ","
    start = last + (aside or (joint.key == "-" and adjacent(token_at(tokens, last - 1), joint)))
    phrase = grammar.hedges.starting_at(tokens, start)
    if phrase is None or _goes_on(tokens, start, phrase, grammar):
        return Hedges((), last)
    end = start + len(phrase.keys)
    language, first, after = grammar.language, phrase.keys[0], token_at(tokens, end)
    stops = after.kind == BREAK or after.key in _ENDS
    if aside:
        belongs = stops and first in language.postposed | (language.trailing & language.connectors)
    elif first in language.postposed:
        belongs = stops or amount_at(tokens, end, grammar) is None
    else:
        own = language.trailing if counted else language.trailing | language.opened_connectors
        belongs = stops or first in own
    return Hedges((phrase.row,), end) if belongs else Hedges((), last)


def _goes_on(tokens: Tokens, first: int, phrase: Phrase, grammar: Grammar) -> bool:
    """Tell whether another hedge begins inside a phrase and ends after it: *or more* in *or more than*."""
    last = first + len(phrase.keys)
    inside = ((at, grammar.hedges.starting_at(tokens, at)) for at in range(first + 1, last))
    return any(other and at + len(other.keys) > last for at, other in inside)


def outermost(rows: tuple[str, ...], grammar: Grammar, default: str) -> str:
    """Combine hedges: the outermost bound wins (*as many as around* is up to), else the outermost hedge."""
    bounds = (row for row in rows if grammar.is_bound(row))
    return next(bounds, rows[0] if rows else default)


def opens_range(tokens: Tokens, first: int, grammar: Grammar) -> int:
    """Return the length of *between* or *zwischen* before a token, 0 when there is none."""
    phrase = grammar.openers.ending_at(tokens, first - 1)
    return len(phrase.keys) if phrase else 0


def unit_after(text: str, tokens: Tokens, last: int, grammar: Grammar) -> Unit | None:
    """Find the noun that a number counts: a unit of the vocabulary, else what looks like a noun."""
    start = after_of(tokens, last, grammar)
    words: list[int] = []
    index = start
    while index < start + _FARTHEST_UNIT:
        phrase = grammar.units.starting_at(tokens, index)
        if phrase:
            return Unit(index, index + len(phrase.keys), known=True)
        token = token_at(tokens, index)
        size = _size_of_a_calibre(tokens, index, grammar) or _size_of_a_model(tokens, index)
        size = size or _joins_words(tokens, index)
        if grammar.hedges.starting_at(tokens, index):
            break
        if not size and not _may_be_noun(token, grammar):
            break
        words += [] if size else [index]
        index += size or 1
    return _likely_noun(text, tokens, words, grammar)


def _may_be_noun(token: Token, grammar: Grammar) -> bool:
    """Tell whether a token may belong to a counted noun: a word with a sense of its own, and no number."""
    if token.kind != WORD or token.key in grammar.language.function_words:
        return False
    return spelled_value((token.key,), grammar.language) is None


def after_of(tokens: Tokens, index: int, grammar: Grammar) -> int:
    """Return the index after *of the*, or ``index`` when it does not stand there."""
    index += token_at(tokens, index).key == "-" and adjacent(tokens[index - 1], tokens[index])
    if token_at(tokens, index).key not in grammar.language.of:
        return index
    return index + 1 + (token_at(tokens, index + 1).key in grammar.language.determiners)


def _size_of_a_calibre(tokens: Tokens, index: int, grammar: Grammar) -> int:
    """Return how many tokens a measure such as *152 mm* takes, 0 when there is none."""
    if token_at(tokens, index).kind != NUMBER:
        return 0
    hyphen = token_at(tokens, index + 1).key == "-"
    return 2 + hyphen if token_at(tokens, index + 1 + hyphen).key in grammar.language.measures else 0


def _size_of_a_model(tokens: Tokens, index: int) -> int:
    """Return how many tokens the name of a model such as *F-16* takes, 0 when there is none."""
    name, hyphen, number = (token_at(tokens, index + offset) for offset in range(3))
    joined = name.kind == WORD and hyphen.key == "-" and number.kind == NUMBER
    return 3 if joined and adjacent(name, hyphen) and adjacent(hyphen, number) else 0


def _joins_words(tokens: Tokens, index: int) -> int:
    """Return 1 for the hyphen inside *active-duty*, else 0."""
    before, hyphen, after = (token_at(tokens, index + offset) for offset in (-1, 0, 1))
    joined = before.kind == after.kind == WORD and hyphen.key == "-"
    return int(joined and adjacent(before, hyphen) and adjacent(hyphen, after))


def _likely_noun(text: str, tokens: Tokens, words: list[int], grammar: Grammar) -> Unit | None:
    capitals = [text[tokens[index].start].isupper() for index in words]
    wanted = grammar.language.nouns_capitalised
    if wanted in capitals:
        noun = words[capitals.index(wanted)]
        last = noun if wanted else _noun_among(tokens, words[words.index(noun) :], grammar)
        return Unit(noun, last + 1, known=False)
    return None if wanted or not words else Unit(words[0], words[-1] + 1, known=False)


def _noun_among(tokens: Tokens, words: list[int], grammar: Grammar) -> int:
    """Return the first word with the ending of a counted noun, past its adjectives; else the first."""
    endings, modifiers = grammar.language.noun_endings, grammar.language.modifier_endings
    keys = {index: tokens[index].key for index in words}
    if modifiers:
        return next((index for index in words if not keys[index].endswith(modifiers)), words[0])
    return next((index for index in words if keys[index].endswith(endings)), words[0])


def currency_before(tokens: Tokens, first: int) -> bool:
    """Tell whether a currency sign stands right before a number."""
    sign = token_at(tokens, first - 1)
    return sign.kind == MARK and sign.key in _CURRENCIES


def counts_nothing(text: str, tokens: Tokens, amount: Amount, grammar: Grammar) -> bool:
    """Tell whether a number measures, names, orders or dates something instead of counting it."""
    return (
        _measures(tokens, amount, grammar)
        or _is_label(tokens, amount, grammar)
        or _is_ordinal(tokens, amount, grammar)
        or _is_day(text, tokens, amount, grammar)
        or _is_year(text, tokens, amount, grammar)
    )


def _measures(tokens: Tokens, amount: Amount, grammar: Grammar) -> bool:
    after = token_at(tokens, amount.last)
    index = amount.last + (after.key == "-" and adjacent(tokens[amount.last - 1], after))
    if amount.share or grammar.units.starting_at(tokens, index):
        return False
    return token_at(tokens, index).key in grammar.language.measures


def _is_label(tokens: Tokens, amount: Amount, grammar: Grammar) -> bool:
    before = token_at(tokens, amount.first - 1)
    point = before.key == "." and amount.first > 1
    word = token_at(tokens, amount.first - 2) if point else before
    return amount.bare_digits and word.key in grammar.language.before_labels


def _is_ordinal(tokens: Tokens, amount: Amount, grammar: Grammar) -> bool:
    point, after = token_at(tokens, amount.last), token_at(tokens, amount.last + 1)
    if not (grammar.language.ordinal_point and amount.bare_digits and point.key == "."):
        return False
    if not adjacent(tokens[amount.last - 1], point) or after.kind != WORD:
        return False
    before = token_at(tokens, amount.first - 1)
    return amount.value < 100 or before.key in grammar.language.before_ordinals


def _is_day(text: str, tokens: Tokens, amount: Amount, grammar: Grammar) -> bool:
    if not amount.bare_digits or amount.value > 31:
        return False
    neighbours = (token_at(tokens, amount.first - 1), token_at(tokens, amount.last))
    return any(_is_month(text, token, grammar) for token in neighbours)


def _is_month(text: str, token: Token, grammar: Grammar) -> bool:
    return token.kind == WORD and text[token.start : token.end] in grammar.language.months


def looks_like_year(tokens: Tokens, amount: Amount) -> bool:
    """Tell whether a number is written as a year is: four digits without a mark, 1900 to 2099."""
    return (
        amount.bare_digits
        and len(tokens[amount.first].key) == 4
        and _FIRST_YEAR <= amount.value <= _LAST_YEAR
    )


def _is_year(text: str, tokens: Tokens, amount: Amount, grammar: Grammar) -> bool:
    if not looks_like_year(tokens, amount):
        return False
    before = token_at(tokens, amount.first - 1)
    if before.key in grammar.language.before_years or _is_month(text, before, grammar):
        return True
    unit = unit_after(text, tokens, amount.last, grammar)
    if unit and (unit.known or (unit.first == amount.last and not grammar.units_given)):
        return False
    return not any(grammar.is_bound(row) for row in hedges_before(tokens, amount.first, grammar).rows)


def range_class(grammar: Grammar) -> str:
    """Return the id of the class of ranges."""
    return grammar.words.class_in_family(RANGE, "range")
