from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.tables import TablesError, csv_text, write_all, write_tables, write_text
from analysis.tables.defusing import FORMULA_STARTS, defuse, restore

NOBODY = 65534


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write anywhere, so step down for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def readable_suite(suite: Path) -> Iterator[Path]:
    """The small suite where every user may read and none may write."""
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(suite, folder, dirs_exist_ok=True)
    (folder / "data" / "claims.csv").write_text("before", encoding="utf-8")
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_folder_is_named_and_left_alone(readable_suite: Path) -> None:
    with without_privileges(), pytest.raises(TablesError) as caught:
        write_tables(readable_suite)
    assert str(caught.value) == (
        "data/claims.csv: cannot be written (permission denied); "
        "make the folder writable; what was there is unchanged"
    )
    assert (readable_suite / "data" / "claims.csv").read_text(encoding="utf-8") == "before"


def test_the_tables_are_made_once_and_then_left_alone(suite: Path) -> None:
    made = write_tables(suite)
    assert [path.relative_to(suite).as_posix() for path in made] == [
        "data/claims.csv",
        "data/sources.csv",
        "data/README.md",
        "seeds/record.schema.json",
    ]
    times = [path.stat().st_mtime_ns for path in made]
    assert write_tables(suite) == []
    assert [path.stat().st_mtime_ns for path in made] == times


def test_a_wrong_record_overwrites_nothing(suite: Path) -> None:
    made = write_tables(suite)
    before = [path.read_bytes() for path in made]
    record = suite / "seeds" / "x.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("5000", "-5000"), encoding="utf-8")
    with pytest.raises(TablesError):
        write_tables(suite)
    assert [path.read_bytes() for path in made] == before


def test_when_one_of_several_files_cannot_be_written_none_is(tmp_path: Path) -> None:
    write_text(tmp_path / "a.csv", "old", tmp_path)
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(TablesError) as caught:
        write_all({tmp_path / "a.csv": "new", tmp_path / "file" / "b.csv": "new"}, tmp_path)
    assert str(caught.value).startswith("file/b.csv: cannot be written (")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "file"]


def test_no_temporary_file_stays(tmp_path: Path) -> None:
    assert write_text(tmp_path / "deep" / "a.txt", "text\r\n", tmp_path)
    assert not write_text(tmp_path / "deep" / "a.txt", "text\r\n", tmp_path)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["a.txt"]
    assert (tmp_path / "deep" / "a.txt").read_bytes() == b"text\r\n"


def test_numbers_are_written_as_they_were_stated() -> None:
    rows = [{"a": 6_000_000.0, "b": 0.5, "c": None, "d": "-1", "e": 3}]
    assert csv_text(rows, "abcde") == "a,b,c,d,e\n6000000,0.5,,'-1,3\n"


@given(st.text())
def test_defused_text_is_harmless_and_comes_back(text: str) -> None:
    assert not defuse(text).startswith(FORMULA_STARTS)
    assert restore(defuse(text)) == text
