"""Truths and statements drawn from the model itself, exactly as the likelihood understands them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from analysis.model.density import LEVEL, Posterior, level_prior
from analysis.model.functionals import Report
from analysis.model.hedging import Stated
from analysis.model.likelihood import belief_bins
from analysis.model.problem import Observation, Problem, Series

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Simulated:
    """A problem whose statements were drawn from a known truth.

    Attributes
    ----------
    problem : Problem
        The design with its statements replaced.
    point : (dimensions,) array
        The truth on the coordinates of the simulated problem.
    """

    problem: Problem
    point: Array

    def truth(self, report: Report) -> Array:
        """Return the true reported values, (reported,)."""
        return np.asarray(report(Posterior(self.problem), self.point[:, None])[:, 0])


def simulate(design: Problem, rng: np.random.Generator) -> Simulated:
    """Draw a truth from the prior and statements about it.

    The relative granularity and the hedge of each statement are those of the design; its value is drawn. A
    statement of zero cannot be drawn (the model does not say how often a speaker says "none").
    """
    posterior = Posterior(design)
    point = posterior.draw_start(rng, 1)
    levels = _draw_levels(design, rng)
    for i, level in enumerate(levels):
        anchor, spread = posterior.anchors[i]
        point[posterior.starts[i] + LEVEL] = (level - anchor) / spread
    believed = posterior.stated_logs(point)[:, 0]
    observations = tuple(_state(o, b, rng) for o, b in zip(design.observations, believed, strict=True))
    problem = replace(design, observations=observations)
    simulated = Posterior(problem)
    for i, level in enumerate(levels):
        anchor, spread = simulated.anchors[i]
        point[simulated.starts[i] + LEVEL] = (level - anchor) / spread
    return Simulated(problem, point[:, 0])


def _draw_levels(design: Problem, rng: np.random.Generator) -> list[float]:
    return [_draw_level(series, design, rng) for series in design.series]


def _draw_level(series: Series, design: Problem, rng: np.random.Generator) -> float:
    """Draw the level's coordinate from its prior, which ends where a flow would exceed its stock."""
    while True:
        level = float(rng.normal(*level_prior(series, design)))
        if series.below < 0 or rng.random() < expit(-level):
            return level


def _state(observation: Observation, believed: float, rng: np.random.Generator) -> Observation:
    """Return the observation with a value drawn for its first statement, the only one of a design."""
    stated = observation.statements[0]
    own = believed + observation.own_error * rng.standard_t(4)
    return replace(observation, statements=(replace(stated, log_value=own - _draw_gap(stated, rng)),))


def _draw_gap(stated: Stated, rng: np.random.Generator) -> float:
    """Draw log(believed / stated)."""
    edges, mass = belief_bins((replace(stated, log_value=0.0),))
    chosen = rng.choice(len(mass), p=mass)
    return float(rng.uniform(edges[chosen], edges[chosen + 1]))
