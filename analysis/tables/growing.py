"""Tables that grow piece by piece beside their targets, and take their names together at the end."""

from __future__ import annotations

import os
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

ROW_GROUP = 50_000


class GrowingTable(ABC):
    """A file that takes pieces of a table, one after the other."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    @abstractmethod
    def append(self, piece: Any) -> None:
        """Add a piece as `render` made it."""

    @abstractmethod
    def finish(self) -> None:
        """Write what is still held back."""


class TextTable(GrowingTable):
    """A file of text; its pieces are written as they come."""

    def append(self, piece: str) -> None:
        """Add text."""
        self._file.write(piece.encode("utf-8"))

    def finish(self) -> None:
        """Do nothing: no text is held back."""


class ParquetTable(GrowingTable):
    """A Parquet file; its pieces are Arrow tables of one schema, gathered to row groups."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self._writer: Any = None
        self._held: list[Any] = []

    def append(self, piece: Any) -> None:
        """Add an Arrow table."""
        self._held.append(piece)
        if sum(len(held) for held in self._held) >= ROW_GROUP:
            self._write_group()

    def finish(self) -> None:
        """Write the last row group and the footer."""
        self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.concat_tables(self._held)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._file, table.schema)
        self._writer.write_table(table)
        self._held = [table.slice(0, 0)]


KINDS: dict[str, Callable[[IO[bytes]], GrowingTable]] = {"csv": TextTable, "parquet": ParquetTable}


@contextmanager
def growing_tables(folder: Path, names: Iterable[str]) -> Iterator[dict[str, GrowingTable]]:
    """Open files that grow under temporary names in ``folder`` and take their own when all went well.

    Whatever happens before, the files that were there stay as they were, and none is left half written.

    Parameters
    ----------
    folder
        Made when it is not there, and removed again when nothing comes of it.
    names
        File names; ``.parquet`` files take Arrow tables, all others text.
    """
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    parts = {name: _temporary(folder, name) for name in names}
    files = {name: part.open("wb") for name, part in parts.items()}
    try:
        tables = {name: KINDS.get(name.rpartition(".")[2], TextTable)(file) for name, file in files.items()}
        yield tables
        for name, table in tables.items():
            table.finish()
            _flush(files[name])
        for name, part in parts.items():
            part.replace(folder / name)
    except OSError as error:
        if error.filename is None:  # a full disk does not say where
            raise OSError(error.errno, error.strerror, str(folder)) from error
        raise
    finally:
        for name, part in parts.items():
            files[name].close()
            part.unlink(missing_ok=True)
        if is_new:
            with suppress(OSError):
                folder.rmdir()


def _temporary(folder: Path, name: str) -> Path:
    handle, path = tempfile.mkstemp(prefix=f".{name}.", suffix=".part", dir=folder)
    os.close(handle)
    Path(path).chmod(0o644)
    return Path(path)


def _flush(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()
