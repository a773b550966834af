"""Limits in which the answer is known in closed form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analysis.calibration.designs import Window, design_problem
from analysis.model.fit import fit_problem
from analysis.model.hedging import HedgeShape
from analysis.model.problem import Problem
from analysis.model.settings import Settings

EXACT = HedgeShape("uniform", 0.0, 0.0, 0.0, 0.0)
ALMOST_EXACT = 0.002
CELLS = 24


def limit_rows(settings: Settings) -> Iterator[dict[str, object]]:
    """Yield limit, expected value, median, half-width of the 90 % band and whether the band holds it."""
    whole = _certain([Window(0, CELLS, 0.0)], [4800.0], settings)
    fit = fit_problem(whole)
    yield _row("one exact total: average per month", 200.0, fit.draws.flat[fit.rows.averages[0]])
    adjoining = _certain([Window(0, 6, 0.0), Window(6, CELLS, 0.0)], [900.0, 1800.0], settings)
    fit = fit_problem(adjoining)
    first = fit.draws.flat[fit.rows.cells[0]][:6].sum(axis=0)
    yield _row("adjoining exact totals: the first", 900.0, first)
    yield _row("adjoining exact totals: both", 2700.0, fit.draws.flat[fit.rows.totals[0]])
    flat = _certain([Window(0, CELLS, 0.0)], [4800.0], settings.with_(shape_width=0.0))
    fit = fit_problem(flat)
    yield _row("no shape: any month is the average", 200.0, fit.draws.flat[fit.rows.cells[0]][CELLS // 2])


def _certain(windows: list[Window], totals: list[float], settings: Settings) -> Problem:
    """Return a problem of totals known to within ``ALMOST_EXACT``, without bias."""
    problem = design_problem(CELLS, windows, [EXACT], settings)
    observations = tuple(
        replace(
            o,
            statements=tuple(replace(s, log_value=float(np.log(total))) for s in o.statements),
            own_error=ALMOST_EXACT,
            loadings={},
        )
        for o, total in zip(problem.observations, totals, strict=True)
    )
    return replace(problem, observations=observations)


def _row(
    limit: str, expected: float, draws: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> dict[str, object]:
    low, median, high = np.quantile(draws, (0.05, 0.5, 0.95))
    return {
        "limit": limit,
        "expected": expected,
        "median": round(float(median), 3),
        "half_width": round(float(high - low) / 2, 3),
        "passed": "yes" if low <= expected <= high and (high - low) < 0.02 * expected else "no",
    }
