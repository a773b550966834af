import pytest
from babel.dates import get_month_names

from analysis.read import month_label, window_label
from analysis.read.languages import LANGUAGES


@pytest.mark.parametrize(
    ("month", "english", "german"),
    [
        ("2023-06", "June 2023", "Juni 2023"),
        ("2025-03~", "March 2025", "März 2025"),
        (12 * 2023 + 5, "June 2023", "Juni 2023"),
        (12 * 2023 + 11.97, "December 2023", "Dezember 2023"),
    ],
)
def test_months_have_names(month, english, german):
    assert month_label(month) == english
    assert month_label(month, "de") == german


@pytest.mark.parametrize(
    ("window", "english", "german"),
    [
        ("2023-06/2025-04", "June 2023 to April 2025", "Juni 2023 bis April 2025"),
        ("../2025-03", "up to March 2025", "bis März 2025"),
        ("2023-06/..", "from June 2023", "ab Juni 2023"),
        ("2023-06~/2025-04", "about June 2023 to April 2025", "etwa Juni 2023 bis April 2025"),
        ("2025-03", "March 2025", "März 2025"),
        ("2025-03/2025-03", "March 2025", "März 2025"),
        ("2024", "2024", "2024"),
        ("2025-03-15", "15 March 2025", "15. März 2025"),
        ("2023-22", "summer 2023", "Sommer 2023"),
        ("2023-24", "winter 2023/24", "Winter 2023/24"),
        ("2023-33", "Q1 2023", "1. Quartal 2023"),
        ("2023-XX", "2023-XX", "2023-XX"),
    ],
)
def test_windows_have_labels(window, english, german):
    assert window_label(window) == english
    assert window_label(window, "de-CH") == german


@pytest.mark.parametrize("code", LANGUAGES)
def test_month_names_are_those_of_the_locale(code):
    assert LANGUAGES[code].months == tuple(get_month_names("wide", "format", code).values())


def test_a_label_of_what_is_no_window_is_refused():
    with pytest.raises(ValueError, match="'2025-13' is not a date; write year-month, as in 2025-04"):
        window_label("2025-13")


def test_a_language_without_a_table_is_refused():
    with pytest.raises(ValueError, match="no wording for language 'fr'; write one of de, en"):
        month_label("2023-06", "fr")
