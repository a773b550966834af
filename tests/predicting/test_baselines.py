"""What a reader without a model would expect."""

from __future__ import annotations

import math

import pytest

from analysis.predicting.baselines import FEWEST_ERRORS, Stated, expect_all


def stated(name: str, month: int, value: float, months: float, measure: str = "total") -> Stated:
    return Stated(name, "rounds", measure, value, month, (float(month), 0.0, name), 0.0, months)


def test_the_last_number_is_repeated_or_carried_on() -> None:
    made = expect_all([stated("a", 1, 100.0, 4.0), stated("b", 2, 180.0, 6.0)])
    repeat, extend = made["b"]
    assert (repeat.value, repeat.log_crps) == (100.0, pytest.approx(math.log(1.8)))
    assert (extend.value, extend.log_crps) == (150.0, pytest.approx(math.log(1.2)))
    assert "a" not in made


def test_a_level_is_not_carried_on() -> None:
    made = expect_all([stated("a", 1, 100.0, 1.0, "stock"), stated("b", 2, 180.0, 6.0, "stock")])
    assert [one.value for one in made["b"]] == [100.0, 100.0]


def test_statements_of_one_month_do_not_foretell_each_other() -> None:
    made = expect_all([stated("a", 1, 100.0, 4.0), stated("b", 2, 1.0, 4.0), stated("c", 2, 2.0, 4.0)])
    assert made["c"][0].value == 100.0


def test_a_spread_is_that_of_the_errors_before_and_of_no_others() -> None:
    record = [stated(f"{month:02}", month, 2.0 ** (month % 2), 1.0) for month in range(FEWEST_ERRORS + 2)]
    made = expect_all(record)
    names = sorted(made)
    assert all(made[name][0].spread_log_crps == made[name][0].log_crps for name in names[:-1])
    # Every error so far is log 2, so that the last, log 2 too, lies one spread from the middle.
    assert made[names[-1]][0].spread_log_crps == pytest.approx(0.602441 * math.log(2), rel=1e-5)
