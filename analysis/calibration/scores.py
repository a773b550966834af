"""Scores of recovered series against the truth, on the log scale: CRPS, weighted interval score, coverage.

CRPS and interval scores are those of ``scoringrules`` (Gneiting & Raftery 2007,
doi:10.1198/016214506000001437; Bracher et al. 2021, doi:10.1371/journal.pcbi.1008618). A method without a
band is a single draw: its CRPS and its interval score are its absolute error.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVELS = (0.5, 0.9)
LOWEST_SHARE = 1e-3


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a method says of a series.

    Attributes
    ----------
    months : (months, draws) array
        Levels; one draw if the method has no band.
    averages : (draws,) array
        Average level over the span.
    """

    months: Array
    averages: Array


@dataclass(frozen=True, slots=True)
class Score:
    """Mean scores of one or more log values; lower is better but for coverage, which has a target.

    Attributes
    ----------
    crps, wis : float
        In logarithms.
    error : float
        Mean distance of the median from the truth, in logarithms: the score of the centre alone.
    inside_50, inside_90 : float
        Share of the values inside the band.
    width_50, width_90 : float
        Mean width of the band, in logarithms.
    """

    crps: float
    wis: float
    error: float
    inside_50: float
    inside_90: float
    width_50: float
    width_90: float


def score_recovery(recovered: Recovered, truth: Array) -> dict[str, Score]:
    """Score months, their total, the average and the shape (month relative to the mean of the months).

    Parameters
    ----------
    recovered : Recovered
        What a method says.
    truth : (months,) array
        True levels.

    Returns
    -------
    dict of str to Score
        By target. Values are raised to a thousandth of the true mean first, so that a month of nothing, or
        a negative one, is a large error and not an infinite one.
    """
    floor = LOWEST_SHARE * float(truth.mean())
    months, known = np.maximum(recovered.months, floor), np.maximum(truth, floor)
    return {
        "month": score_logs(np.log(months), np.log(known)),
        "total": score_logs(np.log(months.sum(axis=0))[None, :], np.log([known.sum()])),
        "average": score_logs(np.log(np.maximum(recovered.averages, floor))[None, :], np.log([known.mean()])),
        "shape": score_logs(np.log(months / months.mean(axis=0)), np.log(known / known.mean())),
    }


def score_logs(draws: Array, truth: Array) -> Score:
    """Score draws, (values, draws), against true values, (values,), all logarithms."""
    rules = _import_scoringrules()
    shares = np.array(LEVELS)
    low = np.quantile(draws, (1 - shares) / 2, axis=1).T
    high = np.quantile(draws, (1 + shares) / 2, axis=1).T
    middle = np.median(draws, axis=1)
    inside = ((low <= truth[:, None]) & (truth[:, None] <= high)).mean(axis=0)
    width = (high - low).mean(axis=0)
    return Score(
        crps=float(np.mean(rules.crps_ensemble(truth, draws, estimator="qd"))),
        wis=float(np.mean(_weigh_intervals(rules, truth, middle, low, high))),
        error=float(np.mean(np.abs(truth - middle))),
        inside_50=float(inside[0]),
        inside_90=float(inside[1]),
        width_50=float(width[0]),
        width_90=float(width[1]),
    )


def _weigh_intervals(rules: Any, truth: Array, middle: Array, low: Array, high: Array) -> Array:
    """Return weighted interval scores, (values,).

    Put together from interval scores, because ``weighted_interval_score`` of scoringrules 0.10 weighs the
    median itself where its definition has the distance of the median from the truth.
    """
    excluded = 1 - np.array(LEVELS)
    intervals = rules.interval_score(truth, low, high, excluded) @ (excluded / 2)
    return np.asarray((0.5 * np.abs(truth - middle) + intervals) / (len(LEVELS) + 0.5))


def _import_scoringrules() -> Any:
    try:
        return importlib.import_module("scoringrules")
    except ImportError as error:
        raise ImportError(
            "the scores need the package scoringrules; install requirements-bench.lock"
        ) from error
