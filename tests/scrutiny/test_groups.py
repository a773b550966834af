"""What is said of a small group of claims, of which it is known who is at odds with whom."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from model.builders import claims_table, vocabulary
from scrutiny.builders import BOXES, EFFORT, MONITOR, YEAR, disputed, said, scrutinised

from analysis.model.assemble import assemble_groups, evidence
from analysis.scrutiny.columns import COLUMNS
from analysis.scrutiny.conflicts import conflict_rows, log_stated, observations_of
from analysis.scrutiny.fits import examine
from analysis.scrutiny.groups import Case, scrutinise
from analysis.scrutiny.questions import candidates, log_width, question_rows, weights_if, windows
from analysis.scrutiny.weights import weighted_quantiles


def rows_of(rows: list[dict[str, Any]], **equal: object) -> list[dict[str, Any]]:
    return [row for row in rows if all(row[name] == value for name, value in equal.items())]


def claim_row(claim_id: str) -> dict[str, Any]:
    return rows_of(scrutinised().conflicts, claim_id=claim_id)[0]


def test_every_row_has_only_columns_of_its_table() -> None:
    for name, columns in COLUMNS.items():
        assert {key for row in getattr(scrutinised(), name) for key in row} == set(columns)


def test_a_bloc_alone_implies_its_own_number_and_all_together_one_in_between() -> None:
    medians = {
        row["bloc"]: row["median"] for row in rows_of(scrutinised().blocs, quantity="rounds", target="rate")
    }
    assert medians["ukraine"] * 12 == pytest.approx(1.05e6, rel=0.15)
    assert medians["west"] * 12 == pytest.approx(0.2e6, rel=0.15)
    assert medians["west"] < medians[""] < medians["ukraine"] * 1.2


def test_blocs_that_state_five_times_one_another_differ_beyond_their_bands() -> None:
    row = rows_of(scrutinised().bloc_factors, quantity="rounds", bloc="ukraine", against="west")[0]
    assert row["median"] == pytest.approx(5.2, rel=0.15)
    assert row["low_90"] > 2
    assert row["unit_share"] == 0
    assert row["same_unit_median"] == row["median"]


def test_a_bloc_that_counts_containers_differs_in_rounds_by_the_load() -> None:
    row = rows_of(scrutinised().bloc_factors, quantity="rounds", bloc="monitors", against="ukraine")[0]
    assert row["unit_share"] > 0.5
    assert math.log(row["same_unit_high_90"] / row["same_unit_low_90"]) < 0.85 * math.log(
        row["high_90"] / row["low_90"]
    )


def test_the_odd_claim_is_the_least_expected() -> None:
    stated = [row for row in scrutinised().conflicts if row["status"] in ("primary", "repeat")]
    assert min(stated, key=lambda row: row["pit"])["claim_id"] == "odd"
    assert claim_row("odd")["pit"] < 0.01
    assert claim_row("odd")["without_median"] > 1.2 * claim_row("odd")["headline_median"]


def test_a_retelling_is_left_out_with_what_it_retells() -> None:
    first, again = claim_row("first"), claim_row("again")
    assert (first["same_as"], again["same_as"]) == ("", "first")
    assert again["without_median"] == first["without_median"]


def test_a_garbled_retelling_stands_out_and_names_the_claim_that_is_true() -> None:
    row = claim_row("garbled")
    assert (row["method"], row["true_claim"]) == ("retelling", "first")
    assert row["pit"] > 0.99
    assert row["without_median"] == pytest.approx(row["headline_median"], rel=1e-3)


def test_a_retelling_that_speaks_of_later_months_adds_none_to_the_comparison() -> None:
    months = {row["month"] for row in scrutinised().blocs if row["target"] == "month"}
    assert max(months) == "2024-12"
    assert claim_row("late")["predicted_median"] > 1.5e6


def test_weighing_a_claim_away_agrees_with_a_fit_without_it() -> None:
    claims = evidence(claims_table(*(said(f"c{n}", v) for n, v in enumerate((0.9e6, 1.0e6, 1.2e6, 1.4e6)))))
    group = assemble_groups(claims, vocabulary(), EFFORT, asked=claims)[0]
    row = conflict_rows(examine(group, ()), claims, vocabulary(), EFFORT)[3]
    without = examine(assemble_groups(claims[:3], vocabulary(), EFFORT)[0]).figures["rounds"]
    assert row["method"] == "weights"
    for name, level in (("low_90", 0.05), ("median", 0.5), ("high_90", 0.95)):
        assert row[f"without_{name}"] == pytest.approx(np.quantile(without, level), rel=0.12)


def test_a_sole_claim_has_nothing_to_be_held_against() -> None:
    claims = evidence(claims_table(said("only", 1.0e6)))
    group = assemble_groups(claims, vocabulary(), EFFORT, asked=claims)[0]
    assert conflict_rows(examine(group, ()), claims, vocabulary(), EFFORT)[0]["method"] in ("sole", "weights")


def test_a_quantity_that_is_only_stated_in_another_unit_is_compared_all_the_same() -> None:
    claims = claims_table(said("a", 3.0e3, **BOXES), said("b", 2.0e3, **BOXES))
    found = scrutinise(Case(("rounds", "containers"), claims, vocabulary(), EFFORT))
    assert {row["quantity"] for row in found.conflicts} == {"containers"}
    asked = {(row["ask_quantity"], row["unit"]) for row in found.questions}
    assert asked == {("rounds", "rounds"), ("containers", "containers")}


def test_a_statement_of_nothing_is_listed_and_not_predicted() -> None:
    month = {"window": "2024-06/2024-06"}
    claims = claims_table(said("a", 1.0e6), said("b", 1.1e6), said("none", 0.0, hedge="zero", **month))
    found = scrutinise(Case(("rounds",), claims, vocabulary(), EFFORT))
    row = rows_of(found.conflicts, claim_id="none")[0]
    assert (row["stated"], row["method"], "pit" in row) == (0.0, "none", False)


def test_claims_find_their_observations() -> None:
    claims = evidence(disputed()).reset_index(drop=True)
    group = assemble_groups(claims, vocabulary(), EFFORT, asked=claims)[0]
    seen = observations_of(group, claims)
    same = {name: seen[row] for row, name in enumerate(claims["claim_id"])}
    assert len(seen) == len(claims)
    assert same["first"] == same["again"]
    assert len(set(same.values())) == len(claims) - 1


def test_a_range_counts_by_its_geometric_middle() -> None:
    assert math.exp(log_stated({"value": None, "value_low": 100.0, "value_high": 400.0})) == pytest.approx(
        200
    )


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("total", ["2024-08/2024-08", "2024-03/2024-08", "2024-01/2024-08"]),
        ("stock", ["2024-08", "2024-05"]),
    ],
)
def test_questions_are_about_the_last_months_and_the_whole(measure: str, expected: list[str]) -> None:
    assert windows(tuple(f"2024-0{month}" for month in range(1, 9)), measure) == expected


def test_an_itemised_count_of_the_whole_narrows_a_figure_most() -> None:
    rows = rows_of(scrutinised().questions, quantity="containers")
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["narrowing"] for row in rows] == sorted((row["narrowing"] for row in rows), reverse=True)
    assert (rows[0]["window"], rows[0]["basis"]) == (YEAR, "itemised")
    assert all(row["factor_after"] < row["factor_before"] for row in rows if row["narrowing"] > 0.01)


def test_the_width_after_a_statement_is_that_of_a_fit_with_it() -> None:
    guesses = said("a", 1.0e6, basis="guess"), said("b", 1.4e6, **MONITOR, basis="guess")
    claims = evidence(claims_table(*guesses))
    plain = assemble_groups(claims, vocabulary(), EFFORT)[0]
    wanted = candidates(plain, claims, vocabulary())
    chosen = (wanted["window"] == YEAR) & (wanted["basis"] == "itemised") & (wanted["bloc"] == "monitors")
    asked = wanted[chosen].tail(1).reset_index(drop=True)
    group = assemble_groups(claims, vocabulary(), EFFORT, asked=asked)[0]
    found = examine(group)
    weights = weights_if(found.answers.expected[0], group.asked[0], 1.2e6)
    weighed = log_width(weighted_quantiles(np.log(found.figures["rounds"]), weights, (0.05, 0.95)))
    made = asked.assign(value=1.2e6, status="primary", claim_id="new")
    more = assemble_groups(pd.concat([claims, made], ignore_index=True), vocabulary(), EFFORT)[0]
    fitted = log_width(np.log(np.quantile(examine(more).figures["rounds"], (0.05, 0.95))))
    before = log_width(np.log(np.quantile(found.figures["rounds"], (0.05, 0.95))))
    assert fitted < 0.8 * before
    assert weighed == pytest.approx(fitted, rel=0.15)


def test_a_question_that_cannot_be_answered_is_not_listed() -> None:
    claims = evidence(claims_table(said("a", 1.0e6)))
    group = assemble_groups(claims, vocabulary(), EFFORT)[0]
    assert question_rows(examine(group), candidates(group, claims, vocabulary()), 0) == []
