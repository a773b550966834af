"""Stages run beside each other, in their order where one reads what another made."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from fnmatch import fnmatch
from itertools import product
from pathlib import Path
from threading import Barrier

import pytest
from site_tools import run_python

from analysis.build import STAGES, Outcome, Stage, run_stages
from analysis.console import RefusalError
from analysis.ledger import Footprint, Progress, read_ledger
from analysis.workers import Spread

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


def note(case: tuple[Path, str]) -> None:
    path, name = case
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{name} ")
    time.sleep(0.3)


def test_what_stands_first_gets_the_workers_first_though_it_asks_later(tmp_path: Path) -> None:
    begun = tmp_path / "begun"

    def asks(name: str, seconds: float) -> Make:
        def make(_suite: Path, _progress: Progress, _fresh: bool, spread: Spread) -> str:
            time.sleep(seconds)
            return str(len([*spread(note, [(begun, name)] * 4)]))

        return make

    done = run(tmp_path, stage("first", asks("first", 1.0)), stage("second", asks("second", 0.0)))
    assert [one.done for one in done] == ["4", "4"]
    names = begun.read_text(encoding="utf-8").split()
    assert sorted(names) == ["first"] * 4 + ["second"] * 4
    assert names[:3] == ["first"] * 3


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


INTERRUPTED = """
import os, signal, sys, threading, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
import test_build as t
root = Path(sys.argv[1])
def make(suite, progress, fresh, spread):
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    return str(list(spread(t.write_late, [root / "late"])))
try:
    t.run(root, t.stage("slow", make))
except KeyboardInterrupt:
    print("stopped")
"""


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="a process cannot be held to one processor")
def test_with_one_processor_an_interrupt_ends_what_is_being_made(tmp_path: Path) -> None:
    finished = run_python(INTERRUPTED, str(tmp_path), str(Path(__file__).parent))
    assert (finished.stdout, finished.stderr) == ("stopped\n", "")
    assert not (tmp_path / "late").exists()


def test_a_stage_waits_for_all_that_make_what_it_reads() -> None:
    for one in STAGES:
        made = {other.name: [*other.footprint.makes] for other in STAGES if other is not one}
        makers = {
            name
            for name, patterns in made.items()
            for pattern, read in product(patterns, one.footprint.reads)
            if fnmatch(pattern, read)
        }
        assert makers <= {*one.after}, one.name
