"""The page on the method: a text, with the tables of assumptions that the estimates were made with."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.notebook import Suite
from analysis.site.markup import markdown_text

TEXT = Path(__file__).parent / "method.md"
PLACE = re.compile(r"^<!-- table: (\w+): ([\w ,]+) -->$", re.MULTILINE)


def method_page(suite: Suite) -> str:
    """Return the page in MyST Markdown; each ``<!-- table: name: columns -->`` is filled from the vocabulary."""
    return PLACE.sub(
        lambda found: vocabulary_table(suite, found[1], found[2].split(", ")), TEXT.read_text("utf-8")
    )


def vocabulary_table(suite: Suite, name: str, columns: list[str]) -> str:
    """Return some columns of a vocabulary table as Markdown."""
    lines = [[column.replace("_", " ") for column in columns], ["---"] * len(columns)]
    for row in suite.selection.rows(f"vocabulary/{name}"):
        lines.append([markdown_text(row.get(column, "").replace("|", ", ")) for column in columns])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
