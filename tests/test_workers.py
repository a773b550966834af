"""Cases spread over processes: all of them, each once, and never all at once in memory."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from analysis.workers import AHEAD, in_order, spread


def squared(number: int) -> int:
    if number % 7 == 0:
        time.sleep(0.2)
    return number * number


def process_of(_case: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def refuse(number: int) -> int:
    raise ValueError(f"{number} is refused")


def counted(taken: list[int], count: int) -> Iterator[int]:
    for number in range(count):
        taken.append(number)
        yield number


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_back_in_the_order_of_their_cases(workers: int) -> None:
    assert list(in_order(spread(squared, range(40), workers=workers))) == [n * n for n in range(40)]


def test_one_worker_stays_in_this_process_and_several_leave_it() -> None:
    assert {pid for _, pid in spread(process_of, range(3))} == {os.getpid()}
    elsewhere = {pid for _, pid in spread(process_of, range(12), workers=2)}
    assert len(elsewhere) == 2
    assert os.getpid() not in elsewhere


@pytest.mark.parametrize(("workers", "most"), [(1, 1), (2, 2 * AHEAD)])
def test_cases_are_not_taken_far_ahead_of_what_is_done(workers: int, most: int) -> None:
    taken: list[int] = []
    ahead = [len(taken) - done for done, _ in enumerate(spread(squared, counted(taken, 60), workers=workers))]
    assert len(ahead) == 60
    assert max(ahead) <= most


def test_no_case_gives_no_result() -> None:
    assert list(spread(squared, [], workers=2)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_a_case_reaches_the_caller(workers: int) -> None:
    with pytest.raises(ValueError, match="3 is refused"):
        list(spread(refuse, [3], workers=workers))
