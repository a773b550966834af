"""CSV files as rows that know their line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.tables.plain_text import BYTE_ORDER_MARK, read_text
from analysis.tables.problems import Problem, TablesError

MAX_BYTES = 20_000_000

NumberedCells = tuple[int, list[str]]

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What no cell may hold. pandas compares texts only up to the first null character, and takes two for one."""


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
        Unreadable file, duplicate or blank column names, rows of another length than the header, or
        control characters.
    """
    columns, numbered = read_cells(path, shown, max_bytes=max_bytes)
    whole, problems = whole_rows(shown, columns, numbered)
    if problems:
        raise TablesError(problems)
    rows = [Row(line, dict(zip(columns, cells, strict=True))) for line, cells in whole]
    return CsvTable(shown, columns, rows)


def read_cells(
    path: Path, shown: str, *, max_bytes: int = MAX_BYTES
) -> tuple[list[str], list[NumberedCells]]:
    """Read the header, and each row as its line and its cells, of whatever length.

    Raises
    ------
    TablesError
        Unreadable file, or column names that are blank, there twice or hold a control character.
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
    """Yield the columns that have no name, one that is there already, or one with a control character."""
    for index, name in enumerate(columns):
        yield from _control_problems(shown, 1, None, name)
        if not name:
            yield Problem(shown, 1, None, None, f"column {index + 1} has no name", "name it or delete it")
        elif name in columns[:index]:
            yield Problem(
                shown, 1, name, None, "the column is there twice", "rename or delete one of the two"
            )


def whole_rows(
    shown: str, columns: list[str], numbered: Iterable[NumberedCells]
) -> tuple[list[NumberedCells], list[Problem]]:
    """Part the rows that can be read further from what is wrong with the others.

    A row is wrong if it has more or fewer cells than the header, or a control character in a cell.
    """
    whole: list[NumberedCells] = []
    problems: list[Problem] = []
    for line, cells in numbered:
        found = [*_row_problems(shown, line, columns, cells)]
        problems.extend(found)
        if not found:
            whole.append((line, cells))
    return whole, problems


def _row_problems(shown: str, line: int, columns: list[str], cells: list[str]) -> Iterator[Problem]:
    if len(cells) != len(columns):
        rule = f"the row has {len(cells)} cells, the header {len(columns)}"
        yield Problem(shown, line, None, None, rule, "quote the cells that contain a comma")
    elif CONTROL.search("".join(cells)):
        for name, cell in zip(columns, cells, strict=True):
            yield from _control_problems(shown, line, name, cell)


def _control_problems(shown: str, line: int, name: str | None, text: str) -> Iterator[Problem]:
    found = CONTROL.search(text)
    if found:
        rule = f"has a control character (U+{ord(found[0]):04X})"
        yield Problem(shown, line, name, text, rule, "delete it")


def parse_float(cell: str) -> float | None:
    """Number of a cell, or None when it is not one."""
    try:
        return float(cell)
    except ValueError:
        return None
