import subprocess
import sys
from calendar import monthrange
from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.read import Window, WindowEnd, parse_window


def month(year, number):
    return 12 * year + number - 1


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023-06/2025-04", (month(2023, 6), "month"), (month(2025, 4) + 1, "month")),
        ("2023-06~/2025-04", (month(2023, 6), "month~"), (month(2025, 4) + 1, "month")),
        ("2023-06?/2025-04%", (month(2023, 6), "month~"), (month(2025, 4) + 1, "month%")),
        ("../2025-03", (None, "open"), (month(2025, 3) + 1, "month")),
        ("2023-06/..", (month(2023, 6), "month"), (None, "open")),
        ("2025-03", (month(2025, 3), "month"), (month(2025, 3) + 1, "month")),
        ("2024", (month(2024, 1), "year"), (month(2025, 1), "year")),
        ("2024~", (month(2024, 1), "year~"), (month(2025, 1), "year~")),
        ("2024-01-01/2024-12-31", (month(2024, 1), "day"), (month(2025, 1), "day")),
        ("2024-02-15", (month(2024, 2) + 14 / 29, "day"), (month(2024, 2) + 15 / 29, "day")),
        ("2024-02-15~", (month(2024, 2) + 14 / 29, "day~"), (month(2024, 2) + 15 / 29, "day~")),
        ("2023-21", (month(2023, 3), "season"), (month(2023, 6), "season")),
        ("2023-24", (month(2023, 12), "season"), (month(2024, 3), "season")),
        ("2023-33/2023-36", (month(2023, 1), "season"), (month(2024, 1), "season")),
        ("2023-22~", (month(2023, 6), "season"), (month(2023, 9), "season")),
        ("2023-41", (month(2023, 7), "season"), (month(2024, 1), "season")),
        ("2023-XX", (month(2023, 1), "year"), (month(2024, 1), "year")),
        ("198X", (month(1980, 1), "year~"), (month(1990, 1), "year~")),
        (" 2025-03 ", (month(2025, 3), "month"), (month(2025, 3) + 1, "month")),
    ],
)
def test_windows_have_outer_edges_and_the_precision_of_their_wording(text, start, end):
    window = parse_window(text)
    assert window == Window(WindowEnd(*start), WindowEnd(*end), text)


NOT_A_DATE = "is not a date; write year-month, as in 2025-04"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2025-13", f"'2025-13' {NOT_A_DATE}"),
        ("2025-00", f"'2025-00' {NOT_A_DATE}"),
        ("2023-06/2025-13", f"'2025-13' {NOT_A_DATE}"),
        ("2025-4", f"'2025-4' {NOT_A_DATE}"),
        ("April 2025", f"'April 2025' {NOT_A_DATE}"),
        ("2025-13-01", f"'2025-13-01' {NOT_A_DATE}"),
        ("٢٠٢٥-٠٤", f"'٢٠٢٥-٠٤' {NOT_A_DATE}"),
        ("2023-1X", f"'2023-1X' {NOT_A_DATE}"),
        ("X", f"'X' {NOT_A_DATE}"),
        ("2023-06 / 2025-04", f"'2023-06 ' {NOT_A_DATE}"),
        ("2025-02-30", "'2025-02-30' is not a day; 2025-02 has 28 days"),
        ("0205-04", "'0205-04' lies before the year 1000; write the year with four digits, as in 2025-04"),
        ("2023-2025", "'2023-2025' is not a date; write two years with a slash, as in 2023/2025"),
        (
            "2025-04/2023-06",
            "'2025-04/2023-06' ends before it starts; write the earlier date first, as in 2023-06/2025-04",
        ),
        ("", "the window is empty; write start and end, as in 2023-06/2025-04"),
        ("  ", "the window is empty; write start and end, as in 2023-06/2025-04"),
        ("../..", "'../..' is open at both ends; give at least one, as in ../2025-03"),
        ("..", "'..' is open at both ends; give at least one, as in ../2025-03"),
        ("2023-06/", "the window has no end; write .. for an open one, as in 2023-06/.."),
        ("/2025-03", "the window has no start; write .. for an open one, as in ../2025-03"),
        (
            "2023-06/2024-01/2025-04",
            "'2023-06/2024-01/2025-04' has more than two ends; "
            "write one start and one end, as in 2023-06/2025-04",
        ),
    ],
)
def test_what_is_no_window_is_refused_with_a_remedy(text, message):
    with pytest.raises(ValueError) as error:
        parse_window(text)
    assert str(error.value) == message


def test_nothing_is_printed_for_what_the_library_cannot_build(capsys):
    with pytest.raises(ValueError, match="is not a date"):
        parse_window("2024-1X")
    assert capsys.readouterr() == ("", "")


def position(day):
    return month(day.tm_year, day.tm_mon) + (day.tm_mday - 1) / monthrange(day.tm_year, day.tm_mon)[1]


# Winter is left out: the library ends it with the year.
SEASONS_IN_ONE_YEAR = [21, 22, 23, 33, 34, 35, 36, 40, 41]
DATES = st.dates(date(1000, 1, 1), date(9000, 12, 31))
TEXTS = (
    DATES.map(lambda day: day.isoformat())
    | DATES.map(lambda day: day.isoformat()[:7])
    | DATES.map(lambda day: day.isoformat()[:4])
    | st.builds("{}-{}".format, st.integers(1000, 9000), st.sampled_from(SEASONS_IN_ONE_YEAR))
)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_edges_are_those_of_the_edtf_library(text):
    window, reference = parse_window(text), parse_edtf(text)
    upper = reference.upper_strict()
    assert window.start.position == pytest.approx(position(reference.lower_strict()), abs=1e-9)
    last_day = 1 / monthrange(upper.tm_year, upper.tm_mon)[1]
    assert window.end.position == pytest.approx(position(upper) + last_day, abs=1e-9)


@given(DATES, DATES)
def test_an_interval_runs_from_its_earlier_date_to_its_later(one, other):
    first, last = sorted([one, other])
    window = parse_window(f"{first}/{last}")
    assert window.start.position < window.end.position
    if first != last:
        with pytest.raises(ValueError, match="ends before it starts"):
            parse_window(f"{last}/{first}")


@settings(deadline=None)
@given(st.text() | st.text(alphabet="0123456789-/.~?%X "))
def test_any_text_is_a_window_or_a_value_error_of_two_parts(text):
    try:
        window = parse_window(text)
    except ValueError as error:
        assert str(error).count("; ") >= 1
    else:
        assert window.start.position is not None or window.end.position is not None


def test_the_reading_room_is_light_to_enter():
    heavy = {"pandas", "numpy", "edtf", "babel", "text_to_num", "scipy"}
    code = f"import sys, analysis.read; print(sorted({heavy!r} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
