"""How much a document may cost, and how one is refused."""

from __future__ import annotations

from analysis.tables.problems import Problem, TablesError

MOST_BYTES = 20_000_000
MOST_CHARACTERS = 6_000_000
MOST_UNPACKED = 60_000_000
MOST_PARTS = 5_000
MOST_PAGES = 3_000
MOST_CELLS = 2_000_000


def refusal(name: str, rule: str, remedy: str) -> TablesError:
    """Make the error that says why a document is not read, and what to do."""
    return TablesError([Problem(name, None, None, None, rule, remedy)])


def in_megabytes(size: int) -> str:
    """Write a size in bytes for a message."""
    return f"{size / 1_000_000:g} MB"
