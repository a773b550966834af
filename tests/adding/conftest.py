"""A small suite to add to, with comments that have to stay."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from few_words import keep_few

ROOT = Path(__file__).resolve().parents[2]

RECORD = """\
# yaml-language-server: $schema=record.schema.json
source: x  # our own
title: 'A page of ours'
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
    speaker: hur   # as it says
    quantity: rounds
    value: 5000
    hedge: lower
    unit: rounds
    window: 2023-06/2025-04
# the end
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite with a few words of the project's vocabulary and one record, seeds/x.yaml."""
    keep_few(Path(shutil.copytree(ROOT / "data" / "vocabulary", tmp_path / "data" / "vocabulary")))
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "x.yaml").write_text(RECORD, encoding="utf-8")
    return tmp_path
