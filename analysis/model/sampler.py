"""Draws from the posterior of one group: tempered populations, then many short Hamiltonian chains.

The populations start as exact draws from the starting distribution and are led to the posterior by
annealed importance weights, resampling and Hamiltonian moves (Del Moral, Doucet & Jasra 2006,
doi:10.1111/j.1467-9868.2006.00553.x; Buchholz, Chopin & Jacob 2021, doi:10.1214/20-BA1222). Modes that
claims which contradict each other create are found and weighted on the way. At full temperature every
particle becomes a chain of its own.

The Hamiltonian is split into a normal reference, whose flow is a rotation, and the rest (Shahbaba, Lan,
Johnson & Neal 2014, doi:10.1007/s11222-012-9373-1). The reference is the prior, tightened in the few
directions in which the pull of the claims varies. Steps then do not shrink as months are added
(Beskos, Pinski, Sanz-Serna & Stuart 2011, doi:10.1016/j.spa.2011.06.003). Between trajectories the scales
are redrawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, ndtri

from analysis.model.density import Evaluation, Posterior
from analysis.model.memory import keep_freed_memory
from analysis.model.scales import redraw_scales
from analysis.model.settings import Settings

Array = NDArray[np.float64]
Kept = NDArray[np.float32]
Report = Callable[[Posterior, Array], Array]

TARGET_ACCEPTANCE = 0.87
KEPT_WEIGHT = 0.7
FULL_TEMPERATURE = 1.0
MOST_STAGES = 400
LARGEST_STEP = 1.5
LARGEST_KEPT = float(np.finfo(np.float32).max)
LEAST_ADDED = 0.1
CACHED = 131_072
SHORTEST, LONGEST = 1.6, 3.7


@dataclass(frozen=True, slots=True)
class Draws:
    """Reported values from all chains.

    Attributes
    ----------
    values : (draws, reported, chains) array
        Single precision. Chains are ordered by population.
    populations : int
        Number of independent populations.
    stages : int
        Temperatures that it took to reach the posterior.
    acceptance : float
        Mean acceptance of the kept moves.
    step : float
        Step size of the kept moves.
    """

    values: Kept
    populations: int
    stages: int
    acceptance: float
    step: float

    @property
    def flat(self) -> Kept:
        """Return all draws of each reported value, (reported, draws · chains)."""
        return self.values.transpose(1, 0, 2).reshape(self.values.shape[1], -1)


@dataclass(slots=True)
class _State:
    points: Array
    at: Evaluation
    step: float
    reach: float = 1.0


@dataclass(frozen=True, slots=True)
class _Reference:
    """A normal distribution near the posterior: the prior, tightened in the few directions that claims fix.

    Its standard coordinates are y = S⁻¹ (x - centre) with S = I + U (scale - 1) Uᵀ.
    """

    centre: Array
    directions: Array
    scale: Array

    def points(self, y: Array) -> Array:
        """Return the points at standard coordinates ``y``."""
        points = self._rescale(y, self.scale)
        points += self.centre
        return points

    def standard(self, x: Array) -> Array:
        """Return the standard coordinates of ``x``."""
        return self._rescale(x - self.centre, 1 / self.scale)

    def shrink(self, y: Array) -> Array:
        """Return S y."""
        return self._rescale(y, self.scale)

    def _rescale(self, x: Array, scale: Array) -> Array:
        along = self.directions.T @ x
        along *= (scale - 1)[:, None]
        moved = self.directions @ along
        moved += x
        return np.asarray(moved)


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
        keep_freed_memory()
        self._posterior, self._report = posterior, report
        self._rng = np.random.default_rng(seed)
        self._state, self._stages = _anneal(posterior, self._rng)
        self._settle(posterior.problem.settings.warmup)
        self._kept: Kept = np.empty((0, 0, 0), dtype=np.float32)
        self._accepted: list[float] = []

    def draw(self, moves: int) -> Draws:
        """Add ``moves`` moves of every chain and return all draws so far."""
        first = len(self._accepted)
        self._make_room(first + moves)
        for move in range(first, first + moves):
            accepted = _move(
                self._posterior, self._state, self._fixed, FULL_TEMPERATURE, self._rng, adapt=False
            )
            self._accepted.append(accepted)
            reported = self._report(self._posterior, self._state.points)
            self._kept[:, move] = np.clip(reported, -LARGEST_KEPT, LARGEST_KEPT)
        populations = self._posterior.problem.settings.populations
        mean = float(np.mean(self._accepted))
        return Draws(self._kept.transpose(1, 0, 2), populations, self._stages, mean, self._state.step)

    def start_again(self) -> None:
        """Throw away all draws, and follow trajectories twice as long from here on."""
        self._kept, self._accepted = self._kept[:, :0], []
        self._state.reach *= 2
        self._settle(self._posterior.problem.settings.warmup // 2)

    def _settle(self, moves: int) -> None:
        """Make moves that find a step and a reference, and keep none of them.

        The step is the geometric mean of those that the later half of the moves would have had.
        """
        steps = []
        for _ in range(moves):
            reference = _approximate(self._state, FULL_TEMPERATURE)
            _move(self._posterior, self._state, reference, FULL_TEMPERATURE, self._rng, adapt=True)
            steps.append(self._state.step)
        if steps:
            self._state.step = float(np.exp(np.mean(np.log(steps[len(steps) // 2 :]))))
        self._fixed = _approximate(self._state, FULL_TEMPERATURE)

    def _make_room(self, moves: int) -> None:
        """Widen the store of draws, laid out by reported value so that all draws of one are read in a row.

        Seven digits are kept: no band is known as well, and a large problem fits into half the memory.
        """
        reported = len(self._report(self._posterior, self._state.points[:, :1]))
        chains = self._state.points.shape[1]
        wider = np.empty((reported, moves, chains), dtype=np.float32)
        if self._kept.size:
            wider[:, : self._kept.shape[1]] = self._kept
        self._kept = wider


def draw_prior(posterior: Posterior, report: Report, seed: int, draws: int) -> Array:
    """Return ``draws`` independent draws of the reported values at the starting distribution.

    The shape of a series has its prior there; its level has not.
    """
    rng = np.random.default_rng(seed)
    return report(posterior, posterior.draw_start(rng, draws))


def _anneal(posterior: Posterior, rng: np.random.Generator) -> tuple[_State, int]:
    settings = posterior.problem.settings
    points = posterior.draw_start(rng, settings.chains)
    state = _State(points, posterior.evaluate(points), 0.5)
    temperature, stages = 0.0, 0
    while temperature < FULL_TEMPERATURE:
        if stages == MOST_STAGES:
            raise FloatingPointError("the claims could not be reconciled with the model; see its diagnostics")
        rise = _next_rise(state.at.tilt, FULL_TEMPERATURE - temperature)
        temperature = min(temperature + rise, FULL_TEMPERATURE)
        _resample(state, rise, settings, rng)
        reference = _approximate(state, temperature)
        _move(posterior, state, reference, temperature, rng, adapt=True)
        stages += 1
    return state, stages


def _next_rise(tilt: Array, most: float) -> float:
    """Return the largest rise of the temperature that keeps most of the effective sample."""
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
    state.points, state.at = state.points[:, index], state.at.take(index)


def _approximate(state: _State, temperature: float) -> _Reference:
    """Return the reference that is tightened in the directions in which the claims' pull varies.

    Where a claim adds a precision h to the prior's of one, the variance of its pull is h²/(1 + h) over the
    posterior; elsewhere there is no pull, and so no noise that could be taken for one.
    """
    pull = temperature * state.at.tilt_gradient
    pull = pull[:, np.all(np.isfinite(pull), axis=0)]
    pull -= pull.mean(axis=1, keepdims=True)
    variances, directions = np.linalg.eigh(pull @ pull.T / pull.shape[1])
    variances = np.maximum(variances, 0.0)
    added = 0.5 * (variances + np.sqrt(variances * (variances + 4)))
    tight = added > LEAST_ADDED
    directions = directions[:, tight]
    centre = directions @ (directions.T @ state.points.mean(axis=1, keepdims=True))
    return _Reference(centre, directions, (1 + added[tight]) ** -0.5)


def _move(
    posterior: Posterior,
    state: _State,
    reference: _Reference,
    temperature: float,
    rng: np.random.Generator,
    *,
    adapt: bool,
) -> float:
    """Redraw the scales of every chain and move it along one trajectory; return the mean acceptance."""
    step = state.step * rng.uniform(0.85, 1.15)
    leaps = max(1, round(state.reach * rng.uniform(SHORTEST, LONGEST) / step))
    flow = _Flow(posterior, reference, temperature, step, leaps)
    dimensions, chains = state.points.shape
    # A few chains at a time, so that what a leap works on stays in the processor's cache.
    parts = np.array_split(state.points, max(1, round(dimensions * chains / CACHED)), axis=1)
    moved = [flow.move(points, rng) for points in parts]
    state.points = np.concatenate([points for points, _, _ in moved], axis=1)
    state.at = Evaluation.joined([at for _, at, _ in moved])
    mean = float(np.mean(np.concatenate([acceptance for _, _, acceptance in moved])))
    if adapt:
        state.step = _adapted(step, mean)
    return mean


@dataclass(frozen=True, slots=True)
class _Flow:
    """A trajectory to be followed: its target, its reference and its steps.

    The flow of the reference is a rotation and is followed exactly; only what the posterior adds to it is
    integrated in steps, so that their size does not shrink with the number of dimensions.
    """

    posterior: Posterior
    reference: _Reference
    temperature: float
    step: float
    leaps: int

    def move(self, points: Array, rng: np.random.Generator) -> tuple[Array, Evaluation, Array]:
        """Return where chains are after a move, the posterior there, and how likely they were to go."""
        points = redraw_scales(self.posterior, points, rng)
        at = self.posterior.evaluate(points)
        momentum = rng.standard_normal(points.shape)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            new_points, new_at, new_momentum = self._follow(points, at, momentum)
            gain = self._energy(new_at, new_momentum) - self._energy(at, momentum)
        gain = np.where(np.isfinite(gain), gain, -np.inf)
        accepted = np.log(rng.random(len(gain))) < gain
        return np.where(accepted, new_points, points), new_at.where(accepted, at), np.exp(np.minimum(gain, 0))

    def _follow(self, points: Array, at: Evaluation, momentum: Array) -> tuple[Array, Evaluation, Array]:
        cosine, sine = np.cos(self.step), np.sin(self.step)
        y = self.reference.standard(points)
        momentum = momentum + self._push(at, y, 0.5 * self.step)
        for leap in range(self.leaps):
            ahead = sine * momentum
            momentum *= cosine
            momentum -= sine * y
            y *= cosine
            y += ahead
            points = self.reference.points(y)
            at = self.posterior.evaluate(points)
            momentum += self._push(at, y, self.step if leap < self.leaps - 1 else 0.5 * self.step)
        return points, at, momentum

    def _push(self, at: Evaluation, y: Array, time: float) -> Array:
        """Return what the force that is not the reference's adds to the momentum, in standard coordinates."""
        push = self.reference.shrink(at.gradient(self.temperature))
        push += y
        push *= time
        return push

    def _energy(self, at: Evaluation, momentum: Array) -> Array:
        kinetic = 0.5 * np.einsum("ij,ij->j", momentum, momentum)
        return np.asarray(at.log_density(self.temperature) - kinetic)


def _adapted(step: float, acceptance: float) -> float:
    """Return the step at which the acceptance would be the wanted one.

    For a normal error of the energy it is 2 Phi(-sd / 2), and sd grows with the square of the step.
    """
    spread = -ndtri(0.5 * min(max(acceptance, 1e-3), 1 - 1e-3))
    wanted = -ndtri(0.5 * TARGET_ACCEPTANCE)
    return float(np.clip(step * np.clip(np.sqrt(wanted / spread), 0.5, 1.5), 1e-4, LARGEST_STEP))
