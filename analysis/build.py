"""Bring tables, estimates, figures, notebooks and site up to date; each stage runs only when it is due."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import Any, NamedTuple

from analysis.console import RefusalError
from analysis.ledger import (
    Footprint,
    Progress,
    current_reads,
    hash_files,
    read_ledger,
    record_stage,
    stale_reason,
)
from analysis.whatif import ROOMS as GRID_ROOMS
from analysis.workers import Spread, Workers, processors, spread_here


class Outcome(NamedTuple):
    """What a stage did: its name, one line about it, and the seconds it took."""

    stage: str
    done: str
    seconds: float
    changed: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the build whose need is decided by hashes of files, and by a look at the suite if need be."""

    name: str
    footprint: Footprint
    make: Callable[[Path, Progress, bool, Spread], str]
    after: tuple[str, ...]
    """Stages that make what this one reads; it may run beside all others."""
    reason_to_run: Callable[[Path], str | None] = lambda _suite: None

    def why_due(self, suite: Path) -> str | None:
        """Say why the stage must run; None when what it made is up to date."""
        made = read_ledger(suite).get(self.name)
        return stale_reason(suite, self.footprint, made) or self.reason_to_run(suite)


def _make_tables(suite: Path, progress: Progress, _fresh: bool, _spread: Spread) -> str:
    from analysis.tables import write_tables

    progress("reading records", 0, 1)
    write_tables(suite)
    return "written"


def _make_estimates(suite: Path, progress: Progress, fresh: bool, spread: Spread) -> str:
    from analysis.estimation import update_estimates

    return update_estimates(suite, progress, fresh=fresh, spread=spread)


def _make_scrutiny(suite: Path, progress: Progress, fresh: bool, spread: Spread) -> str:
    from analysis.scrutiny.columns import COLUMNS
    from analysis.scrutiny.stage import SCRUTINY, update_scrutiny

    # What is kept of a group lies in all of the tables; where one is lost, nothing can be kept.
    lost = any(not (suite / SCRUTINY / f"{table}.csv").is_file() for table in COLUMNS)
    return update_scrutiny(suite, progress, fresh=fresh or lost, spread=spread)


def _make_figures(suite: Path, progress: Progress, _fresh: bool, _spread: Spread) -> str:
    from analysis.publication import write_figures

    progress("writing figures", 0, 1)
    published, withheld = write_figures(suite)
    return f"{published} published" + (
        f", {withheld} withheld (data/withheld.csv says why)" if withheld else ""
    )


def _make_grid(suite: Path, progress: Progress, fresh: bool, spread: Spread) -> str:
    from analysis.whatif import update_grid

    points = update_grid(suite, progress, fresh=fresh, spread=spread)
    return f"estimated {points or 'no'} points"


def _make_readme(suite: Path, progress: Progress, _fresh: bool, _spread: Spread) -> str:
    from analysis.readme import PLOT, draw_answer, update_readme

    progress("drawing the answer", 0, 1)
    draw_answer(suite)
    update_readme(suite)
    return f"{PLOT.as_posix()} drawn"


def _reason_to_update_readme(suite: Path) -> str | None:
    from analysis.readme import readme_is_stale

    return "README.md shows other figures than data/figures.csv" if readme_is_stale(suite) else None


def _make_vintages(suite: Path, progress: Progress, fresh: bool, spread: Spread) -> str:
    from analysis.predicting.updating import update_vintages

    return update_vintages(suite, progress, fresh=fresh, spread=spread)


ESTIMATES = ("monthly", "totals", "ratios", "ratio_months", "diagnostics", "sensitivity", "draws")
ESTIMATE_FILES = (*(f"data/estimates/{name}.csv" for name in ESTIMATES), "data/estimates/info.json")
STAGES = (
    Stage(
        "tables",
        Footprint(
            reads=("seeds/*.yaml", "data/vocabulary/*.csv", "data/datapackage.json"),
            rooms=("read", "tables"),
            makes=("data/claims.csv", "data/sources.csv", "data/README.md", "seeds/record.schema.json"),
        ),
        _make_tables,
        after=(),
    ),
    Stage(
        "estimates",
        Footprint(
            reads=("data/claims.csv", "data/vocabulary/*.csv"),
            rooms=("read", "model"),
            makes=ESTIMATE_FILES,
        ),
        _make_estimates,
        after=("tables",),
    ),
    Stage(
        "scrutiny",
        Footprint(
            reads=("data/claims.csv", "data/vocabulary/*.csv"),
            rooms=("read", "model", "scrutiny"),
            makes=("data/scrutiny/*.csv", "data/scrutiny/*.json"),
        ),
        _make_scrutiny,
        after=("tables",),
    ),
    Stage(
        "figures",
        Footprint(
            reads=("data/claims.csv", "data/sources.csv", "data/vocabulary/*.csv", *ESTIMATE_FILES),
            rooms=("read", "figures"),
            makes=("data/figures.csv", "data/withheld.csv", "data/history.csv"),
        ),
        _make_figures,
        after=("tables", "estimates"),
    ),
    Stage(
        "whatif",
        Footprint(
            reads=("data/claims.csv", "data/vocabulary/*.csv", *ESTIMATE_FILES),
            rooms=("read", "model", *GRID_ROOMS),
            makes=("data/whatif.csv",),
        ),
        _make_grid,
        after=("tables", "estimates"),
    ),
    Stage(
        "readme",
        Footprint(
            reads=("data/*.csv", "data/vocabulary/*.csv", *ESTIMATE_FILES),
            rooms=("plots", "notebook", "readme.py", "selection.py"),
            makes=("docs/answer.png",),
        ),
        _make_readme,
        after=("tables", "estimates", "scrutiny", "figures", "whatif", "vintages"),  # all that a view opens
        reason_to_run=_reason_to_update_readme,
    ),
    Stage(
        "vintages",
        Footprint(
            reads=("data/claims.csv", "data/sources.csv", "data/vocabulary/*.csv"),
            rooms=("read", "model", "predicting"),
            makes=("data/estimates/vintages.csv", "data/estimates/predictions.csv"),
        ),
        _make_vintages,
        after=("tables",),
    ),
)
STAGE_NAMES = (*(stage.name for stage in STAGES), "notebooks", "site")


def build(suite: Path, *, until: str = "site", fresh: bool = False, progress: Progress) -> Iterator[Outcome]:
    """Run the stages that are due, in order, up to ``until``.

    Parameters
    ----------
    suite
        Folder of the suite.
    until
        Last stage to run, one of `STAGE_NAMES`.
    fresh
        Run the stages whether they are due or not.
    progress
        Told what is being done.

    Yields
    ------
    Outcome
        One a stage, as soon as it has ended.
    """
    wanted = STAGE_NAMES[: STAGE_NAMES.index(until) + 1]
    yield from run_stages([stage for stage in STAGES if stage.name in wanted], suite, fresh, progress)
    if "notebooks" in wanted:
        yield _run_notebooks(suite, fresh, progress)
    if "site" in wanted:
        yield _run_site(suite, fresh, progress)


def stale_parts(suite: Path) -> list[str]:
    """Name what is no longer what its inputs make of it: made tables and notebooks, each with the reason."""
    return _due_stages(suite) + _due_notebooks(suite)


def require_built(suite: Path, wanted: str) -> None:
    """Refuse to go on with a suite of which something is stale.

    Notebooks rest on the tables, so they are looked at only when these are up to date.

    Parameters
    ----------
    suite
        Folder of the suite.
    wanted
        The verb that asks, to be called again after a build.

    Raises
    ------
    RefusalError
        If a table, an estimate, a plot or a notebook is stale.
    """
    if stale := _due_stages(suite) or _due_notebooks(suite):
        listed = "\n".join(stale)
        raise RefusalError(f"the suite is not up to date; run hedgerow build, then {wanted}\n{listed}")


def _due_stages(suite: Path) -> list[str]:
    reasons = ((stage.name, stage.why_due(suite)) for stage in STAGES)
    return [f"{name}: {reason}" for name, reason in reasons if reason]


def _due_notebooks(suite: Path) -> list[str]:
    from analysis.site import stale_notebooks

    return [f"notebooks: {stale}" for stale in stale_notebooks(suite)]


@dataclass(frozen=True, slots=True)
class _Run:
    """What the stages of one build share; ``writing`` is held while the ledger is written."""

    suite: Path
    fresh: bool
    progress: Progress
    writing: Lock
    ended: dict[str, Future[Outcome]]
    begun: dict[str, Event]
    """Set when a stage has sent its first cases, or needs no workers."""


def run_stages(stages: Sequence[Stage], suite: Path, fresh: bool, progress: Progress) -> Iterator[Outcome]:
    """Run the stages that are due side by side, each as soon as what it reads is made.

    They share the workers, so that a stage of one long fit leaves no processor idle; of those that could
    run, what stands first gets them first. With one processor they run one after the other in this thread,
    which an interrupt ends.

    Yields
    ------
    Outcome
        One a stage, in order.
    """
    run = _Run(suite, fresh, progress, Lock(), {}, {stage.name: Event() for stage in stages})
    if processors() == 1:
        yield from (_run_in_turn(stage, run, spread_here) for stage in stages)
        return
    # The workers stop first: once the failure of a stage is told, another that waits for them ends too.
    with ThreadPoolExecutor(max(len(stages), 1)) as threads, Workers(processors()) as workers:
        for place, stage in enumerate(stages):
            before = [other.name for other in stages[:place] if {*other.after} <= {*stage.after}]
            spread = partial(
                _spread_in_turn, stage.name, before, run, partial(workers.spread, priority=-place)
            )
            run.ended[stage.name] = threads.submit(_run_in_turn, stage, run, spread)
        yield from (run.ended[stage.name].result() for stage in stages)


def _spread_in_turn(
    stage: str, before: Iterable[str], run: _Run, spread: Spread, *work: Any
) -> Iterator[tuple[int, Any]]:
    """Send the cases of a stage once those before it have sent theirs; what was begun is not put off."""
    for name in before:
        run.begun[name].wait()
    results = spread(*work)
    run.begun[stage].set()
    return results


def _run_in_turn(stage: Stage, run: _Run, spread: Spread) -> Outcome:
    try:
        for name in stage.after:
            if name in run.ended:
                run.ended[name].result()
        return _make_if_due(stage, run, spread)
    finally:
        run.begun[stage.name].set()


def _make_if_due(stage: Stage, run: _Run, spread: Spread) -> Outcome:
    start = time.perf_counter()
    suite, footprint = run.suite, stage.footprint
    if not run.fresh and stage.why_due(suite) is None:
        return Outcome(stage.name, "up to date", time.perf_counter() - start, changed=False)
    reads, made = current_reads(suite, footprint), read_ledger(suite).get(stage.name)
    altered = made is not None and made.makes != hash_files(suite, footprint.makes)
    done = stage.make(suite, run.progress, run.fresh or altered, spread)
    with run.writing:
        record_stage(suite, stage.name, footprint, reads)
    return Outcome(stage.name, done, time.perf_counter() - start, changed=True)


def _run_notebooks(suite: Path, fresh: bool, progress: Progress) -> Outcome:
    from analysis.site import execute_notebooks

    start = time.perf_counter()
    executed = execute_notebooks(suite, fresh=fresh, progress=progress)
    done = f"executed {', '.join(path.stem for path in executed)}" if executed else "up to date"
    return Outcome("notebooks", done, time.perf_counter() - start, bool(executed))


def _run_site(suite: Path, fresh: bool, progress: Progress) -> Outcome:
    from analysis.site import build_site

    start = time.perf_counter()
    built = build_site(suite, fresh=fresh, progress=progress)
    done = "built" if built.changed else "up to date"
    return Outcome("site", f"{done}; open {built.page}", time.perf_counter() - start, built.changed)
