from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from analysis.tables import Vocabulary, check_originals, compare_originals, read_records
from analysis.tables.originals import paragraphs

DOCUMENT = "We counted over 5,000 rounds in all.\n\nA second block,\nof two lines.\n"


@pytest.fixture
def copies(suite: Path, tmp_path: Path) -> Path:
    """A folder with the document of the small record, whose checksum the record names."""
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "page.txt").write_text(DOCUMENT, encoding="utf-8")
    record = suite / "seeds" / "x.yaml"
    checksum = hashlib.sha256(DOCUMENT.encode()).hexdigest()
    record.write_text(record.read_text(encoding="utf-8").replace("a" * 64, checksum), encoding="utf-8")
    return folder


def found(suite: Path, vocabulary: Vocabulary, copies: Path) -> list[str]:
    return [str(one) for one in check_originals(read_records(suite / "seeds", vocabulary), copies)]


def edit(suite: Path, old: str, new: str) -> None:
    record = suite / "seeds" / "x.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_document_is_found_by_its_checksum(suite: Path, vocabulary: Vocabulary, copies: Path) -> None:
    report = compare_originals(read_records(suite / "seeds", vocabulary), copies)
    assert (report.verified, report.unverified, report.problems) == (("x",), (), ())


def test_a_page_of_which_no_copy_is_held_is_not_asked_for(
    suite: Path, vocabulary: Vocabulary, copies: Path
) -> None:
    text = (suite / "seeds" / "x.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("sha256")]
    page = "\n".join(lines).replace("source: x", "source: y") + "\n    origin: x-rounds\n    status: repeat\n"
    (suite / "seeds" / "y.yaml").write_text(page, encoding="utf-8")
    report = compare_originals(read_records(suite / "seeds", vocabulary), copies)
    assert (report.verified, report.unverified, report.problems) == (("x",), ("y",), ())


def test_a_changed_document(suite: Path, vocabulary: Vocabulary, copies: Path) -> None:
    old = hashlib.sha256(DOCUMENT.encode()).hexdigest()
    new = hashlib.sha256((DOCUMENT + "More.").encode()).hexdigest()
    (copies / "page.txt").unlink()
    (copies / "x.txt").write_text(DOCUMENT + "More.", encoding="utf-8")
    assert found(suite, vocabulary, copies) == [
        f"seeds/x.yaml:9: sha256: '{old}' is not the checksum of x.txt, which is {new}; "
        "read the document again, or correct the checksum"
    ]


def test_a_phrase_in_another_paragraph(suite: Path, vocabulary: Vocabulary, copies: Path) -> None:
    edit(suite, "paragraph: 1", "paragraph: 2")
    assert found(suite, vocabulary, copies) == [
        "seeds/x.yaml:12: phrase: 'over 5,000 rounds' is not in paragraph 2; it stands in paragraph 1"
    ]


def test_a_phrase_that_is_nowhere(suite: Path, vocabulary: Vocabulary, copies: Path) -> None:
    edit(suite, "phrase: over 5,000 rounds", "phrase: over 5000 rounds")
    assert found(suite, vocabulary, copies) == [
        "seeds/x.yaml:12: phrase: 'over 5000 rounds' is not in paragraph 1; "
        "copy it from the document letter by letter"
    ]


def test_a_paragraph_beyond_the_document(suite: Path, vocabulary: Vocabulary, copies: Path) -> None:
    edit(suite, "paragraph: 1", "paragraph: 3")
    assert found(suite, vocabulary, copies) == [
        "seeds/x.yaml:13: paragraph: '3' is beyond the document, which has 2 paragraphs; "
        "count the blocks of text"
    ]


def test_without_a_copy_it_says_that_it_did_not_look(
    suite: Path, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    folder = tmp_path / "empty"
    [problem] = check_originals(read_records(suite / "seeds", vocabulary), folder)
    assert problem.severity == "warning"
    assert str(problem) == (
        f"seeds/x.yaml:9: sha256: warning: not compared with the document: {folder} holds no copy of it; "
        "put one there as x.txt"
    )


def test_a_document_in_another_encoding(suite: Path, vocabulary: Vocabulary, copies: Path) -> None:
    raw = "Geschütz".encode("latin-1")
    (copies / "page.txt").write_bytes(raw)
    edit(suite, hashlib.sha256(DOCUMENT.encode()).hexdigest(), hashlib.sha256(raw).hexdigest())
    assert found(suite, vocabulary, copies) == [
        "seeds/x.yaml:9: sha256: phrases not compared: page.txt is not UTF-8 text; "
        "keep the copy as UTF-8 text"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\n\nc\n", ["a\nb", "c"]),
        ("\n\na\n \t\n\n\nb", ["a", "b"]),
        ("a\r\n\r\nb", ["a", "b"]),
        ("", []),
    ],
)
def test_paragraphs_are_blocks_between_blank_lines(text: str, expected: list[str]) -> None:
    assert paragraphs(text) == expected
