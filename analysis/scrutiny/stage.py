"""Claims on file to comparisons on file; a group whose data version is known is not looked at again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.console import RefusalError
from analysis.ledger import LOCK, Progress, hash_code, hash_files, short_hash
from analysis.scrutiny.columns import COLUMNS, with_numbers
from analysis.workers import Spread, spread_here

if TYPE_CHECKING:
    import pandas as pd

    from analysis.scrutiny.groups import Scrutiny
    from analysis.tables import Vocabulary

SCRUTINY = Path("data", "scrutiny")
INFO = "info.json"
ROOMS = ("read", "model", "scrutiny")
REMEDY = "make it with: hedgerow build --until scrutiny"

Group = tuple[str, ...]
TextRow = dict[str, str]
Tables = dict[str, list[TextRow]]


def update_scrutiny(
    suite: Path, progress: Progress, *, fresh: bool = False, spread: Spread = spread_here
) -> str:
    """Compare blocs, claims and questions of the groups whose data version changed; say which these were.

    Parameters
    ----------
    suite
        Folder of the suite.
    progress
        Told what is being done.
    fresh
        Look at every group.
    spread
        Applies a function to cases.
    """
    from analysis.tables import read_claims, read_vocabulary

    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    claims = read_claims(suite / "data" / "claims.csv", vocabulary)
    versions = _versions(suite, claims, vocabulary)
    known = {} if fresh else _known_versions(suite)
    due = [group for group in versions if known.get(group) != versions[group]]
    kept = [group for group in versions if group not in due]
    parts = [_rows_of(_read_tables(suite), group, vocabulary) for group in kept] if kept else []
    parts += [_as_texts(one) for one in _scrutinise(due, claims, vocabulary, progress, spread)]
    parts.append({"conflicts": _unanswered(versions, claims)})
    _write(suite, _joined(parts), versions)
    return f"compared {', '.join(name for group in due for name in group) or 'nothing'}"


def read_scrutiny(suite: Path, table: str) -> list[TextRow]:
    """Return the rows of a table as they are written.

    Raises
    ------
    RefusalError
        If it is missing; the message says how to make it.
    """
    import csv

    from analysis.tables.defusing import restore

    path = suite / SCRUTINY / f"{table}.csv"
    if not path.is_file():
        raise RefusalError(f"{path.relative_to(suite).as_posix()} is missing; {REMEDY}")
    with path.open(encoding="utf-8", newline="") as lines:
        return [{name: restore(cell) for name, cell in row.items()} for row in csv.DictReader(lines)]


def _versions(suite: Path, claims: pd.DataFrame, vocabulary: Vocabulary) -> dict[Group, str]:
    from analysis.estimation import quantity_groups
    from analysis.tables import group_version

    rows = [{str(name): cell for name, cell in row.items()} for row in claims.to_dict("records")]
    code, lock = short_hash(repr(hash_code(ROOMS)).encode()), repr(hash_files(suite, (LOCK,)))
    return {
        group: group_version(rows, vocabulary, group, code, lock)
        for group in quantity_groups(claims, vocabulary)
    }


def _scrutinise(
    groups: list[Group],
    claims: pd.DataFrame,
    vocabulary: Vocabulary,
    progress: Progress,
    spread: Spread,
) -> list[Scrutiny]:
    from analysis.model.settings import Settings
    from analysis.scrutiny.groups import Case, scrutinise

    cases = [Case(group, claims, vocabulary, Settings().quick) for group in groups]
    made = {}
    for number, found in spread(scrutinise, cases):
        made[number] = found
        progress(f"comparing {', '.join(groups[number])}", len(made), len(cases))
    return [made[number] for number in range(len(cases))]


def _unanswered(groups: Iterable[Group], claims: pd.DataFrame) -> list[TextRow]:
    """Return the faulty retellings of quantities that are not estimated, so that none is lost from sight."""
    from analysis.scrutiny.conflicts import faulty, unanswered_rows

    estimated = {name for group in groups for name in group}
    retellings = faulty(claims[~claims["quantity"].isin(estimated)])
    return [_as_text(row, "conflicts") for row in unanswered_rows(retellings, claims)]


def _as_texts(found: Scrutiny) -> Tables:
    return {name: [_as_text(row, name) for row in getattr(found, name)] for name in COLUMNS}


def _as_text(row: Mapping[str, Any], table: str) -> TextRow:
    return {column: _cell(row.get(column)) for column in COLUMNS[table]}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _known_versions(suite: Path) -> dict[Group, str]:
    try:
        info = json.loads((suite / SCRUTINY / INFO).read_text(encoding="utf-8"))
        return {tuple(group["quantities"]): str(group["data_version"]) for group in info["groups"]}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def _read_tables(suite: Path) -> Tables:
    return {name: read_scrutiny(suite, name) for name in COLUMNS}


def _rows_of(tables: Tables, group: Group, vocabulary: Vocabulary) -> Tables:
    ratios = {ratio for ratio, row in vocabulary.ratios.items() if row["numerator"] in group}
    return {
        name: [row for row in rows if row["quantity"] in {*group, *ratios}] for name, rows in tables.items()
    }


def _joined(parts: Iterable[Tables]) -> Tables:
    """Return the rows of all groups in the order of their keys, whichever were made anew."""
    listed = list(parts)
    return {
        name: sorted((row for part in listed for row in part.get(name, [])), key=partial(_place, columns))
        for name, columns in COLUMNS.items()
    }


def _place(columns: tuple[str, ...], row: TextRow) -> tuple[str, ...]:
    return tuple(row[column] for column in ("quantity", *columns))


def _write(suite: Path, tables: Tables, versions: Mapping[Group, str]) -> None:
    from analysis.model.settings import Settings
    from analysis.tables import csv_text, write_all

    info = {
        "settings": Settings().quick.as_dict(),
        "groups": [
            {"quantities": list(group), "data_version": version} for group, version in versions.items()
        ],
    }
    texts = {f"{name}.csv": csv_text(map(with_numbers, rows), COLUMNS[name]) for name, rows in tables.items()}
    texts[INFO] = json.dumps(info, indent=1, sort_keys=True) + "\n"
    write_all({suite / SCRUTINY / name: text for name, text in texts.items()}, suite)
