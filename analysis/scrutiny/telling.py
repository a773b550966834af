"""The tables of comparisons as the command line prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.console import RefusalError
from analysis.scrutiny.columns import with_numbers
from analysis.scrutiny.stage import read_scrutiny
from analysis.scrutiny.verdicts import by_surprise


def told_claims(suite: Path, prefix: str) -> list[dict[str, Any]]:
    """Return the claims about quantities whose id begins with ``prefix``, the most surprising first.

    Raises
    ------
    RefusalError
        If there is none.
    """
    return [with_numbers(row) for row in by_surprise(_chosen(suite, "conflicts", prefix))]


def told_questions(suite: Path, prefix: str) -> list[dict[str, Any]]:
    """Return the statements to ask for about figures whose id begins with ``prefix``, the best first.

    Raises
    ------
    RefusalError
        If there is none.
    """
    rows = map(with_numbers, _chosen(suite, "questions", prefix))
    return sorted(rows, key=lambda row: -row["narrowing"])


def claims_as_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a line a claim: what it stated, what was expected, its PIT, the headline without it."""
    return [_claim_line(row) for row in rows]


def questions_as_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a line a statement to ask for: by how much it narrows which figure."""
    return [_question_line(row) for row in rows]


def _question_line(row: Mapping[str, Any]) -> str:
    asked = ", ".join(row[name] for name in ("ask_quantity", "window", "hedge", "basis"))
    ends = f"×{_brief(row['factor_before'])} → ×{_brief(row['factor_after'])}"
    whom = f"{row['bloc']} ({row['speaker']})"
    return f"{row['quantity']:<26} {row['narrowing']:>4.0%} narrower ({ends}): {asked}; {whom}"


def _claim_line(row: Mapping[str, Any]) -> str:
    head = f"{row['claim_id']:<52} {row['status']:<18} stated {_brief(row['stated']):>10}"
    if row["pit"] is None:
        return f"{head}   nothing to hold it against ({row['method']})"
    ends = f"{_brief(row['predicted_low_90'])} to {_brief(row['predicted_high_90'])}"
    without = row["without_median"]
    moved = f"the headline is × {without / row['headline_median']:.2f}" if without else "there is no headline"
    return f"{head}   expected {ends}, PIT {row['pit']:.3f}; without it {moved}"


def _brief(value: float) -> str:
    return f"{float(f'{value:.3g}'):,.10g}"


def _chosen(suite: Path, table: str, prefix: str) -> list[dict[str, str]]:
    rows = [row for row in read_scrutiny(suite, table) if row["quantity"].startswith(prefix)]
    if not rows:
        raise RefusalError(
            f"nothing was compared whose id begins with '{prefix}'; hedgerow figures lists ids"
        )
    return rows
