"""The façade by which a notebook shows what was known when; each verb shows one thing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.figures.escape import markdown_text
from analysis.notebook.showing import Text, plot_name, show
from analysis.notebook.tables import reading, speaker_name, table
from analysis.notebook.view import View
from analysis.plots import Band, Vintage, plot_vintages
from analysis.plots.numbers import SHARE, rounded, shown, span, value_shown
from analysis.plots.words import many
from analysis.read.labels import month_label, window_label
from analysis.selection import Row, Rows

NOT_YET = "This was not worked out yet; `hedgerow build` does it."
ENDS = ("median", "low_50", "high_50", "low_90", "high_90")
JUMP = 0.1
"""A median that moves by less, as a share of the width before, counts as still (both logarithmic)."""


@dataclass(frozen=True, slots=True)
class Vintages:
    """The estimates as they stood at the end of each month; what is not there is said to be missing."""

    view: View

    # Values

    def of(self, figure_id: str) -> list[Vintage]:
        """Return a figure as it stood at the end of each month since it could be estimated."""
        return [self._vintage(figure_id, row) for row in self.rows(figure_id)]

    def rows(self, figure_id: str) -> Rows:
        """Return the rows of a figure."""
        quantity, target = self._subject(figure_id)
        return self.view.selection.rows("estimates/vintages", quantity=quantity, target=target)

    def label(self, figure_id: str) -> str:
        """Return the name of a figure."""
        quantity, target = self._subject(figure_id)
        name = self.view.label(quantity)
        return f"{name} a month" if target == "rate" else name

    def _subject(self, figure_id: str) -> tuple[str, str]:
        if figure_id in self.view.ratios:
            return figure_id, "ratio"
        quantity, _, target = figure_id.partition(".")
        return quantity, target

    def _vintage(self, figure_id: str, row: Row) -> Vintage:
        label, unit = self.label(figure_id), self._unit(figure_id)
        middle, low_50, high_50, low_90, high_90 = (rounded(float(row[name])) for name in ENDS)
        band = Band(label, middle, low_50, high_50, low_90, high_90, unit)
        return Vintage(row["month"], band, int(row["claims"]), row["changed"] == "yes", row["window"])

    def _unit(self, figure_id: str) -> str:
        if figure_id in self.view.ratios:
            return SHARE if self.view.is_fraction(figure_id) else self.view.ratios[figure_id]["unit"]
        row = self.view.quantity(figure_id.partition(".")[0])
        return f"{row['noun_en']} a month" if figure_id.endswith(".rate") else row["noun_en"]

    # Shown

    def say(self, *figure_ids: str) -> None:
        """Show how figures stood first and last, and whether the last median lay in the earlier bands."""
        texts = (story(self.label(name), self.of(name)) for name in figure_ids if self.rows(name))
        show(Text("\n\n".join(texts) or NOT_YET))

    def plot(self, figure_id: str, title: str | None = None) -> None:
        """Show a figure as it stood at the end of each month."""
        found = self.of(figure_id)
        name, label = plot_name("vintages", figure_id), self.label(figure_id)
        show(plot_vintages(name, label, found, title or headline(label, found)) if found else Text(NOT_YET))

    def moves(self, figure_id: str) -> None:
        """Show each month in which something new was stated: what, and how the figure moved."""
        found = self.of(figure_id)
        header = (
            "End of",
            "Statements",
            "About",
            "Median",
            "9 chances in 10",
            "Upper over lower end",
            "Moved by",
        )
        rows = [_move_cells(before, now) for before, now in _pairs(found) if now.changed]
        show(Text(table(header, rows) if rows else NOT_YET))

    def news(self, *quantities: str) -> None:
        """Show the primary statements about quantities in the order in which they became known."""
        rows = self.view.selection.rows("estimates/predictions")
        wanted = [row for row in rows if row["quantity"] in quantities and row["public"]]
        claims = {row["claim_id"]: row for row in self.view.selection.rows("claims")}
        cells = [self._news_cells(claims[row["claim_id"]], row["public"]) for row in wanted]
        show(Text(table(("Public on", "Statement", "Speaker", "Claim"), cells) if cells else NOT_YET))

    def _news_cells(self, claim: Row, public: str) -> tuple[str, ...]:
        texts = (public, reading(self.view, claim), speaker_name(self.view, claim))
        return (*map(markdown_text, texts), f"`{claim['claim_id']}`")

    def outlook(self) -> None:
        """Show for each month how its predictions of the next statements turned out."""
        rows = [row for row in self.view.selection.rows("estimates/predictions") if row["pit"]]
        months = sorted({row["known_by"] for row in rows})
        cells = [_outlook_cells(month, [row for row in rows if row["known_by"] == month]) for month in months]
        header = ("Known by the end of", "Stated next", "In the 90 % band", "Below it", "Above it")
        show(Text(table(header, cells) if cells else NOT_YET))


def factor(band: Band) -> float:
    """Return the upper over the lower end of a 90 % band."""
    return (band.high_90 or 1.0) / (band.low_90 or 1.0)


def headline(label: str, vintages: Sequence[Vintage]) -> str:
    """Return what became of a figure's band and when it moved most, as a sentence without its full stop."""
    first, last = (rounded(factor(one.band)) for one in (vintages[0], vintages[-1]))
    verb = "narrowed" if last < first else "did not narrow"
    band = f"{label}: the band {verb}, from a factor of {shown(first)} to {shown(last)}"
    moves = [(abs(log_move(before, now)), before, now) for before, now in pairwise(vintages)]
    size, before, now = max(moves, key=lambda move: move[0], default=(0.0, None, None))
    if before is None or now is None or size == 0:
        return band
    return f"{band}; the median moved most in {month_label(now.month)}, by {_percent(log_move(before, now))}"


def log_move(before: Vintage, now: Vintage) -> float:
    """Return the logarithm of a median over the one before; 0 where one is missing."""
    if not before.band.value or not now.band.value:
        return 0.0
    return math.log(now.band.value / before.band.value)


def _percent(log_ratio: float) -> str:
    return f"{100 * math.expm1(log_ratio):+.0f}\u202f%"


def story(label: str, vintages: Sequence[Vintage]) -> str:
    """Return how a figure stood first and last, and how many earlier bands hold the last median."""
    first, last = vintages[0], vintages[-1]
    earlier = vintages[:-1]
    held = sum(holds(one.band, last.band.value) for one in earlier)
    kept = (
        f" The last median lies in the 90\u202f% bands of {held} of the {many(len(earlier), 'month')} before."
        if earlier
        else ""
    )
    return f"**{markdown_text(label)}.** {_stood(first)}; {_small(_stood(last))}.{kept}"


def holds(band: Band, value: float | None) -> bool:
    """Return whether a value lies in a 90 % band."""
    return value is not None and (band.low_90 or 0.0) <= value <= (band.high_90 or math.inf)


def _stood(vintage: Vintage) -> str:
    known = many(vintage.claims, "statement")
    unit = "" if vintage.band.unit == SHARE else f" {markdown_text(vintage.band.unit)}"
    return (
        f"At the end of {month_label(vintage.month)}, from {known}, it stood at {value_shown(vintage.band)}"
        f"{unit} ({span(vintage.band)}) over {window_label(vintage.window)}"
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _pairs(vintages: Sequence[Vintage]) -> Iterator[tuple[Vintage | None, Vintage]]:
    yield from zip((None, *vintages), vintages, strict=False)


def _move_cells(before: Vintage | None, now: Vintage) -> tuple[str, ...]:
    return (
        month_label(now.month),
        str(now.claims),
        window_label(now.window),
        value_shown(now.band),
        span(now.band),
        f"× {shown(rounded(factor(now.band)))}",
        _moved(before, now),
    )


def _moved(before: Vintage | None, now: Vintage) -> str:
    """Return by how much a median moved; a move that is small beside the band before is called still."""
    if before is None:
        return ""
    moved = log_move(before, now)
    return "hardly" if abs(moved) < JUMP * math.log(factor(before.band)) else _percent(moved)


def _outlook_cells(month: str, rows: Sequence[Row]) -> tuple[str, ...]:
    pits = [float(row["pit"]) for row in rows]
    below, above = sum(pit < 0.05 for pit in pits), sum(pit > 0.95 for pit in pits)
    inside = len(pits) - below - above
    return (month_label(month), *map(str, (len(pits), inside, below, above)))
