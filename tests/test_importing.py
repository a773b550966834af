"""`hedgerow import`: any column names, decimal commas, dates, merged headers; errors name the cell."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from analysis.importing import import_table
from analysis.tables import TablesError

ROOT = Path(__file__).resolve().parent.parent
HEADER = ["Was", "Anzahl", "Von", "Bis", "Wer", "Farbe"]
ROWS = [
    ["Raketen", 150, datetime(2023, 6, 1), datetime(2025, 4, 1), "HUR", "rot"],
    ["Schuss", "rund 6,5 Mio.", "Mitte 2023", "2025-04", "Kim", None],
    ["Fahnen", "1.234,5", None, datetime(2025, 3, 1), None, None],
    ["Geschütze", "200 bis 300", 2024.0, None, "HUR", None],
]
NUMBER = "write one number, as 5000, 'about 5,000' or '5,000 to 6,000'"
SPAN = "write year-month, as in 2025-04, or a span, as 2023-06/2025-04"
CLAIMS = [
    {"quantity": "missiles", "value": "150", "window": "2023-06/2025-04", "speaker": "hur"},
    {
        "quantity": "rounds",
        "value": "6500000",
        "hedge": "approx",
        "window": "2023-06~/2025-04",
        "speaker": "Kim",
    },
    {"quantity": "Fahnen", "value": "1234.5", "window": "../2025-03"},
    {
        "quantity": "guns",
        "value_low": "200",
        "value_high": "300",
        "hedge": "range",
        "window": "2024/..",
        "speaker": "hur",
    },
]


def xlsx(path: Path, rows: Sequence[Sequence[Any]], title: str = "Claims", merged: str = "") -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    book.save(path)
    return path


def ods(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Claims")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(ods_cell(value))
        table.addElement(line)
    table.addElement(TableRow(numberrowsrepeated=1_000_000))
    document.spreadsheet.addElement(table)
    document.save(path)
    return path


def ods_cell(value: Any) -> TableCell:
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=value)
    if isinstance(value, date):
        return TableCell(valuetype="date", datevalue=value.isoformat())
    cell = TableCell()
    if value is not None:
        cell.addElement(P(text=value))
    return cell


def csv_file(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    texts = [["" if cell is None else str(cell).removesuffix(" 00:00:00") for cell in row] for row in rows]
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target, delimiter=";").writerows(texts)
    return path


def take(table: Path, language: str = "de", **options: Any) -> list[dict[str, str]]:
    out = table.parent / "claims.csv"
    import_table(table, out, table.parent / "mapping.yaml", ROOT, language=language, **options)
    with out.open(encoding="utf-8", newline="") as lines:
        return [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(lines)]


def refused(table: Path) -> list[str]:
    with pytest.raises(TablesError) as caught:
        take(table)
    assert not (table.parent / "claims.csv").exists()
    return [str(problem).replace(f"{table.parent.as_posix()}/", "") for problem in caught.value.problems]


@pytest.mark.parametrize(("write", "name"), [(xlsx, "a.xlsx"), (ods, "a.ods")])
def test_a_spreadsheet_is_read_with_its_dates_decimals_and_words(tmp_path, write, name):
    table = write(tmp_path / name, [["Liste der Angaben"], [], HEADER, *ROWS])
    read = take(table)
    assert [{key: row[key] for key in wanted} for row, wanted in zip(read, CLAIMS, strict=True)] == CLAIMS
    mapping = (tmp_path / "mapping.yaml").read_text(encoding="utf-8")
    assert "header: 3\n" in mapping
    assert "decimal: ','\n" in mapping or "decimal: ,\n" in mapping
    assert "dates: month\n" in mapping
    assert "    Raketen: missiles\n" in mapping
    assert take(table) == read  # by the mapping that was written


def test_a_null_character_is_refused_with_its_cell(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("Was;Anzahl;Zeitraum;Notiz\nRaketen;5;2024;a\0b\n", encoding="utf-8")
    assert refused(table) == ["a.csv: D2: note: 'a\\x00b' has a control character (U+0000); delete it"]


def test_a_csv_file_of_a_german_spreadsheet_is_read(tmp_path):
    rows = [
        ["Was", "Anzahl", "Zeitraum"],
        ["Raketen", "1.500", "seit Mitte 2023"],
        ["Raketen", "2,5", "2024"],
    ]
    read = take(csv_file(tmp_path / "a.csv", rows))
    assert [(row["value"], row["window"]) for row in read] == [("1500", "2023-06~/.."), ("2.5", "2024")]


def test_merged_headers_of_two_rows_are_joined(tmp_path):
    rows = [["Was", "Zeitraum", None, "Anzahl"], [None, "von", "bis", None], ["Raketen", 2023, 2024, 150]]
    assert take(xlsx(tmp_path / "a.xlsx", rows, merged="B1:C1"))[0]["window"] == "2023/2024"


def test_a_corrected_mapping_is_obeyed(tmp_path):
    table = xlsx(tmp_path / "a.xlsx", [["Thing", "Number", "Period"], ["flags", 3, "2024"]])
    (tmp_path / "mapping.yaml").write_text(
        "sheet: Claims\nheader: 1\ncolumns:\n  quantity: Thing\n  value: Number\n  window: Period\n"
        "words:\n  quantity:\n    flags: missiles\n",
        encoding="utf-8",
    )
    assert take(table) == [{"quantity": "missiles", "value": "3", "window": "2024"}]


def test_every_wrong_cell_is_named_with_its_sheet(tmp_path):
    rows = [["Was", "Anzahl", "Zeitraum"], ["Raketen", "viele", "2024"], ["Raketen", "3 oder so, 5", "bald"]]
    assert refused(xlsx(tmp_path / "a.xlsx", rows)) == [
        f"a.xlsx: Claims!B2: value: 'viele' is no number; {NUMBER}",
        f"a.xlsx: Claims!B3: value: '3 oder so, 5' holds 2 numbers; {NUMBER}",
        f"a.xlsx: Claims!C3: window: 'bald' is no date; {SPAN}",
    ]
    assert (tmp_path / "mapping.yaml").exists()


def test_what_the_table_of_claims_would_refuse_is_named_by_cell(tmp_path):
    rows = [["Was", "Anzahl", "Zeitraum"], ["Raketen", -3, "2024"]]
    (message,) = refused(xlsx(tmp_path / "a.xlsx", rows))
    assert message.startswith("a.xlsx: Claims!B2: value: '-3' is below zero; ")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [["x", "y"], ["1", "2"]],
            "a.xlsx: no row was recognised as a header; name the columns, as quantity, value and window",
        ),
        (
            [["Was", "Wer"], ["Raketen", "HUR"]],
            "a.xlsx: value: no column was recognised as this one; "
            "name its column under 'columns' in mapping.yaml",
        ),
        ([], "a.xlsx: holds no table; name a file with a header and a row for each claim"),
    ],
)
def test_a_sheet_without_the_columns_is_refused(tmp_path, rows, message):
    assert refused(xlsx(tmp_path / "a.xlsx", rows))[0] == message


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("- a\n", "mapping.yaml:1: is not a mapping; begin with 'sheet:'"),
        (
            "sheet: Claim\nheader: 1\ncolumns: {}\n",
            "mapping.yaml: sheet: 'Claim' is no sheet of a.xlsx; the nearest known is 'Claims'",
        ),
        (
            "sheet: Claims\nheader: 1\ncolumns:\n  quantity: What\n",
            "mapping.yaml: quantity: 'What' is no column in row 1 of a.xlsx; the nearest known is 'Was'",
        ),
        (
            "sheet: Claims\nheader: 1\nlanguage: fr\n",
            "mapping.yaml: language: 'fr' cannot be read; write one of de, en, uk",
        ),
        (
            "sheet: Claims\nheader: 0\n",
            "mapping.yaml: header: '0' is not a row; write its number, from 1",
        ),
        (
            "sheet: Claims\nheader: one\ncolumns:\n  valeu: Anzahl\n",
            "mapping.yaml:3: columns: 'valeu' is nothing that is read; the nearest known is 'value'",
        ),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path, mapping, message):
    table = xlsx(tmp_path / "a.xlsx", [["Was", "Anzahl", "Zeitraum"], ["Raketen", 3, "2024"]])
    (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
    assert refused(table)[0] == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04 cut", "a.xlsx: is a broken archive; save or download it again"),
        (
            b"\xd0\xcf\x11\xe0old",
            "a.xlsx: is encrypted, or of the old XLS format; save it as XLSX, ODS or CSV",
        ),
        (b"", "a.xlsx: is empty; fill it in or delete it"),
    ],
)
def test_a_broken_file_is_refused(tmp_path, content, message):
    (tmp_path / "a.xlsx").write_bytes(content)
    assert refused(tmp_path / "a.xlsx") == [message]


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path):
    table = archive(tmp_path / "bomb.xlsx", {"xl/workbook.xml": b"0" * 70_000_000})
    assert refused(table) == [
        "bomb.xlsx: would unpack to more than 60 MB or 5000 parts; "
        "if you trust it, save its text and read that"
    ]


def test_cells_that_are_said_to_repeat_a_billion_times_are_not_made(tmp_path):
    table = xlsx(tmp_path / "far.xlsx", [HEADER])
    parts = {info.filename: zipfile.ZipFile(table).read(info) for info in zipfile.ZipFile(table).infolist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = (
        parts[name].replace(b'<row r="1">', b'<row r="999999999">').replace(b'r="1"', b'r="999999999"')
    )
    assert refused(archive(table, parts)) == [
        "far.xlsx: has more than 2,000,000 cells; split it into several files"
    ]
    written = io.BytesIO()
    ods(written, [["Was"]])  # type: ignore[arg-type]
    source = zipfile.ZipFile(written)
    content = source.read("content.xml").replace(
        b"<table:table-cell", b'<table:table-cell table:number-columns-repeated="999999999"', 1
    )
    assert refused(archive(tmp_path / "far.ods", {"content.xml": content})) == [
        "far.ods: has more than 2,000,000 cells; split it into several files"
    ]


def test_the_command_says_what_it_understood(tmp_path):
    table = xlsx(tmp_path / "a.xlsx", [HEADER, *ROWS])
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "analysis",
            "import",
            table,
            "--out",
            tmp_path / "claims.csv",
            "--language",
            "de",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [
        "Read 4 claims (sheet 'Claims', header in row 1):",
        "  quantity from 'Was'",
        "  value from 'Anzahl'",
        "  start from 'Von'",
        "  end from 'Bis'",
        "  speaker from 'Wer'",
        "Not read: Farbe.",
        "Not in the vocabulary, kept as written: speaker Kim.",
        "Not in the vocabulary, kept as written: quantity Fahnen.",
        f"Wrote {tmp_path.as_posix()}/claims.csv; the mapping is in {tmp_path.as_posix()}/mapping.yaml.",
    ]


def test_a_csv_file_that_is_none_is_refused(tmp_path):
    csv.field_size_limit(131_072)  # another reader may have widened it for the whole process
    (tmp_path / "a.csv").write_text('Was,Anzahl\n"' + "x" * 200_000 + '",3\n', encoding="utf-8")
    assert refused(tmp_path / "a.csv") == [
        "a.csv: is not a CSV file that can be read (field larger than field limit (131072)); "
        "save it as CSV anew"
    ]


def test_a_row_of_words_under_a_full_header_is_a_claim(tmp_path):
    rows = [["What", "How many", "By whom", "When"], ["missiles", "about 150", "Who", "June 2024"]]
    assert take(csv_file(tmp_path / "a.csv", rows)) == [
        {"quantity": "missiles", "value": "150", "hedge": "approx", "window": "2024-06", "speaker": "Who"}
    ]


def test_a_hedge_in_another_language_than_was_said_is_no_bare_number(tmp_path):
    rows = [["Was", "Wieviel", "Wann"], ["missiles", "mehr als 600", "bis 20.08.2024"]]
    assert take(csv_file(tmp_path / "a.csv", rows), language="en") == [
        {"quantity": "missiles", "value": "600", "hedge": "lower", "window": "../2024-08-20"}
    ]


def test_words_beside_a_number_that_are_not_understood_are_told_with_their_cell(tmp_path):
    table = csv_file(tmp_path / "a.csv", [["What", "Value", "When"], ["missiles", "grosso modo 600", "2024"]])
    done = import_table(table, tmp_path / "claims.csv", tmp_path / "mapping.yaml", ROOT)
    assert f"Left out beside a number: 'grosso modo' ({table}: B2)." in done.notes
    assert done.as_dict()["beside"] == {f"{table}: B2": "grosso modo"}


@pytest.mark.parametrize(("cell", "language"), [("about 6,5 Mio.", "de"), ("rund 6,5 Mio.", "en")])
def test_a_number_that_is_another_one_in_another_language_is_refused(tmp_path, cell, language):
    table = csv_file(tmp_path / "a.csv", [["Was", "Wieviel", "Wann"], ["rounds", cell, "2024"]])
    with pytest.raises(TablesError) as caught:
        take(table, language)
    assert [str(problem) for problem in caught.value.problems] == [
        f"{table}: B2: value: '{cell}' is another number in another language; "
        "write it in digits, or with words of one language, and name that language"
    ]


def test_words_of_the_named_language_are_read_in_it(tmp_path):
    rows = [["Was", "Wieviel", "Wann"], ["rounds", "rund 6,5 Mio.", "2024"]]
    assert take(csv_file(tmp_path / "a.csv", rows))[0]["value"] == "6500000"
