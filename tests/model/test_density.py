from __future__ import annotations

import numpy as np
import pytest
from model.builders import Said, flow_problem, stated
from numpy.typing import NDArray
from scipy import stats

from analysis.model.density import LENGTH, LEVEL, SHAPE, SIGMA, Posterior, level_prior
from analysis.model.functionals import read_cumulative
from analysis.model.problem import Grid, Observation, Problem, Series, View, WindowEnd
from analysis.model.settings import Settings

Array = NDArray[np.float64]

MONTHS = np.arange(13.0)
IRREGULAR = np.array([0, 1, 2.5, 3, 4, 4.2, 7, 8.0])


def one(said: Said, edges: Array = MONTHS, settings: Settings | None = None) -> Problem:
    return flow_problem([said], edges, settings=settings or Settings())


def mixed_problem() -> Problem:
    """Flow, stock and share together, with a zero, a rate, a tied short window and shared shifts."""
    ends = (
        WindowEnd(0.25, 0.35),
        WindowEnd(11.75, 0.35),
        WindowEnd(5, 0.05),
        WindowEnd(5.03, 0.05, 2, 0.98),
        WindowEnd(2, 0.3),
        WindowEnd(7.5, 0.2),
    )
    observations = (
        Observation(0, 0, 1, False, False, (stated(6e6, 1e6),), 0.1, 0.0, {0: 0.15, 1: 0.2, 2: 0.1}),
        Observation(0, 2, 1, False, False, (stated(2.5e6, 5e5, "lower"),), 0.1, 0.1, {0: 0.15, 2: 0.1}),
        Observation(0, 2, 3, True, False, (stated(2.5e5, 5e4, "up_to"),), 0.1, 0.1, {0: 0.15, 2: 0.1}),
        Observation(0, 4, 2, True, True, (stated(0),), 0.1),
        Observation(1, 4, 5, True, False, (stated(0.5, 0.1),), 0.1, 0.1, {0: 0.15, 1: 0.1}),
        Observation(2, 4, 5, True, False, (stated(11_000, 1000, "approx"),), 0.1, 0.0, {3: -0.2}),
    )
    series = (
        Series(Grid(MONTHS), "flow", 0, 1),
        Series(Grid(IRREGULAR), "share", 4, 5),
        Series(Grid(IRREGULAR), "stock", 4, 5),
    )
    heavy = np.array([False, False, True, False])
    return Problem(series, ends, observations, heavy, ("a", "b", "c", "d"), Settings())


def related_problem() -> Problem:
    """A stock, a flow below it, two parts of the flow and a part of the first part, with shares of each."""
    ends = (WindowEnd(0.25, 0.35), WindowEnd(7.75, 0.35), WindowEnd(2, 0.3), WindowEnd(9, 0.2))
    observations = (
        Observation(0, 2, 3, True, False, (stated(11_000, 1000, "approx"),), 0.1, 0.0, {0: 0.2}),
        Observation(1, 0, 1, False, False, (stated(5000, 1000, "lower"),), 0.1, 0.1, {0: 0.2}),
        Observation(1, 0, 1, False, False, (stated(0.5, 0.1),), 0.1, of=0),
        Observation(2, 2, 1, False, False, (stated(0.3, 0.1, "approx"),), 0.1, of=1),
        Observation(2, 0, 1, False, False, (stated(0.4, 0.1, "approx"),), 0.1, of=1),
        Observation(3, 0, 1, False, False, (stated(300, 100),), 0.1),
        Observation(4, 0, 2, True, False, (stated(20, 10),), 0.1, 0.0, {1: -0.8}),
    )
    flow = Grid(IRREGULAR)
    series = (
        Series(Grid(np.array([1.0, 2, 4, 6, 9.5])), "stock", 2, 3),
        Series(flow, "flow", 0, 1, below=0),
        Series(flow, "flow", 0, 1, whole=1),
        Series(flow, "flow", 0, 1, whole=1),
        Series(flow, "flow", 0, 1, whole=2),
    )
    other_units = (View(4, 1, np.log(210), 0.8),)
    return Problem(series, ends, observations, np.array([False] * 2), ("a", "b"), Settings(), other_units)


PROBLEMS = {
    "related": related_problem(),
    "flow": one(Said(6e6, 0.25, 11.75)),
    "rate": one(Said(3e5, 3, 5, averaged=True)),
    "zero": flow_problem([Said(6e6, 0.25, 11.75), Said(0, 4, 5)], MONTHS),
    "tied day": one(Said(100, 6, 6.03, sd=0.3, tie=0.999)),
    "irregular": one(Said(6e6, 0.25, 7.75), edges=IRREGULAR),
    "one cell": one(Said(6e6, 0.25, 0.75), edges=np.array([0.0, 1.0])),
    "beyond the grid": one(Said(6e6, -2, 15)),
    "mixed": mixed_problem(),
}


def differences(posterior: Posterior, points: Array, step: float = 1e-6) -> tuple[Array, Array]:
    """Return central differences of base and tilt, with respect to each coordinate."""
    base, tilt = np.empty_like(points), np.empty_like(points)
    for row in range(len(points)):
        shift = np.zeros_like(points)
        shift[row] = step
        above, below = posterior.evaluate(points + shift), posterior.evaluate(points - shift)
        base[row] = (above.base - below.base) / (2 * step)
        tilt[row] = (above.tilt - below.tilt) / (2 * step)
    return base, tilt


@pytest.mark.parametrize("name", PROBLEMS)
def test_gradient_is_that_of_the_density(name: str) -> None:
    posterior = Posterior(PROBLEMS[name])
    points = 0.6 * posterior.draw_start(np.random.default_rng(1), 8)
    at = posterior.evaluate(points)
    base, tilt = differences(posterior, points)
    np.testing.assert_allclose(at.base_gradient, base, atol=1e-6, rtol=1e-6)
    # Positions within a step of an edge of a cell have a kink there.
    np.testing.assert_allclose(at.tilt_gradient, tilt, atol=2e-5 * (1 + np.abs(tilt).max()))


@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0])
def test_tempering_goes_from_the_start_to_the_posterior(temperature: float) -> None:
    posterior = Posterior(PROBLEMS["mixed"])
    points = 0.5 * posterior.draw_start(np.random.default_rng(2), 6)
    at = posterior.evaluate(points)
    np.testing.assert_allclose(at.log_density(temperature), at.base + temperature * at.tilt)
    np.testing.assert_allclose(at.gradient(temperature), at.base_gradient + temperature * at.tilt_gradient)


def test_full_density_is_prior_times_likelihood() -> None:
    posterior = Posterior(PROBLEMS["mixed"])
    problem = posterior.problem
    points = 0.5 * posterior.draw_start(np.random.default_rng(3), 6)
    prior = stats.norm.logpdf(points)
    heavy = posterior.first_shift + np.flatnonzero(problem.heavy)
    prior[heavy] = stats.t(4).logpdf(points[heavy])
    for i, series in enumerate(problem.series):
        anchor, spread = posterior.anchors[i]
        mean, sd = level_prior(series, problem)
        row = posterior.starts[i] + LEVEL
        prior[row] = stats.norm.logpdf(anchor + spread * points[row], mean, sd)
    expected = prior.sum(axis=0) + posterior.log_likelihood(points)
    given = posterior.evaluate(points).log_density(1.0)
    np.testing.assert_allclose(np.diff(given), np.diff(expected), atol=1e-9)


def test_start_is_drawn_from_its_own_density() -> None:
    posterior = Posterior(PROBLEMS["mixed"])
    points = posterior.draw_start(np.random.default_rng(4), 20_000)
    heavy = posterior.first_shift + np.flatnonzero(posterior.problem.heavy)
    light = np.setdiff1d(np.arange(len(points)), heavy)
    assert stats.kstest(points[light].ravel()[:40_000], "norm").pvalue > 1e-3
    assert stats.kstest(points[heavy].ravel(), stats.t(4).cdf).pvalue > 1e-3


def unit_responses(posterior: Posterior, length: float) -> Array:
    """Return the linear map from noise to the standardised path, as a (cells, cells) matrix."""
    settings, cells = posterior.problem.settings, posterior.problem.series[0].grid.cells
    row = posterior.starts[0]
    points = np.zeros((posterior.problem.dimensions, cells))
    points[row + LENGTH] = np.log(length / settings.length_median) / settings.length_log_sd
    points[row + SHAPE : row + SHAPE + cells] = np.eye(cells)
    return posterior.paths(points)[0].standard


def test_months_differ_by_sigma_times_the_standardised_path() -> None:
    posterior = Posterior(one(Said(6e6, 0.25, 11.75)))
    points = posterior.draw_start(np.random.default_rng(10), 50)
    path = posterior.paths(points)[0]
    shipped = posterior.problem.settings
    scale = shipped.sigma_log_sd * points[posterior.starts[0] + SIGMA]
    assert np.all(path.sigma == shipped.sigma_median * np.exp(scale))
    expected = np.diff(path.sigma * path.standard, axis=0)
    np.testing.assert_allclose(np.diff(np.log(path.level), axis=0), expected, atol=1e-9)


def test_level_coordinate_is_the_average_alone() -> None:
    posterior = Posterior(one(Said(6e6, 0.25, 7.75), edges=IRREGULAR))
    points = posterior.draw_start(np.random.default_rng(11), 50)
    anchor, spread = posterior.anchors[0]
    average = posterior.paths(points)[0].cumulative[-1] / np.ptp(IRREGULAR)
    np.testing.assert_allclose(np.log(average), anchor + spread * points[posterior.starts[0] + LEVEL])


@pytest.mark.parametrize("edges", [MONTHS, IRREGULAR, np.arange(0, 2, 1 / 30)], ids=["months", "odd", "days"])
@pytest.mark.parametrize("length", [0.5, 6.0, 60.0])
def test_path_has_the_covariance_of_an_ornstein_uhlenbeck_process(edges: Array, length: float) -> None:
    factor = unit_responses(Posterior(one(Said(6e6, 0.1, 1.9), edges=edges)), length)
    middles = 0.5 * (edges[1:] + edges[:-1])
    covariance = np.exp(-np.abs(middles[:, None] - middles) / length)
    np.testing.assert_allclose(factor @ factor.T, covariance, atol=1e-10)
    np.testing.assert_allclose(factor, np.linalg.cholesky(covariance), atol=1e-9)


def test_cumulative_is_the_integral_of_the_level() -> None:
    posterior = Posterior(one(Said(6e6, 0.25, 7.75), edges=IRREGULAR))
    path = posterior.paths(posterior.draw_start(np.random.default_rng(5), 4))[0]
    np.testing.assert_allclose(np.diff(path.cumulative, axis=0), path.level * np.diff(IRREGULAR)[:, None])
    assert np.all(path.cumulative[0] == 0) and np.all(path.level > 0)


def test_no_draw_has_more_of_a_part_than_of_its_whole() -> None:
    posterior = Posterior(PROBLEMS["related"])
    points = posterior.draw_start(np.random.default_rng(8), 500)
    stock, flow, first, second, inner = posterior.paths(points)
    assert np.all(first.level + second.level <= flow.level * (1 + 1e-12))
    assert np.all(inner.level <= first.level)
    beside = [0, 1, 1, 1, 2, 3, 3]  # the cell of the stock that each cell of the flow ends in
    assert np.all(flow.cumulative[1:] <= stock.level[beside] * (1 + 1e-12))


def test_a_flow_below_a_stock_has_the_wide_prior_of_its_level_up_to_there() -> None:
    posterior = Posterior(PROBLEMS["related"])
    row = posterior.starts[1] + LEVEL
    points = np.zeros((posterior.problem.dimensions, 400))
    points[row] = np.linspace(-2, 2, 400)
    at = posterior.evaluate(points)
    anchor, spread = posterior.anchors[1]
    logit = anchor + spread * points[row]
    prior = at.log_density(1.0) - posterior.log_likelihood(points)
    by_log_share = prior + np.log1p(np.exp(logit))  # d(log share) = (1 - share) d(logit)
    mean, sd = level_prior(posterior.problem.series[1], posterior.problem)
    assert np.ptp(by_log_share - stats.norm.logpdf(logit, mean, sd)) < 1e-9


def test_a_share_is_read_against_its_whole() -> None:
    posterior = Posterior(PROBLEMS["related"])
    points = 0.5 * posterior.draw_start(np.random.default_rng(9), 6)
    points[posterior.first_end :] = 0.0
    stock, flow, first, *_ = posterior.paths(points)
    logs = posterior.stated_logs(points)
    sums = [read_cumulative(flow, IRREGULAR, np.full(6, at)) for at in (0.25, 7.75)]
    edges = posterior.problem.series[0].grid.edges
    level = np.subtract(*(read_cumulative(stock, edges, np.full(6, at)) for at in (7.75, 6.75)))
    np.testing.assert_allclose(logs[2], np.log((sums[1] - sums[0]) / level), atol=1e-5)
    parts = [read_cumulative(first, IRREGULAR, np.full(6, at)) for at in (0.25, 7.75)]
    np.testing.assert_allclose(logs[4], np.log((parts[1] - parts[0]) / (sums[1] - sums[0])), atol=1e-5)


def test_a_share_stays_between_nothing_and_all() -> None:
    posterior = Posterior(PROBLEMS["mixed"])
    share = posterior.paths(posterior.draw_start(np.random.default_rng(6), 500))[1].level
    assert share.min() > 0 and share.max() < 1


def likelihood_at_level(problem: Problem, level: float) -> float:
    """Return the log likelihood with every other coordinate at 0."""
    posterior = Posterior(problem)
    points = np.zeros((problem.dimensions, 1))
    anchor, spread = posterior.anchors[0]
    points[posterior.starts[0] + LEVEL] = (np.log(level) - anchor) / spread
    return float(posterior.log_likelihood(points)[0])


@pytest.mark.parametrize("level", [1e4, 2.5e5, 5e5, 5.4e5, 3e6])
def test_likelihood_of_a_flat_flow_is_the_hedge_smeared_by_the_error(level: float) -> None:
    problem = one(Said(6e6, 0, 12, sd=0.0, error=0.1))
    rng = np.random.default_rng(7)
    wide = rng.random(200_000) < 0.3
    believed = np.log(6e6 + 1e6 * rng.uniform(-1, 1, len(wide)) * np.where(wide, 1.0, 0.5))
    expected = np.log(np.mean(stats.t(4).pdf((believed - np.log(12 * level)) / 0.1) / 0.1))
    assert likelihood_at_level(problem, level) == pytest.approx(expected, abs=0.03)


def test_a_rate_does_not_depend_on_the_length_of_its_window() -> None:
    short, long = (one(Said(3e5, 0, end, sd=0.0, averaged=True)) for end in (1, 12))
    assert likelihood_at_level(short, 2e5) == pytest.approx(likelihood_at_level(long, 2e5), abs=1e-9)


def test_a_total_grows_with_its_window() -> None:
    short, long = (one(Said(6e6, 0, end, sd=0.0)) for end in (6, 12))
    assert likelihood_at_level(short, 1e6) == pytest.approx(likelihood_at_level(long, 5e5), abs=1e-9)


def test_beyond_the_grid_the_outermost_month_goes_on() -> None:
    inside, outside = one(Said(6e6, 0, 12, sd=0.0)), one(Said(6e6, -6, 18, sd=0.0))
    assert likelihood_at_level(outside, 2.5e5) == pytest.approx(likelihood_at_level(inside, 5e5), abs=1e-9)


def test_shifts_move_the_logarithm_by_their_loadings() -> None:
    problem = flow_problem([Said(6e6, 0, 12, sd=0.0, loadings={0: 0.25})], MONTHS, heavy=[False])
    posterior = Posterior(problem)
    points = np.zeros((problem.dimensions, 2))
    points[posterior.first_shift, 1] = 2.0
    points[posterior.starts[0] + LEVEL, 1] = -0.5 / posterior.anchors[0][1]
    shifted = posterior.log_likelihood(points)
    assert shifted[0] == pytest.approx(shifted[1], abs=1e-9)


def test_tied_ends_move_together() -> None:
    posterior = Posterior(one(Said(100, 6, 6.03, sd=0.3, tie=0.999)))
    start, end = posterior.ends(posterior.draw_start(np.random.default_rng(8), 50_000))
    assert np.std(start) == pytest.approx(0.3, rel=0.02)
    assert np.std(end) == pytest.approx(0.3, rel=0.02)
    assert np.std(end - start) == pytest.approx(0.3 * np.sqrt(2 * 0.001), rel=0.02)


def test_no_window_is_empty_however_its_ends_fall() -> None:
    posterior = Posterior(one(Said(100, 6, 7, sd=2.0)))
    ends = posterior.ends(posterior.draw_start(np.random.default_rng(9), 5000))
    start, end, slope = posterior.windows(ends)
    assert (ends[1] < ends[0]).any()
    assert np.all(end > start) and np.all((slope >= 0) & (slope <= 1))


def test_a_window_of_certain_ends_has_its_own_length() -> None:
    posterior = Posterior(one(Said(100, 2, 9, sd=0.0)))
    start, end, _ = posterior.windows(posterior.ends(np.zeros((posterior.problem.dimensions, 1))))
    assert (end - start)[0, 0] == pytest.approx(7, rel=1e-6)


def test_prior_of_a_share_is_on_its_own_scale() -> None:
    problem = PROBLEMS["mixed"]
    assert level_prior(problem.series[1], problem) == (0.0, 2.0)
    assert level_prior(problem.series[0], problem) == (9.0, 20.0)
