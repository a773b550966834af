"""A suite as it stood on a day: its tables cut down to what was public, estimated and published apart.

It lies in a folder of its own, so that what is committed stays as it is, and keeps what it has estimated.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from analysis.build import Outcome
from analysis.console import USAGE_PROBLEM, RefusalError
from analysis.ledger import Progress
from analysis.tables.claims import Row

FOLDER = Path("build", "as-of")
COPIED = ("requirements.lock", "CITATION.cff", "data/datapackage.json", "data/vocabulary/*.csv")
Make = Callable[[Path, date, Progress], str]
STAGE_NAMES = ("tables", "estimates", "figures")


def folder_as_of(suite: Path, day: date) -> Path:
    """Return the folder of a suite as it stood on a day."""
    return suite / FOLDER / day.isoformat()


def build_as_of(
    suite: Path, day: date, until: str, progress: Progress, *, fresh: bool = False
) -> Iterator[Outcome]:
    """Make tables, estimates and figures from what was public by a day.

    Parameters
    ----------
    suite
        Folder of the suite; its records are read, and nothing in it is changed but ``build/as-of``.
    day
        The last day that counts.
    until
        Last stage to run, one of `STAGE_NAMES`.
    progress
        Told what is being done.
    fresh
        Estimate what is known, too.

    Yields
    ------
    Outcome
        One a stage, as soon as it has ended.

    Raises
    ------
    RefusalError
        If no statement was public by then, or ``until`` names a stage that needs the whole record.
    """
    if until not in STAGE_NAMES:
        raise RefusalError(
            f"--until {until}: notebooks and pages tell of the whole record; "
            f"with --as-of give one of {', '.join(STAGE_NAMES)}",
            USAGE_PROBLEM,
        )
    stages: tuple[Make, ...] = (_make_tables, partial(_make_estimates, fresh=fresh), _make_figures)
    wanted = STAGE_NAMES[: STAGE_NAMES.index(until) + 1]
    for name, make in zip(wanted, stages, strict=False):
        yield _timed(name, make, suite, day, progress)


def figures_as_of(suite: Path, day: date, progress: Progress) -> list[dict[str, str]]:
    """Return the figures as they stood on a day, made first where they are not there.

    Raises
    ------
    RefusalError
        If no statement was public by then.
    """
    from analysis.publication import read_figures

    for _ in build_as_of(suite, day, "figures", progress):
        pass
    return read_figures(folder_as_of(suite, day))


def _timed(name: str, make: Make, suite: Path, day: date, progress: Progress) -> Outcome:
    start = time.perf_counter()
    done = make(suite, day, progress)
    return Outcome(name, done, time.perf_counter() - start, changed=True)


def _make_tables(suite: Path, day: date, progress: Progress) -> str:
    """Write what was public by a day, and what the other stages read beside it."""
    from analysis.tables import (
        CLAIM_COLUMNS,
        SOURCE_COLUMNS,
        claims_table,
        csv_text,
        read_suite,
        sources_table,
        write_all,
    )

    progress("reading records", 0, 1)
    records, vocabulary = read_suite(suite)
    claims, sources = claims_table(records, vocabulary), sources_table(records)
    public = _public(claims, sources, day)
    used = {row["source_id"] for row in public}
    tables = {
        "claims.csv": csv_text(public, CLAIM_COLUMNS),
        "sources.csv": csv_text((row for row in sources if row["source_id"] in used), SOURCE_COLUMNS),
    }
    folder = folder_as_of(suite, day)
    texts: dict[Path, str | bytes] = {folder / "data" / name: text for name, text in tables.items()}
    copied = (path for pattern in COPIED for path in sorted(suite.glob(pattern)))
    write_all(texts | {folder / path.relative_to(suite): path.read_bytes() for path in copied}, suite)
    return f"{len(public)} of {len(claims)} statements were public by {day}"


def _public(claims: list[Row], sources: list[Row], day: date) -> list[Row]:
    """Return the claims that were public by a day, if any of them is evidence."""
    from analysis.predicting.dating import Known, last_day
    from analysis.tables.fields import EVIDENCE

    published = {row["source_id"]: str(row["published"] or "") for row in sources}
    days = [last_day(str(row["stated_on"] or "") or published[row["source_id"]]) for row in claims]
    dated = [(row, when) for row, when in zip(claims, days, strict=True) if when]
    counted = [when for row, when in dated if row["status"] in EVIDENCE]
    Known(day).require_any(min(counted, default=None))
    return [row for row, when in dated if when <= day]


def _make_estimates(suite: Path, day: date, progress: Progress, *, fresh: bool) -> str:
    from analysis.estimation import update_estimates

    return update_estimates(folder_as_of(suite, day), progress, fresh=fresh)


def _make_figures(suite: Path, day: date, progress: Progress) -> str:
    from analysis.publication import write_figures

    progress("writing figures", 0, 1)
    folder = folder_as_of(suite, day)
    published, _ = write_figures(folder)
    return f"{published} published in {folder.relative_to(suite).as_posix()}"
