"""A page for one plot: title, subtitle and footer around an area to draw in, laid out in inches."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import Rectangle

from analysis.plots.data import Words
from analysis.plots.palette import light

FONT = "DejaVu Sans"  # comes with matplotlib, so that it is the same on every machine
TITLE, TEXT, SMALL = 12.5, 9.5, 8.5
LINE = 1.32
MARGIN = 0.14
REMEMBERED = 10_000
"""Texts that are remembered as printed, and with their widths: a plot measures most of them several times."""


class Size(NamedTuple):
    """Width in inches, and whether labels must do with a narrow column."""

    width: float
    narrow: bool


WIDE, NARROW = Size(7.2, False), Size(3.5, True)


@dataclass(frozen=True, slots=True)
class Page:
    """A figure, its size, and the band of it in inches that is free to draw in."""

    figure: Figure
    size: Size
    bottom: float
    height: float

    def axes(self, *, left: float, right: float, below: float, height: float) -> Axes:
        """Return axes with these margins and height, in inches from the free area's lower edge."""
        total = self.figure.get_figheight()
        rect = (
            left / self.size.width,
            (self.bottom + below) / total,
            (self.size.width - left - right) / self.size.width,
            height / total,
        )
        return self.figure.add_axes(rect)


@contextmanager
def house_style(name: str) -> Iterator[None]:
    """Draw in the house style; ``name`` seeds the ids of an SVG so that they repeat."""
    with mpl.rc_context({**_settings(), "svg.hashsalt": name}):
        yield


def page(size: Size, words: Words, height: float) -> Page:
    """Return a page with its texts set and ``height`` inches left free between them."""
    title = wrapped(words.title, TITLE, size.width - 2 * MARGIN, bold=True)
    subtitle = wrapped(words.subtitle, TEXT, size.width - 2 * MARGIN)
    footer = wrapped(words.footer, SMALL, size.width - 2 * MARGIN)
    above = MARGIN + _height(title, TITLE) + 0.06 + _height(subtitle, TEXT) + 0.12
    below = 0.04 + (MARGIN + _height(footer, SMALL) if footer else 0)
    total = above + height + below
    figure = Figure(figsize=(size.width, total), facecolor=light("card"))
    top = _write(figure, title, total - MARGIN, TITLE, "ink", weight="bold")
    _write(figure, subtitle, top - 0.06, TEXT, "muted")
    _write(figure, footer, 0.04 + _height(footer, SMALL), SMALL, "muted")
    return Page(figure, size, below, height)


def draw_block(axes: Axes, left: float, bottom: float, width: float, height: float, **looks: Any) -> None:
    """Draw a rectangle on axes whose limits are set; the bars of matplotlib reckon them anew each time."""
    axes.add_artist(Rectangle((left, bottom), width, height, **looks))


def wrapped(text: str, points: float, inches: float, *, bold: bool = False) -> list[str]:
    """Return ``text`` in lines that fit into a width; a word that is too long is cut."""
    lines: list[str] = []
    for word in _words_that_fit(printable(text), points, inches, bold):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, points, bold=bold) <= inches:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def fitted(text: str, points: float, inches: float, *, bold: bool = False) -> str:
    """Return ``text`` cut with an ellipsis where it would be wider than ``inches``."""
    text = printable(text)
    if text_width(text, points, bold=bold) <= inches:
        return text
    ends = range(1, len(text) + 1)
    kept = bisect_right(ends, inches, key=lambda end: text_width(f"{text[:end]}…", points, bold=bold))
    return f"{text[:kept].rstrip()}…"


def text_width(text: str, points: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in inches."""
    return _measured(printable(text), points, bold)


@lru_cache(maxsize=REMEMBERED)
def printable(text: str) -> str:
    """Return ``text`` on one line with only characters that the font has and that show as themselves."""
    known = _known_characters()
    return "".join(c if ord(c) in known else "\u25a1" for c in visible(text))


def visible(text: str) -> str:
    """Return ``text`` on one line without characters that cannot be seen; narrow blanks are kept."""
    spaced = re.sub(r"[ \t\r\n\f\v]+", " ", text)
    seen = "".join(c for c in spaced if c.isprintable() or unicodedata.category(c) == "Zs")
    return re.sub(r" +", " ", seen).strip(" ")


def _words_that_fit(text: str, points: float, inches: float, bold: bool) -> Iterator[str]:
    for word in text.split(" "):
        yield fitted(word, points, inches, bold=bold)


def _write(
    figure: Figure, lines: list[str], top: float, points: float, role: str, *, weight: str = "normal"
) -> float:
    """Write lines downwards from ``top`` (inches) and return where they end."""
    size = figure.get_size_inches()
    for line in lines:
        figure.text(
            MARGIN / size[0],
            (top - points * 0.98 / 72) / size[1],
            line,
            fontsize=points,
            color=light(role),
            weight=weight,
        )
        top -= points * LINE / 72
    return top


def _height(lines: list[str], points: float) -> float:
    return len(lines) * points * LINE / 72


@lru_cache(maxsize=REMEMBERED)
def _measured(text: str, points: float, bold: bool) -> float:
    """Return the width of printable text in inches; the font hints each letter anew, which takes long."""
    width, _, _ = _renderer().get_text_width_height_descent(text, _font(points, bold), False)
    return float(width) / 72


@lru_cache(maxsize=1)
def _renderer() -> Any:
    return RendererAgg(10, 10, 72)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=16)
def _font(points: float, bold: bool) -> FontProperties:
    return FontProperties(family=[FONT], size=points, weight="bold" if bold else "normal")


@lru_cache(maxsize=1)
def _known_characters() -> frozenset[int]:
    return frozenset(get_font(findfont(FONT)).get_charmap())


def _settings() -> dict[Any, Any]:
    return {
        "font.family": [FONT],
        "font.size": TEXT,
        "text.parse_math": False,  # a dollar sign in a source is a dollar sign
        "text.color": light("ink"),
        "svg.fonttype": "none",
        "path.simplify": False,
        "axes.facecolor": "none",
        "axes.edgecolor": light("axis"),
        "axes.labelcolor": light("muted"),
        "axes.linewidth": 0.8,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "grid.color": light("grid"),
        "grid.linewidth": 0.8,
        "xtick.color": light("axis"),
        "ytick.color": light("axis"),
        "xtick.labelcolor": light("muted"),
        "ytick.labelcolor": light("muted"),
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "xtick.major.width": 0.8,
        "ytick.major.size": 0,
        "hatch.linewidth": 1.1,
        "figure.dpi": 72,
    }
