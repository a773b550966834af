from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from model.builders import TINY, claims_table, vocabulary

from analysis.model.assemble import Group, assemble_groups, evidence
from analysis.model.problem import Observation, WindowEnd
from analysis.model.settings import Settings
from analysis.tables.vocabulary import Vocabulary


def group(*rows: dict[str, object], settings: Settings = TINY, step: str = "month") -> Group:
    (only,) = assemble_groups(claims_table(*rows), vocabulary(), settings, step)
    return only


def first(assembled: Group) -> Observation:
    return assembled.problem.observations[0]


def ends(assembled: Group, number: int = 0) -> tuple[WindowEnd, WindowEnd]:
    problem = assembled.problem
    observation = problem.observations[number]
    return problem.ends[observation.start], problem.ends[observation.end]


def length(assembled: Group, number: int = 0) -> tuple[float, float]:
    """Return mean and standard deviation of the length of an observation's window."""
    start, end = ends(assembled, number)
    variance = start.sd**2 + end.sd**2 - 2 * end.correlation * start.sd * end.sd
    return end.position - start.position, math.sqrt(variance)


def test_june_2023_to_april_2025_is_22_and_a_half_months_give_or_take_half() -> None:
    mean, sd = length(group({}))
    assert mean == pytest.approx(22.5)
    assert sd == pytest.approx(0.5, abs=0.01)


def test_the_grid_covers_every_named_month() -> None:
    assembled = group({})
    assert assembled.cells[0][0] == "2023-06" and assembled.cells[0][-1] == "2025-04"
    assert len(assembled.cells[0]) == 23
    assert assembled.windows == ("2023-06/2025-04",)


@pytest.mark.parametrize("window", ["2024-03", "2024-03/2024-03"])
def test_a_single_named_month_is_covered_whole(window: str) -> None:
    assembled = group({"window": window})
    start, end = ends(assembled)
    assert (start.position, end.position) == (12 * 2024 + 2, 12 * 2024 + 3)
    assert length(assembled)[1] < 0.1
    assert assembled.cells == (("2024-03",),)


@pytest.mark.parametrize(("window", "months"), [("2024-06~", 1), ("2024-06%", 1), ("2024~", 12)])
def test_an_approximate_month_or_year_is_as_long_as_a_named_one(window: str, months: float) -> None:
    assembled = group({"window": window})
    mean, sd = length(assembled)
    assert mean == pytest.approx(months)
    assert sd == pytest.approx(0.25 * months, rel=0.01)
    assert ends(assembled)[0].sd >= 1


def test_days_are_exact() -> None:
    mean, sd = length(group({"window": "2024-01-01/2024-12-31"}))
    assert mean == pytest.approx(12)
    assert sd == pytest.approx(0.05 * math.sqrt(2))


def test_a_short_window_may_move_but_hardly_stretch() -> None:
    assembled = group({"window": "2024-03-05/2024-03-05"})
    start, end = ends(assembled)
    assert start.sd == end.sd == pytest.approx(0.05)
    assert length(assembled)[0] == pytest.approx(1 / 31)
    assert length(assembled)[1] <= 0.26 / 31


def test_window_widths_can_be_switched_off() -> None:
    start, end = ends(group({}, settings=replace(TINY, window_width=0.0)))
    assert (start.sd, end.sd, end.correlation) == (0, 0, 0)


def test_an_open_start_is_the_onset_of_the_quantity() -> None:
    row = {"quantity": "losses", "unit": "people", "window": "../2025-03", "value": 5000.0}
    start, _ = ends(group(row))
    assert start.position == 12 * 2024 + 10 + 0.5
    assert start.sd == 1


def test_claims_with_open_starts_share_the_onset() -> None:
    row = {"quantity": "losses", "unit": "people", "value": 5000.0}
    assembled = group({**row, "window": "../2025-03"}, {**row, "window": "../2025-01", "origin_id": "b"})
    one, other = assembled.problem.observations
    assert one.start == other.start and one.end != other.end


@pytest.mark.parametrize("window", ["2022-07/2025-03", "2024/2025-03", "2024-08-31/2025-03"])
def test_a_window_that_opens_long_before_the_onset_counts_from_it(window: str) -> None:
    row = {"quantity": "losses", "unit": "people", "value": 5000.0}
    assembled = group({**row, "window": window}, {**row, "window": "../2025-01", "origin_id": "b"})
    one, other = assembled.problem.observations
    assert one.start == other.start
    assert assembled.windows == ("2024-11/2025-03",)


def test_a_window_that_opens_about_the_onset_keeps_its_own_start() -> None:
    row = {"quantity": "losses", "unit": "people", "value": 5000.0, "window": "2024-10/2025-03"}
    start, _ = ends(group(row))
    assert start.position == 12 * 2024 + 9.25


def test_a_level_has_no_onset_to_count_from() -> None:
    row = {"quantity": "troops", "unit": "soldiers", "value": 11000.0, "measure": "stock"}
    start, _ = ends(group({**row, "window": "2024-06/2025-03"}))
    assert start.position == 12 * 2024 + 5.25


def test_without_an_onset_the_earliest_known_start_serves() -> None:
    row = {"quantity": "visitors", "unit": None}
    assembled = group({**row, "window": "../2025-04"}, {**row, "window": "2023-06/2024-06", "origin_id": "b"})
    observations = assembled.problem.observations
    opening = [assembled.problem.ends[o.start] for o in observations]
    assert {end.position for end in opening} == {12 * 2023 + 5, 12 * 2023 + 5.25}
    assert max(end.sd for end in opening) == 2.0


def test_no_start_anywhere_is_an_error_with_a_remedy() -> None:
    with pytest.raises(ValueError) as caught:
        group({"quantity": "visitors", "unit": None, "window": "../2025-04"})
    assert str(caught.value) == (
        "visitors: every window is open at its start and nothing says when it began; "
        "give its onset in quantities.csv, or a start in one window, as in 2023-06/2025-04"
    )


@pytest.mark.parametrize(
    ("window", "stated", "inferred"),
    [
        ("2023-06/2025-04", (0.35, 0.35), (1.0, 1.0)),
        ("2023-06/2025-04-15", (0.35, 0.05), (1.0, 0.25)),
        ("2024-12", (0.05, 0.05), (1.0, 1.0)),
        ("2023-06~/2025-04", (1.0, 0.35), (1.0, 1.0)),
    ],
)
def test_an_inferred_window_has_wider_ends(
    window: str, stated: tuple[float, float], inferred: tuple[float, float]
) -> None:
    said = ends(group({"window": window, "window_basis": "stated"}))
    worked_out = ends(group({"window": window, "window_basis": "inferred"}))
    assert tuple(end.sd for end in said) == stated
    assert tuple(end.sd for end in worked_out) == inferred
    assert [end.position for end in worked_out] == [end.position for end in said]


def test_an_open_end_with_an_inferred_date_is_wider() -> None:
    row = {"window": "2023-06/..", "stated_on": "2025-05-10"}
    sds = [ends(group({**row, "stated_on_basis": basis}))[1].sd for basis in ("stated", "inferred")]
    assert sds == [0.05, 0.25]


def test_a_share_of_a_whole_says_nothing_of_the_part_alone() -> None:
    dead = {"quantity": "killed", "unit": "killed", "value": 600.0, "window": "../2025-04"}
    share = {"quantity": "killed", "unit": None, "measure": "share", "value": 0.25, "window": "../2025-01"}
    assembled = group(dead, {**share, "origin_id": "b"})
    assert len(assembled.problem.observations) == 1


def test_an_open_end_is_the_day_of_the_statement() -> None:
    _, end = ends(group({"window": "2023-06/..", "stated_on": "2025-05-10"}))
    assert end.position == pytest.approx(12 * 2025 + 4 + 10 / 31)
    assert end.sd == 0.05


def test_no_end_and_no_day_of_the_statement_is_an_error_with_a_remedy() -> None:
    with pytest.raises(ValueError) as caught:
        group({"window": "2023-06/.."})
    assert str(caught.value) == (
        "rounds: the window 2023-06/.. has no end; give the day of the statement in stated_on, "
        "or an end, as in 2023-06/2025-04"
    )


def test_a_stock_that_is_open_at_its_start_is_that_of_the_last_month() -> None:
    row = {"quantity": "troops", "unit": "soldiers", "measure": "stock", "window": "../2025-01"}
    start, end = ends(group(row))
    assert 0 < end.position - start.position < 1.5


def test_retellings_of_one_origin_are_one_observation() -> None:
    assembled = group({}, {"status": "repeat", "window": "2023-06~/2025-04", "hedge": "approx"})
    (observation,) = assembled.problem.observations
    assert [s.shape.family for s in observation.statements] == ["uniform", "soft"]
    assert ends(assembled)[0].position == 12 * 2023 + 5.25


def test_a_retelling_word_for_word_adds_nothing() -> None:
    once, twice = group({}), group({}, {"status": "repeat"})
    assert once.problem.observations == twice.problem.observations
    assert once.problem.ends == twice.problem.ends


def test_two_numbers_of_one_origin_share_its_error_and_their_window() -> None:
    window = {"window": "2024-11/2025-04"}
    row = {"quantity": "guns", "unit": "guns", "value": 370.0, **window}
    one, other = group(window, row).problem.observations
    assert one.loadings == other.loadings and len(one.loadings) == 3
    assert (one.start, one.end) == (other.start, other.end)


def test_origins_of_one_speaker_share_its_bias_but_not_their_errors() -> None:
    assembled = group({}, {"origin_id": "b", "value": 5e6})
    one, other = assembled.problem.observations
    names = assembled.problem.shift_names
    shared = {names[i] for i in set(one.loadings) & set(other.loadings)}
    assert shared == {"bloc:ukraine", "speaker:hur"}
    assert {names[i] for i in np.flatnonzero(assembled.problem.heavy)} == {"origin:a", "origin:b"}


def test_spreads_are_those_of_the_tables() -> None:
    assembled = group({"interest": "own_losses", "basis": "guess"})
    observation, names = first(assembled), assembled.problem.shift_names
    loadings = {names[i]: value for i, value in observation.loadings.items()}
    half = 0.3 * math.sqrt(0.5)
    assert loadings == pytest.approx({"bloc:ukraine": 0.25, "speaker:hur": 0.3, "origin:a": half})
    assert observation.own_error == pytest.approx(half)
    assert observation.offset == pytest.approx(-0.3)


def test_speaker_and_knowledge_can_be_switched_off() -> None:
    off = first(group({}, settings=replace(TINY, speaker_width=0.0, knowledge_width=0.0)))
    assert off.loadings == {} and off.own_error == 0


def with_unit(factor: float, factor_sd: float) -> Vocabulary:
    row = {"quantity": "rounds", "factor": factor, "factor_sd": factor_sd, "words_en": None, "words_de": None}
    known = vocabulary()
    return replace(known, units={**known.units, "containers": row})


def test_a_unit_is_a_factor_that_all_its_claims_share() -> None:
    rows = [{"unit": "containers", "value": v, "origin_id": o} for v, o in ((20e3, "a"), (15e3, "b"))]
    (assembled,) = assemble_groups(claims_table(*rows), with_unit(300, 0.2), TINY)
    problem = assembled.problem
    column = problem.shift_names.index("unit:containers")
    for observation in problem.observations:
        assert observation.offset == pytest.approx(-math.log(300))
        assert observation.loadings[column] == -0.2
    level, _ = problem.anchor(0)
    assert level == pytest.approx(math.log(math.sqrt(20e3 * 15e3) * 300 / 22.5), abs=0.05)


def test_the_quantitys_own_unit_is_no_factor() -> None:
    assembled = group({})
    assert first(assembled).offset == 0
    assert not any(name.startswith("unit:") for name in assembled.problem.shift_names)


@pytest.mark.parametrize(
    ("unit", "months"),
    [("rounds/day", 12 / 365.2425), ("rounds/week", 84 / 365.2425), ("rounds", 1), ("rounds/year", 12)],
)
def test_a_rate_is_per_its_unit_of_time(unit: str, months: float) -> None:
    observation = first(group({"measure": "rate", "unit": unit, "value": 1000.0}))
    assert observation.averaged
    assert observation.offset == pytest.approx(math.log(months))


def test_an_unknown_period_names_the_known_ones() -> None:
    with pytest.raises(ValueError) as caught:
        group({"measure": "rate", "unit": "rounds/fortnight"})
    assert str(caught.value) == (
        "'rounds/fortnight' is not a rate; write one of day, week, month, quarter, year after the stroke"
    )


def test_ratios_tie_their_quantities_into_one_group() -> None:
    rows = [
        {},
        {"quantity": "guns", "unit": "guns", "value": 370.0},
        {"quantity": "missiles", "unit": "missiles", "value": 150.0},
    ]
    groups = assemble_groups(claims_table(*rows), vocabulary(), TINY)
    assert [g.quantities for g in groups] == [("guns", "rounds"), ("missiles",)]
    ratio = groups[0].ratios["rounds.per_gun"]
    assert (ratio.numerator, ratio.denominator) == (1, 0)
    assert groups[1].ratios == {}


@pytest.mark.parametrize(
    ("measure", "kind"), [("total", "flow"), ("rate", "flow"), ("stock", "stock"), ("share", "share")]
)
def test_kind_of_an_unknown_quantity_follows_from_its_measure(measure: str, kind: str) -> None:
    row = {"quantity": "turnips", "unit": None, "measure": measure, "value": 0.5, "window": "2024"}
    assert group(row).problem.series[0].kind == kind


def test_kind_of_a_known_quantity_is_that_of_the_table() -> None:
    row = {"quantity": "troops", "unit": "soldiers", "measure": "stock", "value": 11_000.0}
    assert group(row).problem.series[0].kind == "stock"


def test_a_range_is_read_from_its_ends() -> None:
    (stated,) = first(
        group({"value": None, "value_low": 4e6, "value_high": 6e6, "hedge": "range"})
    ).statements
    assert stated.shape.family == "range"
    assert stated.log_value == pytest.approx(math.log(4e6))
    assert stated.log_span == pytest.approx(math.log(1.5))


def test_zero_is_relative_to_the_average() -> None:
    assembled = group({}, {"value": 0.0, "hedge": "zero", "window": "2024-09", "origin_id": "b"})
    zero = next(o for o in assembled.problem.observations if o.relative)
    assert zero.averaged and zero.loadings == {} and zero.offset == 0


def test_zero_does_not_decide_the_span() -> None:
    assembled = group({}, {"value": 0.0, "hedge": "zero", "window": "2023-01", "origin_id": "b"})
    problem = assembled.problem
    assert problem.ends[problem.series[0].start].position == 12 * 2023 + 5.25
    assert assembled.cells[0][0] == "2023-01"


def test_only_statements_with_a_number_are_evidence() -> None:
    statuses = ["primary", "repeat", "derived", "no_figure", "transmission_error", "ambiguous", "forecast"]
    table = claims_table(*({"status": status} for status in statuses), {"value": None})
    assert list(evidence(table)["status"]) == ["primary", "repeat"]


def test_a_table_without_evidence_is_refused() -> None:
    for table in (claims_table({"status": "forecast"}), claims_table({}).iloc[:0]):
        with pytest.raises(ValueError) as caught:
            assemble_groups(pd.DataFrame(table), vocabulary(), TINY)
        assert str(caught.value) == (
            "the table has no claim with a number to estimate from; add at least one primary claim"
        )


@pytest.mark.parametrize(("step", "cells"), [("month", 3), ("week", 13), ("day", 92)])
def test_grids(step: str, cells: int) -> None:
    assembled = group({"window": "2024-07/2024-09"}, step=step)
    assert abs(assembled.problem.series[0].grid.cells - cells) <= 1
    assert assembled.cells[0][0] == "2024-07" if step == "month" else assembled.cells[0][0] == "2024-07-01"


CONTAINERS = {"quantity": "containers", "unit": "containers", "value": 20_000.0, "origin_id": "b"}
LOST = {"quantity": "losses", "unit": "people", "value": 4000.0, "window": "2024-11/2025-03"}
KILLED = {**LOST, "quantity": "killed", "unit": "killed", "value": 1000.0, "window": "2024-12/2025-01"}


def test_what_is_counted_in_another_unit_is_the_same_series() -> None:
    assembled = group({}, CONTAINERS)
    problem = assembled.problem
    assert assembled.quantities == ("rounds", "containers")
    assert len(problem.series) == 1 and assembled.cells[0] == assembled.cells[1]
    containers, rounds = problem.observations
    assert containers.series == rounds.series == 0
    assert containers.offset == pytest.approx(-math.log(210))
    load = problem.shift_names.index("unit:containers")
    assert containers.loadings[load] == pytest.approx(-0.8) and load not in rounds.loadings
    (view,) = problem.other_units
    assert (view.series, view.shift, view.factor_sd) == (0, load, 0.8)
    assert view.log_factor == pytest.approx(math.log(210))


def test_another_unit_alone_tells_of_the_series_too() -> None:
    assembled = group(CONTAINERS)
    assert assembled.quantities == ("rounds", "containers")
    assert set(assembled.ratios) == {"rounds.per_container"}


def test_a_part_shares_the_cells_and_the_span_of_its_whole() -> None:
    assembled = group(KILLED, LOST)
    whole, part = assembled.problem.series
    assert assembled.quantities == ("losses", "killed")
    assert part.whole == 0 and part.grid.same_as(whole.grid)
    assert (part.start, part.end) == (whole.start, whole.end)


def test_a_part_without_its_whole_is_a_series_like_any_other() -> None:
    (series,) = group(KILLED).problem.series
    assert series.whole == series.below == -1


def test_a_flow_whose_share_is_bounded_stays_below_the_stock() -> None:
    stock = {"quantity": "troops", "unit": "soldiers", "measure": "stock", "value": 11_000.0}
    assembled = group(LOST, {**stock, "window": "2024-12"})
    assert assembled.quantities == ("troops", "losses")
    assert assembled.problem.series[1].below == 0


def test_a_share_is_evidence_on_the_part_and_the_whole() -> None:
    share = {**KILLED, "measure": "share", "unit": None, "value": 0.25}
    assembled = group(LOST, share)
    stated = assembled.problem.observations[1]
    assert (stated.series, stated.of, stated.averaged) == (1, 0, False)
    assert stated.statements[0].log_value == pytest.approx(math.log(0.25))


def test_a_share_of_what_nobody_counts_is_left_out() -> None:
    share = {**KILLED, "measure": "share", "unit": None, "value": 0.25}
    groups = assemble_groups(claims_table({}, share), vocabulary(), TINY)
    assert [g.quantities for g in groups] == [("rounds",)]


def test_questions_find_their_group_and_stretch_its_cells() -> None:
    asked = claims_table(
        {"window": "2025-05/2025-08", "speaker": "msmt", "bloc": "west", "value": None, "origin_id": "c"},
        {**CONTAINERS, "window": "../2025-03", "value": None},
        {"quantity": "missiles", "unit": "missiles"},
    )
    (assembled,) = assemble_groups(claims_table({}), vocabulary(), TINY, asked=asked)
    assert assembled.cells[0][-1] == "2025-08"
    later, containers = assembled.asked[0], assembled.asked[1]
    assert set(assembled.asked) == {0, 1}
    assert later.fresh[:2] == (0.15, 0.2) and later.loadings == {}
    assert containers.fresh == (-0.8,)
    names = [assembled.problem.shift_names[column] for column in containers.loadings]
    assert names == ["bloc:ukraine", "speaker:hur"]


def test_a_question_of_a_known_origin_shares_its_error() -> None:
    asked = claims_table({"window": "2024-01/2024-03", "value": None})
    (assembled,) = assemble_groups(claims_table({}), vocabulary(), TINY, asked=asked)
    (question,) = assembled.asked.values()
    names = {assembled.problem.shift_names[column] for column in question.loadings}
    assert "origin:a" in names and question.errors[0] == 0.0
