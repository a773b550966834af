from __future__ import annotations

import numpy as np
import pytest
from model.builders import Said, flow_problem
from scipy.stats import kstest

from analysis.model.density import LENGTH, SHAPE, SIGMA, Posterior, carry_over, scales_at
from analysis.model.scales import redraw_scales, whiten
from analysis.model.settings import Settings

EDGES = np.arange(25.0)
ROUNDS = 40


def posterior_of(settings: Settings | None = None) -> Posterior:
    """Return the posterior of one claim over two years."""
    return Posterior(flow_problem([Said(4800.0, 0.25, 23.75)], EDGES, settings=settings or Settings()))


def test_the_path_stays_and_with_it_the_likelihood() -> None:
    posterior, rng = posterior_of(), np.random.default_rng(1)
    points = posterior.draw_start(rng, 64)
    moved = redraw_scales(posterior, points, rng)
    np.testing.assert_allclose(posterior.paths(moved)[0].level, posterior.paths(points)[0].level, rtol=1e-9)
    np.testing.assert_allclose(posterior.evaluate(moved).tilt, posterior.evaluate(points).tilt, rtol=1e-7)
    assert np.mean(moved[SIGMA] != points[SIGMA]) > 0.5


@pytest.mark.parametrize("row", [SIGMA, LENGTH, SHAPE, SHAPE + 11, SHAPE + 23])
def test_the_prior_is_left_as_it_is(row: int) -> None:
    posterior, rng = posterior_of(), np.random.default_rng(row)
    points = posterior.draw_start(rng, 4000)
    for _ in range(ROUNDS):
        points = redraw_scales(posterior, points, rng)
    assert kstest(points[row], "norm").pvalue > 1e-3


def test_the_density_of_a_path_has_the_volume_of_its_coordinates() -> None:
    """Without the volume of the change of coordinates the scales would drift away from their prior."""
    posterior, rng = posterior_of(), np.random.default_rng(3)
    series, settings = posterior.problem.series[0], posterior.problem.settings
    points = posterior.draw_start(rng, 4000)
    place, path = points[[SIGMA, LENGTH]], posterior.paths(points)[0]
    shape = path.sigma * path.standard
    noise, density = whiten(series, settings, shape, place)
    np.testing.assert_allclose(noise, points[SHAPE:][:24], atol=1e-9)
    sigma, length = scales_at(settings, *place)
    volume = -24 * np.log(sigma) - 23 * np.log(carry_over(series, length)[1][0])
    squares = 0.5 * (np.sum(noise**2, axis=0) + np.sum(place**2, axis=0))
    np.testing.assert_allclose(density, volume - squares, rtol=1e-10)


def test_no_shape_is_left_alone() -> None:
    posterior, rng = posterior_of(Settings(shape_width=0.0)), np.random.default_rng(4)
    points = posterior.draw_start(rng, 8)
    np.testing.assert_array_equal(redraw_scales(posterior, points, rng), points)
