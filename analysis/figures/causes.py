"""Why a figure moved: its data, the model, or the code that publishes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.figures.compare import compare_figures

CAUSES: Mapping[str, tuple[str, ...]] = {
    "data": ("data/vocabulary/",),
    "model": ("analysis/model", "analysis/read", "requirements.lock"),
    "code": ("analysis/figures",),
}
"""Cause → beginnings of the names of what was changed; the claims of a figure count as data, too."""
UNKNOWN = "unknown"
EXPLAINED = ("moved", "redefined", "reprinted")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The figures of one version, and what is known of what they were made from.

    Attributes
    ----------
    figures
        Table with the columns of ``data/figures.csv``.
    claims
        Hash of each claim by its id; empty when it is not known.
    made_from
        Hash of every file and room of code that decided the figures; empty when it is not known.
    """

    figures: pd.DataFrame
    claims: Mapping[str, str] = field(default_factory=dict)
    made_from: Mapping[str, str] = field(default_factory=dict)


def compare_snapshots(old: Snapshot, new: Snapshot) -> pd.DataFrame:
    """Compare two versions figure by figure.

    Returns
    -------
    DataFrame
        The columns of `compare_figures`, and ``why``: causes with blanks between them for a figure whose
        numbers are not the same, ``unknown`` where nothing that is known of both versions explains it.
    """
    compared = compare_figures(old.figures, new.figures)
    sources = {
        str(row["figure_id"]): f"{row['sources']}".split()
        for table in (old.figures, new.figures)
        for row in table.to_dict("records")
    }
    changed = changed_parts(old.made_from, new.made_from)
    why = [
        " ".join(_causes(old, new, sources[figure_id], changed)) or UNKNOWN if change in EXPLAINED else ""
        for figure_id, change in zip(compared["figure_id"], compared["change"], strict=True)
    ]
    return compared.assign(why=why)


def changed_parts(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return the names whose hashes differ; none when one of the two is not known."""
    if not old or not new:
        return []
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))


def _causes(old: Snapshot, new: Snapshot, claims: Iterable[str], changed: Iterable[str]) -> list[str]:
    found = {name for name, parts in CAUSES.items() if any(part.startswith(parts) for part in changed)}
    if old.claims and new.claims and any(old.claims.get(claim) != new.claims.get(claim) for claim in claims):
        found.add("data")
    return [name for name in CAUSES if name in found]
