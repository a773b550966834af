"""DOCX → text. The archive is measured before it is unpacked."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from analysis.documents.archives import check_archive
from analysis.documents.files import Extract
from analysis.documents.limits import refusal
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
