"""Spreadsheets → rows of plain cells: CSV, XLSX and ODS, with limits on what a hostile one may cost."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import repeat
from pathlib import Path
from typing import Any

from analysis.documents.archives import check_archive
from analysis.documents.files import bytes_of
from analysis.documents.limits import MOST_CELLS, refusal
from analysis.tables.plain_text import BYTE_ORDER_MARK, decode
from analysis.tables.problems import TablesError, harmless

Cell = str | float | date | None

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DELIMITERS = ",;\t|"
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a spreadsheet: its rows from the first one on, each from column A on."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def read_sheets(path: Path) -> list[Sheet]:
    """Read the sheets of a CSV, XLSX or ODS file that hold anything.

    Raises
    ------
    TablesError
        Not readable, too large, encrypted, broken, or empty.
    """
    name = harmless(path.as_posix())
    content = bytes_of(path, name)
    sheets = [sheet for sheet in _sheets_of(content, name) if sheet.rows]
    if not sheets:
        raise refusal(name, "holds no table", "name a file with a header and a row for each claim")
    return sheets


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, both counted from 0: (6, 1) → ``B7``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _sheets_of(content: bytes, name: str) -> list[Sheet]:
    if not content.startswith(b"PK\x03\x04"):
        if content.startswith(b"\xd0\xcf\x11\xe0"):
            raise refusal(name, "is encrypted, or of the old XLS format", "save it as XLSX, ODS or CSV")
        return [_csv_sheet(decode(content, name), name)]
    check_archive(content, name)
    try:
        return _archive_sheets(content, name)
    except TablesError:
        raise
    except Exception as error:  # the libraries and their XML parsers raise many kinds
        rule = f"is not a spreadsheet that can be read ({type(error).__name__})"
        raise refusal(name, rule, "save it anew as XLSX, ODS or CSV") from error


def _archive_sheets(content: bytes, name: str) -> list[Sheet]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "content.xml" in archive.namelist():
            return [
                Sheet(title, _trimmed(rows, name)) for title, rows in _ods_tables(archive.open("content.xml"))
            ]
    return _xlsx_sheets(content, name)


def _csv_sheet(text: str, name: str) -> Sheet:
    try:
        return Sheet("", _trimmed(_csv_rows(text), name))
    except csv.Error as error:
        raise refusal(name, f"is not a CSV file that can be read ({error})", "save it as CSV anew") from error


def _csv_rows(text: str) -> Iterator[tuple[Cell, ...]]:
    lines = text.removeprefix(BYTE_ORDER_MARK)
    first = lines[:_SAMPLE].partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    return (
        tuple(cell.strip() or None for cell in row)
        for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
    )


def _xlsx_sheets(content: bytes, name: str) -> list[Sheet]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a file says of its own size need not be so
        rows = (tuple(map(_plain, row)) for row in sheet.iter_rows(values_only=True))
        sheets.append(Sheet(sheet.title, _trimmed(rows, name)))
    return sheets


def _plain(value: Any) -> Cell:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return float(value) if isinstance(value, int | float) else str(value).strip() or None


def _trimmed(rows: Iterable[tuple[Cell, ...]], name: str) -> tuple[tuple[Cell, ...], ...]:
    """Leave out the blank cells after the last one of each row, and the blank rows at the end."""
    kept: list[tuple[Cell, ...]] = []
    size, filled = 0, 0
    for row in rows:
        last = max((at for at, cell in enumerate(row) if cell is not None), default=-1) + 1
        size += last + 1
        if size > MOST_CELLS:
            raise refusal(name, f"has more than {MOST_CELLS:,} cells", "split it into several files")
        kept.append(row[:last])
        filled = len(kept) if last else filled
    return tuple(kept[:filled])


def _ods_tables(stream: Any) -> Iterator[tuple[str, Iterator[tuple[Cell, ...]]]]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    for table in etree.parse(stream, parser).iter(f"{_TABLE}table"):
        yield table.get(f"{_TABLE}name") or "", _ods_rows(table)


def _ods_rows(table: Any) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of a table. Blank ones at the end, of which there may be a million, are not."""
    blank = 0
    for row in table.iter(f"{_TABLE}table-row"):
        cells = tuple(_ods_cells(row))
        if all(cell is None for cell in cells):
            blank += _repeated(row, "rows")
            continue
        yield from repeat((), min(blank, MOST_CELLS))
        yield from repeat(cells, _repeated(row, "rows"))
        blank = 0


def _ods_cells(row: Any) -> Iterator[Cell]:
    blank = 0
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        value, count = _ods_value(cell), _repeated(cell, "columns")
        if value is None:
            blank += count
            continue
        yield from repeat(None, min(blank, MOST_CELLS))
        yield from repeat(value, min(count, MOST_CELLS))
        blank = 0


def _repeated(node: Any, what: str) -> int:
    return max(int(node.get(f"{_TABLE}number-{what}-repeated") or 1), 1)


def _ods_value(cell: Any) -> Cell:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(f"{_OFFICE}value"))
    if kind == "date":
        return date.fromisoformat(cell.get(f"{_OFFICE}date-value")[:10])
    text = "\n".join("".join(part.itertext()) for part in cell.iterchildren(f"{_TEXT}p"))
    return text.strip() or None
