"""Tokens → amounts: digits or number words, with their scale words, fractions and percent signs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from analysis.read.grammar import Grammar
from analysis.read.numerals import decimal_step, digits_value, spelled_value
from analysis.read.tokens import NUMBER, WORD, Token, adjacent, token_at

_LONGEST_RUN = 12  # words in one spelled-out number
_MOST_SCALES = 3  # hundred thousand million
_HYPHENS = frozenset("-‐‑")
_JOINTS = frozenset("-‐‑‒–—−./:_\\@&'’")
_COARSEST_SHARE_STEP = Decimal("0.1")
_LARGEST_WHOLE = 20  # of a proportion in words; of *one in* a round number:
_LARGEST_ROUND = 500
_HALF = Decimal("0.5")
_HUNDREDTH = Decimal("0.01")
_HUNDRED = Decimal(100)
_ENDLESS = frozenset(":/°_")  # digits before them are the beginning of something else: 10:30, 24/7

Tokens = Sequence[Token]


class Amount(NamedTuple):
    """A number in a text: its value, or the bounds of the decade that it names.

    ``scale`` is the product of the scale words after it (0.01 for percent), ``first`` and ``last`` are the
    indices of its tokens, the last one excluded; ``bare_digits``: nothing but digits was written.
    """

    value: Decimal
    high: Decimal | None
    step: Decimal
    scale: Decimal
    share: bool
    first: int
    last: int
    bare_digits: bool = False


def amount_at(tokens: Tokens, index: int, grammar: Grammar, *, joined: bool = False) -> Amount | None:
    """Read the amount that begins at a token, or None.

    Digits joined to what stands before them (KN-23, 2024-10) are none, unless ``joined`` allows it:
    the second number of 4–6.
    """
    token = token_at(tokens, index)
    if token.kind == NUMBER and not joined and (share := _proportion_in_digits(tokens, index, grammar)):
        return share
    if token.kind == NUMBER:
        return None if _joined_before(tokens, index) and not joined else _digits_at(tokens, index, grammar)
    if token.kind != WORD:
        return None
    readers = (
        _proportion_at,
        _decade_at,
        _article_at,
        _fraction_alone_at,
        _modified_at,
        _special_word_at,
        _spelled_at,
    )
    return next((amount for read in readers if (amount := read(tokens, index, grammar))), None)


def scale_at(tokens: Tokens, index: int, grammar: Grammar) -> tuple[Decimal, int]:
    """Return the product of the scale words from a token on, and the index after them."""
    product = Decimal(1)
    for _ in range(_MOST_SCALES):
        factor, end = _one_scale_at(tokens, index, grammar)
        if factor is None:
            break
        product, index = product * factor, end
    return product, index


def _one_scale_at(tokens: Tokens, index: int, grammar: Grammar) -> tuple[int | None, int]:
    index += _hyphens(tokens, index)
    before, token = token_at(tokens, index - 1), token_at(tokens, index)
    if token.kind != WORD:
        return None, index
    attached = before.kind == NUMBER and adjacent(before, token)
    scales = grammar.language.attached_scales if attached else {}
    factor = scales.get(token.key) or grammar.language.scales.get(token.key)
    point = token.key in grammar.language.abbreviations and token_at(tokens, index + 1).key == "."
    return factor, index + 1 + point


def _hyphens(tokens: Tokens, index: int) -> int:
    """Return 1 when the token is a hyphen that joins two others, else 0."""
    before, token, after = (token_at(tokens, index + offset) for offset in (-1, 0, 1))
    return int(token.key in _HYPHENS and adjacent(before, token) and adjacent(token, after))


def _digits_at(tokens: Tokens, index: int, grammar: Grammar) -> Amount | None:
    if _joined_after(tokens, index, grammar):
        return None
    _, after_scale = scale_at(tokens, index + 1, grammar)
    scaled = after_scale > index + 1 or _percent_end(tokens, index + 1, grammar) is not None
    value = digits_value(tokens[index].key, grammar.language.decimal_mark, scaled=scaled)
    if value is None:
        return None
    amount = _with_tail(tokens, index, index + 1, value, grammar)
    return amount._replace(bare_digits=tokens[index].key.isdigit() and amount.last == index + 1)


def _joined_before(tokens: Tokens, index: int) -> bool:
    token, before, further = (token_at(tokens, index - offset) for offset in range(3))
    if not adjacent(before, token):
        return False
    return before.kind == WORD or (
        before.key in _JOINTS and adjacent(further, before) and further.kind in (WORD, NUMBER)
    )


def _joined_after(tokens: Tokens, index: int, grammar: Grammar) -> bool:
    token, after, further = (token_at(tokens, index + offset) for offset in range(3))
    if not adjacent(token, after):
        return False
    if after.kind == WORD:
        return not _may_follow(tokens, index + 1, grammar)
    if not adjacent(after, further) or further.kind not in (WORD, NUMBER):
        return False
    if after.key in _HYPHENS and further.kind == WORD:
        return not (_may_follow(tokens, index + 2, grammar) or grammar.halves.starting_at(tokens, index + 1))
    return after.key in _ENDLESS


def _may_follow(tokens: Tokens, index: int, grammar: Grammar) -> bool:
    """Tell whether a word written onto digits belongs to the number: 9k, 6-million, 45-percent, 500-odd."""
    language, key = grammar.language, token_at(tokens, index).key
    phrases = (grammar.halves, grammar.percent, grammar.units)
    return (
        key in language.scales.keys() | language.fractions.keys() | language.trailing
        or (key in language.attached_scales and adjacent(tokens[index - 1], tokens[index]))
        or any(index_of.starting_at(tokens, index) for index_of in phrases)
    )


def _with_tail(tokens: Tokens, first: int, last: int, value: Decimal, grammar: Grammar) -> Amount:
    """Add what follows a plain number: a fraction, a half, scale words, percent."""
    fraction = _fraction_of(tokens, first, last, value, grammar)
    if fraction:
        return fraction
    value, last = _plus_half(tokens, last, value, Decimal(1), grammar)
    step = decimal_step(value)
    scale, after = scale_at(tokens, last, grammar)
    if after > last:
        value, after = _plus_half(tokens, after, value * scale, scale, grammar)
        step = step * scale if value % scale == 0 else min(step * scale, scale / 2)
    percent_end = _percent_end(tokens, after, grammar)
    if percent_end is not None:
        scale *= _HUNDREDTH
        return Amount(value * _HUNDREDTH, None, step * _HUNDREDTH, scale, True, first, percent_end)
    return Amount(value, None, step, scale, False, first, after)


def _plus_half(
    tokens: Tokens, index: int, value: Decimal, scale: Decimal, grammar: Grammar
) -> tuple[Decimal, int]:
    half = grammar.halves.starting_at(tokens, index)
    return ((value + _HALF * scale).normalize(), index + len(half.keys)) if half else (value, index)


def _percent_end(tokens: Tokens, index: int, grammar: Grammar) -> int | None:
    index += _hyphens(tokens, index)
    phrase = grammar.percent.starting_at(tokens, index)
    return index + len(phrase.keys) if phrase else None


def _fraction_of(tokens: Tokens, first: int, index: int, count: Decimal, grammar: Grammar) -> Amount | None:
    """Read ``two thirds``, ``a quarter of a million``: the number of parts stands before ``index``."""
    index += _hyphens(tokens, index)
    token = token_at(tokens, index)
    denominator = grammar.language.fractions.get(token.key) if token.kind == WORD else None
    if denominator is None or not 0 < count <= denominator:
        return None
    if (
        count == 1
        and token.key in grammar.language.ordinal_fractions
        and _noun_follows(tokens, index, grammar)
    ):
        return None
    return _share_or_part(tokens, (first, index + 1), count, denominator, grammar)


def _noun_follows(tokens: Tokens, index: int, grammar: Grammar) -> bool:
    after = token_at(tokens, index + 1)
    known = grammar.language.function_words | grammar.language.scales.keys()
    return after.kind == WORD and after.key not in known


def _share_or_part(
    tokens: Tokens, span: tuple[int, int], count: Decimal, denominator: int, grammar: Grammar
) -> Amount | None:
    language, share = grammar.language, count / denominator
    first, last = span
    after = last + (token_at(tokens, last).key in language.of)
    after += token_at(tokens, after).key in language.one
    scale, end = scale_at(tokens, after, grammar)
    if end > after:
        return Amount(share * scale, None, decimal_step(share) * scale, scale, False, first, end)
    if token_at(tokens, after).key in language.measures:
        return None
    step = min(_COARSEST_SHARE_STEP, Decimal(1) / denominator)
    return Amount(share, None, step, Decimal(1), True, first, last)


def _proportion_at(tokens: Tokens, index: int, grammar: Grammar) -> Amount | None:
    """Read ``one in five``, ``1 in 10``, ``drei von vier``, ``every fifth``: two small numbers, a share."""
    part, whole, last = _parts_of_proportion(tokens, index, grammar)
    if part is None or whole is None or not 0 < part < whole:
        return None
    one_in_many = part == 1 and whole % 10 == 0 and whole <= _LARGEST_ROUND
    if whole > _LARGEST_WHOLE and not one_in_many:
        return None
    if token_at(tokens, last).key in grammar.language.measures:
        return None
    step = min(_COARSEST_SHARE_STEP, 1 / whole)
    return Amount(part / whole, None, step, Decimal(1), True, index, last)


def _proportion_in_digits(tokens: Tokens, index: int, grammar: Grammar) -> Amount | None:
    """Read ``1 in 10``, ``3 out of 4``; ``8 von 10`` may as well be a count and its total."""
    joint = token_at(tokens, index + 1).key
    if tokens[index].key != "1" and (len(tokens[index].key) > 1 or joint in grammar.language.of):
        return None
    return _proportion_at(tokens, index, grammar)


def _parts_of_proportion(
    tokens: Tokens, index: int, grammar: Grammar
) -> tuple[Decimal | None, Decimal | None, int]:
    ordinal = grammar.language.ordinals.get(token_at(tokens, index + 1).key)
    if ordinal and tokens[index].key in grammar.language.each:
        return Decimal(1), Decimal(ordinal), index + 2
    joint = grammar.proportions.starting_at(tokens, index + 1)
    if joint is None:
        return None, None, index
    at = index + 1 + len(joint.keys)
    return _small_word(tokens, index, grammar), _small_word(tokens, at, grammar), at + 1


def _small_word(tokens: Tokens, index: int, grammar: Grammar) -> Decimal | None:
    token = token_at(tokens, index)
    if token.kind == NUMBER and token.key.isdigit() and len(token.key) <= 3:
        return Decimal(token.key)
    if token.key in grammar.language.one_of:
        return Decimal(1)
    return spelled_value((token.key,), grammar.language) if token.kind == WORD else None


def _fraction_alone_at(tokens: Tokens, index: int, grammar: Grammar) -> Amount | None:
    """Read ``half``, ``die Hälfte``, ``третина``; other fractions need a number before them."""
    language, before = grammar.language, token_at(tokens, index - 1)
    if tokens[index].key not in language.lone_fractions or before.key in language.not_a_share_after:
        return None
    if _hyphens(tokens, index + 1) and token_at(tokens, index + 2).key not in language.one:
        return None
    denominator = language.fractions[tokens[index].key]
    return _share_or_part(tokens, (index, index + 1), Decimal(1), denominator, grammar)


def _article_at(tokens: Tokens, index: int, grammar: Grammar) -> Amount | None:
    """Read ``a dozen``, ``eine Million``, ``ein Drittel``, ``eine halbe Million``: an article for one."""
    if tokens[index].key not in grammar.language.one:
        return None
    key = token_at(tokens, index + 1).key
    if key in grammar.language.scales and (amount := _spelled_at(tokens, index + 1, grammar)):
        return amount._replace(first=index)
    if key in grammar.language.scales or key in grammar.language.fractions:
        amount = _with_tail(tokens, index, index + 1, Decimal(1), grammar)
        return amount if amount.last > index + 1 else None
    if _opens_small_range(tokens, index, grammar):
        return Amount(Decimal(1), None, Decimal(1), Decimal(1), False, index, index + 1)
    special = _special_word_at(tokens, index + 1, grammar)
    return special._replace(first=index) if special else None


def _opens_small_range(tokens: Tokens, index: int, grammar: Grammar) -> bool:
    """Tell whether an article counts one, as in *ein bis zwei Millionen*."""
    connector = token_at(tokens, index + 1)
    joined = connector.kind == WORD and connector.key in grammar.language.connectors
    return joined and _cardinal_word(tokens, index + 2, grammar)


def _modified_at(tokens: Tokens, index: int, grammar: Grammar) -> Amount | None:
    """Read *dozen*, *Drittel* after an article and one word more: *a full third*, *ein knappes Dutzend*."""
    language, key = grammar.language, tokens[index].key
    if key not in language.scales and key not in language.fractions:
        return None
    hedge = grammar.hedges.ending_at(tokens, index - 1)
    modified = hedge or token_at(tokens, index - 1).key in language.modifiers
    first = index - (len(hedge.keys) if hedge else 1)
    articles = (token_at(tokens, first).key, token_at(tokens, first - 1).key)
    if not modified or language.one.isdisjoint(articles):
        return None
    amount = _with_tail(tokens, index, index, Decimal(1), grammar)
    return amount if amount.last > index else None


def _special_word_at(tokens: Tokens, index: int, grammar: Grammar) -> Amount | None:
    """Read the words that text2num lacks: ``anderthalb``, ``zweieinhalb``, ``halbe`` before a scale."""
    token = token_at(tokens, index)
    value = _special_value(token.key, grammar) if token.kind == WORD else None
    if value is None:
        return None
    amount = _with_tail(tokens, index, index + 1, value, grammar)
    return amount if value >= 1 or amount.scale != 1 else None


def _special_value(word: str, grammar: Grammar) -> Decimal | None:
    language = grammar.language
    if word in language.values:
        return Decimal(str(language.values[word]))
    if not language.half_suffix or language.half_suffix not in word:
        return None
    stem, _, scale_word = word.partition(language.half_suffix)
    whole = spelled_value((stem,), language) if stem else None
    scale = language.scales.get(scale_word) if scale_word else 1
    return None if whole is None or scale is None else ((whole + _HALF) * scale).normalize()


def _spelled_at(tokens: Tokens, index: int, grammar: Grammar) -> Amount | None:
    """Read a spelled-out number: the longest run of words that text2num takes for one."""
    words: tuple[str, ...] = ()
    value, last = None, index
    while len(words) < _LONGEST_RUN:
        more, end = _next_number_words(tokens, last, grammar, inside=bool(words))
        longer = spelled_value(words + more, grammar.language) if more else None
        if longer is None:
            break
        words, value, last = words + more, longer, end
    if value is None or _joined_after(tokens, last - 1, grammar):
        return None
    return _scaled_words(tokens, index, last, value, grammar)


def _scaled_words(tokens: Tokens, first: int, last: int, value: Decimal, grammar: Grammar) -> Amount:
    scale = _scale_in_word(tokens[last - 1].key, grammar)
    value, last = _plus_half(tokens, last, value, scale, grammar)
    amount = _with_tail(tokens, first, last, value, grammar)
    return amount._replace(scale=amount.scale * scale)


def _scale_in_word(word: str, grammar: Grammar) -> Decimal:
    """Return the scale that a number word is or ends in: *sechstausend* → 1,000."""
    language = grammar.language
    if word in language.scales:
        return Decimal(language.scales[word])
    scale = Decimal(1)
    for ending in language.compound_scales:
        if word.endswith(ending):
            word, scale = word.removesuffix(ending), scale * language.scales[ending]
    return scale


def _next_number_words(
    tokens: Tokens, index: int, grammar: Grammar, *, inside: bool
) -> tuple[tuple[str, ...], int]:
    """Return the next word of a spelled-out number, with the *and* before it, and the index after it."""
    joint = token_at(tokens, index).key
    if inside and joint == "-" and _cardinal_word(tokens, index + 1, grammar):
        return (tokens[index + 1].key,), index + 2
    if inside and joint in grammar.language.opened_connectors and _cardinal_word(tokens, index + 1, grammar):
        return (joint, tokens[index + 1].key), index + 2
    return ((joint,), index + 1) if _cardinal_word(tokens, index, grammar) else ((), index)


def _cardinal_word(tokens: Tokens, index: int, grammar: Grammar) -> bool:
    token = token_at(tokens, index)
    return token.kind == WORD and spelled_value((token.key,), grammar.language) is not None


def _decade_at(tokens: Tokens, index: int, grammar: Grammar) -> Amount | None:
    """Read words that say only the order: ``hundreds of thousands``, ``several hundred``, ``Dutzende``."""
    language = grammar.language
    article = tokens[index].key in language.one and token_at(tokens, index + 1).key in language.vague
    start = index + article + (token_at(tokens, index + article).key in language.vague)
    start += start > index and token_at(tokens, start).key in language.of
    if token_at(tokens, start).key in language.magnitudes:
        low, last = _magnitude_product(tokens, start, grammar)
    else:
        low, last = _power_at(tokens, start, grammar) if start > index else (Decimal(1), start)
    return Amount(low, low * 10, low, low, False, index, last) if last > start else None


def _power_at(tokens: Tokens, index: int, grammar: Grammar) -> tuple[Decimal, int]:
    """Return the power of ten that scale words or one word (*zehntausend*) name, and the index after it."""
    low, last = scale_at(tokens, index, grammar)
    token = token_at(tokens, index)
    if last > index or token.kind != WORD:
        return low, last
    value = spelled_value((token.key,), grammar.language)
    power = value is not None and value >= _HUNDRED and value.normalize().as_tuple().digits == (1,)
    return (value, index + 1) if value is not None and power else (Decimal(1), index)


def _magnitude_product(tokens: Tokens, index: int, grammar: Grammar) -> tuple[Decimal, int]:
    language = grammar.language
    product = Decimal(language.magnitudes[tokens[index].key])
    following = index + 1 + (token_at(tokens, index + 1).key in language.of)
    factor = language.magnitudes.get(token_at(tokens, following).key)
    if factor is None:
        scale, end = scale_at(tokens, index + 1, grammar)
        return product * scale, end
    return product * factor, following + 1
