"""Retellings that name what they retell, and statements that are worth a second look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.checking import check_suite
from analysis.tables import Records, Vocabulary, read_records

Messages = Callable[..., list[str]]
HEAD = """\
source: {source}
title: A page of ours
publisher: Nobody
language: en
published: 2025-05-02
accessed: 2025-05-31
address: https://example.org/{source}
licence: None stated
statements:
"""
ROUNDS = """\
  - id: {id}
    phrase: over 5,000 rounds
    speaker: hur
    quantity: rounds
    value: 5000
    hedge: lower
    window: 2023-06/2025-04
"""


def page(source: str, *statements: str) -> str:
    return HEAD.format(source=source) + "".join(statements)


def rounds(name: str, *lines: str) -> str:
    return ROUNDS.format(id=name) + "".join(f"    {line}\n" for line in lines)


def counted(name: str, quantity: str, value: int, window: str = "2024-12/2025-03") -> str:
    return (
        f"  - id: {name}\n    phrase: {value:,} of them\n    speaker: rok_nis\n    quantity: {quantity}\n"
        f"    value: {value}\n    window: {window}\n    origin: one\n"
    )


@pytest.fixture
def read(suite: Path, vocabulary: Vocabulary) -> Callable[..., Records]:
    def write_and_read(**pages: str) -> Records:
        for name, text in pages.items():
            (suite / "seeds" / f"{name}.yaml").write_text(text, encoding="utf-8")
        return read_records(suite / "seeds", vocabulary)

    return write_and_read


def test_a_page_without_a_copy_needs_no_paragraph(messages: Messages) -> None:
    assert messages(y=page("y", rounds("a"))) == []
    held = page("y", rounds("a")).replace("licence:", f"sha256: {'a' * 64}\nlicence:")
    assert messages(y=held) == ["seeds/y.yaml:11: paragraph: the field is missing; add it"]


def test_a_retelling_takes_over_the_origin_through_any_number_of_mouths(
    read: Callable[..., Records],
) -> None:
    records = read(
        y=page("y", rounds("a", "retells: z.b", "status: repeat")),
        z=page("z", rounds("b", "retells: x.rounds", "status: repeat")),
    )
    assert {one.origin for one in records.statements} == {"x-rounds"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["retells: x.round", "status: repeat"],
            "seeds/y.yaml:17: retells: 'x.round' is not a statement of any record; "
            "the nearest known is 'x.rounds'",
        ),
        (
            ["retells: gone.long-ago", "status: repeat"],
            "seeds/y.yaml:17: retells: 'gone.long-ago' is not a statement of any record; "
            "record that statement, or delete the line",
        ),
        (
            ["retells: x.rounds", "status: repeat", "origin: other"],
            "seeds/y.yaml:19: origin: 'other' is not the origin of x.rounds, which is 'x-rounds'; "
            "delete it, or correct retells",
        ),
        (
            ["retells: x", "status: repeat"],
            "seeds/y.yaml:17: retells: 'x' does not have the form of this field; write the source, a dot and "
            "the id of its statement, as in annual-report.visitors",
        ),
        (
            ["origin: nobody-said", "status: repeat"],
            "seeds/y.yaml:18: status: 'repeat' retells the origin 'nobody-said', which no primary rounds "
            "statement has; write 'primary', or correct the origin",
        ),
    ],
)
def test_a_retelling_of_nothing(messages: Messages, lines: list[str], expected: str) -> None:
    assert expected in messages(y=page("y", rounds("a", *lines)))


def test_retellings_that_go_round_in_a_circle(messages: Messages) -> None:
    found = messages(
        y=page("y", rounds("a", "retells: z.b"), rounds("c", "retells: y.a")),
        z=page("z", rounds("b", "retells: y.a")),
    )
    assert found == [
        "seeds/y.yaml:17: retells: 'z.b' goes round in a circle (y.a → z.b → y.a); "
        "delete it where the number was first said",
        "seeds/z.yaml:17: retells: 'y.a' goes round in a circle (z.b → y.a → z.b); "
        "delete it where the number was first said",
    ]


def test_one_statement_under_two_origins_is_asked_about_and_stops_nothing(
    read: Callable[..., Records], suite: Path
) -> None:
    read(y=page("y", rounds("a")))
    findings = check_suite(suite)
    assert not findings.failed
    assert findings.errors == [
        "seeds/y.yaml:10: origin: warning: 'y-a' has speaker, day and value in common with x.rounds "
        "(seeds/x.yaml:11), whose origin is 'x-rounds'; "
        "is it the same statement? then write 'retells: x.rounds' and 'status: repeat'"
    ]
    assert findings.notes[-1] == "Found no problem."


@pytest.mark.parametrize("line", ["stated_on: 2025-05-01", "status: context", "stated_on: 2025-05"])
def test_another_day_or_no_evidence_is_not_asked_about(read: Callable[..., Records], line: str) -> None:
    assert read(y=page("y", rounds("a", line))).warnings == ()


@pytest.mark.parametrize(
    ("part", "whole"), [("killed", "losses"), ("guns_170mm", "guns"), ("losses", "troops")]
)
def test_a_part_beyond_its_whole_is_asked_about_and_stops_nothing(
    read: Callable[..., Records], suite: Path, part: str, whole: str
) -> None:
    read(y=page("y", counted("part", part, 900), counted("whole", whole, 300)))
    findings = check_suite(suite)
    assert not findings.failed
    assert findings.errors == [
        f"seeds/y.yaml:14: value: warning: '900' is more {part} than there are {whole} in y.whole "
        "(seeds/y.yaml:17); is it read right? then correct it, or write 'status: ambiguous'"
    ]


def test_a_part_within_rounding_of_its_whole_or_over_another_window_is_not_asked_about(
    read: Callable[..., Records],
) -> None:
    near = page("y", counted("part", "killed", 330), counted("whole", "losses", 300))
    other = page("z", counted("part", "killed", 900), counted("whole", "losses", 200, "2024-12/2025-01"))
    assert read(y=near, z=other.replace("origin: one", "origin: two")).warnings == ()


def test_equal_numbers_of_two_months_are_two_counts(messages: Messages) -> None:
    august = counted("august", "missiles_fired", 24, "2024-08-01/2024-08-31")
    september = counted("september", "missiles_fired", 24, "2024-09-01/2024-09-30")
    assert messages(y=page("y", august, september)) == []


def test_a_share_is_evidence_on_a_part_only(messages: Messages) -> None:
    share = "  - id: {0}\n    phrase: half\n    speaker: hur\n    quantity: {0}\n    measure: share\n"
    window = "    value: 0.5\n    window: 2024-12/2025-03\n"
    assert messages(y=page("y", share.format("killed") + window, share.format("losses") + window)) == []
    assert messages(y=page("y", share.format("guns") + window)) == [
        "seeds/y.yaml:14: measure: 'share' does not go with guns, a flow; write total or rate"
    ]
