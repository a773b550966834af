"""What is reported of a group: levels by cell, totals, average rates, ratios and the shared parameters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.model.density import Path, Posterior
from analysis.model.problem import Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of two series of a group: totals of flows, average levels of stocks and shares."""

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Reported:
    """Where to find what in the reported values of a group.

    Attributes
    ----------
    cells : tuple of slice
        Levels by cell, one slice a series.
    totals, averages, sigmas, lengths : tuple of int
        Rows of the total over the span, the average over it (per month for a flow), the standard
        deviation and the correlation length of the log level.
    ratios : tuple of int
        Rows of the ratios.
    shifts : slice
        Shared shifts (bias of blocs and speakers, units, origins) on their whitened scale.
    log_likelihood : int
        Row of the log likelihood.
    """

    cells: tuple[slice, ...]
    totals: tuple[int, ...]
    averages: tuple[int, ...]
    sigmas: tuple[int, ...]
    lengths: tuple[int, ...]
    ratios: tuple[int, ...]
    shifts: slice
    log_likelihood: int

    @property
    def count(self) -> int:
        """Return the number of reported values."""
        return self.log_likelihood + 1


def reported_rows(problem: Problem, ratios: tuple[Ratio, ...]) -> Reported:
    """Lay out the reported values of a group."""
    edges = np.cumsum([0] + [s.grid.cells for s in problem.series]).tolist()
    count = len(problem.series)
    totals, averages, sigmas, lengths = (
        tuple(range(first, first + count)) for first in range(edges[-1], edges[-1] + 4 * count, count)
    )
    first = edges[-1] + 4 * count
    last = first + len(ratios) + len(problem.heavy)
    return Reported(
        cells=tuple(slice(a, b) for a, b in pairwise(edges)),
        totals=totals,
        averages=averages,
        sigmas=sigmas,
        lengths=lengths,
        ratios=tuple(range(first, first + len(ratios))),
        shifts=slice(first + len(ratios), last),
        log_likelihood=last,
    )


class Report:
    """Work out the reported values at the points of a posterior."""

    def __init__(self, problem: Problem, ratios: tuple[Ratio, ...] = ()) -> None:
        self.ratios = ratios
        self.rows = reported_rows(problem, ratios)

    def __call__(self, posterior: Posterior, points: Array) -> Array:
        """Return the reported values, (reported, chains)."""
        problem, rows = posterior.problem, self.rows
        values = np.empty((rows.count, points.shape[1]))
        ends = posterior.ends(points)
        for i, series in enumerate(problem.series):
            path = posterior.path(i, points)
            total, length = span_total(path, series.grid.edges, ends[series.start], ends[series.end])
            values[rows.cells[i]] = path.level
            values[rows.totals[i]], values[rows.averages[i]] = total, total / length
            values[rows.sigmas[i]], values[rows.lengths[i]] = path.sigma, path.length
        for row, ratio in zip(rows.ratios, self.ratios, strict=True):
            values[row] = self._size(problem, values, ratio.numerator) / self._size(
                problem, values, ratio.denominator
            )
        values[rows.shifts] = points[posterior.first_shift :]
        values[rows.log_likelihood] = posterior.log_likelihood(points)
        return values

    def _size(self, problem: Problem, values: Array, series: int) -> Array:
        row = self.rows.totals if problem.series[series].kind == "flow" else self.rows.averages
        return np.asarray(values[row[series]])


def span_total(path: Path, edges: Array, start: Array, end: Array) -> tuple[Array, Array]:
    """Return the integral of a path from ``start`` to ``end`` and the length of that span, (chains,) each."""
    end = np.maximum(end, start + 1e-3)
    return read_cumulative(path, edges, end) - read_cumulative(path, edges, start), end - start


def read_cumulative(path: Path, edges: Array, position: Array) -> Array:
    """Return the cumulative at one position a chain."""
    cell = np.clip(np.searchsorted(edges, position, side="right") - 1, 0, len(edges) - 2)
    chain = np.arange(len(position))
    return np.asarray(path.cumulative[cell, chain] + path.level[cell, chain] * (position - edges[cell]))
