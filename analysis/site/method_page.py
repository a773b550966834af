"""The page on the method: a text, with the tables of assumptions that the estimates were made with."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.notebook import findings, scale
from analysis.notebook.measured import Measured
from analysis.notebook.tables import table
from analysis.notebook.view import View
from analysis.site.markup import markdown_text

TEXT = Path(__file__).parent / "method.md"
FINDINGS = {
    "coverage": findings.coverage_sentence,
    "control": findings.control_sentence,
    "truths": findings.truths_sentence,
    "real": findings.real_sentence,
    "peers": findings.peers_sentence,
    "priors": findings.priors_sentence,
    "curve": scale.curve_sentence,
    "pymc": scale.pymc_sentence,
    "cost": scale.cost_sentence,
}
FINDING = re.compile(r"<!-- finding: (\w+) -->")
PLACE = re.compile(r"^<!-- table: (\w+): ([\w ,]+) -->$", re.MULTILINE)


def method_page(view: View) -> str:
    """Return the page in MyST Markdown.

    Each ``<!-- table: name: columns -->`` is filled from the vocabulary, each ``<!-- finding: name -->`` from
    the calibration or the benchmark of scale.
    """
    text = PLACE.sub(
        lambda found: vocabulary_table(view, found[1], found[2].split(", ")), TEXT.read_text("utf-8")
    )
    measured = Measured(view.selection)
    return FINDING.sub(lambda found: FINDINGS[found[1]](measured), text)


def vocabulary_table(view: View, name: str, columns: list[str]) -> str:
    """Return some columns of a vocabulary table as Markdown."""
    rows = (
        [markdown_text(row.get(column, "").replace("|", ", ")) for column in columns]
        for row in view.selection.rows(f"vocabulary/{name}")
    )
    return table([column.replace("_", " ") for column in columns], rows)
