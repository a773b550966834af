"""The likelihood of one observation as a table of its log believed value.

An observation is what one origin said of one quantity over one window. Its likelihood depends on a single
number, eta = log(true value) + bias + shared error: the origin's own error (Student t, 4 degrees of
freedom) is integrated out against the hedge density here, once, so that the sampler pays one table look-up.
Table positions are asinh((eta - centre) / scale): fine in the middle, logarithmic in the tails.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.model import hedging, student
from analysis.model.hedging import HedgeShape, Stated

Array = NDArray[np.float64]

NODES = 768
REACH = float(np.arcsinh(1e5))
STEP = 2 * REACH / (NODES - 1)
GARBLED = 0.05
GARBLED_LOG_SCALE = 1.0


@dataclass(frozen=True, slots=True)
class LogLikelihoodTable:
    """A log likelihood on ``NODES`` positions around ``centre``.

    Attributes
    ----------
    centre, scale : float
        Position u = (eta - centre) / scale; nodes are equally spaced in asinh(u).
    values, slopes : (NODES,) arrays
        Log likelihood and its derivative by node number.
    """

    centre: float
    scale: float
    values: Array
    slopes: Array


def tabulate(statements: tuple[Stated, ...], own_error: float) -> LogLikelihoodTable:
    """Tabulate the log likelihood of the retellings of one number.

    Parameters
    ----------
    statements : tuple of Stated
        All wordings of the one number. Wordings of the same value are alternatives (nobody knows which
        hedge the speaker used) and are averaged; different values check one another and multiply, each
        with a chance of 5 % that it was garbled on the way.
    own_error : float
        Scale of the knowledge error that this number has for itself, in logarithms.

    Raises
    ------
    ValueError
        If a statement of zero is mixed with others.
    """
    if any(stated.shape.family == "zero" for stated in statements):
        return _zero_table(statements)
    anchor = statements[0].log_value
    table = _relative_table(_relative(statements, anchor), round(own_error, 12))
    return LogLikelihoodTable(table.centre + anchor, table.scale, table.values, table.slopes)


def _relative(statements: tuple[Stated, ...], anchor: float) -> tuple[Stated, ...]:
    """Return the distinct wordings, sorted, with values relative to ``anchor``, so that tables are reused."""
    relative = {
        Stated(s.shape, round(s.log_value - anchor, 12), round(s.granularity, 12), round(s.log_span, 12))
        for s in statements
    }
    return tuple(sorted(relative, key=_order))


def _order(stated: Stated) -> tuple[float, float, float, str, float]:
    return (
        stated.log_value,
        stated.log_span,
        stated.granularity,
        stated.shape.family,
        stated.shape.width,
    )


@lru_cache(maxsize=4096)
def _relative_table(statements: tuple[Stated, ...], own_error: float) -> LogLikelihoodTable:
    edges, mass = belief_bins(statements)
    centre = float(np.sum(mass * 0.5 * (edges[1:] + edges[:-1])))
    spread = float(np.sqrt(np.sum(mass * (0.5 * (edges[1:] + edges[:-1]) - centre) ** 2)))
    error = max(own_error, 0.02 * spread, 1e-6)
    scale = max(error, 0.2 * spread)
    eta = centre + scale * np.sinh(np.linspace(-REACH, REACH, NODES))
    values = np.log(_smeared(edges, mass, eta, error))
    return LogLikelihoodTable(centre, scale, values, _slopes(values))


def belief_bins(statements: tuple[Stated, ...]) -> tuple[Array, Array]:
    """Return bins of log believed value, (bins + 1,), and the mass in each, (bins,), given all wordings."""
    edges = np.unique(np.concatenate([s.log_value + hedging.mesh(s) for s in statements]))
    middles = 0.5 * (edges[1:] + edges[:-1])
    groups: dict[float, list[Array]] = {}
    for stated in statements:
        groups.setdefault(stated.log_value, []).append(_normalised(stated, middles, edges))
    alternatives = [np.mean(group, axis=0) for group in groups.values()]
    if len(alternatives) > 1:
        alternatives = [_garbled_at_times(belief, middles, edges) for belief in alternatives]
    mass = np.prod(alternatives, axis=0) * np.diff(edges)
    return edges, mass / mass.sum()


def _normalised(stated: Stated, middles: Array, edges: Array) -> Array:
    belief = hedging.density(stated, middles - stated.log_value)
    return np.asarray(belief / np.sum(belief * np.diff(edges)))


def _garbled_at_times(belief: Array, middles: Array, edges: Array) -> Array:
    centre = np.sum(belief * middles * np.diff(edges))
    anything = student.density((middles - centre) / GARBLED_LOG_SCALE) / GARBLED_LOG_SCALE
    return np.asarray((1 - GARBLED) * belief + GARBLED * anything)


def _smeared(edges: Array, mass: Array, eta: Array, error: float) -> Array:
    """Return the belief convolved with the origin's own Student error, at each ``eta``."""
    heights = mass / np.diff(edges)
    standard = (edges[None, :] - eta[:, None]) / error
    return np.asarray(student.interval_mass(standard[:, :-1], standard[:, 1:]) @ heights)


def _slopes(values: Array) -> Array:
    """Return fourth-order differences by node number (second order in the two outermost nodes)."""
    slopes = np.gradient(values)
    slopes[2:-2] = (values[:-4] - 8 * values[1:-3] + 8 * values[3:-1] - values[4:]) / 12
    return np.asarray(slopes)


def _zero_table(statements: tuple[Stated, ...]) -> LogLikelihoodTable:
    if any(stated.shape.family != "zero" for stated in statements):
        raise ValueError("one origin says both zero and more than zero of the same window")
    shape: HedgeShape = statements[0].shape
    eta = np.sinh(np.linspace(-REACH, REACH, NODES))
    level = np.exp(np.minimum(eta, 600.0)) / shape.width
    values = np.log((1 - shape.miss) * np.exp(-level) + shape.miss)
    return LogLikelihoodTable(0.0, 1.0, values, _slopes(values))
