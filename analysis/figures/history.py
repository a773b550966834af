"""The numbers that each id has stood for, so that an old citation can still be looked up."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

NUMBERS = ("value", "low_50", "high_50", "low_90", "high_90")
HISTORY_COLUMNS = ("figure_id", "release", "data_version", "since", "unit", "window", *NUMBERS)


def extend_history(history: pd.DataFrame, figures: pd.DataFrame, release: str, day: str) -> pd.DataFrame:
    """Add the figures whose numbers, unit or window are not those last written down.

    Parameters
    ----------
    history
        ``HISTORY_COLUMNS``, oldest first; may be empty.
    figures
        Published figures.
    release
        Version of the suite that they are to be released in.
    day
        Day on which they are written down, as 2025-06-15.

    Returns
    -------
    DataFrame
        The history, with a row for each figure that moved; unchanged when none did. A data version that
        comes back takes its old row along to the end, with the day of its return.
    """
    kept = _rows(history)
    last = {str(row["figure_id"]): row for row in kept}
    added = [
        row
        for row in _rows(figures.assign(release=release, since=day))
        if not _is_same(last.get(str(row["figure_id"])), row)
    ]
    keys = {(row["figure_id"], row["data_version"]) for row in added}
    rows = [row for row in kept if (row["figure_id"], row["data_version"]) not in keys]
    return pd.DataFrame([*rows, *added], columns=list(HISTORY_COLUMNS))


def releases(history: pd.DataFrame) -> list[str]:
    """Return the releases of a history, oldest first."""
    return list(dict.fromkeys(history["release"]))


def figures_of_release(history: pd.DataFrame, release: str) -> pd.DataFrame:
    """Return the last numbers of every id up to a release."""
    known = releases(history)
    until = known[: known.index(release) + 1]
    return history[history["release"].isin(until)].drop_duplicates("figure_id", keep="last")


def _rows(table: pd.DataFrame) -> list[dict[str, object]]:
    records = table[list(HISTORY_COLUMNS)].to_dict("records")
    return [{str(name): cell for name, cell in record.items()} for record in records]


def _is_same(last: Mapping[str, object] | None, row: Mapping[str, object]) -> bool:
    if last is None or any(str(last[name]) != str(row[name]) for name in ("unit", "window")):
        return False
    return all(float(str(last[name])) == float(str(row[name])) for name in NUMBERS)
