from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from model.builders import QUICK, claims_table, vocabulary

from analysis.model.assemble import assemble_groups
from analysis.model.estimates import SCENARIOS, Estimates, estimate_table, rounded

NAMED = ("hedge_width_half", "without_shape")
LEVELS = ["0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95"]


def first_source() -> pd.DataFrame:
    fuzzy = {"status": "repeat", "window": "2023-06~/2025-04"}
    guns = {"quantity": "guns", "unit": "guns", "value": 370.0}
    uk = {"origin_id": "u", "speaker": "uk_di", "bloc": "west"}
    losses = {**uk, "quantity": "losses", "unit": "people", "window": "../2025-03"}
    stock = {**uk, "quantity": "troops", "unit": "soldiers", "measure": "stock"}
    return claims_table(
        {},
        fuzzy,
        guns,
        {**guns, **fuzzy},
        {**losses, "value": 5000.0, "hedge": "lower"},
        {**stock, "value": 11_000.0, "hedge": "approx", "window": "2024-10~/2024-12~"},
        {
            **losses,
            "value": 0.5,
            "status": "derived",
            "measure": "share",
            "hedge": "just_below",
            "unit": None,
        },
    )


@pytest.fixture(scope="module")
def told() -> list[tuple[str, int, int]]:
    return []


@pytest.fixture(scope="module")
def estimates(told: list[tuple[str, int, int]]) -> Estimates:
    scenarios = {name: SCENARIOS[name] for name in NAMED}
    settings = replace(QUICK, particles=256)
    return estimate_table(
        first_source(), vocabulary(), settings, scenarios=scenarios, progress=lambda *a: told.append(a)
    )


def quantiles(frame: pd.DataFrame, **equal: str) -> dict[str, float]:
    for column, value in equal.items():
        frame = frame[frame[column] == value]
    rows = frame[frame["output_type"] == "quantile"]
    assert list(rows["output_type_id"]) == LEVELS
    return dict(zip(rows["output_type_id"], rows["value"], strict=True))


def log_width(frame: pd.DataFrame, **equal: str) -> float:
    found = quantiles(frame, **equal)
    return float(np.log(found["0.95"] / found["0.05"]))


def test_columns_are_those_of_the_contract(estimates: Estimates) -> None:
    output = ["output_type", "output_type_id", "value"]
    assert list(estimates.monthly) == ["quantity", "month", *output]
    assert list(estimates.totals) == ["quantity", "target", "window", *output]
    assert list(estimates.ratios) == ["ratio", "window", *output]
    assert list(estimates.ratio_months) == ["ratio", "month", *output]
    assert " ".join(estimates.diagnostics) == (
        "quantity target month ess_bulk ess_tail rhat mcse_median mcse_low_90 mcse_high_90 shape_information "
        "prior_low_90 prior_high_90 passed"
    )
    assert " ".join(estimates.sensitivity) == (
        "scenario quantity target month median low_50 high_50 low_90 high_90 passed"
    )


def test_targets_follow_from_the_kind_of_the_quantity(estimates: Estimates) -> None:
    targets = estimates.totals.groupby("quantity")["target"].unique().map(sorted).to_dict()
    flow = ["rate", "total"]
    assert targets == {"guns": flow, "losses": flow, "rounds": flow, "troops": ["level"]}
    assert set(estimates.ratios["ratio"]) == {"rounds.per_gun", "losses.share_of_deployed"}


def test_every_month_of_the_window_has_its_rows(estimates: Estimates) -> None:
    months = estimates.monthly[estimates.monthly["quantity"] == "rounds"]["month"]
    assert months.nunique() == 23 and set(months.value_counts()) == {2 + len(LEVELS)}
    assert (months.min(), months.max()) == ("2023-06", "2025-04")


@pytest.mark.parametrize("name", ["monthly", "totals", "ratios", "ratio_months"])
def test_median_is_the_middle_quantile_and_quantiles_are_ordered(estimates: Estimates, name: str) -> None:
    frame: pd.DataFrame = getattr(estimates, name)
    keys = [c for c in frame if c not in ("output_type", "output_type_id", "value")]
    for _, rows in frame.groupby(keys):
        values = dict(
            zip(zip(rows["output_type"], rows["output_type_id"], strict=True), rows["value"], strict=True)
        )
        assert values["median", ""] == values["quantile", "0.5"]
        assert all(a < b for a, b in pairwise([values["quantile", level] for level in LEVELS]))
        assert values["quantile", "0.05"] > 0


def test_average_rate_of_rounds_is_that_of_the_envelope(estimates: Estimates) -> None:
    rate = quantiles(estimates.totals, quantity="rounds", target="rate")
    assert 255_000 < rate["0.5"] < 275_000
    assert rate["0.05"] < 6e6 / 23 < 6e6 / 22 < rate["0.95"]
    assert 130_000 < rate["0.05"] < 210_000
    assert 330_000 < rate["0.95"] < 520_000


def test_a_single_month_is_known_far_worse_than_the_average(estimates: Estimates) -> None:
    average = log_width(estimates.totals, quantity="rounds", target="rate")
    for month in estimates.monthly.query("quantity == 'rounds'")["month"].unique():
        assert log_width(estimates.monthly, quantity="rounds", month=month) > 1.25 * average
    middle = log_width(estimates.monthly, quantity="rounds", month="2024-05")
    assert np.exp(middle) > 4


def test_share_lost_is_wider_than_counting_alone_would_have_it(estimates: Estimates) -> None:
    share = quantiles(estimates.ratios, ratio="losses.share_of_deployed")
    assert 0.45 < share["0.5"] < 0.51
    assert share["0.95"] - share["0.05"] > 5 * (0.462 - 0.447)


def test_a_bias_that_both_share_cancels_in_the_ratio(estimates: Estimates) -> None:
    share = log_width(estimates.ratios, ratio="losses.share_of_deployed")
    parts = [
        log_width(estimates.totals, quantity="losses", target="total"),
        log_width(estimates.totals, quantity="troops", target="level"),
    ]
    assert share < 0.7 * np.hypot(*parts)


def test_months_of_a_single_claim_are_shape_from_the_prior(estimates: Estimates) -> None:
    rows = estimates.diagnostics.query("target == 'month'")
    assert rows["shape_information"].between(0, 1).all()
    assert (rows.query("quantity in ['rounds', 'guns']")["shape_information"] < 0.3).all()
    assert estimates.diagnostics.query("target != 'month'")["shape_information"].isna().all()


def test_prior_band_is_that_of_the_month_without_further_claims(estimates: Estimates) -> None:
    rows = estimates.diagnostics.query("target == 'month' and quantity == 'rounds'").set_index("month")
    low, high = rows.loc["2024-05", ["prior_low_90", "prior_high_90"]]
    found = quantiles(estimates.monthly, quantity="rounds", month="2024-05")
    assert found["0.05"] < low * 1.15 and high < found["0.95"] * 1.15
    rate = quantiles(estimates.totals, quantity="rounds", target="rate")["0.5"]
    assert low < rate < high


def test_published_targets_have_mixed(estimates: Estimates) -> None:
    rows = estimates.diagnostics.query("target in ['total', 'rate', 'level', 'ratio']")
    assert set(rows["passed"]) == {"yes"}
    assert (rows["rhat"] < 1.01).all() and (rows["mcse_median"] > 0).all()


def test_sensitivities_stand_beside_the_base(estimates: Estimates) -> None:
    frame = estimates.sensitivity
    assert list(frame["scenario"].unique()) == ["base", *NAMED]
    assert (frame["low_90"] < frame["low_50"]).all() and (frame["high_50"] < frame["high_90"]).all()
    assert frame["median"].between(frame["low_50"], frame["high_50"]).all()
    base = frame.query("scenario == 'base' and quantity == 'rounds' and target == 'rate'")
    rate = quantiles(estimates.totals, quantity="rounds", target="rate")
    assert base["median"].item() == rate["0.5"] and base["low_90"].item() == rate["0.05"]


def test_a_scenario_passes_where_the_populations_agree_well_enough_to_compare() -> None:
    contradiction = [
        {"value": v, "hedge": "exact", "origin_id": f"{v}-{n}"} for v in (1e6, 9e6) for n in "abcd"
    ]
    torn = claims_table(*contradiction, {"quantity": "guns", "unit": "guns", "value": 370.0})
    scenarios = {"exact": {"knowledge_width": 0.01}}
    made = estimate_table(torn, vocabulary(), replace(QUICK, particles=32), scenarios=scenarios)
    passed = made.sensitivity.query("scenario == 'exact'").set_index(["quantity", "target"])["passed"]
    assert passed["rounds", "rate"] == "no" and passed["guns", "rate"] == "yes"


def test_without_shape_a_month_is_as_certain_as_the_average(estimates: Estimates) -> None:
    frame = estimates.sensitivity.query("quantity == 'rounds'").set_index(["scenario", "target"])
    widths = np.log(frame["high_90"] / frame["low_90"])
    assert widths["without_shape", "month"] == pytest.approx(widths["without_shape", "rate"], rel=0.1)
    assert widths["base", "month"] > 1.15 * widths["without_shape", "month"]
    assert widths["hedge_width_half", "total"] < widths["base", "total"] * 1.02


def test_every_source_of_uncertainty_can_be_switched_off_or_doubled() -> None:
    switched = {name for name in SCENARIOS if name.startswith("without_")}
    assert switched == {f"without_{w}" for w in ("hedge", "window", "speaker", "shape")}
    assert SCENARIOS["knowledge_width_double"] == {"knowledge_width": 2.0}
    for change in SCENARIOS.values():
        assemble_groups(first_source(), vocabulary(), QUICK.with_(**change))


def test_joint_draws_carry_the_ratio(estimates: Estimates) -> None:
    draws = estimates.draws
    assert len(draws) == 1000
    per_gun = draws["rounds.total"] / draws["guns.total"]
    np.testing.assert_allclose(per_gun, draws["rounds.per_gun"], rtol=1e-4)
    assert draws["losses.share_of_deployed"].max() <= 1


def test_info_says_what_was_assumed(estimates: Estimates) -> None:
    assert estimates.info["settings"]["particles"] == 256
    assert [g["quantities"] for g in estimates.info["groups"]] == [["guns", "rounds"], ["troops", "losses"]]
    assert estimates.info["checks"] == {"rhat_below": 1.01, "effective_draws_at_least": 400.0}


def test_progress_counts_every_fit_once(estimates: Estimates, told: list[tuple[str, int, int]]) -> None:
    assert estimates.info
    assert [done for _, done, _ in told] == list(range(1, 7))
    assert {count for *_, count in told} == {6}
    assert told[0][0] == "base: guns, rounds"


def test_a_table_without_evidence_is_refused() -> None:
    with pytest.raises(
        ValueError, match="the table has no claim with a number to estimate from; add at least"
    ):
        estimate_table(claims_table({"status": "forecast"}), vocabulary(), QUICK)


def test_values_keep_six_digits() -> None:
    assert rounded(266_123.456) == 266_123
    assert rounded(0.000123456789) == 0.000123457
