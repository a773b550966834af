"""What would be stated: predictive draws of statements that nobody has made yet, or that were left out.

A statement that is asked for has windows, shifts and errors like any other, but no likelihood: what it shares
with the claims (bias of its bloc and speaker, a unit's factor, when a flow began) is drawn with them, the
rest afresh. So the posterior is that of the claims alone, and one fit serves any number of questions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.model.density import Path, Posterior
from analysis.model.diagnostics import worst_rhat
from analysis.model.fit import problem_seed
from analysis.model.functionals import Ratio, Report, Reported, read_cumulative
from analysis.model.hedging import HedgeShape, Stated
from analysis.model.likelihood import belief_bins
from analysis.model.problem import Problem, WindowEnd
from analysis.model.sampler import Sampler

Array = NDArray[np.float64]

EMPTY = 1e-3
DIGITS = (1, 2)
MANTISSAS = np.arange(1.0, 10.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement whose value is asked for.

    Attributes
    ----------
    series : int
        Row of the series.
    start, end : WindowEnd
        Ends of its window; ``follows`` of the end is 0 if it moves with the start, else -1.
    opening : int
        Row of the group's window ends that its start is, or -1.
    averaged : bool
        It is an average over the window (a rate or a level), not a sum.
    of : int
        Series that it is a share of, or -1.
    offset : float
        Known shift of the logarithm.
    loadings : dict of int to float
        Columns of the group's shared shifts and how strongly each acts.
    fresh : tuple of float
        Standard deviations of normal shifts that no claim of the group has.
    errors : tuple of float
        Scales of its Student errors: the origin's, and its own last.
    shape : HedgeShape
        How it will be hedged.
    log_span : float
        log(high / low) if it is a range, else 0.
    """

    series: int
    start: WindowEnd
    end: WindowEnd
    opening: int
    averaged: bool
    of: int
    offset: float
    loadings: dict[int, float]
    fresh: tuple[float, ...]
    errors: tuple[float, ...]
    shape: HedgeShape
    log_span: float = 0.0


@dataclass(frozen=True, slots=True)
class Answers:
    """Predictive draws of a group.

    Attributes
    ----------
    rows : Reported
        Where to find what in ``reported``.
    reported : (reported, draws) array
        Levels, totals, ratios and what every claim of the group states, as the report lays them out.
    expected : (asked, draws) array
        What each asked statement states, before its own error and its hedge: log value plus shifts.
    rhat : float
        Largest nested split R-hat of the totals and averages.
    """

    rows: Reported
    reported: Array
    expected: Array
    rhat: float


def answer(problem: Problem, ratios: tuple[Ratio, ...], asked: Sequence[Asked]) -> Answers:
    """Fit a group and draw what asked statements would say.

    Parameters
    ----------
    problem : Problem
        The group; its settings say how many draws are made, and none are added.
    ratios : tuple of Ratio
        Ratios to report.
    asked : sequence of Asked
        The statements.
    """
    seed = problem_seed(problem)
    report = _AskedReport(problem, ratios, asked, np.random.default_rng([seed, len(asked)]))
    draws = Sampler(Posterior(problem), report, seed).draw(problem.settings.draws)
    flat, count = draws.flat.astype(float), report.rows.count
    sizes = [*report.rows.totals, *report.rows.averages]
    rhat = worst_rhat(draws.values[:, sizes], draws.populations)
    return Answers(report.rows, flat[:count], flat[count:], rhat)


class _AskedReport(Report):
    """The usual report, with what every claim states and what every asked statement would."""

    def __init__(
        self, problem: Problem, ratios: tuple[Ratio, ...], asked: Sequence[Asked], rng: np.random.Generator
    ) -> None:
        super().__init__(problem, ratios, stated=True)
        self.asked, self.rng = asked, rng

    def __call__(self, posterior: Posterior, points: Array) -> Array:
        reported = super().__call__(posterior, points)
        paths, ends = posterior.paths(points), posterior.ends(points)
        shifts = points[posterior.first_shift :]
        expected = [self._expected(a, posterior, paths, ends, shifts) for a in self.asked]
        return np.concatenate([reported, np.array(expected).reshape(len(expected), points.shape[1])])

    def _expected(
        self, asked: Asked, posterior: Posterior, paths: list[Path], ends: Array, shifts: Array
    ) -> Array:
        start, end = self._window(asked, ends)
        log = _log_amount(posterior, paths, asked.series, start, end) - np.log(end - start) * asked.averaged
        if asked.of >= 0:
            flow = posterior.problem.series[asked.of].kind == "flow"
            log -= _log_amount(posterior, paths, asked.of, start if flow else end - 1.0, end)
        log += asked.offset + self.rng.standard_normal(len(end)) * math.hypot(*asked.fresh)
        for scale in asked.errors[:-1]:
            log += scale * self.rng.standard_t(4, len(end))
        return np.asarray(log + sum(loading * shifts[column] for column, loading in asked.loadings.items()))

    def _window(self, asked: Asked, ends: Array) -> tuple[Array, Array]:
        z, apart = self.rng.standard_normal((2, ends.shape[1]))
        start = asked.start.position + asked.start.sd * z if asked.opening < 0 else ends[asked.opening]
        tie = asked.end.correlation if asked.end.follows >= 0 else 0.0
        end = asked.end.position + asked.end.sd * (tie * z + math.sqrt(1 - tie**2) * apart)
        return start, np.maximum(end, start + EMPTY)


def _log_amount(posterior: Posterior, paths: list[Path], series: int, start: Array, end: Array) -> Array:
    edges, path = posterior.problem.series[series].grid.edges, paths[series]
    amount = read_cumulative(path, edges, end) - read_cumulative(path, edges, start)
    return np.asarray(np.log(np.maximum(amount, np.finfo(float).tiny)))


def draw_stated(expected: Array, asked: Asked, rng: np.random.Generator) -> Array:
    """Draw the logarithm of the number that would be stated, (draws,).

    Parameters
    ----------
    expected : (draws,) array
        A row of `Answers.expected`.
    asked : Asked
        The statement. For a range the number is its geometric middle.
    rng : Generator
        Source of its own error, of how far it is rounded (to one or two digits) and of what its hedge hides.
    """
    believed = expected + asked.errors[-1] * rng.standard_t(4, len(expected))
    mantissa = 10 ** (believed / math.log(10) % 1)
    digits = rng.choice(DIGITS, len(believed))
    gaps = np.empty_like(believed)
    for low in MANTISSAS:
        for digit in DIGITS:
            chosen = (mantissa >= low) & (mantissa < low + 1) & (digits == digit)
            stated = Stated(asked.shape, 0.0, 10.0 ** (1 - digit) / (low + 0.5), asked.log_span)
            gaps[chosen] = _draw_gaps(stated, int(chosen.sum()), rng)
    logs = believed - gaps + 0.5 * asked.log_span
    return np.asarray(logs if asked.of < 0 else np.minimum(logs, 0.0))


def _draw_gaps(stated: Stated, count: int, rng: np.random.Generator) -> Array:
    """Draw log(believed / stated), (count,)."""
    edges, mass = belief_bins((replace(stated, log_value=0.0),))
    chosen = rng.choice(len(mass), size=count, p=mass)
    return np.asarray(rng.uniform(edges[chosen], edges[chosen + 1]))
