"""`hedgerow read`: from a document to proposals, and from a draft to a record that passes the check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import run
from suite_copy import copy_suite

from analysis.checking import check_suite
from analysis.reading import free_ids, matching_speaker, read_files
from analysis.tables import TablesError, read_vocabulary

ROOT = Path(__file__).resolve().parent.parent
GERMAN = (
    "Laut HUR lieferte Nordkorea seit Mitte 2023 rund 150 Raketen und 12.000 Container.\n\n"
    "Bis Ende 2024 fielen 300 Soldaten, am 3. Juni waren es noch 250.\n"
)
FIELDS = [
    *("value", "value_low", "value_high", "granularity", "hedge", "unit_text", "measure", "window"),
    *("stated_on", "speaker_text", "paragraph", "start", "end", "text", "confidence", "why"),
]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "Bericht 7.txt"
    path.write_text(GERMAN, encoding="utf-8")
    return path


def test_a_table_shows_what_was_read(document: Path) -> None:
    ran = run("read", document, "--dated", "2025-06-15")
    assert (ran.returncode, ran.stderr) == (0, "")
    head, _, table = ran.stdout.partition("statements\n")
    columns, *rows = table.splitlines()
    assert " ".join(head.split()) == f"{document.as_posix()} (de, 2025-06-15): 4"
    assert columns.split() == ["¶", "statement", "value", "hedge", "window", "speaker", "sure"]
    assert rows[0].split("  ")[0:2] == ["1", "rund 150 Raketen"]
    assert "150  approx  2023-06~/..  HUR" in rows[0]
    assert "250  bare    2025-06-03   –" in rows[3]


def test_standard_input_gives_json_for_programs() -> None:
    ran = run("read", "-", "--json", stdin=GERMAN)
    assert (ran.returncode, ran.stderr) == (0, "")
    (read,) = json.loads(ran.stdout)
    assert (read["file"], read["language"], read["dated"]) == ("standard input", "de", None)
    assert [list(one) for one in read["statements"]] == [FIELDS] * 4
    assert all(GERMAN[one["start"] : one["end"]] == one["text"] for one in read["statements"])
    assert read["statements"][3]["window"] is None  # "am 3. Juni" names no day without a year


def test_what_can_be_read_is_shown_and_what_cannot_is_named(document: Path, tmp_path: Path) -> None:
    ran = run("read", document, tmp_path / "none.txt", "--json")
    assert ran.returncode == 1
    assert [one["file"] for one in json.loads(ran.stdout)] == [document.as_posix()]
    assert ran.stderr == (
        f"{tmp_path.as_posix()}/none.txt: cannot be read (no such file or directory); "
        "check that it exists and may be read\n"
    )


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (
            ("--draft", "--json"),
            2,
            "--draft and --json exclude each other; give one of them\n",
        ),
        (("other.txt", "--draft"), 2, "--draft makes one record; name one document\n"),
        (
            ("--language", "fr"),
            1,
            "--language: language: 'fr' is no language that can be read; "
            "give --language with one of de, en, uk\n",
        ),
        (
            ("--dated", "2025-13"),
            1,
            "--dated: '2025-13' is not a date; write year-month, as in 2025-04\n",
        ),
    ],
)
def test_wrong_options_are_refused(
    document: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    ran = run("read", document, *arguments)
    assert (ran.returncode, ran.stdout, ran.stderr) == (status, "", message)


def test_a_document_in_another_language_is_named(tmp_path: Path) -> None:
    path = tmp_path / "fr.txt"
    path.write_text("Selon le ministère, plus de cinq mille soldats sont morts depuis mars. " * 6)
    found = read_files([path], ROOT)
    assert found.errors == [
        f"{path.as_posix()}: language: 'fr' is no language that can be read; "
        "give --language with one of de, en, uk"
    ]


def test_text_from_a_document_does_not_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("[red]The clerk\x1b]0;x\x07 said[/red] 5,000 \u202egreen shells arrived in March 2025.")
    ran = run("read", path, "--language", "en")
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout
    assert "\u202e" not in ran.stdout


def test_a_draft_is_refused_until_all_is_decided(document: Path, tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    (draft,) = read_files([document], suite, dated="2025-06-15").drafts()
    path = suite / "seeds" / "bericht-7.yaml"
    path.write_text(draft, encoding="utf-8")
    undecided = [str(problem) for problem in check_suite(suite).problems]
    assert undecided[0] == (
        "seeds/bericht-7.yaml:3: title: 'TODO' is still to be decided; "
        "fill it in: title of the document as it stands there, or in our words where no copy is held"
    )
    assert [line.split(": ")[1] for line in undecided] == [
        *("title", "publisher", "obtained", "licence"),
        *("quantity", "unit", "speaker", "quantity", "unit", "speaker", "quantity", "unit"),
    ]
    assert "quantity: TODO  # losses or troops or reinforcements\n" in draft


@pytest.mark.parametrize(
    ("said", "speaker"),
    [
        ("südkoreanischen Angaben", None),
        ("ukrainischen Angaben", None),
        ("The ministry", None),
        ("Oscar", None),
        ("the NIS", "rok_nis"),
        ("Ukraine's intelligence directorate (HUR)", "hur"),
        ("Zelenskys Büro", "zelensky"),
        ("President Zelensky's office", "zelensky"),
        ("HUR-Sprecher Jusow", "hur"),
        ("HUR and the NIS", None),
        (None, None),
    ],
)
def test_a_speaker_is_drafted_by_whole_names_only(said: str | None, speaker: str | None) -> None:
    assert matching_speaker(said, read_vocabulary(ROOT / "data" / "vocabulary")) == speaker


def test_a_draft_of_a_side_leaves_the_speaker_open(document: Path) -> None:
    text = "Nach südkoreanischen Angaben wurden bis Januar 2025 rund 4.700 Soldaten getötet.\n"
    document.write_text(text, encoding="utf-8")
    (draft,) = read_files([document], ROOT, dated="2025-06-15").drafts()
    assert "speaker: TODO  # 'südkoreanischen Angaben'\n" in draft


def test_a_draft_becomes_a_record_once_all_is_decided(document: Path, tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    document.write_text("HUR said about 200 guns had arrived by March 2025.\n", encoding="utf-8")
    (draft,) = read_files([document], suite, dated="2025-06-15").drafts()
    decided = draft.replace("TODO", "An example of ours")
    (suite / "seeds" / "bericht-7.yaml").write_text(decided, encoding="utf-8")
    found = check_suite(suite, document.parent)
    assert [str(problem) for problem in found.problems if problem.severity == "error"] == []
    assert "bericht-7" in (found.verified or ())


def test_ids_of_a_draft_are_told_apart() -> None:
    wanted = ["a", "a", "a-2", "b", "a"]
    assert list(free_ids(wanted)) == ["a", "a-2", "a-2-2", "b", "a-3"]
    assert list(free_ids(wanted[:1], {"a", "a-2"})) == ["a-3"]


def test_a_wrong_vocabulary_stops_the_reading(document: Path, tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    (suite / "data" / "vocabulary" / "hedges.csv").write_text("hedge\n", encoding="utf-8")
    with pytest.raises(TablesError, match="the column is missing"):
        read_files([document], suite)
