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

import psutil

from fuzz.mutation import broken
from fuzz.readers import READERS, Reader

MINUTES = 10.0
ROUNDS = 2
"""How often each reader has its turn: the second goes on where the first ended."""
HANG = 20.0
"""Seconds on one input that count as a hang."""
GROWTH = 80.0
"""Megabytes that a reader may have grown by from its first quarter to its last; one input may take more."""
MOST = 1_500.0
SLOW_START = 90.0  # seconds to load a reader
FOUND = Path("build", "fuzz")


@dataclass
class Turn:
    """What came of one turn of a reader."""

    inputs: int = 0
    refused: int = 0
    slowest: float = 0.0
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
    print(f"{'reader':<18}{'inputs':>8}{'refused':>9}{'slowest':>9}{'growth':>9}  faults")
    well = True
    for number in range(ROUNDS):
        for reader in readers:
            turn = take_turn(reader, seconds, first + number * 1_000_000, out)
            well &= not turn.faults
            faults = "; ".join(turn.faults) or "none"
            print(
                f"{reader.name:<18}{turn.inputs:>8}{turn.refused:>9}{turn.slowest:>7.2f} s"
                f"{turn.growth:>6.0f} MB  {faults}",
                flush=True,
            )
    return well


def take_turn(reader: Reader, seconds: float, first: int, out: Path) -> Turn:
    """Run one reader in a process of its own, and anew after each input that ends it."""
    turn, end = Turn(), time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0.5:
        first = _watch(reader, left, first, turn, out) + 1
    return turn


def _watch(reader: Reader, seconds: float, first: int, turn: Turn, out: Path) -> int:
    """Follow a worker until it ends, is done, hangs or has grown too large; return its last input."""
    command = [sys.executable, "-m", "fuzz.worker", reader.name, str(first), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as worker:
        lines = _lines_of(worker)
        at, since, patience = first, time.monotonic(), SLOW_START
        while True:
            size = _megabytes(worker.pid)
            turn.sizes += [size] if size and patience == HANG else []
            try:
                line = lines.get(timeout=0.25)
            except queue.Empty:
                if time.monotonic() - since > patience or size > MOST:
                    worker.kill()
                    what = "too large" if size > MOST else "hang"
                    _keep(reader, at, what, f"input {at}: {what}", turn, out)
                    return at
                continue
            if line is None:
                _keep(reader, at, "death", worker.communicate()[1][-2_000:], turn, out)
                return at
            facts = json.loads(line)
            if "crash" in facts:
                _keep(reader, facts["at"], facts["crash"], facts["where"], turn, out)
                continue
            if patience == HANG:
                turn.slowest = max(turn.slowest, time.monotonic() - since)
            at, since, patience = facts["at"], time.monotonic(), HANG
            turn.inputs += not facts.get("done", False)
            if facts.get("done"):
                turn.refused += facts["refused"]
                if turn.growth > GROWTH:
                    _keep(reader, at, "growth", f"grew by {turn.growth:.0f} MB", turn, out)
                return at


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


def _keep(reader: Reader, number: int, fault: str, where: str, turn: Turn, out: Path) -> None:
    """Keep the input and what was said of it; one of each kind is enough."""
    if fault in turn.faults:
        return
    turn.faults[fault] = where
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{reader.name}-{number}.input").write_bytes(broken(reader.seeds(), number, reader.name))
    (out / f"{reader.name}-{number}.txt").write_text(f"{fault}\n\n{where}", encoding="utf-8")


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
