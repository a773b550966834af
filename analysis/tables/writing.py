"""Write files so that a failed or killed run leaves what was there."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from analysis.tables.claims import Row
from analysis.tables.defusing import defuse
from analysis.tables.problems import Problem, TablesError, shown_path


def csv_text(rows: Iterable[Row], columns: Iterable[str]) -> str:
    """Return rows as CSV: formulas defused, whole numbers without a decimal point, missing cells blank."""
    names = list(columns)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return buffer.getvalue()


def write_text(path: Path, text: str, root: Path | None = None) -> bool:
    """Write one file atomically; return whether it changed. See `write_all`."""
    return bool(write_all({path: text}, root))


def write_bytes(path: Path, content: bytes, root: Path | None = None) -> bool:
    """Write one file of bytes atomically; return whether it changed. See `write_all`."""
    return bool(write_all({path: content}, root))


def write_all(files: Mapping[Path, str | bytes], root: Path | None = None) -> list[Path]:
    """Write files, all or none of them as far as the system allows.

    Each is first written in full, under a temporary name in its own folder, and flushed to the disk;
    only when all are there do they take their names. Files that would not change are not touched.

    Parameters
    ----------
    files
        Path → text, written in UTF-8, or bytes.
    root
        Folder to which paths in messages are relative; the working folder when None.

    Returns
    -------
    The paths that changed.

    Raises
    ------
    TablesError
        A folder or file that cannot be written; nothing was overwritten.
    """
    shown_from = root or Path.cwd()
    contents = {path: text.encode("utf-8") if isinstance(text, str) else text for path, text in files.items()}
    changed = {path: content for path, content in contents.items() if not _holds(path, content)}
    waiting: dict[Path, Path] = {}
    try:
        for path, content in changed.items():
            waiting[path] = _write_beside(path, content, shown_from)
        for path, temporary in waiting.items():
            _take_name(temporary, path, shown_from)
    finally:
        for temporary in waiting.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    return list(changed)


def _cell(value: str | float | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return defuse(value)
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _write_beside(path: Path, content: bytes, root: Path) -> Path:
    """Write the content under a temporary name in the same folder, through to the disk."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise TablesError([_unwritable(path, root, error)]) from error
    return temporary


def _take_name(temporary: Path, path: Path, root: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as error:
        raise TablesError([_unwritable(path, root, error)]) from error


def _unwritable(path: Path, root: Path, error: OSError) -> Problem:
    reason = (error.strerror or "an error of the system").lower()
    rule = f"cannot be written ({reason})"
    remedy = "make the folder writable; what was there is unchanged"
    return Problem(shown_path(path, root), None, None, None, rule, remedy)
