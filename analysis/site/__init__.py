"""Runs the notebooks and builds the pages; the one room that shows everything.

Imports stay inside the functions, so that asking whether anything is to be done costs almost nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

Progress = Callable[[str, int, int], None]
"""Called as work goes on with what is being done, how many parts are done, and how many there are."""


class StaleNotebook(NamedTuple):
    """A notebook whose outputs are not those of its cells and of the data as they are now."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path.name}: {self.reason}"


class SiteBuild(NamedTuple):
    """What a call of `build_site` did."""

    page: Path
    """Page to open."""
    changed: bool
    """False when nothing had changed since the last build and nothing was written."""
    executed: tuple[str, ...]
    """Names of the notebooks that were executed."""


class SiteError(Exception):
    """The pages or a notebook could not be made; the message says what to do."""


def stale_notebooks(root: Path) -> list[StaleNotebook]:
    """Return the notebooks of a suite that must be executed again, with the reason for each."""
    from analysis.site.freshness import stale_notebooks as find

    return find(Path(root))


def execute_notebooks(root: Path, *, fresh: bool = False, progress: Progress | None = None) -> list[Path]:
    """Execute the stale notebooks of a suite (``fresh``: all) in place, a few at a time; return their paths.

    Each file is replaced in one step once its last cell has run; one that fails stays as it was.

    Raises
    ------
    SiteError
        If a cell raises, or writes to standard error.
    """
    from analysis.site.execution import execute_notebooks as execute

    return execute(Path(root), fresh=fresh, progress=progress)


def build_site(
    root: Path, out: Path | None = None, *, fresh: bool = False, progress: Progress | None = None
) -> SiteBuild:
    """Execute what is stale and build the pages of a suite into ``out`` (default ``build/site``).

    The pages are made in a temporary folder beside ``out`` and swapped in at the end, so that a build
    that fails or is killed leaves the old ones whole. With nothing changed nothing is done, unless
    ``fresh`` asks for it; only stale notebooks are executed either way.

    Raises
    ------
    SiteError
        If a notebook fails, or a page has a warning.
    """
    from analysis.site.building import build_site as build

    return build(Path(root), None if out is None else Path(out), fresh=fresh, progress=progress)
