"""A claims table of any size, checked and completed in chunks of whole quantities.

The rows are laid out once in a file on the disk, sorted by what is estimated together, so that memory does
not grow with the table. The checks are those of `read_claims`; only what concerns rows of different
quantities (a claim's id, the speaker of an origin) is looked up in that file.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Set
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.tables.cell_streams import open_cells
from analysis.tables.claims_checks import STEPS
from analysis.tables.claims_draft import ClaimsDraft
from analysis.tables.claims_reading import column_problems
from analysis.tables.csv_rows import NumberedCells, whole_rows
from analysis.tables.defusing import restore
from analysis.tables.fields import EVIDENCE
from analysis.tables.problems import Problem, TablesError, errors_of, shown_path
from analysis.tables.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

CHUNK_ROWS = 2000


class ClaimsStream:
    """The rows of a claims table, sorted on the disk by what is estimated together.

    Attributes
    ----------
    file
        Name of the table in messages.
    problems
        What was found wrong while the table was laid out: rows of another length or with control characters,
        unknown columns.
    """

    def __init__(self, connection: sqlite3.Connection, file: str, vocabulary: Vocabulary) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._connection, self._vocabulary = connection, vocabulary
        self._columns: list[str] = []

    def chunks(self) -> Iterator[ClaimsDraft]:
        """Yield checked rows, whole quantities and those that a ratio ties to them at a time.

        What is wrong stands in each draft; its frame still holds the bad rows, and ``frame.index`` its
        positions.
        """
        self._connection.execute("DELETE FROM origins")
        rows = self._connection.execute("SELECT line, cells FROM sorted ORDER BY rowid")
        numbered = ((line, json.loads(cells)) for line, cells in rows)
        for chunk in _whole_groups(numbered, self._key_of()):
            yield self._checked(chunk)

    def lay_out(self, path: Path) -> None:
        """Read the table and sort its rows.

        Raises
        ------
        TablesError
            If the file cannot be read, or lacks a column.
        """
        with open_cells(path, self.file) as (columns, rows):
            found = [*column_problems(self.file, columns)]
            if errors_of(found):
                raise TablesError(found)
            self.problems = found
            self._columns = columns if "claim_id" in columns else [*columns, "claim_id"]
            self._connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", self._keyed(columns, rows))
        if not self._connection.execute("SELECT 1 FROM rows LIMIT 1").fetchone() and not self.problems:
            rule, remedy = "has a header and no row", "add at least one claim"
            raise TablesError([Problem(self.file, 1, None, None, rule, remedy)])
        self._connection.executescript(SORTING)

    def _keyed(
        self, columns: list[str], rows: Iterator[NumberedCells]
    ) -> Iterator[tuple[int, str, str, str]]:
        """Yield line, what it is sorted by, id and cells of the rows that can be read further."""
        key_of, number = self._key_of(), 0
        for line, cells in rows:
            whole, wrong = whole_rows(self.file, columns, [(line, cells)])
            self.problems.extend(wrong)
            if not whole:
                continue
            number += 1
            named = dict(zip(columns, cells, strict=True))
            named["claim_id"] = named.get("claim_id", "").strip() or str(number)
            content = [named[name] for name in self._columns]
            yield line, key_of(content), restore(named["claim_id"]), json.dumps(content, ensure_ascii=False)

    def _key_of(self) -> Any:
        place, joined = self._columns.index("quantity"), joined_quantities(self._vocabulary)

        def key_of(cells: list[str]) -> str:
            quantity = restore(cells[place].strip())
            return joined.get(quantity, quantity)

        return key_of

    def _checked(self, chunk: list[NumberedCells]) -> ClaimsDraft:
        import pandas as pd

        lines = [line for line, _ in chunk]
        frame = pd.DataFrame([cells for _, cells in chunk], columns=self._columns, dtype=object)
        draft = ClaimsDraft(self.file, frame, lines, self._vocabulary)
        for step in STEPS:
            step(draft)
        self._check_ids(draft)
        self._check_speakers(draft)
        return draft

    def _check_ids(self, draft: ClaimsDraft) -> None:
        """Flag the ids that another chunk has, too."""
        known = {problem.line for problem in draft.problems if problem.field == "claim_id"}
        query = "SELECT line FROM repeated WHERE line BETWEEN ? AND ?"
        repeated = {line for (line,) in self._connection.execute(query, (min(draft.lines), max(draft.lines)))}
        for row, line in enumerate(draft.lines):
            if line in repeated - known:
                rule, remedy = "is already the id of a row above", "give each its own"
                draft.flag(row, "claim_id", rule, remedy, draft.shown(row, "claim_id"))

    def _check_speakers(self, draft: ClaimsDraft) -> None:
        """Flag the origins that another chunk ascribes to another speaker."""
        frame = draft.frame
        named = frame["status"].isin(EVIDENCE) & (frame["origin_id"] != frame["claim_id"]) & draft.sound
        for row, origin, speaker in frame.loc[named, ["origin_id", "speaker"]].itertuples():
            values = (origin, speaker, draft.lines[row])
            self._connection.execute("INSERT OR IGNORE INTO origins VALUES (?, ?, ?)", values)
            query = "SELECT speaker, line FROM origins WHERE origin = ?"
            first, line = self._connection.execute(query, (origin,)).fetchone()
            if speaker != first:
                shared = f"shares the origin '{origin}' with {self.file}:{line}, whose speaker is {first}"
                draft.flag(row, "speaker", shared, "give each act of speech its own origin", speaker)


SORTING = """
CREATE TABLE sorted AS SELECT line, cells FROM rows ORDER BY key, line;
CREATE TABLE repeated (line INTEGER PRIMARY KEY);
CREATE INDEX by_claim ON rows (claim, line);
INSERT INTO repeated SELECT rows.line FROM rows JOIN (
    SELECT claim, MIN(line) AS first FROM rows GROUP BY claim HAVING COUNT(*) > 1
) AS shared ON rows.claim = shared.claim WHERE rows.line > shared.first;
DROP TABLE rows;
"""


@contextmanager
def open_claims(path: Path, vocabulary: Vocabulary) -> Iterator[ClaimsStream]:
    """Lay out a claims table, CSV or Parquet by the ending of its name.

    Raises
    ------
    TablesError
        If the file cannot be read, or lacks a column.
    """
    with (
        tempfile.TemporaryDirectory(prefix="hedgerow-") as folder,
        closing(sqlite3.connect(Path(folder, "claims.sqlite"), isolation_level=None)) as connection,
    ):
        stream = ClaimsStream(connection, shown_path(path, Path.cwd()), vocabulary)
        try:
            connection.executescript(LAYOUT)
            stream.lay_out(path)
        except sqlite3.OperationalError as error:
            rule = f"could not be laid out in {folder} ({error})"
            remedy = "free some space there, or name another folder in TMPDIR"
            raise TablesError([Problem(stream.file, None, None, None, rule, remedy)]) from error
        yield stream


LAYOUT = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE rows (line INTEGER, key TEXT, claim TEXT, cells TEXT);
CREATE TABLE origins (origin TEXT PRIMARY KEY, speaker TEXT, line INTEGER) WITHOUT ROWID;
"""


def sound_rows(draft: ClaimsDraft, refused_lines: Set[int] = frozenset()) -> pd.DataFrame:
    """Return the rows with which nothing is wrong, with their lines, but for those refused otherwise."""
    refused = {row for row, line in enumerate(draft.lines) if line in refused_lines}
    frame = draft.frame.assign(line=draft.lines)
    return frame.drop(index=sorted(draft.bad_rows | refused)).reset_index(drop=True)


def _whole_groups(rows: Iterator[NumberedCells], key_of: Any) -> Iterator[list[NumberedCells]]:
    chunk: list[NumberedCells] = []
    for _, group in groupby(rows, key=lambda row: key_of(row[1])):
        chunk.extend(group)
        if len(chunk) >= CHUNK_ROWS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def joined_quantities(vocabulary: Vocabulary) -> dict[str, str]:
    """Return, for each quantity that ratios tie to others, the first of all that are tied together."""
    first_of: dict[str, str] = {}
    for row in vocabulary.ratios.values():
        pair = [str(row["numerator"]), str(row["denominator"])]
        old = {first_of.get(name, name) for name in pair}
        members = {name for name, first in first_of.items() if first in old} | {*pair}
        first_of.update(dict.fromkeys(members, min(old)))
    return first_of
