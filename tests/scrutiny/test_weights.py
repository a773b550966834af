"""Draws weighed as if a statement were left out are those of the posterior without it, where they can be."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.scrutiny.weights import WORST_SHAPE, leave_out, weighted_quantiles

DRAWS = 20_000


def normal_log_likelihood(draws: np.ndarray, stated: float, sd: float) -> np.ndarray:
    return -0.5 * ((draws - stated) / sd) ** 2


def test_leaving_out_one_of_two_normal_statements_gives_the_posterior_of_the_other() -> None:
    rng = np.random.default_rng(1)
    draws = rng.normal(0.25, np.sqrt(1 / (1 + 1 / 3)), DRAWS)  # statements 0 (sd 1) and 1 (sd √3)
    weights = leave_out(normal_log_likelihood(draws, 1.0, np.sqrt(3)))
    mean = weights.values @ draws
    assert mean == pytest.approx(0.0, abs=0.05)
    assert weights.values @ (draws - mean) ** 2 == pytest.approx(1.0, abs=0.1)
    assert weights.shape < WORST_SHAPE


@pytest.mark.parametrize("shape", [0.3, 0.6, 1.0])
def test_the_shape_of_the_tail_is_that_of_the_weights(shape: float) -> None:
    ratios = np.random.default_rng(2).uniform(size=DRAWS) ** -shape
    assert leave_out(-np.log(ratios)).shape == pytest.approx(shape, abs=0.15)


def test_a_statement_that_all_draws_hang_on_is_told_by_its_shape() -> None:
    draws = np.random.default_rng(3).normal(0.0, 1.0, DRAWS)
    assert leave_out(normal_log_likelihood(draws, 0.0, 0.7)).shape > WORST_SHAPE


def test_weights_add_up_to_one_and_a_statement_that_says_nothing_leaves_them_even() -> None:
    weights = leave_out(np.zeros(50)).values
    assert weights == pytest.approx(np.full(50, 0.02))


def test_weighted_quantiles_are_those_of_draws_repeated_by_their_weight() -> None:
    values, counts = np.array([3.0, 1.0, 2.0, 5.0]), np.array([2, 1, 4, 3])
    repeated = np.repeat(values, counts)
    found = weighted_quantiles(values, counts / 10, (0.05, 0.5, 0.95))
    assert found.tolist() == np.quantile(repeated, (0.05, 0.5, 0.95), method="inverted_cdf").tolist()


def test_weighted_quantiles_take_many_weights_at_once() -> None:
    values = np.array([1.0, 2.0, 3.0])
    weights = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert weighted_quantiles(values, weights, (0.5,)).tolist() == [[1.0], [3.0]]
