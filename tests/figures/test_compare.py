from __future__ import annotations

import pandas as pd
import pytest

from analysis.figures.compare import COMPARISON_COLUMNS, compare_figures, moved_figures


def changed(figures: pd.DataFrame, figure_id: str, **cells: object) -> pd.DataFrame:
    other = figures.copy()
    for column, cell in cells.items():
        other.loc[figure_id, column] = cell
    return other


def change_of(comparison: pd.DataFrame, figure_id: str) -> str:
    return str(comparison.set_index("figure_id").loc[figure_id, "change"])


def test_the_same_figures_are_the_same(figures: pd.DataFrame) -> None:
    comparison = compare_figures(figures, figures)
    assert list(comparison.columns) == list(COMPARISON_COLUMNS)
    assert set(comparison["change"]) == {"same"}
    assert moved_figures(comparison).empty


@pytest.mark.parametrize(
    ("cells", "change"),
    [
        ({"value": 280_000.0}, "reprinted"),
        ({"value": 290_000.0}, "moved"),
        ({"high_90": 450_000.0}, "reprinted"),
        ({"high_90": 470_000.0}, "moved"),
        ({"window": "2023-06/2025-05"}, "redefined"),
        ({"data_version": "ffff0000"}, "same"),
    ],
)
def test_a_change_counts_when_rounding_cannot_explain_it(
    figures: pd.DataFrame, cells: dict[str, object], change: str
) -> None:
    comparison = compare_figures(figures, changed(figures, "rounds.rate", **cells))
    assert change_of(comparison, "rounds.rate") == change
    assert len(moved_figures(comparison)) == (change in ("moved", "redefined"))


def test_how_far_a_figure_moved(figures: pd.DataFrame) -> None:
    comparison = compare_figures(figures, changed(figures, "rounds.rate", value=297_000.0, low_50=241_000.0))
    row = comparison.set_index("figure_id").loc["rounds.rate"]
    assert (row["old_value"], row["new_value"], row["difference"]) == (270_000, 297_000, 27_000)
    assert row["relative"] == pytest.approx(0.1)
    assert row["rounding_unit"] == 10_000


def test_new_and_retired_ids(figures: pd.DataFrame) -> None:
    old = figures.drop(index="guns.rate")
    new = figures.drop(index="troops.deployed")
    comparison = compare_figures(old, new)
    assert change_of(comparison, "guns.rate") == "new"
    assert change_of(comparison, "troops.deployed") == "retired"
    assert list(moved_figures(comparison)["figure_id"]) == ["guns.rate", "troops.deployed"]


def test_an_id_that_stands_twice_is_refused(figures: pd.DataFrame) -> None:
    with pytest.raises(
        ValueError, match=r"^rounds\.total stands twice in the new figures; keep one row an id$"
    ):
        compare_figures(figures, pd.concat([figures, figures]))
