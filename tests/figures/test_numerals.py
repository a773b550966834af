from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures.languages import LANGUAGES
from analysis.figures.numerals import print_date, print_number, print_range, print_window


@pytest.mark.parametrize(
    ("number", "unit", "english", "german"),
    [
        (270_000, "1E+4", "270,000", "270.000"),
        (6_100_000, "1E+5", "6.1 million", "6,1 Millionen"),
        (6_000_000, "1E+5", "6.0 million", "6,0 Millionen"),
        (1_000_000, "1E+6", "1 million", "1 Million"),
        (20_000_000, "1E+7", "20 million", "20 Millionen"),
        (2_500_000_000, "1E+8", "2.5 billion", "2,5 Milliarden"),
        (6_123_450, "1E+1", "6,123,450", "6.123.450"),
        (0.53, "0.01", "0.53", "0,53"),
        (0.5, "0.01", "0.50", "0,50"),
        (0, "1E+4", "0", "0"),
        (12, "1", "12", "12"),
        (1.2e18, "1E+17", "1.2 × 10¹⁸", "1,2 × 10¹⁸"),
        (2.1e-9, "1E-10", "2.1 × 10⁻⁹", "2,1 × 10⁻⁹"),
    ],
)
def test_numbers_read_as_in_print(number: float, unit: str, english: str, german: str) -> None:
    assert [print_number(number, Decimal(unit), language) for language in LANGUAGES] == [english, german]


@pytest.mark.parametrize(("number", "unit", "shown"), [(0.47, "0.01", "47 %"), (0.465, "0.001", "46.5 %")])
def test_a_bounded_number_reads_as_per_cent(number: float, unit: str, shown: str) -> None:
    assert print_number(number, Decimal(unit), "en", bounded=True) == shown


@pytest.mark.parametrize(
    ("low", "high", "unit", "bounded", "shown"),
    [
        (5_200_000, 7_000_000, "1E+5", False, ("5.2", "7.0 million")),
        (900_000, 1_200_000, "1E+5", False, ("900,000", "1.2 million")),
        (0.35, 0.63, "0.01", True, ("35", "63 %")),
        (3, 12, "1", False, ("3", "12")),
    ],
)
def test_bounds_name_a_shared_scale_once(
    low: float, high: float, unit: str, bounded: bool, shown: tuple[str, str]
) -> None:
    assert print_range(low, high, Decimal(unit), "en", bounded=bounded) == shown


@given(st.integers(1, 10**4), st.integers(-6, 9), st.sampled_from(LANGUAGES))
def test_no_digit_is_printed_below_the_unit(digits: int, exponent: int, language: str) -> None:
    shown = print_number(float(Decimal(digits).scaleb(exponent)), Decimal(1).scaleb(exponent), language)
    significant = re.sub(r" ×.*|\D", "", shown).lstrip("0")
    assert significant.startswith(str(digits))
    assert not significant.removeprefix(str(digits)).strip("0")
    if "illi" not in shown and exponent < 0 and "×" not in shown:
        assert len(re.split("[.,]", shown)[-1]) == -exponent


@pytest.mark.parametrize(
    ("window", "english", "german"),
    [
        ("2023-06/2025-04", "from June 2023 to April 2025", "im Zeitraum Juni 2023 bis April 2025"),
        ("2024-03", "in March 2024", "im März 2024"),
        ("2024-03/2024-03", "in March 2024", "im März 2024"),
        ("2024-03-04", "on March 4, 2024", "am 4. März 2024"),
        (
            "2024-03-04/2024-04-01",
            "from March 4, 2024 to April 1, 2024",
            "im Zeitraum 4. März 2024 bis 1. April 2024",
        ),
    ],
)
def test_windows_read_as_adverbs(window: str, english: str, german: str) -> None:
    assert [print_window(window, language) for language in LANGUAGES] == [english, german]


def test_a_window_that_is_no_calendar_span_keeps_its_vagueness() -> None:
    assert print_window("2023-06~/2025-04", "en").startswith("in the window ")
    assert "about" in print_window("2023-06~/2025-04", "en")


def test_what_is_no_calendar_date_is_not_printed_as_one() -> None:
    assert print_date("mid-2023", "en") is None
    assert print_date("2024-13", "en") is None


def test_an_unknown_language_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"^'fr' is no language of the figures; choose one of en, de$"):
        print_number(1, Decimal(1), "fr")
