"""A plot that is taller than a page, cut where none of its rows is cut."""

from __future__ import annotations

import re

from analysis.plots.canvas import MARGIN

POINTS = 72
VIEW_BOX = re.compile(r'viewBox="0 0 (\S+) (\S+)"')
TEXT = re.compile(r'<text style="([^"]*)"(?: x="([^"]*)" y="([^"]*)")?[^>]*>[^<]*</text>')
LINE = 1.2
"""Height of a line of text over its baseline, in sizes of its font; the row above ends higher still."""


def pieces(svg: str, tallest: float, smallest: float) -> list[str]:
    """Return a picture of ours, in pieces of half a page at most when it is too tall for a page.

    Parameters
    ----------
    svg
        The picture, as `analysis.plots` draws it.
    tallest
        Height of a page, as a multiple of the width of the picture.
    smallest
        Scale to which a picture may be made smaller before it is cut.
    """
    view_box = VIEW_BOX.search(svg)
    if view_box is None:
        return [svg]
    width, height = map(float, view_box.groups())
    if height * smallest <= tallest * width:
        return [svg]
    ends = [*_cuts(svg, height, tallest * width / 2), height]
    return [_piece(svg, width, top, bottom) for top, bottom in zip([0.0, *ends], ends, strict=False)]


def _cuts(svg: str, height: float, room: float) -> list[float]:
    """Return where to cut: as far down as there is room, over a row; a row that has no room stays whole."""
    places, cuts = _tops_of_rows(svg), [0.0]
    while height - cuts[-1] > room:
        below = [place for place in places if place > cuts[-1]]
        if not below:
            break
        cuts.append(max((place for place in below if place <= cuts[-1] + room), default=below[0]))
    return cuts[1:]


def _tops_of_rows(svg: str) -> list[float]:
    """Return the heights over the bold lines at the left margin: each is the head of a row or of a panel."""
    margin = f"{MARGIN * POINTS:.2f}"
    heads = [(style, float(y)) for style, x, y in TEXT.findall(svg) if "weight: 700" in style and x == margin]
    return sorted(y - LINE * _font_size(style) for style, y in heads)


def _font_size(style: str) -> float:
    found = re.search(r"font-size: ([\d.]+)px", style)
    return float(found[1]) if found else 0.0


def _piece(svg: str, width: float, top: float, bottom: float) -> str:
    """Return what lies between two heights, without the texts of the others, which a search would find."""

    def kept(text: re.Match[str]) -> str:
        return text[0] if not text[3] or top <= float(text[3]) < bottom else ""

    box = f'viewBox="0 {top:.2f} {width:g} {bottom - top:.2f}"'
    return TEXT.sub(kept, VIEW_BOX.sub(box, svg, count=1))
