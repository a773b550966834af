"""Any claims table, of this topic or another: checked, completed with defaults, ready for the model."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.tables.claims import CLAIM_COLUMNS
from analysis.tables.claims_checks import STEPS, STEPS_OF_ASKED
from analysis.tables.claims_draft import ClaimsDraft
from analysis.tables.csv_rows import read_cells, whole_rows
from analysis.tables.fields import EVIDENCE
from analysis.tables.problems import Problem, TablesError, nearest, shown_path
from analysis.tables.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 1_000_000_000
MISSPELT = 0.75
REQUIRED = ("quantity", "window")


def read_claims(path: Path, vocabulary: Vocabulary, *, skip_bad: bool = False) -> pd.DataFrame:
    """Read, check and complete a claims table.

    Parameters
    ----------
    path
        CSV file in UTF-8 with the columns ``quantity``, ``window`` and ``value`` (or ``value_low`` and
        ``value_high``); the others of ``CLAIM_COLUMNS`` are optional.
    vocabulary
        Hedges, units, speakers and so on. Quantities and speakers that it does not know are accepted.
    skip_bad
        Leave rows with a problem out instead of refusing the table.

    Returns
    -------
    One row a claim, with ``CLAIM_COLUMNS`` and ``kind`` (flow, stock or share). Texts are never missing;
    missing numbers are NaN. ``frame.attrs["problems"]`` holds the skipped problems and the warnings.

    Raises
    ------
    TablesError
        With every problem of the table.
    """
    table = _read_table(path, shown_path(path, Path.cwd()), vocabulary)
    columns = [problem for problem in table.problems if problem.line == 1 and problem.severity == "error"]
    if columns:
        raise TablesError(columns)
    for step in STEPS:
        step(table)
    return _finished(table, skip_bad=skip_bad)


def read_asked(path: Path, vocabulary: Vocabulary) -> pd.DataFrame:
    """Read statements whose number is asked for: a claims table in which numbers may be left open.

    Parameters and errors as in `read_claims`; ``value`` may be blank, or no column at all.

    Returns
    -------
    One row a statement, as `read_claims` gives it, with the ``line`` of each.
    """
    table = _read_table(path, shown_path(path, Path.cwd()), vocabulary, asked=True)
    columns = [problem for problem in table.problems if problem.line == 1 and problem.severity == "error"]
    if columns:
        raise TablesError(columns)
    for step in STEPS_OF_ASKED:
        step(table)
    table.frame["line"] = table.lines
    return _finished(table, skip_bad=False)


def _read_table(path: Path, shown: str, vocabulary: Vocabulary, *, asked: bool = False) -> ClaimsDraft:
    import pandas as pd

    columns, numbered = read_cells(path, shown, max_bytes=MAX_BYTES)
    whole, problems = whole_rows(shown, columns, numbered)
    frame = pd.DataFrame([cells for _, cells in whole], columns=columns, dtype=object)
    table = ClaimsDraft(shown, frame, [line for line, _ in whole], vocabulary, problems)
    table.problems.extend(column_problems(shown, columns, asked=asked))
    if not numbered:
        rule = "has a header and no row"
        table.problems.append(Problem(shown, 1, None, None, rule, "add at least one claim"))
    return table


def column_problems(shown: str, columns: list[str], *, asked: bool = False) -> Iterable[Problem]:
    """Yield the columns that are missing, misspelt or not known; if ``asked``, none need hold a number."""
    missing = [name for name in REQUIRED if name not in columns]
    if not asked and "value" not in columns and not {"value_low", "value_high"} <= set(columns):
        missing.append("value")
    unknown = [name for name in columns if name not in CLAIM_COLUMNS]
    for name in unknown:
        near = nearest(name, [known for known in CLAIM_COLUMNS if known not in columns], MISSPELT)
        remedy = f"the nearest known is '{near}'" if near else "it is left out"
        severity = "error" if near else "warning"
        yield Problem(shown, 1, None, name, "is not a column of a claims table", remedy, severity)
    for name in missing:
        yield Problem(shown, 1, name, None, "the column is missing", _column_remedy(name, unknown))


def _column_remedy(name: str, unknown: list[str]) -> str:
    near = nearest(name, unknown, MISSPELT)
    if near:
        return f"rename '{near}', if that is what it holds"
    return "add it, or both value_low and value_high" if name == "value" else "add it"


def _finished(table: ClaimsDraft, *, skip_bad: bool) -> pd.DataFrame:
    problems = sorted(table.problems, key=lambda problem: problem.line or 0)
    errors = [problem for problem in problems if problem.severity == "error"]
    kept = table.frame.drop(index=sorted(table.bad_rows)).reset_index(drop=True)
    if errors and (not skip_bad or not kept["status"].isin(EVIDENCE).any()):
        raise TablesError(errors)
    kept.attrs["problems"] = tuple(problems)
    return kept
