"""The suite in one language, as its pages and its report speak of it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.figures.ids import FigureName, figure_label, is_word, parse_figure_id, quantities_of
from analysis.figures.languages import LANGUAGES, fill, template
from analysis.figures.numerals import print_date, print_window
from analysis.figures.rounding import Band as Published
from analysis.figures.sentences import print_bounds, print_value
from analysis.figures.sources import publisher_of
from analysis.notebook.assumed import point_of
from analysis.notebook.view import INFERRED, View
from analysis.plots import Band, Plot, Series, plot_months
from analysis.plots.numbers import SHARE
from analysis.publication import HISTORY
from analysis.read.labels import window_label
from analysis.selection import Row
from analysis.site.words import knows, word

if TYPE_CHECKING:
    from analysis.tables.vocabulary import Vocabulary

DEFAULT = LANGUAGES[0]
"""Language of the pages at the root of the site; each other one has a folder of its own."""


@dataclass(frozen=True)
class Edition:
    """The figures of a view, worded in one language."""

    view: View
    language: str = DEFAULT

    def say(self, name: str, **parts: object) -> str:
        """Return a text of the pages."""
        return word(self.language, name, **parts)

    @property
    def folder(self) -> str:
        """Folder of its pages on the site, with a slash; empty for those at the root."""
        return "" if self.language == DEFAULT else f"{self.language}/"

    @property
    def to_root(self) -> str:
        """Way from the folder of its pages to the root of the site."""
        return "../" if self.folder else ""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Vocabulary of the suite."""
        from analysis.tables.vocabulary import read_vocabulary

        return read_vocabulary(self.view.root / "data" / "vocabulary")

    # Figures

    def name(self, figure_id: str) -> FigureName:
        """Return what a figure is."""
        return parse_figure_id(figure_id, self.vocabulary)

    def label(self, figure_id: str) -> str:
        """Return the name of a figure."""
        return figure_label(self.name(figure_id), self.vocabulary, self.language)

    def subject_label(self, subject: str) -> str:
        """Return the name of a quantity or ratio."""
        rows = self.view.ratios if subject in self.view.ratios else {subject: self.view.quantity(subject)}
        return rows[subject][f"label_{self.language}"]

    def unit(self, figure_id: str) -> str:
        """Return the unit of a figure in words; empty where the label or a sign says it."""
        name = self.name(figure_id)
        if self.language == DEFAULT:
            return "" if self.view.is_fraction(figure_id) else self.view.figure(figure_id)["unit"]
        if name.target == "ratio":
            return ""
        return fill(template(self.language, f"unit.{name.target}"), unit=self.noun(name.subject))

    def noun(self, quantity: str) -> str:
        """Return what one counts of a quantity."""
        row = self.view.quantity(quantity)
        by_unit = self.language == DEFAULT and is_word(row["unit"])
        own = row["unit"] if by_unit else row[f"noun_{self.language}"]
        return own or row[f"label_{self.language}"]

    def band(self, figure_id: str, label: str = "") -> Band:
        """Return a figure as a band to plot."""
        unit = SHARE if self.view.is_fraction(figure_id) else self.unit(figure_id)
        band = self.view.band(figure_id, label or self.label(figure_id))
        return replace(band, unit=unit, language=self.language)

    def value(self, figure_id: str) -> str:
        """Return the median of a figure as it is printed."""
        return print_value(self._published(figure_id), self.language, bounded=self._bounded(figure_id))

    def bounds(self, figure_id: str, level: int = 90) -> tuple[str, str]:
        """Return the ends of a band as they are printed; what both share stands once."""
        bounded = self._bounded(figure_id)
        return print_bounds(self._published(figure_id), self.language, level=level, bounded=bounded)

    def band_in_words(self, figure_id: str) -> str:
        """Return both bands as sentences that can be printed."""
        return " ".join(self._chances(figure_id, level) for level in (90, 50))

    def sentence(self, figure_id: str) -> str:
        """Return the sentence of a figure, band included."""
        return self.view.figure(figure_id)[f"text_{self.language}"]

    def statement(self, figure_id: str) -> str:
        """Return the sentence of a figure without its band."""
        return self.sentence(figure_id).rsplit(" (", 1)[0]

    def window(self, figure_id: str) -> str:
        """Return the window of a figure as an adverb."""
        return print_window(self.view.figure(figure_id)["window"], self.language)

    def definitions(self, figure_id: str) -> list[str]:
        """Return what a figure counts: one sentence, or one each for the parts of a ratio."""
        name = self.name(figure_id)
        found = [self._definition(quantity) for quantity in quantities_of(name, self.vocabulary)]
        if name.target != "ratio":
            return [f"{text}." for text in found if text]
        parts = zip(("numerator", "denominator"), found, strict=True)
        return [self.say(f"part.{part}", definition=text) for part, text in parts if text]

    def history(self, figure_id: str) -> list[Row]:
        """Return the numbers that an id has stood for, latest first."""
        return [row for row in reversed(self._history) if row["figure_id"] == figure_id]

    def past_band(self, figure_id: str, row: Row) -> Band:
        """Return a row of the history of a figure as a band."""
        return replace(self.band(figure_id), **asdict(Published.of(row)))

    def scenarios(self, figure_id: str) -> list[tuple[str, Band]]:
        """Return a figure under each assumption that has a name in this language, as published first."""
        names = sorted(self.view.scenarios(figure_id), key=lambda name: name != "base")
        named = [(name, self.say(f"scenario.{name}")) for name in names if self._knows_scenario(name)]
        return [(label, self._under(figure_id, name)) for name, label in named]

    def unsettled(self, figure_id: str) -> list[str]:
        """Return the assumptions under which the draws of a figure did not settle."""
        names = self.view.scenarios(figure_id, settled=False)
        return [self.say(f"scenario.{name}") for name in names if self._knows_scenario(name)]

    @property
    def grid_rows(self) -> Sequence[Row]:
        """The figures under other assumptions; none where none were tried."""
        rows = self.view.selection.rows("whatif")
        return rows if any(point_of(row["assumptions"]) for row in rows) else ()

    # Series

    def months(self, subject: str) -> list[str]:
        """Return the ids of the months of a quantity."""
        wanted = f"{subject}.month."
        return [found for found in self.view.figure_ids(months=True) if found.startswith(wanted)]

    def month(self, figure_id: str) -> str:
        """Return the name of the month of a figure."""
        return self.day(self.name(figure_id).month)

    def series(self, quantity: str) -> Series:
        """Return the months of a quantity and its average, worded in this language."""
        series, unit = self.view.series(quantity), self.noun(quantity)
        average = self.band(self.view.main_figure(quantity), self.say("average"))
        months = tuple(
            replace(month, band=replace(month.band, unit=unit, language=self.language))
            for month in series.months
        )
        average = replace(average, kind="beside")
        label = self.subject_label(quantity)
        return replace(series, label=label, unit=unit, months=months, average=average)

    def months_plot(self, quantity: str) -> Plot | None:
        """Return the plot of the months of a quantity; none where no month is published."""
        if not self.months(quantity) or self.view.main_figure(quantity) not in self.view.figure_ids():
            return None
        if quantity not in self._drawn:  # its page shows it, and so do the landing page and the report
            name = f"months-{quantity}-{self.language}".replace(".", "-").replace("_", "-")
            self._drawn[quantity] = plot_months(name, self.series(quantity))
        return self._drawn[quantity]

    # Claims

    def claims(self, figure_id: str) -> list[Row]:
        """Return the claims that a figure rests on."""
        wanted = self.view.figure(figure_id)["sources"].split()
        rows = {row["claim_id"]: row for row in self.view.selection.rows("claims")}
        return [rows[claim] for claim in wanted if claim in rows]

    def source(self, claim: Row) -> Row:
        """Return the source in which a claim was read."""
        return self.view.selection.rows("sources", source_id=claim["source_id"])[0]

    def publisher(self, source: Row) -> str:
        """Return who published a source, or that its copy does not say so."""
        return publisher_of(source) or self.say("publisher.none")

    def speaker(self, claim: Row) -> str:
        """Return the name of a claim's speaker."""
        found = self.view.selection.rows("vocabulary/speakers", speaker=claim["speaker"])
        return found[0][f"name_{self.language}"] if found else claim["speaker"]

    def claim_window(self, claim: Row) -> str:
        """Return the window of a claim in words, marked when it is inferred; empty when it has none."""
        if not claim["window"]:
            return ""
        label = window_label(claim["window"], self.language)
        inferred = claim.get("window_basis") == INFERRED
        return self.say("window.inferred", window=label) if inferred else label

    def day(self, text: str) -> str:
        """Return a date in words; a text that is none stays as it is."""
        try:
            return print_date(text, self.language) or window_label(text, self.language)
        except ValueError:
            return text

    def place(self, claim: Row) -> str:
        """Return where in the document a claim stands."""
        kind, _, number = claim["locator"].partition(" ")
        known = knows(self.language, f"place.{kind}")
        return self.say(f"place.{kind}", number=number) if known else claim["locator"]

    def status(self, claim: Row) -> str:
        """Return what a claim counts as."""
        name = f"status.{claim['status']}"
        return self.say(name) if knows(self.language, name) else claim["status"]

    def reading(self, claim: Row) -> str:
        """Return the number of a claim as it was read: hedge, number, what is counted."""
        numbers = [self._stated(claim, name) for name in ("value", "value_low", "value_high") if claim[name]]
        if not numbers:
            return self.say("reading.none")
        parts = dict(zip(("low", "high"), numbers, strict=False))
        text = numbers[0] if claim["value"] else self.say("reading.range", **parts)
        hedge = self.view.hedge_word(claim["hedge"], self.language) if claim["value"] else ""
        return " ".join(part for part in (hedge, text, self.view.counted(claim, self.language)) if part)

    def _stated(self, claim: Row, column: str) -> str:
        from analysis.plots.numbers import shown

        return shown(float(claim[column]), SHARE if claim["measure"] == SHARE else "", self.language)

    def _chances(self, figure_id: str, level: int) -> str:
        low, high = self.bounds(figure_id, level)
        return self.say(f"band.{level}", low=low, high=high)

    def _published(self, figure_id: str) -> Published:
        return Published.of(self.view.figure(figure_id))

    def _bounded(self, figure_id: str) -> bool:
        return self.view.is_fraction(figure_id)

    def _definition(self, quantity: str) -> str:
        return self.view.quantity(quantity)[f"definition_{self.language}"].rstrip(".")

    def _knows_scenario(self, name: str) -> bool:
        return knows(self.language, f"scenario.{name}")

    def _under(self, figure_id: str, scenario: str) -> Band:
        band = self.view.scenario(figure_id, scenario)
        return replace(band, language=self.language)

    @cached_property
    def _drawn(self) -> dict[str, Plot]:
        return {}

    @cached_property
    def _history(self) -> list[Row]:
        path = self.view.root / HISTORY
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))


def editions(view: View) -> Sequence[Edition]:
    """Return the suite in each of its languages, that of the root first."""
    return [Edition(view, language) for language in LANGUAGES]
