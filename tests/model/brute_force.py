"""An independent check: weighted prior draws of a problem of one flow, in plain numpy.

Nothing of the density, the likelihood tables or the hedge densities is used. The level is drawn from the
first claim, exactly as that claim alone would have it; the other claims weigh the draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.model.hedging import Stated
from analysis.model.problem import Observation, Problem

Array = NDArray[np.float64]

CHUNK = 125_000
HEDGE_POINTS = 4000
SHORTEST = 0.02


@dataclass(frozen=True)
class Weighted:
    """Weighted draws of the total, of the average and of the level of each cell."""

    total: Array
    average: Array
    levels: Array
    weights: Array

    def quantile(self, values: Array, probability: float) -> float:
        order = np.argsort(values)
        reached = np.cumsum(self.weights[order]) / self.weights.sum()
        return float(values[order][np.searchsorted(reached, probability)])

    @property
    def effective(self) -> float:
        return float(self.weights.sum() ** 2 / np.sum(self.weights**2))


def weigh_prior_draws(problem: Problem, draws: int = 1_000_000, seed: int = 0) -> Weighted:
    rng = np.random.default_rng(seed)
    others = [_log_likelihood(o, rng) for o in problem.observations[1:]]
    chunks = [_chunk(problem, others, rng, CHUNK) for _ in range(draws // CHUNK)]
    total, average, levels, weights = (np.concatenate(parts, axis=-1) for parts in zip(*chunks, strict=True))
    return Weighted(total, average, levels, weights)


def believed(stated: Stated, rng: np.random.Generator, draws: int) -> Array:
    """Draw log believed values as the table of hedges describes them in words."""
    shape, granule, sign = stated.shape, stated.granularity, rng.uniform(-1, 1, draws)
    wrong_side = np.where(rng.random(draws) < shape.miss, -1, 1)
    if shape.family == "uniform":
        wide = rng.random(draws) < shape.wide_weight
        ratio = 1 + sign * granule * np.where(wide, shape.wide_width, shape.width)
    elif shape.family == "soft":
        ratio = 1 + sign * granule * shape.width * np.exp(0.6 * rng.standard_normal(draws))
    elif shape.family == "above":
        ratio = 1 + wrong_side * rng.exponential(shape.width * granule, draws)
    elif shape.family == "below":
        ratio = 1 - wrong_side * rng.exponential(shape.width * granule, draws)
    else:
        raise NotImplementedError(shape.family)
    return np.asarray(stated.log_value + np.log(np.maximum(ratio, 1e-12)))


def _log_likelihood(observation: Observation, rng: np.random.Generator) -> tuple[Array, Array]:
    points = believed(observation.statements[0], rng, HEDGE_POINTS)
    middle = np.median(points)
    grid = middle + observation.own_error * np.sinh(np.linspace(-6, 6, 801))
    grid = np.unique(np.concatenate([grid, np.linspace(points.min() - 0.5, points.max() + 0.5, 801)]))
    errors = stats.t(4).pdf((points[:, None] - grid) / observation.own_error) / observation.own_error
    return grid, np.log(errors.mean(axis=0))


def _chunk(
    problem: Problem, others: list[tuple[Array, Array]], rng: np.random.Generator, draws: int
) -> tuple[Array, Array, Array, Array]:
    edges = problem.series[0].grid.edges
    shape = np.exp(_prior_shape(problem, rng, draws))
    ends = _prior_ends(problem, rng, draws)
    shifts = np.where(
        problem.heavy[:, None],
        rng.standard_t(4, (len(problem.heavy), draws)),
        rng.standard_normal((len(problem.heavy), draws)),
    )
    first = problem.observations[0]
    eta = believed(first.statements[0], rng, draws) + first.own_error * rng.standard_t(4, draws)
    level = eta - _log_seen(first, shape, edges, ends) - _shift(first, shifts)
    settings = problem.settings
    log_weights = -0.5 * ((level - settings.level_log_mean) / settings.level_log_sd) ** 2
    for other, (grid, values) in zip(problem.observations[1:], others, strict=True):
        seen = level + _log_seen(other, shape, edges, ends) + _shift(other, shifts)
        log_weights += np.interp(seen, grid, values)
    levels = np.exp(level) * shape
    span = problem.series[0]
    start, end = ends[span.start], ends[span.end]
    total = _integral(levels, edges, start, end)
    return total, total / (end - start), levels, np.exp(log_weights)


def _prior_shape(problem: Problem, rng: np.random.Generator, draws: int) -> Array:
    """Draw the log shape month by month, each given the one before."""
    settings, edges = problem.settings, problem.series[0].grid.edges
    sigma = settings.shape_width * settings.sigma_median
    sd = sigma * np.exp(settings.sigma_log_sd * rng.standard_normal(draws))
    length = settings.length_median * np.exp(settings.length_log_sd * rng.standard_normal(draws))
    middles = 0.5 * (edges[1:] + edges[:-1])
    rows = [sd * rng.standard_normal(draws)]
    for gap in np.diff(middles):
        kept = np.exp(-gap / length)
        rows.append(kept * rows[-1] + sd * np.sqrt(1 - kept**2) * rng.standard_normal(draws))
    return np.stack(rows)


def _prior_ends(problem: Problem, rng: np.random.Generator, draws: int) -> Array:
    moved: list[Array] = []
    for end in problem.ends:
        own = rng.standard_normal(draws)
        if end.follows >= 0:
            own = end.correlation * moved[end.follows] + np.sqrt(1 - end.correlation**2) * own
        moved.append(own)
    return np.stack([e.position + e.sd * z for e, z in zip(problem.ends, moved, strict=True)])


def _shift(observation: Observation, shifts: Array) -> Array:
    parts = [loading * shifts[column] for column, loading in observation.loadings.items()]
    return np.asarray(observation.offset + sum(parts, np.zeros(shifts.shape[1])))


def _log_seen(observation: Observation, levels: Array, edges: Array, ends: Array) -> Array:
    start = ends[observation.start]
    end = np.maximum(ends[observation.end], start + SHORTEST)
    seen = _integral(levels, edges, start, end)
    return np.log(seen / (end - start) if observation.averaged else seen)


def _integral(levels: Array, edges: Array, start: Array, end: Array) -> Array:
    """Add up each cell's level times the stretch of the window in it; the outermost cells go on."""
    lower = np.concatenate([[-np.inf], edges[1:-1]])
    upper = np.concatenate([edges[1:-1], [np.inf]])
    parts = (
        level * np.maximum(np.minimum(end, high) - np.maximum(start, low), 0)
        for level, low, high in zip(levels, lower, upper, strict=True)
    )
    return np.asarray(sum(parts, np.zeros_like(start)))
