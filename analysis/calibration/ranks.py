"""Simulation-based calibration: ranks of the truth among the draws, and bands that they should keep.

Talts et al. 2018 (arXiv:1804.06788); Modrák et al. 2023 (doi:10.1214/23-BA1404) for data-dependent
quantities such as the likelihood; Säilynoja, Bürkner & Vehtari 2022 (doi:10.1007/s11222-022-10090-6) for the
simultaneous band of an empirical distribution function.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from analysis.calibration.designs import Design
from analysis.calibration.simulation import simulate
from analysis.model.fit import first_draws
from analysis.model.functionals import Report, Reported

Array = NDArray[np.float64]

COVERAGE_LEVELS = (0.5, 0.9)
COVERAGE_TOLERANCE = 0.045
BAND_CONFIDENCE = 0.99
POINTS = 50
KEYS = ("sampler", "design", "value")
SHIPPED, SPOILT = "shipped", "spoilt"
SHRINKAGE = 0.8


@dataclass(frozen=True, slots=True)
class Tracked:
    """A reported value that is ranked: its name and its row."""

    name: str
    row: int


def tracked_values(rows: Reported, shift_names: tuple[str, ...]) -> list[Tracked]:
    """Return the values that the calibration ranks."""
    cells = rows.cells[0]
    shift = {name.partition(":")[0]: rows.shifts.start + k for k, name in reversed([*enumerate(shift_names)])}
    wanted = {
        "first month": cells.start,
        "middle month": (cells.start + cells.stop - 1) // 2,
        "last month": cells.stop - 1,
        "total": rows.totals[0],
        "average": rows.averages[0],
        "sigma": rows.sigmas[0],
        "length": rows.lengths[0],
        "bias of a bloc": shift["bloc"],
        "bias of a speaker": shift["speaker"],
        "error of an origin": shift["origin"],
        "unit factor": shift["unit"] if len(rows.cells) > 1 else None,
        "ratio": rows.ratios[0] if rows.ratios else None,
        "second ratio": rows.ratios[1] if len(rows.ratios) > 1 else None,
        "total of a flow": rows.totals[1] if len(rows.ratios) > 1 else None,
        "log likelihood": rows.log_likelihood,
    }
    return [Tracked(name, row) for name, row in wanted.items() if row is not None]


def rank_replicate(design: Design, seed: int) -> Iterator[dict[str, object]]:
    """Simulate, fit and rank once, with the draws as shipped and with spoilt ones, the negative control.

    Only the last move of each chain is ranked, so that draws are independent; the moves that the shipped
    settings may add to steady a quantile are left out, since they come from the same chains.

    Parameters
    ----------
    design : Design
        What to simulate.
    seed : int
        Seed of the simulation; the fit is seeded by its own content, as shipped.

    Yields
    ------
    dict
        sampler, design, replicate, value, rank (share of draws below the truth, ties broken at random).
    """
    rng = np.random.default_rng([seed, crc32(design.name.encode())])
    simulated = simulate(design.problem, rng)
    report = Report(simulated.problem, design.ratios)
    truth = simulated.truth(report)
    last = first_draws(simulated.problem, design.ratios).values[-1]
    for sampler, draws in ((SHIPPED, last), (SPOILT, shrink(last))):
        for value in tracked_values(report.rows, simulated.problem.shift_names):
            below = float(np.sum(draws[value.row] < truth[value.row])) + rng.uniform()
            yield {
                "sampler": sampler,
                "design": design.name,
                "replicate": seed,
                "value": value.name,
                "rank": round(below / (draws.shape[1] + 1), 5),
            }


def shrink(draws: Array) -> Array:
    """Pull draws towards their median: the posterior of a sampler that is a fifth too sure."""
    centre = np.median(draws, axis=1, keepdims=True)
    return np.asarray(centre + SHRINKAGE * (draws - centre))


def summarise_ranks(ranks: pd.DataFrame) -> pd.DataFrame:
    """Return coverage and the ECDF check by sampler, design and value.

    Returns
    -------
    DataFrame
        sampler, design, value, replicates, coverage_50, coverage_90, ecdf_excess, passed.
    """
    rows = []
    for key, group in _by_value(ranks):
        rank = group["rank"].to_numpy()
        coverage = {level: float(np.mean(np.abs(rank - 0.5) < level / 2)) for level in COVERAGE_LEVELS}
        excess = ecdf_excess(rank)
        rows.append(
            {
                **dict(zip(KEYS, key, strict=True)),
                "replicates": len(rank),
                "coverage_50": round(coverage[0.5], 4),
                "coverage_90": round(coverage[0.9], 4),
                "ecdf_excess": round(excess, 4),
                "passed": "yes" if abs(coverage[0.9] - 0.9) <= COVERAGE_TOLERANCE and excess <= 0 else "no",
            }
        )
    return pd.DataFrame(rows)


def ecdf_excess(rank: Array) -> float:
    """Return how far the ECDF of ranks leaves its simultaneous band, as a share; 0 or less inside."""
    low, high = ecdf_band(len(rank))
    ecdf = ecdf_of(rank)
    return float(np.max(np.maximum(ecdf - high, low - ecdf)))


def ecdf_of(rank: Array) -> Array:
    """Return the share of ranks up to each of the points, (points,)."""
    return np.asarray(np.searchsorted(np.sort(rank), ecdf_points(), side="right") / len(rank))


def ecdf_points() -> Array:
    """Return the points at which an ECDF is looked at: 50 even steps, both ends included, (51,)."""
    return np.asarray(np.arange(POINTS + 1) / POINTS)


def tabulate_ecdf(ranks: pd.DataFrame) -> pd.DataFrame:
    """Return what a rank plot shows: by sampler, design and value, the ECDF less that of uniform ranks.

    Returns
    -------
    DataFrame
        sampler, design, value, point, difference, low, high; the last two bound the difference at all points
        at once with probability ``BAND_CONFIDENCE`` if the sampler is right.
    """
    return pd.concat([_ecdf_rows(key, group["rank"].to_numpy()) for key, group in _by_value(ranks)])


def _ecdf_rows(key: tuple[str, ...], rank: Array) -> pd.DataFrame:
    points = ecdf_points()
    low, high = ecdf_band(len(rank))
    columns = {
        "point": points,
        "difference": ecdf_of(rank) - points,
        "low": low - points,
        "high": high - points,
    }
    return pd.DataFrame({**dict(zip(KEYS, key, strict=True)), **columns}).round(5)


def _by_value(ranks: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    yield from ranks.groupby(list(KEYS), sort=False)  # type: ignore[misc]


@cache
def ecdf_band(count: int) -> tuple[Array, Array]:
    """Return the band that the ECDF of ``count`` uniform ranks keeps everywhere with probability 99 %."""
    points = ecdf_points()
    level = pointwise_level(count)
    return (
        np.asarray(binom.ppf(level / 2, count, points) / count),
        np.asarray(binom.ppf(1 - level / 2, count, points) / count),
    )


def pointwise_level(count: int, simulations: int = 4000, seed: int = 0) -> float:
    """Return the pointwise level at which the simultaneous level is ``BAND_CONFIDENCE``, by simulation."""
    points = ecdf_points()[1:-1]
    rng = np.random.default_rng(seed)
    uniform = np.sort(rng.random((simulations, count)), axis=1)
    counts = np.stack([np.sum(uniform <= p, axis=1) for p in points], axis=1)
    below, above = binom.cdf(counts, count, points), binom.sf(counts - 1, count, points)
    smallest = 2 * np.minimum(below, above).min(axis=1)
    return float(np.quantile(smallest, 1 - BAND_CONFIDENCE))
