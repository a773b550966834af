"""Claims cut from a known monthly series, as people state them: hedged, rounded, overlapping, biased.

Written from the outside: a speaker who knows the total of a window with an error, leans one way, picks a
hedge and rounds in the direction of that hedge. Sizes of bias and error are those of the vocabulary tables;
the way of rounding and of meaning a month are people's and not the likelihood's, so that a recovery is a
test of the model and not of its own simulator.
"""

from __future__ import annotations

import csv
import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.tables import Vocabulary, read_claims

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Row = dict[str, str]

QUANTITY = "series"
MOST_CLAIMS = 12
COLUMNS = (
    "claim_id",
    "origin_id",
    "status",
    "speaker",
    "bloc",
    "interest",
    "basis",
    "quantity",
    "measure",
    "value",
    "value_low",
    "value_high",
    "hedge",
    "window",
)
INTERESTS = ("neutral", "interested")
FROM_THE_ONSET, UP_TO_DATE = 0.4, 0.3
MEANT_WHOLE = 0.5
PRECISIONS = {"month": 0.6, "day": 0.25, "season": 0.15}
FIRST_QUARTER_CODE = 33
RETOLD = 0.15
STEPS = {1.0: 0.25, 0.5: 0.2, 0.1: 0.4, 0.01: 0.15}
EXACT_STEP = 1e-3
EXACT_WIDTH = 0.25
RANGE_HALF_WIDTHS = (0.05, 0.3)


@dataclass(frozen=True, slots=True)
class KnownSeries:
    """A monthly flow that is known.

    Attributes
    ----------
    first : int
        First month, in months since year 0.
    levels : (months,) array
        Units in each month.
    """

    first: int
    levels: Array

    def total(self, start: float, end: float) -> float:
        """Return what came between two positions, in months from the first one."""
        cumulative = np.concatenate([[0.0], np.cumsum(self.levels)])
        return float(np.diff(np.interp([start, end], np.arange(len(cumulative)), cumulative))[0])

    def at(self, labels: Sequence[str]) -> Array:
        """Return the levels of months given as 2024-03."""
        months = [int(label[:4]) * 12 + int(label[5:7]) - 1 - self.first for label in labels]
        return np.asarray(self.levels[months])


@dataclass(frozen=True, slots=True)
class Habits:
    """What the speakers do that the model does not know of; by default nothing.

    Attributes
    ----------
    extra_bias : float
        Added to the logarithm of all that is believed.
    hidden_origin : bool
        All speakers, of different blocs as it seems, repeat one source's bias and error.
    late : float
        Months by which the true window lies before the stated one.
    """

    extra_bias: float = 0.0
    hidden_origin: bool = False
    late: float = 0.0


@dataclass(frozen=True, slots=True)
class StatedWindow:
    """A window as written, and what the speaker meant by it in months from the first one."""

    text: str
    start: float
    end: float


class _Speaker:
    """A speaker with a lean of their own and one of their bloc's."""

    def __init__(self, number: int, bloc: int, bloc_lean: float, rng: np.random.Generator) -> None:
        self.name, self.bloc = f"speaker-{number}", f"bloc-{bloc}"
        self.interest = str(rng.choice(INTERESTS))
        self._leans = bloc_lean, float(rng.standard_normal())

    def bias(self, vocabulary: Vocabulary) -> float:
        """Return the bias of the logarithm of what this speaker believes."""
        row = vocabulary.interests[self.interest]
        sizes = float(row["bloc_sd"] or 0.0), float(row["speaker_sd"] or 0.0)
        return float(row["mean"] or 0.0) + sizes[0] * self._leans[0] + sizes[1] * self._leans[1]


def cut_claims(
    known: KnownSeries,
    count: int,
    vocabulary: Vocabulary,
    rng: np.random.Generator,
    habits: Habits | None = None,
) -> list[Row]:
    """Cut a series into claims; the first is about all of it.

    Parameters
    ----------
    known : KnownSeries
        Positive somewhere in every stretch of a month.
    count : int
        Number of origins, 1 to 12; some are retold in coarser words.
    vocabulary : Vocabulary
        Sizes of biases and errors, hedges.
    rng : Generator
        The only source of chance.
    habits : Habits, optional
        What goes wrong without the model's knowledge.

    Returns
    -------
    list of dict
        Rows of a claims table, all texts.
    """
    if not 1 <= count <= MOST_CLAIMS:
        raise ValueError(f"{count} claims cannot be cut; ask for 1 to {MOST_CLAIMS}")
    habits = habits or Habits()
    speakers = _gather_speakers(count, rng)
    shared = speakers[0].bias(vocabulary) + _knowledge_error("official", vocabulary, rng)
    rows: list[Row] = []
    for number in range(count):
        speaker = speakers[int(rng.integers(len(speakers)))]
        basis = str(rng.choice(list(vocabulary.knowledge)))
        error = speaker.bias(vocabulary) + _knowledge_error(basis, vocabulary, rng)
        window = _state_window(known, rng, whole=number == 0)
        believed = _meant_total(known, window, habits.late) * math.exp(
            habits.extra_bias + (shared if habits.hidden_origin else error)
        )
        about = {
            "origin_id": f"origin-{number}",
            "speaker": speaker.name,
            "bloc": speaker.bloc,
            "interest": speaker.interest,
            "basis": basis,
            "window": window.text,
        }
        rows += _tell(believed, about, vocabulary, rng)
    return rows


def tabulate_claims(rows: Sequence[Row], vocabulary: Vocabulary) -> pd.DataFrame:
    """Write rows to a file and read it back the ordinary way, with all of its checks."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "claims.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return read_claims(path, vocabulary)


def _gather_speakers(count: int, rng: np.random.Generator) -> list[_Speaker]:
    leans = rng.standard_normal(3)
    number = int(rng.integers(1, min(count, 4) + 1))
    blocs = rng.integers(len(leans), size=number)
    return [_Speaker(i, int(bloc), float(leans[bloc]), rng) for i, bloc in enumerate(blocs)]


def _knowledge_error(basis: str, vocabulary: Vocabulary, rng: np.random.Generator) -> float:
    return float(vocabulary.knowledge[basis]["sd"] or 0.0) * float(rng.standard_t(4))


def _meant_total(known: KnownSeries, window: StatedWindow, late: float) -> float:
    """Return the true total of what was meant, ``late`` months earlier; never quite nothing."""
    last = len(known.levels)
    start, end = max(window.start - late, 0.0), max(window.end - late, 0.0)
    end = min(max(end, start + 0.5), float(last))
    smallest = 1e-3 * float(known.levels.mean())
    return max(known.total(min(start, end - 0.5), end), smallest)


def _state_window(known: KnownSeries, rng: np.random.Generator, *, whole: bool) -> StatedWindow:
    """Draw a window in a wording: named months, exact days, or quarters where there is room."""
    months = len(known.levels)
    start, end = (0, months) if whole else _draw_span(months, rng)
    precision = "month" if whole else str(rng.choice(list(PRECISIONS), p=list(PRECISIONS.values())))
    if precision == "season":
        quarters = -(-(known.first + start) // 3), (known.first + end) // 3
        if quarters[1] - quarters[0] >= 2:
            return _quarters(known.first, *quarters, rng)
    if precision == "day":
        return _days(known.first, start, end, rng)
    return _named_months(known.first, start, end, rng)


def _draw_span(months: int, rng: np.random.Generator) -> tuple[int, int]:
    """Draw first month and the month after the last, of a stretch that is not the whole."""
    while True:
        start = 0 if rng.random() < FROM_THE_ONSET else int(rng.integers(months))
        end = months if rng.random() < UP_TO_DATE else int(rng.integers(1, months + 1))
        if start < end and end - start < months:
            return start, end


def _named_months(first: int, start: int, end: int, rng: np.random.Generator) -> StatedWindow:
    if end - start == 1:
        return StatedWindow(_month(first + start), float(start), float(end))
    opening, closing = _meant_inside(1.0, rng), _meant_inside(1.0, rng)
    return StatedWindow(f"{_month(first + start)}/{_month(first + end - 1)}", start + opening, end - closing)


def _quarters(first: int, start: int, end: int, rng: np.random.Generator) -> StatedWindow:
    opening, closing = _meant_inside(3.0, rng), _meant_inside(3.0, rng)
    text = f"{_quarter(start)}/{_quarter(end - 1)}"
    return StatedWindow(text, 3 * start - first + opening, 3 * end - first - closing)


def _days(first: int, start: int, end: int, rng: np.random.Generator) -> StatedWindow:
    """Return a window from a day early in its first month to one late in its last, both meant exactly."""
    days = np.array([1, 4, 7, 10, 13, 16])
    opening = int(rng.choice(days))
    closings = days + 12
    closing = int(rng.choice(closings[closings > opening] if end - start == 1 else closings))
    text = f"{_month(first + start)}-{opening:02}/{_month(first + end - 1)}-{closing:02}"
    return StatedWindow(text, start + (opening - 1) / 30.4, end - 1 + closing / 30.4)


def _meant_inside(length: float, rng: np.random.Generator) -> float:
    """Return by how much what was meant begins or ends inside the span that was named."""
    return 0.0 if rng.random() < MEANT_WHOLE else length * float(rng.random())


def _month(position: int) -> str:
    return f"{position // 12:04}-{position % 12 + 1:02}"


def _quarter(number: int) -> str:
    return f"{number // 4:04}-{FIRST_QUARTER_CODE + number % 4}"


def _tell(believed: float, about: Row, vocabulary: Vocabulary, rng: np.random.Generator) -> list[Row]:
    """Return the rows of one origin: how it was first put, and sometimes how it was told again."""
    hedges = [name for name, row in vocabulary.hedges.items() if row["family"] != "zero"]
    rows = []
    for telling in range(1 + (rng.random() < RETOLD)):
        hedge = str(rng.choice(hedges))
        status = {"claim_id": f"{about['origin_id']}.{telling}", "status": "repeat" if telling else "primary"}
        numbers = state_number(believed, hedge, vocabulary, rng)
        rows.append({**about, **status, "quantity": QUANTITY, "measure": "total", "hedge": hedge, **numbers})
    return rows


def state_number(believed: float, hedge: str, vocabulary: Vocabulary, rng: np.random.Generator) -> Row:
    """Return the number that is said, rounded in the direction of its hedge.

    Parameters
    ----------
    believed : float
        What the speaker believes; above 0.
    hedge : str
        Id of a hedge.
    vocabulary : Vocabulary
        Its families give the direction.
    rng : Generator
        How coarsely it is rounded.
    """
    row = vocabulary.hedges[hedge]
    family, width = str(row["family"]), float(row["width"] or 0.0)
    if family == "range":
        return _state_range(believed, rng)
    if family == "decade":
        return {"value": _written(10.0 ** math.floor(math.log10(believed)))}
    step = float(rng.choice(list(STEPS), p=list(STEPS.values())))
    if family == "uniform" and width < EXACT_WIDTH:
        step = EXACT_STEP
    return {"value": _written(_round_to(believed, step, _DIRECTIONS[family]))}


def _state_range(believed: float, rng: np.random.Generator) -> Row:
    below, above = rng.uniform(*RANGE_HALF_WIDTHS, size=2)
    low = _round_to(believed * math.exp(-below), 0.1, math.floor)
    high = _round_to(believed * math.exp(above), 0.1, math.ceil)
    return {"value_low": _written(low), "value_high": _written(high)}


def _round_to(value: float, step: float, direction: Callable[[float], float]) -> float:
    """Round to a multiple of ``step`` of the value's order of magnitude."""
    size = step * 10.0 ** math.floor(math.log10(value))
    return direction(value / size) * size


def _written(value: float) -> str:
    return f"{value:.6g}" if value < 1e6 else f"{value:.0f}"


_DIRECTIONS: dict[str, Callable[[float], float]] = {
    "uniform": round,
    "soft": round,
    "above": math.floor,
    "below": math.ceil,
    "below_log": math.ceil,
}
