"""A small suite to add to, with comments that have to stay."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import ROOT
from few_words import keep_few
from one_record import RECORD, write_record

QUOTED = RECORD.replace("A page of ours", "'A page of ours'")
NOTED = QUOTED.replace("source: x", "source: x  # our own").replace(
    "speaker: hur", "speaker: hur   # as it says"
)
COMMENTED = f"# yaml-language-server: $schema=record.schema.json\n{NOTED}# the end\n"


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite with a few words of the project's vocabulary and one record, seeds/x.yaml."""
    keep_few(Path(shutil.copytree(ROOT / "data" / "vocabulary", tmp_path / "data" / "vocabulary")))
    write_record(tmp_path, COMMENTED)
    return tmp_path
