"""Rules that tie fields of a statement, and statements of a record, to each other."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.read import disagreement, parse_window
from analysis.tables.arithmetic import overlap, plausible_span, share_span
from analysis.tables.field_values import Words, split_message
from analysis.tables.fields import FIGURE_FIELDS, MAX_PHRASE_WORDS, MEASURES_OF_KIND
from analysis.tables.origins import Told, origin_problems
from analysis.tables.problems import Problem, choice_remedy, nearest
from analysis.tables.records import Records, Source, Statement
from analysis.tables.second_looks import second_looks
from analysis.tables.vocabulary import Vocabulary, unit_fits, units_for, wholes_of

ABOUT = frozenset("~?%")
"""Marks of a date in EDTF that is only about right: it has no day before or after which it cannot be."""
AFTERWARDS = "correct the one that is wrong, or mark a date that is not sure with ~"


def cross_problems(records: Records, words: Words) -> Iterator[Problem]:
    """Yield what is wrong between fields, between statements and between records."""
    for source in records.sources:
        yield from _duplicate_ids(source)
        yield from _date_problems(source)
        for statement in source.statements:
            yield from statement_problems(statement, words)
            yield from _derivation_problems(statement, source, words.vocabulary)
    evidence = [_told(statement) for statement in records.statements if statement.is_evidence]
    yield from origin_problems(evidence, words.vocabulary)
    yield from second_looks(evidence, words.vocabulary)


def statement_problems(statement: Statement, words: Words) -> Iterator[Problem]:
    """Yield what is wrong between the fields of one statement."""
    yield from _phrase_problems(statement)
    if statement.status == "no_figure":
        yield from _stray_figure(statement)
        return
    yield from _absent_fields(statement)
    numbers = [*_number_problems(statement, words.vocabulary)]
    yield from numbers
    yield from _counting_problems(statement, words.vocabulary)
    if not numbers:
        yield from _wording_problems(statement, words)


def _told(statement: Statement) -> Told:
    return Told(
        origin=statement.origin,
        speaker=statement.speaker,
        quantity=statement.quantity,
        measure=statement.measure,
        status=statement.status,
        window=statement.window,
        numbers=statement.numbers,
        hedge=statement.hedge,
        unit=statement.unit,
        stated_on=statement.stated_on,
        claim_id=statement.claim_id,
        file=statement.file,
        line=statement.lines["id"],
        lines=statement.lines,
    )


def _duplicate_ids(source: Source) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for statement in source.statements:
        if statement.id and statement.id in seen:
            rule = f"is already the id of the statement on line {seen[statement.id]}"
            yield statement.problem("id", statement.id, rule, "give each statement its own id")
        seen.setdefault(statement.id, statement.lines["id"])


def _date_problems(source: Source) -> Iterator[Problem]:
    """Find a page read before it was there, and statements made after the page that tells of them."""
    if _is_before(source.accessed, source.published):
        rule = f"is before the date of publication, {source.published}"
        yield source.problem("accessed", source.accessed, rule, AFTERWARDS)
    for one in source.statements:
        if _is_before(source.published, one.stated_on):
            rule = f"is after the date of publication, {source.published}"
            yield one.problem("stated_on", one.stated_on, rule, AFTERWARDS)


def _is_before(date: str, other: str) -> bool:
    """Whether a date is over, whatever day it means, before another begins; never if one is about."""
    if not date or not other or ABOUT & {*date, *other}:
        return False
    end, start = parse_window(date).end.position, parse_window(other).start.position
    return end is not None and start is not None and end <= start


def _phrase_problems(statement: Statement) -> Iterator[Problem]:
    count = len(statement.phrase.split())
    if count > MAX_PHRASE_WORDS:
        rule = f"has {count} words, more than {MAX_PHRASE_WORDS}"
        yield statement.problem("phrase", statement.phrase, rule, "keep the number, its hedge and its unit")


def _stray_figure(statement: Statement) -> Iterator[Problem]:
    for name in FIGURE_FIELDS:
        if name in statement.lines:
            rule = "is given, but the status says that there is no figure"
            yield statement.problem(name, None, rule, "delete it, or change the status")


def _absent_fields(statement: Statement) -> Iterator[Problem]:
    for name in ("quantity", "window"):
        if name not in statement.lines:
            yield statement.problem(
                name, None, "the field is missing", "add it, or write 'status: no_figure'"
            )


def _number_problems(statement: Statement, vocabulary: Vocabulary) -> Iterator[Problem]:
    given = {name for name in ("value", "value_low", "value_high") if name in statement.lines}
    value, low, high = statement.numbers
    if given in ({"value"}, {"value_low", "value_high"}):
        yield from _hedge_form_problems(statement, vocabulary)
    elif not given:
        yield statement.problem("value", None, "the field is missing", "add it, or write 'status: no_figure'")
    else:
        rule = "is half a range" if len(given) == 1 else "stands beside a value"
        yield statement.problem(max(given), None, rule, "give either value, or value_low and value_high")
    if low is not None and high is not None and low > high:
        rule = f"is above value_high, {high:g}"
        yield statement.problem("value_low", f"{low:g}", rule, "swap the two, or correct one")
    for name, number in zip(("value", "value_low", "value_high"), (value, low, high), strict=True):
        if statement.measure == "share" and number is not None and number > 1:
            remedy = "write the share as a fraction, as 0.45 for 45 %"
            yield statement.problem(name, f"{number:g}", "is a share above 1", remedy)


def _hedge_form_problems(statement: Statement, vocabulary: Vocabulary) -> Iterator[Problem]:
    if statement.hedge not in vocabulary.hedges:
        return
    ranged = vocabulary.hedges[statement.hedge]["family"] == "range"
    if ranged and "value" in statement.lines:
        yield statement.problem(
            "hedge", statement.hedge, "needs two numbers", "give value_low and value_high"
        )
    if not ranged and "value" not in statement.lines:
        yield statement.problem("hedge", statement.hedge, "takes one number", "write 'range', or give value")


def _counting_problems(statement: Statement, vocabulary: Vocabulary) -> Iterator[Problem]:
    if not statement.quantity:
        return
    quantity = vocabulary.quantities[statement.quantity]
    measures = MEASURES_OF_KIND[str(quantity["kind"])]
    of_a_whole = statement.measure == "share" and (
        not statement.is_evidence or bool(wholes_of(statement.quantity, vocabulary))
    )
    if statement.measure not in measures and not of_a_whole:
        rule = f"does not go with {statement.quantity}, a {quantity['kind']}"
        yield statement.problem("measure", statement.measure, rule, f"write {' or '.join(measures)}")
    if statement.unit and not unit_fits(statement.unit, statement.quantity, vocabulary):
        units = units_for(statement.quantity, vocabulary)
        remedy = (
            choice_remedy(statement.unit, units)
            if nearest(statement.unit, units)
            else f"write {' or '.join(units)}, or add a row to data/vocabulary/units.csv"
        )
        yield statement.problem("unit", statement.unit, f"does not count {statement.quantity}", remedy)


def _wording_problems(statement: Statement, words: Words) -> Iterator[Problem]:
    if not statement.phrase or not statement.hedge:
        return
    said = disagreement(
        statement.phrase,
        *statement.numbers,
        statement.hedge,
        hedges=words.hedges,
        language=statement.language or None,
        units=words.units,
    )
    if said:
        error = split_message(ValueError(said))
        yield statement.problem("phrase", error.value, error.rule, error.remedy)


def _derivation_problems(statement: Statement, source: Source, vocabulary: Vocabulary) -> Iterator[Problem]:
    if not statement.derived_from:
        return
    if statement.status != "derived":
        yield statement.problem(
            "status", statement.status, "does not go with derived_from", "write 'derived'"
        )
    by_id = {other.id: other for other in source.statements if other.id != statement.id}
    unknown = [name for name in statement.derived_from if name not in by_id]
    for name in unknown:
        remedy = choice_remedy(name, by_id) if by_id else "record the statements that it is made of"
        yield statement.problem("derived_from", name, "is not another statement of this file", remedy)
    if not unknown and statement.measure == "share":
        parts = [by_id[name] for name in statement.derived_from]
        yield from _share_problems(statement, parts, vocabulary)


def _share_problems(
    statement: Statement, parts: list[Statement], vocabulary: Vocabulary
) -> Iterator[Problem]:
    if len(parts) != 2:
        rule = f"names {len(parts)} statements"
        yield statement.problem("derived_from", None, rule, "name the part, then the whole")
        return
    stated = plausible_span(statement, vocabulary)
    part, whole = (plausible_span(other, vocabulary) for other in parts)
    if stated and part and whole and not overlap(stated, share_span(part, whole)):
        low, high = share_span(part, whole)
        rule = f"does not follow from {parts[0].id} and {parts[1].id}, which give {low:.2g} to {high:.2g}"
        yield statement.problem(
            "value", _number_text(statement), rule, "correct it, or write 'status: ambiguous'"
        )


def _number_text(statement: Statement) -> str:
    value, low, high = statement.numbers
    return f"{value:g}" if value is not None else f"{low:g} to {high:g}"
