"""A small suite whose record is known line by line: what was said of rounds, and when."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from analysis.tables.claims import CLAIM_COLUMNS

ROOT = Path(__file__).resolve().parents[1]
EVIDENCE = (
    ("a", "oct", "rok_nis", "rounds", 300_000, "2023-08/2023-10-20", "2023-10-20"),
    ("b", "nov", "hur", "rounds", 500_000, "2023-08/2023-11-15", "2023-11-15"),
    ("c", "box", "rok_nis", "containers", 1_500, "2023-08/2023-11-15", "2023-11-20"),
    ("d", "jan", "us_nsc", "rounds", 1_000_000, "2023-08/2023-12", "2024-01"),
)
COLUMNS = ("claim_id", "origin_id", "speaker", "quantity", "value", "window", "stated_on")


def write_small_suite(root: Path, rows: tuple[tuple[object, ...], ...] = EVIDENCE) -> Path:
    """Write vocabulary, sources, descriptor and a table of claims."""
    shutil.copytree(ROOT / "data" / "vocabulary", root / "data" / "vocabulary")
    for name in ("requirements.lock", "CITATION.cff", "data/datapackage.json"):
        shutil.copy(ROOT / name, root / name)
    (root / "data" / "sources.csv").write_text("source_id,published\npage,2024-02\n", encoding="utf-8")
    return write_claims(root, rows)


def write_claims(root: Path, rows: tuple[tuple[object, ...], ...]) -> Path:
    """Write the table of claims."""
    claims = [dict(zip(COLUMNS, row, strict=True)) | {"source_id": "page"} for row in rows]
    pd.DataFrame(claims, columns=list(CLAIM_COLUMNS)).to_csv(root / "data" / "claims.csv", index=False)
    return root
