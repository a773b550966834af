"""`hedgerow add` at a terminal: questions with completions, readings shown at once, second thoughts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest
from command_line import ROOT
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from analysis.adding import Wanted, add_statement
from analysis.adding.questions import ask
from analysis.console import RefusalError
from analysis.tables import TablesError, read_records, read_vocabulary

from .conftest import COMMENTED

ASKS_PLACE, HAS_PLACE = "\x1b[6n", "\x1b[1;1R"  # where the cursor is, which a terminal answers
ENTER, CLEAR, INTERRUPT, END = "\r", "\x15", "\x03", "\x04"
NEW_RECORD = ("other", "", "A title", "Nobody", "en", "2025-06-15", "", "CC0", "", "By post")

Answered = Callable[..., Wanted]
Adding = Callable[[Wanted], Wanted]


def taken(wanted: Wanted) -> Wanted:
    """Take the answers, and write nothing."""
    return wanted


@pytest.fixture
def answered(suite: Path) -> Iterator[Answered]:
    """Answer the questions by typing; a blank answer takes what is proposed."""

    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):

        def type_in(*answers: str, wanted: Wanted | None = None, add: Adding = taken) -> Wanted:
            keys.send_text("".join(f"{answer}{ENTER}" for answer in answers) + INTERRUPT)
            return ask(wanted or Wanted(""), suite, add)

        yield type_in


def test_the_phrase_proposes_the_rest(answered: Answered, suite: Path) -> None:
    wanted = answered("x", "about 1,200 guns", "2", "GUR", "", "", "", "", "since mid-2023", "", "")
    assert wanted.statement == {
        "phrase": "about 1,200 guns",
        "paragraph": "2",
        "speaker": "GUR",
        "quantity": "guns",
        "value": "1200",
        "hedge": "approx",
        "unit": "guns",
        "window": "since mid-2023",
    }
    assert add_statement(wanted, suite).statement.window == "2023-06~/.."


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_date_that_is_none_is_asked_for_again(answered: Answered, suite: Path, language: str) -> None:
    dates = ("some day", f"{CLEAR}3 November 2024", f"{CLEAR}by post", f"{CLEAR}2025-06-16")
    opening, closing = (*NEW_RECORD[:4], language), NEW_RECORD[7:]
    wanted = answered(
        *opening, *dates, *closing, "20 to 30 guns", "1", "hur", "", "", "", "", "", "2024", "", ""
    )
    assert (wanted.source["published"], wanted.source["accessed"]) == ("3 November 2024", "2025-06-16")


def test_a_copy_is_read_by_the_date_in_words(answered: Answered, suite: Path, tmp_path: Path) -> None:
    document = tmp_path / "report.txt"
    document.write_text("HUR said about 300 missiles came last year.\n", encoding="utf-8")
    source = ("", "Nobody", "", "June 2025", f"{CLEAR}15 June 2025", "CC0", "", "By post")
    wanted = answered("other", str(document), "A title", *source[1:], "about 300 missiles", *[""] * 9)
    assert wanted.statement["window"] == "2024"
    assert add_statement(wanted, suite).written
    (other, _) = read_records(suite / "seeds", read_vocabulary(suite / "data" / "vocabulary")).sources
    assert (other.published, other.accessed) == ("2025-06", "2025-06-15")


NEW_GUNS = ("9 guns", "1", "hur", "", "", "", "", "2024")


def refusing(suite: Path, meanwhile: Callable[[], object]) -> tuple[Adding, list[str]]:
    """Add what was answered; just before the first time something else is done."""
    refused: list[str] = []

    def add(wanted: Wanted) -> Wanted:
        if not refused:
            meanwhile()
        try:
            add_statement(wanted, suite)
        except (TablesError, RefusalError) as error:
            refused.append(str(error))
            raise
        return wanted

    return add, refused


def test_an_id_taken_meanwhile_is_asked_for_again(answered: Answered, suite: Path) -> None:
    other = {"id": "nine", "phrase": "8 guns", "paragraph": "1", "speaker": "hur", "window": "2023"}
    add, refused = refusing(suite, lambda: add_statement(Wanted("x", other), suite))
    wanted = answered("x", *NEW_GUNS, "id", "nine", "", "", f"{CLEAR}nine-2", "", add=add)
    assert refused == [
        "--id: 'nine' is already the id of the statement on line 22; give each statement its own id"
    ]
    assert (wanted.statement["id"], wanted.statement["phrase"]) == ("nine-2", "9 guns")


def test_a_record_made_meanwhile_is_asked_for_again(answered: Answered, suite: Path) -> None:
    path = suite / "seeds" / "other.yaml"
    add, refused = refusing(
        suite, lambda: path.write_text(COMMENTED.replace("source: x ", "source: other "), encoding="utf-8")
    )
    wanted = answered(*NEW_RECORD, *NEW_GUNS, "", "", "", "", add=add)
    assert refused[0].partition("\n")[0] == (
        "--source-title: describes a new record, and seeds/other.yaml is there; "
        "leave it out, or edit the record"
    )
    assert (wanted.record, wanted.source, wanted.statement["phrase"]) == ("other", {}, "9 guns")
    assert "- id: guns" in path.read_text(encoding="utf-8")


def test_an_act_of_speech_recorded_meanwhile_is_asked_about(answered: Answered, suite: Path) -> None:
    other = {"phrase": "9 guns", "paragraph": "1", "speaker": "hur", "window": "2024"}
    add, refused = refusing(suite, lambda: add_statement(Wanted("x", other), suite))
    wanted = answered("x", *NEW_GUNS, "", "", "", "", add=add)
    assert refused == [
        "x.guns-2: has the same speaker, day and value as x.guns (seeds/x.yaml:22); "
        "give --origin x-guns --status repeat if it retells that act of speech, "
        "or --distinct if it is another"
    ]
    assert (wanted.statement["origin"], wanted.statement["status"]) == ("x-guns", "repeat")


def test_a_wrong_date_by_option_is_asked_for_again(answered: Answered) -> None:
    given = Wanted("other", {}, {"published": "some day"})
    rest = ("", "A title", "Nobody", "en", "", "CC0", "", "By post")
    wanted = answered(*rest, *NEW_GUNS, "", f"{CLEAR}June 2025", "", wanted=given)
    assert (wanted.source["published"], wanted.statement["phrase"]) == ("June 2025", "9 guns")


def test_a_new_record_is_asked_for_its_origin(answered: Answered, suite: Path) -> None:
    wanted = answered(*NEW_RECORD, "20 to 30 guns", "1", "hur", "", "", "", "", "", "2024", "", "")
    added = add_statement(wanted, suite)
    assert (added.created, added.statement.numbers) == (True, (None, 20, 30))
    (other, _) = read_records(suite / "seeds", read_vocabulary(suite / "data" / "vocabulary")).sources
    assert (other.id, other.title, other.obtained) == ("other", "A title", "By post")


def test_a_copy_that_is_not_there_is_asked_for_again(answered: Answered, tmp_path: Path) -> None:
    document = tmp_path / "report.txt"
    document.write_text("HUR said about 300 missiles came in 2024.\n", encoding="utf-8")
    again = f"none.txt{ENTER}{CLEAR}{document}"
    source = ("A title", "Nobody", "", "2025-06-15", "", "CC0", "", "https://example.org/other")
    wanted = answered("other", again, *source, "about 300 missiles", *[""] * 9)
    assert wanted.document == document
    assert wanted.statement["speaker"] == "hur"


def test_options_are_not_asked_again(answered: Answered) -> None:
    given = Wanted("x", {"phrase": "9 guns", "paragraph": "1", "speaker": "hur", "note": "Ours."})
    wanted = answered("", "", "", "", "2024", "", "", wanted=given)
    assert wanted.statement["note"] == "Ours."
    assert wanted.statement["quantity"] == "guns"


def test_a_phrase_without_a_number_is_no_figure_unless_told_otherwise(
    answered: Answered, suite: Path
) -> None:
    wanted = answered("x", "workers", "2", "article", "", "", "")
    assert wanted.statement == {
        "phrase": "workers",
        "paragraph": "2",
        "speaker": "article",
        "status": "no_figure",
    }
    assert add_statement(wanted, suite).written


def test_a_wrong_answer_is_not_taken(answered: Answered) -> None:
    wrong = f"nobody{ENTER}{CLEAR}hur"
    wanted = answered("x", "9 guns", f"none{ENTER}{CLEAR}3", wrong, "", "", "", "", "2024", "", "")
    assert (wanted.statement["speaker"], wanted.statement["paragraph"]) == ("hur", "3")


def test_what_contradicts_is_asked_again(answered: Answered) -> None:
    first = ("x", "over 9 guns", "1", "hur", "", f"{CLEAR}10", "", "", "2024", "")
    wanted = answered(*first, f"{CLEAR}over 10 guns", "")
    assert (wanted.statement["phrase"], wanted.statement["value"]) == ("over 10 guns", "10")


def test_seldom_fields_are_asked_for_by_name(answered: Answered) -> None:
    wanted = answered(
        *("x", "9 guns", "1", "hur", "", "", "", "", "2024"),
        *("note", "Ours.", "stated_on", "June 2024", "", ""),
    )
    assert (wanted.statement["note"], wanted.statement["stated_on"]) == ("Ours.", "June 2024")


@pytest.mark.parametrize(("answer", "origin", "distinct"), [("yes", "x-rounds", False), ("no", None, True)])
def test_the_same_act_of_speech_is_asked_about(
    answered: Answered, suite: Path, answer: str, origin: str | None, distinct: bool
) -> None:
    same = ("x", "over 5,000 rounds", "4", "hur", "", "", "", "", "2023-06/2025-04", "")
    wanted = answered(*same, f"{CLEAR}{answer}", "")
    assert (wanted.statement.get("origin"), wanted.distinct) == (origin, distinct)
    assert add_statement(wanted, suite).statement.status == ("repeat" if origin else "primary")


def test_the_same_act_of_speech_is_counted_the_same(answered: Answered, suite: Path) -> None:
    same = ("x", "over 5,000 pieces", "4", "hur", f"{CLEAR}guns", "", "", "", "2023-06/2025-04", "")
    wanted = answered(*same, "", "")
    assert (wanted.statement["quantity"], wanted.statement["origin"]) == ("rounds", "x-rounds")
    assert add_statement(wanted, suite).statement.unit == "rounds"


def test_a_paragraph_is_needed_only_where_a_copy_is_held(answered: Answered, suite: Path) -> None:
    wanted = answered(*NEW_RECORD, "9 guns", "", *NEW_GUNS[2:], "", "")
    assert "paragraph" not in wanted.statement
    assert add_statement(wanted, suite).written


def test_a_document_that_is_there_ends_the_questions(answered: Answered, suite: Path) -> None:
    same = [*NEW_RECORD[:8], "http://example.org/page/", f"{CLEAR}no"]
    with pytest.raises(RefusalError) as caught:
        answered(*same)
    assert str(caught.value) == "Nothing was written; add to that record: hedgerow add x"
    assert [path.name for path in (suite / "seeds").iterdir()] == ["x.yaml"]


@pytest.mark.parametrize("key", [INTERRUPT, END])
def test_breaking_off_writes_nothing(answered: Answered, suite: Path, key: str) -> None:
    with pytest.raises(RefusalError) as caught:
        answered("x", "9 guns", key)
    assert (str(caught.value), caught.value.status) == ("Stopped; nothing was written.", 130)
    assert (suite / "seeds" / "x.yaml").read_text(encoding="utf-8") == COMMENTED


def test_no_means_no(answered: Answered) -> None:
    with pytest.raises(RefusalError) as caught:
        answered("x", "9 guns", "1", "hur", "", "", "", "", "2024", "", f"{CLEAR}n")
    assert str(caught.value) == "Nothing was written."


def test_a_real_terminal_shows_readings_and_completions(suite: Path, tmp_path: Path) -> None:
    document = tmp_path / "report.txt"
    document.write_text("Intro.\n\nHUR said about 300 missiles came in 2024.\n", encoding="utf-8")
    command = ["-m", "analysis", "add", "x", "--suite", str(suite), "--document", str(document)]
    terminal = pexpect.spawn(
        sys.executable, command, cwd=ROOT, encoding="utf-8", dimensions=(40, 120), timeout=20
    )

    def answer(label: str, typed: str = "", shown: str = "") -> None:
        terminal.expect_exact(ASKS_PLACE)
        terminal.send(HAS_PLACE)
        terminal.expect_exact(f"{label}:")
        terminal.send(typed)
        if shown:
            terminal.expect_exact(shown)
        terminal.send(ENTER)

    answer("phrase")
    terminal.expect_exact("An answer is needed; type one, or press Ctrl-C to stop without writing anything")
    terminal.send("about 300 mis")
    terminal.expect_exact(
        "about 300 mis is cut inside a word or number of the document; write 'about 300 missiles'"
    )
    terminal.send("siles")
    terminal.expect_exact("300, hedge approx, missiles")
    terminal.send(ENTER)
    answer("paragraph", "", "2")
    answer("speaker", "", "hur: Ukraine's military intelligence (HUR)")
    answer("quantity", "", "missiles")
    answer("value", "", "300")
    answer("hedge", "", "A number said to be near")
    answer("unit")
    answer("window", "", "2024: 2024")
    answer("further field", "sta", "What it is used for")
    terminal.expect_exact("is no field that is open")
    terminal.send(f"{CLEAR}{ENTER}")
    terminal.expect_exact("the speaker believed")
    terminal.expect_exact("Write it?")
    terminal.send(ENTER)
    terminal.expect_exact("Wrote x.missiles to seeds/x.yaml:22.")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert "- id: missiles" in (suite / "seeds" / "x.yaml").read_text(encoding="utf-8")


def test_the_prompt_of_the_address_says_what_a_blank_leads_to(suite: Path) -> None:
    given = {"title": "T", "publisher": "P", "language": "en", "published": "2025", "licence": "CC0"}
    given |= {"accessed": "2025", "sha256": "b" * 64}
    options = [part for name, answer in given.items() for part in (f"--source-{name}", answer)]
    command = ["-m", "analysis", "add", "other", "--suite", str(suite), *options]
    terminal = pexpect.spawn(
        sys.executable, command, cwd=ROOT, encoding="utf-8", dimensions=(40, 120), timeout=20
    )
    blank = "leave it blank to say instead how the document was obtained"
    for meaning, label in (
        ("Copy of the document", "document:"),
        (f"Address of the page; {blank}", "address:"),
    ):
        terminal.expect_exact(meaning)
        terminal.expect_exact(ASKS_PLACE)
        terminal.send(HAS_PLACE)
        terminal.expect_exact(label)
        terminal.send(ENTER)
    terminal.expect_exact("How the document was obtained")
    terminal.close(force=True)
