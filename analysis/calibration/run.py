"""Run a calibration: many independent cases, kept one by one so that a killed run goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from analysis.workers import spread

Row = dict[str, Any]
Progress = Callable[[str, int, int], None]


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


def run_part(
    part: Part, folder: Path, workers: int, progress: Progress, scheduler: str | None = None
) -> list[Row]:
    """Score the cases of a part that ``folder`` does not hold yet, and return the rows of all, in order.

    Each finished case is one line of ``<folder>/<part>.jsonl``, written at once; a line that was cut off by a
    kill is scored again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{part.name}.jsonl"
    done = dict(_finished(log))
    due = [number for number in range(len(part.cases)) if number not in done]
    progress(part.name, len(done), len(part.cases))
    with log.open("a", encoding="utf-8") as lines:
        if done and not log.read_text(encoding="utf-8").endswith("\n"):
            lines.write("\n")
        for number, rows in _scored(part, due, workers, scheduler):
            done[number] = rows
            lines.write(json.dumps([number, rows]) + "\n")
            lines.flush()
            progress(part.name, len(done), len(part.cases))
    return [row for number in range(len(part.cases)) for row in done[number]]


def _finished(log: Path) -> Iterator[tuple[int, list[Row]]]:
    if not log.exists():
        return
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            number, rows = json.loads(line)
        except ValueError:
            continue
        yield number, rows


def _scored(
    part: Part, due: Sequence[int], workers: int, scheduler: str | None
) -> Iterator[tuple[int, list[Row]]]:
    cases = (part.cases[number] for number in due)
    score = partial(_score_one, part.score)
    for place, rows in spread(score, cases, workers=workers, scheduler=scheduler):
        yield due[place], rows


def _score_one(score: Callable[..., Iterable[Row]], case: tuple[Any, ...]) -> list[Row]:
    return list(score(*case))
