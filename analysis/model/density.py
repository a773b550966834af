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
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from analysis.model.likelihood import NODES, REACH, STEP
from analysis.model.problem import PART_LOGIT, Grid, Integers, Observation, Problem, Series, WindowEnd
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
        gradient = temperature * self.tilt_gradient
        gradient += self.base_gradient
        return gradient

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
class Peak:
    """Where a running total comes nearest to its stock; arrays are (chains,).

    Attributes
    ----------
    share, total : array
        Share of the stock that the running total is there, and the running total.
    cell, stock_cell : arrays of int
        The flow's cell that ends there, and the stock's cell beside it.
    before, after : array
        How far the span reaches beyond the first cell, and beyond the last if the peak is there, in months.
    """

    share: Array
    total: Array
    cell: Integers
    stock_cell: Integers
    before: Array
    after: Array


@dataclass(slots=True)
class Path:
    """A series' path at a set of points.

    Attributes
    ----------
    level : (cells, chains) array
        Units per month (flow) or units (stock, share) in each cell.
    cumulative : (cells + 1, chains) array
        Its integral up to each edge.
    share : (cells, chains) array or None
        What it takes of its room, if it is bounded; a share's room is 1, a part's what earlier parts leave.
    peak : Peak or None
        Where it comes nearest to the stock that it stays below.
    """

    level: Array
    cumulative: Array
    share: Array | None
    peak: Peak | None
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
        place = anchor + spread * z
        standard = (place - mean) / sd
        gradient[row] += z - standard * spread / sd
        correction = 0.5 * z**2 - 0.5 * standard**2
        if series.below >= 0:
            # The prior is that of the log level and ends at the stock; the coordinate is a logit.
            gradient[row] -= spread * expit(place)
            correction -= np.logaddexp(0, place)
        return np.asarray(correction)

    def paths(self, points: Array) -> list[Path]:
        """Return the paths of all series at ``points``."""
        return self._paths(points, self.ends(points))

    def _paths(self, points: Array, ends: Array) -> list[Path]:
        paths: list[Path] = []
        for i in range(len(self.problem.series)):
            paths.append(self._path(i, points, ends, paths))
        return paths

    def _path(self, i: int, points: Array, ends: Array, earlier: Sequence[Path]) -> Path:
        series, settings, row = self.problem.series[i], self.problem.settings, self.starts[i]
        anchor, spread = self.anchors[i]
        sigma, length = scales_at(settings, points[row + SIGMA], points[row + LENGTH])
        noise = points[row + SHAPE : row + SHAPE + series.grid.cells]
        carry, innovation = carry_over(series, length)
        standard = run_recursion(noise, carry, innovation)
        place, shape = anchor + spread * points[row + LEVEL], sigma * standard
        share, peak = None, None
        if series.bounded:
            share = expit(place + shape)
            level = share * self._room(i, earlier)
        elif series.below >= 0:
            level, peak = self._below(series, place, shape, ends, earlier[series.below])
        else:
            level = _around(place, shape, series)
        cumulative = _running_sums(level, series.grid.lengths)
        return Path(level, cumulative, share, peak, standard, sigma, length, carry, innovation)

    def _below(
        self, series: Series, logit: Array, shape: Array, ends: Array, stock: Path
    ) -> tuple[Array, Peak]:
        """Return levels of a given shape whose running total is, at its nearest, a share of a stock."""
        edges = series.grid.edges
        before = np.maximum(edges[0] - ends[series.start], 0.0)
        after = np.maximum(ends[series.end] - edges[-1], 0.0)
        level = np.exp(shape - shape.max(axis=0))
        running = _running_sums(level, series.grid.lengths)[1:] + level[0] * before
        running[-1] += level[-1] * after
        beside = cells_at_ends(series.grid, self.problem.series[series.below].grid)
        nearness = running / stock.level[beside]
        cell, chains = nearness.argmax(axis=0), np.arange(len(logit))
        share = expit(logit)
        level *= share / nearness[cell, chains]
        total = share * stock.level[beside[cell], chains]
        return level, Peak(share, total, cell, beside[cell], before, after * (cell == len(level) - 1))

    def _room(self, i: int, earlier: Sequence[Path]) -> Array | float:
        """Return what series ``i`` can be at most: what its elder siblings leave of its whole."""
        whole = self.problem.series[i].whole
        if whole < 0:
            return 1.0
        room = earlier[whole].level
        for elder in self.problem.elder_parts(i):
            share = earlier[elder].share
            room = room if share is None else room * (1 - share)
        return room

    def ends(self, points: Array) -> Array:
        """Return the positions of all window ends, (ends, chains)."""
        z = points[self.first_end : self.first_shift]
        positions = np.empty_like(z)
        for row, end in enumerate(self.problem.ends):
            positions[row] = end.position + end.sd * _moving(end, row, z)
        return positions

    def windows(self, ends: Array) -> tuple[Array, Array, Array]:
        """Return start, end and the slope of the end, of each term; no window is empty."""
        arrays = self.observations
        return _open_windows(ends[arrays.start] + arrays.start_shift, ends[arrays.end], arrays.floor)

    def stated_logs(self, points: Array) -> Array:
        """Return what each observation states, before its own error and its hedge: log value plus shifts."""
        return self.read(points).eta

    def read(self, points: Array) -> Look:
        """Read every observation off the paths."""
        arrays, series = self.observations, self.problem.series
        ends = self.ends(points)
        paths = self._paths(points, ends)
        start, end, slope = self.windows(ends)
        low, high = _Reading.empty(start.shape), _Reading.empty(start.shape)
        for i, path in enumerate(paths):
            rows = arrays.of_series[i]
            low.fill(rows, path, series[i].grid.edges, start[rows])
            high.fill(rows, path, series[i].grid.edges, end[rows])
        amount, length = high.value - low.value, end - start
        logs = np.log(amount)
        logs[arrays.averaged] -= np.log(length[arrays.averaged])
        eta = arrays.offset + arrays.loadings @ points[self.first_shift :] + arrays.combine(logs)
        for row in np.flatnonzero(arrays.relative):
            i = arrays.series[row]
            eta[row] -= np.log(paths[i].cumulative[-1] / np.ptp(series[i].grid.edges))
        return Look(paths, low, high, amount, length, slope, eta)

    def _observe(self, points: Array, gradient: Array) -> Array:
        """Return the log likelihood and add its gradient to ``gradient``."""
        arrays, look = self.observations, self.read(points)
        value, pull = arrays.look_up(look.eta)
        gradient[self.first_shift :] += arrays.loadings.T @ pull
        by_term = arrays.distribute(pull)
        by_amount = by_term / look.amount
        by_length = np.where(arrays.averaged[:, None], by_term / look.length, 0.0)
        towards_end = by_amount * look.high.level - by_length
        towards_start = by_length - by_amount * look.low.level + towards_end * (1 - look.slope)
        pulls = self._pulls_of_terms(towards_start, towards_end * look.slope)
        into_levels = [self._into_level(i, look, by_amount, pull) for i in range(len(look.paths))]
        for i, into_log in enumerate(self._into_logs(into_levels, look.paths)):
            self._pull_span(i, into_log, look.paths[i], pulls)
            self._pull_series(i, into_log, look.paths[i], points, gradient)
        self._pull_ends(pulls, gradient)
        return np.asarray(value.sum(axis=0))

    def _into_level(self, i: int, look: Look, by_amount: Array, pull: Array) -> Array:
        """Return the gradient with respect to the level of each cell of series ``i``."""
        arrays, series, path = self.observations, self.problem.series[i], look.paths[i]
        rows = arrays.of_series[i]
        into_level = _spread_back(by_amount[rows], look.low.take(rows), look.high.take(rows), path, series)
        for row in rows[arrays.relative_terms[rows]]:
            into_level -= pull[row] / path.cumulative[-1] * series.grid.lengths[:, None]
        return into_level

    def _into_logs(self, into_levels: list[Array], paths: Sequence[Path]) -> list[Array]:
        """Return the gradient with respect to the link of each cell: log level, or logit of a share.

        A part's log level is its log share, plus the log of what each elder part leaves, plus the whole's.
        """
        into_logs = [into * path.level for into, path in zip(into_levels, paths, strict=True)]
        into_links = list[Array]()
        for i in reversed(range(len(paths))):
            series, path, into = self.problem.series[i], paths[i], into_logs[i]
            if series.whole >= 0:
                into_logs[series.whole] += into
            if path.peak is not None:
                chains = np.arange(into.shape[1])
                into_logs[series.below][path.peak.stock_cell, chains] += into.sum(axis=0)
            if path.share is not None:
                younger = [into_logs[j] for j in range(i + 1, len(paths)) if i in self.problem.elder_parts(j)]
                into = into * (1 - path.share) - path.share * sum(younger)
            into_links.append(into)
        return into_links[::-1]

    def _pulls_of_terms(self, towards_start: Array, towards_end: Array) -> Array:
        """Return the gradient with respect to the position of each end, (ends, chains)."""
        pulls = np.zeros((len(self.problem.ends), towards_start.shape[1]))
        for k, (first, last) in enumerate(zip(self.observations.start, self.observations.end, strict=True)):
            pulls[first] += towards_start[k]
            pulls[last] += towards_end[k]
        return pulls

    def _pull_span(self, i: int, into_log: Array, path: Path, pulls: Array) -> None:
        """Add what the ends of a span do to the level of a flow that stays below a stock."""
        series, peak = self.problem.series[i], path.peak
        if peak is not None:
            pull = into_log.sum(axis=0) / peak.total
            pulls[series.start] += pull * path.level[0] * (peak.before > 0)
            pulls[series.end] -= pull * path.level[-1] * (peak.after > 0)

    def _pull_ends(self, pulls: Array, gradient: Array) -> None:
        for row, end in enumerate(self.problem.ends):
            own = np.sqrt(1 - end.correlation**2)
            gradient[self.first_end + row] += own * end.sd * pulls[row]
            if end.follows >= 0:
                gradient[self.first_end + end.follows] += end.correlation * end.sd * pulls[row]

    def _pull_series(self, i: int, into_log: Array, path: Path, points: Array, gradient: Array) -> None:
        series, settings, row = self.problem.series[i], self.problem.settings, self.starts[i]
        into_shape = into_log
        if not series.bounded:
            into_shape = into_log - _weights(path, series) * into_log.sum(axis=0)
        level_slope = 1.0 if path.peak is None else 1 - path.peak.share
        into_standard = path.sigma * into_shape
        noise = points[row + SHAPE : row + SHAPE + series.grid.cells]
        into_noise, into_carry = _recursion_back(into_standard, path, noise)
        distances = series.grid.distances[: len(path.carry), None] if len(path.carry) else np.zeros((0, 1))
        into_length = np.sum(into_carry * path.carry * distances / path.length, axis=0)
        gradient[row + LEVEL] += self.anchors[i][1] * level_slope * into_log.sum(axis=0)
        gradient[row + SIGMA] += settings.sigma_log_sd * np.einsum("ij,ij->j", into_standard, path.standard)
        gradient[row + LENGTH] += settings.length_log_sd * into_length
        gradient[row + SHAPE : row + SHAPE + series.grid.cells] += into_noise


class _Term(NamedTuple):
    """An integral of one path that the log of an observation's number consists of."""

    series: int
    start: int
    end: int
    averaged: bool
    start_shift: float = 0.0

    @classmethod
    def counted(cls, observation: Observation) -> _Term:
        return cls(observation.series, observation.start, observation.end, observation.averaged)

    @classmethod
    def whole(cls, problem: Problem, observation: Observation) -> _Term:
        """Return what a share is a share of; the level of a stock is that of its last month."""
        if problem.series[observation.of].kind == "flow":
            return cls(observation.of, observation.start, observation.end, observation.averaged)
        return cls(observation.of, observation.end, observation.end, averaged=True, start_shift=-1.0)


class _ObservationArrays:
    """The observations of a group, column by column."""

    def __init__(self, problem: Problem) -> None:
        observations = problem.observations
        self.shared: Integers = np.array([k for k, o in enumerate(observations) if o.of >= 0], dtype=np.intp)
        terms = [
            *(_Term.counted(o) for o in observations),
            *(_Term.whole(problem, o) for o in observations if o.of >= 0),
        ]
        self.series: Integers = np.array([t.series for t in terms], dtype=np.intp)
        self.start: Integers = np.array([t.start for t in terms], dtype=np.intp)
        self.end: Integers = np.array([t.end for t in terms], dtype=np.intp)
        self.start_shift: Array = np.array([[t.start_shift] for t in terms])
        self.averaged = np.array([t.averaged for t in terms])
        self.relative = np.array([o.relative for o in observations])
        self.relative_terms = np.concatenate([self.relative, np.zeros(len(self.shared), dtype=bool)])
        self.offset: Array = np.array([[o.offset] for o in observations])
        self.loadings = problem.loading_matrix()
        self.of_series = [np.flatnonzero(self.series == i) for i in range(len(problem.series))]
        self.floor = _window_floors(problem, terms)
        tables = problem.tables()
        self.centre: Array = np.array([[t.centre] for t in tables])
        self.scale: Array = np.array([[t.scale] for t in tables])
        self.values: Array = np.concatenate([t.values for t in tables])
        self.slopes: Array = np.concatenate([t.slopes for t in tables])
        self.first_node: Integers = (np.arange(len(tables), dtype=np.intp) * NODES)[:, None]

    def combine(self, logs: Array) -> Array:
        """Return the log of each observation's number from the logs of its terms, (observations, chains)."""
        if not len(self.shared):
            return logs
        combined = logs[: len(self.relative)].copy()
        combined[self.shared] -= logs[len(self.relative) :]
        return combined

    def distribute(self, pull: Array) -> Array:
        """Return the gradient with respect to the log of each term, (terms, chains)."""
        return np.concatenate([pull, -pull[self.shared]]) if len(self.shared) else pull

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
        cell = cells_at(edges, position)
        at = cell * position.shape[1] + np.arange(position.shape[1])
        inside = position - edges.take(cell)
        level = path.level.take(at)
        self.value[rows] = path.cumulative.take(at) + level * inside
        self.level[rows], self.at[rows], self.inside[rows] = level, at, inside

    def take(self, rows: Integers) -> _Reading:
        return _Reading(self.value[rows], self.level[rows], self.at[rows], self.inside[rows])


@dataclass(slots=True)
class Look:
    """Every observation as read off the paths; arrays are (terms, chains), ``eta`` (observations, chains)."""

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
    """Return mean and standard deviation of the prior of a series' level on its link scale.

    Of a flow below a stock it is the prior of the log share, up to where the share is 1.
    """
    if series.bounded:
        return PART_LOGIT
    if series.below >= 0:
        return 0.0, problem.settings.level_log_sd
    return problem.settings.level_log_mean, problem.settings.level_log_sd


def _series_starts(problem: Problem) -> list[int]:
    sizes = [SHAPE + s.grid.cells for s in problem.series]
    return [0, *np.cumsum(sizes).tolist()]


def _window_floors(problem: Problem, terms: Sequence[_Term]) -> Array:
    ends = problem.ends
    lengths = [ends[t.end].position - ends[t.start].position - t.start_shift for t in terms]
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
    """Return the share of each cell in the total that the level's coordinate fixes, (cells, chains)."""
    amounts = path.level * series.grid.lengths[:, None]
    peak = path.peak
    if peak is None:
        return np.asarray(amounts / path.cumulative[-1])
    amounts[np.arange(len(amounts))[:, None] > peak.cell] = 0.0
    amounts[0] += path.level[0] * peak.before
    amounts[-1] += path.level[-1] * peak.after
    return np.asarray(amounts / peak.total)


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


def cells_at_ends(grid: Grid, other: Grid) -> Integers:
    """Return the cell of the other grid that each cell of a grid ends in, the outermost for those outside."""
    return cells_at(other.edges, grid.edges[1:] - LEAST_OPEN)


def cells_at(edges: Array, position: Array) -> Integers:
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
