"""Tables of any size as numbered rows of text, one after the other: CSV and Parquet."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from analysis.tables.csv_rows import NumberedCells, header_problems
from analysis.tables.plain_text import BLANKS, BYTE_ORDER_MARK
from analysis.tables.problems import Problem, TablesError

PARQUET_ENDINGS = (".parquet", ".pq")
BLOCK = 1 << 20
BATCH_ROWS = 2000


class CellStream(NamedTuple):
    """The columns of a table and, as they are read, the line and cells of each row."""

    columns: list[str]
    rows: Iterator[NumberedCells]


@contextmanager
def open_cells(path: Path, shown: str) -> Iterator[CellStream]:
    """Open a table by the ending of its name.

    Rows of a Parquet file are numbered as if it were a CSV file, whose header is line 1.

    Raises
    ------
    TablesError
        When it is opened or while it is read: not readable, empty, not UTF-8, not CSV or not Parquet, or
        columns without a name, there twice or with a control character.
    """
    is_parquet = path.suffix.lower() in PARQUET_ENDINGS
    try:
        with (_open_parquet if is_parquet else _open_csv)(path, shown) as stream:
            problems = [*header_problems(shown, stream.columns)]
            if problems:
                raise TablesError(problems)
            yield stream
    except OSError as error:
        reason = (error.strerror or "an error of the system").lower()
        remedy = "check that it exists and may be read"
        raise _refusal(shown, None, f"cannot be read ({reason})", remedy) from error


@contextmanager
def _open_csv(path: Path, shown: str) -> Iterator[CellStream]:
    _require_text(path, shown)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = _csv_rows(path, shown, csv.reader(file, strict=True))
        yield CellStream([name.strip() for name in next(rows)[1]], rows)


def _require_text(path: Path, shown: str) -> None:
    with path.open("rb") as file:
        blanks = (BYTE_ORDER_MARK + BLANKS).encode()
        if not any(block.strip(blanks) for block in iter(lambda: file.read(BLOCK), b"")):
            raise _refusal(shown, None, "is empty", "fill it in or delete it")


def _csv_rows(path: Path, shown: str, reader: Any) -> Iterator[NumberedCells]:
    try:
        yield reader.line_num, next(reader)
        yield from ((reader.line_num, cells) for cells in reader if any(cells))
    except csv.Error as error:
        rule = f"is not CSV ({error})"
        raise _refusal(shown, reader.line_num, rule, "check the quotes of this row") from error
    except UnicodeDecodeError as error:
        raise _not_utf8(path, shown) from error


def _not_utf8(path: Path, shown: str) -> TablesError:
    """Find the line that the decoder, which reads in blocks, could not name."""
    with path.open("rb") as file:
        for line, content in enumerate(file, 1):
            try:
                content.decode("utf-8")
            except UnicodeDecodeError as error:
                rule = f"is not UTF-8 text (byte 0x{content[error.start]:02X}; Latin-1 perhaps)"
                return _refusal(shown, line, rule, "save it as UTF-8")
    return _refusal(shown, None, "changed while it was read", "run the command again")


@contextmanager
def _open_parquet(path: Path, shown: str) -> Iterator[CellStream]:
    import pyarrow.parquet as pq

    with path.open("rb") as handle:
        try:
            file = pq.ParquetFile(handle)
        except _broken_parquet() as error:
            raise _not_parquet(shown) from error
        yield CellStream([name.strip() for name in file.schema_arrow.names], _parquet_rows(file, shown))


def _parquet_rows(file: Any, shown: str) -> Iterator[NumberedCells]:
    try:
        batches = file.iter_batches(batch_size=BATCH_ROWS)
        rows = chain.from_iterable(zip(*_texts(batch), strict=True) for batch in batches)
        yield from ((line, list(cells)) for line, cells in enumerate(rows, 2) if any(cells))
    except _broken_parquet() as error:
        raise _not_parquet(shown) from error


def _broken_parquet() -> tuple[type[Exception], ...]:
    """Return what the library raises for broken content: its own errors, and those of decoding and dates."""
    import pyarrow as pa

    return (pa.ArrowException, ValueError, OverflowError, OSError)


def _texts(batch: Any) -> list[list[str]]:
    return [[_as_text(value) for value in column.to_pylist()] for column in batch.columns]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, float) or math.isinf(value):
        return str(value)
    return "" if math.isnan(value) else str(int(value)) if value.is_integer() else repr(value)


def _not_parquet(shown: str) -> TablesError:
    return _refusal(shown, None, "is not a Parquet file", "write it anew, or save it as CSV")


def _refusal(shown: str, line: int | None, rule: str, remedy: str) -> TablesError:
    return TablesError([Problem(shown, line, None, None, rule, remedy)])
