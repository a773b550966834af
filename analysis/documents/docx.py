"""DOCX → text. The archive is measured before it is unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from analysis.documents.files import Extract
from analysis.documents.limits import MOST_PARTS, MOST_UNPACKED, in_megabytes, refusal
from analysis.tables.problems import TablesError


def read_docx(content: bytes, name: str) -> Extract:
    """Read the paragraphs and table cells of a DOCX file.

    Raises
    ------
    TablesError
        No DOCX, broken, or larger unpacked than allowed.
    """
    check_archive(content, name)
    try:
        return _extract(content)
    except TablesError:
        raise
    except Exception as error:  # the library and its XML parser raise many kinds
        rule = f"is not a DOCX file that can be read ({type(error).__name__})"
        raise refusal(name, rule, "open it in a word processor and save it as DOCX, or as text") from error


def check_archive(content: bytes, name: str) -> None:
    """Refuse an archive that is broken, or that would unpack to more than allowed.

    The sizes in its directory can lie, but `zipfile` gives no more bytes than they say.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refusal(name, "is a broken archive", "save or download it again") from error
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
        rule = f"would unpack to more than {in_megabytes(MOST_UNPACKED)} or {MOST_PARTS} parts"
        raise refusal(name, rule, "if you trust it, save its text and read that")
    if any(part.flag_bits & 1 for part in parts):
        raise refusal(name, "is encrypted", "save a copy that needs no password")


def _extract(content: bytes) -> Extract:
    from docx import Document

    document = Document(io.BytesIO(content))
    blocks = (" ".join(block.split()) for block in _blocks(document))
    return Extract("\n\n".join(block for block in blocks if block), document.core_properties.title or "")


def _blocks(document: Any) -> Iterator[str]:
    from docx.table import Table

    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from (cell.text for row in part.rows for cell in row.cells)
        else:
            yield part.text
