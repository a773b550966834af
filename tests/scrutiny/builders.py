"""Claims tables for the tests of comparisons, and their fits."""

from __future__ import annotations

from functools import cache

import pandas as pd
from model.builders import claims_table, vocabulary

from analysis.model.settings import Settings
from analysis.scrutiny.groups import Case, Scrutiny, scrutinise

EFFORT = Settings(populations=4, particles=64, draws=16, most_draws=16)
YEAR = "2024-01/2024-12"
WEST = {"bloc": "west", "speaker": "uk_di"}
MONITOR = {"bloc": "monitors", "speaker": "osc", "interest": "neutral"}
BOXES = {"quantity": "containers", "unit": "containers", **MONITOR}


def said(origin: str, value: float, **other: object) -> dict[str, object]:
    return {
        "claim_id": origin,
        "origin_id": origin,
        "value": value,
        "window": YEAR,
        "basis": "itemised",
        **other,
    }


def disputed() -> pd.DataFrame:
    """Return one group: three agree, one states a fifth, one is retold, and one retelling is garbled."""
    return claims_table(
        said("first", 1.0e6),
        said("second", 1.1e6, speaker="zelensky"),
        said("third", 1.0e6, speaker="ua_sbu"),
        said("odd", 0.2e6, **WEST),
        said("again", 1.0e6, origin_id="first", status="repeat"),
        said("garbled", 9.0e6, origin_id="first", status="transmission_error"),
        said("late", 1.0e6, origin_id="first", status="ambiguous", window="2024-01/2026-12"),
        said("boxes", 3.0e3, **BOXES),
    )


@cache
def scrutinised() -> Scrutiny:
    """Return all that is said of the disputed group."""
    return scrutinise(Case(("rounds", "containers"), disputed(), vocabulary(), EFFORT))
