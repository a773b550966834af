"""Columns of the tables of comparisons, in their order."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS = (
    *("claim_id", "quantity", "bloc", "against", "status", "method", "target", "month", "window", "passed"),
    *("same_as", "true_claim", "ask_quantity", "measure", "unit", "speaker", "interest", "hedge", "basis"),
)
"""Columns that hold text; the others hold numbers."""
BAND = ("median", "low_50", "high_50", "low_90", "high_90")


def _ends(prefix: str, names: tuple[str, ...] = ("median", "low_90", "high_90")) -> tuple[str, ...]:
    return tuple(f"{prefix}_{name}" for name in names)


COLUMNS: dict[str, tuple[str, ...]] = {
    "blocs": ("quantity", "bloc", "target", "month", "window", *BAND, "claims", "origins", "passed"),
    "bloc_factors": (
        "quantity",
        "bloc",
        "against",
        "window",
        *BAND,
        *_ends("same_unit", BAND),
        "unit_share",
        *_ends("bloc"),
        *_ends("against"),
        "passed",
    ),
    "conflicts": (
        "claim_id",
        "quantity",
        "status",
        "same_as",
        "stated",
        "method",
        "pareto_shape",
        "pit",
        *_ends("predicted"),
        "target",
        *_ends("headline"),
        *_ends("without"),
        "true_claim",
    ),
    "questions": (
        "quantity",
        "target",
        "rank",
        "ask_quantity",
        "measure",
        "unit",
        "bloc",
        "speaker",
        "interest",
        "window",
        "hedge",
        "basis",
        "factor_before",
        "factor_after",
        "narrowing",
    ),
}


def with_numbers(row: Mapping[str, str]) -> dict[str, str | float | int | None]:
    """Return a row of texts with its numbers as numbers, and None where there is none."""
    return {name: cell if name in TEXTS else float(cell) if cell else None for name, cell in row.items()}
