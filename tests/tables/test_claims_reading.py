from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.tables import (
    CLAIM_COLUMNS,
    Records,
    TablesError,
    Vocabulary,
    claims_table,
    csv_text,
    read_claims,
)

ClaimsMessages = Callable[[str], list[str]]

SOUND = "quantity,value,window\nvisitors,12000,2023\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "claims.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_least_table_is_completed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    frame = read_claims(write(tmp_path, SOUND), vocabulary)
    assert list(frame.columns) == [*CLAIM_COLUMNS, "kind"]
    row = frame.iloc[0].to_dict()
    assert row | {"value_low": None, "value_high": None} == {
        "claim_id": "1",
        "origin_id": "1",
        "source_id": "",
        "status": "primary",
        "speaker": "unknown",
        "bloc": "unknown",
        "interest": "interested",
        "basis": "official",
        "relayed_by": "",
        "quantity": "visitors",
        "measure": "total",
        "value": 12000.0,
        "value_low": None,
        "value_high": None,
        "unit": "",
        "hedge": "bare",
        "hedge_as_reported": "",
        "window": "2023",
        "window_basis": "stated",
        "stated_on": "",
        "stated_on_basis": "",
        "locator": "",
        "wording": "",
        "collected_as": "",
        "note": "",
        "kind": "flow",
    }


def test_known_quantities_speakers_and_words_are_taken_from_the_vocabulary(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    text = (
        "quantity,value,value_low,value_high,window,hedge,unit,speaker\n"
        "troops,11000,,,2024-11,etwa,,uk_di\n"
        "rounds,,4000000,6000000,2024,,Granaten,us\n"
    )
    frame = read_claims(write(tmp_path, text), vocabulary)
    assert list(frame["measure"]) == ["stock", "total"]
    assert list(frame["kind"]) == ["stock", "flow"]
    assert list(frame["hedge"]) == ["approx", "range"]
    assert list(frame["unit"]) == ["soldiers", "rounds"]
    assert list(frame["bloc"]) == ["west", "us"]


def test_the_made_table_is_read_back_unchanged(
    tmp_path: Path, records: Records, vocabulary: Vocabulary
) -> None:
    rows = claims_table(records, vocabulary)
    frame = read_claims(write(tmp_path, csv_text(rows, CLAIM_COLUMNS)), vocabulary)
    assert csv_text(
        frame.astype(object).where(frame.notna(), None).to_dict("records"), CLAIM_COLUMNS
    ) == csv_text(rows, CLAIM_COLUMNS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["claims.csv: is empty; fill it in or delete it"]),
        ("quantity,value,window\n", ["claims.csv:1: has a header and no row; add at least one claim"]),
        (
            "quantty,value,window\nx,1,2023\n",
            [
                "claims.csv:1: 'quantty' is not a column of a claims table; the nearest known is 'quantity'",
                "claims.csv:1: quantity: the column is missing; rename 'quantty', if that is what it holds",
            ],
        ),
        (
            "quantity,value_low,window\nx,1,2023\n",
            ["claims.csv:1: value: the column is missing; add it, or both value_low and value_high"],
        ),
        (
            "quantity,value,window,value\nx,1,2023,2\n",
            ["claims.csv:1: value: the column is there twice; rename or delete one of the two"],
        ),
        (
            "quantity,value,window\nx,5,000,2023\n",
            ["claims.csv:2: the row has 4 cells, the header 3; quote the cells that contain a comma"],
        ),
        (
            'quantity,value,window\nx,"1,2023\n',
            ["claims.csv:2: is not CSV (unexpected end of data); check the quotes of this row"],
        ),
    ],
)
def test_a_table_that_cannot_be_read(claims_messages: ClaimsMessages, text: str, expected: list[str]) -> None:
    assert claims_messages(text) == expected


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("value", "-5", "'-5' is below zero; write a number from 0 up"),
        ("value", "nan", "'nan' is not a number; write digits, as 6000000, or leave the field out"),
        ("value", "inf", "'inf' is infinite; write the number that was stated"),
        ("value", "1e15", "'1e15' is beyond 1e+12; check the digits and the unit"),
        ("value", "five", "'five' is not a number; write digits without thousands marks, as 6000000"),
        (
            "value",
            "",
            "there is no number, half a range, or a value beside a range; "
            "give either value, or value_low and value_high",
        ),
        ("quantity", "", "is blank; say what is counted"),
        ("window", "2025-13", "'2025-13' is not a date; write year-month, as in 2025-04"),
        ("window", "", "is blank; write it, as 2023-06/2025-04"),
        (
            "hedge",
            "abuot",
            "'abuot' is neither a class nor a word of hedges.csv; "
            "the nearest known is 'approx', or add a row to data/vocabulary/hedges.csv",
        ),
        ("hedge", "between", "'range' needs two numbers; give value_low and value_high"),
        ("measure", "totl", "'totl' is not a measure; the nearest known is 'total'"),
        ("status", "primry", "'primry' is not a status; the nearest known is 'primary'"),
        (
            "interest",
            "interestd",
            "'interestd' is not in interests.csv; "
            "the nearest known is 'interested', or add a row to data/vocabulary/interests.csv",
        ),
        (
            "basis",
            "offical",
            "'offical' is not in knowledge.csv; "
            "the nearest known is 'official', or add a row to data/vocabulary/knowledge.csv",
        ),
        ("stated_on", "yesterday", "'yesterday' is not a date; write year-month, as in 2025-04"),
    ],
)
def test_a_wrong_cell(claims_messages: ClaimsMessages, column: str, cell: str, expected: str) -> None:
    row = {"quantity": "visitors", "value": "5", "window": "2023"} | {column: cell}
    text = f"{','.join(row)}\n{','.join(row.values())}\n"
    assert claims_messages(text) == [f"claims.csv:2: {column}: {expected}"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "visitors,5,6,7,2023,,total,a",
            "value: there is no number, half a range, or a value beside a range; "
            "give either value, or value_low and value_high",
        ),
        ("visitors,,7,6,2023,,total,a", "value_low: '7' is above value_high; swap the two, or correct one"),
        ("visitors,,5,6,2023,about,total,a", "hedge: 'approx' takes one number; write 'range'"),
        (
            "present,1.5,,,2023,,share,a",
            "value: '1.5' is a share above 1; write the share as a fraction, as 0.45 for 45 %",
        ),
        (
            "troops,5,,,2023,,total,soldiers",
            "measure: 'total' does not go with troops, a stock by data/vocabulary/quantities.csv; "
            "write stock, or give the quantity another name",
        ),
        (
            "rounds,5,,,2023,,total,gunz",
            "unit: 'gunz' does not count rounds; "
            "the nearest known is 'guns', or add a row to data/vocabulary/units.csv",
        ),
    ],
)
def test_cells_that_do_not_go_together(claims_messages: ClaimsMessages, rows: str, expected: str) -> None:
    header = "quantity,value,value_low,value_high,window,hedge,measure,unit"
    assert claims_messages(f"{header}\n{rows}\n") == [f"claims.csv:2: {expected}"]


def test_mixed_units_without_a_factor_name_both(claims_messages: ClaimsMessages) -> None:
    text = "quantity,value,window,unit\naid,5,2023,tons\naid,5,2024,\naid,7,2023,crates\n"
    assert claims_messages(text) == [
        "claims.csv:4: unit: 'crates' is another unit of aid than 'tons', "
        "and no factor between them is known; "
        "convert one of them, or add the quantity and both units to data/vocabulary"
    ]


def test_one_quantity_is_either_a_flow_or_a_stock(claims_messages: ClaimsMessages) -> None:
    text = "quantity,value,window,measure\naid,5,2023,rate\naid,7,2023,stock\n"
    assert claims_messages(text) == [
        "claims.csv:3: measure: 'stock' does not go with aid, a flow by the first row that measures it; "
        "write total or rate, or give the quantity another name"
    ]


def test_a_duplicate_id_and_an_origin_that_contradicts_itself(claims_messages: ClaimsMessages) -> None:
    text = (
        "claim_id,origin_id,quantity,value,window\n"
        "a,one,aid,5,2023\na,two,aid,6,2024\nb,one,aid,5,2020\nc,three,aid,5,2020\n"
    )
    assert claims_messages(text) == [
        "claims.csv:3: claim_id: 'a' is already the id of a row above; give each its own",
        "claims.csv:4: window: '2020' contradicts 2023 of the same origin 'one' (claims.csv:2); "
        "correct one window, or give the statements different origins",
    ]


def test_a_null_character_does_not_hide_behind_a_cell_that_begins_alike(
    claims_messages: ClaimsMessages,
) -> None:
    text = "quantity,value,window\nrounds,5,2024\nrounds,5,2024\0" + "20\nrounds,6,2025-13\n"
    assert claims_messages(text) == [
        "claims.csv:3: window: '2024\\x0020' has a control character (U+0000); delete it",
        "claims.csv:4: window: '2025-13' is not a date; write year-month, as in 2025-04",
    ]


@pytest.mark.parametrize(
    "column", ["status", "hedge", "measure", "unit", "interest", "basis", "origin_id", "note"]
)
@pytest.mark.parametrize(
    ("char", "name"),
    [("\0", "\\x00' has a control character (U+0000)"), ("\x1b", "\\x1b' has a control character (U+001B)")],
)
def test_a_control_character_is_refused_in_whatever_column(
    claims_messages: ClaimsMessages, column: str, char: str, name: str
) -> None:
    text = f"quantity,value,window,{column}\nrounds,5,2024,\nrounds,5,2024,a{char}\n"
    assert claims_messages(text) == [f"claims.csv:3: {column}: 'a{name}; delete it"]


def test_a_control_character_in_the_header_is_refused(claims_messages: ClaimsMessages) -> None:
    assert claims_messages("quantity,value,window,my\0mood\nrounds,5,2024,\n") == [
        "claims.csv:1: 'my\\x00mood' has a control character (U+0000); delete it"
    ]


def test_a_row_with_a_control_character_is_skipped_when_asked(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = write(tmp_path, "quantity,value,window\naid,5,2023\naid,6,2023\0\n")
    frame = read_claims(path, vocabulary, skip_bad=True)
    assert list(frame["value"]) == [5.0]
    assert [(problem.line, problem.field) for problem in frame.attrs["problems"]] == [(3, "window")]


def test_all_problems_of_a_table_come_at_once_and_in_order(claims_messages: ClaimsMessages) -> None:
    text = "quantity,value,window,hedge\naid,-1,2023,\naid,1,2023-00,\naid,1,2023,abuot\n,1,2023,\n"
    assert [message.split(": ")[:2] for message in claims_messages(text)] == [
        ["claims.csv:2", "value"],
        ["claims.csv:3", "window"],
        ["claims.csv:4", "hedge"],
        ["claims.csv:5", "quantity"],
    ]


def test_a_line_break_inside_a_cell_does_not_shift_the_lines(claims_messages: ClaimsMessages) -> None:
    text = 'quantity,value,window,note\naid,1,2023,"two\nlines"\naid,x,2023,\n'
    assert [message.split(": ")[0] for message in claims_messages(text)] == ["claims.csv:4"]


def test_bad_rows_are_skipped_and_named_when_asked(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = write(tmp_path, "quantity,value,window,mood\naid,5,2023,good\naid,x,2023,bad\n")
    frame = read_claims(path, vocabulary, skip_bad=True)
    assert list(frame["value"]) == [5.0]
    assert [(problem.line, problem.severity) for problem in frame.attrs["problems"]] == [
        (1, "warning"),
        (3, "error"),
    ]


def test_skipping_does_not_leave_an_empty_table(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(TablesError, match="is not a number"):
        read_claims(write(tmp_path, "quantity,value,window\naid,x,2023\n"), vocabulary, skip_bad=True)


def test_a_byte_order_mark_of_a_spreadsheet_program_is_taken(tmp_path: Path, vocabulary: Vocabulary) -> None:
    frame = read_claims(write(tmp_path, "\ufeff" + SOUND.replace("\n", "\r\n")), vocabulary)
    assert list(frame["quantity"]) == ["visitors"]


def test_formulas_are_defused_in_csv_and_whole_after_reading(tmp_path: Path, vocabulary: Vocabulary) -> None:
    note = "=cmd|' /C calc'!A0"
    row = dict.fromkeys(CLAIM_COLUMNS, "") | {"quantity": "aid", "value": 5.0, "window": "2023", "note": note}
    text = csv_text([row], CLAIM_COLUMNS)
    assert next(csv.DictReader(io.StringIO(text)))["note"] == "'" + note
    assert read_claims(write(tmp_path, text), vocabulary)["note"].iat[0] == note


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*[st.text(max_size=8)] * 4), min_size=1, max_size=4))
def test_whatever_stands_in_the_cells_gives_a_message_or_a_row(
    tmp_path: Path, vocabulary: Vocabulary, rows: list[tuple[str, ...]]
) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("quantity", "value", "window", "hedge"), *rows])
    path = tmp_path / "claims.csv"
    path.write_bytes(buffer.getvalue().encode("utf-8", "surrogatepass"))
    try:
        frame = read_claims(path, vocabulary)
    except TablesError as error:
        assert all(problem.rule and problem.remedy for problem in error.problems)
    else:
        assert (frame["value"] >= 0).all()
