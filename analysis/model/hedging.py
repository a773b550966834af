"""What a speaker believed, given the number and the hedge that were stated.

Each family is a density of d = log(x / v): x the value believed, v the value stated. Written in the
logarithm it depends on the stated number only through its relative granularity r = g / v, so that a table
worked out for "6 million" serves "6 thousand" as well. Implicatures: "more than" has an upper bound at the
granularity of its number (Cummins, Sauerland & Solt 2012, doi:10.1007/s10988-012-9114-0); "up to" is
cancellable; widths differ between people by a factor of about four (Ferson et al. 2015,
Int. J. Approximate Reasoning), hence the random width of the soft family.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Array = NDArray[np.float64]

WIDTH_LOG_SD = 0.6
SMALLEST = 1e-9
STUDENT_80_PERCENT = 1.5332


@dataclass(frozen=True, slots=True)
class HedgeShape:
    """The row of the hedge table that a wording belongs to.

    Attributes
    ----------
    family : str
        One of ``FAMILIES``.
    width, wide_width : float
        Widths in granules (in logarithms for ``below_log``; a relative level for ``zero``).
    wide_weight : float
        Weight of the wide component of a mixture.
    miss : float
        Probability that the value lies on the side that the wording excludes.
    """

    family: str
    width: float
    wide_width: float = 0.0
    wide_weight: float = 0.0
    miss: float = 0.0

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise ValueError(f"'{self.family}' is not a hedge family; write one of {', '.join(FAMILIES)}")

    def scaled(self, factor: float) -> HedgeShape:
        """Return the shape with its widths multiplied by ``factor``."""
        return HedgeShape(
            self.family, self.width * factor, self.wide_width * factor, self.wide_weight, self.miss
        )


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as stated, stripped of everything but its meaning.

    Attributes
    ----------
    shape : HedgeShape
        How the wording hedges it.
    log_value : float
        Logarithm of the value; of the lower end for a range or an order of magnitude.
    granularity : float
        Granule relative to the value (1/6 for "6 million").
    log_span : float
        log(high / low) for a range or an order of magnitude, else 0.
    """

    shape: HedgeShape
    log_value: float
    granularity: float
    log_span: float = 0.0


def density(stated: Stated, d: Array) -> Array:
    """Return the density of d = log(believed / stated), not normalised to the last digit."""
    return _DENSITIES[stated.shape.family](stated, d)


def mesh(stated: Stated) -> Array:
    """Return increasing points of d between which the density is smooth and outside which it is nil."""
    points = _MESHES[stated.shape.family](stated)
    return np.unique(np.asarray(points, dtype=float))


def _granule(stated: Stated, width: float) -> float:
    return max(width * stated.granularity, SMALLEST)


def _uniform_part(d: Array, half: float) -> Array:
    q = np.exp(d)
    low, high = max(1 - half, 0.0), 1 + half
    return np.where((q >= low) & (q <= high), q / (high - low), 0.0)


def _uniform(stated: Stated, d: Array) -> Array:
    shape = stated.shape
    narrow = _uniform_part(d, _granule(stated, shape.width))
    wide = _uniform_part(d, _granule(stated, shape.wide_width))
    return (1 - shape.wide_weight) * narrow + shape.wide_weight * wide


def _soft(stated: Stated, d: Array) -> Array:
    q = np.exp(d)
    centre = np.log(_granule(stated, stated.shape.width))
    distance = np.log(np.maximum(np.abs(q - 1), SMALLEST**2))
    reached = ndtr((centre - WIDTH_LOG_SD**2 - distance) / WIDTH_LOG_SD)
    return np.asarray(q * 0.5 * np.exp(-centre + WIDTH_LOG_SD**2 / 2) * reached)


def _one_sided(excess: Array, jacobian: Array | float, scale: float, miss: float) -> Array:
    weight = np.where(excess >= 0, 1 - miss, miss)
    return jacobian * weight * np.exp(-np.abs(excess) / scale) / scale


def _above(stated: Stated, d: Array) -> Array:
    q = np.exp(d)
    return _one_sided(q - 1, q, _granule(stated, stated.shape.width), stated.shape.miss)


def _below(stated: Stated, d: Array) -> Array:
    q = np.exp(d)
    return _one_sided(1 - q, q, _granule(stated, stated.shape.width), stated.shape.miss)


def _below_log(stated: Stated, d: Array) -> Array:
    return _one_sided(-d, 1.0, max(stated.shape.width, SMALLEST), stated.shape.miss)


def _range(stated: Stated, d: Array) -> Array:
    half = max(0.5 * stated.log_span * stated.shape.width / 0.8, SMALLEST)
    t = (d - 0.5 * stated.log_span) / (half / STUDENT_80_PERCENT)
    return (1 + t * t / 4) ** -2.5


def _decade(stated: Stated, d: Array) -> Array:
    return np.where((d >= 0) & (d <= stated.log_span), 1.0, 0.0)


def _refuse_zero(stated: Stated, d: Array) -> Array:
    raise ValueError("a statement of zero says nothing about a logarithm; it is read relative to the average")


_TWO_SIDED = np.concatenate([-np.geomspace(1e-3, 1, 24)[::-1], [0.0], np.geomspace(1e-3, 1, 24)])


def _around_one(half: float, reach: float) -> Array:
    inner = 1 + half * np.linspace(-1, 1, 41)
    outer = 1 + half * reach * _TWO_SIDED
    q = np.concatenate([inner, outer])
    low = np.geomspace(1e-6, 1, 30) if half * reach >= 1 else np.empty(0)
    return np.asarray(np.log(np.concatenate([q[q > SMALLEST], low])))


def _uniform_mesh(stated: Stated) -> Array:
    halves = {_granule(stated, w) for w in (stated.shape.width, stated.shape.wide_width)}
    points = [_around_one(half, 1.0) for half in halves]
    return np.concatenate(points)


def _soft_mesh(stated: Stated) -> Array:
    return _around_one(_granule(stated, stated.shape.width), float(np.exp(4 * WIDTH_LOG_SD)))


def _one_sided_mesh(stated: Stated) -> Array:
    return _around_one(_granule(stated, stated.shape.width), 24.0)


def _below_log_mesh(stated: Stated) -> Array:
    return max(stated.shape.width, SMALLEST) * 24 * np.concatenate([_TWO_SIDED, np.linspace(-0.1, 0.1, 41)])


def _range_mesh(stated: Stated) -> Array:
    half = max(0.5 * stated.log_span * stated.shape.width / 0.8, SMALLEST)
    return 0.5 * stated.log_span + half * np.concatenate([40 * _TWO_SIDED, np.linspace(-2, 2, 61)])


def _decade_mesh(stated: Stated) -> Array:
    return np.linspace(0, stated.log_span, 81)


_DENSITIES: dict[str, Callable[[Stated, Array], Array]] = {
    "uniform": _uniform,
    "soft": _soft,
    "above": _above,
    "below": _below,
    "below_log": _below_log,
    "range": _range,
    "decade": _decade,
    "zero": _refuse_zero,
}
_MESHES: dict[str, Callable[[Stated], Array]] = {
    "uniform": _uniform_mesh,
    "soft": _soft_mesh,
    "above": _one_sided_mesh,
    "below": _one_sided_mesh,
    "below_log": _below_log_mesh,
    "range": _range_mesh,
    "decade": _decade_mesh,
    "zero": _decade_mesh,
}
FAMILIES = tuple(_DENSITIES)
