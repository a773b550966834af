"""Where a suite lies: the folder that holds its records and vocabulary tables."""

from __future__ import annotations

from pathlib import Path

MARK = Path("data", "vocabulary", "quantities.csv")


class NoSuiteError(Exception):
    """The folder is not a suite, nor inside one; the message says what to do."""


def find_suite(start: Path) -> Path:
    """Return the nearest folder at or above ``start`` that holds vocabulary tables.

    Raises
    ------
    NoSuiteError
        If there is none.
    """
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / MARK).is_file():
            return candidate
    raise NoSuiteError(
        f"{start}: is no suite (no {MARK.as_posix()}); go to its folder, or name it with --suite"
    )
