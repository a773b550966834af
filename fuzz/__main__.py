"""Fuzz the readers for some minutes, and say what crashed, hung or grew; the status is 1 if any did."""

from __future__ import annotations

import argparse
import json
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from fuzz.mutation import broken
from fuzz.readers import READERS, Reader

MINUTES = 10.0
ROUNDS = 2
"""How often each reader has its turn: the second goes on with other inputs."""
FOUND = Path("build", "fuzz")
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Limits:
    """What a reader may take.

    Attributes
    ----------
    start, hang
        Seconds to load, and on one input.
    growth, most
        Megabytes that it may grow by from the first quarter of its turn to the last, and may have at all.
    """

    start: float = 90.0
    hang: float = 20.0
    growth: float = 80.0
    most: float = 1_500.0


LIMITS = Limits()


@dataclass
class Turn:
    """What came of one turn of a reader."""

    inputs: int = 0
    refused: int = 0
    slowest: float = 0.0
    slowest_input: int = 0
    sizes: list[float] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def growth(self) -> float:
        """Megabytes from the middle of the first quarter of the turn to that of the last."""
        quarter = max(len(self.sizes) // 4, 1)
        first, last = sorted(self.sizes[:quarter]), sorted(self.sizes[-quarter:])
        return last[len(last) // 2] - first[len(first) // 2] if self.sizes else 0.0


def fuzz(readers: list[Reader], minutes: float, first: int, out: Path) -> bool:
    """Give each reader its turns, print a table, and return whether all was well."""
    seconds = 60 * minutes / len(readers) / ROUNDS
    print(f"{'reader':<18}{'inputs':>8}{'refused':>9}{'slowest (input)':>20}{'growth':>9}  faults")
    well = True
    for number in range(ROUNDS):
        for reader in readers:
            turn = take_turn(reader, seconds, first + number * 1_000_000, out)
            well &= not turn.faults
            print(_row(reader, turn), flush=True)
    return well


def _row(reader: Reader, turn: Turn) -> str:
    slowest = f"{turn.slowest:.2f} s ({turn.slowest_input})"
    faults = "; ".join(turn.faults) or "none"
    return f"{reader.name:<18}{turn.inputs:>8}{turn.refused:>9}{slowest:>20}{turn.growth:>6.0f} MB  {faults}"


def take_turn(reader: Reader, seconds: float, first: int, out: Path, limits: Limits = LIMITS) -> Turn:
    """Run one reader in a process of its own, and anew after each input that ends it."""
    turn, end = Turn(), time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0.5:
        first = _Watch(reader, left, first, turn, out, limits).follow() + 1
    return turn


class _Watch:
    """Follows a worker until it ends, is done, hangs or has grown too large."""

    def __init__(
        self, reader: Reader, seconds: float, first: int, turn: Turn, out: Path, limits: Limits
    ) -> None:
        self.reader, self.turn, self.out, self.limits = reader, turn, out, limits
        self.at, self.since, self.loaded = first, time.monotonic(), False
        command = [sys.executable, "-m", "fuzz.worker", reader.home, reader.name, str(first), str(seconds)]
        self.worker = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.lines = _lines_of(self.worker)

    def follow(self) -> int:
        """Follow it to its end, and return its last input."""
        with self.worker:
            while self._goes_on():
                pass
        return self.at

    def _goes_on(self) -> bool:
        excess = self._excess()
        if excess:
            self.worker.kill()
            self._keep(excess, f"on input {self.at}")
            return False
        try:
            line = self.lines.get(timeout=0.25)
        except queue.Empty:
            return True
        if line is None:
            self._keep("death", self.worker.communicate()[1][-2_000:])
            return False
        return self._hear(json.loads(line))

    def _excess(self) -> str:
        size = _megabytes(self.worker.pid)
        if size and self.loaded:
            self.turn.sizes.append(size)
        if size > self.limits.most:
            return "too large"
        patience = self.limits.hang if self.loaded else self.limits.start
        return "hang" if time.monotonic() - self.since > patience else ""

    def _hear(self, facts: dict[str, Any]) -> bool:
        """Take in a line of the worker; return whether there are more to come."""
        if "crash" in facts:
            self._keep(facts["crash"], facts["where"])
            return True
        self._time()
        self.at, self.loaded = facts["at"], True
        if not facts.get("done"):
            self.turn.inputs += 1
            return True
        self.turn.refused += facts["refused"]
        if self.turn.growth > self.limits.growth:
            self._keep("growth", f"by {self.turn.growth:.0f} MB")
        return False

    def _time(self) -> None:
        taken, self.since = time.monotonic() - self.since, time.monotonic()
        if self.loaded and taken > self.turn.slowest:
            self.turn.slowest, self.turn.slowest_input = taken, self.at

    def _keep(self, fault: str, where: str) -> None:
        """Keep the input and what was said of it; one of each kind is enough."""
        if fault in self.turn.faults:
            return
        self.turn.faults[fault] = where
        self.out.mkdir(parents=True, exist_ok=True)
        name = f"{self.reader.name}-{self.at}"
        content = broken(self.reader.seeds(), self.at, self.reader.name)
        (self.out / f"{name}.input").write_bytes(content)
        (self.out / f"{name}.txt").write_text(f"{fault}\n\n{where}", encoding="utf-8")


def _lines_of(worker: subprocess.Popen[str]) -> queue.Queue[str | None]:
    lines: queue.Queue[str | None] = queue.Queue()

    def follow() -> None:
        assert worker.stdout is not None
        for line in worker.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=follow, daemon=True).start()
    return lines


def _megabytes(process: int) -> float:
    try:
        return float(psutil.Process(process).memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def main() -> int:
    """Read the command line and fuzz."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long, over all readers")
    parser.add_argument(
        "--first", type=int, default=0, help="number of the first input; the same gives the same"
    )
    parser.add_argument("--out", type=Path, default=FOUND, help="folder for inputs that were not borne")
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(one.name for one in READERS))
    asked = parser.parse_args()
    known = {reader.name: reader for reader in READERS}
    unknown = [name for name in asked.readers if name not in known]
    if unknown:
        parser.error(f"no such reader: {', '.join(unknown)}; there are {', '.join(known)}")
    chosen = [known[name] for name in asked.readers] or list(READERS)
    return 0 if fuzz(chosen, asked.minutes, asked.first, asked.out) else 1


if __name__ == "__main__":
    sys.exit(main())
