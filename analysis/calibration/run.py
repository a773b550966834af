"""Run a calibration: many independent cases, kept one by one so that a killed run goes on where it was."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from analysis.console import Progress
from analysis.tables.version import data_version
from analysis.workers import spread

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a calibration.

    Attributes
    ----------
    name : str
        Name of its table.
    cases : sequence
        Arguments, each of which makes one independent case.
    score : callable
        Maps one case to its rows; importable, so that another process can call it.
    """

    name: str
    cases: Sequence[tuple[Any, ...]]
    score: Callable[..., Iterable[Row]]


class Finished(NamedTuple):
    """Rows of all cases of a part, in their order, and the seconds that the cases took one after another."""

    rows: list[Row]
    seconds: float


def part_key(part: Part, basis: Mapping[str, Any]) -> str:
    """Return a hash of a part's cases and of all else that its rows follow from.

    Parameters
    ----------
    part : Part
        Its cases must show in their ``repr``.
    basis : mapping
        Settings, versions of code and packages, vocabulary: whatever JSON can hold.
    """
    return data_version(part.name, [repr(case) for case in part.cases], basis)


def count_finished(part: Part, folder: Path) -> int:
    """Return how many cases of a part a folder holds."""
    return len(_finished(_log(part, folder)))


def run_part(
    part: Part, folder: Path, workers: int, progress: Progress, scheduler: str | None = None
) -> Finished:
    """Score the cases of a part that ``folder`` does not hold yet, and return the rows of all, in order.

    Each finished case is one line of ``<folder>/<part>.jsonl``, written at once; a line that was cut off by a
    kill is scored again. The folder must be that of equal cases under equal settings, see `part_key`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = _log(part, folder)
    done = _finished(log)
    due = [number for number in range(len(part.cases)) if number not in done]
    progress(part.name, len(done), len(part.cases))
    with log.open("a+b") as lines:
        _end_line(lines)
        for number, finished in _scored(part, due, workers, scheduler):
            done[number] = finished
            lines.write((json.dumps([number, finished.seconds, finished.rows]) + "\n").encode())
            lines.flush()
            progress(part.name, len(done), len(part.cases))
    ordered = [done[number] for number in range(len(part.cases))]
    return Finished([row for one in ordered for row in one.rows], sum(one.seconds for one in ordered))


def _log(part: Part, folder: Path) -> Path:
    return folder / f"{part.name}.jsonl"


def _finished(log: Path) -> dict[int, Finished]:
    """Return what a log holds, by number of the case, without lines that were cut off."""
    if not log.exists():
        return {}
    done = {}
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError):
            number, seconds, rows = json.loads(line)
            done[number] = Finished(rows, seconds)
    return done


def _end_line(lines: BinaryIO) -> None:
    """Close a line that a kill cut off, so that the next one stands alone."""
    if lines.tell():
        lines.seek(-1, os.SEEK_END)
        if lines.read() != b"\n":
            lines.write(b"\n")


def _scored(
    part: Part, due: Sequence[int], workers: int, scheduler: str | None
) -> Iterator[tuple[int, Finished]]:
    cases = (part.cases[number] for number in due)
    score = partial(_score_one, part.score)
    for place, finished in spread(score, cases, workers=workers, scheduler=scheduler):
        yield due[place], finished


def _score_one(score: Callable[..., Iterable[Row]], case: tuple[Any, ...]) -> Finished:
    start = time.perf_counter()
    rows = list(score(*case))
    return Finished(rows, round(time.perf_counter() - start, 3))
