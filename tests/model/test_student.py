from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from analysis.model import student

REFERENCE = stats.t(4)


def test_density_is_that_of_four_degrees_of_freedom() -> None:
    t = np.concatenate([-np.geomspace(1e-3, 1e6, 50), [0.0], np.geomspace(1e-3, 1e6, 50)])
    np.testing.assert_allclose(student.density(t), REFERENCE.pdf(t), rtol=1e-10)


def test_upper_tail_keeps_its_digits_far_out() -> None:
    t = np.concatenate([[0.0], np.geomspace(1e-3, 1e8, 80)])
    np.testing.assert_allclose(student.upper_tail(t), REFERENCE.sf(t), rtol=1e-10)


@pytest.mark.parametrize(
    ("low", "high"), [(-1.0, 2.0), (-30.0, -0.5), (0.0, 1e-2), (3.0, 1e9), (-5.0, 5.0), (-1e9, 0.0)]
)
def test_mass_of_wide_intervals(low: float, high: float) -> None:
    expected = REFERENCE.cdf(high) - REFERENCE.cdf(low)
    assert student.interval_mass(np.array([low]), np.array([high]))[0] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("middle", [-1e5, -300.0, -2.0, 0.0, 1e-4, 1.0, 40.0, 1e5])
@pytest.mark.parametrize("share", [1e-9, 1e-5, 0.9e-3, 1.1e-3, 0.1])
def test_mass_of_narrow_intervals_far_in_a_tail(middle: float, share: float) -> None:
    half = 0.5 * share * (2 + abs(middle))
    low, high = np.array([middle - half]), np.array([middle + half])
    expected, _ = integrate.quad(REFERENCE.pdf, low[0], high[0], epsrel=1e-11, epsabs=0)
    assert student.interval_mass(low, high)[0] == pytest.approx(expected, rel=2e-6)


def test_mass_is_symmetric_and_adds_up() -> None:
    edges = np.sort(np.random.default_rng(0).standard_cauchy(2000)) * 10
    masses = student.interval_mass(edges[:-1], edges[1:])
    np.testing.assert_allclose(masses, student.interval_mass(-edges[1:], -edges[:-1]), rtol=1e-12)
    assert masses.sum() == pytest.approx(REFERENCE.cdf(edges[-1]) - REFERENCE.cdf(edges[0]), rel=1e-7)
