"""A record with one statement more: what was there stays, character for character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from analysis.adding.record_text import extended_record, new_record
from analysis.tables import TablesError

STATEMENT = {"id": "new", "phrase": "over 5 guns", "value": 5.0, "derived_from": ("a", "b")}
ITEM = "- id: new\n  phrase: over 5 guns\n  value: 5\n  derived_from: [a, b]\n"


def indented(text: str, blanks: int = 2) -> str:
    return "".join(" " * blanks + line for line in text.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("statements:\n  - id: a\n", f"statements:\n  - id: a\n\n{indented(ITEM)}"),
        ("statements:\n- id: a", f"statements:\n- id: a\n\n{ITEM}"),
        (
            "statements:\n  - id: a # c\n\n  # two\n  - id: b\n\n# end\n",
            f"statements:\n  - id: a # c\n\n  # two\n  - id: b\n\n{indented(ITEM)}\n# end\n",
        ),
        (
            "statements:\n  - id: a\n    note: >-\n      x\n      # no comment\nlicence: l # ours\n",
            "statements:\n  - id: a\n    note: >-\n      x\n      # no comment\n\n"
            f"{indented(ITEM)}\nlicence: l # ours\n",
        ),
        (
            "statements:\r\n- id: a\r\n# end\r\n",
            f"statements:\r\n- id: a\r\n\r\n{ITEM}\n# end\n".replace("\r", "").replace("\n", "\r\n"),
        ),
    ],
)
def test_a_statement_is_put_after_the_last_one(before: str, after: str) -> None:
    assert extended_record(before, STATEMENT, "x.yaml") == after


@pytest.mark.parametrize(
    ("text", "line"),
    [("statements: [{id: a}]\n", ":1"), ("source: x\n", ""), ("a: 1\nstatements: []\n", ":2")],
)
def test_what_does_not_stand_in_lines_is_left_to_its_author(text: str, line: str) -> None:
    with pytest.raises(TablesError) as caught:
        extended_record(text, STATEMENT, "seeds/x.yaml")
    assert str(caught.value) == (
        f"seeds/x.yaml{line}: statements: no statement can be added: they do not stand one below the other; "
        "begin each with '- id: …'"
    )


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=80)


@given(TEXTS, st.integers(0, 4), st.sampled_from(["", "# end\n", "note: x\n", "\n\n", "  # deeper\n"]))
def test_any_text_comes_back_as_it_went_in(note: str, blanks: int, rest: str) -> None:
    before = f"statements:\n{' ' * blanks}- id: a\n{rest}"
    text = extended_record(before, {"id": "new", "note": note}, "x.yaml")
    read = YAML(typ="safe", pure=True).load(text)
    assert read["statements"] == [{"id": "a"}, {"id": "new", "note": note}]
    remaining = iter(text.splitlines())
    assert all(line in remaining for line in before.splitlines())


def test_a_new_record_has_its_fields_in_their_order() -> None:
    text = new_record({"licence": "CC0", "source": "y", "published": "2025"}, {"phrase": "9 guns", "id": "g"})
    assert text == (
        "# yaml-language-server: $schema=record.schema.json\n"
        "source: y\npublished: '2025'\nlicence: CC0\nstatements:\n  - id: g\n    phrase: 9 guns\n"
    )
