"""A plot on a page: the picture for the width of the screen, its words, and its files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.plots import MEDIA_TYPE, Plot
from analysis.plots.palette import themed
from analysis.site.markup import element, text
from analysis.tables.defusing import defuse

FOLDER = "plots"


@dataclass(frozen=True, slots=True)
class Picture:
    """What a page needs of a plot."""

    name: str
    alt: str
    wide: str
    narrow: str
    rows: Sequence[Sequence[object]]

    @classmethod
    def of_plot(cls, plot: Plot) -> Picture:
        """Take it from a plot."""
        rows = [plot.table.header, *plot.table.rows]
        return cls(plot.name, plot.words.alt, plot.wide, plot.narrow, rows)

    @classmethod
    def of_output(cls, data: Mapping[str, Any]) -> Picture:
        """Take it from what a notebook keeps of a plot."""
        about = data[MEDIA_TYPE]
        wide = "".join(data["image/svg+xml"])
        return cls(about["name"], about["alt"], wide, about["narrow"], json.loads(about["table"]))

    def html(self, to_root: str, code: str = "", words: str = "In words") -> str:
        """Return the plot for a page from which ``to_root`` leads to the root of the site.

        ``code`` is where the code that drew it can be seen, relative to the page; ``words`` is what
        opens the text alternative.
        """
        place = f"{to_root}{FOLDER}/{self.name}"
        links = [
            element("a", "SVG", href=f"{place}.svg", download=f"{self.name}.svg"),
            element("a", "CSV", href=f"{place}.csv", download=f"{self.name}.csv"),
        ]
        if code:
            links.append(element("a", "Code", href=code))
        alternative = element("details", element("summary", text(words)), element("p", text(self.alt)))
        caption = element("figcaption", alternative, element("span", *links, class_="hr-plot-files"))
        wide = element("div", themed(self.wide), class_="hr-plot-wide")
        narrow = element("div", themed(self.narrow), class_="hr-plot-narrow")
        return element("figure", wide, narrow, caption, class_="hr-plot", id=f"plot-{self.name}")

    def files(self) -> dict[str, str]:
        """Return the files to publish with it, by their path on the site."""
        place = f"{FOLDER}/{self.name}"
        return {f"{place}.svg": self.wide, f"{place}.csv": as_csv(self.rows)}


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV, with texts that a spreadsheet program would run as a formula defused."""
    buffer = io.StringIO()
    safe = ([defuse(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    csv.writer(buffer, lineterminator="\n").writerows(safe)
    return buffer.getvalue()
