"""Assumptions that a reader may change: each moves cells of a vocabulary table before anything is estimated.

Which there are is a table itself, ``assumptions.csv``. An assumption at its usual value changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.tables.csv_rows import CsvTable, Row, parse_float
from analysis.tables.problems import Problem, choice_remedy

if TYPE_CHECKING:
    from analysis.tables.vocabulary import Vocabulary, VocabularyRow

CHANGES: Mapping[str, Callable[[float, float, float], float]] = {
    "times": lambda cell, value, _: cell * value,
    "plus": lambda cell, value, _: cell + value,
    "spreads": lambda cell, value, sd: cell * math.exp(value * sd),
}
"""How a cell follows from itself, the value assumed and the cell in the column ``by``."""
Values = Mapping[str, float]
"""Assumption → value; those that are not named keep their usual one."""


class AssumptionError(ValueError):
    """What was assumed cannot be; the message says why, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that can be assumed otherwise.

    Attributes
    ----------
    name
        Its id; that of a single row ends with a dot and the row, as ``unit_load.crates``.
    table, columns, rows
        Cells that it moves; all rows when none is named.
    change, by
        How, one of `CHANGES`, and the column that says how far a step of ``spreads`` goes.
    values, usual
        Values to offer, in order, and the one that changes nothing.
    texts
        Cells of its row of the table: labels, and words for each value.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    change: str
    by: str
    values: tuple[float, ...]
    usual: float
    texts: Mapping[str, str]

    def moved(self, vocabulary: Vocabulary, value: float) -> Vocabulary:
        """Return the vocabulary with the assumption at a value."""
        table = vocabulary.table(self.table)
        rows = self.rows or tuple(table)
        changed = {name: self._moved(row, value) if name in rows else row for name, row in table.items()}
        return replace(vocabulary, **{self.table: changed})

    def cell(self, vocabulary: Vocabulary, value: float) -> float:
        """Return what its first cell becomes at a value."""
        row = vocabulary.table(self.table)[self.rows[0]]
        return float(self._moved(row, value)[self.columns[0]] or 0.0)

    def _moved(self, row: VocabularyRow, value: float) -> VocabularyRow:
        sd = float(row[self.by] or 0.0) if self.by else 0.0
        move = CHANGES[self.change]
        return {**row, **{name: move(float(row[name] or 0.0), value, sd) for name in self.columns}}


def assumptions_of(vocabulary: Vocabulary) -> dict[str, Assumption]:
    """Return what can be assumed otherwise, by id, in the order of the table."""
    listed = (one for name, row in vocabulary.assumptions.items() for one in _each(name, row, vocabulary))
    return {one.name: one for one in listed}


def assume(vocabulary: Vocabulary, values: Values) -> Vocabulary:
    """Return the vocabulary under assumptions.

    Raises
    ------
    AssumptionError
        If one is unknown, or its value impossible.
    """
    known = assumptions_of(vocabulary)
    for name, value in values.items():
        _check(name, value, known)
        if value != known[name].usual:
            vocabulary = known[name].moved(vocabulary, value)
    return vocabulary


def parse_assumptions(texts: Iterable[str], vocabulary: Vocabulary) -> dict[str, float]:
    """Return assumptions written as ``name=value``; those at their usual value are left out.

    Raises
    ------
    AssumptionError
        With a line for each that cannot be read.
    """
    known = assumptions_of(vocabulary)
    values: dict[str, float] = {}
    wrong = []
    for text in texts:
        name, _, written = text.partition("=")
        try:
            if name.strip() in values:
                raise AssumptionError(f"{name.strip()} is assumed twice; keep one")
            values[name.strip()] = _number(text, written)
            _check(name.strip(), values[name.strip()], known)
        except AssumptionError as error:
            wrong.append(str(error))
    if wrong:
        raise AssumptionError("\n".join(wrong))
    return {name: values[name] for name in known if name in values and values[name] != known[name].usual}


def shown_assumptions(values: Values) -> str:
    """Return assumptions as they are written on the command line, with blanks between."""
    return " ".join(f"{name}={value:.12g}" for name, value in values.items())


def _number(text: str, written: str) -> float:
    try:
        number = float(written)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise AssumptionError(f"'{text}' is no assumption; write a name, '=' and a number, as hedge_width=2")
    return number


def _check(name: str, value: float, known: Mapping[str, Assumption]) -> None:
    if name not in known:
        remedy = choice_remedy(name, known, "data/vocabulary/assumptions.csv")
        raise AssumptionError(f"'{name}' is not something that can be assumed; {remedy}")
    if known[name].change == "times" and value < 0:
        raise AssumptionError(f"{name} is {value:g}; it multiplies, so write a number from 0 up")
    if known[name].change == "spreads" and abs(value) > 10:
        raise AssumptionError(f"{name} is {value:g}; it counts spreads, so write a number from -10 to 10")


def _each(name: str, row: VocabularyRow, vocabulary: Vocabulary) -> Iterator[Assumption]:
    """Yield an assumption for the row, or one for each row of the vocabulary that it would move."""
    texts = {key: str(cell) for key, cell in row.items() if isinstance(cell, str)}
    columns, rows = _list(texts["columns"]), _list(texts.get("rows", ""))
    values = tuple(map(float, _list(texts["values"])))
    usual, change, by = float(row["usual"] or 0.0), texts["change"], texts.get("by", "")
    if texts["each"] != "yes":
        yield Assumption(name, texts["table"], columns, rows, change, by, values, usual, texts)
        return
    for one, cells in vocabulary.table(texts["table"]).items():
        if (one in rows or not rows) and cells[by or columns[0]]:
            own = f"{name}.{one}"
            yield Assumption(own, texts["table"], columns, (one,), change, by, values, usual, texts)


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def assumption_problems(
    table: CsvTable, numbers: Mapping[str, tuple[str, ...]], ids: Mapping[str, list[str]]
) -> Iterator[Problem]:
    """Yield what is wrong with the table beyond what holds for every table.

    Parameters
    ----------
    table
        The table of assumptions, its columns and choices checked.
    numbers
        Vocabulary table → its columns with numbers.
    ids
        Vocabulary table → its ids.
    """
    for row in table.rows:
        own = row.cells["table"]
        if own not in numbers:
            remedy = choice_remedy(own, numbers)
            yield Problem(table.file, row.line, "table", own, "is not a table with numbers", remedy)
        else:
            yield from _unknown(table.file, row, "columns", numbers[own])
            yield from _unknown(table.file, row, "by", numbers[own])
            yield from _unknown(table.file, row, "rows", ids.get(own, []))
        if row.cells["change"] == "spreads" and not row.cells.get("by", "").strip():
            rule = "is blank, and a change by spreads needs it"
            yield Problem(table.file, row.line, "by", None, rule, "name the column that holds the spread")
        yield from _list_problems(table.file, row)


def _unknown(file: str, row: Row, column: str, known: Iterable[str]) -> Iterator[Problem]:
    listed = list(known)
    for word in _list(row.cells.get(column, "")):
        if word not in listed:
            rule = f"is not in {row.cells['table']}.csv"
            yield Problem(file, row.line, column, word, rule, choice_remedy(word, listed))


def _list_problems(file: str, row: Row) -> Iterator[Problem]:
    values = _list(row.cells["values"])
    numbers = [number for value in values if (number := parse_float(value)) is not None]
    if len(numbers) < len(values):
        written = row.cells["values"]
        yield Problem(file, row.line, "values", written, "are not numbers", "write them as 0.5|1|2")
        return
    usual = parse_float(row.cells["usual"])
    if usual is not None and usual not in numbers:
        rule = f"is not one of the values {', '.join(values)}"
        yield Problem(file, row.line, "usual", row.cells["usual"], rule, "add it to them")
    if any(first >= second for first, second in pairwise(numbers)):
        written = row.cells["values"]
        yield Problem(file, row.line, "values", written, "do not rise", "write each once, the smallest first")
    for column in (name for name in row.cells if name.startswith("words_")):
        count = len(_list(row.cells[column]))
        if count != len(values):
            rule = f"there are {count} words for {len(values)} values"
            yield Problem(file, row.line, column, None, rule, "write one for each value, with | between")
