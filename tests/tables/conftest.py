from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import ROOT
from one_record import RECORD, write_record

from analysis.tables import Records, TablesError, Vocabulary, read_claims, read_records, read_vocabulary


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return read_vocabulary(ROOT / "data" / "vocabulary")


@pytest.fixture(scope="session")
def records(vocabulary: Vocabulary) -> Records:
    return read_records(ROOT / "seeds", vocabulary)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite with the project's vocabulary and one small record, seeds/x.yaml."""
    shutil.copytree(ROOT / "data" / "vocabulary", tmp_path / "data" / "vocabulary")
    shutil.copy(ROOT / "data" / "datapackage.json", tmp_path / "data")
    write_record(tmp_path)
    return tmp_path


@pytest.fixture
def messages(suite: Path, vocabulary: Vocabulary) -> Callable[..., list[str]]:
    """Messages that records give: a text (or bytes) a file, by name."""

    def read(**files: str | bytes) -> list[str]:
        for name, content in files.items():
            raw = content.encode("utf-8") if isinstance(content, str) else content
            (suite / "seeds" / f"{name}.yaml").write_bytes(raw)
        try:
            read_records(suite / "seeds", vocabulary)
        except TablesError as error:
            return [str(problem) for problem in error.problems]
        return []

    return read


@pytest.fixture
def edited(messages: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Messages of the small record after replacing pieces of its text."""

    def edit(*changes: tuple[str, str]) -> list[str]:
        text = RECORD
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} is not there once"
            text = text.replace(old, new)
        return messages(x=text)

    return edit


@pytest.fixture
def claims_messages(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], list[str]]:
    """Messages that a claims table gives."""
    monkeypatch.chdir(tmp_path)

    def read(text: str) -> list[str]:
        (tmp_path / "claims.csv").write_text(text, encoding="utf-8")
        try:
            read_claims(Path("claims.csv"), vocabulary)
        except TablesError as error:
            return [str(problem) for problem in error.problems]
        return []

    return read
