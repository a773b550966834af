"""Fit one group: draw until the published quantiles are settled, then diagnose."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.model.density import Posterior
from analysis.model.diagnostics import MOST_RHAT, Diagnosis, diagnose, relative_errors, worst_rhat
from analysis.model.functionals import Ratio, Report, Reported
from analysis.model.problem import Problem
from analysis.model.sampler import Draws, Kept, Sampler, draw_prior
from analysis.model.settings import Settings

Array = NDArray[np.float64]

PRIOR_DRAWS = 16384
SAFETY = 1.25
MORE_PARTICLES = 4


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted group.

    Attributes
    ----------
    rows : Reported
        Where to find what.
    draws : Draws
        Reported values, (draws, reported, chains).
    diagnosis : Diagnosis
        What the draws are worth, by reported value.
    prior_shape : (cells of all series, PRIOR_DRAWS) array
        Prior draws of each level relative to the mean of its series.
    """

    rows: Reported
    draws: Draws
    diagnosis: Diagnosis
    prior_shape: Array

    @property
    def shape_information(self) -> tuple[Array, ...]:
        """Return by how much the claims narrow log(level / mean level), by cell, from 0 to 1.

        It is 1 - (posterior / prior)² of the widths of the 50 % bands, as 1 - R² of variances would be: the
        scale of the shape is so uncertain that variances of a sample are not to be relied on.
        """
        return tuple(
            np.clip(
                1
                - (_spread(_log_shape(self.draws.flat[cells])) / _spread(np.log(self.prior_shape[cells])))
                ** 2,
                0,
                1,
            )
            for cells in self.rows.cells
        )


def fit_problem(problem: Problem, ratios: tuple[Ratio, ...] = (), *, seed: int | None = None) -> Fit:
    """Fit a group.

    Parameters
    ----------
    problem : Problem
        The group.
    ratios : tuple of Ratio
        Ratios to report.
    seed : int, optional
        Seed; by default it follows from the content of the problem, so that equal problems give equal
        draws whatever the order or the machine that they came in.
    """
    seed = problem_seed(problem) if seed is None else seed
    posterior, report = Posterior(problem), Report(problem, ratios)
    published = _published_rows(report.rows)
    draws = _draws(posterior, report, seed, published)
    diagnosis = diagnose(draws.values, draws.populations)
    if _patient(problem.settings) and diagnosis.rhat[published].max() >= MOST_RHAT:
        # Modes far apart keep the weights that they began with, which only more particles settle.
        draws = _draws(_with_more_particles(posterior), report, seed, published)
        diagnosis = diagnose(draws.values, draws.populations)
    prior = draw_prior(posterior, report, seed, PRIOR_DRAWS)
    cells = prior[: report.rows.cells[-1].stop]
    shape = np.concatenate([cells[s] / cells[s].mean(axis=0) for s in report.rows.cells])
    return Fit(report.rows, draws, diagnosis, shape)


def first_draws(problem: Problem, ratios: tuple[Ratio, ...] = ()) -> Draws:
    """Return the draws that a fit begins with, before it asks for more to steady its quantiles."""
    sampler = Sampler(Posterior(problem), Report(problem, ratios), problem_seed(problem))
    return sampler.draw(problem.settings.draws)


def problem_seed(problem: Problem) -> int:
    """Return a seed that follows from the content of a problem."""
    content = repr(
        (
            [(s.grid.edges.tolist(), s.kind, s.start, s.end, s.whole, s.below) for s in problem.series],
            problem.ends,
            problem.observations,
            problem.heavy.tolist(),
            problem.other_units,
        )
    )
    return int.from_bytes(hashlib.sha256(content.encode()).digest()[:8], "big")


def _published_rows(rows: Reported) -> list[int]:
    cells = [i for s in rows.cells for i in range(s.start, s.stop)]
    return [*cells, *rows.totals, *rows.averages, *rows.ratios]


def _draws(posterior: Posterior, report: Report, seed: int, published: list[int]) -> Draws:
    """Return as many draws as quantiles need, of longer trajectories where populations disagree."""
    settings = posterior.problem.settings
    sampler = Sampler(posterior, report, seed)
    draws = sampler.draw(settings.draws)
    if _patient(settings) and worst_rhat(draws.values[:, published], draws.populations) >= MOST_RHAT:
        sampler.start_again()
        draws = sampler.draw(settings.draws)
    missing = _missing_moves(draws, published, settings)
    return sampler.draw(missing) if missing else draws


def _patient(settings: Settings) -> bool:
    """Return whether there is time for more than first draws."""
    return settings.most_draws > settings.draws


def _with_more_particles(posterior: Posterior) -> Posterior:
    problem = posterior.problem
    particles = MORE_PARTICLES * problem.settings.particles
    return Posterior(replace(problem, settings=problem.settings.with_(particles=particles)))


def _missing_moves(draws: Draws, published: list[int], settings: Settings) -> int:
    """Return how many more moves bring the Monte Carlo error of every published quantile into tolerance."""
    excess = float(relative_errors(draws.values[:, published]).max()) / settings.tolerance
    needed = math.ceil(len(draws.values) * (SAFETY * excess) ** 2)
    return max(min(needed, settings.most_draws) - len(draws.values), 0)


def _log_shape(levels: Kept) -> Array:
    return np.asarray(np.log(levels / levels.mean(axis=0)), dtype=float)


def _spread(logs: Array) -> Array:
    low, high = np.quantile(logs, (0.25, 0.75), axis=1)
    return np.asarray(np.maximum(high - low, np.finfo(float).tiny))
