"""Effective draws a second and memory, beside general samplers on the same posterior.

Each sampler runs in a process of its own, timed from when the process is asked for until its draws are there;
``compiled`` is a second run in the same process. General samplers are given the hedges' likelihoods ready
made. All effective draws are counted by one function. The general samplers run only where the environment
of ``requirements-bench.lock`` has been made.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from arviz_stats.base import array_stats

from bench._reference.description import Description, read_description
from bench._reference.sample import BEGUN_AT
from bench._reference.summaries import FOLDER, band_widths, month_count, read_draws

ROOT = Path(__file__).resolve().parent.parent
BENCH_PYTHON = ROOT / os.environ.get("BENCH_VENV", ".venv-bench") / "bin" / "python"
OURS = "hedgerow"
CHAINS, DRAWS, WARMUP = 4, 1000, 1000
TARGETS = {
    ("eight-overlapping", "pymc"): 200.0,
    ("eight-overlapping", "numpyro"): 40.0,
    ("eight-overlapping", "numpyro compiled"): 15.0,
    ("sixty-claims", "numpyro"): 10.0,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """Which samplers run on a problem, how often, and how often NumPyro goes on in the same process."""

    problem: str
    samplers: tuple[str, ...]
    repeats: int
    numpyro_runs: int


PLANS = (
    Plan("eight-overlapping", (OURS, "numpyro", "pymc"), repeats=3, numpyro_runs=2),
    Plan("sixty-claims", (OURS, "numpyro"), repeats=1, numpyro_runs=1),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What one sampler did on one problem.

    Attributes
    ----------
    seconds, processor_seconds : float
        Wall time and processor time (all cores), medians of the repeats.
    ess_median, ess_worst : float
        Bulk effective draws of the median and of the worst month.
    peak_mb : float
        Largest resident memory of the process or of one of its workers.
    widths_apart : float
        Difference of the worst month's 90 % band from that of the long reference draws, as a share of it.
    """

    problem: str
    sampler: str
    seconds: float
    processor_seconds: float
    ess_median: float
    ess_worst: float
    peak_mb: float
    widths_apart: float

    @property
    def rate(self) -> float:
        """Return effective draws of the median month per second."""
        return self.ess_median / self.seconds

    @property
    def worst_rate(self) -> float:
        """Return effective draws of the worst month per second."""
        return self.ess_worst / self.seconds


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times better ours is than another sampler, by wall time unless said; memory as a share."""

    problem: str
    against: str
    median: float
    worst_month: float
    median_by_processor_time: float
    memory: float
    target: float | None


def measure(plans: tuple[Plan, ...] = PLANS) -> list[Row]:
    """Carry out the plans, the samplers of each turn by turn, and return a row for each sampler."""
    with tempfile.TemporaryDirectory() as folder:
        return [row for plan in plans for row in _rows(plan, Path(folder))]


def _rows(plan: Plan, folder: Path) -> Iterator[Row]:
    problem = FOLDER / "problems" / f"{plan.problem}.json"
    tables = folder / f"{plan.problem}.npz"
    write_belief(problem, tables)
    samplers = [name for name in plan.samplers if name == OURS or BENCH_PYTHON.exists()]
    files: dict[str, list[Path]] = {sampler: [] for sampler in samplers}
    for turn in range(1, plan.repeats + 1):
        for sampler in samplers:
            files[sampler].append(folder / f"{plan.problem}-{sampler}-{turn}.npz")
            runs = plan.numpyro_runs if sampler == "numpyro" else 1
            run_sampler(
                sampler, problem, files[sampler][-1], "--tables", tables, "--runs", runs, "--seed", turn
            )
    description = read_description(problem)
    for sampler in samplers:
        yield _row(description, sampler, files[sampler], run=0)
        if sampler == "numpyro" and plan.numpyro_runs > 1:
            yield _row(description, "numpyro compiled", files[sampler], run=1)


def run_sampler(sampler: str, problem: Path, draws: Path, *options: object) -> None:
    """Draw from a described problem in a process of its own, and write the draws."""
    python = sys.executable if sampler == OURS else BENCH_PYTHON
    effort = ("--chains", CHAINS, "--draws", DRAWS, "--warmup", WARMUP, "--cores", os.cpu_count() or 1)
    _run([python, "-m", "bench._reference.sample", sampler, problem, draws, *effort, *options])


def write_belief(problem: Path, tables: Path) -> None:
    """Write the likelihoods of a described problem, which the general samplers are given ready made."""
    _run([sys.executable, "-m", "bench._reference.belief", problem, tables])


def _run(command: list[object]) -> None:
    environment = {**os.environ, BEGUN_AT: repr(time.monotonic()), "PYTHONWARNINGS": "ignore"}
    arguments = [str(part) for part in command]
    ran = subprocess.run(arguments, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(f"{' '.join(arguments[1:5])} failed:\n{ran.stderr[-2000:]}")


def _row(description: Description, label: str, files: list[Path], run: int) -> Row:
    months = month_count(description)
    seen = [(values[:months], said) for values, said in map(read_draws, files)]
    effective = np.array([[array_stats.ess(month, method="bulk") for month in values] for values, _ in seen])
    widths = [band_widths(values) / _reference_widths(description["name"]) for values, _ in seen]
    return Row(
        problem=description["name"],
        sampler=label,
        seconds=_middle(said["wall_seconds"][run] for _, said in seen),
        processor_seconds=_middle(said["processor_seconds"][run] for _, said in seen),
        ess_median=_middle(np.median(effective, axis=1)),
        ess_worst=_middle(np.min(effective, axis=1)),
        peak_mb=_middle(said["peak_mb"][run] for _, said in seen),
        widths_apart=_middle(np.max(np.abs(np.array(widths) - 1), axis=1)),
    )


def _reference_widths(name: str) -> np.ndarray:
    reference = json.loads((FOLDER / "numpyro" / f"{name}.json").read_text(encoding="utf-8"))
    return np.array(reference["month_bands"])


def _middle(numbers: Any) -> float:
    return float(statistics.median(float(number) for number in numbers))


def ratios(rows: list[Row]) -> list[Ratio]:
    """Set our rows against the others'."""
    ours = {row.problem: row for row in rows if row.sampler == OURS}
    return [_ratio(ours[row.problem], row) for row in rows if row.sampler != OURS]


def _ratio(ours: Row, other: Row) -> Ratio:
    by_processor = (ours.ess_median / ours.processor_seconds) / (other.ess_median / other.processor_seconds)
    return Ratio(
        problem=ours.problem,
        against=other.sampler,
        median=ours.rate / other.rate,
        worst_month=ours.worst_rate / other.worst_rate,
        median_by_processor_time=by_processor,
        memory=ours.peak_mb / other.peak_mb,
        target=TARGETS.get((ours.problem, other.sampler)),
    )


def report() -> None:
    """Print both tables, or JSON when asked for on the command line."""
    rows = measure()
    if "--json" in sys.argv:
        print(json.dumps({"rows": [asdict(r) for r in rows], "ratios": [asdict(r) for r in ratios(rows)]}))
        return
    _print_rows(rows)
    if BENCH_PYTHON.exists():
        _print_ratios(ratios(rows))
    else:
        print(f"the general samplers were left out: {BENCH_PYTHON} is not there; `make bench` makes it")


def _print_rows(rows: list[Row]) -> None:
    heads = ("seconds", "cpu s", "ESS med", "ESS min", "med/s", "min/s", "peak MB", "widths")
    print(f"\n{'effective draws of the months':<38}" + "".join(f"{head:>10}" for head in heads))
    for row in rows:
        cells = (row.seconds, row.processor_seconds, row.ess_median, row.ess_worst)
        numbers = "".join(f"{cell:>10.1f}" for cell in (*cells, row.rate, row.worst_rate, row.peak_mb))
        print(f"{row.problem + ', ' + row.sampler:<38}{numbers}{row.widths_apart:>10.1%}")


def _print_ratios(found: list[Ratio]) -> None:
    heads = ("median", "worst", "by cpu s", "memory", "target")
    print(f"\n{'ours, as a multiple of':<38}" + "".join(f"{head:>10}" for head in heads))
    for one in found:
        times = f"{one.median:>10.1f}{one.worst_month:>10.1f}{one.median_by_processor_time:>10.1f}"
        target = f"{one.target:>10.0f}" if one.target else f"{'':>10}"
        others = f"{one.memory:>10.2f}{target}"
        print(f"{one.problem + ', ' + one.against:<38}{times}{others}")


if __name__ == "__main__":
    report()
