"""A spreadsheet → a table of claims and the mapping by which it was read; all problems name their cells."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analysis.documents.sheets import Cell, Sheet, cell_name, read_sheets
from analysis.importing.cells import (
    LISTED,
    Manner,
    decimal_mark,
    joined_window,
    number_fields,
    window_text,
    words_beside,
)
from analysis.importing.headers import Header, find_header, header_at, proposed_columns
from analysis.importing.mapping import SheetMapping, mapping_yaml, read_mapping
from analysis.tables import CLAIM_COLUMNS, csv_text, read_claims, write_all
from analysis.tables.field_values import FieldError, Words
from analysis.tables.problems import Problem, TablesError, choice_remedy, harmless
from analysis.tables.vocabulary import Vocabulary, read_vocabulary

_PLAIN = ("claim_id", "origin_id", "source_id", "status", "measure", "locator", "note", "hedge")
_DATES = ("start", "end", "window", "stated_on")

Claim = dict[str, Any]


@dataclass(frozen=True)
class Imported:
    """What an import gave: where it was written, and what was understood."""

    claims: Path
    mapping_file: Path
    mapping: SheetMapping
    count: int
    unused: tuple[str, ...]
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    """Words beside a number that say nothing to the reader, by the cell that they stand in."""

    def as_dict(self) -> dict[str, object]:
        """Return it as plain values."""
        return {
            "claims": str(self.claims),
            "mapping": str(self.mapping_file),
            "count": self.count,
            "columns": self.mapping.columns,
            "unused": list(self.unused),
            "unknown": {name: list(words) for name, words in self.unknown.items()},
            "beside": dict(self.beside),
        }

    @property
    def notes(self) -> list[str]:
        """Lines for people."""
        place = f"sheet {self.mapping.sheet!r}, " if self.mapping.sheet else ""
        read = [f"  {target} from {harmless(label)!r}" for target, label in self.mapping.columns.items()]
        unused = [f"Not read: {', '.join(map(harmless, self.unused))}."] if self.unused else []
        unknown = [
            f"Not in the vocabulary, kept as written: {name} {', '.join(map(harmless, words))}."
            for name, words in self.unknown.items()
        ]
        beside = [f"Left out beside a number: '{harmless(left)}' ({at})." for at, left in self.beside.items()]
        return [
            f"Read {self.count} claims ({place}header in row {self.mapping.header}):",
            *read,
            *unused,
            *unknown,
            *beside,
            f"Wrote {self.claims.as_posix()}; the mapping is in {self.mapping_file.as_posix()}.",
        ]


def import_table(
    path: Path,
    out: Path,
    mapping_file: Path,
    suite: Path,
    *,
    language: str = "en",
    dated: str | None = None,
) -> Imported:
    """Read a spreadsheet of claims and write it as a table of claims.

    Parameters
    ----------
    path
        CSV, XLSX or ODS file.
    out
        Table of claims to write.
    mapping_file
        Mapping to read by; it is proposed and written when there is none.
    suite
        Folder of the suite, whose vocabulary is used.
    language, dated
        Language of the numbers and dates in words, and the date against which *last year* is read; a
        mapping that is there decides the first itself.

    Raises
    ------
    TablesError
        With every problem, each with its cell. No claims are written then, the mapping is.
    """
    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    shown = harmless(path.as_posix())
    sheets = read_sheets(path)
    if mapping_file.exists():
        mapping = read_mapping(mapping_file, dated)
        sheet, header = _mapped_sheet(sheets, mapping, shown, mapping_file)
    else:
        sheet, header = _likely_sheet(sheets, shown)
        mapping = _propose(sheet, header, vocabulary, language, dated)
        write_all({mapping_file: mapping_yaml(mapping)})
    _require(mapping, shown, mapping_file)
    reader = _RowReader(sheet, header, mapping, Words.of(vocabulary), shown)
    claims = reader.claims()
    _check(claims, reader, vocabulary)
    columns = [name for name in CLAIM_COLUMNS if any(name in claim for _, claim in claims)]
    rows = [{name: claim.get(name) for name in columns} for _, claim in claims]
    write_all({out: csv_text(rows, columns)})
    unused = [label for label in header.labels if label and label not in mapping.columns.values()]
    return Imported(
        out, mapping_file, mapping, len(rows), tuple(unused), reader.unknown_words(), reader.beside
    )


def _likely_sheet(sheets: Sequence[Sheet], shown: str) -> tuple[Sheet, Header]:
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet)) is not None]
    if not found:
        rule = "no row was recognised as a header"
        known = "quantity, value and window"
        raise TablesError([Problem(shown, None, None, None, rule, f"name the columns, as {known}")])
    return max(found, key=lambda pair: len(proposed_columns(pair[1].labels)))


def _mapped_sheet(
    sheets: Sequence[Sheet], mapping: SheetMapping, shown: str, mapping_file: Path
) -> tuple[Sheet, Header]:
    by_name = {sheet.name: sheet for sheet in sheets}
    if mapping.sheet not in by_name:
        remedy = choice_remedy(mapping.sheet, by_name)
        where = mapping_file.as_posix()
        raise TablesError([Problem(where, None, "sheet", mapping.sheet, f"is no sheet of {shown}", remedy)])
    sheet = by_name[mapping.sheet]
    header = header_at(sheet, mapping.header - 1, list(mapping.columns.values()))
    labels = header.labels if header else ()
    missing = [(target, label) for target, label in mapping.columns.items() if label not in labels]
    if header is None or missing:
        where = mapping_file.as_posix()
        rule = f"is no column in row {mapping.header} of {shown}"
        problems = [
            Problem(
                mapping_file.as_posix(), None, target, label, rule, choice_remedy(label, filter(None, labels))
            )
            for target, label in missing
        ]
        raise TablesError(problems)
    return sheet, header


def _propose(
    sheet: Sheet, header: Header, vocabulary: Vocabulary, language: str, dated: str | None
) -> SheetMapping:
    columns = proposed_columns(header.labels)
    cells = {target: _column(sheet, header, label) for target, label in columns.items()}
    days = [cell for target in _DATES[:3] for cell in cells.get(target, ()) if isinstance(cell, date)]
    numbers = [cell for name in ("value", "value_low", "value_high") for cell in cells.get(name, ())]
    manner = Manner(language, decimal_mark(numbers), bool(days) and all(day.day == 1 for day in days), dated)
    words = {name: _known_words(cells.get(name, ()), find, vocabulary) for name, find in LISTED.items()}
    return SheetMapping(
        sheet.name, header.row + 1, columns, {name: known for name, known in words.items() if known}, manner
    )


def _known_words(
    cells: Sequence[Cell], find: Callable[[str, Vocabulary], str | None], vocabulary: Vocabulary
) -> dict[str, str]:
    texts = dict.fromkeys(str(cell) for cell in cells if isinstance(cell, str))
    return {text: known for text in texts if (known := find(text, vocabulary)) is not None}


def _column(sheet: Sheet, header: Header, label: str) -> list[Cell]:
    at = header.labels.index(label)
    return [row[at] if at < len(row) else None for row in sheet.rows[header.row + 1 :]]


def _require(mapping: SheetMapping, shown: str, mapping_file: Path) -> None:
    columns = mapping.columns
    missing = [name for name in ("quantity",) if name not in columns]
    if "value" not in columns and not {"value_low", "value_high"} <= columns.keys():
        missing.append("value")
    if not {"window", "start", "end"} & columns.keys():
        missing.append("window")
    remedy = f"name its column under 'columns' in {mapping_file.as_posix()}"
    rule = "no column was recognised as this one"
    if missing:
        raise TablesError([Problem(shown, None, name, None, rule, remedy) for name in missing])


class _RowReader:
    """Reads the rows of a sheet by its mapping, and collects what is wrong with their cells."""

    def __init__(self, sheet: Sheet, header: Header, mapping: SheetMapping, words: Words, shown: str) -> None:
        self.sheet, self.header, self.mapping, self.words, self.shown = sheet, header, mapping, words, shown
        self.at = {target: header.labels.index(label) for target, label in mapping.columns.items()}
        self.problems: list[Problem] = []
        self.beside: dict[str, str] = {}
        self._unknown: dict[str, dict[str, None]] = {}

    def claims(self) -> list[tuple[int, Claim]]:
        """Return the row, counted from 0, and the claim of each row that holds any of the mapped cells."""
        numbered = enumerate(self.sheet.rows[self.header.row + 1 :], self.header.row + 1)
        claims = [
            (row, self._claim(row)) for row, cells in numbered if any(map(self._filled(cells), self.at))
        ]
        if self.problems:
            raise TablesError(self.problems)
        return claims

    def unknown_words(self) -> dict[str, tuple[str, ...]]:
        """Return the words that the vocabulary does not know, by field."""
        return {name: tuple(words) for name, words in self._unknown.items()}

    def place(self, row: int, target: str) -> str:
        """Name the cell of a field: ``claims.xlsx: Claims!B7``."""
        sheet = f"{harmless(self.sheet.name)}!" if self.sheet.name else ""
        return f"{self.shown}: {sheet}{cell_name(row, self.at.get(target, 0))}"

    def _filled(self, cells: Sequence[Cell]) -> Callable[[str], bool]:
        return lambda target: self.at[target] < len(cells) and cells[self.at[target]] is not None

    def _cell(self, row: int, target: str) -> Cell:
        cells = self.sheet.rows[row]
        at = self.at.get(target, len(cells))
        return cells[at] if at < len(cells) else None

    def _claim(self, row: int) -> Claim:
        claim: Claim = {}
        for name in ("value", "value_low", "value_high"):
            claim.update(self._number(row, name))
        claim.update(
            {name: _text(self._cell(row, name)) for name in _PLAIN if self._cell(row, name) is not None}
        )
        claim.update({name: self._known(row, name) for name in LISTED if self._cell(row, name) is not None})
        window = self._window(row)
        claim.update({"window": window} if window else {})
        stated = self._date(row, "stated_on")
        claim.update({"stated_on": stated} if stated else {})
        return claim

    def _number(self, row: int, name: str) -> Claim:
        cell = self._cell(row, name)
        if cell is None:
            return {}
        try:
            fields = number_fields(cell, self.words, self.mapping.manner)
            left = words_beside(cell, self.words, self.mapping.manner)
        except FieldError as error:
            self._flag(row, name, error)
            return {}
        if left:
            self.beside[self.place(row, name)] = left
        return fields if name == "value" else {name: fields.get("value")}

    def _known(self, row: int, name: str) -> str:
        text = _text(self._cell(row, name))
        mapped = self.mapping.words.get(name, {}).get(text) or LISTED[name](text, self.words.vocabulary)
        if mapped is None:
            self._unknown.setdefault(name, {})[text] = None
        return mapped or text

    def _window(self, row: int) -> str:
        if self._cell(row, "window") is not None:
            return self._date(row, "window")
        start, end = self._date(row, "start"), self._date(row, "end")
        return joined_window(start, end) if start or end else ""

    def _date(self, row: int, name: str) -> str:
        cell = self._cell(row, name)
        if cell is None:
            return ""
        try:
            return window_text(cell, self.mapping.manner)
        except FieldError as error:
            self._flag(row, name, error)
            return ""

    def _flag(self, row: int, name: str, error: FieldError) -> None:
        self.problems.append(
            Problem(self.place(row, name), None, name, error.value, error.rule, error.remedy)
        )


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return " ".join(str(cell or "").split())


def _check(claims: Sequence[tuple[int, Claim]], reader: _RowReader, vocabulary: Vocabulary) -> None:
    """Check the table as `hedgerow estimate` will, and say in which cells its problems stand."""
    columns = [name for name in CLAIM_COLUMNS if any(name in claim for _, claim in claims)]
    rows = [{name: claim.get(name) for name in columns} for _, claim in claims]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "claims.csv"
        table.write_text(csv_text(rows, columns), encoding="utf-8")
        try:
            read_claims(table, vocabulary)
        except TablesError as error:
            raise TablesError([_placed(problem, claims, reader) for problem in error.problems]) from error


def _placed(problem: Problem, claims: Sequence[tuple[int, Claim]], reader: _RowReader) -> Problem:
    if problem.line is None or not 2 <= problem.line < len(claims) + 2:
        return Problem(reader.shown, None, problem.field, problem.value, problem.rule, problem.remedy)
    place = reader.place(claims[problem.line - 2][0], problem.field or "")
    return Problem(place, None, problem.field, problem.value, problem.rule, problem.remedy, problem.severity)
