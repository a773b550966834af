"""Redraw the scale and the length of each series' shape while its path stays where it is.

Where claims fix a path well, its whitened noise and its scale are tightly bound, and a sampler of the
whitened coordinates creeps. Given the path, the claims have no say any more: scale and length depend on it
alone, through the density of the Ornstein-Uhlenbeck process. Alternating the two is the interweaving of Yu &
Meng 2011 (doi:10.1198/jcgs.2011.203main). A flow's shape also has a free constant, which its level takes
off again; it is drawn exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.model.density import LENGTH, SHAPE, SIGMA, Posterior, carry_over, run_recursion, scales_at
from analysis.model.problem import Series
from analysis.model.settings import Settings

Array = NDArray[np.float64]

PROPOSALS = 4
NARROWEST, WIDEST = 0.25, 2.5


def redraw_scales(posterior: Posterior, points: Array, rng: np.random.Generator) -> Array:
    """Return points of the same paths with scales and lengths drawn anew.

    Parameters
    ----------
    posterior : Posterior
        Whose coordinates these are.
    points : (dimensions, chains) array
        Distributed as the posterior, at any temperature; so are the returned points.
    rng : Generator
        Source of the proposals.
    """
    points = points.copy()
    settings = posterior.problem.settings
    if settings.shape_width > 0:
        for series, row in zip(posterior.problem.series, posterior.starts, strict=False):
            scales, noise = [row + SIGMA, row + LENGTH], slice(row + SHAPE, row + SHAPE + series.grid.cells)
            shape = _Shape.read(series, settings, points[scales], points[noise])
            if not series.bounded:
                shape.redraw_constant(rng)
            for _ in range(PROPOSALS):
                shape.redraw_scale(rng)
            points[scales], points[noise] = shape.place, shape.noise
    return points


@dataclass(slots=True)
class _Shape:
    """One series' shape.

    Attributes
    ----------
    series, settings
        What the shape belongs to.
    place : (2, chains) array
        Whitened scale and length.
    noise : (cells, chains) array
        Whitened innovations.
    path : (cells, chains) array
        The shape itself: scale times standard process.
    density : (chains,) array
        Log density of ``path`` and ``place``.
    """

    series: Series
    settings: Settings
    place: Array
    noise: Array
    path: Array
    density: Array

    @classmethod
    def read(cls, series: Series, settings: Settings, place: Array, noise: Array) -> _Shape:
        sigma, length = scales_at(settings, *place)
        path = sigma * run_recursion(noise, *carry_over(series, length))
        return cls(series, settings, place, noise, path, whiten(series, settings, path, place)[1])

    def redraw_constant(self, rng: np.random.Generator) -> None:
        """Draw the shape's constant given all else: normal, since it moves the innovations along a line."""
        sigma, length = scales_at(self.settings, *self.place)
        carry, innovation = carry_over(self.series, length)
        direction = np.ones_like(self.noise)
        direction[1:] = (1 - carry) / innovation
        precision = np.einsum("ij,ij->j", direction, direction)
        mean = -np.einsum("ij,ij->j", direction, self.noise) / precision
        shift = mean + rng.standard_normal(len(mean)) / np.sqrt(precision)
        self.noise = self.noise + shift * direction
        self.path = self.path + sigma * shift
        self.density = whiten(self.series, self.settings, self.path, self.place)[1]

    def redraw_scale(self, rng: np.random.Generator) -> None:
        """Propose another scale and length for the same path (Metropolis, steps of many sizes)."""
        chains = self.place.shape[1]
        size = np.exp(rng.uniform(np.log(NARROWEST), np.log(WIDEST), chains))
        place = self.place + size * self._reach() * rng.standard_normal((2, chains))
        noise, density = whiten(self.series, self.settings, self.path, place)
        accepted = np.log(rng.random(chains)) < density - self.density
        self.place = np.where(accepted, place, self.place)
        self.noise = np.where(accepted, noise, self.noise)
        self.density = np.where(accepted, density, self.density)

    def _reach(self) -> Array:
        """Return roughly how well a path fixes its whitened scale and length, (2, 1)."""
        cells, settings = self.series.grid.cells, self.settings
        information = cells * np.array([2 * settings.sigma_log_sd**2, 0.5 * settings.length_log_sd**2])
        return np.asarray((1 + information) ** -0.5)[:, None]


def whiten(series: Series, settings: Settings, path: Array, place: Array) -> tuple[Array, Array]:
    """Return the innovations of a path at given scales, and the log density of both but for a constant."""
    sigma, length = scales_at(settings, *place)
    carry, innovation = carry_over(series, length)
    noise = path / sigma
    noise[1:] = (noise[1:] - carry * noise[:-1]) / innovation
    cells = len(noise)
    volume = np.log(innovation).sum(axis=0) * ((cells - 1) / max(len(innovation), 1))
    squares = np.einsum("ij,ij->j", noise, noise) + np.einsum("ij,ij->j", place, place)
    return noise, -cells * np.log(sigma) - volume - 0.5 * squares
