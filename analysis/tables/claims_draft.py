"""A claims table on its way to being valid: its cells, where they stand, what is wrong so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.tables.field_values import FieldError
from analysis.tables.problems import Problem
from analysis.tables.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = ("value", "value_low", "value_high")


@dataclass
class ClaimsDraft:
    """A claims table on its way: its cells, the line of each row, and what is wrong so far."""

    file: str
    frame: pd.DataFrame
    lines: list[int]
    vocabulary: Vocabulary
    problems: list[Problem] = field(default_factory=list)
    bad_rows: set[int] = field(default_factory=set)

    def flag(self, row: int, column: str, rule: str, remedy: str, value: str | None = None) -> None:
        """Note that a row cannot be used."""
        self.bad_rows.add(row)
        self.problems.append(Problem(self.file, self.lines[row], column, value or None, rule, remedy))

    def rows_where(self, mask: pd.Series[bool]) -> list[int]:
        """Positions of the rows that a mask picks."""
        return [int(row) for row in mask.to_numpy().nonzero()[0]]

    def flag_where(self, mask: pd.Series[bool], column: str, rule: str, remedy: str) -> None:
        """Note that all rows of a mask cannot be used, for one and the same reason."""
        for row in self.rows_where(mask):
            self.flag(row, column, rule, remedy, self.shown(row, column))

    def shown(self, row: int, column: str) -> str:
        """Text of a cell, as a message shows it; empty when there is none."""
        cell: Any = self.frame[column].iat[row]
        text = f"{cell:g}" if isinstance(cell, float) else str(cell)
        return "" if text == "nan" else text

    def flag_values(self, column: str, check: Callable[[str], FieldError | None]) -> None:
        """Check each distinct filled-in cell of a column once, and note the rows that hold a wrong one."""
        found = {cell: check(cell) for cell in self.frame[column].unique() if cell}
        wrong = {cell: error for cell, error in found.items() if error is not None}
        for row in self.rows_where(self.frame[column].isin(list(wrong))):
            cell = str(self.frame[column].iat[row])
            error = wrong[cell]
            self.flag(row, column, error.rule, error.remedy, error.value or cell)
        self.frame.loc[self.frame[column].isin(list(wrong)), column] = ""

    def fill(self, column: str, default: Any) -> None:
        """Put a default (one, or one a row) into the blank cells of a column."""
        cells = self.frame[column]
        self.frame[column] = cells.where(cells != "", default)

    @property
    def has_figure(self) -> pd.Series[bool]:
        """Rows that state a number."""
        return self.frame["status"] != "no_figure"

    @property
    def sound(self) -> pd.Series[bool]:
        """Rows with which nothing is wrong so far."""
        import pandas as pd

        return pd.Series(~self.frame.index.isin(sorted(self.bad_rows)), index=self.frame.index)
