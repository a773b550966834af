"""Plots of vintages and of predictions: their words and numbers, and what cannot be drawn."""

from __future__ import annotations

import pytest

from analysis.plots import Band, Vintage, plot_histogram, plot_vintages

FIRST = Vintage("2023-10", Band("Rate", 200.0, 150.0, 300.0, 80.0, 500.0, "rounds a month"), 1, True)
LAST = Vintage("2023-11", Band("Rate", 300.0, 280.0, 320.0, 250.0, 360.0, "rounds a month"), 4, False)


def test_shares_are_counted_in_tenths() -> None:
    plot = plot_histogram("pit", [0.0, 0.01, 0.55, 1.0], "3 of 4 inside")
    assert [row[2] for row in plot.table.rows] == [2, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    assert plot.words.alt.startswith("3 of 4 inside. 4 cases by the share below. 0\u202f% to 10\u202f%: 2; ")
    assert "below what was stated" in plot.narrow


def test_a_month_without_news_has_another_colour_and_all_are_in_the_table() -> None:
    news, still = plot_vintages("v", "Rate", [FIRST], "It"), plot_vintages("v", "Rate", [FIRST, LAST], "It")
    assert "#b9bec5" not in news.wide
    assert "#b9bec5" in still.wide
    assert [row[0] for row in still.table.rows] == ["2023-10", "2023-11"]
    assert still.words.alt == (
        "It. Rate by month of knowledge. end of October 2023, 1 statement: 200 (80–500); "
        "end of November 2023, 4 statements: 300 (250–360)."
    )


def test_nothing_to_plot_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^there is no case to plot; give at least one$"):
        plot_histogram("pit", [], "None")
    with pytest.raises(ValueError, match=r"^Rate has no vintages; give at least one$"):
        plot_vintages("v", "Rate", [], "None")
