"""What is reported of a group: levels by cell, totals, average rates, ratios and the shared parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.model.density import Look, Path, Posterior, cells_at
from analysis.model.problem import Integers, Problem, View

Array = NDArray[np.float64]

EMPTY = 1e-3


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of two views of a group.

    Of totals of flows and of average levels of stocks and shares; a flow among a stock is its total to the
    stock's level in the cell where the flow's span ends.

    Attributes
    ----------
    numerator, denominator : int
        Rows of the views.
    """

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Reported:
    """Where to find what in the reported values of a group.

    Attributes
    ----------
    cells : tuple of slice
        Levels by cell, one slice a view.
    totals, averages : tuple of int
        Rows of the total over the span of each view and of the average over it (per month for a flow).
    sigmas, lengths : tuple of int
        Rows of the standard deviation and the correlation length of each series' log level (logit for a
        share or a part).
    ratios : tuple of int
        Rows of the ratios.
    shifts : slice
        Shared shifts (bias of blocs and speakers, units, origins) on their whitened scale.
    log_likelihood : int
        Row of the log likelihood.
    ratio_cells : tuple of slice
        The ratios by cell, over the cells that both views have.
    stated : slice
        What each observation states, if asked for: log value plus shifts, before its own error and its hedge.
    """

    cells: tuple[slice, ...]
    totals: tuple[int, ...]
    averages: tuple[int, ...]
    sigmas: tuple[int, ...]
    lengths: tuple[int, ...]
    ratios: tuple[int, ...]
    shifts: slice
    log_likelihood: int
    ratio_cells: tuple[slice, ...]
    stated: slice

    @property
    def count(self) -> int:
        """Return the number of reported values."""
        return int(self.stated.stop)


def reported_rows(problem: Problem, ratios: tuple[Ratio, ...], *, stated: bool = False) -> Reported:
    """Lay out the reported values of a group."""
    take = _Rows()
    views, series = problem.views, len(problem.series)
    return Reported(
        cells=tuple(take.slice(problem.series[v.series].grid.cells) for v in views),
        totals=take.each(len(views)),
        averages=take.each(len(views)),
        sigmas=take.each(series),
        lengths=take.each(series),
        ratios=take.each(len(ratios)),
        shifts=take.slice(len(problem.heavy)),
        log_likelihood=take.slice(1).start,
        ratio_cells=tuple(take.slice(len(common_cells(problem, ratio)[0])) for ratio in ratios),
        stated=take.slice(len(problem.observations) if stated else 0),
    )


@dataclass
class _Rows:
    """Hands out rows one after the other."""

    taken: int = 0

    def slice(self, count: int) -> slice:
        self.taken += count
        return slice(self.taken - count, self.taken)

    def each(self, count: int) -> tuple[int, ...]:
        rows = self.slice(count)
        return tuple(range(rows.start, rows.stop))


def common_cells(problem: Problem, ratio: Ratio) -> tuple[Integers, Integers]:
    """Return the cells of numerator and denominator that are the same stretch of time."""
    above, below = (problem.series[problem.views[row].series].grid.edges for row in _both(ratio))
    _, numerator, denominator = np.intersect1d(above[:-1], below[:-1], return_indices=True)
    alike = above[numerator + 1] == below[denominator + 1]
    return numerator[alike], denominator[alike]


def _both(ratio: Ratio) -> tuple[int, int]:
    return ratio.numerator, ratio.denominator


class Report:
    """Work out the reported values at the points of a posterior."""

    def __init__(self, problem: Problem, ratios: tuple[Ratio, ...] = (), *, stated: bool = False) -> None:
        self.ratios = ratios
        self.rows = reported_rows(problem, ratios, stated=stated)
        self.common = [common_cells(problem, ratio) for ratio in ratios]

    def __call__(self, posterior: Posterior, points: Array) -> Array:
        """Return the reported values, (reported, chains)."""
        rows = self.rows
        values = np.empty((rows.count, points.shape[1]))
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # a prior draw may overflow
            look = posterior.read(points)
            log_likelihood = posterior.observations.look_up(look.eta)[0].sum(axis=0)
        viewed = _views(posterior, look, points)
        for i, view in enumerate(viewed):
            values[rows.cells[i]] = view.level
            values[rows.totals[i]], values[rows.averages[i]] = view.total, view.average
        for i, path in enumerate(look.paths):
            values[rows.sigmas[i]], values[rows.lengths[i]] = path.sigma, path.length
        for row, cells, ratio, common in zip(
            rows.ratios, rows.ratio_cells, self.ratios, self.common, strict=True
        ):
            above, below = viewed[ratio.numerator], viewed[ratio.denominator]
            if above.kind == "flow" and below.kind != "flow":
                running, among = above.cumulative[1:][common[0]], below.level[common[1]]
                values[row], values[cells] = above.total / below.level_at(above.end), running / among
            else:
                values[row], values[cells] = (
                    above.size / below.size,
                    above.level[common[0]] / below.level[common[1]],
                )
        values[rows.shifts] = points[posterior.first_shift :]
        values[rows.log_likelihood] = log_likelihood
        values[rows.stated] = look.eta[: rows.stated.stop - rows.stated.start]
        return values


@dataclass(frozen=True, slots=True)
class _Viewed:
    """A series in one unit at a set of points; arrays are (cells, chains) and (chains,)."""

    kind: str
    level: Array
    cumulative: Array
    total: Array
    start: Array
    end: Array
    edges: Array

    @property
    def average(self) -> Array:
        """Return the average level over the span."""
        return self.total / (self.end - self.start)

    def level_at(self, position: Array) -> Array:
        """Return the level of each chain at a position of its own."""
        return np.asarray(self.level[cells_at(self.edges, position), np.arange(len(position))])

    @property
    def size(self) -> Array:
        """Return what enters a ratio: the total of a flow, the average level of a stock or a share."""
        return self.total if self.kind == "flow" else self.average


def _views(posterior: Posterior, look: Look, points: Array) -> list[_Viewed]:
    problem, ends = posterior.problem, posterior.ends(points)
    viewed = list[_Viewed]()
    for view in problem.views:
        series, path = problem.series[view.series], look.paths[view.series]
        start, end = ends[series.start], np.maximum(ends[series.end], ends[series.start] + EMPTY)
        total = span_total(path, series.grid.edges, start, end)
        by = 1 / unit_factor(view, posterior, points)
        level, cumulative = path.level * by, path.cumulative * by
        viewed.append(_Viewed(series.kind, level, cumulative, total * by, start, end, series.grid.edges))
    return viewed


def unit_factor(view: View, posterior: Posterior, points: Array) -> Array | float:
    """Return how many of the series' own units are one of the view's, (chains,)."""
    if view.shift < 0:
        return float(np.exp(view.log_factor))
    return np.asarray(np.exp(view.log_factor + view.factor_sd * points[posterior.first_shift + view.shift]))


def span_total(path: Path, edges: Array, start: Array, end: Array) -> Array:
    """Return the integral of a path from ``start`` to ``end``, (chains,)."""
    return read_cumulative(path, edges, end) - read_cumulative(path, edges, start)


def read_cumulative(path: Path, edges: Array, position: Array) -> Array:
    """Return the cumulative at one position a chain."""
    cell = np.clip(np.searchsorted(edges, position, side="right") - 1, 0, len(edges) - 2)
    chain = np.arange(len(position))
    return np.asarray(path.cumulative[cell, chain] + path.level[cell, chain] * (position - edges[cell]))
