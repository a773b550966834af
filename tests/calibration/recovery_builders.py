"""Known series and vocabularies for the tests of the recovery."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from analysis.calibration.claims import KnownSeries
from analysis.tables.vocabulary import Vocabulary, read_vocabulary

ROOT = Path(__file__).parents[2]
FIRST = 12 * 2021


@cache
def vocabulary() -> Vocabulary:
    return read_vocabulary(ROOT / "data" / "vocabulary")


def known_series(months: int, *, low: float = 50.0, high: float = 200.0) -> KnownSeries:
    return KnownSeries(FIRST, np.geomspace(low, high, months))
