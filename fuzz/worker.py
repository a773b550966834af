"""One reader, in a process of its own: reads broken inputs until its time is over, and tells of each."""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path

from fuzz.mutation import broken
from fuzz.readers import Reader


def main(home: str, name: str, first: int, seconds: float) -> None:
    """Read from input ``first`` on; a line before each input, and one for each that crashes."""
    readers = importlib.import_module(home).READERS
    reader = next(reader for reader in readers if reader.name == name)
    seeds = reader.seeds()
    refused, number = 0, first
    with tempfile.TemporaryDirectory() as folder:
        _warm_up(reader, seeds, Path(folder))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            _tell(at=number)
            refused += _read(reader, broken(seeds, number, name), number, Path(folder))
            number += 1
    _tell(at=number, done=True, refused=refused)


def _warm_up(reader: Reader, seeds: list[bytes], folder: Path) -> None:
    """Read what is sound, so that what is loaded once does not count as growth."""
    for seed in seeds:
        with suppress(*reader.refusals):
            reader.read(seed, folder)


def _read(reader: Reader, content: bytes, number: int, folder: Path) -> bool:
    try:
        reader.read(content, folder)
    except reader.refusals:
        return True
    except BaseException as error:
        _tell(
            at=number,
            crash=f"{type(error).__name__}: {str(error)[:200]}",
            where=traceback.format_exc()[-2_000:],
        )
    return False


def _tell(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
