"""What a reader without a model would expect: the last number again, or the last number carried on.

Both get the benefit of a spread, that of their own errors on the statements before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.predicting.forecasts import crps_of_normal

FEWEST_ERRORS = 5
"""With fewer errors behind it a baseline stays a point."""


class Stated(NamedTuple):
    """A statement as a baseline sees it.

    ``month`` is that in which it was public (months since year 0), ``order`` sorts statements of a month,
    ``start`` and ``end`` are those of its window in months since year 0.
    """

    claim_id: str
    quantity: str
    measure: str
    value: float
    month: int
    order: tuple[float, float, str]
    start: float
    end: float

    @property
    def months(self) -> float:
        """Length of its window."""
        return max(self.end - self.start, 1e-3)


class Expected(NamedTuple):
    """What a baseline expects: a number, and its log-CRPS as a point and with a spread."""

    value: float
    log_crps: float
    spread_log_crps: float


@dataclass
class Baseline:
    """One baseline on its way through the record: it learns its spread from its own errors."""

    extends: bool
    errors: list[tuple[int, float]] = field(default_factory=list)

    def expect(self, asked: Stated, before: Stated) -> Expected:
        """Expect the number of a statement from the last one before it, and learn from what was stated."""
        carried = asked.months / before.months if self.extends and asked.measure == "total" else 1.0
        value = before.value * carried
        error = math.log(asked.value / value)
        spread = self._spread(asked.month)
        self.errors.append((asked.month, error))
        return Expected(value, abs(error), crps_of_normal(0.0, spread, error))

    def _spread(self, month: int) -> float:
        """Return the root mean square of the errors on statements of earlier months."""
        known = [error for when, error in self.errors if when < month]
        return math.sqrt(sum(e * e for e in known) / len(known)) if len(known) >= FEWEST_ERRORS else 0.0


def expect_all(statements: Sequence[Stated]) -> dict[str, tuple[Expected, Expected]]:
    """Return what *repeat the last* and *extend the average rate* expect, by id of the claim.

    A statement is expected from the last of the same quantity and measure of an earlier month; one without
    any has no entry.
    """
    repeat, extend = Baseline(extends=False), Baseline(extends=True)
    made = {}
    for asked in sorted(statements, key=lambda one: (one.month, one.order)):
        before = last_before(asked, statements)
        if before:
            made[asked.claim_id] = (repeat.expect(asked, before), extend.expect(asked, before))
    return made


def last_before(asked: Stated, statements: Iterable[Stated]) -> Stated | None:
    """Return the last statement of the same quantity and measure of an earlier month."""
    alike = (
        one
        for one in statements
        if (one.quantity, one.measure) == (asked.quantity, asked.measure) and one.month < asked.month
    )
    return max(alike, key=lambda one: (one.month, one.order), default=None)
