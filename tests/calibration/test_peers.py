from __future__ import annotations

import sys
from itertools import combinations

import numpy as np
import pytest
from calibration.recovery_builders import known_series, vocabulary
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.calibration.claims import Row, tabulate_claims
from analysis.calibration.peers import (
    PEERS,
    ExactTotal,
    PeerTask,
    disaggregate_exactly,
    exact_totals,
    installed_peers,
    interpolate_linearly,
    most_totals,
    peer_tasks,
    spread_uniformly,
    widest_totals,
)
from analysis.model.assemble import assemble_groups
from analysis.model.problem import Problem
from analysis.model.settings import Settings

MONTHS = 12
TOTALS = st.lists(
    st.tuples(st.integers(0, MONTHS - 1), st.integers(1, MONTHS), st.floats(1, 100)).map(
        lambda t: ExactTotal(t[0], min(t[0] + t[1], MONTHS), t[2])
    ),
    max_size=7,
)
QUARTERS = PeerTask((ExactTotal(0, 3, 30.0), ExactTotal(3, 6, 36.0), ExactTotal(6, 9, 60.0)), 9)


def claim(number: int, window: str, value: float, hedge: str = "exact", **more: str) -> Row:
    row = {"claim_id": str(number), "quantity": "series", "measure": "total", "window": window}
    return {**row, "value": str(value), "hedge": hedge, "speaker": "monitor", "interest": "neutral", **more}


def problem(*rows: Row) -> Problem:
    return assemble_groups(tabulate_claims(rows, vocabulary()), vocabulary(), Settings())[0].problem


def disjoint(totals: tuple[ExactTotal, ...]) -> bool:
    return all(a.end <= b.start or b.end <= a.start for a, b in combinations(totals, 2))


def covered(totals: tuple[ExactTotal, ...]) -> int:
    return sum(t.end - t.start for t in totals)


@given(TOTALS)
@settings(max_examples=60, deadline=None)
def test_the_chosen_sets_do_not_overlap_and_none_is_better(totals: list[ExactTotal]) -> None:
    sets = [
        chosen for size in range(len(totals) + 1) for chosen in combinations(totals, size) if disjoint(chosen)
    ]
    many, wide = most_totals(totals), widest_totals(totals)
    assert disjoint(many) and disjoint(wide)
    assert (len(many), covered(many)) == max((len(s), covered(s)) for s in sets)
    assert (covered(wide), len(wide)) == max((covered(s), len(s)) for s in sets)


def test_claims_become_totals_over_whole_months() -> None:
    totals = exact_totals(
        problem(
            claim(1, "2021-01/2021-12", 1200), claim(2, "2021-03", 90), claim(3, "2021-05-02/2021-05-04", 9)
        )
    )
    assert {(t.start, t.end) for t in totals} == {(0, 12), (2, 3)}
    assert {round(t.value) for t in totals} == {1200, 90}


def test_a_one_sided_hedge_and_a_known_bias_move_the_total() -> None:
    over = exact_totals(problem(claim(1, "2021-01/2021-12", 1000, "lower")))[0].value
    lies = exact_totals(problem(claim(1, "2021-01/2021-12", 1200, interest="enemy_losses")))[0].value
    assert 1000 < over < 2000
    assert lies == pytest.approx(1200 * np.exp(-0.2), rel=0.01)


def test_a_rate_becomes_a_total() -> None:
    total = exact_totals(problem(claim(1, "2021-01/2021-12", 100, measure="rate")))[0]
    assert total.value == pytest.approx(1200, rel=0.01)


def test_claims_of_a_few_days_alone_give_a_peer_nothing() -> None:
    with pytest.raises(ValueError, match=r"^no claim covers a whole month; a peer needs at least one total$"):
        peer_tasks(problem(claim(1, "2021-05-02/2021-05-04", 9)))


@pytest.mark.parametrize("name", PEERS)
def test_every_peer_gives_a_level_to_every_month(name: str) -> None:
    if name not in installed_peers():
        pytest.skip(f"{name} is not installed")
    for months in (9, 10, 11):
        levels = PEERS[name](PeerTask(QUARTERS.totals, months)).months
        assert levels.shape[0] == months
        assert np.isfinite(levels).all()


@pytest.mark.parametrize("name", [name for name in PEERS if name != "uniform rate"])
def test_every_peer_but_the_uniform_rate_keeps_adjoining_totals(name: str) -> None:
    if name not in installed_peers():
        pytest.skip(f"{name} is not installed")
    middle = np.median(PEERS[name](QUARTERS).months, axis=1)
    assert middle.reshape(3, 3).sum(axis=1) == pytest.approx([30, 36, 60], rel=1e-6)


@pytest.mark.parametrize("name", PEERS)
def test_one_total_is_spread_evenly_by_every_peer(name: str) -> None:
    if name not in installed_peers():
        pytest.skip(f"{name} is not installed")
    levels = np.median(PEERS[name](PeerTask((ExactTotal(0, 6, 60.0),), 6)).months, axis=1)
    assert levels == pytest.approx(np.full(6, 10.0), rel=1e-6)


def test_the_uniform_rate_is_that_of_all_totals() -> None:
    assert spread_uniformly(QUARTERS).months.ravel() == pytest.approx(np.full(9, 14.0))


def test_the_linear_cumulative_has_a_rate_for_each_total_and_the_average_elsewhere() -> None:
    task = PeerTask((ExactTotal(0, 2, 10.0), ExactTotal(3, 4, 20.0)), 4)
    assert interpolate_linearly(task).months.ravel() == pytest.approx([5, 5, 10, 20])


def test_the_exact_random_walk_fills_gaps_with_a_band_that_grows_away_from_the_totals() -> None:
    task = PeerTask((ExactTotal(0, 1, 10.0), ExactTotal(1, 2, 14.0), ExactTotal(8, 9, 12.0)), 12)
    months = disaggregate_exactly(task).months
    widths = np.ptp(months, axis=1)
    assert widths[[0, 1, 8]] == pytest.approx(np.zeros(3), abs=1e-5)
    assert widths[4] > widths[2] > 0
    assert widths[11] > widths[9]
    assert np.median(months, axis=1)[9:] == pytest.approx(np.full(3, 12.0))


def test_the_exact_random_walk_agrees_with_conditioning_a_wide_gaussian() -> None:
    series = known_series(9)
    totals = tuple(ExactTotal(s, s + 3, float(series.levels[s : s + 3].sum())) for s in (0, 3, 6))
    prior = np.minimum.outer(np.arange(9.0), np.arange(9.0)) + 1e6
    sums = np.kron(np.eye(3), np.ones(3))
    gain = prior @ sums.T @ np.linalg.inv(sums @ prior @ sums.T)
    expected = gain @ [t.value for t in totals]
    middle = np.median(disaggregate_exactly(PeerTask(totals, 9)).months, axis=1)
    assert middle == pytest.approx(expected, rel=1e-4)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tempdisagg", None)
    message = r"^this peer needs the package tempdisagg; install requirements-bench\.lock$"
    with pytest.raises(ImportError, match=message):
        PEERS["tempdisagg"](QUARTERS)
