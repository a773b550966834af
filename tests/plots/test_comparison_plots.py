"""Plots of comparisons say in words what they show, and keep the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analysis.plots import (
    Band,
    Panel,
    Plot,
    WidthShare,
    plot_expected,
    plot_factors,
    plot_narrowing,
    plot_panels,
)

ALONE = Panel("North", ("2024-02", "2024-03"), (20.0, 40.0), (10.0, 20.0), (40.0, 80.0))
TOGETHER = Panel("All", ("2024-01", "2024-02"), (10.0, 11.0), (5.0, 6.0), (20.0, 21.0))


def test_panels_say_between_what_each_series_lies_and_when() -> None:
    plot = plot_panels("panels", [ALONE], TOGETHER, "rounds per month", title="North is higher")
    assert plot.words.alt == (
        "North is higher. All: monthly medians between 10 and 11 from January 2024 to February 2024. "
        "North: monthly medians between 20 and 40 from February 2024 to March 2024."
    )
    assert plot.table.rows[-1] == ("North", "2024-03", 40.0, 20.0, 80.0, "rounds per month")
    assert "Mar 2024" in plot.wide


def test_panels_show_no_more_than_three_decades() -> None:
    deep = Panel("Deep", ("2024-01",), (1e-9,), (1e-12,), (40.0,))
    assert "1e-1" not in plot_panels("deep", [deep], TOGETHER, "rounds", title="Deep").wide


def test_what_was_expected_stands_before_what_was_stated() -> None:
    bands = [
        Band("A ministry", 100.0, low_90=50.0, high_90=200.0, unit="guns"),
        Band("… stated", 7.0, unit="guns", kind="beside"),
    ]
    plot = plot_expected("expected", bands, title="One claim is odd")
    assert plot.words.alt == (
        "One claim is odd. A ministry: 100 guns (nine chances in ten: 50–200). … stated: 7 guns."
    )


def test_statements_are_listed_with_what_they_narrow() -> None:
    shares = [WidthShare("Ask north", 0.31), WidthShare("Ask south", 0.1)]
    plot = plot_narrowing("next", shares, title="North knows", subtitle="Expected.")
    assert plot.words.alt == "North knows. Expected. Ask north: 31\u202f%; Ask south: 10\u202f%."


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (
            lambda: plot_panels("p", [], TOGETHER, "", title=""),
            "there is nothing to compare; give at least one series",
        ),
        (lambda: plot_factors("p", [], title=""), "there is nothing to plot; give at least one band"),
        (
            lambda: plot_narrowing("p", [], title="", subtitle=""),
            "there is no statement to compare; give at least one",
        ),
    ],
)
def test_nothing_to_draw_is_refused(draw: Callable[[], Plot], message: str) -> None:
    with pytest.raises(ValueError) as refused:
        draw()
    assert str(refused.value) == message
