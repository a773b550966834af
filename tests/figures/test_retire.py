from __future__ import annotations

import pandas as pd
import pytest

from analysis.figures.retire import RETIRED_COLUMNS, follow_retired, retire_figures

NONE_RETIRED = pd.DataFrame(columns=list(RETIRED_COLUMNS))


def published(*ids: str) -> pd.DataFrame:
    return pd.DataFrame({"figure_id": list(ids)})


def listed(retired: pd.DataFrame) -> dict[str, tuple[str, str]]:
    rows = zip(retired["figure_id"], retired["replaced_by"], retired["retired_in"], strict=True)
    return {text: (successor, version) for text, successor, version in rows}


def test_an_id_that_is_gone_stays_listed_with_what_replaced_it() -> None:
    first = retire_figures(
        NONE_RETIRED,
        published("a.rate", "b.rate"),
        published("c.rate"),
        version="1",
        replacements={"a.rate": "c.rate"},
    )
    assert list(first.columns) == list(RETIRED_COLUMNS)
    assert listed(first) == {"a.rate": ("c.rate", "1"), "b.rate": ("", "1")}
    second = retire_figures(first, published("c.rate"), published("d.rate"), version="2")
    assert listed(second) == listed(first) | {"c.rate": ("", "2")}


def test_a_withheld_figure_is_not_retired() -> None:
    retired = retire_figures(NONE_RETIRED, published("a.rate"), published(), version="1", withheld=["a.rate"])
    assert retired.empty


def test_an_id_that_only_vanished_may_come_back() -> None:
    gone = retire_figures(NONE_RETIRED, published("a.month.2024-03"), published(), version="1")
    back = retire_figures(gone, published(), published("a.month.2024-03"), version="2")
    assert (len(gone), len(back)) == (1, 0)


def test_a_replaced_id_is_never_given_a_second_meaning() -> None:
    retired = pd.DataFrame([["a.rate", "b.rate", "1", ""]], columns=list(RETIRED_COLUMNS))
    with pytest.raises(ValueError, match=r"^'a\.rate' was retired in favour of 'b\.rate'; choose a new id$"):
        retire_figures(retired, published("b.rate"), published("a.rate", "b.rate"), version="2")


def test_a_replacement_must_make_sense() -> None:
    with pytest.raises(ValueError, match=r"^'z\.rate' is to replace 'a\.rate' but is not published; name a"):
        retire_figures(
            NONE_RETIRED, published("a.rate"), published(), version="1", replacements={"a.rate": "z.rate"}
        )
    with pytest.raises(ValueError, match=r"^'a\.rate' is replaced but still published; drop it from the"):
        retire_figures(
            NONE_RETIRED,
            published("a.rate"),
            published("a.rate", "b.rate"),
            version="1",
            replacements={"a.rate": "b.rate"},
        )


def test_a_chain_of_replacements_is_followed() -> None:
    rows = [["a", "b", "1", ""], ["b", "c", "2", ""], ["x", None, "2", ""]]
    retired = pd.DataFrame(rows, columns=list(RETIRED_COLUMNS))
    assert [follow_retired(text, retired) for text in ("a", "b", "c", "x")] == ["c", "c", "c", None]


def test_a_circle_of_replacements_is_named() -> None:
    retired = pd.DataFrame([["a", "b", "1", ""], ["b", "a", "2", ""]], columns=list(RETIRED_COLUMNS))
    with pytest.raises(ValueError, match=r"^a → b → a goes in a circle; correct retired\.csv$"):
        follow_retired("a", retired)
