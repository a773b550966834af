"""What each vintage may know, and what it is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from small_suite import EVIDENCE, write_claims, write_small_suite

from analysis.predicting.coming import coming_statements
from analysis.predicting.updating import read_published
from analysis.predicting.vintages import Record, dated_evidence, month_name, plan_cases, stated_value
from analysis.tables import read_claims, read_vocabulary


def read_record(suite: Path) -> Record:
    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    claims = read_claims(suite / "data" / "claims.csv", vocabulary)
    dated = dated_evidence(claims, read_published(suite))
    return Record(dated, coming_statements(dated, vocabulary), vocabulary, "code", "lock")


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return read_record(write_small_suite(tmp_path))


def told(record: Record) -> list[tuple[str, str, str, str]]:
    """First and last month, what is known and what is asked, of each case."""
    return [
        (
            month_name(case.months[0]),
            month_name(case.months[-1]),
            "".join(case.known["claim_id"]),
            " ".join(case.asked["claim_id"]),
        )
        for case in plan_cases(record)
    ]


def test_each_change_of_what_is_known_is_a_case_that_is_asked_for_the_next_statements(record: Record) -> None:
    assert told(record) == [
        ("2023-10", "2023-10", "a", "b c"),
        ("2023-11", "2023-12", "abc", "d"),
        ("2024-01", "2024-01", "abcd", "next.rounds next.containers"),
    ]


def test_no_case_knows_what_it_is_asked_or_anything_of_its_origin(record: Record) -> None:
    shared = record.dated.assign(origin_id=record.dated["origin_id"].replace({"jan": "oct"}))
    for case in plan_cases(replace(record, dated=shared)):
        assert not {*case.known["origin_id"]} & {*case.asked["origin_id"]}
        assert case.known["public_month"].max() <= case.months[0]
    assert [asked for *_, asked in told(replace(record, dated=shared))][1] == ""


def test_a_new_statement_changes_no_version_but_of_what_it_is_asked_from_and_what_knows_it(
    tmp_path: Path, record: Record
) -> None:
    new = ("e", "mar", "hur", "rounds", 1_500_000, "2023-08/2024-03", "2024-03-05")
    later = plan_cases(read_record(write_claims(tmp_path, (*EVIDENCE, new))))
    before = [case.version for case in plan_cases(record)]
    assert [case.version in before for case in later] == [True, True, False, False]


@pytest.mark.parametrize("part", ["code", "lock"])
def test_other_code_or_another_lock_changes_every_version(record: Record, part: str) -> None:
    other = {case.version for case in plan_cases(replace(record, **{part: "other"}))}
    assert not other & {case.version for case in plan_cases(record)}


def test_what_is_due_next_is_the_last_speaker_a_month_after_the_last_window(record: Record) -> None:
    due = record.further
    about = due[["claim_id", "speaker", "window", "stated_on"]].to_numpy().tolist()
    assert about == [
        ["next.rounds", "us_nsc", "2023-08/2024-01", "2024-01"],
        ["next.containers", "rok_nis", "2023-08/2024-01", "2024-01"],
    ]
    assert due[["value", "value_low", "value_high"]].isna().all(axis=None)


def test_a_range_stands_for_its_geometric_middle() -> None:
    row = {"value": float("nan"), "value_low": 100.0, "value_high": 400.0}
    assert stated_value(row) == pytest.approx(200.0)
    assert stated_value(pd.Series(row | {"value_low": float("nan")}).to_dict()) is None
