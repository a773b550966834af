"""The ledger of the public record: every statement that was collected is in a record."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.tables import Records
from analysis.tables.collection import collection_problems

Rows = list[dict[str, str]]
HEAD = "collection_id,origin,status,reason\n"
RATHER = "say why under 'reason', or correct the record"


@pytest.fixture(scope="session")
def collected(root: Path) -> Rows:
    with (root / "data" / "collection.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_list_has_every_statement_of_the_collection(collected: Rows) -> None:
    assert Counter(row["status"] for row in collected) == {
        "primary": 130,
        "repeat": 6,
        "transmission_error": 5,
        "ambiguous": 3,
    }
    assert len({row["origin"] for row in collected}) == 80


def test_every_statement_of_the_list_is_in_one_record(collected: Rows, records: Records) -> None:
    told = Counter(one.collected_as for one in records.statements if one.collected_as)
    assert told == Counter(row["collection_id"] for row in collected)
    assert len(told) == 144


def test_the_records_count_what_they_should(records: Records) -> None:
    assert Counter(one.status for one in records.statements if one.collected_as) == {
        "primary": 92,
        "context": 24,
        "derived": 12,
        "transmission_error": 5,
        "forecast": 4,
        "ambiguous": 3,
        "repeat": 2,
        "stale": 2,
    }


def test_origins_join_the_same_statements_as_in_the_collection(collected: Rows, records: Records) -> None:
    origins = {one.collected_as: one.origin for one in records.statements}
    pairs = {(row["origin"], origins[row["collection_id"]]) for row in collected}
    assert len(pairs) == len({theirs for theirs, _ in pairs}) == len({ours for _, ours in pairs}) == 80


def test_garbled_and_ambiguous_statements_are_kept_as_such_and_are_no_evidence(
    collected: Rows, records: Records
) -> None:
    recorded = {one.collected_as: one for one in records.statements}
    kept = [row for row in collected if row["status"] in ("transmission_error", "ambiguous")]
    assert [recorded[row["collection_id"]].status for row in kept] == [row["status"] for row in kept]
    assert not any(recorded[row["collection_id"]].is_evidence for row in kept)


def test_every_garbled_statement_names_what_it_garbles(records: Records) -> None:
    garbled = [one for one in records.statements if one.status == "transmission_error"]
    by_id = {one.claim_id: one for one in records.statements}
    assert all(by_id[one.retells].origin == one.origin for one in garbled)


def test_every_page_has_its_address_and_every_statement_of_one_says_how_it_was_hedged(
    records: Records,
) -> None:
    pages = [source for source in records.sources if not source.sha256]
    assert len(pages) == 87
    assert len({page.address for page in pages}) == 87
    hedged = [one for page in pages for one in page.statements if one.hedge not in ("bare", "range")]
    assert {one.claim_id for one in hedged if not one.hedge_as_reported} == {"kbs-world-2025-01-13.losses"}


def test_the_records_agree_with_the_list(root: Path, records: Records) -> None:
    assert collection_problems(root, records) == []
    assert records.warnings == ()


@pytest.fixture
def ledger(suite: Path, messages: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Messages about a list of collected statements, held against records given as (id, origin, status)."""
    from analysis.tables import read_records, read_vocabulary

    def hold(text: str, *told: tuple[str, str, str]) -> list[str]:
        record = (suite / "seeds" / "x.yaml").read_text(encoding="utf-8")
        head, statement = record.split("  - id: rounds\n")
        parts = [
            f"  - id: s{number}\n{statement}    origin: {origin}\n    status: {status}\n"
            f"    collected_as: {name}\n"
            for number, (name, origin, status) in enumerate(told)
        ]
        assert messages(x=head + "".join(parts)) == []
        (suite / "data" / "collection.csv").write_text(text, encoding="utf-8")
        records = read_records(suite / "seeds", read_vocabulary(suite / "data" / "vocabulary"))
        return [str(problem) for problem in collection_problems(suite, records)]

    return hold


def test_a_sound_list_and_a_departure_with_its_reason(ledger: Callable[..., list[str]]) -> None:
    text = f"{HEAD}A,one,primary,\nB,two,primary,Only planned\nC,two,primary,A double of B\n"
    assert ledger(text, ("A", "x", "primary"), ("B", "y", "forecast")) == []


@pytest.mark.parametrize(
    ("rows", "told", "expected"),
    [
        (
            "A,one,primary,\nB,two,primary,\n",
            [("A", "x", "primary")],
            f"data/collection.csv:3: collection_id: 'B' is in no record; {RATHER}",
        ),
        (
            "A,one,primary,\n",
            [("A", "x", "context")],
            "data/collection.csv:2: status: 'primary' is recorded as context in x.s0 "
            f"(seeds/x.yaml:11); {RATHER}",
        ),
        (
            "A,one,primary,\n",
            [("A", "x", "primary"), ("B", "y", "primary")],
            "seeds/x.yaml:34: collected_as: 'B' is not in data/collection.csv; "
            "correct it, or add a row to data/collection.csv",
        ),
        (
            "A,one,primary,\n",
            [("A", "x", "primary"), ("A", "y", "primary")],
            "seeds/x.yaml:34: collected_as: 'A' is already that of x.s0; give each statement its own",
        ),
        (
            "A,one,primry,no\n",
            [("A", "x", "primary")],
            "data/collection.csv:2: status: 'primry' is not a status; the nearest known is 'primary'",
        ),
        (
            "A,one,primary,\nA,one,primary,\n",
            [("A", "x", "primary")],
            "data/collection.csv:3: collection_id: 'A' is already on line 2; give each row its own id",
        ),
    ],
)
def test_a_departure_without_a_reason(
    ledger: Callable[..., list[str]], rows: str, told: list[tuple[str, str, str]], expected: str
) -> None:
    assert ledger(HEAD + rows, *told) == [expected]


def test_an_origin_that_joins_other_statements(ledger: Callable[..., list[str]]) -> None:
    told = [("A", "x", "primary"), ("B", "y", "primary")]
    assert ledger(f"{HEAD}A,one,primary,\nB,one,primary,\n", *told) == [
        "data/collection.csv:2: origin: 'one' does not join the same statements as the origin 'x' of x.s0; "
        f"{RATHER}",
        "data/collection.csv:3: origin: 'one' does not join the same statements as the origin 'y' of x.s1; "
        f"{RATHER}",
    ]


def test_a_missing_column(ledger: Callable[..., list[str]]) -> None:
    assert ledger("collection_id,origin,status\nA,one,primary\n", ("A", "x", "primary")) == [
        "data/collection.csv:1: reason: the column is missing; add it"
    ]
