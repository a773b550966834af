"""The ledger of a collection: each of its statements is in a record, or it is said why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.tables.csv_rows import CsvTable, Row, read_csv_table
from analysis.tables.fields import STATUSES
from analysis.tables.problems import Problem, TablesError, choice_remedy, shown_path
from analysis.tables.records import Records, Statement

COLLECTION = Path("data", "collection.csv")
COLUMNS = ("collection_id", "origin", "status", "reason")
RECORDED = "recorded"


def collection_problems(root: Path, records: Records) -> list[Problem]:
    """Hold the records against the list of what was collected; nothing to say when there is no such list.

    A row without its statement, a statement of another status or of an origin that the collection does not
    join (or that it joins), needs a reason in its row.
    """
    path = root / COLLECTION
    if not path.is_file():
        return []
    try:
        table = read_csv_table(path, shown_path(path, root))
    except TablesError as error:
        return list(error.problems)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        return [Problem(table.file, 1, name, None, "the column is missing", "add it") for name in missing]
    told = [one for one in records.statements if one.collected_as]
    return [*_list_problems(table), *_unlisted(table, told), *_departures(table, told)]


def _list_problems(table: CsvTable) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row in table.rows:
        name, status = row.cells["collection_id"], row.cells["status"]
        if name in seen:
            rule = f"is already on line {seen[name]}"
            yield Problem(table.file, row.line, "collection_id", name, rule, "give each row its own id")
        if status not in STATUSES:
            remedy = choice_remedy(status, STATUSES)
            yield Problem(table.file, row.line, "status", status, "is not a status", remedy)
        seen.setdefault(name, row.line)


def _unlisted(table: CsvTable, told: Iterable[Statement]) -> Iterator[Problem]:
    listed = {row.cells["collection_id"] for row in table.rows}
    first: dict[str, Statement] = {}
    for one in told:
        other = first.setdefault(one.collected_as, one)
        if other is not one:
            rule = f"is already that of {other.claim_id}"
            yield one.problem("collected_as", one.collected_as, rule, "give each statement its own")
        if one.collected_as not in listed:
            remedy = f"correct it, or add a row to {table.file}"
            yield one.problem("collected_as", one.collected_as, f"is not in {table.file}", remedy)


def _departures(table: CsvTable, told: Iterable[Statement]) -> Iterator[Problem]:
    recorded = {one.collected_as: one for one in told}
    origins = _partners(table, recorded)
    for row in table.rows:
        if row.cells["reason"]:
            continue
        name, origin, status = (row.cells[column] for column in COLUMNS[:3])
        one = recorded.get(name)
        if one is None:
            yield _unexplained(table, row, "collection_id", name, "is in no record")
        elif one.status != status:
            rule = f"is recorded as {one.status} in {one.claim_id} ({one.file}:{one.lines['id']})"
            yield _unexplained(table, row, "status", status, rule)
        elif len(origins[COLUMNS[1], origin]) > 1 or len(origins[RECORDED, one.origin]) > 1:
            rule = f"does not join the same statements as the origin '{one.origin}' of {one.claim_id}"
            yield _unexplained(table, row, "origin", origin, rule)


def _partners(table: CsvTable, recorded: dict[str, Statement]) -> dict[tuple[str, str], set[str]]:
    """Map each origin, of the collection and of the records, to its partners on the other side."""
    partners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in table.rows:
        one = recorded.get(row.cells["collection_id"])
        if one is not None:
            partners[COLUMNS[1], row.cells["origin"]].add(one.origin)
            partners[RECORDED, one.origin].add(row.cells["origin"])
    return partners


def _unexplained(table: CsvTable, row: Row, column: str, value: str, rule: str) -> Problem:
    return Problem(table.file, row.line, column, value, rule, "say why under 'reason', or correct the record")
