"""What a plot is given: bands, months and shares of a width, in the units of the figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["estimate", "beside", "plain"]

PRIOR_SHAPE_BELOW = 0.3
"""Shape information under which the shape of a month is called the prior's."""


@dataclass(frozen=True, slots=True)
class Band:
    """A median with its 50 and 90 % band; ends that are None are not drawn.

    ``kind`` says what it is: an ``estimate``, something set ``beside`` it, or ``plain`` arithmetic;
    ``language`` is that of its label and unit, in which its numbers are printed.
    """

    label: str
    value: float | None
    low_50: float | None = None
    high_50: float | None = None
    low_90: float | None = None
    high_90: float | None = None
    unit: str = ""
    kind: Kind = "estimate"
    language: str = "en"

    def ends(self) -> list[float]:
        """Return every number of the band that is given."""
        given = (self.value, self.low_50, self.high_50, self.low_90, self.high_90)
        return [number for number in given if number is not None]


@dataclass(frozen=True, slots=True)
class Month:
    """The band of one month (``month`` as ``YYYY-MM``) and how much the statements say of its shape.

    The prior ends are those of the month when only the average is known.
    """

    month: str
    band: Band
    shape_information: float
    prior_low_90: float | None = None
    prior_high_90: float | None = None

    @property
    def prior_shape(self) -> bool:
        """Whether the month's share of the total comes from the prior."""
        return self.shape_information < PRIOR_SHAPE_BELOW


@dataclass(frozen=True, slots=True)
class WidthShare:
    """How much of a band's width goes when one cause of doubt is taken away (0 to 1)."""

    label: str
    share: float


@dataclass(frozen=True, slots=True)
class Series:
    """The months of one quantity, its average over the window, and what it is called."""

    label: str
    unit: str
    months: tuple[Month, ...]
    average: Band
    stock: bool = False

    @property
    def language(self) -> str:
        """Language of its labels and numbers."""
        return self.average.language

    @property
    def published(self) -> tuple[Month, ...]:
        """The months that have a band; the others are withheld."""
        return tuple(month for month in self.months if month.band.value is not None)

    @property
    def prior_months(self) -> int:
        """Number of months whose shape comes from the prior."""
        return sum(month.prior_shape for month in self.months)


@dataclass(frozen=True, slots=True)
class Span:
    """A statement and the ends of its window in months since year 0; None where it is open.

    ``window`` is the window in words, ``kind`` tells evidence (``estimate``) from what is only recorded.
    """

    label: str
    start: float | None
    end: float | None
    window: str
    kind: Kind = "estimate"


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a plot: what it shows, how to read it, and the same for those who cannot see it."""

    title: str
    subtitle: str
    alt: str
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a plot, as a header and rows, for the CSV beside it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...] = field(default=())


def band_table(bands: Iterable[Band]) -> Table:
    """Return the numbers of bands as a table."""
    header = ("label", "value", "low_50", "high_50", "low_90", "high_90", "unit")
    rows = (
        tuple("" if cell is None else cell for cell in (getattr(band, name) for name in header))
        for band in bands
    )
    return Table(header, tuple(rows))
