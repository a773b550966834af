"""Records made tidy: one row a claim, one row a source."""

from __future__ import annotations

from analysis.tables.records import Records, Source, Statement
from analysis.tables.vocabulary import Vocabulary, known_text

Row = dict[str, str | float | int | None]

WHOLE_PAGE = "page"
"""Where a statement stands when no copy is held and its place on the page was not recorded."""

CLAIM_COLUMNS = (
    "claim_id",
    "origin_id",
    "source_id",
    "status",
    "speaker",
    "bloc",
    "interest",
    "basis",
    "relayed_by",
    "quantity",
    "measure",
    "value",
    "value_low",
    "value_high",
    "unit",
    "hedge",
    "hedge_as_reported",
    "window",
    "window_basis",
    "stated_on",
    "stated_on_basis",
    "locator",
    "wording",
    "collected_as",
    "note",
)
SOURCE_COLUMNS = (
    "source_id",
    "title",
    "publisher",
    "author",
    "language",
    "published",
    "accessed",
    "address",
    "obtained",
    "licence",
    "sha256",
    "relays",
    "record",
    "statements",
    "note",
)


def claims_table(records: Records, vocabulary: Vocabulary) -> list[Row]:
    """Return the claims, one row a statement, in the columns ``CLAIM_COLUMNS``."""
    return [_claim(statement, vocabulary) for statement in records.statements]


def sources_table(records: Records) -> list[Row]:
    """Return the sources, one row a record, in the columns ``SOURCE_COLUMNS``."""
    return [_source(source) for source in records.sources]


def _claim(statement: Statement, vocabulary: Vocabulary) -> Row:
    return {
        "claim_id": statement.claim_id,
        "origin_id": statement.origin,
        "source_id": statement.source,
        "status": statement.status,
        "speaker": statement.speaker,
        "bloc": known_text(vocabulary.speakers[statement.speaker], "bloc"),
        "interest": statement.interest,
        "basis": statement.basis,
        "relayed_by": statement.relayed_by,
        "quantity": statement.quantity,
        "measure": statement.measure,
        "value": statement.value,
        "value_low": statement.value_low,
        "value_high": statement.value_high,
        "unit": statement.unit,
        "hedge": statement.hedge,
        "hedge_as_reported": statement.hedge_as_reported,
        "window": statement.window,
        "window_basis": statement.window_basis if statement.window else "",
        "stated_on": statement.stated_on,
        "stated_on_basis": statement.stated_on_basis,
        "locator": f"paragraph {statement.paragraph}" if statement.paragraph else WHOLE_PAGE,
        "wording": statement.phrase,
        "collected_as": statement.collected_as,
        "note": _note(statement),
    }


def _note(statement: Statement) -> str:
    basis = " and ".join(f"{statement.source}.{name}" for name in statement.derived_from)
    derived = f"Derived from {basis}." if basis else ""
    retold = f"Retells {statement.retells}." if statement.retells else ""
    return " ".join(part for part in (derived, retold, statement.note) if part)


def _source(source: Source) -> Row:
    return {
        "source_id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "author": source.author,
        "language": source.language,
        "published": source.published,
        "accessed": source.accessed,
        "address": source.address,
        "obtained": source.obtained,
        "licence": source.licence,
        "sha256": source.sha256,
        "relays": source.relays,
        "record": source.file,
        "statements": len(source.statements),
        "note": source.note,
    }
