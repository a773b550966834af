"""What must hold of every table of claims, however it was put together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from model.builders import TINY, claims_table, vocabulary

from analysis.model.assemble import assemble_groups
from analysis.model.fit import Fit, fit_problem, problem_seed

FEW = settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
MORE = settings(max_examples=60, deadline=None, derandomize=True)

WINDOWS = (
    "2024-01/2024-06",
    "2024-02/2024-04",
    "2024-03",
    "2023-11/2024-06",
    "2024-01~/2024-05",
    "../2024-04",
)
SPEAKERS = (("hur", "ukraine"), ("uk_di", "west"), ("unknown", "unknown"))
HEDGES = ("bare", "approx", "lower", "at_least", "just_below", "up_to")
UNITS = {"rounds": "rounds", "guns": "guns"}


@st.composite
def claim(draw: st.DrawFn) -> dict[str, Any]:
    speaker, bloc = draw(st.sampled_from(SPEAKERS))
    quantity = draw(st.sampled_from(sorted(UNITS)))
    return {
        "quantity": quantity,
        "unit": UNITS[quantity],
        "origin_id": draw(st.sampled_from("abcd")),
        "speaker": speaker,
        "bloc": bloc,
        "hedge": draw(st.sampled_from(HEDGES)),
        "window": draw(st.sampled_from(WINDOWS)),
        "value": draw(st.integers(1, 99)) * 10.0 ** draw(st.integers(2, 4)),
    }


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    opened = {"window": "2024-01/2024-06", "value": 1e5, "origin_id": "first"}
    both = [{**opened, "quantity": q, "unit": UNITS[q]} for q in UNITS]
    return claims_table(*both, *draw(st.lists(claim(), max_size=5)))


def fits(table: pd.DataFrame) -> list[Fit]:
    groups = assemble_groups(table, vocabulary(), TINY)
    return [fit_problem(g.problem, tuple(g.ratios.values())) for g in groups]


def assert_same_problem(first: pd.DataFrame, second: pd.DataFrame) -> None:
    """Compare everything that the draws follow from."""
    one, other = (assemble_groups(t, vocabulary(), TINY) for t in (first, second))
    assert [g.cells for g in one] == [g.cells for g in other]
    for a, b in zip(one, other, strict=True):
        assert a.problem.observations == b.problem.observations
        assert problem_seed(a.problem) == problem_seed(b.problem)


def assert_same_draws(first: list[Fit], second: list[Fit]) -> None:
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.draws.values, other.draws.values)


@MORE
@given(tables(), st.randoms(use_true_random=False))
def test_order_of_claims_does_not_change_the_problem(table: pd.DataFrame, random: Any) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    assert_same_problem(table, table.iloc[order].reset_index(drop=True))


def test_origins_alike_in_one_quantity_are_told_apart_by_another() -> None:
    guns = {"quantity": "guns", "unit": "guns"}
    rows = [
        {"origin_id": "a"},
        {"origin_id": "b"},
        {"origin_id": "a", **guns, "value": 300.0},
        {"origin_id": "b", **guns, "value": 200.0},
    ]
    table = claims_table(*rows)
    assert_same_problem(table, table.iloc[[1, 0, 2, 3]])
    assert_same_problem(table, table.assign(origin_id=["y", "x", "y", "x"]))


@FEW
@given(tables())
def test_order_of_claims_does_not_change_the_draws(table: pd.DataFrame) -> None:
    assert_same_draws(fits(table), fits(table.iloc[::-1]))


@MORE
@given(tables())
def test_names_of_origins_and_claims_do_not_matter(table: pd.DataFrame) -> None:
    renamed = table.assign(
        origin_id=table["origin_id"].map(lambda name: f"z{900 - ord(name[0])}"),
        claim_id=[f"x{n}" for n in reversed(range(len(table)))],
    )
    assert_same_problem(table, renamed)


@MORE
@given(tables(), st.integers(0, 10))
def test_an_identical_retelling_changes_nothing(table: pd.DataFrame, which: int) -> None:
    retold = table.iloc[[which % len(table)]].assign(status="repeat", claim_id="again")
    assert_same_problem(table, pd.concat([table, retold], ignore_index=True))


def test_an_identical_retelling_does_not_change_the_draws() -> None:
    table = claims_table({}, {"origin_id": "b", "window": "2023-06/2024-06", "value": 2e6, "hedge": "lower"})
    retold = table.iloc[[1]].assign(status="repeat", claim_id="again")
    assert_same_draws(fits(table), fits(pd.concat([table, retold], ignore_index=True)))


@FEW
@given(tables())
def test_everything_is_finite_and_positive(table: pd.DataFrame) -> None:
    for fit in fits(table):
        assert np.all(np.isfinite(fit.draws.values))
        for cells in fit.rows.cells:
            assert np.all(fit.draws.values[:, cells] > 0)
        for row in (*fit.rows.totals, *fit.rows.averages, *fit.rows.ratios):
            assert np.all(fit.draws.values[:, row] > 0)


@FEW
@given(tables(), st.sampled_from([-2, 3, 6]))
def test_scaling_all_values_scales_all_rates(table: pd.DataFrame, power: int) -> None:
    scaled = table.assign(value=table["value"] * 10.0**power)
    for one, other in zip(fits(table), fits(scaled), strict=True):
        for row in (*one.rows.totals, *one.rows.averages):
            # A few hundred draws: what is compared is the size, within their own error.
            here, there = (np.log(f.draws.flat[row]) for f in (one, other))
            error = np.hypot(
                *(f.diagnosis.mcse[0.5][row] / np.median(f.draws.flat[row]) for f in (one, other))
            )
            gap = np.median(there) - np.median(here) - power * np.log(10)
            assert abs(gap) < 5 * error + 0.05


def test_scaling_leaves_ratios_alone() -> None:
    rows = [{"value": 6e6}, {"quantity": "guns", "unit": "guns", "value": 300.0}]
    small, large = claims_table(*rows), claims_table(*rows).assign(value=lambda t: t["value"] * 1000)
    ratios = [fit.draws.flat[fit.rows.ratios[0]] for fit in (*fits(small), *fits(large))]
    assert (
        np.median(ratios[0]) == np.median(ratios[1])
        or abs(np.log(np.median(ratios[0]) / np.median(ratios[1]))) < 0.05
    )
