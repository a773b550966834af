from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.tables import Records, Vocabulary, claims_table, data_version, group_version, read_vocabulary
from analysis.tables.version import LENGTH, code_version, file_version

GROUP = ("rounds", "guns")


@pytest.fixture
def rows(records: Records, vocabulary: Vocabulary) -> list[dict[str, str | float | int | None]]:
    return claims_table(records, vocabulary)


def version(rows: list[dict[str, str | float | int | None]], vocabulary: Vocabulary) -> str:
    return group_version(rows, vocabulary, GROUP, "code", "lock")


def test_a_version_is_short_and_does_not_depend_on_the_order_of_claims(
    rows: list[dict[str, str | float | int | None]], vocabulary: Vocabulary
) -> None:
    shuffled = random.Random(1).sample(rows, len(rows))
    assert version(shuffled, vocabulary) == version(rows, vocabulary)
    assert len(version(rows, vocabulary)) == LENGTH


def test_only_what_the_group_rests_on_changes_its_version(
    rows: list[dict[str, str | float | int | None]], suite: Path, vocabulary: Vocabulary
) -> None:
    before = version(rows, vocabulary)
    other = [row | {"value": 1.0} if row["quantity"] == "losses" else row for row in rows]
    own = [row | {"value": 1.0} if row["quantity"] == "guns" else row for row in rows]
    assert version(other, vocabulary) == before
    assert version(own, vocabulary) != before
    folder = suite / "data" / "vocabulary"
    hedges = folder / "hedges.csv"
    text = hedges.read_text(encoding="utf-8")
    hedges.write_text(text.replace("exact,uniform,0.1", "exact,uniform,0.2"), encoding="utf-8")
    assert version(rows, read_vocabulary(folder)) == before
    hedges.write_text(text.replace("bare,uniform,0.5", "bare,uniform,0.6"), encoding="utf-8")
    assert version(rows, read_vocabulary(folder)) != before


@pytest.mark.parametrize(
    ("table", "row", "column", "moves"),
    [
        ("quantities", "rounds", "label_en", False),
        ("quantities", "rounds", "definition_de", False),
        ("quantities", "rounds", "onset", True),
        ("units", "containers", "words_en", False),
        ("units", "containers", "reason", False),
        ("units", "containers", "factor", True),
        ("hedges", "bare", "description", False),
        ("hedges", "bare", "width", True),
    ],
)
def test_the_wording_of_a_row_moves_no_version_and_its_numbers_do(
    rows: list[dict[str, str | float | int | None]],
    vocabulary: Vocabulary,
    table: str,
    row: str,
    column: str,
    moves: bool,
) -> None:
    before = version(rows, vocabulary)
    cells = vocabulary.table(table)[row]
    assert column in cells
    changed = replace(vocabulary, **{table: {**vocabulary.table(table), row: {**cells, column: "7"}}})
    assert (version(rows, changed) != before) is moves


def test_code_and_lock_change_the_version(
    rows: list[dict[str, str | float | int | None]], vocabulary: Vocabulary
) -> None:
    versions = {group_version(rows, vocabulary, GROUP, code, lock) for code in "ab" for lock in "cd"}
    assert len(versions) == 4


def test_code_that_only_shows_figures_does_not_count(root: Path, tmp_path: Path) -> None:
    package = tmp_path / "analysis"
    shutil.copytree(root / "analysis", package, ignore=shutil.ignore_patterns("__pycache__"))
    before = code_version(package)
    (package / "site" / "more.py").write_text("x = 1\n")
    (package / "plots" / "more.py").write_text("x = 1\n")
    assert code_version(package) == before
    (package / "model" / "more.py").write_text("x = 1\n")
    assert code_version(package) != before


def test_line_ends_and_key_order_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x\ny\n")
    (tmp_path / "b").write_bytes(b"x\r\ny\r\n")
    assert file_version(tmp_path / "a") == file_version(tmp_path / "b") != file_version(tmp_path / "none")
    assert data_version({"a": 1, "b": 2}) == data_version({"b": 2, "a": 1}) != data_version({"a": 2, "b": 1})
