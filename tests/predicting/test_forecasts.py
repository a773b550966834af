"""Scores of forecasts, against what is known of them in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from analysis.predicting.forecasts import crps_of_draws, crps_of_normal, forecast

EVEN = (np.arange(20_000) + 0.5) / 20_000


@pytest.mark.parametrize("truth", [-1.0, 0.3, 4.0])
def test_the_score_of_draws_is_that_of_their_distribution(truth: float) -> None:
    draws = norm.ppf(EVEN, 0.5, 0.7)
    assert crps_of_draws(draws, truth) == pytest.approx(crps_of_normal(0.5, 0.7, truth), abs=1e-4)


def test_a_point_is_scored_by_its_distance() -> None:
    assert crps_of_draws(np.array([2.0]), 0.5) == 1.5
    assert crps_of_normal(2.0, 0.0, 0.5) == 1.5


def test_the_score_does_not_depend_on_the_order_of_the_draws() -> None:
    draws = norm.ppf(EVEN)
    shuffled = np.random.default_rng(1).permutation(draws)
    assert crps_of_draws(shuffled, 0.2) == pytest.approx(crps_of_draws(draws, 0.2), rel=1e-12)


def test_a_forecast_gives_quantiles_of_the_number_and_where_it_fell() -> None:
    made = forecast(np.log(100.0) + norm.ppf(EVEN, 0, 0.5), 100 * math.exp(0.5 * norm.ppf(0.8)))
    assert made.median == pytest.approx(100, rel=1e-3)
    assert made.high_90 / made.median == pytest.approx(math.exp(0.5 * norm.ppf(0.95)), rel=1e-3)
    assert made.pit == pytest.approx(0.8, abs=1e-3)


def test_without_a_number_there_is_no_score() -> None:
    made = forecast(norm.ppf(EVEN), None)
    assert (made.pit, made.log_crps) == (None, None)
