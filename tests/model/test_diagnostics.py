from __future__ import annotations

import numpy as np
import pytest
from arviz_stats.base import array_stats
from numpy.typing import NDArray

from analysis.model.diagnostics import diagnose, nested_rhat, normal_scores, quantile_error

Array = NDArray[np.float64]

DRAWS, CHAINS, POPULATIONS = 32, 512, 4


def autoregressive(correlation: float, seed: int = 0) -> Array:
    """Return stationary chains of one value, (draws, 1, chains)."""
    rng = np.random.default_rng(seed)
    rows = [rng.standard_normal(CHAINS)]
    for _ in range(DRAWS - 1):
        rows.append(correlation * rows[-1] + np.sqrt(1 - correlation**2) * rng.standard_normal(CHAINS))
    return np.stack(rows)[:, None, :]


def test_independent_draws_are_worth_their_number() -> None:
    diagnosis = diagnose(autoregressive(0.0), POPULATIONS)
    assert diagnosis.ess_bulk[0] == pytest.approx(DRAWS * CHAINS, rel=0.25)
    assert diagnosis.ess_tail[0] == pytest.approx(DRAWS * CHAINS, rel=0.3)
    assert diagnosis.rhat[0] == pytest.approx(1, abs=0.002)
    assert diagnosis.passed[0]


@pytest.mark.parametrize("correlation", [0.3, 0.6, 0.9])
def test_effective_draws_agree_with_another_implementation(correlation: float) -> None:
    """The other one models the autocorrelation; both estimate the same number."""
    chains = autoregressive(correlation, seed=1)
    ours = diagnose(chains, POPULATIONS)
    others = {
        kind: float(array_stats.ess(chains[:, 0].T, chain_axis=0, draw_axis=1, method=kind, prob=prob))
        for kind, prob in (("bulk", None), ("tail", (0.05, 0.95)))
    }
    assert ours.ess_bulk[0] == pytest.approx(others["bulk"], rel=0.3)
    assert ours.ess_tail[0] == pytest.approx(others["tail"], rel=0.35)


@pytest.mark.parametrize("correlation", [0.0, 0.6, 0.9])
def test_effective_draws_follow_theory(correlation: float) -> None:
    lags = np.arange(1, DRAWS)
    inflation = 1 + 2 * np.sum((1 - lags / DRAWS) * correlation**lags)
    found = np.mean([diagnose(autoregressive(correlation, s), POPULATIONS).ess_bulk[0] for s in range(8)])
    assert found == pytest.approx(DRAWS * CHAINS / inflation, rel=0.12)


def test_antithetic_chains_are_worth_more_but_not_without_bound() -> None:
    rng = np.random.default_rng(2)
    first = rng.standard_normal((DRAWS // 2, 1, CHAINS))
    mirrored = np.stack([first, -first], axis=1).reshape(DRAWS, 1, CHAINS)
    ess = diagnose(mirrored, POPULATIONS).ess_bulk[0]
    assert 2 * DRAWS * CHAINS < ess <= 10 * DRAWS * CHAINS


def test_a_population_that_sits_elsewhere_is_caught() -> None:
    values = autoregressive(0.3, seed=3)
    apart = values.copy()
    apart[:, :, : CHAINS // POPULATIONS] += 1.0
    good, bad = diagnose(values, POPULATIONS), diagnose(apart, POPULATIONS)
    assert good.rhat[0] < 1.01 < 1.03 < bad.rhat[0]
    assert good.passed[0] and not bad.passed[0]


def test_a_drift_that_all_chains_share_is_caught() -> None:
    values = autoregressive(0.3, seed=4) + np.linspace(-0.5, 0.5, DRAWS)[:, None, None]
    assert diagnose(values, POPULATIONS).rhat[0] > 1.03


def test_nested_rhat_agrees_with_another_implementation() -> None:
    values = autoregressive(0.6, seed=5)
    values[:, :, : CHAINS // POPULATIONS] += 0.5
    others = array_stats.rhat_nested(
        values[:, 0].T, np.repeat(np.arange(POPULATIONS), CHAINS // POPULATIONS), chain_axis=0, draw_axis=1
    )
    ours = nested_rhat(normal_scores(values), POPULATIONS)[0]
    assert ours == pytest.approx(float(others), abs=0.25 * (float(others) - 1))


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e9])
def test_diagnosis_does_not_depend_on_the_unit(scale: float) -> None:
    values = np.exp(autoregressive(0.5, seed=6))
    one, other = diagnose(values, POPULATIONS), diagnose(values * scale, POPULATIONS)
    assert other.ess_bulk[0] == pytest.approx(one.ess_bulk[0])
    assert other.rhat[0] == pytest.approx(one.rhat[0])
    assert other.mcse[0.5][0] == pytest.approx(one.mcse[0.5][0] * scale)


@pytest.mark.parametrize(("probability", "density"), [(0.05, 0.10314), (0.5, 0.39894), (0.95, 0.10314)])
def test_error_of_a_quantile_follows_theory(probability: float, density: float) -> None:
    expected = np.sqrt(probability * (1 - probability) / (DRAWS * CHAINS)) / density
    found = [quantile_error(autoregressive(0.0, s), probability)[0] for s in range(8)]
    assert np.mean(found) == pytest.approx(expected, rel=0.12)


def test_error_of_a_quantile_is_its_spread_between_runs() -> None:
    runs = [autoregressive(0.8, seed) for seed in range(60)]
    medians = [np.median(run) for run in runs]
    stated = np.mean([quantile_error(run, 0.5)[0] for run in runs])
    assert np.std(medians, ddof=1) == pytest.approx(stated, rel=0.3)


def test_few_draws_are_not_enough() -> None:
    few = autoregressive(0.0)[:2, :, :64]
    assert not diagnose(few, 2).passed[0]


def test_a_constant_is_settled() -> None:
    diagnosis = diagnose(np.full((8, 1, 16), 3.0), 2)
    assert diagnosis.mcse[0.5][0] == 0
    assert np.isfinite(diagnosis.rhat[0]) and np.isfinite(diagnosis.ess_bulk[0])


def test_values_are_diagnosed_one_by_one() -> None:
    both = np.concatenate([autoregressive(0.0, 1), autoregressive(0.9, 2)], axis=1)
    alone = [diagnose(both[:, [i]], POPULATIONS).ess_bulk[0] for i in (0, 1)]
    np.testing.assert_allclose(diagnose(both, POPULATIONS).ess_bulk, alone)


def test_scores_are_normal_and_keep_the_order() -> None:
    values = np.exp(autoregressive(0.0, 7))
    scores = normal_scores(values)
    assert np.array_equal(np.argsort(scores.ravel()), np.argsort(values.ravel()))
    assert np.std(scores) == pytest.approx(1, abs=1e-3)
