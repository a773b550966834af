"""Numbers and lines of text in plots."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from analysis.plots.canvas import TEXT, fitted, printable, text_width, wrapped
from analysis.plots.data import Band
from analysis.plots.numbers import rounded, shortened, shown, span, value_shown
from analysis.plots.rows import decades


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (266_000, "", "266,000"),
        (6.6, "", "6.6"),
        (0, "", "0"),
        (-0.0, "", "0"),
        (0.455, "share", "45.5\u202f%"),
        (1e16, "", "1e+16"),
    ],
)
def test_numbers_are_shown_as_they_are_given(value: float, unit: str, text: str) -> None:
    assert shown(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (2_500, "2,500"),
        (10_000, "10k"),
        (250_000, "250k"),
        (6_000_000, "6M"),
        (2.5e9, "2.5B"),
        (7.5, "7.5"),
    ],
)
def test_axes_shorten_numbers(value: float, text: str) -> None:
    assert shortened(value) == text


def test_a_figure_reads_as_its_sentence_does() -> None:
    total = Band("Rounds", 6_000_000, 4_800_000, 7_400_000, 3_400_000, 10_200_000, unit="rounds")
    assert (value_shown(total), span(total), span(total, 50)) == (
        "6.0 million",
        "3.4–10.2 million",
        "4.8–7.4 million",
    )
    share = Band("Share", 0.47, 0.42, 0.53, 0.34, 0.65, unit="share")
    assert (value_shown(share), span(share)) == ("47\u202f%", "34–65\u202f%")


def test_arithmetic_has_no_band() -> None:
    assert (value_shown(Band("a", 273_000)), span(Band("a", 273_000))) == ("273,000", "")
    assert span(Band("a", None, low_90=0.447, high_90=0.462, unit="share")) == "44.7–46.2\u202f%"


@given(st.floats(min_value=1e-6, max_value=1e12), st.integers(min_value=1, max_value=4))
def test_rounding_keeps_so_many_digits(value: float, digits: int) -> None:
    assert abs(rounded(value, digits) - value) <= 0.5000001 * 10 ** (1 - digits) * value
    assert len(f"{rounded(value, digits):.12e}".split("e")[0].replace(".", "").rstrip("0")) <= digits


@given(st.text(max_size=300), st.floats(min_value=0.8, max_value=7))
@example("0\r\xa00", 1.0)
def test_lines_fit_and_lose_no_short_word(text: str, inches: float) -> None:
    lines = wrapped(text, TEXT, inches)
    assert all(text_width(line, TEXT) <= inches for line in lines)
    words = printable(text).split(" ")
    short = [word for word in words if word and text_width(word, TEXT) <= inches]
    assert [word for line in lines for word in line.split(" ") if word in short] == short


@given(st.text(max_size=100), st.booleans())
def test_a_width_is_that_of_a_fresh_measurement(text: str, bold: bool) -> None:
    font = FontProperties(family=["DejaVu Sans"], size=TEXT, weight="bold" if bold else "normal")
    fresh, _, _ = RendererAgg(10, 10, 72).get_text_width_height_descent(printable(text), font, False)
    assert [text_width(text, TEXT, bold=bold) for _ in range(2)] == [fresh / 72] * 2


@given(st.text(st.characters(codec="latin-1"), max_size=60), st.floats(min_value=0.2, max_value=3))
def test_a_text_that_is_too_long_keeps_as_much_as_fits(text: str, inches: float) -> None:
    whole = printable(text)
    if text_width(whole, TEXT) <= inches:
        assert fitted(text, TEXT, inches) == whole
        return
    ends = range(len(whole), 0, -1)
    kept = next((end for end in ends if text_width(f"{whole[:end]}…", TEXT) <= inches), 0)
    assert fitted(text, TEXT, inches) == f"{whole[:kept].rstrip()}…"


@given(st.text(max_size=100))
def test_only_what_can_be_seen_is_printed(text: str) -> None:
    assert "\n" not in printable(text)
    assert not {"\u202e", "\u2066", "\x00"} & set(printable(text))


def test_a_label_that_is_too_long_ends_in_an_ellipsis() -> None:
    assert fitted("North Korean troops deployed", TEXT, 1.0).endswith("…")
    assert fitted("Rounds", TEXT, 1.0) == "Rounds"


@given(st.floats(min_value=1e-6, max_value=1e9), st.floats(min_value=1.5, max_value=1e12), st.integers(3, 8))
def test_logarithmic_ticks_lie_on_the_axis_and_are_few(low: float, factor: float, most: int) -> None:
    ticks = decades(low, low * factor, most)
    assert ticks == sorted(ticks)
    assert all(low <= tick <= low * factor for tick in ticks)
    assert len(ticks) <= most + 3
