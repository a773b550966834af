from __future__ import annotations

import math

import numpy as np
import pytest
from calibration.recovery_builders import FIRST, known_series, vocabulary
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.calibration.claims import (
    Habits,
    KnownSeries,
    Row,
    cut_claims,
    state_number,
    tabulate_claims,
)
from analysis.model.assemble import assemble_groups
from analysis.model.settings import Settings
from analysis.read import parse_window

HEDGES = [name for name, row in vocabulary().hedges.items() if row["family"] != "zero"]
SEEDS = st.integers(0, 2**32 - 1)
BELIEVED = st.floats(1e-3, 1e11)


def cut(known: KnownSeries, count: int, seed: int, habits: Habits | None = None) -> list[Row]:
    return cut_claims(known, count, vocabulary(), np.random.default_rng(seed), habits)


@given(st.lists(st.floats(0.05, 1e8), min_size=4, max_size=72), st.integers(1, 12), st.integers(0, 11), SEEDS)
@settings(max_examples=20, deadline=None)
def test_whatever_the_series_its_claims_pass_all_checks_and_assemble(
    levels: list[float], count: int, month: int, seed: int
) -> None:
    rows = cut(KnownSeries(FIRST + month, np.array(levels)), count, seed)
    table = tabulate_claims(rows, vocabulary())
    groups = assemble_groups(table, vocabulary(), Settings())
    assert table["origin_id"].nunique() == count
    assert [len(group.cells[0]) for group in groups] == [len(levels)]
    assert len(groups[0].problem.observations) == count


@given(st.sampled_from(HEDGES), BELIEVED, SEEDS)
def test_numbers_are_rounded_in_the_direction_of_their_hedge(hedge: str, believed: float, seed: int) -> None:
    said = {
        name: float(text)
        for name, text in state_number(believed, hedge, vocabulary(), np.random.default_rng(seed)).items()
    }
    slack = 1e-5 * believed
    match str(vocabulary().hedges[hedge]["family"]):
        case "above":
            assert 0.5 * believed - slack <= said["value"] <= believed + slack
        case "below" | "below_log":
            assert believed - slack <= said["value"] <= 2 * believed + slack
        case "range":
            assert said["value_low"] <= believed - 0.0 + slack
            assert believed - slack <= said["value_high"]
            assert 0 < said["value_low"] < said["value_high"]
        case "decade":
            assert said["value"] <= believed * 1.00001 < said["value"] * 10.001
            assert math.log10(said["value"]) == pytest.approx(round(math.log10(said["value"])), abs=1e-5)
        case _:
            assert abs(said["value"] - believed) <= 0.5 * 10 ** math.floor(math.log10(believed)) + slack


@pytest.mark.parametrize("value", [123_456_789.0, 0.0123456])
def test_an_exact_number_has_four_digits(value: float) -> None:
    said = state_number(value, "exact", vocabulary(), np.random.default_rng(0))["value"]
    assert float(said) == pytest.approx(float(f"{value:.4g}"))


def test_claims_follow_from_the_seed_alone() -> None:
    assert cut(known_series(30), 8, 5) == cut(known_series(30), 8, 5)
    assert cut(known_series(30), 8, 5) != cut(known_series(30), 8, 6)


def test_the_first_claim_is_about_the_whole_series() -> None:
    assert cut(known_series(23), 5, 3)[0]["window"] == "2021-01/2022-11"


def test_windows_overlap_and_come_in_all_precisions() -> None:
    windows = [parse_window(row["window"]) for seed in range(12) for row in cut(known_series(40), 12, seed)]
    precisions = {window.start.precision for window in windows}
    assert precisions == {"day", "month", "season"}
    inner = windows[1:]
    assert any(
        a.start.position < b.start.position < a.end.position < b.end.position  # type: ignore[operator]
        for a in inner
        for b in inner
    )


@pytest.mark.parametrize("count", [0, 13])
def test_a_number_of_claims_outside_its_range_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=rf"^{count} claims cannot be cut; ask for 1 to 12$"):
        cut(known_series(30), count, 0)


def test_months_are_found_by_their_labels() -> None:
    known = KnownSeries(FIRST + 11, np.array([1.0, 2.0, 4.0]))
    assert known.at(["2022-02", "2021-12"]).tolist() == [4.0, 1.0]
    assert known.total(0.5, 2.25) == pytest.approx(0.5 + 2 + 1)


def stated_rates(habits: Habits, seeds: range) -> list[np.ndarray]:
    """Log rates that the claims of each seed state about a flat series of 100 a month."""
    flat = KnownSeries(FIRST, np.full(36, 100.0))
    rates = []
    for seed in seeds:
        rows = [r for r in cut(flat, 10, seed, habits) if r.get("value") and r["hedge"] != "magnitude"]
        lengths = [parse_window(r["window"]) for r in rows]
        months = [w.end.position - w.start.position for w in lengths]  # type: ignore[operator]
        rates.append(np.array([math.log(float(r["value"]) / m) for r, m in zip(rows, months, strict=True)]))
    return rates


def test_a_bias_outside_the_tables_raises_all_that_is_said() -> None:
    plain, raised = (
        np.concatenate(stated_rates(habits, range(20))) for habits in (Habits(), Habits(extra_bias=0.8))
    )
    assert np.median(raised) - np.median(plain) == pytest.approx(0.8, abs=0.1)


def test_speakers_with_a_hidden_origin_agree_more_than_independent_ones() -> None:
    apart, alike = (
        np.mean([np.subtract(*np.quantile(rates, [0.75, 0.25])) for rates in stated_rates(habits, range(20))])
        for habits in (Habits(), Habits(hidden_origin=True))
    )
    assert alike < 0.75 * apart


def test_late_windows_are_about_earlier_months() -> None:
    rising = KnownSeries(FIRST, np.geomspace(1.0, 1e6, 36))
    on_time, late = (
        [float(r["value"]) for r in cut(rising, 12, 4, habits) if r.get("value")]
        for habits in (Habits(), Habits(late=2.0))
    )
    assert all(b <= a for a, b in zip(on_time, late, strict=True))
    assert np.median(np.log(late) - np.log(on_time)) == pytest.approx(-2 * np.log(1e6) / 35, rel=0.35)
