"""The one palette: what each colour stands for, on a light and on a dark page.

Estimates are blue, what is set beside them is orange, and what is only a reading aid is grey, so that the
pairs that must be told apart differ in lightness as well as in hue and survive colour-blindness and print.
"""

from __future__ import annotations

from typing import NamedTuple


class Colour(NamedTuple):
    """A colour on a light and on a dark page, as ``#rrggbb``."""

    light: str
    dark: str


PALETTE: dict[str, Colour] = {
    "card": Colour("#fffefc", "#14181d"),
    "ink": Colour("#1c2530", "#e9edf2"),
    "muted": Colour("#566270", "#a9b4c0"),
    "grid": Colour("#e2e5e9", "#323a44"),
    "axis": Colour("#98a2ae", "#66717e"),
    "band-90": Colour("#c9deee", "#254f76"),
    "band-50": Colour("#7fb2d8", "#3a7fb5"),
    "median": Colour("#0a4f86", "#d3ebfd"),
    "beside-90": Colour("#f7dcc4", "#5c3a1d"),
    "beside-50": Colour("#efaf7b", "#b06a2c"),
    "beside": Colour("#a8430a", "#ffc08a"),
    "plain-90": Colour("#dfe1e4", "#39414a"),
    "plain-50": Colour("#b9bec5", "#5f6a76"),
    "plain": Colour("#4a5461", "#c9d1da"),
}


def light(role: str) -> str:
    """Return the colour of a role on a light page; every plot is drawn with these."""
    return PALETTE[role].light


def style_sheet() -> str:
    """Return CSS custom properties ``--plot-…`` for both themes of a page."""
    by_theme = {"light": [], "dark": []}  # type: dict[str, list[str]]
    for role, colour in PALETTE.items():
        by_theme["light"].append(f"  --plot-{role}: {colour.light};")
        by_theme["dark"].append(f"  --plot-{role}: {colour.dark};")
    rules = [":root {", *by_theme["light"], "}", 'html[data-theme="dark"] {', *by_theme["dark"], "}"]
    return "\n".join(rules) + "\n"


def themed(svg: str) -> str:
    """Return an SVG whose colours follow the theme of the page that holds it."""
    for role, colour in PALETTE.items():
        svg = svg.replace(colour.light, f"var(--plot-{role}, {colour.light})")
    return svg
