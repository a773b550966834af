"""The model in NumPyro."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpyro
from jax.scipy.special import expit
from numpyro import distributions as dist

from bench._reference.belief import NODES, REACH, STEP
from bench._reference.numbers import LEAST_OPEN, SHORTEST_SPAN, Numbers, SeriesNumbers


def model(numbers: Numbers) -> None:
    """Declare the posterior of a problem."""
    ends = _ends(numbers)
    shifts = _shifts(numbers)
    paths = [_path(i, series, numbers) for i, series in enumerate(numbers.series)]
    numpyro.factor("observed", _log_likelihood(numbers, paths, ends, shifts).sum())
    _declare_values(numbers, paths, ends, shifts)


def _ends(numbers: Numbers) -> Any:
    z = numpyro.sample("end", dist.Normal(jnp.zeros(len(numbers.end_sd)), 1).to_event(1))
    return numbers.end_position + numbers.end_sd * (numbers.end_mixing @ z)


def _shifts(numbers: Numbers) -> Any:
    """Draw biases and units (normal) and origins' shared errors (Student)."""
    shifts = jnp.zeros(len(numbers.heavy))
    for name, chosen, kind in (
        ("normal", ~numbers.heavy, dist.Normal(0, 1)),
        ("student", numbers.heavy, dist.StudentT(4, 0, 1)),
    ):
        if chosen.any():
            drawn = numpyro.sample(f"shift {name}", kind.expand([int(chosen.sum())]).to_event(1))
            shifts = shifts.at[chosen.nonzero()[0]].set(drawn)
    return shifts


def _path(i: int, series: SeriesNumbers, numbers: Numbers) -> dict[str, Any]:
    level = series.centre + numpyro.sample(
        f"log level {i}", dist.Normal(series.level_mean - series.centre, series.level_sd)
    )
    sigma_z = numpyro.sample(f"sigma z {i}", dist.Normal(0, 1))
    length_z = numpyro.sample(f"length z {i}", dist.Normal(0, 1))
    sigma = numbers.prior("sigma_median") * jnp.exp(numbers.prior("sigma_log_sd") * sigma_z)
    length = numbers.prior("length_median") * jnp.exp(numbers.prior("length_log_sd") * length_z)
    cells = len(series.lengths)
    noise = numpyro.sample(f"noise {i}", dist.Normal(jnp.zeros(cells), 1).to_event(1))
    log_level = level + numbers.prior("shape_width") * sigma * (_ou_root(series.middles, length) @ noise)
    levels = expit(log_level) if series.kind == "share" else jnp.exp(log_level)
    cumulative = jnp.concatenate([jnp.zeros(1), jnp.cumsum(levels * series.lengths)])
    return {"sigma": sigma, "length": length, "levels": levels, "cumulative": cumulative}


def _ou_root(middles: Any, length: Any) -> Any:
    """Return the Cholesky factor of exp(-|s - t| / length), in closed form."""
    gap = middles[:, None] - middles[None, :]
    decay = jnp.exp(-jnp.where(gap >= 0, gap, 0.0) / length)
    new = jnp.concatenate([jnp.ones(1), jnp.sqrt(-jnp.expm1(-2 * jnp.diff(middles) / length))])
    return jnp.where(gap >= 0, decay * new, 0.0)


def _integral(series: SeriesNumbers, path: dict[str, Any], position: Any) -> Any:
    cell = _cell(series, position)
    return path["cumulative"][cell] + path["levels"][cell] * (position - jnp.asarray(series.edges)[cell])


def _log_likelihood(numbers: Numbers, paths: list[dict[str, Any]], ends: Any, shifts: Any) -> Any:
    start, gap = ends[numbers.start], ends[numbers.end] - ends[numbers.start]
    end = start + numbers.floor * (jnp.logaddexp(0.0, gap / numbers.floor) + LEAST_OPEN)
    parts = []
    for series, path in zip(numbers.series, paths, strict=True):
        rows = series.rows
        seen = _integral(series, path, end[rows]) - _integral(series, path, start[rows])
        average = path["cumulative"][-1] / series.lengths.sum()
        parts.append(jnp.log(seen) - jnp.where(numbers.relative[rows], jnp.log(average), 0.0))
    logs = jnp.concatenate(parts)[numbers.order]
    logs = logs - jnp.where(numbers.averaged, jnp.log(end - start), 0.0)
    return _look_up(numbers, logs + numbers.offset + numbers.loadings @ shifts)


def _look_up(numbers: Numbers, eta: Any) -> Any:
    at = (jnp.arcsinh((eta - numbers.table_centre) / numbers.table_scale) + REACH) / STEP
    at = jnp.clip(at, 0.0, NODES - 1.0001)
    node = at.astype(int)
    t, row = at - node, jnp.arange(len(node))
    values, slopes = jnp.asarray(numbers.table_values), jnp.asarray(numbers.table_slopes)
    left, right = values[row, node], values[row, node + 1]
    left_slope, right_slope = slopes[row, node], slopes[row, node + 1]
    return (
        left * (1 + 2 * t) * (1 - t) ** 2
        + left_slope * t * (1 - t) ** 2
        + right * t**2 * (3 - 2 * t)
        + right_slope * t**2 * (t - 1)
    )


def _cell(series: Any, position: Any) -> Any:
    """Return the cell of each position, the outermost for those outside."""
    return jnp.clip(jnp.searchsorted(series.edges, position, side="right") - 1, 0, len(series.lengths) - 1)


def _declare_values(numbers: Numbers, paths: list[dict[str, Any]], ends: Any, shifts: Any) -> None:
    totals, averages, last = [], [], []
    for series, path in zip(numbers.series, paths, strict=True):
        start = ends[series.start]
        end = jnp.maximum(ends[series.end], start + SHORTEST_SPAN)
        total = _integral(series, path, end) - _integral(series, path, start)
        totals.append(total)
        averages.append(total / (end - start))
        last.append(end)

    def ratio(above: int, below: int) -> Any:
        """A flow among a stock is its total to the stock's level where the flow's span ends."""
        flows = [numbers.series[i].kind == "flow" for i in (above, below)]
        if flows == [True, False]:
            return totals[above] / paths[below]["levels"][_cell(numbers.series[below], last[above])]
        sizes = [totals[i] if flow else averages[i] for i, flow in zip((above, below), flows, strict=True)]
        return sizes[0] / sizes[1]

    ratios = [ratio(r["numerator"], r["denominator"]) for r in numbers.description["ratios"]]
    levels = jnp.concatenate([path["levels"] for path in paths])
    others = [*totals, *averages, *(p["sigma"] for p in paths), *(p["length"] for p in paths), *ratios]
    numpyro.deterministic("values", jnp.concatenate([levels, jnp.stack(others), shifts]))
