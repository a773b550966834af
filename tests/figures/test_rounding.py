from __future__ import annotations

import math
from dataclasses import astuple
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures.rounding import (
    Band,
    decimal_of,
    monte_carlo_holds,
    printed_unit,
    round_band,
    round_to_unit,
    rounding_unit,
)


@st.composite
def bands(draw: st.DrawFn) -> Band:
    """Five numbers in order, decimals short enough that powers of ten scale them exactly."""
    digits = st.integers(0, 10**10)
    low, first, middle, third, high = sorted(draw(st.lists(digits, min_size=5, max_size=5)))
    exponent = draw(st.integers(-12, 12))
    numbers = (float(Decimal(number).scaleb(exponent)) for number in (middle, first, third, low, high))
    return Band(*numbers)


def times_ten(band: Band) -> Band:
    return Band(*(float(decimal_of(number).scaleb(1)) for number in astuple(band)))


def test_the_worked_example_of_the_documentation() -> None:
    assert round_band(Band(266_412, 220_000, 330_000, 163_000, 441_000)) == Band(
        270_000, 220_000, 330_000, 160_000, 440_000
    )


@pytest.mark.parametrize(
    ("low", "high", "unit"),
    [
        (163_000, 441_000, "1E+4"),
        (0.341, 0.722, "0.01"),
        (0, 100, "5"),
        (0, 79.999, "2"),
        (1e-9, 3e-9, "5E-11"),
        (1e300, 3e300, "5E+298"),
        (-5, 5, "0.5"),
        (370, 370, "1"),
        (6_000_000, 6_000_000, "1E+4"),
        (6_000_000, 6_000_000 + 1e-9, "1E+4"),
        (0.0123, 0.0123, "0.0001"),
        (0, 0, "1"),
    ],
)
def test_the_unit_follows_the_width_of_the_band(low: float, high: float, unit: str) -> None:
    assert rounding_unit(low, high) == Decimal(unit)


@pytest.mark.parametrize(("low", "high"), [(math.nan, 1), (0, math.inf), (2, 1)])
def test_a_band_that_is_no_band_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match=r"is not (finite|in order); give "):
        rounding_unit(low, high)


def test_a_value_outside_its_band_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"is not in order; give low_90 ≤ low_50 ≤ value ≤ high_50 ≤ high_90"
    ):
        Band(9, 2, 3, 1, 4)


def test_zero_is_never_negative() -> None:
    assert math.copysign(1, round_to_unit(-0.04, Decimal("0.1"))) == 1


@given(bands())
def test_no_number_moves_by_more_than_half_a_unit(band: Band) -> None:
    unit = rounding_unit(band.low_90, band.high_90)
    for raw, rounded in zip(astuple(band), astuple(round_band(band)), strict=True):
        assert abs(decimal_of(rounded) - decimal_of(raw)) <= unit / 2
        assert decimal_of(rounded) % unit == 0 or 0 < decimal_of(raw) < unit / 2


@given(bands())
def test_rounding_keeps_the_order_of_value_and_bounds(band: Band) -> None:
    rounded = round_band(band)  # a Band out of order cannot be made
    assert rounded.low_90 <= rounded.value <= rounded.high_90


@given(bands())
def test_scaling_by_ten_scales_the_rounded_figure_by_ten(band: Band) -> None:
    if band.high_90 > 0:
        assert round_band(times_ten(band)) == times_ten(round_band(band))


@given(bands())
def test_a_positive_number_is_never_rounded_to_nothing(band: Band) -> None:
    for raw, rounded in zip(astuple(band), astuple(round_band(band)), strict=True):
        assert (rounded > 0) == (raw > 0)


@given(bands())
def test_the_band_is_sixteen_to_forty_units_wide(band: Band) -> None:
    width = decimal_of(band.high_90) - decimal_of(band.low_90)
    if width > decimal_of(band.high_90) * Decimal("1e-12"):
        assert 16 <= width / rounding_unit(band.low_90, band.high_90) <= 40


@given(bands(), st.floats(0, 0.08))
def test_noise_coarsens_the_unit_to_a_quarter_of_the_band_at_most(band: Band, share: float) -> None:
    width = decimal_of(band.high_90) - decimal_of(band.low_90)
    if width > decimal_of(band.high_90) * Decimal("1e-12"):
        noise = share * float(width)
        unit = rounding_unit(band.low_90, band.high_90, noise)
        assert rounding_unit(band.low_90, band.high_90) <= unit <= width / 4
        assert monte_carlo_holds(noise, unit) == (share < 0.25 * float(unit / width))


@given(bands())
def test_the_printed_unit_shows_every_digit_and_not_one_more(band: Band) -> None:
    rounded = round_band(band)
    unit = printed_unit(rounded)
    assert all(decimal_of(number) % unit == 0 for number in astuple(rounded))
    assert any(decimal_of(number) % (10 * unit) != 0 for number in astuple(rounded)) or not any(
        astuple(rounded)
    )


@pytest.mark.parametrize(
    ("errors", "holds"),
    [
        ([2_499, 100, 0], True),
        ([2_500, 100, 0], False),
        ([100, 100, 2_600], False),
        ([math.nan, 1, 1], False),
        ([-1], False),
        ([], False),
        (2_499, True),
        (2_501.0, False),
    ],
)
def test_monte_carlo_error_must_stay_below_half_the_unit(errors: float | list[float], holds: bool) -> None:
    assert monte_carlo_holds(errors, Decimal(10_000)) is holds
