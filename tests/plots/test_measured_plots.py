"""Plots of a calibration: their words and numbers, and what cannot be drawn."""

from __future__ import annotations

import pytest

from analysis.plots import (
    Coverage,
    CoverageGroup,
    MethodScore,
    RankPanel,
    plot_coverage,
    plot_ranks,
    plot_scores,
)

BAND = ((0.0, 0.5, 1.0), (0.0, -0.2, 0.0), (0.0, 0.2, 0.0))
KEEPS, LEAVES = (0.0, 0.1, 0.0), (0.0, 0.3, 0.0)


def test_coverage_is_told_in_words_and_numbers() -> None:
    rows = (Coverage("total", 0.512, 0.9), Coverage("a label far too long for its column " * 3, 0.0, 1.0))
    groups = [CoverageGroup("One claim", rows), CoverageGroup("", (Coverage("ratio", 0.4, 0.8),))]
    plot = plot_coverage("coverage", groups, 0.045, "Bands hold")
    assert "Shaded: within 4.5 points of the promise." in plot.words.subtitle
    assert "One claim, total: 51.2\u202f% and 90\u202f%" in plot.words.alt
    assert "; ratio: 40\u202f% and 80\u202f%" in plot.words.alt
    assert plot.table.rows[0] == ("One claim", "total", 0.512, 0.9)
    assert "One claim" in plot.wide and "One claim" in plot.narrow


def test_a_curve_outside_its_band_has_another_colour_and_is_named() -> None:
    kept = RankPanel("One claim", *BAND, {"total": KEEPS})
    left = RankPanel("Two claims", *BAND, {"total": KEEPS, "ratio": LEAVES})
    inside, both = plot_ranks("ranks", [kept], "Ranks"), plot_ranks("ranks", [kept, left], "Ranks")
    assert both.words.alt == (
        "Ranks. One claim: 1 of 1 values inside; Two claims: 1 of 2 values inside, outside ratio."
    )
    assert "#a8430a" in both.wide
    assert "#a8430a" not in inside.wide
    assert ("Two claims", "ratio", 0.5, 0.3) in both.table.rows
    assert ("Two claims", "lower end of the band", 0.5, -0.2) in both.table.rows


def test_scores_are_listed_best_first() -> None:
    plot = plot_scores(
        "scores", [MethodScore("a", 0.3), MethodScore("us", 0.2, ours=True)], "We win", "CRPS."
    )
    assert plot.table.rows == (("us", 0.2), ("a", 0.3))
    assert plot.words.alt == "We win. CRPS. us: 0.200; a: 0.300."


def test_nothing_to_plot_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^there is no coverage to plot; give at least one$"):
        plot_coverage("coverage", [CoverageGroup("One claim", ())], 0.045, "Bands hold")
    with pytest.raises(ValueError, match=r"^there are no ranks to plot; give at least one problem$"):
        plot_ranks("ranks", [], "Ranks")
    with pytest.raises(ValueError, match=r"^there are no scores to plot; give at least one$"):
        plot_scores("scores", [], "We win", "CRPS.")
