"""Rounding by the width of the band: no figure shows a digit that its band does not support.

The unit of rounding is the smallest of 1, 2 and 5 times a power of ten that is at least a fortieth of the
width of the 90 % band, one unit for the value and for all its bounds: a band is then 16 to 40 units wide, so
that rounding moves a bound by 3 % of the width at most. Where simulation noise could change a digit
of that unit, the next coarser one is taken. Arithmetic is decimal, so that a printed 0.3 is 0.3
and not its nearest binary neighbour.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import pairwise

# Below this share of the largest bound, a width is the noise of floating-point arithmetic.
RELATIVE_NOISE = Decimal("1e-12")
DIGITS_WITHOUT_WIDTH = 3
MOST_UNITS_IN_WIDTH = 40
FEWEST_UNITS_IN_WIDTH = 4
STEPS = (1, 2, 5, 10)

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
        if not all(map(math.isfinite, self.numbers)):
            raise ValueError(f"{self} is not finite; give five finite numbers")
        ordered = (self.low_90, self.low_50, self.value, self.high_50, self.high_90)
        if any(low > high for low, high in pairwise(ordered)):
            raise ValueError(f"{self} is not in order; give low_90 ≤ low_50 ≤ value ≤ high_50 ≤ high_90")

    @property
    def numbers(self) -> tuple[float, float, float, float, float]:
        """The five numbers, in the order of the attributes."""
        return self.value, self.low_50, self.high_50, self.low_90, self.high_90

    @classmethod
    def of(cls, row: Mapping[str, object]) -> Band:
        """Take the five numbers out of a row of figures."""
        return cls(*(float(str(row[part.name])) for part in fields(cls)))


def decimal_of(number: float) -> Decimal:
    """Shortest decimal that names the same floating-point number."""
    return Decimal(repr(float(number)))


def rounding_unit(low: float, high: float, noise: float = 0.0) -> Decimal:
    """Unit to which a figure with this 90 % band is rounded.

    Parameters
    ----------
    low, high
        Bounds of the 90 % band.
    noise
        Largest Monte Carlo standard error of the value and its bounds: twice it stays below half a unit.

    Returns
    -------
    Decimal
        1, 2 or 5 times a power of ten. A band without width keeps three significant digits; a band at zero
        keeps whole numbers.

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
    unit = _step_at_least(_EXACT.divide(width, MOST_UNITS_IN_WIDTH))
    while not monte_carlo_holds(noise, unit) and _step_above(unit) * FEWEST_UNITS_IN_WIDTH <= width:
        unit = _step_above(unit)
    return unit


def round_to_unit(number: float, unit: Decimal) -> float:
    """Round to the nearest multiple of a unit, halves away from zero."""
    multiples = _EXACT.divide(decimal_of(number), unit).to_integral_value(ROUND_HALF_UP)
    return float(_EXACT.multiply(multiples, unit)) + 0.0  # + 0.0 turns -0.0 into 0.0


def round_band(band: Band, noise: float = 0.0) -> Band:
    """Round the value and the four bounds to the one unit that the 90 % band and the ``noise`` allow.

    A positive number that the unit would round to nothing keeps its first digit instead: a lower bound of
    zero would claim more than the band does.
    """
    unit = rounding_unit(band.low_90, band.high_90, noise)
    return Band(*(_round_above_zero(number, unit) for number in band.numbers))


def printed_unit(band: Band) -> Decimal:
    """Power of ten down to which the numbers of an already rounded figure are printed: their finest place."""
    places = [_place(decimal_of(number)) for number in band.numbers if number != 0]
    return _power_of_ten(min(places, default=0))


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


def _round_above_zero(number: float, unit: Decimal) -> float:
    rounded = round_to_unit(number, unit)
    if rounded == 0 and number > 0:
        return round_to_unit(number, _power_of_ten(decimal_of(number).adjusted()))
    return rounded


def _step_at_least(size: Decimal) -> Decimal:
    power = _power_of_ten(size.adjusted())
    return next(step * power for step in STEPS if step * power >= size)


def _step_above(unit: Decimal) -> Decimal:
    power = _power_of_ten(unit.adjusted())
    return next(step * power for step in STEPS if step * power > unit)


def _place(number: Decimal) -> int:
    exponent = number.normalize(_EXACT).as_tuple().exponent
    return int(exponent)


def _power_of_ten(exponent: int) -> Decimal:
    return Decimal(1).scaleb(exponent)
