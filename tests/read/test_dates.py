"""Dates and spans in words → EDTF."""

import pytest

from analysis.read import parse_window
from analysis.read.dates import calendar_for, today_of, windows_in
from analysis.read.reporting import REPORTING
from analysis.read.tokens import tokenize


def windows(text: str, language: str, dated: str | None = "2025-06-15") -> list[str]:
    found = windows_in(text, tokenize(text), calendar_for(language), today_of(dated))
    return [one.window for one in found if one.window]


@pytest.mark.parametrize(
    ("text", "language", "window"),
    [
        ("since October 2024", "en", "2024-10/.."),
        ("from June 2023 to April 2025", "en", "2023-06/2025-04"),
        ("between 5 and 20 May 2025", "en", "2025-05-05/2025-05-20"),
        ("from October to March 2025", "en", "2024-10/2025-03"),
        ("on March 12, 2025", "en", "2025-03-12"),
        ("on 2025-03-12", "en", "2025-03-12"),
        ("in April and May 2025", "en", "2025-04/2025-05"),
        ("in the first half of 2024", "en", "2024-40"),
        ("in Q3 2024", "en", "2024-35"),
        ("by the end of last year", "en", "../2024-12~"),
        ("by the end of March 2025", "en", "../2025-03-31~"),
        ("in early March", "en", "2025-03-05~"),
        ("in October", "en", "2024-10"),
        ("last week", "en", "2025-06-02/2025-06-08"),
        ("two years ago", "en", "2023-06~"),
        ("over the past three months", "en", "2025-03-15~/2025-06-15"),
        ("12 months to March 2025", "en", "2024-04/2025-03"),
        ("on Tuesday", "en", "2025-06-10"),
        ("bis Ende Februar 2024", "de", "../2024-02-29~"),
        ("seit Anfang des Jahres", "de", "2025-01~/.."),
        ("vom 5. bis zum 20. Mai 2025", "de", "2025-05-05/2025-05-20"),
        ("am 12.06.2025", "de", "2025-06-12"),
        ("im dritten Quartal 2024", "de", "2024-35"),
        ("im Vormonat", "de", "2025-05"),
        ("з середини 2023 року", "uk", "2023-06~/.."),
        ("між 5 та 20 травня 2025 року", "uk", "2025-05-05/2025-05-20"),
        ("торік", "uk", "2024"),
    ],
)
def test_dates_in_words(text, language, window):
    assert windows(text, language) == [window]


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        (None, []),
        ("2025", ["2024"]),
        ("2025-02", ["2024", "2025-01"]),
        ("2025-02-01", ["2024", "2025-01", "2025-01-31"]),
        ("2025~", ["2024"]),
    ],
)
def test_what_is_relative_needs_as_much_of_the_documents_date(dated, expected):
    assert windows("last year, last month, yesterday", "en", dated) == expected


@pytest.mark.parametrize("text", ["he may go", "they march on", "a second spring", "5 may be enough"])
def test_words_that_only_look_like_dates(text):
    assert windows(text, "en", None) == []


@pytest.mark.parametrize(
    "text", ["30 February 2025", "2025-02-30", "from May 2025 to March 2025", "2025-99-01"]
)
def test_days_that_do_not_exist_give_no_window_that_cannot_be_parsed(text):
    for window in windows(text, "en"):
        assert parse_window(window).text == window


@pytest.mark.parametrize("code", REPORTING)
def test_every_month_and_weekday_is_known(code):
    assert set(REPORTING[code].months.values()) == set(range(1, 13))
    assert set(REPORTING[code].weekdays.values()) == set(range(7))


@pytest.mark.parametrize("dated", ["June", "2025-13", "../.."])
def test_a_wrong_date_of_the_document_is_refused(dated):
    with pytest.raises(ValueError, match=r"; "):
        today_of(dated)
