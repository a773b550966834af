from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from model.builders import stated

from analysis.model.density import Posterior
from analysis.model.functionals import Ratio, Report
from analysis.model.problem import Grid, Observation, Problem, Series, View, WindowEnd
from analysis.model.settings import Settings


@pytest.fixture
def posterior() -> Posterior:
    """Return a flow over half-open months beside a stock on an irregular grid."""
    ends = (WindowEnd(0.25, 0.35), WindowEnd(5.75, 0.35), WindowEnd(1.0, 0.0), WindowEnd(3.5, 0.0))
    observations = (
        Observation(0, 0, 1, False, False, (stated(6e6, 1e6),), 0.1, loadings={0: 0.2}),
        Observation(1, 2, 3, True, False, (stated(370, 10),), 0.1, loadings={0: 0.2}),
    )
    series = (
        Series(Grid(np.arange(7.0)), "flow", 0, 1),
        Series(Grid(np.array([0.0, 1.0, 3.0, 4.0])), "stock", 2, 3),
    )
    return Posterior(Problem(series, ends, observations, np.array([False]), ("a",), Settings()))


def test_rows_do_not_overlap_and_leave_no_gap(posterior: Posterior) -> None:
    rows = Report(posterior.problem, (Ratio(0, 1),), stated=True).rows
    listed = [i for s in rows.cells for i in range(s.start, s.stop)]
    listed += [*rows.totals, *rows.averages, *rows.sigmas, *rows.lengths, *rows.ratios]
    listed += [*range(rows.shifts.start, rows.shifts.stop), rows.log_likelihood]
    listed += [i for s in (*rows.ratio_cells, rows.stated) for i in range(s.start, s.stop)]
    assert sorted(listed) == list(range(rows.count))


def test_reported_values_are_what_their_names_say(posterior: Posterior) -> None:
    report = Report(posterior.problem, (Ratio(0, 1), Ratio(1, 0)))
    points = posterior.draw_start(np.random.default_rng(0), 40)
    values, rows = report(posterior, points), report.rows
    start, end = posterior.ends(points)[:2]
    months = values[rows.cells[0]]
    seconds = np.linspace(0, 1, 20_001)[:, None]
    positions = start + (end - start) * seconds
    cell = np.clip(np.floor(positions).astype(int), 0, 5)
    average = np.take_along_axis(months, cell, axis=0).mean(axis=0)
    np.testing.assert_allclose(values[rows.averages[0]], average, rtol=2e-3)
    np.testing.assert_allclose(values[rows.totals[0]], values[rows.averages[0]] * (end - start))
    levels = values[rows.cells[1]]
    np.testing.assert_allclose(values[rows.averages[1]], (2 * levels[1] + 0.5 * levels[2]) / 2.5)
    assert np.all((end > 3) & (end < 8))  # in the last cell of the stock, or after it
    among = values[rows.totals[0]] / levels[2]
    of_average = values[rows.averages[1]] / values[rows.totals[0]]
    np.testing.assert_allclose(values[list(rows.ratios)], [among, of_average])
    running = months.cumsum(axis=0)[[0, 3]] / levels[[0, 2]]  # the cells that both grids have
    np.testing.assert_allclose(values[rows.ratio_cells[0]], running)
    np.testing.assert_allclose(values[rows.log_likelihood], posterior.log_likelihood(points))
    np.testing.assert_array_equal(values[rows.shifts], points[posterior.first_shift :])


def test_a_series_in_another_unit_is_the_same_path_by_an_uncertain_factor(posterior: Posterior) -> None:
    problem = replace(posterior.problem, other_units=(View(0, 0, np.log(210), 0.8),))
    posterior, report = Posterior(problem), Report(problem, (Ratio(0, 2),))
    points = posterior.draw_start(np.random.default_rng(1), 40)
    values, rows = report(posterior, points), report.rows
    factor = 210 * np.exp(0.8 * points[posterior.first_shift])
    np.testing.assert_allclose(values[rows.cells[2]] * factor, values[rows.cells[0]])
    np.testing.assert_allclose(values[rows.totals[2]] * factor, values[rows.totals[0]])
    np.testing.assert_allclose(values[rows.ratios[0]], factor)
    np.testing.assert_allclose(values[rows.ratio_cells[0]], np.tile(factor, (6, 1)))
