"""A record of one statement, known line by line."""

from __future__ import annotations

from pathlib import Path

RECORD = """\
source: x
title: A page of ours
publisher: Nobody
language: en
published: 2025-05-02
accessed: 2025-05-31
address: https://example.org/page
licence: None stated
sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
statements:
  - id: rounds
    phrase: over 5,000 rounds
    paragraph: 1
    speaker: hur
    quantity: rounds
    value: 5000
    hedge: lower
    unit: rounds
    window: 2023-06/2025-04
"""


def write_record(suite: Path, text: str = RECORD) -> None:
    """Write the record as seeds/x.yaml, the only one of a suite."""
    (suite / "seeds").mkdir()
    (suite / "seeds" / "x.yaml").write_text(text, encoding="utf-8")
