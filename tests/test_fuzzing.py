"""Fuzzing finds what is planted, and gives the same inputs again."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from planted_readers import READERS

from fuzz.__main__ import Limits, take_turn
from fuzz.mutation import broken
from fuzz.readers import READERS as REAL

ROOT = Path(__file__).resolve().parents[1]
LIMITS = Limits(start=60, hang=20, growth=30, most=400)
IMPATIENT = replace(LIMITS, hang=1)


@pytest.mark.parametrize(
    ("name", "fault", "seconds"),
    [
        ("crash", "KeyError: 'planted'", 1),
        ("death", "death", 1),
        ("hang", "hang", 1),
        ("growth", "growth", 2),
        ("size", "too large", 2),
    ],
)
def test_a_planted_fault_is_found_and_its_input_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, fault: str, seconds: int
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests"))
    reader = next(reader for reader in READERS if reader.name == name)
    turn = take_turn(reader, seconds, 0, tmp_path, IMPATIENT if name == "hang" else LIMITS)
    assert next(iter(turn.faults)) == fault
    kept = sorted(tmp_path.glob("*.input"))
    number = int(kept[0].stem.removeprefix(f"{name}-"))
    assert kept[0].read_bytes() == broken(reader.seeds(), number, name)
    assert kept[0].with_suffix(".txt").read_text(encoding="utf-8").startswith(f"{fault}\n")


def test_a_sound_reader_has_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests"))
    turn = take_turn(READERS[0], 1, 0, tmp_path, LIMITS)
    assert (turn.faults, turn.inputs > 10, list(tmp_path.iterdir())) == ({}, True, [])


@pytest.mark.parametrize("reader", REAL, ids=lambda reader: reader.name)
def test_inputs_are_broken_and_come_again(reader) -> None:
    seeds = reader.seeds()
    copies = [broken(seeds, number, reader.name) for number in range(20)]
    assert copies == [broken(reader.seeds(), number, reader.name) for number in range(20)]
    assert len(set(copies) - set(seeds)) > 15


def test_a_broken_archive_can_still_be_unpacked() -> None:
    seeds = next(reader for reader in REAL if reader.name == "docx").seeds()
    copies = [broken(seeds, number, "docx") for number in range(20)]
    whole = [copy for copy in copies if zipfile.is_zipfile(io.BytesIO(copy))]
    assert len(whole) > 10


def test_the_command_prints_a_row_a_turn(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fuzz", "--minutes", "0.03", "--out", str(tmp_path), "windows"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [line.split()[0] for line in ran.stdout.splitlines()] == ["reader", "windows", "windows"]


def test_an_unknown_reader_is_named() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "fuzz", "doc"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "no such reader: doc; there are text, markdown, " in ran.stderr
