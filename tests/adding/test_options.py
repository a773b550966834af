"""`hedgerow add` by options: what is read, what is written, and how each bad input is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from command_line import ROOT, run
from one_record import write_record

from analysis.adding import Wanted, add_statement
from analysis.checking import check_suite
from analysis.console import RefusalError
from analysis.tables import TablesError, read_records, read_vocabulary

from .conftest import COMMENTED

GUNS = {"phrase": "rund 1.200 Geschütze", "paragraph": "2", "speaker": "HUR", "window": "seit Mitte 2023"}
MORE = {"phrase": "about 1,200 guns", "paragraph": "2", "speaker": "HUR", "window": "since mid-2023"}
SOURCE = {
    "title": "Another page",
    "publisher": "Nobody",
    "language": "de",
    "published": "2025-06-15",
    "address": "https://example.org/other",
    "licence": "CC0",
    "sha256": "b" * 64,
}
SENTENCE = "British intelligence says about 300 missiles came from June 2023 to May 2025."


def add(suite: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run("add", "--suite", suite, *arguments)


def options(answers: dict[str, str], prefix: str = "--") -> list[str]:
    return [
        part for name, answer in answers.items() for part in (f"{prefix}{name.replace('_', '-')}", answer)
    ]


def refused(suite: Path, wanted: Wanted) -> list[str]:
    before = {path.name: path.read_bytes() for path in (suite / "seeds").iterdir() if path.is_file()}
    with pytest.raises((TablesError, RefusalError)) as caught:
        add_statement(wanted, suite)
    assert {path.name: path.read_bytes() for path in (suite / "seeds").iterdir() if path.is_file()} == before
    return str(caught.value).replace(suite.as_posix(), "SUITE").splitlines()


def test_the_phrase_says_most_of_it(suite: Path) -> None:
    new = Wanted("other", GUNS, SOURCE)
    added = add_statement(new, suite)
    assert added.fields == {
        "id": "guns",
        "phrase": "rund 1.200 Geschütze",
        "paragraph": 2,
        "speaker": "hur",
        "quantity": "guns",
        "value": 1200,
        "hedge": "approx",
        "unit": "guns",
        "window": "2023-06~/..",
    }
    assert (added.record, added.statement.claim_id, added.written) == ("seeds/other.yaml", "other.guns", True)
    found = check_suite(suite)
    assert [str(problem) for problem in found.problems if problem.severity == "error"] == []


@pytest.mark.parametrize(
    ("answer", "window"), [("June 2024", "2024-06"), ("Juni 2024", "2024-06"), ("червень 2024", "2024-06")]
)
def test_a_date_is_read_in_the_language_that_makes_most_of_it(suite: Path, answer: str, window: str) -> None:
    wanted = Wanted("other", GUNS | {"window": answer}, SOURCE, dry_run=True)
    assert add_statement(wanted, suite).statement.window == window


def test_what_the_model_makes_of_it_is_said(suite: Path) -> None:
    added = add_statement(Wanted("x", MORE | {"phrase": "1,200 guns", "window": "2025"}, dry_run=True), suite)
    assert added.notes == [
        "Would write x.guns to seeds/x.yaml:22.",
        "reads      1,200 guns, hedge bare (a number with no hedge: rounded to the nearest granule, "
        "sometimes more coarsely)",
        "window     2025: 2025",
        "status     primary",
        "model      the speaker believed 1,130 to 1,270 (90 %), 1,200 at the middle",
        "model      over 12.0 months that is 94.4 to 106 a month",
        "model      what the speaker knew and wanted may shift it by a factor of 1.62 either way",
    ]
    assert (suite / "seeds" / "x.yaml").read_text(encoding="utf-8") == COMMENTED


@pytest.mark.parametrize(
    ("window", "months"),
    [
        ("2023-06/2025-05", "18.2 months (counted from the onset of missiles, 2023-11~)"),
        ("../2025-05", "18.2 months (counted from the onset of missiles, 2023-11~)"),
        ("2024-01/2025-05", "16.5 months"),
        ("2023-11~/2025-05", "18.2 months"),
    ],
)
def test_a_window_that_opens_before_the_onset_is_counted_from_there(
    suite: Path, window: str, months: str
) -> None:
    answers = {"phrase": "200 missiles", "paragraph": "2", "speaker": "hur", "window": window}
    notes = add_statement(Wanted("x", answers, dry_run=True), suite).notes
    (said,) = (note for note in notes if " a month" in note)
    assert said.partition(" that is ")[0] == f"model      over {months}"


def test_containers_are_counted_from_the_onset_of_the_rounds_in_them(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "vocabulary", tmp_path / "data" / "vocabulary")
    write_record(tmp_path, COMMENTED)
    answers = {"phrase": "7,000 containers", "paragraph": "2", "speaker": "hur", "window": "2023/2024-03-18"}
    added = add_statement(Wanted("x", answers | {"quantity": "containers"}, dry_run=True), tmp_path)
    assert added.meaning is not None
    assert added.meaning.onset == "rounds, 2023-07~"


def test_a_statement_that_is_no_evidence_says_so(suite: Path) -> None:
    answers = {"phrase": "workers", "paragraph": "4", "speaker": "article", "status": "no_figure"}
    added = add_statement(Wanted("x", answers), suite)
    assert added.notes[1:] == [
        "reads      no number, hedge none",
        "status     no_figure",
        "model      does not use it: it is shown, never evidence",
    ]


def test_a_range_and_a_share_are_read(suite: Path) -> None:
    ranged = MORE | {"phrase": "200 to 300 guns", "window": "2024"}
    assert add_statement(Wanted("x", ranged), suite).statement.numbers == (None, 200, 300)
    share = {"phrase": "over half", "paragraph": "3", "speaker": "hur", "quantity": "losses"}
    share |= {"window": "2024", "status": "ambiguous"}
    added = add_statement(Wanted("x", share), suite).fields
    assert (added["value"], added["measure"], added["hedge"], "unit" in added) == (
        0.5,
        "share",
        "lower",
        False,
    )


def test_comments_and_order_of_the_record_stay(suite: Path) -> None:
    path = suite / "seeds" / "x.yaml"
    add_statement(Wanted("seeds/x.yaml", MORE), suite)
    text = path.read_text(encoding="utf-8")
    start, _, end = text.partition("\n  - id: guns\n")
    assert f"{start}# the end\n" == COMMENTED
    assert end.endswith("    window: 2023-06~/..\n\n# the end\n")
    statements = read_records(suite / "seeds", read_vocabulary(suite / "data" / "vocabulary")).statements
    assert [statement.id for statement in statements] == ["rounds", "guns"]


def test_a_copy_of_the_document_gives_place_and_checksum(suite: Path, tmp_path: Path) -> None:
    document = tmp_path / "report.txt"
    document.write_text(f"A title\n\n{SENTENCE}\n", encoding="utf-8")
    source = {name: SOURCE[name] for name in ("title", "publisher", "published", "address", "licence")}
    ran = add(
        suite,
        "report",
        *("--document", document, "--phrase", "about 300 missiles", "--json"),
        *options(source, "--source-"),
    )
    assert ran.stderr == ""
    done = json.loads(ran.stdout)
    assert done["statement"] == {
        "id": "missiles",
        "phrase": "about 300 missiles",
        "paragraph": 2,
        "speaker": "uk_di",
        "quantity": "missiles",
        "value": 300,
        "hedge": "approx",
        "unit": "missiles",
        "window": "2023-06/2025-05",
    }
    assert (done["record"], done["line"], done["created"], done["written"]) == (
        "seeds/report.yaml",
        12,
        True,
        True,
    )
    assert check_suite(suite, tmp_path).verified == ("report",)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_dates_of_a_new_record_may_be_in_words(suite: Path, tmp_path: Path, language: str) -> None:
    document = tmp_path / "report.txt"
    document.write_text(f"{SENTENCE}\n", encoding="utf-8")
    source = {name: SOURCE[name] for name in ("title", "publisher", "address", "licence")}
    source |= {"language": language, "published": "June 2025", "accessed": "15 June 2025"}
    answers = {"phrase": "about 300 missiles"}
    add_statement(Wanted("report", answers, source, document), suite)
    written = read_records(suite / "seeds", read_vocabulary(suite / "data" / "vocabulary"))
    (report,) = (one for one in written.sources if one.id == "report")
    assert (report.published, report.accessed) == ("2025-06", "2025-06-15")


@pytest.mark.parametrize("name", ["published", "accessed"])
def test_a_date_of_a_new_record_that_is_none_is_named(suite: Path, tmp_path: Path, name: str) -> None:
    document = tmp_path / "report.txt"
    document.write_text(f"{SENTENCE}\n", encoding="utf-8")
    wanted = Wanted("report", {"phrase": "about 300 missiles"}, SOURCE | {name: "some day"}, document)
    assert refused(suite, wanted) == [
        f"--source-{name}: 'some day' is no date; "
        "write year-month, as in 2025-04, or a span, as 2023-06/2025-04"
    ]


@pytest.mark.parametrize(
    ("text", "phrase", "whole"),
    [
        (SENTENCE, "about 300 mis", "about 300 missiles"),
        (SENTENCE, "bout 300 missiles", "about 300 missiles"),
        ("Some 1,300 missiles came.", "300 missiles", "1,300 missiles"),
        ("Some 1300\nmissiles came.", "130", "1300"),
    ],
)
def test_a_phrase_that_cuts_a_word_of_the_copy_is_refused(
    suite: Path, tmp_path: Path, text: str, phrase: str, whole: str
) -> None:
    document = tmp_path / "report.txt"
    document.write_text(text, encoding="utf-8")
    answers = {"phrase": phrase, "quantity": "missiles", "speaker": "hur", "window": "2024"}
    assert refused(suite, Wanted("x", answers, document=document)) == [
        f"--phrase: '{phrase}' is cut inside a word or number of the document; write '{whole}'"
    ]


@pytest.mark.parametrize(
    ("text", "phrase", "paragraph"),
    [
        ("Not 1,300 missiles.\n\nIn 2024, 300\nmissiles came.", "300 missiles", 2),
        ("The 300-missile year.", "300", 1),
        ("미사일 300발을 보냈다.", "300발", 1),
        ("送来300枚导弹了", "300枚导弹", 1),
    ],
)
def test_a_phrase_of_whole_words_is_found_where_it_stands_whole(
    suite: Path, tmp_path: Path, text: str, phrase: str, paragraph: int
) -> None:
    document = tmp_path / "report.txt"
    document.write_text(text, encoding="utf-8")
    answers = {"phrase": phrase, "speaker": "hur", "status": "no_figure"}
    added = add_statement(Wanted("x", answers, document=document, dry_run=True), suite)
    assert added.statement.paragraph == paragraph


def test_an_act_of_speech_that_is_there_is_pointed_out(suite: Path) -> None:
    answers = {
        "phrase": "more than 5,000 rounds",
        "paragraph": "1",
        "speaker": "hur",
        "window": "2023-06/2025-04",
    }
    source = SOURCE | {"published": "2025-05", "language": "en"}
    wanted = Wanted("other", answers, source)
    assert refused(suite, wanted) == [
        "other.rounds: has the same speaker, day and value as x.rounds (seeds/x.yaml:12); "
        "give --origin x-rounds --status repeat if it retells that act of speech, "
        "or --distinct if it is another"
    ]
    retold = Wanted("other", answers | {"origin": "x-rounds", "status": "repeat"}, source)
    assert add_statement(retold, suite).alike == ()
    again = Wanted(
        "third", answers, source | {"address": "https://example.org/3", "sha256": "c" * 64}, distinct=True
    )
    assert [one.name for one in add_statement(again, suite).alike] == ["other.rounds"]


def test_an_act_of_speech_is_known_whatever_it_is_said_to_count(suite: Path) -> None:
    counted = {"phrase": "over 5,000 pieces", "paragraph": "3", "speaker": "hur", "quantity": "guns"}
    counted |= {"unit": "guns", "window": "2023-06/2025-04"}
    ran = add(suite, "x", *options(counted))
    assert (ran.returncode, ran.stdout, ran.stderr) == (
        1,
        "",
        "x.guns: has the same speaker, day and value (counted as rounds) as x.rounds (seeds/x.yaml:12); "
        "give --quantity rounds --origin x-rounds --status repeat if it retells that act of speech, "
        "or --distinct if it is another\n",
    )
    assert (suite / "seeds" / "x.yaml").read_text(encoding="utf-8") == COMMENTED
    repeated = {"quantity": "rounds", "unit": "rounds", "origin": "x-rounds", "status": "repeat"}
    assert add_statement(Wanted("x", counted | repeated, dry_run=True), suite).alike == ()
    assert add_statement(Wanted("x", counted, distinct=True), suite).written


@pytest.mark.parametrize(
    ("answers", "alike"),
    [
        ({"published": "2025-04-30"}, 0),
        ({"published": "2025"}, 1),
        ({"speaker": "uk_di"}, 0),
        ({"phrase": "over 6,000 rounds"}, 0),
    ],
)
def test_another_day_speaker_or_value_is_another_act(
    suite: Path, answers: dict[str, str], alike: int
) -> None:
    source = SOURCE | {"language": "en", "published": answers.pop("published", "2025-05-02")}
    told = {"phrase": "over 5,000 rounds", "paragraph": "1", "speaker": "hur", "window": "2023-06/2025-04"}
    added = add_statement(Wanted("other", told | answers, source, dry_run=True), suite)
    assert len(added.alike) == alike


@pytest.mark.parametrize("address", ["http://www.example.org/page/", "https://example.org/page#part"])
def test_a_document_that_is_there_is_pointed_out(suite: Path, address: str) -> None:
    assert refused(suite, Wanted("other", GUNS, SOURCE | {"address": address})) == [
        "other.guns: has the same address as x (seeds/x.yaml); "
        "add to that record (hedgerow add x …), or --distinct if it is another"
    ]
    assert refused(suite, Wanted("other", GUNS, SOURCE | {"sha256": "a" * 64})) == [
        "other.guns: has the same checksum as x (seeds/x.yaml); "
        "add to that record (hedgerow add x …), or --distinct if it is another"
    ]


def test_a_wrong_record_elsewhere_is_no_hindrance(suite: Path) -> None:
    (suite / "seeds" / "draft.yaml").write_text(
        COMMENTED.replace("source: x", "source: TODO"), encoding="utf-8"
    )
    assert add_statement(Wanted("x", MORE), suite).written


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"paragraph": "0"},
            "--paragraph: '0' is not a whole number from 1; count the blocks between blank lines, from 1",
        ),
        (
            {"speaker": "hurr"},
            "--speaker: 'hurr' is not in speakers.csv; "
            "the nearest known is 'hur', or add a row to data/vocabulary/speakers.csv",
        ),
        (
            {"quantity": "flags"},
            "--quantity: 'flags' is not in quantities.csv; "
            "write one of rounds, missiles, guns, losses, troops, "
            "or add a row to data/vocabulary/quantities.csv",
        ),
        (
            {"unit": "people"},
            "--unit: 'people' does not count guns; write guns, or add a row to data/vocabulary/units.csv",
        ),
        (
            {"window": "someday"},
            "--window: 'someday' is no date; write year-month, as in 2025-04, or a span, as 2023-06/2025-04",
        ),
        (
            {"window": "2025-04/2023-06"},
            "--window: '2025-04/2023-06' ends before it starts; "
            "write the earlier date first, as in 2023-06/2025-04",
        ),
        (
            {"value": "many"},
            "--value: 'many' is no number; write one number, as 5000, 'about 5,000' or '5,000 to 6,000'",
        ),
        (
            {"value": "500 or 600 guns"},
            "--value: '500 or 600 guns' holds two numbers; give the lower and the upper one as a range",
        ),
        ({"value": "5e15"}, "--value: '5e15' is beyond 1e+12; check the digits and the unit"),
        (
            {"value": "1300"},
            "--phrase: 'about 1,200 guns' reads as 1,200, not 1,300; correct the number or the phrase",
        ),
        (
            {"hedge": "lower"},
            "--phrase: 'about 1,200 guns' reads as hedge approx, not lower; "
            "write hedge: approx, or quote the hedge",
        ),
        (
            {"hedge": "range"},
            "--hedge: 'range' needs two numbers; give value_low and value_high",
        ),
        (
            {"phrase": "about 1,200 guns and much other stuff"},
            "--phrase: 'about 1,200 guns and much other stuff' has 7 words, more than 6; "
            "keep the number, its hedge and its unit",
        ),
        (
            {"value_low": "100"},
            "--value-low: is half a range; give either value, or value_low and value_high",
        ),
        ({"measure": "stock"}, "--measure: 'stock' does not go with guns, a flow; write total or rate"),
        (
            {"status": "secondary"},
            "--status: 'secondary' is not a status; write one of primary, repeat, derived, no_figure, "
            "transmission_error, ambiguous, forecast, stale, context",
        ),
        (
            {"status": "derived", "derived_from": "a, b"},
            "--derived-from: 'a' is not another statement of this file; write one of rounds",
        ),
        (
            {"id": "rounds"},
            "--id: 'rounds' is already the id of the statement on line 12; give each statement its own id",
        ),
        (
            {"id": "My Id"},
            "--id: 'My Id' is not an id; use small letters, digits and '-' only, as in hur-2025-04",
        ),
        ({"note": "a\x07b"}, "--note: 'a\\x07b' has a control character or half a character; delete it"),
        (
            {"note": "TODO"},
            "--note: 'TODO' is still to be decided; fill it in: why it is mapped as it is, in our own words",
        ),
        ({"note": ""}, "--note: is blank; give it a value, or leave it out"),
        ({"stated_on": "2025-02-30"}, "--stated-on: '2025-02-30' is not a day; 2025-02 has 28 days"),
        (
            {"origin": "x-rounds", "speaker": "uk_di"},
            "--speaker: 'uk_di' shares the origin 'x-rounds' with seeds/x.yaml:12, whose speaker is hur; "
            "give each act of speech its own origin",
        ),
        (
            {"status": "repeat"},
            "--status: 'repeat' retells the origin 'x-guns', which no primary guns statement has; "
            "write 'primary', or correct the origin",
        ),
    ],
)
def test_each_wrong_answer_is_named(suite: Path, change: dict[str, str], message: str) -> None:
    assert message in refused(suite, Wanted("x", MORE | change))


def test_everything_that_is_missing_is_named_at_once(suite: Path) -> None:
    assert refused(suite, Wanted("other", {"phrase": "many guns"}, {"sha256": "123"})) == [
        "--source-sha256: '123' does not have the form of this field; "
        "write the 64 small hexadecimal digits that sha256sum prints",
        "--source-title: is missing; give it: Title of the document as it stands there, or in our words "
        "where no copy is held",
        "--source-publisher: is missing; give it: Who published it; 'Not named in the copy' when it does not",
        "--source-language: is missing; give it: "
        "Language of the document, as a two-letter code: de, en, uk, …",
        "--source-published: is missing; give it: Date of publication in EDTF: 2025-04-28, 2025-04, "
        "2025~ (about) when the document does not say",
        "--source-licence: is missing; give it: Licence of the document, or that none is stated",
        "--source-address: is missing; give it: Address of the page; or --source-obtained",
        "--speaker: is missing; give it: Who stated it",
        "--quantity: is missing; give it: What is counted; or --status no_figure",
        "--value: is missing; give it: The stated number in digits: 6000000; a share as a fraction: 0.5; "
        "or --status no_figure",
        "--window: is missing; give it: Span that the number covers, as an EDTF interval: "
        "2023-06/2025-04, ../2025-03; ~ for about; or --status no_figure",
    ]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (
            "../x",
            "RECORD: '../x' is not the id of a record; "
            "use small letters, digits and '-' only, as in example-report",
        ),
        (
            "seeds/../x.yaml",
            "RECORD: 'seeds/../x.yaml' is not the id of a record; "
            "use small letters, digits and '-' only, as in example-report",
        ),
        (
            "a\nb",
            "RECORD: 'a\\nb' is not the id of a record; "
            "use small letters, digits and '-' only, as in example-report",
        ),
    ],
)
def test_a_record_lies_in_its_folder(suite: Path, record: str, message: str) -> None:
    assert refused(suite, Wanted(record, GUNS)) == [message]


def test_a_record_that_is_wrong_is_mended_first(suite: Path) -> None:
    path = suite / "seeds" / "x.yaml"
    path.write_text(COMMENTED.replace("value: 5000", "value: five"), encoding="utf-8")
    assert refused(suite, Wanted("x", MORE)) == [
        "seeds/x.yaml:17: value: 'five' is not a number; "
        "write digits without quotes or thousands marks, as 6000000 or 0.5"
    ]


def test_a_record_that_is_a_link_is_left_alone(suite: Path, tmp_path: Path) -> None:
    (suite / "seeds" / "y.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert refused(suite, Wanted("y", GUNS, SOURCE)) == [
        "seeds/y.yaml: is a link, which an added statement would replace; add to the file itself"
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ((), 2, "RECORD is missing; name a record, as in hedgerow add example-report\n"),
        (
            ("x", "--source-title", "New", *options(MORE)),
            1,
            "--source-title: describes a new record, and seeds/x.yaml is there; "
            "leave it out, or edit the record\n",
        ),
        (
            ("y", "--document", "none.txt"),
            1,
            "none.txt: cannot be read (no such file or directory); check that it exists and may be read\n",
        ),
    ],
)
def test_the_command_says_what_is_wrong(
    suite: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    ran = add(suite, *arguments)
    assert (ran.returncode, ran.stdout, ran.stderr) == (status, "", message)


def test_an_option_that_there_is_not_is_named(suite: Path) -> None:
    ran = add(suite, "x", "--speeker", "hur")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "No such option: --speeker" in ran.stderr


def test_help_explains_every_field(suite: Path) -> None:
    said = " ".join(add(suite, "--help").stdout.replace("│", " ").split())
    assert "--value-low NUMBER Lower number of a range." in said
    assert "--source-licence TEXT Licence of the document, or that none is stated." in said
