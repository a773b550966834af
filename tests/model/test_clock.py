from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.clock import cell_label, cell_starts, month_of, position_of

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS)
def test_positions_go_forward_and_find_their_month(day: date) -> None:
    assert position_of(day) < position_of(day + timedelta(days=1))
    assert month_of(position_of(day)) == day.replace(day=1)


@given(DAYS, st.floats(0.05, 40), st.sampled_from(["month", "week", "day"]))
def test_cells_cover_the_span_without_gap_or_excess(day: date, months: float, step: str) -> None:
    start, end = position_of(day), position_of(day) + months
    days = cell_starts(start, end, step)
    edges = [position_of(d) for d in days]
    assert edges[0] <= start + 1e-9 and edges[-1] >= end - 1e-6
    assert np.all(np.diff(edges) > 0)
    assert len(days) == 2 or edges[-2] < end


def test_months_of_a_window() -> None:
    days = cell_starts(position_of(date(2023, 6, 1)), position_of(date(2025, 5, 1)), "month")
    assert (days[0], days[-1], len(days)) == (date(2023, 6, 1), date(2025, 5, 1), 24)


def test_weeks_begin_on_monday() -> None:
    days = cell_starts(position_of(date(2024, 2, 1)), position_of(date(2024, 3, 1)), "week")
    assert {day.weekday() for day in days} == {0}
    assert {b - a for a, b in pairwise(days)} == {timedelta(days=7)}
    assert days[0] <= date(2024, 2, 1)


def test_labels() -> None:
    assert cell_label(date(2024, 3, 1), "month") == "2024-03"
    assert cell_label(date(2024, 3, 4), "week") == "2024-03-04"


def test_unknown_grid_names_the_known_ones() -> None:
    with pytest.raises(ValueError) as caught:
        cell_starts(24000.0, 24001.0, "year")
    assert str(caught.value) == "'year' is not a grid; write one of month, week, day"
