"""The model in PyMC."""

from __future__ import annotations

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from bench._reference.belief import NODES, REACH, STEP
from bench._reference.numbers import LEAST_OPEN, SHORTEST_SPAN, Numbers, SeriesNumbers


def build_model(numbers: Numbers) -> pm.Model:
    """Return the posterior of a problem."""
    with pm.Model() as built:
        ends = numbers.end_position + numbers.end_sd * pt.dot(
            numbers.end_mixing, pm.Normal("end", 0, 1, shape=len(numbers.end_sd))
        )
        shifts = _shifts(numbers)
        paths = [_Path(i, series, numbers) for i, series in enumerate(numbers.series)]
        pm.Potential("observed", _log_likelihood(numbers, paths, ends, shifts).sum())
        pm.Deterministic("values", _values(numbers, paths, ends, shifts))
    return built


class _Path:
    """The level of a series in each cell, and its integral."""

    def __init__(self, i: int, series: SeriesNumbers, numbers: Numbers) -> None:
        self.series = series
        self.sigma = pm.LogNormal(
            f"sigma_{i}", np.log(numbers.prior("sigma_median")), numbers.prior("sigma_log_sd")
        )
        self.length = pm.LogNormal(
            f"length_{i}", np.log(numbers.prior("length_median")), numbers.prior("length_log_sd")
        )
        mean = pm.Normal(f"level_{i}", series.level_mean - series.centre, series.level_sd, initval=0.0)
        noise = pm.Normal(f"noise_{i}", 0, 1, shape=len(series.lengths))
        shape = numbers.prior("shape_width") * self.sigma * pt.dot(self._root(), noise)
        link = pm.math.invlogit if series.kind == "share" else pt.exp
        self.levels = link(series.centre + mean + shape)
        self.cumulative = pt.concatenate([np.zeros(1), pt.cumsum(self.levels * series.lengths)])

    def _root(self) -> Any:
        """Return the Cholesky factor of an Ornstein-Uhlenbeck covariance of variance one."""
        middles = self.series.middles
        gap = middles[:, None] - middles[None, :]
        kept = np.tri(len(middles))
        fresh = pt.sqrt(1 - pt.exp(-2 * np.diff(middles) / self.length))
        return kept * pt.exp(-np.maximum(gap, 0) / self.length) * pt.concatenate([np.ones(1), fresh])[None, :]

    def cell(self, position: Any) -> Any:
        """Return the cell of each position, the outermost for those outside."""
        inner = self.series.edges[1:-1]
        return pt.sum(pt.ge(pt.atleast_1d(position)[:, None], inner[None, :]), axis=1)

    def up_to(self, position: Any) -> Any:
        """Return the integral up to a position; beyond the edges the outermost cell goes on."""
        cell = self.cell(position)
        inside = pt.atleast_1d(position) - pt.as_tensor(self.series.edges)[cell]
        return self.cumulative[cell] + self.levels[cell] * inside


def _shifts(numbers: Numbers) -> Any:
    shifts = pt.zeros(len(numbers.heavy))
    light, heavy = np.flatnonzero(~numbers.heavy), np.flatnonzero(numbers.heavy)
    if len(light):
        shifts = pt.set_subtensor(shifts[light], pm.Normal("shift_normal", 0, 1, shape=len(light)))
    if len(heavy):
        drawn = pm.StudentT("shift_student", nu=4, mu=0, sigma=1, shape=len(heavy))
        shifts = pt.set_subtensor(shifts[heavy], drawn)
    return shifts


def _log_likelihood(numbers: Numbers, paths: list[_Path], ends: Any, shifts: Any) -> Any:
    start = ends[numbers.start]
    gap = ends[numbers.end] - start
    end = start + numbers.floor * (pt.softplus(gap / numbers.floor) + LEAST_OPEN)
    logs = pt.zeros(len(numbers.start))
    for path in paths:
        rows = path.series.rows
        seen = pt.log(path.up_to(end[rows]) - path.up_to(start[rows]))
        # Not the last of the cumulative: PyTensor 2.38 reads that index of a join as its first part.
        average = pt.dot(path.levels, path.series.lengths) / path.series.lengths.sum()
        seen = seen - numbers.relative[rows] * pt.log(average)
        logs = pt.set_subtensor(logs[rows], seen)
    logs = logs - numbers.averaged * pt.log(end - start)
    return _look_up(numbers, logs + numbers.offset + pt.dot(numbers.loadings, shifts))


def _look_up(numbers: Numbers, eta: Any) -> Any:
    at = (pt.arcsinh((eta - numbers.table_centre) / numbers.table_scale) + REACH) / STEP
    at = pt.clip(at, 0.0, NODES - 1.0001)
    # A diverged trajectory has no position: it reads some node, and its energy stays undefined.
    node = pt.cast(pt.floor(pt.switch(pt.isnan(at), 0.0, at)), "int64")
    t = at - node
    flat = node + NODES * np.arange(len(numbers.start))
    values, slopes = pt.as_tensor(numbers.table_values.ravel()), pt.as_tensor(numbers.table_slopes.ravel())
    rise = values[flat + 1] - values[flat]
    first, last = slopes[flat], slopes[flat + 1]
    return values[flat] + t * (first + t * (3 * rise - 2 * first - last + t * (first + last - 2 * rise)))


def _values(numbers: Numbers, paths: list[_Path], ends: Any, shifts: Any) -> Any:
    totals, averages, last = [], [], []
    for path in paths:
        start = ends[path.series.start]
        end = pt.maximum(ends[path.series.end], start + SHORTEST_SPAN)
        total = (path.up_to(end) - path.up_to(start))[0]
        totals.append(total)
        averages.append(total / (end - start))
        last.append(end)

    def ratio(above: int, below: int) -> Any:
        """A flow among a stock is its total to the stock's level where the flow's span ends."""
        flows = [paths[i].series.kind == "flow" for i in (above, below)]
        if flows == [True, False]:
            return totals[above] / paths[below].levels[paths[below].cell(last[above])][0]
        sizes = [totals[i] if flow else averages[i] for i, flow in zip((above, below), flows, strict=True)]
        return sizes[0] / sizes[1]

    ratios = [ratio(r["numerator"], r["denominator"]) for r in numbers.description["ratios"]]
    others = [*totals, *averages, *(p.sigma for p in paths), *(p.length for p in paths), *ratios]
    return pt.concatenate([*(p.levels for p in paths), pt.stack(others), shifts])
