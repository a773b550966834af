"""Rounding by the width of the band: no figure shows a digit that its band does not support.

The unit of rounding is ``10 ** (floor(log10(width of the 90 % band)) - 1)``, one unit for the value and
for all its bounds. Arithmetic is decimal, so that a printed 0.3 is 0.3 and not its nearest binary neighbour.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import pairwise

# Below this share of the largest bound, a width is the noise of floating-point arithmetic.
RELATIVE_NOISE = Decimal("1e-12")
DIGITS_WITHOUT_WIDTH = 3
# A width that was rounded has moved by at most one unit, so it lies within these multiples of its unit.
NARROWEST, WIDEST = 9, 101

_EXACT = Context(prec=1000, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Band:
    """A central value with its 50 % and 90 % bands, all in one unit.

    Attributes
    ----------
    value
        Median.
    low_50, high_50, low_90, high_90
        Quantiles 0.25, 0.75, 0.05 and 0.95.
    """

    value: float
    low_50: float
    high_50: float
    low_90: float
    high_90: float

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, astuple(self))):
            raise ValueError(f"{self} is not finite; give five finite numbers")
        ordered = (self.low_90, self.low_50, self.value, self.high_50, self.high_90)
        if any(low > high for low, high in pairwise(ordered)):
            raise ValueError(f"{self} is not in order; give low_90 ≤ low_50 ≤ value ≤ high_50 ≤ high_90")

    @classmethod
    def of(cls, row: Mapping[str, object]) -> Band:
        """Take the five numbers out of a row of figures."""
        return cls(*(float(str(row[part.name])) for part in fields(cls)))


def decimal_of(number: float) -> Decimal:
    """Shortest decimal that names the same floating-point number."""
    return Decimal(repr(float(number)))


def rounding_unit(low: float, high: float) -> Decimal:
    """Unit to which a figure with this 90 % band is rounded.

    Parameters
    ----------
    low, high
        Bounds of the 90 % band.

    Returns
    -------
    Decimal
        A power of ten. A band without width keeps three significant digits; a band at zero keeps whole
        numbers.

    Raises
    ------
    ValueError
        When a bound is not finite or ``low`` is above ``high``.
    """
    band = Band(low, low, high, low, high)
    lower, upper = decimal_of(band.low_90), decimal_of(band.high_90)
    width, largest = _EXACT.subtract(upper, lower), max(abs(lower), abs(upper))
    if largest == 0:
        return Decimal(1)
    if width <= _EXACT.multiply(largest, RELATIVE_NOISE):
        return _power_of_ten(largest.adjusted() - DIGITS_WITHOUT_WIDTH + 1)
    return _power_of_ten(width.adjusted() - 1)


def round_to_unit(number: float, unit: Decimal) -> float:
    """Round to the nearest multiple of a power of ten, halves away from zero."""
    return float(decimal_of(number).quantize(unit, context=_EXACT)) + 0.0  # + 0.0 turns -0.0 into 0.0


def round_band(band: Band) -> Band:
    """Round the value and the four bounds to the one unit that the 90 % band allows."""
    unit = rounding_unit(band.low_90, band.high_90)
    return Band(*(round_to_unit(number, unit) for number in astuple(band)))


def published_unit(band: Band) -> Decimal:
    """Unit to which an already rounded figure was rounded, told from its own numbers.

    Where two units explain the same numbers, the coarser one is meant, so this never shows more digits.
    """
    nearest = rounding_unit(band.low_90, band.high_90)
    candidates = (nearest.scaleb(step) for step in (1, 0, -1))
    return next((unit for unit in candidates if _explains(unit, band)), nearest)


def monte_carlo_holds(errors: float | Iterable[float], unit: Decimal | float) -> bool:
    """Tell whether simulation noise leaves every printed digit as it is.

    Parameters
    ----------
    errors
        Monte Carlo standard errors of the value and its bounds, in the unit of the figure.
    unit
        Unit of rounding.

    Returns
    -------
    bool
        True if twice the largest error is less than half the unit; False for unknown (NaN) errors.
    """
    known = [errors] if isinstance(errors, int | float) else [*errors]
    return bool(known) and all(0 <= 2 * error < float(unit) / 2 for error in known)


def _explains(unit: Decimal, band: Band) -> bool:
    numbers = [decimal_of(number) for number in astuple(band)]
    if any(_EXACT.remainder(number, unit) != 0 for number in numbers):
        return False
    width = _EXACT.subtract(numbers[-1], numbers[-2])
    return NARROWEST * unit <= width <= WIDEST * unit


def _power_of_ten(exponent: int) -> Decimal:
    return Decimal(1).scaleb(exponent)
