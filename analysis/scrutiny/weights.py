"""Draws of one posterior weighed as if a statement were left out, or one more had been made."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.model.likelihood import NODES, REACH, LogLikelihoodTable

Array = NDArray[np.float64]

WORST_SHAPE = 0.7
"""Largest Pareto shape at which smoothed weights can be relied on."""
FEWEST_IN_TAIL = 5
LEAST_SPREAD = 1e-12
PRIOR_SCALES = 3.0
PRIOR_CLAIMS = 10
PRIOR_SHAPE = 0.5


class Weights(NamedTuple):
    """Normalised weights of draws, (draws,), and the Pareto shape of their tail."""

    values: Array
    shape: float


class _Tail(NamedTuple):
    """A generalised Pareto distribution of exceedances: its shape and its scale."""

    shape: float
    scale: float


def log_likelihoods(table: LogLikelihoodTable, eta: Array) -> Array:
    """Return what a table gives at positions ``eta`` (any shape), linear between its nodes."""
    positions = np.arcsinh((eta - table.centre) / table.scale)
    return np.asarray(np.interp(positions, np.linspace(-REACH, REACH, NODES), table.values))


def normalised(logs: Array) -> Array:
    """Return weights that add up to 1 along the last axis, from their logarithms."""
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def leave_out(log_likelihood: Array) -> Weights:
    """Weigh draws as if a statement had not been made.

    Raw weights are the reciprocals of its likelihood. Their largest are replaced by the quantiles of a
    generalised Pareto distribution fitted to them: Pareto-smoothed importance sampling (Vehtari, Simpson,
    Gelman, Yao & Gabry, doi:10.48550/arXiv.1507.02646; for leaving out, Vehtari, Gelman & Gabry 2017,
    doi:10.1007/s11222-016-9696-4).

    Parameters
    ----------
    log_likelihood : (draws,) array
        Of the statement that is left out.
    """
    logs = log_likelihood.min() - log_likelihood
    count = _tail_length(len(logs))
    order = np.argsort(logs, kind="stable")
    tail, cut = order[-count:], float(np.exp(logs[order[-count - 1]])) if count < len(logs) else 0.0
    exceedances = np.exp(logs[tail]) - cut
    if count < FEWEST_IN_TAIL or exceedances[0] < 0 or exceedances[-1] - exceedances[0] < LEAST_SPREAD:
        return Weights(normalised(logs), 0.0)
    fitted = _fit_tail(np.maximum(exceedances, np.finfo(float).tiny))
    logs[tail] = np.minimum(np.log(_quantiles(fitted, count) + cut), 0.0)
    return Weights(normalised(logs), fitted.shape)


def weighted_quantiles(values: Array, weights: Array, levels: tuple[float, ...]) -> Array:
    """Return quantiles of weighted draws, (..., levels).

    Parameters
    ----------
    values : (draws,) array
        The draws.
    weights : (..., draws) array
        Normalised along the last axis.
    levels : tuple of float
        Probabilities.
    """
    order = np.argsort(values, kind="stable")
    ranked, reached = values[order], np.cumsum(weights[..., order], axis=-1)
    rows = reached.reshape(-1, len(values))
    places = np.array([np.searchsorted(row, np.asarray(levels) * row[-1]) for row in rows])
    found = ranked[np.minimum(places, len(values) - 1)]
    return np.asarray(found.reshape(*reached.shape[:-1], len(levels)))


def _tail_length(draws: int) -> int:
    return int(np.ceil(min(0.2 * draws, 3 * np.sqrt(draws))))


def _quantiles(tail: _Tail, count: int) -> Array:
    """Return evenly spaced quantiles, ascending, (count,)."""
    beyond = np.log1p(-(np.arange(count) + 0.5) / count)
    if abs(tail.shape) < LEAST_SPREAD:
        return np.asarray(-tail.scale * beyond)
    return np.asarray(tail.scale * np.expm1(-tail.shape * beyond) / tail.shape)


def _fit_tail(exceedances: Array) -> _Tail:
    """Fit a generalised Pareto distribution to sorted exceedances.

    The estimate is a posterior mean (Zhang & Stephens 2009, doi:10.1198/tech.2009.08017), its shape drawn
    a little towards 0.5 where there are few.
    """
    count, candidates = len(exceedances), 30 + int(np.sqrt(len(exceedances)))
    quartile = exceedances[max(int(count / 4 + 0.5) - 1, 0)]
    grid = 1 - np.sqrt(candidates / (np.arange(1, candidates + 1) - 0.5))
    grid = grid / (PRIOR_SCALES * quartile) + 1 / exceedances[-1]
    shapes = np.log1p(-grid[:, None] * exceedances).mean(axis=1)
    profile = count * (np.log(-grid / shapes) - shapes - 1)
    rate = float(normalised(profile) @ grid)
    shape = float(np.log1p(-rate * exceedances).mean())
    drawn = (count * shape + PRIOR_CLAIMS * PRIOR_SHAPE) / (count + PRIOR_CLAIMS)
    return _Tail(drawn, -shape / rate)
