"""Answers → the checked fields of a statement and its record; what follows from the phrase is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime

from analysis.adding.answers import Reader, field_named
from analysis.adding.desk import Desk, Wanted, answer_problem, option, record_id
from analysis.adding.proposals import Copy, Fields, proposed
from analysis.tables.field_values import FieldError
from analysis.tables.fields import SOURCE_FIELDS, STATEMENT_FIELDS, Field
from analysis.tables.problems import Problem, TablesError
from analysis.tables.records import Source

NAME, PLACE = "source", ("address", "obtained")
COUNTED = ("quantity", "value", "window")
NUMBERS = frozenset({"value", "value_low", "value_high"})


@dataclass(frozen=True)
class Draft:
    """Checked fields, not yet tied to each other or to other records.

    Attributes
    ----------
    source
        Fields of a new record; None when the record is there.
    statement
        Without ``id`` when none was given: a free one is taken when it is written.
    """

    record: str
    source: Fields | None
    statement: Fields


def draft_of(wanted: Wanted, desk: Desk) -> Draft:
    """Check the answers one by one and fill in what follows from them.

    Raises
    ------
    TablesError
        With every answer that is wrong and every field that is missing.
    """
    record = record_id(wanted.record)
    there = desk.source(record)
    source, problems = _source_fields(wanted, desk, record, there)
    reader = reader_for(there, source, desk)
    statement, wrong = read_answers(wanted.statement, STATEMENT_FIELDS, reader)
    wrong += _cut_phrase(statement, desk.copy)
    statement |= proposed(statement, desk.copy, desk.words, reader.manner.language)
    problems += [*wrong, *_lacking(statement, statement.keys() | wanted.statement.keys())]
    if problems:
        raise TablesError(problems)
    return Draft(record, None if there else source, statement)


def read_answers(
    answers: Mapping[str, str], fields: Iterable[Field], reader: Reader, *, of_source: bool = False
) -> tuple[Fields, list[Problem]]:
    """Read the answers to some fields; a wrong one is a problem that names its option."""
    values: Fields = {}
    problems: list[Problem] = []
    for name, answer in answers.items():
        try:
            values[name] = reader.value(field_named(name, fields), answer)
        except FieldError as error:
            problems.append(answer_problem(name, error, answer, of_source=of_source))
    return values, problems


def require_whole_words(phrase: str, copy: Copy | None) -> None:
    """Refuse a phrase that starts or ends inside a word of the document, as far as a copy is at hand.

    Raises
    ------
    FieldError
        Wherever the phrase stands, it is cut.
    """
    whole = copy.whole(phrase) if copy else phrase
    if whole != phrase:
        raise FieldError("is cut inside a word or number of the document", f"write '{whole}'", phrase)


def _cut_phrase(statement: Fields, copy: Copy | None) -> Iterator[Problem]:
    phrase = str(statement.get("phrase") or "")
    try:
        require_whole_words(phrase, copy)
    except FieldError as error:
        yield answer_problem("phrase", error, phrase)


def reader_for(there: Source | None, source: Mapping[str, object], desk: Desk) -> Reader:
    """Return the reader of answers about a record that is there, or of one to be made."""
    if there is not None:
        return desk.reader(there.language, there.published)
    return desk.reader(str(source.get("language") or ""), str(source.get("published") or ""))


def told_of_source(desk: Desk) -> Fields:
    """Return what is known of a new record without asking."""
    told = desk.copy.source_fields() if desk.copy else {}
    return {"accessed": datetime.now(tz=UTC).date().isoformat(), **told}


def _source_fields(
    wanted: Wanted, desk: Desk, record: str, there: Source | None
) -> tuple[Fields, list[Problem]]:
    if there is not None:
        return {}, [*_superfluous(wanted.source, there)]
    given, problems = read_answers(wanted.source, SOURCE_FIELDS, desk.reader("", ""), of_source=True)
    fields = told_of_source(desk) | given | {NAME: record}
    answered = fields.keys() | wanted.source.keys()
    required = [field for field in SOURCE_FIELDS if field.required and field.name not in answered]
    problems += [_missing(field, of_source=True) for field in required]
    if not answered & set(PLACE):
        either = f"; or {option(PLACE[1], of_source=True)}"
        problems.append(_missing(field_named(PLACE[0], SOURCE_FIELDS), either, of_source=True))
    return fields, problems


def _superfluous(answers: Iterable[str], there: Source) -> Iterator[Problem]:
    for name in answers:
        rule = f"describes a new record, and {there.file} is there"
        yield Problem(
            option(name, of_source=True), None, None, None, rule, "leave it out, or edit the record"
        )


def _lacking(statement: Fields, answered: Set[str]) -> Iterator[Problem]:
    """Yield the fields that are neither answered nor told; the id is taken when there is none."""
    for field in STATEMENT_FIELDS:
        if field.required and field.name not in ("id", *answered):
            yield _missing(field)
    if statement.get("status") == "no_figure":
        return
    for name in COUNTED:
        if name not in answered and not (name in NUMBERS and NUMBERS & answered):
            yield _missing(field_named(name, STATEMENT_FIELDS), "; or --status no_figure")


def _missing(field: Field, instead: str = "", *, of_source: bool = False) -> Problem:
    remedy = f"give it: {first_sentence(field)}{instead}"
    return Problem(option(field.name, of_source=of_source), None, None, None, "is missing", remedy)


def first_sentence(field: Field) -> str:
    """Return what a field is, in one sentence without its stop."""
    return field.description.split(". ", maxsplit=1)[0].rstrip(".")
