"""What a set of draws is worth: effective draws, split-R-hat and Monte Carlo errors.

The chains are many, short and independent, so the variance of their means measures the Monte Carlo error
directly, without a model of autocorrelation. Populations are the superchains of a nested R-hat (Margossian
et al. 2024, doi:10.1214/24-BA1453), each split in two halves; ranks are normalised as in Vehtari et al.
2021 (doi:10.1214/20-BA1221).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, ndtri

Array = NDArray[np.float64]
Kept = NDArray[np.floating[Any]]

TAIL = (0.05, 0.95)
PUBLISHED = (0.05, 0.5, 0.95)
BLOCK = 1_000_000
CHANCE = 0.99
MOST_RHAT = 1.01
FEWEST_EFFECTIVE = 400.0


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Diagnostics of each reported value; all arrays are (reported,).

    Attributes
    ----------
    ess_bulk, ess_tail : arrays
        Effective draws for the centre and for the worse of the 5 % and 95 % quantiles.
    rhat : array
        Nested split R-hat on normalised ranks.
    mcse : dict of float to array
        Monte Carlo standard error of the quantile, by its probability.
    """

    ess_bulk: Array
    ess_tail: Array
    rhat: Array
    mcse: dict[float, Array]

    @property
    def passed(self) -> NDArray[np.bool_]:
        """Return which values have mixed well enough to be published."""
        effective = np.minimum(self.ess_bulk, self.ess_tail)
        return (self.rhat < MOST_RHAT) & (effective >= FEWEST_EFFECTIVE)


def diagnose(values: Kept, populations: int) -> Diagnosis:
    """Diagnose draws of shape (draws, reported, chains); chains are ordered by population."""
    parts = [_diagnose_rows(block, populations) for block in _blocks(values)]
    return Diagnosis(
        np.concatenate([part.ess_bulk for part in parts]),
        np.concatenate([part.ess_tail for part in parts]),
        np.concatenate([part.rhat for part in parts]),
        {p: np.concatenate([part.mcse[p] for part in parts]) for p in parts[0].mcse},
    )


def relative_errors(values: Kept) -> Array:
    """Return the worst Monte Carlo error of a published quantile as a share of the 90 % band, (reported,)."""
    return np.concatenate([_relative_errors(block) for block in _blocks(values)])


def worst_rhat(values: Kept, populations: int) -> float:
    """Return the largest nested R-hat of the reported values."""
    return float(max(nested_rhat(normal_scores(block), populations).max() for block in _blocks(values)))


def _blocks(values: Kept) -> Iterator[Array]:
    """Yield a few reported values at a time, so that sorting and ranking need little memory."""
    draws, reported, chains = values.shape
    rows = max(1, BLOCK // (draws * chains))
    for first in range(0, reported, rows):
        yield values[:, first : first + rows].astype(float)


def _diagnose_rows(values: Array, populations: int) -> Diagnosis:
    scores, ordered = normal_scores(values), sorted_draws(values)
    tails = [_effective(_below_quantile(values, ordered, p)) for p in TAIL]
    mcse = {p: quantile_error(values, p, ordered, populations) for p in PUBLISHED}
    return Diagnosis(_effective(scores), np.minimum(*tails), nested_rhat(scores, populations), mcse)


def _relative_errors(values: Array) -> Array:
    ordered = sorted_draws(values)
    low, high = sorted_quantiles(ordered, TAIL)
    worst = np.max([quantile_error(values, p, ordered) for p in PUBLISHED], axis=0)
    return np.asarray(worst / np.maximum(high - low, np.finfo(float).tiny))


def sorted_draws(values: Array) -> Array:
    """Return all draws of each reported value in increasing order, (reported, draws · chains)."""
    return np.sort(np.moveaxis(values, 1, 0).reshape(values.shape[1], -1), axis=1)


def sorted_quantiles(ordered: Array, probabilities: Iterable[float]) -> Array:
    """Return quantiles of sorted draws by linear interpolation, (probabilities, reported)."""
    return np.stack([_sorted_quantile(ordered, np.full(len(ordered), p)) for p in probabilities])


def normal_scores(values: Array) -> Array:
    """Return rank-normalised values, same shape."""
    draws, reported, chains = values.shape
    flat = np.moveaxis(values, 1, 0).reshape(reported, -1)
    ranks = np.empty_like(flat)
    order = np.argsort(flat, axis=1)
    np.put_along_axis(ranks, order, np.arange(1.0, flat.shape[1] + 1)[None, :], axis=1)
    scores = ndtri((ranks - 0.375) / (flat.shape[1] + 0.25))
    return np.moveaxis(scores.reshape(reported, draws, chains), 0, 1)


def nested_rhat(scores: Array, populations: int) -> Array:
    """Return R-hat between halves of populations, (reported,)."""
    draws, reported, chains = scores.shape
    halves = np.array_split(np.arange(draws), min(2, draws))
    groups = [
        scores[half][:, :, chosen].transpose(1, 0, 2).reshape(reported, -1)
        for half in halves
        for chosen in np.array_split(np.arange(chains), populations)
    ]
    means = np.stack([g.mean(axis=1) for g in groups])
    within = np.mean([g.var(axis=1) for g in groups], axis=0)
    between = means.var(axis=0, ddof=1) if len(groups) > 1 else np.zeros(reported)
    return np.asarray(np.sqrt(1 + between / np.maximum(within, np.finfo(float).tiny)))


def quantile_error(
    values: Array, probability: float, ordered: Array | None = None, populations: int = 1
) -> Array:
    """Return the Monte Carlo standard error of a quantile, (reported,).

    Parameters
    ----------
    values : (draws, reported, chains) array
        Chains are ordered by population.
    probability : float
        Which quantile.
    ordered : array, optional
        The draws as `sorted_draws` returns them, if they are at hand.
    populations : int
        Where modes are far apart, a population's share in each was settled on the way to the posterior, and
        its chains have that error in common. So the spread between populations counts where it is more than
        chance makes of the spread between chains.
    """
    ordered = sorted_draws(values) if ordered is None else ordered
    below = _below_quantile(values, ordered, probability).mean(axis=0)
    variance = below.var(axis=1, ddof=1) / below.shape[1]
    if populations > 1:
        groups = np.stack([part.mean(axis=1) for part in np.array_split(below, populations, axis=1)])
        between = groups.var(axis=0, ddof=1) / populations
        variance = np.where(between > _most_by_chance(populations) * variance, between, variance)
    error = np.sqrt(variance)
    low = _sorted_quantile(ordered, np.maximum(probability - error, 0.0))
    high = _sorted_quantile(ordered, np.minimum(probability + error, 1.0))
    return np.asarray(0.5 * (high - low))


def _most_by_chance(populations: int) -> float:
    """Return by how much the variance between populations exceeds that of chains in one of 100 sound runs."""
    return float(chdtri(populations - 1, 1 - CHANCE)) / (populations - 1)


def _sorted_quantile(flat: Array, probability: Array) -> Array:
    last = flat.shape[1] - 1
    position = np.clip(probability * last, 0, last)
    low = np.minimum(position.astype(int), last)
    high = np.minimum(low + 1, last)
    row = np.arange(len(flat))
    return np.asarray(flat[row, low] + (position - low) * (flat[row, high] - flat[row, low]))


def _below_quantile(values: Array, ordered: Array, probability: float) -> Array:
    (limit,) = sorted_quantiles(ordered, [probability])
    return np.asarray(values <= limit[None, :, None], dtype=float)


def _effective(values: Array) -> Array:
    """Return effective draws from the spread of chain means; chains may be antithetic, up to tenfold."""
    draws, _, chains = values.shape
    spread = np.moveaxis(values, 1, 0).reshape(values.shape[1], -1).var(axis=1)
    of_means = values.mean(axis=0).var(axis=1, ddof=1)
    most = 10.0 * draws * chains
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(of_means > 0, spread / of_means * chains, most)
    return np.asarray(np.minimum(effective, most))
