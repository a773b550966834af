"""Draws from the posterior of one group: tempered populations, then many short Hamiltonian chains.

The populations start as exact draws from the starting distribution and are led to the posterior by
annealed importance weights, resampling and Hamiltonian moves (Del Moral, Doucet & Jasra 2006,
doi:10.1111/j.1467-9868.2006.00553.x; Buchholz, Chopin & Jacob 2021, doi:10.1214/20-BA1222). Modes that
claims which contradict each other create are found and weighted on the way. At full temperature every
particle becomes a chain of its own. Moves are preconditioned by the covariance of the score, whose large
eigenvalues are the few directions that the claims fix; only those are rescaled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from analysis.model.density import Evaluation, Posterior
from analysis.model.settings import Settings

Array = NDArray[np.float64]
Report = Callable[[Posterior, Array], Array]

TARGET_ACCEPTANCE = 0.9
ADAPTATION = 0.6
KEPT_WEIGHT = 0.5
FULL_TEMPERATURE = 1.0
MOST_STAGES = 400
SHORTEST, LONGEST = 2.0, 4.5


@dataclass(frozen=True, slots=True)
class Draws:
    """Reported values from all chains.

    Attributes
    ----------
    values : (draws, reported, chains) array
        Chains are ordered by population.
    populations : int
        Number of independent populations.
    stages : int
        Temperatures that it took to reach the posterior.
    acceptance : float
        Mean acceptance of the kept moves.
    step : float
        Step size of the kept moves.
    """

    values: Array
    populations: int
    stages: int
    acceptance: float
    step: float

    @property
    def flat(self) -> Array:
        """Return all draws of each reported value, (reported, draws · chains)."""
        return np.moveaxis(self.values, 1, 0).reshape(self.values.shape[1], -1)


@dataclass(slots=True)
class _State:
    points: Array
    at: Evaluation
    step: float


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A symmetric change of scale along a few directions: x + U (factor - 1) Uᵀ x."""

    directions: Array
    gain: Array

    def __call__(self, x: Array) -> Array:
        if not len(self.gain):
            return x
        return np.asarray(x + self.directions @ (self.gain[:, None] * (self.directions.T @ x)))


class Sampler:
    """A sampler of one posterior that can be asked for more.

    Parameters
    ----------
    posterior : Posterior
        The group's posterior.
    report : callable
        Maps (posterior, points (dimensions, chains)) to (reported, chains).
    seed : int
        Seed of all randomness; the same seed gives the same draws.
    """

    def __init__(self, posterior: Posterior, report: Report, seed: int) -> None:
        self._posterior, self._report = posterior, report
        self._rng = np.random.default_rng(seed)
        self._state, self._stages = _anneal(posterior, self._rng)
        for _ in range(posterior.problem.settings.warmup):
            stretch = _stretch(self._state.at, FULL_TEMPERATURE)
            _move(posterior, self._state, stretch, FULL_TEMPERATURE, self._rng, adapt=True)
        self._fixed = _stretch(self._state.at, FULL_TEMPERATURE)
        self._kept: list[Array] = []
        self._accepted: list[float] = []

    def draw(self, moves: int) -> Draws:
        """Add ``moves`` moves of every chain and return all draws so far."""
        for _ in range(moves):
            accepted = _move(
                self._posterior, self._state, self._fixed, FULL_TEMPERATURE, self._rng, adapt=False
            )
            self._accepted.append(accepted)
            self._kept.append(self._report(self._posterior, self._state.points))
        populations = self._posterior.problem.settings.populations
        mean = float(np.mean(self._accepted))
        # Laid out by reported value, so that reading all draws of one needs no copy.
        values = np.moveaxis(np.stack(self._kept, axis=1), 1, 0)
        return Draws(values, populations, self._stages, mean, self._state.step)


def draw_prior(posterior: Posterior, report: Report, seed: int, draws: int) -> Array:
    """Return ``draws`` independent draws of the reported values at the starting distribution.

    The shape of a series has its prior there; its level has not.
    """
    rng = np.random.default_rng(seed)
    return report(posterior, posterior.draw_start(rng, draws))


def _anneal(posterior: Posterior, rng: np.random.Generator) -> tuple[_State, int]:
    settings = posterior.problem.settings
    points = posterior.draw_start(rng, settings.chains)
    state = _State(points, posterior.evaluate(points), 0.8 * posterior.problem.dimensions**-0.25)
    temperature, stages = 0.0, 0
    while temperature < FULL_TEMPERATURE:
        if stages == MOST_STAGES:
            raise FloatingPointError("the claims could not be reconciled with the model; see its diagnostics")
        rise = _next_rise(state.at.tilt, FULL_TEMPERATURE - temperature)
        temperature = min(temperature + rise, FULL_TEMPERATURE)
        _resample(state, rise, settings, rng)
        stretch = _stretch(state.at, temperature)
        _move(posterior, state, stretch, temperature, rng, adapt=True)
        stages += 1
    return state, stages


def _next_rise(tilt: Array, most: float) -> float:
    """Return the largest rise of the temperature that keeps half of the effective sample."""
    if _effective_share(tilt, most) >= KEPT_WEIGHT:
        return most
    low, high = 0.0, most
    for _ in range(60):
        middle = 0.5 * (low + high) if low > 0 else high / 8
        if _effective_share(tilt, middle) >= KEPT_WEIGHT:
            low = middle
        else:
            high = middle
        if low > 0 and high - low < 0.02 * high:
            break
    return max(low, np.finfo(float).tiny)


def _effective_share(tilt: Array, rise: float) -> float:
    log_weights = rise * (tilt - tilt.max())
    return float(np.exp(2 * logsumexp(log_weights) - logsumexp(2 * log_weights)) / len(tilt))


def _resample(state: _State, rise: float, settings: Settings, rng: np.random.Generator) -> None:
    """Resample each population by itself, systematically (Carpenter, Clifford & Fearnhead 1999)."""
    tilt = state.at.tilt.reshape(settings.populations, settings.particles)
    weights = np.exp(rise * (tilt - tilt.max(axis=1, keepdims=True)))
    weights /= weights.sum(axis=1, keepdims=True)
    marks = (rng.random((settings.populations, 1)) + np.arange(settings.particles)) / settings.particles
    chosen = [
        np.minimum(np.searchsorted(np.cumsum(w), mark), settings.particles - 1) + p * settings.particles
        for p, (w, mark) in enumerate(zip(weights, marks, strict=True))
    ]
    index = np.concatenate(chosen)
    at = state.at
    state.points = state.points[:, index]
    state.at = Evaluation(
        at.base[index], at.tilt[index], at.base_gradient[:, index], at.tilt_gradient[:, index]
    )


def _stretch(at: Evaluation, temperature: float) -> _Stretch:
    """Return the rescaling of the directions in which the score varies more than noise alone explains."""
    score = at.gradient(temperature)
    score = score[:, np.all(np.isfinite(score), axis=0)]
    dimensions, count = score.shape
    variances, directions = np.linalg.eigh(score @ score.T / count)
    noise = (1 + np.sqrt(dimensions / count)) ** 2
    tight = variances > 1.2 * noise
    return _Stretch(directions[:, tight], variances[tight] ** -0.5 - 1)


def _move(
    posterior: Posterior,
    state: _State,
    stretch: _Stretch,
    temperature: float,
    rng: np.random.Generator,
    *,
    adapt: bool,
) -> float:
    """Move every chain along one Hamiltonian trajectory; return the mean acceptance."""
    step = state.step * rng.uniform(0.85, 1.15)
    leaps = max(1, round(rng.uniform(SHORTEST, LONGEST) / step))
    momentum = rng.standard_normal(state.points.shape)
    energy = state.at.log_density(temperature) - 0.5 * np.einsum("ij,ij->j", momentum, momentum)
    points, at = state.points, state.at
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        momentum = momentum + 0.5 * step * stretch(at.gradient(temperature))
        for leap in range(leaps):
            points = points + step * stretch(momentum)
            at = posterior.evaluate(points)
            momentum += (step if leap < leaps - 1 else 0.5 * step) * stretch(at.gradient(temperature))
        gain = at.log_density(temperature) - 0.5 * np.einsum("ij,ij->j", momentum, momentum) - energy
    gain = np.where(np.isfinite(gain), gain, -np.inf)
    accepted = np.log(rng.random(len(gain))) < gain
    _accept(state, points, at, accepted)
    mean = float(np.mean(np.exp(np.minimum(gain, 0))))
    if adapt:
        state.step = float(np.clip(state.step * np.exp(ADAPTATION * (mean - TARGET_ACCEPTANCE)), 1e-4, 1.5))
    return mean


def _accept(state: _State, points: Array, at: Evaluation, accepted: NDArray[np.bool_]) -> None:
    old = state.at
    state.points = np.where(accepted, points, state.points)
    state.at = Evaluation(
        np.where(accepted, at.base, old.base),
        np.where(accepted, at.tilt, old.tilt),
        np.where(accepted, at.base_gradient, old.base_gradient),
        np.where(accepted, at.tilt_gradient, old.tilt_gradient),
    )
