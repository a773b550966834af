"""Data versions: a short hash of everything that a figure depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.tables.claims import Row
from analysis.tables.vocabulary import Vocabulary, VocabularyTable

LENGTH = 12

# Parts of the package that show figures and do not move them.
SHOWING = (
    "site",
    "plots",
    "documents",
    "importing",
    "starting",
    "reading.py",
    "cli.py",
    "notebook.py",
    "__main__.py",
)
WORDING = (
    "words_",
    "label_",
    "name_",
    "noun_",
    "phrase_",
    "definition_",
    "description",
    "aliases",
    "reason",
)
"""Columns of the vocabulary that start like this are read by people and by readers of documents only."""


def data_version(*parts: Any) -> str:
    """Return a short SHA-256 over parts that JSON can hold, whatever the order of their keys."""
    return _digest(canonical(parts))


def canonical(content: Any) -> bytes:
    """Return one byte string for all equal contents."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def group_version(
    claims: Iterable[Row], vocabulary: Vocabulary, quantities: Collection[str], code: str, lock: str
) -> str:
    """Return the data version of a group of quantities that are estimated together.

    Parameters
    ----------
    claims
        Rows of the claims table, in any order; those of other quantities are ignored.
    vocabulary
        Only the rows that the group uses count.
    quantities
        Ids of the group.
    code, lock
        From `code_version` and `file_version`.
    """
    rows = sorted(
        (row for row in claims if row["quantity"] in quantities), key=lambda row: str(row["claim_id"])
    )
    return data_version(rows, vocabulary_in_use(rows, vocabulary, quantities), code, lock)


def vocabulary_in_use(
    rows: Iterable[Row], vocabulary: Vocabulary, quantities: Collection[str]
) -> dict[str, VocabularyTable]:
    """Return the vocabulary rows that a group of quantities and its claims rest on, without their wording."""
    claims = list(rows)
    used: dict[str, Collection[Any]] = {
        "speakers": {row["speaker"] for row in claims},
        "blocs": {row["bloc"] for row in claims},
        "interests": {row["interest"] for row in claims},
        "knowledge": {row["basis"] for row in claims},
        "hedges": {row["hedge"] for row in claims},
        "quantities": set(quantities),
        "windows": set(vocabulary.windows),
        "units": {name for name, row in vocabulary.units.items() if row["quantity"] in quantities},
        "ratios": {
            name
            for name, row in vocabulary.ratios.items()
            if {row["numerator"], row["denominator"]} <= set(quantities)
        },
    }
    return {table: _chosen(vocabulary.table(table), names) for table, names in used.items()}


def code_version(package: Path, showing: Collection[str] = SHOWING) -> str:
    """Return a hash of the package's code, without the parts that only show."""
    files = [
        path for path in sorted(package.rglob("*.py")) if path.relative_to(package).parts[0] not in showing
    ]
    return data_version({path.relative_to(package).as_posix(): file_version(path) for path in files})


def file_version(path: Path) -> str:
    """Return a hash of a text file, whatever its line ends; that of nothing when it is not there."""
    return _digest(path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else b"")


def _chosen(table: VocabularyTable, names: Collection[Any]) -> VocabularyTable:
    return {name: without_wording(row) for name, row in table.items() if name in names}


def without_wording(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells of a row of the vocabulary that numbers can rest on."""
    return {column: cell for column, cell in row.items() if not str(column).startswith(WORDING)}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:LENGTH]


def versions_of_groups(
    claims: Iterable[Row],
    vocabulary: Vocabulary,
    groups: Mapping[str, Collection[str]],
    package: Path,
    lock: Path,
) -> dict[str, str]:
    """Return the data version of each named group of quantities."""
    rows, code, locked = list(claims), code_version(package), file_version(lock)
    return {name: group_version(rows, vocabulary, members, code, locked) for name, members in groups.items()}
