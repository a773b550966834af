"""A vocabulary cut down to a few rows, so that a test of messages does not grow with the record."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

QUANTITIES = ("rounds", "missiles", "guns", "losses", "troops")
SPEAKERS = ("hur", "uk_di", "article", "defense_express", "unknown")

Row = dict[str, str]
KEPT: dict[str, Callable[[Row], bool]] = {
    "quantities": lambda row: row["quantity"] in QUANTITIES,
    "units": lambda row: row["quantity"] in QUANTITIES and row["unit"] != "containers",
    "speakers": lambda row: row["speaker"] in SPEAKERS,
    "ratios": lambda row: {row["numerator"], row["denominator"]} <= {*QUANTITIES},
    "assumptions": lambda row: row["assumption"] == "hedge_width",
}


def keep_few(vocabulary: Path) -> None:
    """Leave five quantities with their units and ratios, five speakers and one assumption in the tables."""
    for name, kept in KEPT.items():
        path = vocabulary / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows, columns = [row for row in reader if kept(row)], reader.fieldnames or ()
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
