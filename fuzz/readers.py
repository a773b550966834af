"""The readers, each with sound inputs to break, and the one error with which it may refuse."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.tables import TablesError, read_claims, read_vocabulary
from analysis.tables.field_values import FieldError, Words

ROOT = Path(__file__).resolve().parents[1]
_TIME = re.compile(rb"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
ROWS = (
    ("Was", "Anzahl", "Zeitraum"),
    ("Raketen", "rund 1.500", "seit Mitte 2023"),
    ("Schuss", 6e6, datetime(2024, 1, 1)),
)
SENTENCES = tuple(
    f"{number} {text}"
    for number, text in enumerate(
        (
            "reports say that about 12,000 soldiers had arrived by March 2025, according to the ministry.",
            "Laut dem Ministerium fielen zwischen 200 und 300 Soldaten, bis Ende 2024 knapp die Hälfte.",
            "За даними розвідки, з середини 2023 року передано понад шість мільйонів снарядів.",
            "On 3 June the 47th brigade fired 152 mm shells worth $4 million at 5 p.m., a third more.",
        )
    )
)


@dataclass(frozen=True)
class Reader:
    """A reader to be fuzzed.

    Attributes
    ----------
    read
        Takes the broken bytes and a folder to write them to; raises one of ``refusals`` or nothing.
    seeds
        Sound inputs.
    home
        Module whose ``READERS`` hold it.
    """

    name: str
    read: Callable[[bytes, Path], object]
    seeds: Callable[[], list[bytes]]
    refusals: tuple[type[Exception], ...] = (TablesError,)
    home: str = __name__


@lru_cache(maxsize=1)
def _words() -> Words:
    return Words.of(read_vocabulary(ROOT / "data" / "vocabulary"))


def _texts() -> list[bytes]:
    return [*(sentence.encode() for sentence in SENTENCES), "\n\n".join(SENTENCES).encode()]


def _files(*patterns: str) -> Callable[[], list[bytes]]:
    def read() -> list[bytes]:
        return [path.read_bytes() for pattern in patterns for path in sorted(ROOT.glob(pattern))]

    return read


def _document(suffix: str) -> Callable[[bytes, Path], object]:
    def read(content: bytes, folder: Path) -> object:
        from analysis.documents import read_document
        from analysis.reading import draft_record, read_one

        path = _write(folder, f"document{suffix}", content)
        document = read_document(path)
        for language in ("de", "en", "uk"):
            one = read_one(document, _words(), language, "2025-06-15")
            draft_record(one, _words().vocabulary)
            one.as_dict()
        return document

    return read


def _write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _html() -> list[bytes]:
    body = "".join(f"<p>{text}</p><table><tr><td>3 guns</td></tr></table>" for text in SENTENCES)
    head = "<title>A</title><meta property='article:published_time' content='2025-06-15'>"
    return [
        f"<html><head><meta charset=utf-8>{head}</head><body><nav>5 items</nav>{body}</body></html>".encode()
    ]


def _markdown() -> list[bytes]:
    return [("# A *title*\n\n- " + "\n> ".join(SENTENCES) + "\n\n```\n9\n```\n[a](b)\n").encode()]


def _docx() -> list[bytes]:
    from docx import Document

    document = Document()
    for text in SENTENCES:
        document.add_paragraph(text)
    document.add_table(1, 2).rows[0].cells[0].text = "3 guns"
    return [_undated(_saved(document.save))]


def _pdf() -> list[bytes]:
    import typst

    text = "\n\n".join(SENTENCES).replace("$", "\\$")
    made = typst.compile(f"#set document(date: none)\n#set page(height: 8cm)\n{text}".encode())
    return [made if isinstance(made, bytes) else b"".join(made)]


def _saved(save: Callable[[Any], object]) -> bytes:
    content = io.BytesIO()
    save(content)
    return content.getvalue()


def _undated(archive: bytes) -> bytes:
    """Pack an archive anew without the time at which it was made, so that it is the same each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = _TIME.sub(b"2024-01-01T00:00:00", old.read(name))
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _xlsx() -> list[bytes]:
    from openpyxl import Workbook

    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("A4:B4")
    return [_undated(_saved(book.save))]


def _ods() -> list[bytes]:
    """Write it by hand: what libraries write depends on what they wrote before."""
    spaces = "".join(
        f" xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"
        for name in ("office", "table", "text")
    )
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in ROWS)
    table = f"<table:table table:name='Claims'>{rows}</table:table>"
    sheet = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content{spaces}>{sheet}</office:document-content>")
    return [_undated(packed.getvalue())]


def _ods_cell(value: object) -> str:
    kind = " office:value-type='float' office:value='{0}'" if isinstance(value, float) else ""
    return f"<table:table-cell{kind.format(value)}><text:p>{value}</text:p></table:table-cell>"


def _csv() -> list[bytes]:
    content = io.StringIO()
    csv.writer(content, delimiter=";").writerows(ROWS)
    return [content.getvalue().encode(), *_files("data/claims.csv")()]


def _import(suffix: str) -> Callable[[bytes, Path], object]:
    def read(content: bytes, folder: Path) -> object:
        from analysis.importing import import_table

        path = _write(folder, f"table{suffix}", content)
        (folder / "mapping.yaml").unlink(missing_ok=True)
        return import_table(path, folder / "claims.csv", folder / "mapping.yaml", ROOT, language="de")

    return read


def _mapping(content: bytes, folder: Path) -> object:
    from analysis.importing import import_table

    table = _write(folder, "table.csv", _csv()[0])
    mapping = _write(folder, "mapping.yaml", content)
    return import_table(table, folder / "claims.csv", mapping, ROOT)


def _mappings() -> list[bytes]:
    return [
        b"sheet: ''\nheader: 1\nlanguage: de\ndecimal: ','\ndates: day\n"
        b"columns:\n  quantity: Was\n  value: Anzahl\n  window: Zeitraum\n"
        b"words:\n  quantity:\n    Raketen: missiles\n"
    ]


def _record(content: bytes, folder: Path) -> object:
    from analysis.tables import read_records

    seeds = folder / "seeds"
    seeds.mkdir(exist_ok=True)
    _write(seeds, "north-korea-munitions-de.yaml", content)
    return read_records(seeds, _words().vocabulary)


def _addition(content: bytes, folder: Path) -> object:
    """Add a statement to a record; what comes out of it must be the record with one statement more."""
    from analysis.adding import Wanted, add_statement

    if not (folder / "data").exists():
        shutil.copytree(ROOT / "data" / "vocabulary", folder / "data" / "vocabulary")
    (folder / "seeds").mkdir(exist_ok=True)
    path = _write(folder / "seeds", "north-korea-munitions-de.yaml", content)
    answers = {"phrase": "9 Geschütze", "paragraph": "1", "speaker": "hur", "window": "2024", "id": "fuzzed"}
    added = add_statement(Wanted("north-korea-munitions-de", answers, distinct=True), folder)
    lines = iter(path.read_bytes().splitlines())
    if not all(line in lines for line in content.splitlines()):
        raise AssertionError("a line of the record was lost")
    return added


def _answers(content: bytes, folder: Path) -> object:
    from analysis.adding.answers import Reader as Answers
    from analysis.tables.fields import SOURCE_FIELDS, STATEMENT_FIELDS

    text = content.decode("utf-8", errors="surrogateescape")
    for number, field in enumerate((*SOURCE_FIELDS, *STATEMENT_FIELDS)):
        try:
            Answers.of(_words(), ("de", "en", "uk")[number % 3], "2025-06-15").value(field, text)
        except FieldError:
            continue
    return folder


def _vocabulary(content: bytes, folder: Path) -> object:
    vocabulary = folder / "data" / "vocabulary"
    if not vocabulary.exists():
        shutil.copytree(ROOT / "data" / "vocabulary", vocabulary)
    name = next((name for name in _TABLES if content.startswith(name)), b"unit")
    _write(vocabulary, f"{_TABLES[name]}.csv", content)
    try:
        return read_vocabulary(vocabulary)
    finally:
        shutil.copy(ROOT / "data" / "vocabulary" / f"{_TABLES[name]}.csv", vocabulary)


_TABLES = {
    b"unit": "units",
    b"hedge": "hedges",
    b"speaker": "speakers",
    b"quantity": "quantities",
    b"ratio": "ratios",
}


def _claims_csv(content: bytes, folder: Path) -> object:
    return read_claims(_write(folder, "claims.csv", content), _words().vocabulary)


def _streamed(suffix: str) -> Callable[[bytes, Path], object]:
    def read(content: bytes, folder: Path) -> object:
        from analysis.tables.claims_stream import open_claims

        with open_claims(_write(folder, f"claims{suffix}", content), _words().vocabulary) as stream:
            return list(stream.chunks())

    return read


def _parquet() -> list[bytes]:
    import pandas as pd

    frame = pd.read_csv(ROOT / "data" / "claims.csv")
    return [_saved(frame.to_parquet)]


def _windows(content: bytes, _folder: Path) -> object:
    from analysis.importing.cells import Manner, window_text
    from analysis.read import parse_window, window_label

    text = content.decode("utf-8", errors="replace")[:2_000]
    for language in ("de", "en", "uk"):
        try:
            window_label(
                window_text(text, Manner(language, None, months=False, dated="2025-06-15")), language
            )
        except FieldError:
            continue
    return parse_window(text)


def _window_texts() -> list[bytes]:
    texts = (
        "2023-06/2025-04",
        "../2025-03~",
        "2024-01-15/..",
        "198X",
        "seit Mitte 2023",
        "between May and June 2024",
    )
    return [text.encode() for text in texts]


READERS = (
    Reader("text", _document(".txt"), _texts),
    Reader("markdown", _document(".md"), _markdown),
    Reader("html", _document(".html"), _html),
    Reader("docx", _document(".docx"), _docx),
    Reader("pdf", _document(".pdf"), _pdf),
    Reader("spreadsheet-csv", _import(".csv"), _csv),
    Reader("spreadsheet-xlsx", _import(".xlsx"), _xlsx),
    Reader("spreadsheet-ods", _import(".ods"), _ods),
    Reader("mapping", _mapping, _mappings),
    Reader("record", _record, _files("seeds/*.yaml")),
    Reader("record-added-to", _addition, _files("seeds/*.yaml")),
    Reader("answers", _answers, _window_texts),
    Reader("vocabulary", _vocabulary, _files(*(f"data/vocabulary/{name}.csv" for name in _TABLES.values()))),
    Reader("claims-csv", _claims_csv, _files("data/claims.csv")),
    Reader("claims-streamed", _streamed(".csv"), _files("data/claims.csv")),
    Reader("claims-parquet", _streamed(".parquet"), _parquet),
    Reader("windows", _windows, _window_texts, (TablesError, ValueError)),
)
