from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.calibration.parts import ranks_verdict
from analysis.calibration.ranks import (
    POINTS,
    ecdf_band,
    ecdf_excess,
    ecdf_of,
    ecdf_points,
    summarise_ranks,
    tabulate_ecdf,
)

EVEN = (np.arange(300) + 0.5) / 300
TOO_SURE = np.clip((EVEN - 0.5) * 1.25 + 0.5, 0, 1)


def ranks(shipped: np.ndarray, spoilt: np.ndarray) -> pd.DataFrame:
    """Ranks of two values of one design."""
    rows = [
        {"sampler": sampler, "design": "one", "value": value, "replicate": number, "rank": rank}
        for value in ("total", "ratio")
        for sampler, listed in (("shipped", shipped), ("spoilt", spoilt))
        for number, rank in enumerate(listed)
    ]
    return pd.DataFrame(rows)


def test_even_ranks_pass_and_too_sure_ones_are_found_out() -> None:
    summary = summarise_ranks(ranks(EVEN, TOO_SURE)).set_index(["sampler", "value"])
    assert summary.loc["shipped", "coverage_90"].tolist() == [0.9, 0.9]
    assert summary.loc["spoilt", "coverage_90"].tolist() == pytest.approx([0.72, 0.72])
    assert summary["passed"].tolist() == ["yes", "no", "yes", "no"]


def test_a_fault_of_the_shipped_draws_is_told() -> None:
    summary = summarise_ranks(ranks(TOO_SURE, TOO_SURE))
    excess = ecdf_excess(TOO_SURE)
    fault = f"90 % coverage is 0.720, not 0.90 ± 0.045 and ranks leave their band by {excess:.3f}"
    assert excess > 0
    assert ranks_verdict(summary) == [f"ranks: one: {value}: {fault}" for value in ("total", "ratio")]


def test_a_negative_control_that_passes_is_a_failure() -> None:
    assert ranks_verdict(summarise_ranks(ranks(EVEN, TOO_SURE))) == []
    assert ranks_verdict(summarise_ranks(ranks(EVEN, EVEN))) == [
        "ranks: one: the spoilt draws pass every check; run more replicates"
    ]


def test_the_ecdf_of_even_ranks_is_flat_and_that_of_shifted_ones_leaves_the_band() -> None:
    table = tabulate_ecdf(ranks(EVEN, np.sqrt(EVEN)))
    assert len(table) == 4 * (POINTS + 1)
    shipped, spoilt = (table[table["sampler"] == sampler] for sampler in ("shipped", "spoilt"))
    assert shipped["difference"].abs().max() <= 0.5 / 300 + 1e-9
    assert shipped["difference"].between(shipped["low"], shipped["high"]).all()
    assert (spoilt["difference"] < spoilt["low"]).any()


def test_uniform_ranks_leave_their_band_about_once_in_a_hundred() -> None:
    rng = np.random.default_rng(5)
    low, high = ecdf_band(100)
    ecdfs = np.array([ecdf_of(rng.random(100)) for _ in range(3000)])
    outside = np.any((ecdfs < low) | (ecdfs > high), axis=1).mean()
    assert 0.003 < outside < 0.017
    assert ecdf_points()[[0, -1]].tolist() == [0.0, 1.0]
