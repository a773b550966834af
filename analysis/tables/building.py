"""From the records and vocabularies of a suite to its tables in `data/`."""

from __future__ import annotations

from pathlib import Path

from analysis.tables.claims import CLAIM_COLUMNS, SOURCE_COLUMNS, claims_table, sources_table
from analysis.tables.package import data_dictionary, read_package
from analysis.tables.problems import Problem, shown_path
from analysis.tables.records import Records, read_records
from analysis.tables.schema import schema_text
from analysis.tables.vocabulary import Vocabulary, read_vocabulary
from analysis.tables.writing import csv_text, write_all

REMEDY = "run 'hedgerow build'"


def read_suite(root: Path) -> tuple[Records, Vocabulary]:
    """Read the vocabularies and records of a suite.

    Raises
    ------
    TablesError
        With every problem of the vocabularies, or else of the records.
    """
    vocabulary = read_vocabulary(root / "data" / "vocabulary")
    return read_records(root / "seeds", vocabulary), vocabulary


def made_files(root: Path, records: Records, vocabulary: Vocabulary) -> dict[Path, str]:
    """Return the files that are made from records, vocabularies and the descriptor: path → text."""
    data = root / "data"
    return {
        data / "claims.csv": csv_text(claims_table(records, vocabulary), CLAIM_COLUMNS),
        data / "sources.csv": csv_text(sources_table(records), SOURCE_COLUMNS),
        data / "README.md": data_dictionary(read_package(data)),
        root / "seeds" / "record.schema.json": schema_text(vocabulary),
    }


def write_tables(root: Path) -> list[Path]:
    """Make the tables of a suite; return the files that changed.

    Raises
    ------
    TablesError
        With every problem; nothing was overwritten.
    """
    records, vocabulary = read_suite(root)
    return write_all(made_files(root, records, vocabulary), root)


def stale_tables(root: Path, records: Records, vocabulary: Vocabulary) -> list[Problem]:
    """Return a problem for each made file that is not what would be made now."""
    return [
        _stale(path, root)
        for path, text in made_files(root, records, vocabulary).items()
        if not path.is_file() or path.read_bytes() != text.encode("utf-8")
    ]


def _stale(path: Path, root: Path) -> Problem:
    rule = "differs from what the records give" if path.is_file() else "is not there"
    return Problem(shown_path(path, root), None, None, None, rule, REMEDY)
