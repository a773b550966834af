"""A file, or standard input, as a document: its bytes are checked before any parser sees them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.documents.limits import MOST_BYTES, MOST_CHARACTERS, in_megabytes, refusal
from analysis.tables.plain_text import BYTE_ORDER_MARK, decode
from analysis.tables.problems import harmless

STANDARD_INPUT = Path("-")
_HTML_STARTS = (b"<!doctype html", b"<html", b"<?xml")
_SUFFIXES = {".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown", ".markdown": "markdown"}


@dataclass(frozen=True, slots=True)
class Extract:
    """What a format gives: its text, paragraphs parted by blank lines, and what it says of itself."""

    text: str
    title: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read.

    Attributes
    ----------
    name
        As shown to the reader: nothing in it steers a terminal.
    text
        Its text, paragraphs parted by blank lines.
    title, dated
        As the document states them; empty when it does not. ``dated`` is an EDTF day.
    sha256
        Of the file's bytes.
    """

    name: str
    text: str
    title: str
    dated: str
    sha256: str


def read_document(path: Path) -> Document:
    """Read a document of any known format; ``-`` is standard input.

    Raises
    ------
    TablesError
        Not readable, too large, encrypted, broken, or without text.
    """
    name = "standard input" if path == STANDARD_INPUT else harmless(path.as_posix())
    content = bytes_of(path, name)
    extract = _reader_for(path, content, name)(content, name)
    if len(extract.text) > MOST_CHARACTERS:
        rule = f"has more than {in_megabytes(MOST_CHARACTERS)} of text"
        raise refusal(name, rule, "split it into several files")
    if not extract.text.strip():
        raise refusal(name, "has no text", "if it is a scan, recognise its text first, and read that")
    return Document(name, extract.text, extract.title, extract.dated, hashlib.sha256(content).hexdigest())


def bytes_of(path: Path, name: str) -> bytes:
    """Return the bytes of a file, or of standard input, within the limits; TablesError says why not."""
    if path == STANDARD_INPUT:
        content = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        _refuse_link(path, name)
        content = _file_bytes(path, name)
    if len(content) > MOST_BYTES:
        raise refusal(name, f"is larger than {in_megabytes(MOST_BYTES)}", "split it into several files")
    return content


def _refuse_link(path: Path, name: str) -> None:
    """Refuse a link that leads out of its folder: what it shows need not be what was meant to be read."""
    if not path.is_symlink():
        return
    if not path.resolve().is_relative_to(path.parent.resolve()):
        raise refusal(name, "is a link to a file outside its folder", "name that file itself")


def _file_bytes(path: Path, name: str) -> bytes:
    if path.exists() and not path.is_file():
        raise refusal(name, "is no ordinary file", "name a document")
    try:
        with path.open("rb") as handle:
            return handle.read(MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "an error of the system").lower()
        raise refusal(name, f"cannot be read ({reason})", "check that it exists and may be read") from error


def _reader_for(path: Path, content: bytes, name: str) -> Callable[[bytes, str], Extract]:
    """Choose the reader of a format: by how the content begins, then by the name."""
    if content.startswith(b"%PDF-"):
        from analysis.documents.pdf import read_pdf

        return read_pdf
    if content.startswith(b"PK\x03\x04"):
        from analysis.documents.docx import read_docx

        return read_docx
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refusal(name, "is not a text, HTML, Markdown, PDF or DOCX file", "save it as one of these")
    return _reader_of_text(path, content)


def _reader_of_text(path: Path, content: bytes) -> Callable[[bytes, str], Extract]:
    kind = _SUFFIXES.get(path.suffix.lower(), "text")
    if kind == "html" or content[:200].lstrip().lower().startswith(_HTML_STARTS):
        from analysis.documents.html import read_html

        return read_html
    if kind == "markdown":
        from analysis.documents.markdown import read_markdown

        return read_markdown
    return _read_plain


def _read_plain(content: bytes, name: str) -> Extract:
    text = decode(content, name).removeprefix(BYTE_ORDER_MARK)
    return Extract(text.replace("\r", "\n"))
