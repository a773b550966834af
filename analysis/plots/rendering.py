"""A drawn plot as SVG for wide and narrow columns, as PNG, and with its words and numbers."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from xml.sax.saxutils import quoteattr

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from analysis.collecting import collected_seldom
from analysis.plots.canvas import NARROW, WIDE, Size, house_style, visible
from analysis.plots.data import Table, Words

MEDIA_TYPE = "application/vnd.hedgerow.plot+json"
"""Under this type a notebook keeps what the site needs beyond the picture."""

ROOT_STYLE = (
    "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; "
    "stroke-linejoin: round; stroke-linecap: butt"
)
"""Set once on the whole picture; text is drawn in the reader's font, most of which are narrower than ours."""
SUPERFLUOUS = tuple(
    (re.compile(pattern, re.DOTALL), replacement)
    for pattern, replacement in (
        (r"<metadata>.*?</metadata>\s*|<!--.*?-->\s*", ""),
        (r"<defs>\s*<style.*?</style>\s*</defs>\s*", ""),
        (r"font: (\d+) ([\d.]+px) '[^;\"]*", r"font-weight: \1; font-size: \2"),
        (r"font: ([\d.]+px) '[^;\"]*", r"font-size: \1"),
        (r" *font-family: [^;\"]*;?| transform=\"rotate\(-?0 [^)]*\)\"", ""),
        (r"(\d\.\d\d)\d+(?=[^<>]*>)", r"\1"),  # inside a tag only: a text may hold 5.000
        (r"\s*\n\s*(?=[LzCQ\"])", " "),
        (r"\n\s+", "\n"),
    )
)
PNG_DOTS_PER_INCH = 144
PNG_COLOURS = 96


@dataclass(frozen=True)
class Plot:
    """A picture with its words; shows itself in a notebook."""

    name: str
    words: Words
    wide: str
    narrow: str
    table: Table
    figure: Figure = field(repr=False, compare=False)
    """The drawing for a wide column."""

    @cached_property
    def png(self) -> bytes:
        """The picture for a wide column in few colours; made when first asked for, as pages do without."""
        with house_style(self.name), collected_seldom():
            return _png(self.figure)

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, object], dict[str, object]]:
        rows = [list(self.table.header), *(list(row) for row in self.table.rows)]
        about = {
            "name": self.name,
            "title": self.words.title,
            "alt": self.words.alt,
            "narrow": self.narrow,
            "table": json.dumps(rows, separators=(",", ":")),  # a list would fill a line of the file a cell
        }
        data: dict[str, object] = {
            "image/svg+xml": self.wide,
            "image/png": base64.b64encode(self.png).decode("ascii"),
            MEDIA_TYPE: about,
            "text/plain": self.words.alt,
        }
        return data, {"image/png": {"alt": self.words.alt}, "image/svg+xml": {"alt": self.words.alt}}


def render(name: str, words: Words, table: Table, draw: Callable[[Size], Figure]) -> Plot:
    """Draw a plot for both widths.

    Parameters
    ----------
    name
        Letters, digits and hyphens; unique on a page, because the ids inside the SVG begin with it.
    draw
        Returns the finished figure for a size; called inside the house style.
    """
    words = replace(words, title=visible(words.title), alt=visible(words.alt))
    with house_style(name), collected_seldom():
        figure = draw(WIDE)
        wide = _svg(figure, f"{name}-wide", words.alt)
        narrow = _svg(draw(NARROW), f"{name}-narrow", words.alt)
    return Plot(name, words, wide, narrow, table, figure)


def _png(figure: Figure) -> bytes:
    """Return a PNG of few colours, which is a third of the size and looks the same."""
    figure.set_dpi(PNG_DOTS_PER_INCH)
    pixels, size = FigureCanvasAgg(figure).print_to_buffer()  # type: ignore[no-untyped-call]
    full, small = Image.frombytes("RGBA", size, pixels).convert("RGB"), io.BytesIO()
    # An octree finds colours in a tenth of the time that the median cut takes, and its files are smaller.
    few = full.quantize(PNG_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(small, "png")
    return small.getvalue()


def _svg(figure: Figure, prefix: str, alt: str) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _trimmed(buffer.getvalue(), prefix, alt)


def _trimmed(svg: str, prefix: str, alt: str) -> str:
    """Return only the ``svg`` element, with ids of its own, the reader's fonts and a text alternative."""
    body = svg[svg.index("<svg ") :]
    for pattern, replacement in SUPERFLUOUS:
        body = pattern.sub(replacement, body)
    view_box = re.search(r'viewBox="[^"]*"', body)
    attributes = [
        'xmlns="http://www.w3.org/2000/svg"',
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
        view_box[0] if view_box else "",
        f"style={quoteattr(ROOT_STYLE)}",
        f'role="img" aria-label={quoteattr(alt)}',
    ]
    opening = f"<svg {' '.join(attributes)}>"
    return re.sub(r"<svg [^>]*>", lambda _: opening, _own_ids(body, prefix), count=1).strip() + "\n"


def _own_ids(svg: str, prefix: str) -> str:
    """Drop the ids that nothing points to and put ``prefix`` before the others."""
    wanted = set(re.findall(r'(?:url\(|xlink:href=")#([^)"]+)', svg))

    def renamed(match: re.Match[str]) -> str:
        return f' id="{prefix}-{match[1]}"' if match[1] in wanted else ""

    svg = re.sub(r' id="([^"]*)"', renamed, svg)
    return re.sub(r'(url\(|xlink:href=")#', rf"\g<1>#{prefix}-", svg)
