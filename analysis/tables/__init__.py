"""Records and vocabularies made into validated, tidy tables."""

from analysis.tables.building import made_files, read_suite, stale_tables, write_tables
from analysis.tables.claims import CLAIM_COLUMNS, SOURCE_COLUMNS, claims_table, sources_table
from analysis.tables.claims_reading import read_asked, read_claims
from analysis.tables.originals import OriginalsReport, check_originals, compare_originals
from analysis.tables.package import data_dictionary, read_package
from analysis.tables.problems import Problem, TablesError
from analysis.tables.records import Records, Source, Statement, read_records
from analysis.tables.schema import record_schema
from analysis.tables.version import data_version, group_version, versions_of_groups
from analysis.tables.vocabulary import Vocabulary, read_vocabulary
from analysis.tables.writing import csv_text, write_all, write_bytes, write_text

__all__ = [
    "CLAIM_COLUMNS",
    "SOURCE_COLUMNS",
    "OriginalsReport",
    "Problem",
    "Records",
    "Source",
    "Statement",
    "TablesError",
    "Vocabulary",
    "check_originals",
    "claims_table",
    "compare_originals",
    "csv_text",
    "data_dictionary",
    "data_version",
    "group_version",
    "made_files",
    "read_asked",
    "read_claims",
    "read_package",
    "read_records",
    "read_suite",
    "read_vocabulary",
    "record_schema",
    "sources_table",
    "stale_tables",
    "versions_of_groups",
    "write_all",
    "write_bytes",
    "write_tables",
    "write_text",
]
