from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.calibration.run import Part, count_finished, part_key, run_part

CASES = [(1, "a"), (2, "b"), (3, "c")]
SCORED: list[int] = []


def score(number: int, name: str) -> Iterator[dict[str, Any]]:
    SCORED.append(number)
    yield {"number": number, "name": name}
    yield {"number": -number, "name": name}


def part(cases: list[tuple[int, str]] = CASES, name: str = "some") -> Part:
    return Part(name, cases, score)


def run(folder: Path) -> list[dict[str, Any]]:
    SCORED.clear()
    return run_part(part(), folder, 1, lambda _what, _done, _total: None).rows


@pytest.mark.parametrize(
    ("keep", "again"),
    [
        (lambda log: log, []),
        (lambda log: log[:-1], []),
        (lambda log: log[:-2], [3]),
        (lambda log: log[:5], [1, 2, 3]),
    ],
    ids=["whole", "without the last line end", "cut off in the last line", "cut off in the first line"],
)
def test_only_what_is_missing_is_scored_again(keep: Any, again: list[int], tmp_path: Path) -> None:
    rows = run(tmp_path)
    assert SCORED == [1, 2, 3]
    log = tmp_path / "some.jsonl"
    log.write_bytes(keep(log.read_bytes()))
    assert run(tmp_path) == rows
    assert again == SCORED
    assert run(tmp_path) == rows
    assert SCORED == []
    assert count_finished(part(), tmp_path) == 3


def test_progress_tells_how_many_cases_are_done(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    for _ in range(2):
        run_part(part(), tmp_path, 1, lambda *now: told.append(now))
    assert told == [*(("some", done, 3) for done in range(4)), ("some", 3, 3)]


def test_a_key_follows_from_all_that_decides_the_rows() -> None:
    basis = {"settings": {"draws": 6}}
    keys = [
        part_key(part(), basis),
        part_key(part(), {"settings": {"draws": 7}}),
        part_key(part(CASES[:2]), basis),
        part_key(part(CASES[::-1]), basis),
        part_key(part(name="other"), basis),
    ]
    assert len(set(keys)) == 5
    assert keys[0] == part_key(part(list(CASES)), {"settings": {"draws": 6}})
