"""The tables of a suite, cut down to the quantities and ratios that a reader of them names.

A notebook sees only what it declares, so that a hash of what it sees covers all that its outputs rest on.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis.tables.defusing import restore

Row = Mapping[str, str]
Rows = tuple[Row, ...]

EVERYTHING = "*"
SUBJECTS_VARIABLE = "HEDGEROW_SUBJECTS"
"""Environment variable by which a build shows a notebook only what it declares."""
OWNER_COLUMNS = {
    "claims": "quantity",
    "estimates/diagnostics": "quantity",
    "estimates/sensitivity": "quantity",
    "estimates/ratio_months": "ratio",
    "vocabulary/quantities": "quantity",
    "vocabulary/ratios": "ratio",
    "vocabulary/units": "quantity",
}
"""Tables in which a column says which quantity or ratio a row is about."""
WHOLE = (
    "vocabulary/hedges",
    "vocabulary/blocs",
    "vocabulary/interests",
    "vocabulary/knowledge",
    "vocabulary/windows",
    "vocabulary/assumptions",
)
"""Small tables that are seen whole."""
FOLLOWING = {"sources": ("source_id", "source_id"), "vocabulary/speakers": ("speaker", "speaker")}
"""Tables of which the rows are seen that a seen claim points to: own column, column of the claims."""

GRID = "whatif"
"""Table of the figures under other assumptions, which is there once some were tried."""
COMPARED = ("blocs", "bloc_factors", "conflicts", "questions")
"""Tables in ``scrutiny`` that are there once they were made; a row is about its quantity or ratio."""

CALIBRATION = "calibration"
"""What a reader names to see how the bands were measured; the tables below are there once they were."""
VINTAGES = "vintages"
"""What a reader names to see what was known when, and what it foretold."""
FORETOLD = ("estimates/vintages", "estimates/predictions")
MEASURED = ("ranks", "ecdf", "limits", "recovery", "recovery_by_series", "methods", "by_claims", "priors")


@dataclass(frozen=True)
class Selection:
    """Tables by name (``claims``, ``figures``, ``vocabulary/units``, …), each as rows of text."""

    tables: Mapping[str, Rows]
    subjects: tuple[str, ...]

    def rows(self, table: str, **equal: str) -> Rows:
        """Return the rows of a table whose columns equal the given texts."""
        if not equal:
            return self.tables[table]
        asked = (table, *equal)
        if asked not in self._groups:
            self._groups[asked] = _grouped(self.tables[table], tuple(equal))
        return self._groups[asked].get(tuple(equal.values()), ())

    def fingerprint(self) -> str:
        """Return a hash of everything that is seen."""
        return hashlib.sha256(json.dumps(self.tables, sort_keys=True).encode()).hexdigest()

    @cached_property
    def _groups(self) -> dict[tuple[str, ...], dict[tuple[str, ...], Rows]]:
        """Rows by their texts, for each table and each columns that were asked for: pages ask often."""
        return {}


def select(root: Path, subjects: Iterable[str] = (EVERYTHING,)) -> Selection:
    """Read the tables of a suite and keep what belongs to some quantities and ratios.

    Parameters
    ----------
    root
        Folder of the suite.
    subjects
        Ids of quantities and ratios, ``calibration``, ``vintages``, or ``*`` for all.

    Raises
    ------
    FileNotFoundError
        If a table is missing; the message says how to make it.
    LookupError
        If a subject is neither a quantity nor a ratio of the suite.
    """
    wanted = tuple(sorted(set(subjects)))
    ratios = {row["ratio"] for row in _read(root, "vocabulary/ratios")}
    quantities = {row["quantity"] for row in _read(root, "vocabulary/quantities")}
    _check_known(wanted, quantities | ratios | {CALIBRATION, VINTAGES})
    seen = _is_seen(wanted)
    tables = {name: _keep(_read(root, name), column, seen) for name, column in OWNER_COLUMNS.items()}
    figures = _read(root, "figures")
    tables["figures"] = tuple(row for row in figures if seen(subject_of(row["figure_id"], ratios)))
    tables |= {name: _read(root, name) for name in WHOLE}
    for name, (column, pointer) in FOLLOWING.items():
        pointed = {row[pointer] for row in tables["claims"]}
        tables[name] = _keep(_read(root, name), column, pointed.__contains__)
    grid = _if_there(root, (GRID,))[GRID]
    tables[GRID] = tuple(row for row in grid if seen(subject_of(row["figure_id"], ratios)))
    compared = _if_there(root, (f"scrutiny/{name}" for name in COMPARED))
    tables |= {name: _keep(rows, "quantity", seen) for name, rows in compared.items()}
    measured = _calibration(root, visible=seen(CALIBRATION)) | _bench(root, visible=seen(CALIBRATION))
    foretold = _if_there(root, FORETOLD, visible=seen(VINTAGES))
    return Selection(tables | measured | foretold, wanted)


def _grouped(rows: Rows, columns: tuple[str, ...]) -> dict[tuple[str, ...], Rows]:
    """Return the texts in some columns → the rows that have them, in order."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[column] for column in columns), []).append(row)
    return {texts: tuple(found) for texts, found in groups.items()}


def subject_of(figure_id: str, ratios: Collection[str]) -> str:
    """Return the quantity or ratio that a figure is about."""
    return figure_id if figure_id in ratios else figure_id.split(".", 1)[0]


def _calibration(root: Path, *, visible: bool) -> dict[str, Rows]:
    """Return the tables of the calibration; without rows where nothing was measured yet."""
    tables = _if_there(root, [f"{CALIBRATION}/{name}" for name in MEASURED], visible=visible)
    return tables | {f"{CALIBRATION}/info": _info_rows(root) if visible else ()}


def _if_there(root: Path, names: Iterable[str], *, visible: bool = True) -> dict[str, Rows]:
    """Return tables; without rows those that are not seen, or were not made yet."""
    paths = {name: root / "data" / f"{name}.csv" for name in names}
    return {name: _read(root, name) if visible and path.is_file() else () for name, path in paths.items()}


def _bench(root: Path, *, visible: bool) -> dict[str, Rows]:
    """Return the newest run of the benchmark of scale, each size with what the whole run says."""
    runs = sorted((root / "data" / "bench").glob("scale-*.json")) if visible else []
    if not runs:
        return {"bench/scale": ()}
    run = json.loads(runs[-1].read_text(encoding="utf-8"))
    whole = {name: _as_text(value) for name, value in run.items() if name != "rows"}
    rows = ({name: _as_text(value) for name, value in row.items()} for row in run["rows"])
    return {"bench/scale": tuple(whole | row for row in rows)}


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def _info_rows(root: Path) -> Rows:
    """Return when and with what each part was measured: part, name, value as text."""
    path = root / "data" / CALIBRATION / "info.json"
    if not path.is_file():
        return ()
    parts = json.loads(path.read_text(encoding="utf-8"))["parts"]
    return tuple(
        {"part": part, "name": name, "value": value}
        for part, about in parts.items()
        for name, value in _flat(about)
    )


def _flat(content: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield the values of nested mappings with dotted names."""
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(value)


def _is_seen(wanted: Collection[str]) -> Callable[[str], bool]:
    if EVERYTHING in wanted:
        return lambda _: True
    return lambda subject: subject in wanted


def _check_known(wanted: Iterable[str], known: Collection[str]) -> None:
    unknown = [subject for subject in wanted if subject not in known and subject != EVERYTHING]
    if unknown:
        raise LookupError(
            f"{unknown[0]!r} is neither a quantity nor a ratio of this suite; "
            f"choose one of {', '.join(sorted(known))}"
        )


def _keep(rows: Rows, column: str, seen: Callable[[str], bool]) -> Rows:
    return tuple(row for row in rows if seen(row[column]))


def _read(root: Path, table: str) -> Rows:
    path = root / "data" / f"{table}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return tuple({key: restore(cell) for key, cell in row.items()} for row in csv.DictReader(lines))
    except FileNotFoundError:
        raise FileNotFoundError(f"{path.relative_to(root)} is missing; make it with: make site") from None
