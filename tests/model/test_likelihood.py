from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from model.builders import stated
from numpy.typing import NDArray
from scipy import stats
from scipy.interpolate import CubicHermiteSpline

from analysis.model import hedging, likelihood
from analysis.model.hedging import Stated
from analysis.model.likelihood import NODES, REACH, LogLikelihoodTable, tabulate

Array = NDArray[np.float64]

WORDINGS = {
    "bare": stated(6e6, 1e6),
    "exact": stated(370, 10, "exact"),
    "approx": stated(11_000, 1000, "approx"),
    "lower": stated(5000, 1000, "lower"),
    "at_least": stated(5000, 1000, "at_least"),
    "just_below": stated(0.5, 0.1, "just_below"),
    "at_most": stated(300, 100, "at_most"),
    "up_to": stated(3e6, 1e6, "up_to"),
    "range": stated(4e6, 1e6, "range", span=np.log(1.5)),
    "magnitude": stated(1e5, 1e5, "magnitude", span=np.log(10)),
}


def nodes(table: LogLikelihoodTable) -> Array:
    return table.centre + table.scale * np.sinh(np.linspace(-REACH, REACH, NODES))


def read(table: LogLikelihoodTable, eta: Array) -> Array:
    """Read a table between its nodes, as a cubic through values and slopes."""
    number = (np.arcsinh((np.asarray(eta) - table.centre) / table.scale) + REACH) * (NODES - 1) / (2 * REACH)
    return np.asarray(CubicHermiteSpline(np.arange(NODES), table.values, table.slopes)(number))


def belief(wording: Stated, grid: Array) -> Array:
    """Return the hedge density on a dense grid, normalised there."""
    values = hedging.density(wording, grid - wording.log_value)
    return values / np.trapezoid(values, grid)


def dense_grid(*wordings: Stated) -> Array:
    edges = np.unique(np.concatenate([w.log_value + hedging.mesh(w) for w in wordings]))
    return np.unique(np.concatenate([np.linspace(a, b, 12) for a, b in pairwise(edges)]))


def convolved(heights: Array, grid: Array, error: float, eta: Array) -> Array:
    student = stats.t(4).pdf((grid - eta[:, None]) / error) / error
    return np.log(np.trapezoid(heights * student, grid, axis=1))


def probability_moved(eta: Array, first: Array, second: Array) -> float:
    """Return the total variation between two likelihoods of ``eta``, neither of them normalised."""
    return float(0.5 * np.trapezoid(np.abs(np.exp(first) - np.exp(second)), eta))


@pytest.mark.parametrize("name", WORDINGS)
@pytest.mark.parametrize("error", [0.3, 0.106, 0.02])
def test_table_is_the_hedge_smeared_by_the_origins_error(name: str, error: float) -> None:
    wording = WORDINGS[name]
    table = tabulate((wording,), error)
    eta = table.centre + table.scale * np.linspace(-40, 40, 401)
    grid = dense_grid(wording)
    expected = convolved(belief(wording, grid), grid, error, eta)
    assert probability_moved(eta, read(table, eta), expected) < 0.01
    near = expected > expected.max() - 2
    np.testing.assert_allclose(read(table, eta)[near], expected[near], atol=0.1)


@pytest.mark.parametrize("name", ["bare", "approx", "range", "up_to"])
def test_very_small_error_leaves_the_hedge_itself(name: str) -> None:
    wording = WORDINGS[name]
    table = tabulate((wording,), 0.0)
    eta = nodes(table)
    width = np.gradient(eta)
    mass = np.exp(table.values) * width
    grid = dense_grid(wording)
    reached = np.concatenate([[0.0], np.cumsum(belief(wording, grid)[1:] * np.diff(grid))])
    for probability in (0.05, 0.25, 0.5, 0.75, 0.95):
        limit = np.interp(probability, np.cumsum(mass), eta)
        assert np.interp(limit, grid, reached) == pytest.approx(probability, abs=0.012)


@pytest.mark.parametrize("name", WORDINGS)
@pytest.mark.parametrize("error", [0.0, 1e-9, 0.15, 3.0])
def test_table_is_finite_smooth_and_has_the_tails_of_student(name: str, error: float) -> None:
    table = tabulate((WORDINGS[name],), error)
    assert np.all(np.isfinite(table.values)) and np.all(np.isfinite(table.slopes))
    outer = table.values[[0, 40, -41, -1]]
    distance = np.log(np.abs(nodes(table)[[0, 40, -41, -1]] - table.centre))
    assert (outer[0] - outer[1]) / (distance[0] - distance[1]) == pytest.approx(-5, abs=0.05)
    assert (outer[3] - outer[2]) / (distance[3] - distance[2]) == pytest.approx(-5, abs=0.05)


def test_slopes_are_those_of_the_values() -> None:
    table = tabulate((WORDINGS["bare"],), 0.1)
    rise = np.cumsum(0.5 * (table.slopes[1:] + table.slopes[:-1]))
    np.testing.assert_allclose(table.values[0] + rise, table.values[1:], atol=5e-3)


def test_same_wording_twice_counts_once() -> None:
    once = tabulate((WORDINGS["approx"],), 0.1)
    twice = tabulate((WORDINGS["approx"], WORDINGS["approx"]), 0.1)
    np.testing.assert_array_equal(once.values, twice.values)
    assert (once.centre, once.scale) == (twice.centre, twice.scale)


def test_order_of_wordings_does_not_matter() -> None:
    said = (stated(5000, 1000, "lower"), stated(5000, 1000, "approx"), stated(5200, 100))
    first, last = tabulate(said, 0.1), tabulate(said[::-1], 0.1)
    eta = np.log(5000) + np.linspace(-1, 1, 41)
    np.testing.assert_allclose(read(first, eta), read(last, eta), atol=1e-6)


def test_two_hedges_of_the_same_value_are_alternatives() -> None:
    low, high = stated(5000, 1000, "lower"), stated(5000, 1000, "just_below")
    table = tabulate((low, high), 0.05)
    grid = dense_grid(low, high)
    mixture = 0.5 * belief(low, grid) + 0.5 * belief(high, grid)
    eta = np.log(5000) + np.linspace(-0.8, 0.8, 301)
    assert probability_moved(eta, read(table, eta), convolved(mixture, grid, 0.05, eta)) < 0.01


def test_two_values_of_one_number_check_one_another() -> None:
    round_number, precise = stated(6e6, 1e6), stated(5.8e6, 1e5)
    table = tabulate((round_number, precise), 0.02)
    grid = dense_grid(round_number, precise)
    product = np.ones_like(grid)
    for wording in (round_number, precise):
        heights = belief(wording, grid)
        centre = np.trapezoid(heights * grid, grid)
        product *= 0.95 * heights + 0.05 * stats.t(4).pdf(grid - centre)
    eta = np.log(5.8e6) + np.linspace(-0.4, 0.4, 301)
    expected = convolved(product / np.trapezoid(product, grid), grid, 0.02, eta)
    assert probability_moved(eta, read(table, eta), expected) < 0.01


def test_a_garbled_retelling_does_not_rule_out_the_first_number() -> None:
    table = tabulate((stated(6e6, 1e6), stated(6e5, 1e5)), 0.1)
    at_first, at_second, between = read(table, np.log([6e6, 6e5, 1.9e6]))
    assert min(at_first, at_second) > between + 2


@pytest.mark.parametrize("name", WORDINGS)
def test_tables_of_the_same_relative_granularity_are_shifted_copies(name: str) -> None:
    here = WORDINGS[name]
    there = Stated(here.shape, here.log_value + np.log(1000), here.granularity, here.log_span)
    first, second = tabulate((here,), 0.1), tabulate((there,), 0.1)
    np.testing.assert_array_equal(first.values, second.values)
    assert second.centre - first.centre == pytest.approx(np.log(1000), abs=1e-12)


def test_zero_says_far_less_than_the_average() -> None:
    shape = hedging.HedgeShape("zero", 0.05, miss=0.02)
    table = tabulate((Stated(shape, 0.0, 0.0),), 0.1)
    none, at_width, average = read(table, np.log([1e-6, 0.05, 1.0]))
    assert none == pytest.approx(np.log(1.0), abs=1e-3)
    assert at_width == pytest.approx(np.log(0.98 * np.exp(-1) + 0.02), abs=1e-3)
    assert average == pytest.approx(np.log(0.02), abs=1e-3)
    assert np.all(np.diff(table.values) <= 0)


def test_zero_and_a_number_at_once_is_refused() -> None:
    with pytest.raises(ValueError) as caught:
        tabulate((stated(0), stated(5, 1)), 0.1)
    assert str(caught.value) == "one origin says both zero and more than zero of the same window"


def test_miss_decides_how_far_a_zero_can_be_wrong() -> None:
    lenient, strict = (
        tabulate((Stated(hedging.HedgeShape("zero", 0.05, miss=miss), 0.0, 0.0),), 0.1)
        for miss in (0.05, 0.001)
    )
    assert strict.values[-1] == pytest.approx(lenient.values[-1] + np.log(0.001 / 0.05), abs=0.05)


def test_tables_of_equal_content_are_worked_out_once() -> None:
    likelihood._relative_table.cache_clear()
    tabulate((stated(6e6, 1e6),), 0.1)
    tabulate((stated(6e3, 1e3),), 0.1)
    assert likelihood._relative_table.cache_info().misses == 1
