"""Files as text: size, encoding and emptiness are checked before anything is parsed."""

from __future__ import annotations

from pathlib import Path

from analysis.tables.problems import Problem, TablesError

BYTE_ORDER_MARK = "\ufeff"
BLANKS = " \t\r\n"


def read_text(path: Path, shown: str, *, max_bytes: int) -> str:
    """Read a UTF-8 text file.

    Parameters
    ----------
    path
        File to read.
    shown
        Its name in messages.
    max_bytes
        Largest size that is read at all.

    Returns
    -------
    The text, with its byte-order mark if there is one: spreadsheet programs write it into CSV, where it
    is harmless, so each reader decides.

    Raises
    ------
    TablesError
        Not readable, too large, empty, or not UTF-8.
    """
    return decode(_read_bytes(path, shown, max_bytes), shown)


def decode(content: bytes, shown: str) -> str:
    """Decode the bytes of a UTF-8 text file.

    Raises
    ------
    TablesError
        Empty, or not UTF-8.
    """
    text = _decoded(content, shown)
    if not text.strip(BYTE_ORDER_MARK + BLANKS):
        raise _refusal(shown, None, "is empty", "fill it in or delete it")
    return text


def _read_bytes(path: Path, shown: str, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as handle:
            content = handle.read(max_bytes + 1)
    except OSError as error:
        reason = (error.strerror or "an error of the system").lower()
        raise _refusal(
            shown, None, f"cannot be read ({reason})", "check that it exists and may be read"
        ) from error
    if len(content) > max_bytes:
        limit = f"{max_bytes / 1_000_000:g} MB"
        raise _refusal(shown, None, f"is larger than {limit}", "split it into several files")
    return content


def _decoded(content: bytes, shown: str) -> str:
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        rule = f"is not UTF-8 text (byte 0x{content[error.start]:02X}; Latin-1 perhaps)"
        raise _refusal(shown, line, rule, "save it as UTF-8") from error


def _refusal(shown: str, line: int | None, rule: str, remedy: str) -> TablesError:
    return TablesError([Problem(shown, line, None, None, rule, remedy)])
