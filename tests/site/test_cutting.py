"""A plot that is too tall for a page is cut between its rows."""

from __future__ import annotations

import re

import pytest

from analysis.plots import plot_bands, plot_windows
from analysis.plots.coverage import Coverage, CoverageGroup, plot_coverage
from analysis.plots.data import Band, Span
from analysis.site.cutting import pieces

TALLEST, SMALLEST = 1.5, 0.7


def windows(count: int) -> str:
    spans = [Span(f"statement {n}", 24_280 + n % 12, 24_290 + n % 20, f"window {n}") for n in range(count)]
    return plot_windows("windows", spans).wide


def coverage(count: int) -> str:
    rows = tuple(Coverage(f"row {n}", 0.5, 0.9) for n in range(11))
    return plot_coverage(
        "coverage", [CoverageGroup(f"Group {n}", rows) for n in range(count)], 0.04, "All"
    ).wide


def box(svg: str) -> list[float]:
    found = re.search(r'viewBox="([^"]*)"', svg)
    assert found
    return [float(number) for number in found[1].split()]


def texts(svg: str) -> list[str]:
    return re.findall(r">([^<>\n]+)</text>", svg)


def extents(svg: str, tallest: float) -> list[tuple[float, float]]:
    """Return from where to where each line and area reaches that is of one row or panel."""
    paths = re.findall(r'<path d="([^"]*)"', svg)
    heights = [[float(y) for y in re.findall(r"[ML] \S+ (\S+)", path)] for path in paths]
    return [(min(ys), max(ys)) for ys in heights if ys and max(ys) - min(ys) < tallest]


@pytest.mark.parametrize("svg", [windows(150), coverage(7)], ids=["windows", "coverage"])
def test_rows_stay_whole_and_each_text_is_shown_once(svg: str) -> None:
    _, _, width, height = box(svg)
    cut = pieces(svg, TALLEST, SMALLEST)
    boxes = [box(piece) for piece in cut]
    ends = [top + tall for _, top, _, tall in boxes]
    assert ends == pytest.approx([*(top for _, top, _, _ in boxes[1:]), height], abs=0.02)
    room = TALLEST / 2 * width
    assert all(tall <= room for _, _, _, tall in boxes)
    assert sorted(text for piece in cut for text in texts(piece)) == sorted(texts(svg))
    across = [(low, high) for low, high in extents(svg, room) for end in ends if low < end < high]
    assert across == []


def test_a_plot_that_fits_when_it_is_made_smaller_stays_whole() -> None:
    svg = windows(32)
    _, _, width, height = box(svg)
    assert TALLEST < height / width < TALLEST / SMALLEST
    assert pieces(svg, TALLEST, SMALLEST) == [svg]


def test_a_plot_without_rows_to_cut_between_stays_whole() -> None:
    svg = plot_bands("one", [Band("Only", 1.0, 0.9, 1.1, 0.5, 1.5)], title="One").wide
    assert len(pieces(re.sub("font-weight: 700; ", "", svg), 0.1, SMALLEST)) == 1
