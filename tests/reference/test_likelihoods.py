"""The likelihood of a hedged number agrees with brute-force quadrature of its definition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.model.likelihood import NODES, REACH, LogLikelihoodTable, tabulate
from bench._reference import belief
from bench._reference.description import read_description, rebuild

FOLDER = Path(__file__).resolve().parents[2] / "data" / "reference" / "problems"
MOST_APART = 0.008
POSITIONS = np.sinh(np.linspace(-6, 6, 801))


def cases() -> list[Any]:
    """Return the first observation of each hedge, or set of hedges, in each reference problem."""
    found = {}
    for path in sorted(FOLDER.glob("*.json")):
        description = read_description(path)
        observations = rebuild(description)[0].observations
        for row, observation in zip(description["observations"], observations, strict=True):
            hedges = "+".join(f"{s['family']}-{s['width']}" for s in row["statements"])
            found.setdefault((path.stem, hedges), (row, observation))
    return [pytest.param(*case, id=" ".join(key)) for key, case in found.items()]


def log_likelihood(table: LogLikelihoodTable, eta: np.ndarray) -> np.ndarray:
    at = np.arcsinh((eta - table.centre) / table.scale)
    return np.interp(at, np.linspace(-REACH, REACH, NODES), table.values)


def share_of_mass_apart(first: np.ndarray, second: np.ndarray, eta: np.ndarray) -> float:
    """Return the total variation between two unnormalised densities."""
    both = np.stack([first / np.trapezoid(first, eta), second / np.trapezoid(second, eta)])
    return float(0.5 * np.trapezoid(np.abs(both[0] - both[1]), eta))


@pytest.mark.parametrize(("row", "observation"), [c for c in cases() if "zero" not in c.id])
def test_likelihood_is_that_of_the_definition(row: dict, observation: Any) -> None:
    table = tabulate(observation.statements, observation.own_error)
    eta = table.centre + table.scale * POSITIONS
    expected = belief.likelihood_at(row["statements"], row["own_error"], eta)
    assert share_of_mass_apart(np.exp(log_likelihood(table, eta)), expected, eta) < MOST_APART


@pytest.mark.parametrize(("row", "observation"), [c for c in cases() if "zero" in c.id])
def test_likelihood_of_nothing_is_that_of_the_definition(row: dict, observation: Any) -> None:
    share = np.geomspace(1e-4, 10, 30)
    width, miss = row["statements"][0]["width"], row["statements"][0]["miss"]
    found = log_likelihood(tabulate(observation.statements, observation.own_error), np.log(share))
    assert np.exp(found) == pytest.approx((1 - miss) * np.exp(-share / width) + miss, rel=1e-3)


@pytest.mark.parametrize("distance", [0.0, 0.1, -0.3, 2.0])
def test_quadrature_of_a_certain_number_is_the_error_alone(distance: float) -> None:
    certain = {"family": "uniform", "width": 0.1, "wide_width": 0.1, "wide_weight": 0.0, "miss": 0.0}
    statement = {**certain, "log_value": 2.0, "granularity": 1e-4, "log_span": 0.0}
    found = belief.likelihood_at([statement], 0.1, np.array([2.0 + distance]))
    assert found == pytest.approx(0.375 * (1 + (distance / 0.1) ** 2 / 4) ** -2.5 / 0.1, rel=1e-6)


@pytest.mark.parametrize("family", ["uniform", "soft", "above", "below", "below_log", "range", "decade"])
def test_table_slope_is_that_of_its_values(family: str) -> None:
    shape = {"family": family, "width": 0.5, "wide_width": 1.0, "wide_weight": 0.3, "miss": 0.05}
    statement = {**shape, "log_value": 9.0, "granularity": 0.1, "log_span": 0.4}
    table = belief.table_of([statement], 0.1)
    eta = table.centre + table.scale * np.sinh(-belief.REACH + belief.STEP * np.arange(belief.NODES))
    numeric = np.gradient(table.values, eta)
    near = np.abs(eta - table.centre) < 5
    assert np.max(np.abs(numeric - table.slopes)[near]) < 0.01 * np.max(np.abs(table.slopes))
