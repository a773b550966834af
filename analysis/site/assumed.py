"""The grid of assumptions in one language: what can be moved, and the figures at each point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from analysis.figures.languages import fill
from analysis.figures.rounding import Band as Published
from analysis.figures.rounding import round_band
from analysis.notebook.assumed import point_of
from analysis.plots.data import Band
from analysis.plots.numbers import shown
from analysis.selection import Row
from analysis.site.edition import Edition
from analysis.tables.assumptions import Assumption, assumptions_of
from analysis.tables.vocabulary import words_of
from analysis.whatif import PUBLISHED, settled

ROOM_ABOVE = 1.02


@dataclass(frozen=True, slots=True)
class Axis:
    """An assumption as a reader moves it: its values as on the command line, and words for each."""

    name: str
    label: str
    about: str
    values: tuple[str, ...]
    words: tuple[str, ...]
    usual: int
    """Place of the usual value."""


@dataclass(frozen=True)
class Grid:
    """The published headline figures at each point, by figure and by assumptions as they are written."""

    edition: Edition
    axes: tuple[Axis, ...]
    rows: Mapping[str, Mapping[str, Row]]

    @classmethod
    def of(cls, edition: Edition) -> Grid:
        """Take it from the tables that an edition sees."""
        rows: dict[str, dict[str, Row]] = {}
        published = edition.view.figure_ids()
        for row in edition.grid_rows:
            if row["figure_id"] in published and settled(row):
                rows.setdefault(row["figure_id"], {})[row["assumptions"]] = row
        used = {name for points in rows.values() for point in points for name in point_of(point)}
        known = assumptions_of(edition.vocabulary)
        return cls(edition, tuple(axis_of(edition, known[name]) for name in known if name in used), rows)

    @property
    def figures(self) -> list[str]:
        """Ids of the figures, in the order in which they are published."""
        return [figure_id for figure_id in self.edition.view.figure_ids() if figure_id in self.rows]

    def axes_of(self, figure_id: str) -> list[Axis]:
        """Return the axes that move a figure."""
        used = {name for point in self.rows[figure_id] for name in point_of(point)}
        return [axis for axis in self.axes if axis.name in used]

    def points(self, figure_id: str) -> list[str]:
        """Return the points at which a figure was estimated."""
        return list(self.rows[figure_id])

    def band(self, figure_id: str, point: str) -> Band:
        """Return a figure at a point, rounded as figures are; what is published stays as it is printed."""
        if point == PUBLISHED:
            return self.edition.band(figure_id)
        return self._bands[figure_id][point]

    def top(self, figure_id: str) -> float:
        """Return where the axis of a figure ends, the same at each point."""
        ends = (end for point in self.points(figure_id) for end in self.band(figure_id, point).ends())
        return round(max(ends) * ROOM_ABOVE, 6)

    @cached_property
    def _bands(self) -> dict[str, dict[str, Band]]:
        return {
            figure_id: {point: self._rounded(figure_id, row) for point, row in points.items()}
            for figure_id, points in self.rows.items()
        }

    def _rounded(self, figure_id: str, row: Row) -> Band:
        return replace(self.edition.band(figure_id), **asdict(round_band(Published.of(row))))


def axis_of(edition: Edition, assumption: Assumption) -> Axis:
    """Return an assumption in the words of an edition."""
    language, texts = edition.language, assumption.texts
    row = _row_words(edition, assumption)
    words = [word.strip() for word in texts[f"words_{language}"].split("|")]
    return Axis(
        assumption.name,
        fill(texts[f"label_{language}"], row=row),
        texts.get(f"about_{language}", ""),
        tuple(f"{value:.12g}" for value in assumption.values),
        tuple(
            fill(word, row=row, to=_cell(edition, assumption, value))
            for word, value in zip(words, assumption.values, strict=True)
        ),
        assumption.values.index(assumption.usual),
    )


def _row_words(edition: Edition, assumption: Assumption) -> str:
    """Return what the row of an assumption is called, where it has only one."""
    if len(assumption.rows) != 1:
        return ""
    row = edition.vocabulary.table(assumption.table)[assumption.rows[0]]
    own = {f"words_{edition.language}": row.get(f"words_{edition.language}")}
    return next(iter(words_of(own)), assumption.rows[0])


def _cell(edition: Edition, assumption: Assumption, value: float) -> str:
    if len(assumption.rows) != 1:
        return ""
    return shown(float(f"{assumption.cell(edition.vocabulary, value):.2g}"), "", edition.language)
