from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.tables import TablesError, Vocabulary, read_records

Edited = Callable[..., list[str]]
Messages = Callable[..., list[str]]

VALUE, WINDOW = "value: 5000", "window: 2023-06/2025-04"
PHRASE, HEDGE, UNIT = "phrase: over 5,000 rounds", "hedge: lower", "unit: rounds"
SPEAKERS = "data/vocabulary/speakers.csv"


def test_a_sound_record_gives_its_statement_with_defaults(suite: Path, vocabulary: Vocabulary) -> None:
    [statement] = read_records(suite / "seeds", vocabulary).statements
    assert (statement.claim_id, statement.origin) == ("x.rounds", "x-rounds")
    assert (statement.value, statement.hedge, statement.measure) == (5000.0, "lower", "total")
    assert (statement.status, statement.basis, statement.interest) == ("primary", "official", "interested")
    assert statement.stated_on == "2025-05-02"
    assert statement.file == "seeds/x.yaml"
    assert statement.lines["window"] == 19


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "  - id: rounds",
            "  - id: [rounds",
            "seeds/x.yaml:12: is not YAML (expected ',' or ']', but got ':'); "
            "compare the indents, colons and quotes with another record",
        ),
        (
            "unit: rounds",
            "unit:\trounds",
            "seeds/x.yaml:18: there is a tab; use two blanks for each step of indent",
        ),
        (
            f"    {UNIT}\n",
            f"    {UNIT}\n    value: 5000\n",
            "seeds/x.yaml:19: value: the key is already on line 16; delete one of the two",
        ),
        (
            "language: en",
            "language: &en en",
            "seeds/x.yaml:4: there is an anchor (&) or an alias (*); "
            "write the value out, or in quotes if it is text",
        ),
        (
            "speaker: hur",
            "speaker: hurr",
            "seeds/x.yaml:14: speaker: 'hurr' is not in speakers.csv; "
            f"the nearest known is 'hur', or add a row to {SPEAKERS}",
        ),
        (
            "speaker: hur",
            "speaker: GUR",
            "seeds/x.yaml:14: speaker: 'GUR' is not in speakers.csv; "
            f"the nearest known is 'hur', or add a row to {SPEAKERS}",
        ),
        (
            "quantity: rounds",
            "quantity: roundz",
            "seeds/x.yaml:15: quantity: 'roundz' is not in quantities.csv; "
            "the nearest known is 'rounds', or add a row to data/vocabulary/quantities.csv",
        ),
        (
            UNIT,
            "unit: Granaten",
            "seeds/x.yaml:18: unit: 'Granaten' is not in units.csv; "
            "the nearest known is 'rounds', or add a row to data/vocabulary/units.csv",
        ),
        (
            UNIT,
            "unit: people",
            "seeds/x.yaml:18: unit: 'people' does not count rounds; "
            "write rounds or containers, or add a row to data/vocabulary/units.csv",
        ),
        (
            HEDGE,
            "hedge: lowr",
            "seeds/x.yaml:17: hedge: 'lowr' is not in hedges.csv; "
            "the nearest known is 'lower', or add a row to data/vocabulary/hedges.csv",
        ),
        (VALUE, "value: -5000", "seeds/x.yaml:16: value: '-5000' is below zero; write a number from 0 up"),
        (
            VALUE,
            "value: .nan",
            "seeds/x.yaml:16: value: '.nan' is not a number; "
            "write digits, as 6000000, or leave the field out",
        ),
        (
            VALUE,
            "value: .inf",
            "seeds/x.yaml:16: value: '.inf' is infinite; write the number that was stated",
        ),
        (
            VALUE,
            "value: 5e15",
            "seeds/x.yaml:16: value: '5e15' is beyond 1e+12; check the digits and the unit",
        ),
        (
            VALUE,
            "value: 5e-9",
            "seeds/x.yaml:16: value: '5e-9' is below 1e-06; check the digits and the unit",
        ),
        (
            VALUE,
            "value: 5,000",
            "seeds/x.yaml:16: value: '5,000' is not a number; "
            "write digits without quotes or thousands marks, as 6000000 or 0.5",
        ),
        (
            VALUE,
            "value: [5000]",
            "seeds/x.yaml:16: value: this is a list or a mapping; write a single value",
        ),
        (
            WINDOW,
            "window: 2023-06/2025-13",
            "seeds/x.yaml:19: window: '2025-13' is not a date; write year-month, as in 2025-04",
        ),
        (
            WINDOW,
            "window: 2025-04/2023-06",
            "seeds/x.yaml:19: window: '2025-04/2023-06' ends before it starts; "
            "write the earlier date first, as in 2023-06/2025-04",
        ),
        (
            f"{VALUE}\n    hedge: lower",
            "value_low: 6000\n    value_high: 5000\n    hedge: range",
            "seeds/x.yaml:16: value_low: '6000' is above value_high, 5000; swap the two, or correct one",
        ),
        (
            VALUE,
            "value_low: 5000",
            "seeds/x.yaml:16: value_low: is half a range; give either value, or value_low and value_high",
        ),
        (
            f"    {VALUE}\n",
            "",
            "seeds/x.yaml:11: value: the field is missing; add it, or write 'status: no_figure'",
        ),
        (
            "id: rounds",
            "id: ../../etc/passwd",
            "seeds/x.yaml:11: id: '../../etc/passwd' is not an id; "
            "use small letters, digits and '-' only, as in hur-2025-04",
        ),
        (
            "source: x",
            "source: y",
            "seeds/x.yaml:1: source: 'y' is not the name of the file; write 'x' or rename the file to y.yaml",
        ),
        (
            "title: A page of ours",
            "titel: A page of ours",
            "seeds/x.yaml:2: 'titel' is not a field of a record; the nearest known is 'title'",
        ),
        (
            "address: https://example.org/page",
            "address: javascript:alert(1)",
            "seeds/x.yaml:7: address: 'javascript:alert(1)' does not have the form of this field; "
            "write an address that starts with https://",
        ),
        (
            "address: https://example.org/page\n",
            "",
            "seeds/x.yaml:1: address: the field is missing; "
            "add it, or say under 'obtained' how you got the document",
        ),
        (
            "paragraph: 1",
            "paragraph: 0",
            "seeds/x.yaml:13: paragraph: '0' is not a whole number from 1; "
            "count the blocks between blank lines, from 1",
        ),
        (
            PHRASE,
            "phrase: over 5,000 rounds went there last year",
            "seeds/x.yaml:12: phrase: 'over 5,000 rounds went there last year' has 7 words, more than 6; "
            "keep the number, its hedge and its unit",
        ),
        (
            PHRASE,
            'phrase: "over 5,000 rounds\\0"',
            "seeds/x.yaml:12: phrase: 'over 5,000 rounds\\x00' has a control character or half a character; "
            "delete it",
        ),
        (
            VALUE,
            "value: 6000",
            "seeds/x.yaml:12: phrase: 'over 5,000 rounds' reads as 5,000, not 6,000; "
            "correct the number or the phrase",
        ),
        (
            HEDGE,
            "hedge: approx",
            "seeds/x.yaml:12: phrase: 'over 5,000 rounds' reads as hedge lower, not approx; "
            "write hedge: lower, or quote the hedge",
        ),
        (
            HEDGE,
            "hedge: range",
            "seeds/x.yaml:17: hedge: 'range' needs two numbers; give value_low and value_high",
        ),
        (
            UNIT,
            "measure: stock",
            "seeds/x.yaml:18: measure: 'stock' does not go with rounds, a flow; write total or rate",
        ),
        (
            UNIT,
            "status: primry",
            "seeds/x.yaml:18: status: 'primry' is not a status; the nearest known is 'primary'",
        ),
        (
            UNIT,
            "status: repeat",
            "seeds/x.yaml:18: status: 'repeat' retells the origin 'x-rounds', "
            "which no primary rounds statement has; write 'primary', or correct the origin",
        ),
        (
            UNIT,
            "derived_from: [rounds]\n    status: derived",
            "seeds/x.yaml:18: derived_from: 'rounds' is not another statement of this file; "
            "record the statements that it is made of",
        ),
    ],
)
def test_one_thing_wrong_gives_one_message(edited: Edited, old: str, new: str, expected: str) -> None:
    found = edited((old, new))
    assert expected in found
    assert all(message.startswith("seeds/x.yaml") for message in found)


def test_a_page_that_was_read_before_it_was_there(edited: Edited) -> None:
    assert edited(("accessed: 2025-05-31", "accessed: 2025-05-01")) == [
        "seeds/x.yaml:6: accessed: '2025-05-01' is before the date of publication, 2025-05-02; "
        "correct the one that is wrong, or mark a date that is not sure with ~"
    ]


def test_a_statement_made_after_the_page_that_tells_of_it(edited: Edited) -> None:
    assert edited((UNIT, f"{UNIT}\n    stated_on: 2025-05-03")) == [
        "seeds/x.yaml:19: stated_on: '2025-05-03' is after the date of publication, 2025-05-02; "
        "correct the one that is wrong, or mark a date that is not sure with ~"
    ]


@pytest.mark.parametrize(
    ("published", "accessed", "stated_on", "wrong"),
    [
        ("2025-04", "2025-04-01", "2025-04-30", []),
        ("2025-04", "2025-03-31", "2025-05-01", ["accessed", "stated_on"]),
        ("2025", "2025-02", "2025-22", []),
        ("2024-12-31", "2024", "2025", ["stated_on"]),
        ("2025-04-30", "2025-04", "2025-05", ["stated_on"]),
        ("2025-04-24", "2025-04-24", "2025-04-20/2025-04-26", []),
        ("2025-04-24", "2025-04-24", "2025-04-25/2025-04-26", ["stated_on"]),
        ("2025-01~", "2024-12-31", "2025-03-01", []),
        ("2025-04-24", "2025-04-23?", "2025-04-25~", []),
    ],
)
def test_only_what_no_reading_of_the_dates_allows_is_refused(
    edited: Edited, published: str, accessed: str, stated_on: str, wrong: list[str]
) -> None:
    messages = edited(
        ("published: 2025-05-02", f"published: {published}"),
        ("accessed: 2025-05-31", f"accessed: {accessed}"),
        (UNIT, f"{UNIT}\n    stated_on: {stated_on}"),
    )
    assert [message.split(": ")[1] for message in messages] == wrong


def test_a_share_above_one(edited: Edited) -> None:
    assert edited((VALUE, "value: 1.5"), (HEDGE, "measure: share")) == [
        "seeds/x.yaml:16: value: '1.5' is a share above 1; write the share as a fraction, as 0.45 for 45 %",
        "seeds/x.yaml:17: measure: 'share' does not go with rounds, a flow; write total or rate",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ["seeds/x.yaml: is empty; fill it in or delete it"]),
        (b" \n\n", ["seeds/x.yaml: is empty; fill it in or delete it"]),
        (
            "title: Geschütz".encode("latin-1"),
            ["seeds/x.yaml:1: is not UTF-8 text (byte 0xFC; Latin-1 perhaps); save it as UTF-8"],
        ),
        (b"a: b\n" * 2_000_000, ["seeds/x.yaml: is larger than 1 MB; split it into several files"]),
        (b"# only a comment\n", ["seeds/x.yaml:1: is not a record; begin with 'source:' and 'statements:'"]),
        (b"- a\n- b\n", ["seeds/x.yaml:1: is not a record; begin with 'source:' and 'statements:'"]),
        (
            b"[" * 5000,
            [
                "seeds/x.yaml: is not YAML (it is nested too deeply); "
                "compare the indents, colons and quotes with another record"
            ],
        ),
        (
            b"a: 1\n---\nb: 2\n",
            [
                "seeds/x.yaml:2: is not YAML (but found another document); "
                "compare the indents, colons and quotes with another record"
            ],
        ),
    ],
)
def test_a_file_that_is_no_record(messages: Messages, content: bytes, expected: list[str]) -> None:
    assert messages(x=content) == expected


def test_a_byte_order_mark_hides_nothing_else(messages: Messages, suite: Path) -> None:
    text = (suite / "seeds" / "x.yaml").read_text(encoding="utf-8").replace("hur\n", "hurr\n")
    assert messages(x="\ufeff" + text) == [
        "seeds/x.yaml:1: starts with a byte-order mark; save it as UTF-8 without one",
        "seeds/x.yaml:14: speaker: 'hurr' is not in speakers.csv; "
        f"the nearest known is 'hur', or add a row to {SPEAKERS}",
    ]


def test_all_problems_of_all_records_come_at_once(messages: Messages, suite: Path) -> None:
    text = (suite / "seeds" / "x.yaml").read_text(encoding="utf-8")
    wrong = text.replace("speaker: hur", "speaker: hurr").replace("2025-04\n", "2025-13\n")
    found = messages(x=wrong, y="- 1\n", z=text.replace("language: en", "language: English"))
    assert [message.partition("; ")[0] for message in found] == [
        "seeds/x.yaml:14: speaker: 'hurr' is not in speakers.csv",
        "seeds/x.yaml:19: window: '2025-13' is not a date",
        "seeds/y.yaml:1: is not a record",
        "seeds/z.yaml:1: source: 'x' is not the name of the file",
        "seeds/z.yaml:4: language: 'English' does not have the form of this field",
    ]


def test_a_duplicate_statement_id(messages: Messages, suite: Path) -> None:
    text = (suite / "seeds" / "x.yaml").read_text(encoding="utf-8")
    again = text[text.index("  - id") :]
    assert messages(x=text + again) == [
        "seeds/x.yaml:20: id: 'rounds' is already the id of the statement on line 11; "
        "give each statement its own id"
    ]


def second(text: str, **changes: str) -> str:
    statement = text[text.index("  - id") :].replace("id: rounds", "id: again")
    for old, new in changes.items():
        statement = statement.replace(f"{old}: {FIELDS[old]}", f"{old}: {new}")
    return text + statement


FIELDS = {"window": "2023-06/2025-04", "speaker": "hur", "unit": "rounds"}


def with_origin(suite: Path) -> str:
    text = (suite / "seeds" / "x.yaml").read_text(encoding="utf-8")
    return text.replace("    unit: rounds\n", "    unit: rounds\n    origin: one\n")


@pytest.mark.parametrize("window", ["2023-06~/2025-04", "2023-07~/2025-04", "2023-06/..", "2023/2025-04"])
def test_wordings_of_one_window_agree(messages: Messages, suite: Path, window: str) -> None:
    assert messages(x=second(with_origin(suite), window=window)) == []


@pytest.mark.parametrize("window", ["2023-07/2025-04", "2023-06/2025-03", "2021~/2025-04", "2024/2025-04"])
def test_an_origin_with_conflicting_windows(messages: Messages, suite: Path, window: str) -> None:
    assert messages(x=second(with_origin(suite), window=window)) == [
        f"seeds/x.yaml:30: window: '{window}' contradicts 2023-06/2025-04 of the same origin 'one' "
        "(seeds/x.yaml:11); correct one window, or give the statements different origins"
    ]


def test_a_retelling_with_another_number_still_has_to_name_the_same_span(
    messages: Messages, suite: Path
) -> None:
    text = second(with_origin(suite), window="2019/2020", unit="rounds\n    status: repeat")
    again = text.rindex("over 5,000")
    retold = text[:again] + text[again:].replace("5,000", "6,000").replace("5000", "6000")
    assert messages(x=retold) == [
        "seeds/x.yaml:31: window: '2019/2020' contradicts 2023-06/2025-04 of the same origin 'one' "
        "(seeds/x.yaml:11); correct one window, or give the statements different origins"
    ]


def test_an_origin_has_one_speaker(messages: Messages, suite: Path) -> None:
    assert messages(x=second(with_origin(suite), speaker="uk_di")) == [
        "seeds/x.yaml:24: speaker: 'uk_di' shares the origin 'one' with seeds/x.yaml:11, "
        "whose speaker is hur; give each act of speech its own origin"
    ]


def test_a_statement_without_a_figure_has_no_number(edited: Edited) -> None:
    found = edited((UNIT, "status: no_figure"))
    assert found == [
        f"seeds/x.yaml:{line}: {name}: is given, but the status says that there is no figure; "
        "delete it, or change the status"
        for line, name in ((15, "quantity"), (16, "value"), (17, "hedge"))
    ]


def test_a_folder_without_records(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "x.yml").write_text("source: x\n")
    with pytest.raises(TablesError) as caught:
        read_records(tmp_path / "seeds", vocabulary)
    assert [str(problem) for problem in caught.value.problems] == [
        "seeds: there is no record in this folder; write one, as SOURCE.yaml",
        "seeds/x.yml: the file would not be read; rename it to end in .yaml",
    ]


def test_a_record_that_cannot_be_read(suite: Path, vocabulary: Vocabulary) -> None:
    (suite / "seeds" / "x.yaml").unlink()
    (suite / "seeds" / "x.yaml").symlink_to("nowhere")
    with pytest.raises(TablesError) as caught:
        read_records(suite / "seeds", vocabulary)
    assert str(caught.value) == (
        "seeds/x.yaml: cannot be read (no such file or directory); check that it exists and may be read"
    )


def test_hostile_text_is_kept_as_it_stands(suite: Path, vocabulary: Vocabulary) -> None:
    path = suite / "seeds" / "x.yaml"
    text = path.read_text(encoding="utf-8")
    note = "=HYPERLINK(1) <script>alert('x')</script>"
    path.write_text(text + f'    note: "{note}"\n', encoding="utf-8")
    assert read_records(suite / "seeds", vocabulary).statements[0].note == note


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.integers(min_value=0, max_value=700))
def test_whatever_stands_in_a_record_gives_a_message_or_a_statement(
    suite: Path, vocabulary: Vocabulary, noise: bytes, place: int
) -> None:
    path = suite / "seeds" / "x.yaml"
    sound = path.read_bytes()
    path.write_bytes(sound[:place] + noise + sound[place:])
    try:
        assert read_records(suite / "seeds", vocabulary).sources
    except TablesError as error:
        assert all(str(problem).startswith("seeds/x.yaml") for problem in error.problems)
    finally:
        path.write_bytes(sound)
