"""The committed vocabulary of hedges and units, as the reader is given it."""

import csv
from pathlib import Path

import pytest

from analysis.read import HedgeWords, UnitWords

VOCABULARY = Path(__file__).parents[2] / "data" / "vocabulary"


def rows_of(table: str, key: str) -> dict[str, dict[str, str]]:
    with (VOCABULARY / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return {row[key]: row for row in csv.DictReader(lines)}


@pytest.fixture(scope="session")
def hedges() -> HedgeWords:
    return HedgeWords.from_rows(rows_of("hedges", "hedge"))


@pytest.fixture(scope="session")
def units() -> UnitWords:
    return UnitWords.from_rows(rows_of("units", "unit"))
