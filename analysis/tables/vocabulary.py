"""The vocabulary: quantities, speakers, hedges, units and what else is edited by hand."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analysis.read import parse_window
from analysis.tables.assumptions import CHANGES, assumption_problems
from analysis.tables.csv_rows import CsvTable, Row, parse_float, read_csv_table
from analysis.tables.problems import Problem, TablesError, choice_remedy, nearest, shown_path

VocabularyRow = dict[str, str | float | None]
VocabularyTable = dict[str, VocabularyRow]

ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9_.~%-]*")
LANGUAGE_SUFFIX = re.compile(r"(.+)_[a-z]{2}")


@dataclass(frozen=True, slots=True)
class TableRule:
    """What a vocabulary table must look like.

    Attributes
    ----------
    key
        Column of the ids.
    filled, optional
        Text columns that must, or may, be filled in; an optional one may be absent.
    numbers
        Number columns, all required, finite; ``signed`` ones may be below zero.
    choices
        Column → the words that it may hold.
    references
        Column → the table whose ids it may hold (or be blank, if the column is optional).
    dates
        Optional columns that hold EDTF.
    languages
        Stems of columns that exist once a language, as ``label`` of ``label_en``.
    """

    key: str
    filled: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


RULES: dict[str, TableRule] = {
    "quantities": TableRule(
        key="quantity",
        filled=("kind", "unit", "label_en", "label_de"),
        optional=("level_id", "onset", "part_of", "reason"),
        choices={"kind": ("flow", "stock", "share")},
        references={"part_of": "quantities", "unit": "units"},
        dates=("onset",),
        languages=("label", "noun", "phrase", "definition"),
    ),
    "ratios": TableRule(
        key="ratio",
        filled=("numerator", "denominator", "bounded", "unit", "label_en", "label_de"),
        optional=("per",),
        choices={"bounded": ("yes", "no")},
        references={"numerator": "quantities", "denominator": "quantities"},
        languages=("label", "phrase"),
    ),
    "speakers": TableRule(
        key="speaker",
        filled=("name_en", "name_de", "bloc", "interest"),
        optional=("aliases", "reason"),
        references={"bloc": "blocs", "interest": "interests"},
        languages=("name",),
    ),
    "blocs": TableRule(key="bloc", filled=("name_en", "name_de"), languages=("name",)),
    "interests": TableRule(
        key="interest", filled=("description",), numbers=("mean", "bloc_sd", "speaker_sd"), signed=("mean",)
    ),
    "knowledge": TableRule(key="basis", filled=("description",), numbers=("sd",)),
    "hedges": TableRule(
        key="hedge",
        filled=("family", "description"),
        numbers=("width", "wide_width", "wide_weight", "miss"),
        choices={
            "family": ("uniform", "soft", "above", "below", "below_log", "range", "decade", "zero"),
        },
        languages=("words",),
    ),
    "units": TableRule(
        key="unit",
        filled=("quantity",),
        optional=("reason",),
        numbers=("factor", "factor_sd"),
        references={"quantity": "quantities"},
        languages=("words",),
    ),
    "windows": TableRule(
        key="precision",
        filled=("description",),
        numbers=("sd_months", "inferred_sd_months", "inset_months"),
    ),
    "assumptions": TableRule(
        key="assumption",
        filled=(
            "table",
            "columns",
            "change",
            "each",
            "values",
            "label_en",
            "label_de",
            "words_en",
            "words_de",
        ),
        optional=("rows", "by"),
        numbers=("usual",),
        signed=("usual",),
        choices={"change": tuple(CHANGES), "each": ("yes", "no")},
        languages=("label", "words", "about"),
    ),
}


NUMBERS = {name: rule.numbers for name, rule in RULES.items() if rule.numbers and name != "assumptions"}
"""Table → its columns with numbers."""


@dataclass(frozen=True)
class Vocabulary:
    """All vocabulary tables: id → row; numbers are floats (None when blank), texts are never None."""

    quantities: VocabularyTable
    ratios: VocabularyTable
    speakers: VocabularyTable
    blocs: VocabularyTable
    interests: VocabularyTable
    knowledge: VocabularyTable
    hedges: VocabularyTable
    units: VocabularyTable
    windows: VocabularyTable
    assumptions: VocabularyTable

    def table(self, name: str) -> VocabularyTable:
        """Return a table by its name."""
        found: VocabularyTable = getattr(self, name)
        return found


def read_vocabulary(folder: Path) -> Vocabulary:
    """Read and check all vocabulary tables of a folder.

    Raises
    ------
    TablesError
        With every problem of every table.
    """
    read: dict[str, CsvTable] = {}
    problems: list[Problem] = []
    for name in RULES:
        path = folder / f"{name}.csv"
        try:
            read[name] = read_csv_table(path, shown_path(path, folder.parent.parent))
        except TablesError as error:
            problems.extend(error.problems)
    ids = {name: [row.cells.get(RULES[name].key, "") for row in table.rows] for name, table in read.items()}
    for name, table in read.items():
        problems.extend(_table_problems(table, RULES[name], ids))
    if "quantities" in read and not problems:
        problems.extend(_circle_problems(read["quantities"]))
    if "assumptions" in read and not problems:
        problems.extend(assumption_problems(read["assumptions"], NUMBERS, ids))
    if problems:
        raise TablesError(problems)
    return Vocabulary(**{name: _typed_table(table, RULES[name]) for name, table in read.items()})


def known_text(row: VocabularyRow, column: str) -> str:
    """Text of a cell; empty when blank or absent."""
    return str(row.get(column) or "")


def words_of(row: VocabularyRow, stem: str = "words") -> tuple[str, ...]:
    """All words of a row in all languages (``words_en``, ``words_de``, …)."""
    cells = [str(cell) for name, cell in row.items() if name.startswith(f"{stem}_") and cell]
    return tuple(word.strip() for cell in cells for word in cell.split("|") if word.strip())


def nearest_id(word: str, table: VocabularyTable) -> str | None:
    """Return the id whose own spelling, name, alias or words come nearest to a word."""
    earlier_first = reversed(table.items())
    spellings = {spelling: name for name, row in earlier_first for spelling in _spellings(name, row)}
    spellings.update({name: name for name in table})
    near = nearest(word, spellings)
    return spellings[near] if near else None


def vocabulary_remedy(word: str, name: str, vocabulary: Vocabulary) -> str:
    """Say which id of a table is probably meant, or which there are, and where one is added."""
    table = vocabulary.table(name)
    near = nearest_id(word, table)
    guess = f"the nearest known is '{near}'" if near else f"write one of {', '.join(list(table)[:12])}"
    return f"{guess}, or add a row to data/vocabulary/{name}.csv"


def _spellings(name: str, row: VocabularyRow) -> tuple[str, ...]:
    aliases = tuple(alias for alias in known_text(row, "aliases").split("|") if alias)
    return (name, *aliases, *words_of(row), *words_of(row, "name"), *words_of(row, "noun"))


def unit_fits(unit: str, quantity: str, vocabulary: Vocabulary) -> bool:
    """Whether a unit counts this quantity: its own unit, or one with a factor to it."""
    if vocabulary.quantities[quantity]["unit"] == unit:
        return True
    return unit in vocabulary.units and vocabulary.units[unit]["quantity"] == quantity


def units_for(quantity: str, vocabulary: Vocabulary) -> list[str]:
    """Units that count this quantity."""
    return [unit for unit in vocabulary.units if unit_fits(unit, quantity, vocabulary)]


def wholes_of(quantity: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Quantities of which this one is a part: by its row, or by a ratio that lies between 0 and 1."""
    part_of = known_text(vocabulary.quantities.get(quantity, {}), "part_of")
    ratios = (row for row in vocabulary.ratios.values() if row["numerator"] == quantity)
    shares = (known_text(row, "denominator") for row in ratios if row["bounded"] == "yes")
    return frozenset(whole for whole in (part_of, *shares) if whole)


def _required_columns(rule: TableRule) -> tuple[str, ...]:
    return (rule.key, *rule.filled, *rule.numbers)


def _table_problems(table: CsvTable, rule: TableRule, ids: dict[str, list[str]]) -> list[Problem]:
    problems = [*_column_problems(table, rule)]
    if problems:
        return problems
    seen: dict[str, int] = {}
    for row in table.rows:
        problems.extend(_id_problems(table.file, rule.key, row, seen))
        problems.extend(_cell_problems(table.file, rule, row, ids))
    return problems


def _column_problems(table: CsvTable, rule: TableRule) -> Iterator[Problem]:
    missing = [name for name in _required_columns(rule) if name not in table.columns]
    known = (*_required_columns(rule), *rule.optional)
    for name in missing:
        remedy = f"add it to the header ({', '.join(_required_columns(rule))} are required)"
        yield Problem(table.file, 1, name, None, "the column is missing", remedy)
    for name in table.columns:
        stem = LANGUAGE_SUFFIX.fullmatch(name)
        if name not in known and not (stem and stem[1] in rule.languages):
            yield Problem(
                table.file, 1, None, name, "is not a column of this table", choice_remedy(name, known)
            )


def _id_problems(file: str, key: str, row: Row, seen: dict[str, int]) -> Iterator[Problem]:
    name = row.cells[key]
    if not ID_PATTERN.fullmatch(name):
        remedy = "use small letters, digits, '-' and '_', without blanks or slashes"
        yield Problem(file, row.line, key, name, "is not an id", remedy)
    elif name in seen:
        yield Problem(
            file, row.line, key, name, f"is already on line {seen[name]}", "give each row its own id"
        )
    seen.setdefault(name, row.line)


def _cell_problems(file: str, rule: TableRule, row: Row, ids: dict[str, list[str]]) -> Iterator[Problem]:
    for column in rule.filled:
        if not row.cells[column].strip():
            yield Problem(file, row.line, column, None, "is blank", "fill it in")
    for column in rule.numbers:
        problem = _number_problem(file, row, column, signed=column in rule.signed)
        if problem:
            yield problem
    for column in rule.dates:
        problem = _date_problem(file, row, column) if row.cells.get(column) else None
        if problem:
            yield problem
    for column, words in rule.choices.items():
        if row.cells[column] and row.cells[column] not in words:
            remedy = choice_remedy(row.cells[column], words)
            yield Problem(file, row.line, column, row.cells[column], "is not one of the choices", remedy)
    for column, other in rule.references.items():
        cell = row.cells.get(column, "")
        if cell and other in ids and cell not in ids[other]:
            remedy = choice_remedy(cell, ids[other], f"data/vocabulary/{other}.csv")
            yield Problem(file, row.line, column, cell, f"is not in {other}.csv", remedy)


def _circle_problems(quantities: CsvTable) -> Iterator[Problem]:
    """Yield a problem for each quantity that is, by way of others, a part of itself."""
    wholes = {row.cells["quantity"]: row.cells.get("part_of", "") for row in quantities.rows}
    for row in quantities.rows:
        circle = find_circle(row.cells["quantity"], wholes)
        if circle:
            rule = f"is a part of itself ({' → '.join(circle)})"
            remedy = "name the whole only, or leave part_of blank"
            yield Problem(quantities.file, row.line, "part_of", row.cells["quantity"], rule, remedy)


def find_circle(start: str, next_of: Mapping[str, str]) -> tuple[str, ...]:
    """Return the way from a name back to itself by ``next_of``; empty when it never comes back."""
    way, here = [start], next_of.get(start, "")
    while here and here not in way:
        way.append(here)
        here = next_of.get(here, "")
    return (*way, start) if here == start else ()


def _date_problem(file: str, row: Row, column: str) -> Problem | None:
    try:
        parse_window(row.cells[column])
    except ValueError as error:
        rule, _, remedy = str(error).rpartition("; ")
        return Problem(file, row.line, column, None, rule, remedy)
    return None


def _number_problem(file: str, row: Row, column: str, *, signed: bool) -> Problem | None:
    cell = row.cells[column]
    if not cell.strip():
        return Problem(file, row.line, column, None, "is blank", "write digits, as 0.25")
    number = parse_float(cell)
    if number is None or not math.isfinite(number):
        return Problem(file, row.line, column, cell, "is not a number", "write digits, as 0.25")
    if number < 0 and not signed:
        return Problem(file, row.line, column, cell, "is below zero", "write a number from 0 up")
    return None


def _typed_table(table: CsvTable, rule: TableRule) -> VocabularyTable:
    return {
        row.cells[rule.key]: {
            name: parse_float(cell) if name in rule.numbers else cell.strip()
            for name, cell in row.cells.items()
        }
        for row in table.rows
    }
