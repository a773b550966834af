import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.read import granularity


@pytest.mark.parametrize(
    ("value", "step"),
    [
        (6_000_000, 1_000_000),
        (11_000, 1_000),
        (5_000, 1_000),
        (2_500, 500),
        (150, 50),
        (370, 10),
        (148, 1),
        (5, 1),
        (15, 5),
        (0.5, 0.1),
        (0.45, 0.05),
        (0.25, 0.05),
        (1.5, 0.5),
        (0, 1),
        (-2_500, 500),
        (1e21, 1e21),
    ],
)
def test_granularity_is_the_place_of_the_last_significant_digit(value, step):
    assert granularity(value) == pytest.approx(step, rel=1e-12)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_granularity_refuses_what_is_not_finite(value):
    with pytest.raises(ValueError, match=f"{value} has no granularity; give a finite number"):
        granularity(value)


@given(st.integers(1, 10**12))
def test_value_is_a_multiple_of_its_granularity(value):
    assert value % granularity(value) == 0


@given(st.integers(1, 10**9), st.integers(0, 5))
def test_granularity_scales_with_powers_of_ten(value, power):
    assert granularity(value * 10**power) == granularity(value) * 10**power
