"""A group of series that are estimated together, as plain arrays.

Nothing here knows a quantity, a speaker or a hedge by name: a series is a stretch of cells, an end of a
window is a position with a spread, and whatever shifts a claim's logarithm (bias of a bloc or speaker, a
unit's factor, an origin's shared error) is a column of a loading matrix.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.model.hedging import Stated
from analysis.model.likelihood import LogLikelihoodTable, tabulate
from analysis.model.settings import Settings

Array = NDArray[np.float64]
Integers = NDArray[np.intp]

PART_LOGIT = (0.0, 2.0)


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a series.

    Attributes
    ----------
    edges : (cells + 1,) array
        Boundaries in months, increasing.
    """

    edges: Array

    def __post_init__(self) -> None:
        if len(self.edges) < 2 or np.any(np.diff(self.edges) <= 0):
            raise ValueError("a grid needs at least two edges, each later than the one before")

    @property
    def cells(self) -> int:
        """Return the number of cells."""
        return len(self.edges) - 1

    @property
    def lengths(self) -> Array:
        """Return the lengths of the cells in months."""
        return np.diff(self.edges)

    def same_as(self, other: Grid) -> bool:
        """Return whether both have the same cells."""
        return np.array_equal(self.edges, other.edges)

    @property
    def distances(self) -> Array:
        """Return the distances between the middles of neighbouring cells in months."""
        return np.diff(0.5 * (self.edges[1:] + self.edges[:-1]))


@dataclass(frozen=True, slots=True)
class Series:
    """One latent series and the span that its total and its average are taken over.

    Attributes
    ----------
    grid : Grid
        Its cells.
    kind : str
        ``flow`` (adds up), ``stock`` (a level) or ``share`` (a level between 0 and 1).
    start, end : int
        Rows of the group's window ends that bound the span.
    whole : int
        An earlier series on the same grid that this one is a part of, or -1. A part is a share of what
        earlier parts leave of its whole, so that no draw has more of the parts than of the whole.
    below : int
        An earlier stock that the running total of this flow never exceeds, or -1.
    """

    grid: Grid
    kind: str
    start: int
    end: int
    whole: int = -1
    below: int = -1

    @property
    def bounded(self) -> bool:
        """Return whether the latent path is a share between 0 and 1, and not a positive level."""
        return self.kind == "share" or self.whole >= 0


@dataclass(frozen=True, slots=True)
class View:
    """A series in another unit: the same path, divided by an uncertain factor that all such claims share.

    Attributes
    ----------
    series : int
        Row of the series.
    shift : int
        Column of the shared shift that the factor moves with, or -1.
    log_factor, factor_sd : float
        Mean and standard deviation of the factor's logarithm.
    """

    series: int
    shift: int = -1
    log_factor: float = 0.0
    factor_sd: float = 0.0


@dataclass(frozen=True, slots=True)
class WindowEnd:
    """One uncertain end of a window, in months on the group's clock.

    Attributes
    ----------
    position, sd : float
        Mean and standard deviation.
    follows : int
        Row of an earlier end that this one moves with, or -1.
    correlation : float
        Correlation with the end that it follows.
    """

    position: float
    sd: float
    follows: int = -1
    correlation: float = 0.0


@dataclass(frozen=True, slots=True)
class Observation:
    """What one origin said of one series over one window, in all its wordings.

    Attributes
    ----------
    series, start, end : int
        Rows of the series and of the window's ends.
    averaged : bool
        The number is an average over the window (a rate or a level), not a sum.
    relative : bool
        The number is relative to the average of the whole span (a statement of zero).
    statements : tuple of Stated
        The wordings.
    own_error : float
        Scale of the Student error of this number alone.
    offset : float
        Known shift of the logarithm (mean bias, unit of time).
    loadings : dict of int to float
        Columns of the shared shifts and how strongly each acts.
    of : int
        Series of the whole that the number is a share of, or -1: a flow over the same window, a stock at
        the window's end.
    """

    series: int
    start: int
    end: int
    averaged: bool
    relative: bool
    statements: tuple[Stated, ...]
    own_error: float
    offset: float = 0.0
    loadings: dict[int, float] = field(default_factory=dict)
    of: int = -1


@dataclass(frozen=True)
class Problem:
    """Series, ends, shifts and observations of one group, ready for the density.

    Attributes
    ----------
    series, ends, observations : tuples
        What the group consists of.
    heavy : (shifts,) bool array
        Which shared shifts have a Student rather than a normal prior (origins' shared errors).
    shift_names : tuple of str
        A name for each shared shift, for reports.
    settings : Settings
        Assumptions and effort.
    other_units : tuple of View
        Series that are reported in a further unit.
    """

    series: tuple[Series, ...]
    ends: tuple[WindowEnd, ...]
    observations: tuple[Observation, ...]
    heavy: NDArray[np.bool_]
    shift_names: tuple[str, ...]
    settings: Settings
    other_units: tuple[View, ...] = ()

    def __post_init__(self) -> None:
        if not self.observations:
            raise ValueError("there is no claim to estimate from; give at least one with a value")
        for i, series in enumerate(self.series):
            if max(series.whole, series.below) >= i:
                raise ValueError("a whole must stand before its parts, and a stock before its flow")
            if series.whole >= 0 and not series.grid.same_as(self.series[series.whole].grid):
                raise ValueError("a part needs the grid of its whole")

    @property
    def views(self) -> tuple[View, ...]:
        """Return what is reported: every series in its own unit, then those in further units."""
        return (*(View(i) for i in range(len(self.series))), *self.other_units)

    def elder_parts(self, series: int) -> list[int]:
        """Return the parts of the same whole that come before ``series``."""
        whole = self.series[series].whole
        return [i for i in range(series) if whole >= 0 and self.series[i].whole == whole]

    @property
    def dimensions(self) -> int:
        """Return the number of coordinates."""
        return sum(3 + s.grid.cells for s in self.series) + len(self.ends) + len(self.heavy)

    def tables(self) -> list[LogLikelihoodTable]:
        """Return the likelihood table of each observation."""
        return [tabulate(o.statements, o.own_error) for o in self.observations]

    def loading_matrix(self) -> Array:
        """Return the (observations, shifts) matrix of loadings."""
        matrix = np.zeros((len(self.observations), len(self.heavy)))
        for row, observation in enumerate(self.observations):
            for column, loading in observation.loadings.items():
                matrix[row, column] = loading
        return matrix

    def anchor(self, series: int) -> tuple[float, float]:
        """Return a rough log level of a series and its spread, from the stated numbers alone.

        Only where the sampler starts: the posterior does not depend on it.
        """
        if self.series[series].whole >= 0:
            return PART_LOGIT
        own = [o for o in self.observations if o.series == series and not o.relative and o.of < 0]
        levels = [self._log_level(o) for o in own] or [self.settings.level_log_mean]
        middle, spread = float(np.median(levels)), 2.0 + 0.5 * float(np.ptp(levels))
        return (
            (self._logit_below(series, middle), spread)
            if self.series[series].below >= 0
            else (middle, spread)
        )

    def _logit_below(self, series: int, log_level: float) -> float:
        """Return roughly the logit of a flow's share of its stock."""
        flow = self.series[series]
        length = self.ends[flow.end].position - self.ends[flow.start].position
        share = np.exp(log_level - self.anchor(flow.below)[0]) * max(length, 1e-3)
        return float(-np.log(max(1 / share - 1, 0.1)))

    def _log_level(self, observation: Observation) -> float:
        stated = observation.statements[0]
        level = stated.log_value + 0.5 * stated.log_span - observation.offset
        if observation.averaged:
            return level
        length = self.ends[observation.end].position - self.ends[observation.start].position
        return level - float(np.log(max(length, 1e-3)))
