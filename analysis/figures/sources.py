"""Who published a source, where its copy says so."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.figures.escape import plain_line

UNNAMED = "Not named in the copy"
"""What a record says of its publisher when the document does not name one."""


def publisher_of(source: Mapping[str, object]) -> str:
    """Return the publisher of a source on one line; empty when the copy does not name it."""
    cell = source.get("publisher")
    name = "" if cell is None or cell != cell else plain_line(str(cell))  # noqa: PLR0124 - blank may be NaN
    return "" if name == UNNAMED else name
