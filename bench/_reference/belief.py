"""Log likelihoods of what one origin said, worked out by brute-force quadrature.

Written from the definitions of the model alone: what a speaker believed, given the number and its hedge, is
integrated by Gauss-Legendre panels between the points where its density bends or jumps; the origin's own
error (Student, 4 degrees of freedom) is added at each quadrature node. General samplers read the result,
and its exact slope, from a dense table by cubic interpolation.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]
Statement = dict[str, Any]

NODES = 3001
REACH = math.asinh(1e5)
STEP = 2 * REACH / (NODES - 1)
WIDTH_LOG_SD = 0.6
GARBLED = 0.05
FAR_WIDTHS = 40.0
PANEL_POINTS, PANEL_WEIGHTS = np.polynomial.legendre.leggauss(8)


class Table(NamedTuple):
    """Log likelihood and slope at positions ``centre + scale sinh(-REACH + STEP node)``."""

    centre: float
    scale: float
    values: Array
    slopes: Array


class Belief(NamedTuple):
    """Density of log(believed / stated), up to a factor, and the points between which it is smooth."""

    density: Callable[[Array], Array]
    breaks: Array


def table_of(statements: list[Statement], own_error: float) -> Table:
    """Return the log likelihood of the retellings of one number as a table."""
    if statements[0]["family"] == "zero":
        return _zero_table(statements[0])
    points, mass = combined_belief(statements, own_error)
    centre = float(mass @ points)
    scale = max(own_error, 0.2 * math.sqrt(float(mass @ (points - centre) ** 2)))
    eta = centre + scale * np.sinh(np.linspace(-REACH, REACH, NODES))
    pieces = [_convolved(points, mass, own_error, part) for part in np.array_split(eta, 30)]
    likelihood, slope = np.concatenate(pieces, axis=1)
    return Table(centre, scale, np.log(likelihood), slope / likelihood)


def likelihood_at(statements: list[Statement], own_error: float, eta: Array) -> Array:
    """Return the likelihood at log believed values ``eta`` before the origin's own error."""
    return _convolved(*combined_belief(statements, own_error), own_error, eta)[0]


def _convolved(points: Array, mass: Array, own_error: float, eta: Array) -> Array:
    """Return the likelihood at ``eta`` and its derivative, (2, len(eta))."""
    t = (points[None, :] - eta[:, None]) / own_error
    kernel = 0.375 * (1 + t * t / 4) ** -2.5 / own_error
    return np.stack([kernel @ mass, (kernel * 5 * t / (4 + t * t) / own_error) @ mass])


def combined_belief(statements: list[Statement], own_error: float) -> tuple[Array, Array]:
    """Return quadrature nodes of log believed value and their probabilities, given all wordings."""
    unique = [s for i, s in enumerate(statements) if s not in statements[:i]]
    beliefs = {id(s): belief_of(s) for s in unique}
    breaks = np.concatenate([s["log_value"] + beliefs[id(s)].breaks for s in unique])
    points, weights = _panels(np.unique(breaks), own_error / 2)
    by_value: dict[float, list[Array]] = {}
    for s in unique:
        density = beliefs[id(s)].density(points - s["log_value"])
        by_value.setdefault(s["log_value"], []).append(density / (density @ weights))
    alternatives = [np.mean(group, axis=0) for group in by_value.values()]
    if len(alternatives) > 1:
        alternatives = [_sometimes_garbled(density, points, weights) for density in alternatives]
    mass = np.prod(alternatives, axis=0) * weights
    return points, mass / mass.sum()


def belief_of(statement: Statement) -> Belief:
    """Return what one wording says of log(believed / stated)."""
    return BELIEFS[statement["family"]](statement)


def _sometimes_garbled(density: Array, points: Array, weights: Array) -> Array:
    centre = (density * weights) @ points
    return np.asarray((1 - GARBLED) * density + GARBLED * stats.t.pdf(points - centre, 4))


def _panels(breaks: Array, longest: float) -> tuple[Array, Array]:
    """Return Gauss-Legendre nodes and weights on panels between the breaks, none longer than ``longest``."""
    pieces = [np.linspace(a, b, 1 + math.ceil((b - a) / longest)) for a, b in pairwise(breaks)]
    edges = np.unique(np.concatenate(pieces))
    half, middle = 0.5 * np.diff(edges), 0.5 * (edges[1:] + edges[:-1])
    points = middle[:, None] + half[:, None] * PANEL_POINTS
    return points.ravel(), (half[:, None] * PANEL_WEIGHTS).ravel()


def _breaks_around(width: float, reach: float) -> Array:
    """Return the logarithms of points around one, dense near it, that are above zero."""
    steps = np.geomspace(1e-4, reach, 60) * width
    points = np.concatenate([1 - steps, [1.0], 1 + steps, np.geomspace(1e-7, 1, 60)])
    low = max(1 - width * reach, 1e-7)
    return np.log(np.unique(points[points >= low]))


def _bare(s: Statement) -> Belief:
    narrow, wide = s["width"] * s["granularity"], s["wide_width"] * s["granularity"]

    def between(ratio: Array, half: float) -> Array:
        low, high = max(1 - half, 0.0), 1 + half
        return ((ratio > low) & (ratio < high)) / (high - low)

    def density(d: Array) -> Array:
        ratio = np.exp(d)
        mixed = (1 - s["wide_weight"]) * between(ratio, narrow) + s["wide_weight"] * between(ratio, wide)
        return np.asarray(ratio * mixed)

    corners = [1 - wide, 1 - narrow, 1.0, 1 + narrow, 1 + wide]
    below = np.geomspace(1e-7, 1, 60) if wide >= 1 else np.empty(0)
    return Belief(density, np.log(np.unique([*(c for c in corners if c > 1e-7), *below])))


def _approx(s: Statement) -> Belief:
    granule = s["width"] * s["granularity"]
    z, weights = _panels(np.linspace(-7.5, 7.5, 301), 1.0)
    per_width = stats.norm.pdf(z) * weights / (2 * granule * np.exp(WIDTH_LOG_SD * z))

    def density(d: Array) -> Array:
        ratio = np.exp(d)
        at_least = np.log(np.maximum(np.abs(ratio - 1), 1e-300) / granule) / WIDTH_LOG_SD
        beyond = np.concatenate([np.cumsum(per_width[::-1])[::-1], [0.0]])
        return np.asarray(ratio * _interpolated_tail(at_least, z, beyond))

    return Belief(density, _breaks_around(granule, math.exp(6 * WIDTH_LOG_SD)))


def _interpolated_tail(at: Array, z: Array, beyond: Array) -> Array:
    middles = np.concatenate([[z[0]], 0.5 * (z[1:] + z[:-1]), [z[-1]]])
    return np.asarray(np.interp(at, middles, beyond))


def _one_side(s: Statement, sign: float) -> Belief:
    scale = s["width"] * s["granularity"]

    def density(d: Array) -> Array:
        ratio = np.exp(d)
        excess = sign * (ratio - 1)
        weight = np.where(excess > 0, 1 - s["miss"], s["miss"])
        return np.asarray(ratio * weight * np.exp(-np.abs(excess) / scale))

    return Belief(density, _breaks_around(scale, FAR_WIDTHS))


def _below_in_logs(s: Statement) -> Belief:
    def density(d: Array) -> Array:
        weight = np.where(d < 0, 1 - s["miss"], s["miss"])
        return np.asarray(weight * np.exp(-np.abs(d) / s["width"]))

    return Belief(density, s["width"] * np.linspace(-FAR_WIDTHS, FAR_WIDTHS, 81))


def _between(s: Statement) -> Belief:
    middle = 0.5 * s["log_span"]
    scale = middle * s["width"] / 0.8 / stats.t.ppf(0.9, 4)
    far = scale * np.sinh(np.linspace(-6, 6, 121))
    return Belief(lambda d: np.asarray(stats.t.pdf((d - middle) / scale, 4)), middle + far)


def _decade(s: Statement) -> Belief:
    span = s["log_span"]
    return Belief(lambda d: ((d > 0) & (d < span)).astype(float), np.array([0.0, span]))


def _zero_table(s: Statement) -> Table:
    eta = np.sinh(np.linspace(-REACH, REACH, NODES))
    level = np.exp(np.minimum(eta, 300.0)) / s["width"]
    seen = (1 - s["miss"]) * np.exp(-level)
    return Table(0.0, 1.0, np.log(seen + s["miss"]), -level * seen / (seen + s["miss"]))


BELIEFS: dict[str, Callable[[Statement], Belief]] = {
    "uniform": _bare,
    "soft": _approx,
    "above": lambda s: _one_side(s, 1.0),
    "below": lambda s: _one_side(s, -1.0),
    "below_log": _below_in_logs,
    "range": _between,
    "decade": _decade,
}


def write_tables(description: dict[str, Any], path: Path) -> None:
    """Write the tables of all observations of a problem, for samplers to start from."""
    tables = [table_of(o["statements"], o["own_error"]) for o in description["observations"]]
    columns = {name: np.array([getattr(t, name) for t in tables]) for name in Table._fields}
    np.savez(path, **columns)


if __name__ == "__main__":
    import json

    write_tables(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
