"""Small problems and claims tables for the tests of the model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.model.hedging import HedgeShape, Stated
from analysis.model.problem import Grid, Observation, Problem, Series, WindowEnd
from analysis.model.settings import Settings
from analysis.tables.vocabulary import Vocabulary, read_vocabulary

ROOT = Path(__file__).parents[2]
QUICK = Settings(populations=4, particles=128, draws=16, most_draws=16)
TINY = Settings(populations=2, particles=48, draws=8, most_draws=8, warmup=6)
CLAIM_DEFAULTS: dict[str, object] = {
    "claim_id": "1",
    "origin_id": "a",
    "source_id": "s",
    "status": "primary",
    "speaker": "hur",
    "bloc": "ukraine",
    "interest": "interested",
    "basis": "official",
    "relayed_by": None,
    "quantity": "rounds",
    "measure": "total",
    "value": 6e6,
    "value_low": None,
    "value_high": None,
    "unit": "rounds",
    "hedge": "bare",
    "window": "2023-06/2025-04",
    "stated_on": None,
    "locator": None,
    "wording": None,
    "note": None,
}


@cache
def vocabulary() -> Vocabulary:
    return read_vocabulary(ROOT / "data" / "vocabulary")


@cache
def hedge(name: str) -> HedgeShape:
    row = vocabulary().hedges[name]
    widths = (float(row[key] or 0.0) for key in ("width", "wide_width", "wide_weight", "miss"))
    return HedgeShape(str(row["family"]), *widths)


def stated(value: float, granule: float | None = None, words: str = "bare", span: float = 0.0) -> Stated:
    if value == 0:
        return Stated(hedge("zero"), 0.0, 0.0)
    size = 10.0 ** math.floor(math.log10(value)) if granule is None else granule
    return Stated(hedge(words), math.log(value), size / value, span)


@dataclass(frozen=True)
class Said:
    """One claim of a test problem; its window is in months on the problem's clock."""

    value: float
    start: float
    end: float
    sd: float = 0.35
    words: str = "bare"
    granule: float | None = None
    error: float = 0.1
    loadings: dict[int, float] = field(default_factory=dict)
    averaged: bool = False
    tie: float = 0.0


def flow_problem(
    claims: Sequence[Said], edges: Sequence[float], heavy: Sequence[bool] = (), settings: Settings = QUICK
) -> Problem:
    """Return a problem of one flow; its span is that of the first claim."""
    ends = [
        end
        for row, said in enumerate(claims)
        for end in (
            WindowEnd(said.start, said.sd),
            WindowEnd(said.end, said.sd, 2 * row if said.tie else -1, said.tie),
        )
    ]
    observations = [_observation(row, said) for row, said in enumerate(claims)]
    series = Series(Grid(np.asarray(edges, dtype=float)), "flow", 0, 1)
    names = tuple(f"shift {i}" for i in range(len(heavy)))
    flags = np.array(heavy, dtype=bool)
    return Problem((series,), tuple(ends), tuple(observations), flags, names, settings)


def _observation(row: int, said: Said) -> Observation:
    wording = stated(said.value, said.granule, said.words)
    return Observation(
        series=0,
        start=2 * row,
        end=2 * row + 1,
        averaged=said.averaged or said.value == 0,
        relative=said.value == 0,
        statements=(wording,),
        own_error=said.error,
        loadings=said.loadings,
    )


def claims_table(*rows: dict[str, object]) -> pd.DataFrame:
    """Return a claims table; every row says only what differs from ``CLAIM_DEFAULTS``."""
    frame = pd.DataFrame([{**CLAIM_DEFAULTS, "claim_id": str(n), **row} for n, row in enumerate(rows)])
    for column in ("value", "value_low", "value_high"):
        frame[column] = frame[column].astype(float)
    return frame


def rescaled(said: Said, factor: float) -> Said:
    granule = None if said.granule is None else said.granule * factor
    return replace(said, value=said.value * factor, granule=granule)
