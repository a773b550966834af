"""Forecasts of what would be stated, and how near they came to what was."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.model.assemble import Group
from analysis.model.fit import problem_seed
from analysis.model.predictive import Answers, draw_stated

Array = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FIRST_STREAM = 1000


class Forecast(NamedTuple):
    """What would be stated: quantiles of the number, and its score where it is known.

    Attributes
    ----------
    low_90, low_50, median, high_50, high_90 : float
        Quantiles at 0.05, 0.25, 0.5, 0.75 and 0.95, in the unit of the statement.
    pit : float or None
        Share of the draws below the number that was stated.
    log_crps : float or None
        Continuous ranked probability score of its logarithm; lower is better.
    """

    low_90: float
    low_50: float
    median: float
    high_50: float
    high_90: float
    pit: float | None = None
    log_crps: float | None = None


def forecast_asked(group: Group, answers: Answers, values: dict[int, float | None]) -> dict[int, Forecast]:
    """Return a forecast of each asked statement of a group.

    Parameters
    ----------
    group : Group
        The group, with its questions.
    answers : Answers
        Its predictive draws.
    values : dict of int to float or None
        What was stated, by row of the table of questions.
    """
    seed = problem_seed(group.problem)
    made = {}
    for place, (row, asked) in enumerate(group.asked.items()):
        rng = np.random.default_rng([seed, FIRST_STREAM + place])
        made[row] = forecast(draw_stated(answers.expected[place], asked, rng), values[row])
    return made


def forecast(logs: Array, value: float | None) -> Forecast:
    """Sum up predictive draws of the logarithm of a number, (draws,), beside the number if it is known."""
    made = Forecast(*np.exp(np.quantile(logs, QUANTILES)).tolist())
    if value is None or value <= 0:
        return made
    log = float(np.log(value))
    return made._replace(pit=float(np.mean(logs <= log)), log_crps=crps_of_draws(logs, log))


def crps_of_draws(draws: Array, truth: float) -> float:
    """Return the CRPS of draws, (draws,), taken as a distribution (Gneiting & Raftery 2007, eq. 21).

    doi:10.1198/016214506000001437
    """
    ordered = np.sort(draws)
    count = len(ordered)
    weights = 2 * np.arange(1, count + 1) - count - 1
    half_spread = float(weights @ ordered) / count**2
    return float(np.mean(np.abs(ordered - truth))) - half_spread


def crps_of_normal(middle: float, sd: float, truth: float) -> float:
    """Return the CRPS of a normal distribution, or the distance of a point when it has no spread.

    Gneiting & Raftery 2007, eq. 5; doi:10.1198/016214506000001437
    """
    if sd == 0:
        return abs(truth - middle)
    from scipy.stats import norm

    z = (truth - middle) / sd
    return float(sd * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi)))
