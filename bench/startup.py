"""Whole-process times of the command line, as a person at a terminal waits for it."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (("--help",), ("check",), ("figures",), ("build",))
RUNS = 7


def seconds_taken(arguments: tuple[str, ...]) -> float:
    """Run ``hedgerow`` once in a process of its own and return the wall time in seconds."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "analysis", *arguments], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def measure(commands: tuple[tuple[str, ...], ...] = COMMANDS, runs: int = RUNS) -> list[dict[str, object]]:
    """Return one row a command: its median, fastest and slowest run in seconds.

    One run before the counted ones fills the caches, and brings what is made up to date.
    """
    rows: list[dict[str, object]] = []
    for arguments in commands:
        seconds_taken(arguments)
        times = [seconds_taken(arguments) for _ in range(runs)]
        rows.append(
            {
                "command": f"hedgerow {' '.join(arguments)}",
                "median": statistics.median(times),
                "fastest": min(times),
                "slowest": max(times),
            }
        )
    return rows


def report() -> None:
    """Print the rows as a table."""
    print(f"{'start-up, seconds of ' + str(RUNS) + ' runs':<34}{'median':>9}{'fastest':>9}{'slowest':>9}")
    for row in measure():
        print(f"{row['command']:<34}{row['median']:>9.2f}{row['fastest']:>9.2f}{row['slowest']:>9.2f}")
