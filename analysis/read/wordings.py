"""Number wordings in running text: value or range, hedge, counted noun and span."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from analysis.read.amounts import Amount, Tokens, amount_at
from analysis.read.context import (
    Unit,
    after_of,
    counts_nothing,
    currency_before,
    hedges_after,
    hedges_before,
    looks_like_year,
    opens_range,
    outermost,
    range_class,
    unit_after,
)
from analysis.read.grammar import MAGNITUDE, ZERO, Grammar, grammar_for, known_language, tell_language
from analysis.read.tokens import BREAK, NUMBER, WORD, adjacent, token_at, tokenize
from analysis.read.vocabulary import HedgeWords, UnitWords

BARE = "bare"
_DASHES = frozenset("-‐‑‒–—−")


@dataclass(frozen=True, slots=True)
class Reading:
    """One number wording found in a text.

    Attributes
    ----------
    value
        The number; None when only a range or an order of magnitude is said.
    value_low, value_high
        The two numbers of a range, or the decade that a magnitude word names; else None.
    granularity
        The step to which the number is written, in the units of ``value``: the finer one of a range.
    hedge
        Id of ``hedges.csv``; ``bare`` when there is none.
    unit_text
        The counted noun as written, None when there is none and for shares.
    share
        Whether the value is a fraction of one (*fast die Hälfte* → 0.5).
    start, end
        Span in the text of hedge, number and noun; ``text[start:end]`` is ``self.text``.
    """

    value: float | None
    value_low: float | None
    value_high: float | None
    granularity: float
    hedge: str
    unit_text: str | None
    share: bool
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A number in the tokens: one amount, or the low and the high one of a range; both ends as indices."""

    low: Amount
    high: Amount | None
    first: int
    last: int


def read_wordings(
    text: str, hedges: HedgeWords, language: str | None = None, units: UnitWords | None = None
) -> list[Reading]:
    """Read every number wording in ``text``, from left to right, in time linear in its length.

    Parameters
    ----------
    text
        Running text, a key phrase or a whole document.
    hedges
        The hedge words to look for.
    language
        Language code, ``de`` or ``en``; None, or one without a table, lets the words of the text decide.
    units
        The units to look for; without them, the noun after the number is taken as it is written.

    Notes
    -----
    Several hedges before one number (*as many as around 5,000*) combine: the outermost bound wins, else the
    outermost hedge. A hedge after the number (*or more*) counts as an inner one. Numbers that measure
    (152 mm, 22 months), name (No. 5, KN-23), order (the 47th) or date (mid-2023) are left out.
    """
    tokens = tokenize(text)
    code = known_language(language) or tell_language(tokens, hedges, units)
    return list(readings_in(text, tokens, grammar_for(hedges, units, code)))


def readings_in(text: str, tokens: Tokens, grammar: Grammar) -> Iterator[Reading]:
    """Read every number wording among the tokens of a text, from left to right."""
    index, previous_end = 0, 0
    while index < len(tokens):
        reading, index = _reading_at(text, tokens, index, previous_end, grammar)
        if reading is not None:
            yield reading
            previous_end = index


def _reading_at(
    text: str, tokens: Tokens, index: int, previous_end: int, grammar: Grammar
) -> tuple[Reading | None, int]:
    """Read what begins at a token; return it, or None, with the index to go on from."""
    if tokens[index].kind not in (WORD, NUMBER):
        return None, index + 1
    found = _number_at(tokens, index, grammar)
    if found is None:
        return _nothing_at(text, tokens, index, grammar)
    if _left_out(text, tokens, found, grammar):
        return None, found.last
    return _reading(text, tokens, found, previous_end, grammar)


def _number_at(tokens: Tokens, index: int, grammar: Grammar) -> _Found | None:
    first = amount_at(tokens, index, grammar)
    if first is None:
        return None
    return _range_from(tokens, first, grammar) or _Found(first, None, first.first, first.last)


def _range_from(tokens: Tokens, first: Amount, grammar: Grammar) -> _Found | None:
    joint = first.last + _hyphen_before_connector(tokens, first.last, grammar)
    connector = token_at(tokens, joint).key
    before = hedges_before(tokens, first.first, grammar).edge
    opener = opens_range(tokens, before, grammar)
    allowed = connector in grammar.language.connectors or (
        opener > 0 and connector in grammar.language.opened_connectors
    )
    if not allowed or first.high is not None:
        return None
    second = _second_amount(tokens, joint + 1, grammar)
    low = _low_of_range(first, second, shorthand=connector in _DASHES) if second else None
    if second is None or low is None:
        return None
    return _Found(low, second, before - opener if opener else first.first, second.last)


def _hyphen_before_connector(tokens: Tokens, index: int, grammar: Grammar) -> int:
    """Return 1 for the hyphen of a word cut short, as in *fünf- bis sechstausend*, else 0."""
    hyphen, after = token_at(tokens, index), token_at(tokens, index + 1)
    joined = hyphen.key == "-" and adjacent(tokens[index - 1], hyphen)
    return int(joined and after.key in grammar.language.connectors)


def _second_amount(tokens: Tokens, index: int, grammar: Grammar) -> Amount | None:
    """Read the upper number of a range, past a hedge of its own (*between about 4 and about 6*)."""
    hedge = grammar.hedges.starting_at(tokens, index)
    start = index + len(hedge.keys) if hedge else index
    second = amount_at(tokens, start, grammar, joined=True)
    if second is None and token_at(tokens, start).key in grammar.language.determiners:
        second = amount_at(tokens, start + 1, grammar)
    return second if second and second.high is None else None


def _low_of_range(first: Amount, second: Amount, *, shorthand: bool) -> Amount | None:
    """Return the lower number in the scale of the upper one (4 to 6 million), or None: no range."""
    scale = second.scale if first.scale == 1 else Decimal(1)
    if shorthand and scale == 1 and first.value < 1000 and second.value >= 1000 and second.value % 1000 == 0:
        scale = Decimal(1000)  # 10–12.000 is short for ten to twelve thousand
    if first.value * scale > second.value:
        scale = Decimal(1)
    share = first.share or (second.share and scale != 1)
    if share != second.share or first.value * scale >= second.value:
        return None
    return first._replace(value=first.value * scale, step=first.step * scale, share=share)


def _left_out(text: str, tokens: Tokens, found: _Found, grammar: Grammar) -> bool:
    if found.high is None:
        return _cut_off(tokens, found.low) or counts_nothing(text, tokens, found.low, grammar)
    years = looks_like_year(tokens, found.low) and looks_like_year(tokens, found.high)
    return years or counts_nothing(text, tokens, found.high, grammar)


def _cut_off(tokens: Tokens, amount: Amount) -> bool:
    """Tell whether digits go on after a dash, as in 2024-10, and are no range."""
    digit, dash, after = (token_at(tokens, amount.last + offset) for offset in (-1, 0, 1))
    return dash.key in _DASHES and adjacent(digit, dash) and adjacent(dash, after) and after.kind == NUMBER


def _reading(
    text: str, tokens: Tokens, found: _Found, previous_end: int, grammar: Grammar
) -> tuple[Reading | None, int]:
    sign = currency_before(tokens, found.first)
    before = hedges_before(tokens, found.first - sign, grammar)
    inner = hedges_after(tokens, found.last, grammar, counted=False)
    unit = None if found.low.share else unit_after(text, tokens, inner.edge, grammar)
    if _lone_one(tokens, found, unit):
        return None, found.last
    last = unit.last if unit else inner.edge
    outer = hedges_after(tokens, last, grammar, counted=unit is not None)
    hedge = _hedge_of(found, outermost(before.rows + inner.rows + outer.rows, grammar, BARE), grammar)
    unit_text = text[tokens[unit.first].start : tokens[unit.last - 1].end] if unit else None
    if sign and unit_text is None:
        unit_text = tokens[found.first - 1].key
    first = max(before.edge, previous_end)
    span = (tokens[first].start, tokens[outer.edge - 1].end)
    return _reading_of(found, hedge, unit_text, span, text), outer.edge


def _lone_one(tokens: Tokens, found: _Found, unit: Unit | None) -> bool:
    """Tell whether a spelled-out one counts no known unit: *one of them*, *no one*."""
    amount = found.low
    spelled = tokens[amount.first].kind == WORD and amount.last == amount.first + 1
    return found.high is None and spelled and amount.value == 1 and not (unit and unit.known)


def _hedge_of(found: _Found, hedge: str, grammar: Grammar) -> str:
    if found.high is not None:
        return range_class(grammar)
    if found.low.high is not None:
        return grammar.words.class_in_family(MAGNITUDE, "magnitude")
    if found.low.value == 0 and hedge == BARE:
        return grammar.words.class_in_family(ZERO, BARE)
    return hedge


def _reading_of(
    found: _Found, hedge: str, unit_text: str | None, span: tuple[int, int], text: str
) -> Reading:
    high = found.high.value if found.high else found.low.high
    step = min(found.low.step, found.high.step) if found.high else found.low.step
    return Reading(
        value=float(found.low.value) if high is None else None,
        value_low=None if high is None else float(found.low.value),
        value_high=None if high is None else float(high),
        granularity=float(step),
        hedge=hedge,
        unit_text=unit_text,
        share=found.low.share,
        start=span[0],
        end=span[1],
        text=text[slice(*span)],
    )


def _nothing_at(text: str, tokens: Tokens, index: int, grammar: Grammar) -> tuple[Reading | None, int]:
    """Read *no cases* and *keine Fälle*: a word for none, and the noun that it counts."""
    phrase = grammar.zeros.starting_at(tokens, index)
    if phrase is None or grammar.hedges.starting_at(tokens, index):
        return None, index + 1
    last = index + len(phrase.keys)
    unit = unit_after(text, tokens, last, grammar)
    if not _none_counted(tokens, last, unit, grammar, emphatic=len(phrase.keys) > 1):
        return None, last
    amount = Amount(Decimal(0), None, Decimal(1), Decimal(1), False, index, last)
    found = _Found(amount, None, index, last)
    end = unit.last if unit else last
    unit_text = text[tokens[unit.first].start : tokens[unit.last - 1].end] if unit else None
    span = (tokens[index].start, tokens[end - 1].end)
    return _reading_of(found, phrase.row, unit_text, span, text), end


def _none_counted(tokens: Tokens, last: int, unit: Unit | None, grammar: Grammar, *, emphatic: bool) -> bool:
    """Tell whether a word for none counts something: a noun, *of the 40*, or nothing more is said."""
    if unit is None:
        alone = last == len(tokens) or (token_at(tokens, last).kind == BREAK and last == 1)
        return alone or _part_of_a_number(tokens, last, grammar)
    return unit.known or emphatic or not grammar.units_given


def _part_of_a_number(tokens: Tokens, last: int, grammar: Grammar) -> bool:
    """Tell whether *of the* and a number follow: *none of the 40*, *keine der 40*."""
    start = after_of(tokens, last, grammar)
    start += start == last and token_at(tokens, last).key in grammar.language.determiners
    return start > last and amount_at(tokens, start, grammar) is not None
