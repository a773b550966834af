"""The tables that a reader sees, asked for some of their rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.selection import Selection

COLUMNS = ("quantity", "target", "month")
CELLS = st.sampled_from(("", "a", "b"))
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)), max_size=12).map(tuple)
ASKED = st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELLS), max_size=4)


@given(ROWS, ROWS, ASKED)
def test_rows_are_those_of_the_table_that_have_the_texts_in_their_order(
    first: tuple[dict[str, str], ...], second: tuple[dict[str, str], ...], questions: list[dict[str, str]]
) -> None:
    selection = Selection({"first": first, "second": second}, ("*",))
    for equal in questions:
        for name, table in (("first", first), ("second", second)):
            assert selection.rows(name, **equal) == tuple(
                row for row in table if equal.items() <= row.items()
            )
