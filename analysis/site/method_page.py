"""The page on the method: a text, with the tables of assumptions that the estimates were made with."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.notebook.tables import table
from analysis.notebook.view import View
from analysis.site.markup import markdown_text

TEXT = Path(__file__).parent / "method.md"
PLACE = re.compile(r"^<!-- table: (\w+): ([\w ,]+) -->$", re.MULTILINE)


def method_page(view: View) -> str:
    """Return the page in MyST Markdown, each ``<!-- table: name: columns -->`` filled from the vocabulary."""
    return PLACE.sub(
        lambda found: vocabulary_table(view, found[1], found[2].split(", ")), TEXT.read_text("utf-8")
    )


def vocabulary_table(view: View, name: str, columns: list[str]) -> str:
    """Return some columns of a vocabulary table as Markdown."""
    rows = (
        [markdown_text(row.get(column, "").replace("|", ", ")) for column in columns]
        for row in view.selection.rows(f"vocabulary/{name}")
    )
    return table([column.replace("_", " ") for column in columns], rows)
