"""When a statement counts as public."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.console import RefusalError
from analysis.predicting.dating import Known, first_public, last_day, parse_as_of, public_days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-10-31", date(2024, 10, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2025~", date(2025, 12, 31)),
        ("2024-22", date(2024, 8, 31)),
        ("2024-01/2024-03", date(2024, 3, 31)),
        ("", None),
        ("2024-01/..", None),
    ],
)
def test_a_date_counts_from_its_last_day(text: str, day: date | None) -> None:
    assert last_day(text) == day


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_is_its_own_last_day(day: date) -> None:
    assert last_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2024-13", "--as-of: '2024-13' is not a date; write year-month, as in 2025-04"),
        ("2024-01/..", "--as-of: '2024-01/..' has no last day; write a day or a month, as 2024-03-31"),
    ],
)
def test_what_is_no_day_is_refused(text: str, message: str) -> None:
    with pytest.raises(RefusalError) as refused:
        parse_as_of(text)
    assert (str(refused.value), refused.value.status) == (message, 2)


CLAIMS = pd.DataFrame({"stated_on": ["2023-10-20", "", ""], "source_id": ["page", "page", "other"]})


def test_a_claim_without_a_day_is_dated_by_its_source() -> None:
    days = [date(2023, 10, 20), date(2024, 2, 29), None]
    assert public_days(CLAIMS, {"page": "2024-02"}) == days


def test_a_day_counts_what_was_public_on_it_and_nothing_undated() -> None:
    published = {"page": "2024-02"}
    assert list(Known(date(2024, 2, 28), published).rows(CLAIMS).index) == [0]
    assert list(Known(date(2024, 2, 29), published).rows(CLAIMS).index) == [0, 1]


def test_a_day_before_the_first_statement_names_it() -> None:
    with pytest.raises(RefusalError) as refused:
        Known(date(2023, 1, 1)).require_any(first_public(CLAIMS, {}))
    assert str(refused.value) == (
        "--as-of 2023-01-01: no statement with a number was public by then; "
        "the first is of 2023-10-20, give that day or a later one"
    )
