from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from model.brute_force import Weighted, believed, weigh_prior_draws
from model.builders import QUICK, TINY, Said, flow_problem, hedge
from numpy.typing import NDArray
from scipy import stats

from analysis.model.fit import Fit, fit_problem, problem_seed
from analysis.model.hedging import HedgeShape, Stated
from analysis.model.problem import Problem
from analysis.model.settings import Settings

Array = NDArray[np.float64]

TAIL, MIDDLE = 0.05, 0.5
MONTHS = np.arange(7.0)
FLAT = replace(QUICK, shape_width=0.0)
BIASED = {0: 0.15, 1: 0.2, 2: 0.106}
OTHER_BIASED = {3: 0.15, 4: 0.2, 5: 0.106}
HEAVY = (False, False, True, False, False, True)


def one_claim() -> Problem:
    return flow_problem([Said(6e6, 0.25, 5.75, error=0.106, loadings=BIASED)], MONTHS, HEAVY[:3])


def two_claims() -> Problem:
    whole = Said(6e6, 0.25, 5.75, words="approx", error=0.106, loadings=BIASED)
    part = Said(2.5e6, 0.25, 1.75, words="lower", granule=5e5, error=0.106, loadings=OTHER_BIASED)
    return flow_problem([whole, part], MONTHS, HEAVY)


def overlapping_claims() -> Problem:
    """A speaker who says more of a longer time, and a monthly rate, with the same bias."""
    first = Said(6e6, 0.25, 5.75, error=0.106, loadings={0: 0.15, 1: 0.2, 2: 0.106})
    later = Said(4e6, 0.25, 2.75, error=0.106, loadings={0: 0.15, 1: 0.2, 3: 0.106})
    rate = Said(3e5, 4, 5, sd=0.05, error=0.106, loadings={0: 0.15, 4: 0.106}, averaged=True, tie=0.9)
    return flow_problem([first, later, rate], MONTHS, (False, False, True, True, True))


PROBLEMS = {
    "one claim": one_claim(),
    "two claims": two_claims(),
    "overlapping": overlapping_claims(),
}


@pytest.fixture(scope="module", params=PROBLEMS)
def both(request: pytest.FixtureRequest) -> tuple[Fit, Weighted]:
    problem = PROBLEMS[request.param]
    reference = weigh_prior_draws(problem)
    assert reference.effective > 5000
    return fit_problem(problem), reference


def assert_agrees(fit: Fit, row: int, reference: Weighted, values: Array) -> None:
    """Compare 5, 50 and 95 % quantiles within four standard errors of both methods."""
    own_error = np.ptp([reference.quantile(values, p) for p in (0.16, 0.84)]) * 2 / reference.effective**0.5
    for probability in (TAIL, MIDDLE, 1 - TAIL):
        found = float(np.quantile(fit.draws.flat[row], probability))
        expected = reference.quantile(values, probability)
        error = np.hypot(fit.diagnosis.mcse[probability][row], own_error)
        assert abs(found - expected) < 4 * error, (probability, found, expected, error)


def test_total_agrees_with_weighted_prior_draws(both: tuple[Fit, Weighted]) -> None:
    fit, reference = both
    assert_agrees(fit, fit.rows.totals[0], reference, reference.total)


def test_average_agrees_with_weighted_prior_draws(both: tuple[Fit, Weighted]) -> None:
    fit, reference = both
    assert_agrees(fit, fit.rows.averages[0], reference, reference.average)


@pytest.mark.parametrize("month", [0, 2, 4])
def test_months_agree_with_weighted_prior_draws(both: tuple[Fit, Weighted], month: int) -> None:
    fit, reference = both
    assert_agrees(fit, fit.rows.cells[0].start + month, reference, reference.levels[month])


def test_contradictory_claims_are_weighted_as_brute_force_weighs_them() -> None:
    """Claims that differ by a factor of ten, each with a normal bias: one integral on a dense grid."""
    values, bias, error = (6e6, 6e5), 0.25, 0.1
    claims = [
        Said(v, 0, 6, sd=0.0, granule=v / 6, error=error, loadings={i: bias}) for i, v in enumerate(values)
    ]
    fit = fit_problem(flow_problem(claims, MONTHS, (False,) * 2, FLAT))
    log_total, steps = np.log(1e5) + np.linspace(0, 6, 3001), np.linspace(-6, 6, 241)
    rng, log_density = np.random.default_rng(2), -0.5 * ((log_total - np.log(6) - 9) / 20) ** 2
    for claim in flow_problem(claims, MONTHS, (False,) * 2).observations:
        points = believed(claim.statements[0], rng, 400)
        wide = np.linspace(log_total[0] - 3, log_total[-1] + 3, 6001)
        one = np.mean(stats.t(4).pdf((points[:, None] - wide) / error), axis=0)
        normal = zip(steps, stats.norm.pdf(steps), strict=True)
        biased = sum(weight * np.interp(log_total + bias * z, wide, one) for z, weight in normal)
        log_density += np.log(biased)
    reached = np.cumsum(np.exp(log_density - log_density.max()))
    total = fit.rows.totals[0]
    for limit in (8e5, 1.2e6, 2.4e6, 5e6):
        below = (fit.draws.values[:, total] < limit).astype(float)
        mc_error = below.mean(axis=0).std(ddof=1) / np.sqrt(below.shape[1])
        expected = np.interp(np.log(limit), log_total, reached / reached[-1])
        assert below.mean() == pytest.approx(expected, abs=4 * mc_error + 0.01), limit
    assert 0.2 < np.interp(np.log(1.9e6), log_total, reached / reached[-1]) < 0.8


def exact(value: float, start: float, end: float) -> Said:
    return Said(value, start, end, sd=0.0, words="exact", granule=1e-4 * value, error=1e-4)


def spread(fit: Fit, row: int) -> float:
    return float(np.ptp(np.quantile(np.log(fit.draws.flat[row]), [0.05, 0.95])))


def test_an_exact_total_gives_the_average_rate() -> None:
    fit = fit_problem(flow_problem([exact(6e6, 0.0, 6.0)], MONTHS))
    draws = fit.draws.flat
    assert np.median(draws[fit.rows.totals[0]]) == pytest.approx(6e6, rel=2e-4)
    assert np.median(draws[fit.rows.averages[0]]) == pytest.approx(1e6, rel=2e-4)
    assert spread(fit, fit.rows.averages[0]) < 1e-3


def prior_spread(fit: Fit, row: int) -> float:
    return float(np.ptp(np.quantile(np.log(fit.prior_shape[row]), [0.05, 0.95])))


@pytest.mark.parametrize("error", [1e-3, 1e-2, 0.1])
def test_a_single_total_says_nothing_of_its_months(error: float) -> None:
    claim = Said(6e6, 0, 6, sd=0.0, words="exact", granule=error * 6e6, error=error)
    fit = fit_problem(flow_problem([claim], MONTHS, settings=replace(QUICK, particles=256)))
    shape = fit.draws.flat[fit.rows.cells[0]] / fit.draws.flat[fit.rows.averages[0]]
    for row in range(6):
        low, high = np.quantile(np.log(shape[row]), [0.05, 0.95])
        assert high - low == pytest.approx(prior_spread(fit, row), rel=0.08)
    assert np.all(fit.diagnosis.passed[fit.rows.cells[0]])
    assert np.all(fit.shape_information[0] < 0.3)


def test_adjoining_exact_totals_are_each_reproduced() -> None:
    claims = [exact(1e6, 0, 2), exact(2.5e6, 2, 6)]
    fit = fit_problem(flow_problem(claims, MONTHS))
    months = fit.draws.flat[fit.rows.cells[0]]
    np.testing.assert_allclose(np.median(months[:2].sum(axis=0)), 1e6, rtol=3e-4)
    np.testing.assert_allclose(np.median(months[2:].sum(axis=0)), 2.5e6, rtol=3e-4)


def test_every_month_known_leaves_nothing_to_the_prior() -> None:
    amounts = np.array([3.0, 2.0, 4.0, 3.5, 5.0, 4.0]) * 1e5
    claims = [
        Said(a, i, i + 1, sd=0.0, words="exact", granule=a / 100, error=0.03) for i, a in enumerate(amounts)
    ]
    fit = fit_problem(flow_problem(claims, MONTHS))
    np.testing.assert_allclose(np.median(fit.draws.flat[fit.rows.cells[0]], axis=1), amounts, rtol=0.02)
    assert np.all(fit.shape_information[0] > 0.8)


def test_a_fit_that_found_only_some_modes_is_not_passed() -> None:
    """Almost exact totals that jump by a factor of eight: the populations part, and the diagnosis says so."""
    amounts = (1e6, 2.5e6, 0.5e6, 4e6)
    claims = [exact(a, 2 * i, 2 * i + 2) for i, a in enumerate(amounts)]
    fit = fit_problem(flow_problem(claims, np.arange(9.0)))
    pairs = fit.draws.flat[fit.rows.cells[0]].reshape(4, 2, -1).sum(axis=1)
    missed = np.abs(np.median(pairs, axis=1) / amounts - 1) > 0.01
    passed = fit.diagnosis.passed[fit.rows.cells[0]].reshape(4, 2).any(axis=1)
    assert not np.any(missed & passed)


def test_without_shape_all_months_are_alike() -> None:
    claims = [Said(6e6, 0.25, 5.75), Said(2.5e6, 0.25, 1.75)]
    fit = fit_problem(flow_problem(claims, MONTHS, settings=FLAT))
    months = fit.draws.flat[fit.rows.cells[0]]
    np.testing.assert_allclose(months, np.broadcast_to(months[0], months.shape), rtol=1e-12)
    assert np.all(fit.shape_information[0] == 0)


def test_variances_of_known_normal_errors_add_up() -> None:
    claim = replace(exact(6e6, 0, 6), loadings={0: 0.15, 1: 0.2})
    fit = fit_problem(flow_problem([claim], MONTHS, (False, False), FLAT))
    logs = np.log(fit.draws.flat[fit.rows.totals[0]])
    expected = np.hypot(0.15, 0.2)
    sampling = 1 / np.sqrt(2 * fit.diagnosis.ess_tail[fit.rows.totals[0]])
    assert np.std(logs) == pytest.approx(expected, rel=4 * sampling + 1e-3)
    middle = expected / np.sqrt(fit.diagnosis.ess_bulk[fit.rows.totals[0]])
    assert np.mean(logs) == pytest.approx(np.log(6e6), abs=4 * middle + 1e-3)


def test_two_independent_normal_claims_halve_the_variance() -> None:
    claims = [replace(exact(6e6, 0, 6), loadings={column: 0.25}) for column in (0, 1)]
    fit = fit_problem(flow_problem(claims, MONTHS, (False, False), FLAT))
    logs = np.log(fit.draws.flat[fit.rows.totals[0]])
    sampling = 1 / np.sqrt(2 * fit.diagnosis.ess_tail[fit.rows.totals[0]])
    assert np.std(logs) == pytest.approx(0.25 / np.sqrt(2), rel=4 * sampling + 2e-3)


def test_a_bias_that_two_claims_share_does_not_shrink() -> None:
    claims = [replace(exact(6e6, 0, 6), loadings={0: 0.25}) for _ in range(2)]
    fit = fit_problem(flow_problem(claims, MONTHS, (False,), FLAT))
    logs = np.log(fit.draws.flat[fit.rows.totals[0]])
    sampling = 1 / np.sqrt(2 * fit.diagnosis.ess_tail[fit.rows.totals[0]])
    assert np.std(logs) == pytest.approx(0.25, rel=4 * sampling + 1e-3)


def with_none_in_month(shape: HedgeShape) -> Fit:
    """Fit a year with a total and a statement of zero for its fifth month."""
    problem = flow_problem([Said(6e6, 0.25, 11.75), Said(0, 4, 5, sd=0.05)], np.arange(13.0))
    total, none = problem.observations
    said = replace(none, statements=(Stated(shape, 0.0, 0.0),))
    return fit_problem(replace(problem, observations=(total, said)))


def test_none_in_a_month_lowers_it_below_its_neighbours() -> None:
    fit = with_none_in_month(HedgeShape("zero", 0.1, miss=0.0005))
    months = np.median(fit.draws.flat[fit.rows.cells[0]], axis=1)
    assert months[4] < 0.7 * min(months[3], months[5]) < 0.7 * min(months[0], months[8])
    assert fit.draws.flat[fit.rows.cells[0]].min() > 0
    assert np.median(fit.draws.flat[fit.rows.totals[0]]) == pytest.approx(6e6, rel=0.1)


def test_none_as_the_table_has_it_lowers_its_month() -> None:
    months = np.median((fit := with_none_in_month(hedge("zero"))).draws.flat[fit.rows.cells[0]], axis=1)
    assert months[4] < 0.7 * min(months[3], months[5])


def test_a_speaker_who_says_less_later_gives_no_negative_flow() -> None:
    bias = {0: 0.15, 1: 0.2}
    claims = [
        Said(6e6, 0.25, 5.75, error=0.106, loadings={**bias, 2: 0.106}),
        Said(7e6, 0.25, 3.75, error=0.106, loadings={**bias, 3: 0.106}),
    ]
    fit = fit_problem(flow_problem(claims, MONTHS, (False, False, True, True)))
    months = fit.draws.flat[fit.rows.cells[0]]
    assert months.min() > 0
    level = np.median(months, axis=1)
    assert level[4:].max() < level[:4].min()


def straight(claims: list[Said], edges: Array, settings: Settings = TINY) -> Fit:
    """Fit and assert what must hold of any fit: everything finite, no level negative."""
    fit = fit_problem(flow_problem(claims, edges, settings=settings))
    assert np.all(np.isfinite(fit.draws.values))
    assert np.all(fit.draws.values[:, fit.rows.cells[0]] > 0)
    assert all(np.all(np.isfinite(error)) for error in fit.diagnosis.mcse.values())
    assert np.all(np.isfinite(fit.diagnosis.rhat))
    assert all(np.all((c >= 0) & (c <= 1)) for c in fit.shape_information)
    return fit


def test_a_window_of_one_day() -> None:
    day = 1 / 30.4
    fit = straight([Said(100, 3, 3 + day, sd=0.05, tie=0.999)], np.array([3.0, 4.0]))
    assert np.median(fit.draws.flat[fit.rows.averages[0]]) == pytest.approx(100 / day, rel=0.15)


def test_a_window_of_twenty_years() -> None:
    fit = straight([Said(24e6, 0.25, 239.75)], np.arange(241.0))
    assert np.median(fit.draws.flat[fit.rows.averages[0]]) == pytest.approx(1e5, rel=0.05)


@pytest.mark.parametrize("value", [1.0, 1e12])
def test_values_of_any_size(value: float) -> None:
    fit = straight([Said(value, 0.25, 5.75, granule=value / 10)], MONTHS)
    assert np.median(fit.draws.flat[fit.rows.totals[0]]) == pytest.approx(value, rel=0.05)


def test_values_far_apart() -> None:
    straight([Said(1.0, 0.25, 5.75), Said(1e12, 0.25, 5.75)], MONTHS)


def test_sixty_claims() -> None:
    rng = np.random.default_rng(3)
    claims = [Said(12e6, 0.25, 11.75)]
    for _ in range(59):
        start = rng.uniform(0, 9)
        length = rng.uniform(1, 12 - start)
        value = float(f"{1e6 * length * np.exp(0.15 * rng.standard_normal()):.1e}")
        claims.append(Said(value, start, start + length, words=str(rng.choice(["bare", "approx", "lower"]))))
    fit = straight(claims, np.arange(13.0), replace(TINY, particles=64))
    assert np.median(fit.draws.flat[fit.rows.totals[0]]) == pytest.approx(12e6, rel=0.15)
    assert np.mean(fit.shape_information[0]) > 0.3


def test_zero_alone_is_finite() -> None:
    straight([Said(0, 2, 3)], MONTHS)


def test_equal_problems_have_equal_seeds_and_draws() -> None:
    first, second = one_claim(), one_claim()
    assert problem_seed(first) == problem_seed(second)
    settings = TINY
    drawn = [fit_problem(replace(p, settings=settings)).draws.values for p in (first, second)]
    np.testing.assert_array_equal(*drawn)


def test_other_problems_have_other_seeds() -> None:
    seeds = {problem_seed(p) for p in PROBLEMS.values()}
    assert len(seeds) == len(PROBLEMS)


def test_more_moves_are_made_until_the_quantiles_are_settled() -> None:
    patient = replace(TINY, most_draws=64, tolerance=0.02)
    few, many = (fit_problem(replace(one_claim(), settings=s)) for s in (TINY, patient))
    assert few.draws.values.shape[0] == TINY.draws
    assert TINY.draws < many.draws.values.shape[0] <= patient.most_draws
    np.testing.assert_array_equal(few.draws.values, many.draws.values[: TINY.draws])


def test_no_claim_at_all_is_refused() -> None:
    with pytest.raises(ValueError) as caught:
        flow_problem([], MONTHS)
    assert str(caught.value) == "there is no claim to estimate from; give at least one with a value"


@pytest.mark.parametrize("edges", [[0.0], [0.0, 1.0, 1.0], [0.0, 2.0, 1.0]])
def test_a_grid_must_go_forward(edges: list[float]) -> None:
    with pytest.raises(ValueError) as caught:
        flow_problem([Said(1, 0, 1)], edges)
    assert str(caught.value) == "a grid needs at least two edges, each later than the one before"
