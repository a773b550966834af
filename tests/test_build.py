"""Stages run beside each other, in their order where one reads what another made."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from threading import Barrier

import pytest

from analysis.build import STAGES, Outcome, Stage, run_stages
from analysis.console import RefusalError
from analysis.ledger import Footprint, Progress, read_ledger
from analysis.workers import Spread, Workers

PATIENCE = 30
Make = Callable[[Path, Progress, bool, Spread], str]


def stage(name: str, make: Make, *after: str) -> Stage:
    return Stage(name, Footprint(reads=(), rooms=(), makes=(f"{name}.txt",)), make, after)


def writes(name: str, text: Callable[[Path], str]) -> Make:
    def make(suite: Path, _progress: Progress, _fresh: bool, _spread: Spread) -> str:
        (suite / f"{name}.txt").write_text(text(suite), encoding="utf-8")
        return "written"

    return make


def run(suite: Path, *stages: Stage) -> list[Outcome]:
    (suite / "data").mkdir(exist_ok=True)
    return list(run_stages(stages, suite, fresh=False, progress=lambda *_: None))


def read(name: str) -> Callable[[Path], str]:
    return lambda suite: (suite / f"{name}.txt").read_text(encoding="utf-8") + "!"


def write_late(path: Path) -> None:
    time.sleep(PATIENCE)
    path.touch()


def test_what_does_not_read_each_other_runs_side_by_side(tmp_path: Path) -> None:
    both = Barrier(2)
    meet = [stage(name, writes(name, lambda _: str(both.wait(PATIENCE)))) for name in ("one", "other")]
    assert [done.stage for done in run(tmp_path, *meet) if done.changed] == ["one", "other"]
    assert set(read_ledger(tmp_path)) == {"one", "other"}


def test_what_reads_another_waits_for_it_and_nothing_is_made_twice(tmp_path: Path) -> None:
    def first(_suite: Path) -> str:
        time.sleep(0.3)
        return "made"

    stages = stage("made", writes("made", first)), stage("shown", writes("shown", read("made")), "made")
    assert [done.changed for done in run(tmp_path, *stages)] == [True, True]
    assert read("shown")(tmp_path) == "made!!"
    assert [done.done for done in run(tmp_path, *stages)] == ["up to date", "up to date"]


def test_an_error_ends_what_waits_for_workers_and_what_waits_for_the_stage(tmp_path: Path) -> None:
    def refuse(*_: object) -> str:
        raise RefusalError("data/claims.csv:3: there is no such day")

    def wait(_suite: Path, _progress: Progress, _fresh: bool, spread: Spread) -> str:
        return str(list(spread(write_late, late)))

    late = [tmp_path / str(number) for number in range(8)]
    stages = stage("refused", refuse), stage("waiting", wait), stage("after", refuse, "refused")
    with pytest.raises(RefusalError, match="there is no such day"):
        run(tmp_path, *stages)
    assert read_ledger(tmp_path) == {}
    assert not any(path.exists() for path in late)


def test_a_stage_waits_for_all_that_make_what_it_reads() -> None:
    makes = {one.name: set(one.footprint.makes) for one in STAGES}
    for one in STAGES:
        makers = {name for name, made in makes.items() if made & {*one.footprint.reads}} - {one.name}
        assert makers <= {*one.after}, one.name


@pytest.mark.parametrize("count", [1, 2])
def test_workers_that_were_stopped_begin_no_further_case(count: int) -> None:
    with Workers(count) as workers:
        asked = workers.spread(abs, [-1, -2])
    with pytest.raises(CancelledError, match="the workers have been stopped"):
        next(asked)
