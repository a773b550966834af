"""PDF → text, without what recurs at the head and foot of its pages."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence

from pypdf import PdfReader

from analysis.documents.files import Extract
from analysis.documents.limits import MOST_CHARACTERS, MOST_PAGES, in_megabytes, refusal

_EDGE_LINES = 1  # at the head and at the foot of a page
_BODY_LINES = 3  # a page with fewer lines has no edges
_RECURS = 3  # pages
_DIGITS = re.compile(r"\d+")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")


def read_pdf(content: bytes, name: str) -> Extract:
    """Read the text of a PDF file.

    Raises
    ------
    TablesError
        Encrypted, broken, or too long.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports what it mends on standard error
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise refusal(name, "is encrypted", "save a copy that needs no password")
        pages = _pages(reader, name)
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except (Exception, RecursionError) as error:  # the library lets errors of its own internals out
        if isinstance(error, type(refusal("", "", ""))):
            raise
        rule = f"is not a PDF that can be read ({type(error).__name__})"
        raise refusal(name, rule, "open it in a viewer and save it anew, or save its text") from error
    return Extract("\n\n".join(map(_joined, _without_edges(pages))), " ".join(title.split()))


def _pages(reader: PdfReader, name: str) -> list[str]:
    if len(reader.pages) > MOST_PAGES:
        raise refusal(name, f"has more than {MOST_PAGES} pages", "split it into several files")
    pages: list[str] = []
    size = 0
    for page in reader.pages:
        pages.append(page.extract_text())
        size += len(pages[-1])
        if size > MOST_CHARACTERS:
            rule = f"has more than {in_megabytes(MOST_CHARACTERS)} of text"
            raise refusal(name, rule, "split it into several files")
    return pages


def _joined(page: str) -> str:
    return _HYPHENATED.sub("", page)


def _without_edges(pages: Sequence[str]) -> list[str]:
    """Leave out running titles and page numbers: lines at an edge that recur, digits aside."""
    split = [page.strip().split("\n") for page in pages]
    seen = Counter(line for lines in split for line in {_shape(lines[at]) for at in _edges(lines)})
    recurring = {line for line, count in seen.items() if count >= _RECURS}
    return ["\n".join(_body(lines, recurring)) for lines in split]


def _edges(lines: Sequence[str]) -> list[int]:
    if len(lines) < _BODY_LINES:
        return []
    return sorted(
        {*range(min(_EDGE_LINES, len(lines))), *range(max(len(lines) - _EDGE_LINES, 0), len(lines))}
    )


def _body(lines: Sequence[str], recurring: set[str]) -> list[str]:
    edges = {at for at in _edges(lines) if _shape(lines[at]) in recurring}
    return [line for at, line in enumerate(lines) if at not in edges]


def _shape(line: str) -> str:
    return _DIGITS.sub("0", line.strip())
