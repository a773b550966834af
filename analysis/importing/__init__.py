"""A spreadsheet of claims with any column names → a table of claims, by a mapping that is written down."""

from analysis.importing.importing import Imported, import_table

__all__ = ["Imported", "import_table"]
