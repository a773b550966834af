"""Log posterior and gradient of a group, for many chains at once.

Coordinates are whitened: one row each, standard normal a priori (Student for origins' shared errors), so
that prior draws are plain random numbers. One pass costs O(cells + observations) per chain: the latent
series is a first-order recursion (the exact discretisation of an Ornstein-Uhlenbeck process; Särkkä &
Solin 2019, doi:10.1017/9781108186735), its cumulative a running sum, and each observation a difference of
two interpolated values of the cumulative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from analysis.model.likelihood import NODES, REACH, STEP
from analysis.model.problem import Integers, Problem, Series, WindowEnd
from analysis.model.settings import Settings

Array = NDArray[np.float64]

LEVEL, SIGMA, LENGTH = 0, 1, 2
SHAPE = 3
SMOOTHING = 0.05
LEAST_OPEN = 1e-6


@dataclass(slots=True)
class Evaluation:
    """The posterior at a set of points.

    Attributes
    ----------
    base : (chains,) array
        Log density of the starting distribution.
    tilt : (chains,) array
        What the full posterior adds to it: log likelihood and the correction of the level's prior.
    base_gradient, tilt_gradient : (dimensions, chains) arrays
        Their gradients.
    """

    base: Array
    tilt: Array
    base_gradient: Array
    tilt_gradient: Array

    def log_density(self, temperature: float) -> Array:
        """Return the tempered log density, (chains,)."""
        return self.base + temperature * self.tilt

    def gradient(self, temperature: float) -> Array:
        """Return the tempered gradient, (dimensions, chains)."""
        return self.base_gradient + temperature * self.tilt_gradient

    def take(self, chains: Integers) -> Evaluation:
        """Return the evaluation of some chains."""
        return Evaluation(
            self.base[chains], self.tilt[chains], self.base_gradient[:, chains], self.tilt_gradient[:, chains]
        )

    def where(self, chosen: NDArray[np.bool_], other: Evaluation) -> Evaluation:
        """Return this evaluation where ``chosen``, (chains,), and the other elsewhere."""
        return Evaluation(
            np.where(chosen, self.base, other.base),
            np.where(chosen, self.tilt, other.tilt),
            np.where(chosen, self.base_gradient, other.base_gradient),
            np.where(chosen, self.tilt_gradient, other.tilt_gradient),
        )

    @classmethod
    def joined(cls, parts: Sequence[Evaluation]) -> Evaluation:
        """Return the evaluations of groups of chains as one."""
        return cls(
            np.concatenate([part.base for part in parts]),
            np.concatenate([part.tilt for part in parts]),
            np.concatenate([part.base_gradient for part in parts], axis=1),
            np.concatenate([part.tilt_gradient for part in parts], axis=1),
        )


@dataclass(slots=True)
class Path:
    """A series' path at a set of points.

    Attributes
    ----------
    level : (cells, chains) array
        Units per month (flow) or units (stock, share) in each cell.
    cumulative : (cells + 1, chains) array
        Its integral up to each edge.
    """

    level: Array
    cumulative: Array
    standard: Array
    sigma: Array
    length: Array
    carry: Array
    innovation: Array


class Posterior:
    """The posterior of one group."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.starts = _series_starts(problem)
        self.first_end = self.starts[-1]
        self.first_shift = self.first_end + len(problem.ends)
        self.anchors = [problem.anchor(i) for i in range(len(problem.series))]
        self.observations = _ObservationArrays(problem)

    def draw_start(self, rng: np.random.Generator, chains: int) -> Array:
        """Draw from the starting distribution, (dimensions, chains)."""
        points = rng.standard_normal((self.problem.dimensions, chains))
        heavy = self.first_shift + np.flatnonzero(self.problem.heavy)
        points[heavy] = rng.standard_t(4, size=(len(heavy), chains))
        return points

    def evaluate(self, points: Array) -> Evaluation:
        """Evaluate log densities and gradients at ``points``, (dimensions, chains)."""
        base, base_gradient = self._base(points)
        gradient = np.zeros_like(points)
        # A path may leave what a float can hold: its energy is then undefined, and it is refused.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            tilt = self._observe(points, gradient)
        for i, series in enumerate(self.problem.series):
            tilt += self._level_correction(i, series, points, gradient)
        return Evaluation(base, tilt, base_gradient, gradient)

    def log_likelihood(self, points: Array) -> Array:
        """Return the log likelihood of all observations, (chains,)."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            logs = self.stated_logs(points)
        return np.asarray(self.observations.look_up(logs)[0].sum(axis=0))

    def _base(self, points: Array) -> tuple[Array, Array]:
        gradient = -points
        heavy = self.first_shift + np.flatnonzero(self.problem.heavy)
        plain = np.einsum("ij,ij->j", points, points)
        if not len(heavy):
            return -0.5 * plain, gradient
        tails = points[heavy]
        gradient[heavy] = -5 * tails / (4 + tails**2)
        normal = plain - np.einsum("ij,ij->j", tails, tails)
        return -0.5 * normal - 2.5 * np.log1p(tails**2 / 4).sum(axis=0), gradient

    def _level_correction(self, i: int, series: Series, points: Array, gradient: Array) -> Array:
        """Trade the starting distribution of a level for its prior."""
        anchor, spread = self.anchors[i]
        mean, sd = level_prior(series, self.problem)
        row = self.starts[i] + LEVEL
        z = points[row]
        standard = (anchor + spread * z - mean) / sd
        gradient[row] += z - standard * spread / sd
        return np.asarray(0.5 * z**2 - 0.5 * standard**2)

    def path(self, i: int, points: Array) -> Path:
        """Return the path of series ``i`` at ``points``."""
        series, settings, row = self.problem.series[i], self.problem.settings, self.starts[i]
        anchor, spread = self.anchors[i]
        sigma, length = scales_at(settings, points[row + SIGMA], points[row + LENGTH])
        noise = points[row + SHAPE : row + SHAPE + series.grid.cells]
        carry, innovation = carry_over(series, length)
        standard = run_recursion(noise, carry, innovation)
        link_level, shape = anchor + spread * points[row + LEVEL], sigma * standard
        level = expit(link_level + shape) if series.kind == "share" else _around(link_level, shape, series)
        cumulative = _running_sums(level, series.grid.lengths)
        return Path(level, cumulative, standard, sigma, length, carry, innovation)

    def ends(self, points: Array) -> Array:
        """Return the positions of all window ends, (ends, chains)."""
        z = points[self.first_end : self.first_shift]
        positions = np.empty_like(z)
        for row, end in enumerate(self.problem.ends):
            positions[row] = end.position + end.sd * _moving(end, row, z)
        return positions

    def windows(self, ends: Array) -> tuple[Array, Array, Array]:
        """Return start, end and the slope of the end, of each observation; no window is empty."""
        return _open_windows(
            ends[self.observations.start], ends[self.observations.end], self.observations.floor
        )

    def stated_logs(self, points: Array) -> Array:
        """Return what each observation states, before its own error and its hedge: log value plus shifts."""
        return self._look(points).eta

    def _look(self, points: Array) -> _Look:
        """Read every observation off the paths."""
        arrays, series = self.observations, self.problem.series
        paths = [self.path(i, points) for i in range(len(series))]
        ends = self.ends(points)
        start, end, slope = self.windows(ends)
        low, high = _Reading.empty(start.shape), _Reading.empty(start.shape)
        for i, path in enumerate(paths):
            rows = arrays.of_series[i]
            low.fill(rows, path, series[i].grid.edges, start[rows])
            high.fill(rows, path, series[i].grid.edges, end[rows])
        amount, length = high.value - low.value, end - start
        eta = np.log(amount) + arrays.offset + arrays.loadings @ points[self.first_shift :]
        eta[arrays.averaged] -= np.log(length[arrays.averaged])
        for row in np.flatnonzero(arrays.relative):
            i = arrays.series[row]
            eta[row] -= np.log(paths[i].cumulative[-1] / np.ptp(series[i].grid.edges))
        return _Look(paths, low, high, amount, length, slope, eta)

    def _observe(self, points: Array, gradient: Array) -> Array:
        """Return the log likelihood and add its gradient to ``gradient``."""
        arrays, look = self.observations, self._look(points)
        value, pull = arrays.look_up(look.eta)
        gradient[self.first_shift :] += arrays.loadings.T @ pull
        by_amount = pull / look.amount
        by_length = np.where(arrays.averaged[:, None], pull / look.length, 0.0)
        towards_end = by_amount * look.high.level - by_length
        towards_start = by_length - by_amount * look.low.level + towards_end * (1 - look.slope)
        self._pull_ends(towards_start, towards_end * look.slope, gradient)
        for i, path in enumerate(look.paths):
            into_level = self._into_level(i, look, by_amount, pull)
            self._pull_series(i, into_level, path, points, gradient)
        return np.asarray(value.sum(axis=0))

    def _into_level(self, i: int, look: _Look, by_amount: Array, pull: Array) -> Array:
        """Return the gradient with respect to the level of each cell of series ``i``."""
        arrays, series, path = self.observations, self.problem.series[i], look.paths[i]
        rows = arrays.of_series[i]
        into_level = _spread_back(by_amount[rows], look.low.take(rows), look.high.take(rows), path, series)
        for row in rows[arrays.relative[rows]]:
            into_level -= pull[row] / path.cumulative[-1] * series.grid.lengths[:, None]
        return into_level

    def _pull_ends(self, towards_start: Array, towards_end: Array, gradient: Array) -> None:
        pulls = np.zeros((len(self.problem.ends), gradient.shape[1]))
        for k, (first, last) in enumerate(zip(self.observations.start, self.observations.end, strict=True)):
            pulls[first] += towards_start[k]
            pulls[last] += towards_end[k]
        for row, end in enumerate(self.problem.ends):
            own = np.sqrt(1 - end.correlation**2)
            gradient[self.first_end + row] += own * end.sd * pulls[row]
            if end.follows >= 0:
                gradient[self.first_end + end.follows] += end.correlation * end.sd * pulls[row]

    def _pull_series(self, i: int, into_level: Array, path: Path, points: Array, gradient: Array) -> None:
        series, settings, row = self.problem.series[i], self.problem.settings, self.starts[i]
        into_log = into_level * _link_slope(series.kind, path.level)
        into_shape = into_log
        if series.kind != "share":
            into_shape = into_log - _weights(path, series) * into_log.sum(axis=0)
        into_standard = path.sigma * into_shape
        noise = points[row + SHAPE : row + SHAPE + series.grid.cells]
        into_noise, into_carry = _recursion_back(into_standard, path, noise)
        distances = series.grid.distances[: len(path.carry), None] if len(path.carry) else np.zeros((0, 1))
        into_length = np.sum(into_carry * path.carry * distances / path.length, axis=0)
        gradient[row + LEVEL] += self.anchors[i][1] * into_log.sum(axis=0)
        gradient[row + SIGMA] += settings.sigma_log_sd * np.einsum("ij,ij->j", into_standard, path.standard)
        gradient[row + LENGTH] += settings.length_log_sd * into_length
        gradient[row + SHAPE : row + SHAPE + series.grid.cells] += into_noise


class _ObservationArrays:
    """The observations of a group, column by column."""

    def __init__(self, problem: Problem) -> None:
        observations = problem.observations
        self.series: Integers = np.array([o.series for o in observations], dtype=np.intp)
        self.start: Integers = np.array([o.start for o in observations], dtype=np.intp)
        self.end: Integers = np.array([o.end for o in observations], dtype=np.intp)
        self.averaged = np.array([o.averaged for o in observations])
        self.relative = np.array([o.relative for o in observations])
        self.offset: Array = np.array([[o.offset] for o in observations])
        self.loadings = problem.loading_matrix()
        self.of_series = [np.flatnonzero(self.series == i) for i in range(len(problem.series))]
        self.floor = _window_floors(problem)
        tables = problem.tables()
        self.centre: Array = np.array([[t.centre] for t in tables])
        self.scale: Array = np.array([[t.scale] for t in tables])
        self.values: Array = np.concatenate([t.values for t in tables])
        self.slopes: Array = np.concatenate([t.slopes for t in tables])
        self.first_node: Integers = (np.arange(len(tables), dtype=np.intp) * NODES)[:, None]

    def look_up(self, eta: Array) -> tuple[Array, Array]:
        """Return log likelihoods and their derivatives at ``eta``, by cubic Hermite interpolation."""
        u = (eta - self.centre) / self.scale
        position = np.clip((np.arcsinh(u) + REACH) / STEP, 0, NODES - 1.000001)
        np.nan_to_num(position, copy=False)  # a diverged chain; its energy stays undefined and it is refused
        node = position.astype(np.intp)
        t = position - node
        node += self.first_node
        left, right = self.values.take(node), self.values.take(node + 1)
        left_slope, right_slope = self.slopes.take(node), self.slopes.take(node + 1)
        rise = right - left
        square = left_slope + right_slope - 2 * rise
        linear = 3 * rise - 2 * left_slope - right_slope
        value = left + t * (left_slope + t * (linear + t * square))
        slope = left_slope + t * (2 * linear + 3 * t * square)
        return value, slope / (STEP * self.scale * np.sqrt(1 + u * u))


@dataclass(slots=True)
class _Reading:
    """The cumulative read at one end of each observation's window; ``at`` counts through cells and chains."""

    value: Array
    level: Array
    at: Integers
    inside: Array

    @classmethod
    def empty(cls, shape: tuple[int, ...]) -> _Reading:
        return cls(np.empty(shape), np.empty(shape), np.empty(shape, dtype=np.intp), np.empty(shape))

    def fill(self, rows: Integers, path: Path, edges: Array, position: Array) -> None:
        """Read the cumulative at ``position``; beyond the grid the outermost cell goes on."""
        cell = _cells_at(edges, position)
        at = cell * position.shape[1] + np.arange(position.shape[1])
        inside = position - edges.take(cell)
        level = path.level.take(at)
        self.value[rows] = path.cumulative.take(at) + level * inside
        self.level[rows], self.at[rows], self.inside[rows] = level, at, inside

    def take(self, rows: Integers) -> _Reading:
        return _Reading(self.value[rows], self.level[rows], self.at[rows], self.inside[rows])


@dataclass(slots=True)
class _Look:
    """Every observation as read off the paths; arrays are (observations, chains)."""

    paths: list[Path]
    low: _Reading
    high: _Reading
    amount: Array
    length: Array
    slope: Array
    eta: Array


def scales_at(settings: Settings, sigma: Array, length: Array) -> tuple[Array, Array]:
    """Return scale and length of a shape at their whitened coordinates."""
    return (
        settings.shape_width * settings.sigma_median * np.exp(settings.sigma_log_sd * sigma),
        settings.length_median * np.exp(settings.length_log_sd * length),
    )


def level_prior(series: Series, problem: Problem) -> tuple[float, float]:
    """Return mean and standard deviation of the prior of a series' level on its link scale."""
    if series.kind == "share":
        return 0.0, 2.0
    return problem.settings.level_log_mean, problem.settings.level_log_sd


def _series_starts(problem: Problem) -> list[int]:
    sizes = [SHAPE + s.grid.cells for s in problem.series]
    return [0, *np.cumsum(sizes).tolist()]


def _window_floors(problem: Problem) -> Array:
    lengths = [problem.ends[o.end].position - problem.ends[o.start].position for o in problem.observations]
    return np.asarray(SMOOTHING * np.maximum(np.array(lengths), 1e-3)[:, None])


def _open_windows(start: Array, end: Array, floor: Array) -> tuple[Array, Array, Array]:
    """Keep every window open by a softplus of its length, which leaves all but tiny lengths as they are."""
    scaled = (end - start) / floor
    # Softplus and its slope from one exponential: np.logaddexp alone takes five times as long.
    small = np.exp(-np.abs(scaled))
    softplus = np.maximum(scaled, 0.0) + np.log1p(small)
    slope = np.where(scaled >= 0, 1.0, small) / (1 + small)
    return start, start + floor * (softplus + LEAST_OPEN), slope


def _moving(end: WindowEnd, row: int, z: Array) -> Array:
    if end.follows < 0:
        return np.asarray(z[row])
    return np.asarray(end.correlation * z[end.follows] + np.sqrt(1 - end.correlation**2) * z[row])


def _around(log_average: Array, shape: Array, series: Series) -> Array:
    """Return levels of a given shape whose average is exp(log_average), (cells, chains).

    The level's coordinate is that of the average, so that a total fixes one coordinate and does not bend the
    others; with a wide prior of the level the posterior is the same.
    """
    levels = np.exp(shape - shape.max(axis=0))
    lengths = series.grid.lengths
    levels *= np.exp(log_average) / (lengths @ levels / lengths.sum())
    return np.asarray(levels)


def _weights(path: Path, series: Series) -> Array:
    """Return the share of each cell in the total, (cells, chains)."""
    return np.asarray(path.level * series.grid.lengths[:, None] / path.cumulative[-1])


def _link_slope(kind: str, level: Array) -> Array:
    return level * (1 - level) if kind == "share" else level


def carry_over(series: Series, length: Array) -> tuple[Array, Array]:
    """Return what a cell keeps of its neighbour and the scale of what is new; one row if cells are alike."""
    distances = series.grid.distances
    if len(distances) and np.ptp(distances) < 1e-9:
        distances = distances[:1]
    carry = np.exp(-distances[:, None] / length)
    return carry, np.sqrt(-np.expm1(-2 * distances[:, None] / length))


def run_recursion(noise: Array, carry: Array, innovation: Array) -> Array:
    """Return the standard process that innovations make, (cells, chains)."""
    standard = np.empty_like(noise)
    standard[0] = noise[0]
    np.multiply(innovation, noise[1:], out=standard[1:])
    kept = np.empty(noise.shape[1])
    for t, row in enumerate(np.broadcast_to(carry, noise[1:].shape), 1):
        np.multiply(row, standard[t - 1], out=kept)
        np.add(standard[t], kept, out=standard[t])
    return standard


def _recursion_back(into: Array, path: Path, noise: Array) -> tuple[Array, Array]:
    """Return the gradient with respect to the noise and to each row of the carry."""
    reach = into.copy()
    kept = np.empty(noise.shape[1])
    carries = np.broadcast_to(path.carry, noise[1:].shape)
    for t in range(len(noise) - 1, 0, -1):
        np.multiply(carries[t - 1], reach[t], out=kept)
        np.add(reach[t - 1], kept, out=reach[t - 1])
    pull = reach[1:] * (path.standard[:-1] - path.carry / path.innovation * noise[1:])
    reach[1:] *= path.innovation
    return reach, pull if len(path.carry) == len(pull) else pull.sum(axis=0, keepdims=True)


def _running_sums(level: Array, lengths: Array) -> Array:
    """Return the integral up to each edge; row by row, since np.cumsum takes five times as long."""
    sums = np.empty((len(level) + 1, level.shape[1]))
    sums[0] = 0
    np.multiply(level, lengths[:, None], out=sums[1:])
    for t in range(2, len(sums)):
        np.add(sums[t], sums[t - 1], out=sums[t])
    return sums


def _cells_at(edges: Array, position: Array) -> Integers:
    """Return the cell that each position lies in, the outermost for those outside."""
    last = len(edges) - 2
    if np.all(np.diff(edges) == 1):
        # Whole months need no search. The bounds also settle a position that is not a number.
        return np.asarray(np.fmin(np.fmax(position - edges[0], 0.0), last).astype(np.intp))
    return np.asarray(np.clip(np.searchsorted(edges, position, side="right") - 1, 0, last))


def _spread_back(by_amount: Array, low: _Reading, high: _Reading, path: Path, series: Series) -> Array:
    """Return the gradient with respect to each cell's level: an adjoint of the two interpolations."""
    cells, chains = path.level.shape
    at = np.concatenate([low.at, high.at])
    sign = np.concatenate([-by_amount, by_amount])
    inside = np.concatenate([low.inside, high.inside])
    flat = at.ravel()
    up_to = np.bincount(flat, weights=sign.ravel(), minlength=cells * chains).reshape(cells, chains)
    within = np.bincount(flat, weights=(sign * inside).ravel(), minlength=cells * chains).reshape(
        cells, chains
    )
    later: Array = np.zeros((cells, chains))
    for t in range(cells - 2, -1, -1):
        np.add(later[t + 1], up_to[t + 1], out=later[t])
    later *= series.grid.lengths[:, None]
    later += within
    return later
