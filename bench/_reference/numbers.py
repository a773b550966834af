"""A description and its likelihood tables as arrays, the same for every general sampler."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench._reference.belief import REACH, STEP

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

SMOOTHING, SHORTEST_WINDOW, SHORTEST_SPAN, LEAST_OPEN = 0.05, 1e-3, 1e-3, 1e-6
SHARE_LEVEL_SD = 2.0


@dataclass(frozen=True)
class SeriesNumbers:
    """A series: its edges, where its level is looked for first, and the prior of that level."""

    kind: str
    start: int
    end: int
    edges: Array
    lengths: Array
    middles: Array
    centre: float
    level_mean: float
    level_sd: float
    rows: Integers


@dataclass(frozen=True)
class Numbers:
    """All of a problem."""

    description: dict[str, Any]
    series: tuple[SeriesNumbers, ...]
    end_position: Array
    end_sd: Array
    end_mixing: Array
    heavy: NDArray[np.bool_]
    start: Integers
    end: Integers
    averaged: NDArray[np.bool_]
    relative: NDArray[np.bool_]
    offset: Array
    loadings: Array
    floor: Array
    table_centre: Array
    table_scale: Array
    table_values: Array
    table_slopes: Array

    def prior(self, name: str) -> float:
        """Return a number of the priors."""
        return float(self.description["priors"][name])

    @property
    def order(self) -> Integers:
        """Return where each observation stands when they are listed series by series."""
        return np.argsort(np.concatenate([s.rows for s in self.series]))


def read_numbers(problem: Path, tables: Path) -> Numbers:
    """Read a description and the tables that belong to it."""
    description = json.loads(problem.read_text(encoding="utf-8"))
    observations, ends = description["observations"], description["ends"]
    position = np.array([e["position"] for e in ends])
    start = np.array([o["start"] for o in observations])
    end = np.array([o["end"] for o in observations])
    with np.load(tables) as stored:
        table = {name: stored[name] for name in stored.files}
    slope_by_node = table["scale"][:, None] * np.cosh(-REACH + STEP * np.arange(table["values"].shape[1]))
    return Numbers(
        description=description,
        series=tuple(_series(description, i, position) for i in range(len(description["series"]))),
        end_position=position,
        end_sd=np.array([e["sd"] for e in ends]),
        end_mixing=_mixing(ends),
        heavy=np.array([s["prior"] == "student 4" for s in description["shifts"]], dtype=bool),
        start=start,
        end=end,
        averaged=np.array([o["averaged"] for o in observations]),
        relative=np.array([o["relative"] for o in observations]),
        offset=np.array([o["offset"] for o in observations]),
        loadings=_loadings(description),
        floor=SMOOTHING * np.maximum(position[end] - position[start], SHORTEST_WINDOW),
        table_centre=table["centre"],
        table_scale=table["scale"],
        table_values=table["values"],
        table_slopes=table["slopes"] * slope_by_node * STEP,
    )


def _mixing(ends: list[dict[str, Any]]) -> Array:
    """Return the matrix that gives each end its share of an earlier one."""
    mixing = np.eye(len(ends))
    for row, end in enumerate(ends):
        if end["follows"] >= 0:
            mixing[row, row] = np.sqrt(1 - end["correlation"] ** 2)
            mixing[row, end["follows"]] = end["correlation"]
    return mixing


def _loadings(description: dict[str, Any]) -> Array:
    loadings = np.zeros((len(description["observations"]), len(description["shifts"])))
    for row, observation in enumerate(description["observations"]):
        for column, loading in observation["loadings"]:
            loadings[row, column] = loading
    return loadings


def _series(description: dict[str, Any], number: int, position: Array) -> SeriesNumbers:
    row, priors = description["series"][number], description["priors"]
    edges = np.array(row["edges"])
    own = [i for i, o in enumerate(description["observations"]) if o["series"] == number]
    share = row["kind"] == "share"
    return SeriesNumbers(
        kind=row["kind"],
        start=row["start"],
        end=row["end"],
        edges=edges,
        lengths=np.diff(edges),
        middles=0.5 * (edges[1:] + edges[:-1]),
        centre=_stated_level([description["observations"][i] for i in own], position),
        level_mean=0.0 if share else priors["level_log_mean"],
        level_sd=SHARE_LEVEL_SD if share else priors["level_log_sd"],
        rows=np.array(own),
    )


def _stated_level(observations: list[dict[str, Any]], position: Array) -> float:
    """Return the log level that the first stated number would mean by itself: where samplers start."""
    first = next((o for o in observations if not o["relative"]), None)
    if first is None:
        return 0.0
    level = float(first["statements"][0]["log_value"] - first["offset"])
    if first["averaged"]:
        return level
    return level - float(np.log(max(position[first["end"]] - position[first["start"]], 0.05)))
