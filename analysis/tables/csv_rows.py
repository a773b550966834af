"""CSV files as rows that know their line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.tables.plain_text import BYTE_ORDER_MARK, read_text
from analysis.tables.problems import Problem, TablesError

MAX_BYTES = 20_000_000

NumberedCells = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one row by column, and the line on which the row ends."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A header and its rows."""

    file: str
    columns: list[str]
    rows: list[Row]


def read_csv_table(path: Path, shown: str, *, max_bytes: int = MAX_BYTES) -> CsvTable:
    """Read a CSV file with a header.

    Raises
    ------
    TablesError
        Unreadable file, duplicate or blank column names, or rows of another length than the header.
    """
    columns, numbered = read_cells(path, shown, max_bytes=max_bytes)
    problems = [*length_problems(shown, columns, numbered)]
    if problems:
        raise TablesError(problems)
    rows = [Row(line, dict(zip(columns, cells, strict=True))) for line, cells in numbered]
    return CsvTable(shown, columns, rows)


def read_cells(
    path: Path, shown: str, *, max_bytes: int = MAX_BYTES
) -> tuple[list[str], list[NumberedCells]]:
    """Read the header, and each row as its line and its cells, of whatever length.

    Raises
    ------
    TablesError
        Unreadable file, or duplicate or blank column names.
    """
    text = read_text(path, shown, max_bytes=max_bytes).removeprefix(BYTE_ORDER_MARK)
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        columns = [name.strip() for name in next(reader)]
        numbered = [(reader.line_num, cells) for cells in reader if any(cells)]
    except csv.Error as error:
        rule, remedy = f"is not CSV ({error})", "check the quotes of this row"
        raise TablesError([Problem(shown, reader.line_num, None, None, rule, remedy)]) from error
    problems = [*header_problems(shown, columns)]
    if problems:
        raise TablesError(problems)
    return columns, numbered


def header_problems(shown: str, columns: list[str]) -> Iterator[Problem]:
    """Yield the columns that have no name, or one that is there already."""
    for index, name in enumerate(columns):
        if not name:
            yield Problem(shown, 1, None, None, f"column {index + 1} has no name", "name it or delete it")
        elif name in columns[:index]:
            yield Problem(
                shown, 1, name, None, "the column is there twice", "rename or delete one of the two"
            )


def length_problems(shown: str, columns: list[str], numbered: list[NumberedCells]) -> Iterator[Problem]:
    """Yield the rows that have more or fewer cells than the header."""
    for line, cells in numbered:
        if len(cells) != len(columns):
            rule = f"the row has {len(cells)} cells, the header {len(columns)}"
            yield Problem(shown, line, None, None, rule, "quote the cells that contain a comma")


def parse_float(cell: str) -> float | None:
    """Number of a cell, or None when it is not one."""
    try:
        return float(cell)
    except ValueError:
        return None
