from __future__ import annotations

import numpy as np
import pytest
from model.builders import hedge, stated, vocabulary
from numpy.typing import NDArray

from analysis.model import hedging
from analysis.model.hedging import FAMILIES, HedgeShape, Stated

Array = NDArray[np.float64]

EXAMPLES = {
    "bare": stated(11_000, 1000),
    "exact": stated(11_000, 1000, "exact"),
    "approx": stated(11_000, 1000, "approx"),
    "lower": stated(11_000, 1000, "lower"),
    "at_least": stated(11_000, 1000, "at_least"),
    "just_below": stated(11_000, 1000, "just_below"),
    "at_most": stated(11_000, 1000, "at_most"),
    "up_to": stated(11_000, 1000, "up_to"),
    "range": stated(10_000, 1000, "range", span=np.log(1.5)),
    "magnitude": stated(10_000, 1000, "magnitude", span=np.log(10)),
}
NODES, WEIGHTS = np.polynomial.legendre.leggauss(8)


def masses(example: Stated) -> tuple[Array, Array]:
    """Return the edges of the mesh and the probability between them, by quadrature in each."""
    edges = hedging.mesh(example)
    half = 0.5 * np.diff(edges)
    points = 0.5 * (edges[1:] + edges[:-1])[:, None] + half[:, None] * NODES
    return edges, half * (hedging.density(example, points) @ WEIGHTS)


def below(example: Stated, ratio: float) -> float:
    """Return the probability that the value believed is less than ``ratio`` times the value stated."""
    edges, mass = masses(example)
    reached = np.concatenate([[0.0], np.cumsum(mass)]) / mass.sum()
    return float(np.interp(np.log(ratio), edges, reached))


def test_every_hedge_of_the_table_that_states_a_positive_number_is_tried_here() -> None:
    assert set(EXAMPLES) | {"zero"} == set(vocabulary().hedges)


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - {"range", "magnitude"}))
@pytest.mark.parametrize("granularity", [1e-6, 0.01, 1 / 6])
def test_density_integrates_to_one(name: str, granularity: float) -> None:
    example = Stated(hedge(name), 0.0, granularity)
    assert masses(example)[1].sum() == pytest.approx(1, abs=3e-3)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("granularity", [1e-6, 0.1, 1.0])
def test_density_is_finite_and_never_negative(name: str, granularity: float) -> None:
    example = Stated(hedge(name), 3.0, granularity, EXAMPLES[name].log_span)
    edges, mass = masses(example)
    assert np.all(np.isfinite(edges)) and np.all(np.diff(edges) > 0)
    assert np.all(mass >= 0) and mass.sum() > 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_density_vanishes_outside_the_mesh(name: str) -> None:
    example = EXAMPLES[name]
    edges, mass = masses(example)
    outside = np.array([edges[0] - 1e-6, edges[-1] + 1e-6])
    assert np.all(hedging.density(example, outside) < 1e-4 * (mass / np.diff(edges)).max())


def test_bare_number_is_rounded_to_the_granule_and_at_times_more_coarsely() -> None:
    granule = 1000 / 11_000
    assert below(EXAMPLES["bare"], 1) == pytest.approx(0.5, abs=2e-3)
    within = below(EXAMPLES["bare"], 1 + granule / 2) - below(EXAMPLES["bare"], 1 - granule / 2)
    assert within == pytest.approx(0.7 + 0.3 / 2, abs=2e-3)
    assert below(EXAMPLES["bare"], 1 + granule) == pytest.approx(1, abs=1e-9)
    assert below(EXAMPLES["bare"], 1 - granule) == pytest.approx(0, abs=1e-9)


def test_exact_number_stays_within_a_tenth_of_the_granule() -> None:
    granule = 1000 / 11_000
    assert below(EXAMPLES["exact"], 1 - 0.1 * granule) == pytest.approx(0, abs=1e-9)
    assert below(EXAMPLES["exact"], 1 + 0.1 * granule) == pytest.approx(1, abs=1e-9)
    assert below(EXAMPLES["exact"], 1 + 0.05 * granule) == pytest.approx(0.75, abs=2e-3)


def test_about_is_a_uniform_whose_half_width_is_random() -> None:
    rng, draws = np.random.default_rng(1), 1_000_000
    half = 0.5 / 11 * np.exp(0.6 * rng.standard_normal(draws))
    ratio = 1 + half * rng.uniform(-1, 1, draws)
    for limit in np.quantile(ratio, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]):
        expected = np.mean(ratio < limit)
        assert below(EXAMPLES["approx"], limit) == pytest.approx(expected, abs=3e-3)


@pytest.mark.parametrize(("name", "scale", "miss"), [("lower", 0.5 / 11, 0.05), ("at_least", 1 / 11, 0.05)])
def test_lower_bounds_lie_below_the_value_mostly(name: str, scale: float, miss: float) -> None:
    example = EXAMPLES[name]
    assert below(example, 1) == pytest.approx(miss, abs=1e-3)
    assert below(example, 1 + scale * np.log(2)) == pytest.approx(miss + (1 - miss) / 2, abs=2e-3)
    assert below(example, 1 + 3 * scale) == pytest.approx(1 - (1 - miss) * np.exp(-3), abs=2e-3)


def test_nearly_lies_just_short_of_the_value() -> None:
    assert below(EXAMPLES["just_below"], 1) == pytest.approx(0.95, abs=1e-3)
    assert below(EXAMPLES["just_below"], 1 - 0.25 / 11 * np.log(2)) == pytest.approx(0.475, abs=2e-3)


@pytest.mark.parametrize(("name", "scale", "miss"), [("at_most", 0.15, 0.05), ("up_to", 0.25, 0.15)])
def test_upper_bounds_have_a_logarithmic_gap(name: str, scale: float, miss: float) -> None:
    example = EXAMPLES[name]
    assert below(example, 1) == pytest.approx(1 - miss, abs=1e-3)
    assert below(example, np.exp(-scale * np.log(2))) == pytest.approx((1 - miss) / 2, abs=2e-3)


def test_eight_in_ten_ranges_hold_the_value() -> None:
    inside = below(EXAMPLES["range"], 1.5) - below(EXAMPLES["range"], 1)
    assert inside == pytest.approx(0.8, abs=2e-3)
    assert below(EXAMPLES["range"], np.sqrt(1.5)) == pytest.approx(0.5, abs=2e-3)


def test_order_of_magnitude_is_uniform_in_the_logarithm() -> None:
    for share in (0.0, 0.2, 0.5, 1.0):
        assert below(EXAMPLES["magnitude"], 10**share) == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize("name", EXAMPLES)
def test_only_the_relative_granularity_matters(name: str) -> None:
    here = EXAMPLES[name]
    there = Stated(here.shape, here.log_value + np.log(1e9), here.granularity, here.log_span)
    d = np.linspace(-2, 2, 501)
    np.testing.assert_array_equal(hedging.density(here, d), hedging.density(there, d))
    np.testing.assert_array_equal(hedging.mesh(here), hedging.mesh(there))


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - {"magnitude"}))
def test_doubled_widths_widen_the_belief(name: str) -> None:
    def spread(example: Stated) -> float:
        edges, mass = masses(example)
        middles = 0.5 * (edges[1:] + edges[:-1])
        centre = np.sum(mass * middles) / mass.sum()
        return float(np.sqrt(np.sum(mass * (middles - centre) ** 2) / mass.sum()))

    once = EXAMPLES[name]
    twice = Stated(once.shape.scaled(2), once.log_value, once.granularity, once.log_span)
    assert 1.5 < spread(twice) / spread(once) < 2.8


def test_zero_is_not_read_as_a_logarithm() -> None:
    with pytest.raises(ValueError, match="says nothing about a logarithm; it is read relative to"):
        hedging.density(stated(0), np.zeros(1))


def test_unknown_family_names_the_known_ones() -> None:
    with pytest.raises(ValueError) as caught:
        HedgeShape("fuzzy", 1.0)
    assert str(caught.value) == f"'fuzzy' is not a hedge family; write one of {', '.join(FAMILIES)}"
