"""What a table of many quantities costs: throughput, memory, and what ten million would take.

By itself, ``python -m bench.scale --json`` also writes the rows, dated, to data/bench.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from analysis.bulk import MOST_IN_BATCH
from analysis.model.assemble import assemble_groups
from analysis.model.settings import Settings
from analysis.notebook.scale import beside_pymc, on_paper
from analysis.tables import read_claims, read_vocabulary
from analysis.workers import spread
from bench._reference.description import describe
from bench.samplers import BENCH_PYTHON, run_sampler, write_belief

ROOT = Path(__file__).resolve().parent.parent
SIZES = (100, 1000, 10_000)
BY_PYMC = 5
MONTHS = 24
WINDOWS = ((0, 24), (0, 12), (6, 18), (12, 24), (0, 6), (9, 24))
HEDGES = ("about", "", "more than", "up to", "nearly", "at least")
SPEAKERS = 3
FIRST_YEAR = 2023
EMPTY_CASES = 600
PIECE_BYTES = 15_000

Row = dict[str, Any]


def write_table(path: Path, quantities: int) -> None:
    """Write a claims table: 24 months, 6 hedged claims a quantity that overlap and do not quite agree."""
    rng = np.random.default_rng(quantities)
    with path.open("w", encoding="utf-8") as file:
        file.write("quantity,value,window,hedge,speaker\n")
        for number in range(quantities):
            rate = 1000 * rng.lognormal(0, 1.5)
            for place, ((start, end), hedge) in enumerate(zip(WINDOWS, HEDGES, strict=True)):
                value = float(f"{rate * (end - start) * rng.lognormal(0, 0.15):.2g}")
                window = f"{_month(start)}/{_month(end - 1)}"
                file.write(f"item-{number:07d},{value:g},{window},{hedge},speaker-{place % SPEAKERS}\n")


def _month(number: int) -> str:
    return f"{FIRST_YEAR + number // 12}-{number % 12 + 1:02d}"


def measure(sizes: tuple[int, ...] = SIZES, *, effort: str = "quick", workers: int = 1) -> list[Row]:
    """Return one row a size: wall and processor seconds, quantities per second, and peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        return [_measure_one(Path(folder), size, effort, workers) for size in sizes]


def _measure_one(folder: Path, quantities: int, effort: str, workers: int) -> Row:
    claims = folder / f"{quantities}.csv"
    write_table(claims, quantities)
    command = [
        sys.executable,
        "-m",
        "analysis",
        "estimate",
        str(claims),
        "--out",
        str(folder / f"{quantities}"),
    ]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--effort", effort, "--workers", str(workers)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"estimating {quantities} quantities ended with {process.returncode}")
    return {
        "quantities": quantities,
        "effort": effort,
        "workers": workers,
        "seconds": round(seconds, 2),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 2),
        "per_second": round(quantities / seconds, 3),
        "peak_mb": round(used.ru_maxrss / 1024, 1),
    }


def measure_pymc(quantities: int = BY_PYMC) -> float | None:
    """Return the seconds that PyMC takes for a quantity of the same kind, each in a process of its own.

    None where its environment has not been made.
    """
    if not BENCH_PYTHON.exists():
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        problems = list(_describe_table(folder, quantities))
        start = time.perf_counter()
        for problem, tables in problems:
            run_sampler("pymc", problem, problem.with_suffix(".draws.npz"), "--tables", tables)
        return (time.perf_counter() - start) / quantities


def _describe_table(folder: Path, quantities: int) -> Iterator[tuple[Path, Path]]:
    """Write the problem and the likelihoods of each quantity of a table."""
    vocabulary = read_vocabulary(ROOT / "data" / "vocabulary")
    write_table(folder / "claims.csv", quantities)
    groups = assemble_groups(read_claims(folder / "claims.csv", vocabulary), vocabulary, Settings())
    for number, group in enumerate(groups):
        problem, tables = folder / f"{number}.json", folder / f"{number}.tables.npz"
        problem.write_text(json.dumps(describe(f"{number}", "", group.problem, ())), encoding="utf-8")
        write_belief(problem, tables)
        yield problem, tables


def measure_coordinator() -> float:
    """Return how many quantities a second can be handed out and taken back, when they cost nothing."""
    start = time.perf_counter()
    for _ in spread(empty_case, range(EMPTY_CASES), workers=2):
        pass
    whole = time.perf_counter() - start
    start = time.perf_counter()
    list(spread(empty_case, range(2), workers=2))
    return EMPTY_CASES * MOST_IN_BATCH / (whole - (time.perf_counter() - start))


def empty_case(_number: int) -> str:
    """Return as much text as a batch of quantities adds to the tables."""
    return "x" * PIECE_BYTES * MOST_IN_BATCH


def growth(rows: list[Row]) -> float:
    """Return the processor time of one more quantity at the last step between sizes, over that at the first.

    The start of the process counts as the step from nothing to the smallest table when there are but two.
    """
    points = [(row["quantities"], row["processor_seconds"]) for row in rows]
    points = points if len(points) > 2 else [(0, 0.0), *points]
    slopes = [(t1 - t0) / (n1 - n0) for (n0, t0), (n1, t1) in pairwise(points)]
    return slopes[-1] / slopes[0]


def as_json(rows: list[Row], handed_out: float, pymc: float | None) -> dict[str, Any]:
    """Return everything measured, with the day and the machine that it was measured on."""
    return {
        "date": date.today().isoformat(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "processors": os.cpu_count(),
        "months": MONTHS,
        "claims": len(WINDOWS),
        "rows": rows,
        "growth": round(growth(rows), 3),
        "handed_out_per_second": round(handed_out, 1),
        "pymc_seconds_each": None if pymc is None else round(pymc, 2),
    }


def report(
    sizes: tuple[int, ...] = SIZES, effort: str = "quick", workers: int = 1, *, write: bool = False
) -> None:
    """Print the rows as a table, and write them down if asked."""
    rows = measure(sizes, effort=effort, workers=workers)
    pymc = measure_pymc()
    found = as_json(rows, measure_coordinator(), pymc)
    print(f"{'table of claims, ' + effort + ' effort':<34}{'seconds':>9}{'per s':>9}{'peak MB':>9}")
    for row in rows:
        label = f"{row['quantities']:,} quantities"
        print(f"{label:<34}{row['seconds']:>9.1f}{row['per_second']:>9.2f}{row['peak_mb']:>9.0f}")
    print(
        f"one more quantity costs {found['growth']:.2f} times as much in the largest table as in the smallest"
    )
    largest = {name: str(value) for name, value in (found | rows[-1]).items()}
    print(beside_pymc(largest) if pymc else "PyMC was left out: its environment is not there")
    print(on_paper(largest))
    if write:
        folder = ROOT / "data" / "bench"
        folder.mkdir(exist_ok=True)
        path = folder / f"scale-{found['date']}.json"
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(f"written to {path.relative_to(ROOT)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="quantities of each table")
    parser.add_argument("--effort", choices=("quick", "full"), default="quick")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="also write data/bench/scale-<date>.json")
    return parser.parse_args()


if __name__ == "__main__":
    chosen = _arguments()
    report(tuple(chosen.sizes), chosen.effort, chosen.workers, write=chosen.json)
