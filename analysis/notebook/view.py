"""A suite as its notebooks and pages see it: figures, claims and estimates looked up by their ids."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from analysis.figures.cite import cite
from analysis.figures.languages import template
from analysis.figures.rounding import Band as Published
from analysis.figures.rounding import round_band
from analysis.figures.suite import Suite as Work
from analysis.figures.suite import suite_from_cff
from analysis.plots import Band, Month, Series
from analysis.plots.data import Kind
from analysis.plots.numbers import SHARE, rounded
from analysis.selection import EVERYTHING, SUBJECTS_VARIABLE, Row, Rows, Selection, select, subject_of
from analysis.suite import find_suite
from analysis.tables.package import read_package

EVIDENCE = ("primary", "repeat")
INFERRED = "inferred"
FLOW = "flow"
MONTH = "month."
LEVELS = {"median": "0.5", "low_50": "0.25", "high_50": "0.75", "low_90": "0.05", "high_90": "0.95"}
RATE = "rate"
PRIOR = "The prior alone, before any statement"


def open_view(root: Path | str | None = None) -> View:
    """Open the suite that holds a folder (default: the current one), cut down to what a build lets be seen.

    Raises
    ------
    analysis.suite.NoSuiteError
        If the folder lies in no suite.
    """
    folder = find_suite(Path.cwd() if root is None else Path(root))
    declared = os.environ.get(SUBJECTS_VARIABLE, EVERYTHING)
    return View(folder, select(folder, declared.split()))


@dataclass(frozen=True)
class View:
    """The tables of a suite behind lookups by id; shows nothing itself."""

    root: Path
    selection: Selection

    @property
    def title(self) -> str:
        """Title of the suite as it is cited."""
        return self.work.title

    # Figures

    def figure_ids(self, *, months: bool = False) -> list[str]:
        """Return the ids of all figures, without those of single months unless they are wanted."""
        return [figure_id for figure_id in self._figures if months or f".{MONTH}" not in figure_id]

    def figure(self, figure_id: str) -> Row:
        """Return a figure by its id; LookupError names the nearest one."""
        found = self._figures.get(figure_id)
        if found is None:
            near = get_close_matches(figure_id, self._figures, 1)
            hint = f"did you mean {near[0]!r}?" if near else "declare its quantity in the notebook's metadata"
            raise LookupError(f"{figure_id!r} is no figure that is seen here; {hint}")
        return found

    def band(self, figure_id: str, label: str = "", kind: Kind = "estimate") -> Band:
        """Return a figure as a band to plot."""
        row = self.figure(figure_id)
        unit = SHARE if self.is_fraction(figure_id) else row["unit"]
        return Band(
            label or row["label"],
            float(row["value"]),
            float(row["low_50"]),
            float(row["high_50"]),
            float(row["low_90"]),
            float(row["high_90"]),
            unit=unit,
            kind=kind,
        )

    def statement(self, figure_id: str) -> str:
        """Return the sentence of a figure without its band."""
        return self.figure(figure_id)["text_en"].rsplit(" (", 1)[0]

    def main_figure(self, quantity: str) -> str:
        """Return the id of the figure that stands for a quantity: its rate, or its level."""
        row = self.quantity(quantity)
        return f"{quantity}.{'rate' if row['kind'] == FLOW else row['level_id'] or 'level'}"

    @cached_property
    def headlines(self) -> list[str]:
        """Figures to lead with: the rate or level of each quantity, then the ratios; those published."""
        quantities = (row["quantity"] for row in self.selection.rows("vocabulary/quantities"))
        wanted = [*(self.main_figure(quantity) for quantity in quantities), *self.ratios]
        return [figure_id for figure_id in wanted if figure_id in self._figures]

    def is_fraction(self, figure_id: str) -> bool:
        """Return whether a figure is a part of a whole, which reads as per cent."""
        if figure_id in self.ratios:
            return self.ratios[figure_id]["bounded"] == "yes"
        return self.quantity(self.subject(figure_id))["kind"] == SHARE

    def cite(self, figure_id: str, style: str = "text", language: str = "en") -> str:
        """Return a citation of a figure in one of the styles of ``hedgerow cite``."""
        row = self.figure(figure_id)
        return cite(row, style, language, suite=self.work, sources=self.sources_of(figure_id))

    def name_unit(self, name: str) -> str:
        """Return the unit of the figure that stands for a quantity (per month if it is a flow) or a ratio."""
        if name in self.ratios:
            row = self.ratios[name]
            return SHARE if row["bounded"] == "yes" else row["unit"]
        row = self.quantity(name)
        return f"{row['noun_en']} per month" if row["kind"] == FLOW else row["noun_en"]

    def counted(self, claim: Row, language: str = "en") -> str:
        """Return what a claim counts, as its unit is called, and per what time; empty for a share."""
        if claim["measure"] == SHARE:
            return ""
        unit, _, period = claim["unit"].partition("/")
        known = self.selection.rows("vocabulary/units", unit=unit)
        words = known[0][f"words_{language}"].split("|") if known else [unit]
        noun = unit if unit in words else words[min(1, len(words) - 1)]  # the first is often the singular
        if claim["measure"] != RATE:
            return noun
        return f"{noun} {template(language, f'a.{period}' if period else 'a.month')}"

    def hedge_word(self, hedge: str, language: str = "en") -> str:
        """Return the first word that means a hedge; empty when there is none, as for a bare number."""
        found = self.selection.rows("vocabulary/hedges", hedge=hedge)
        return found[0][f"words_{language}"].split("|")[0] if found else ""

    def bloc_name(self, bloc: str, language: str = "en") -> str:
        """Return the name of a bloc."""
        found = self.selection.rows("vocabulary/blocs", bloc=bloc)
        return found[0][f"name_{language}"] if found else bloc

    def claim(self, claim_id: str) -> Row:
        """Return a claim by its id."""
        return self.selection.rows("claims", claim_id=claim_id)[0]

    def sources_of(self, figure_id: str) -> Rows:
        """Return the sources that a figure rests on."""
        claims = set(self.figure(figure_id)["sources"].split())
        used = {row["source_id"] for row in self.selection.rows("claims") if row["claim_id"] in claims}
        return tuple(row for row in self.selection.rows("sources") if row["source_id"] in used)

    # Quantities, ratios and the claims about them

    @cached_property
    def ratios(self) -> dict[str, Row]:
        """Ratios by id."""
        return {row["ratio"]: row for row in self.selection.rows("vocabulary/ratios")}

    def quantity(self, quantity: str) -> Row:
        """Return a quantity by its id."""
        found = self.selection.rows("vocabulary/quantities", quantity=quantity)
        if not found:
            raise LookupError(f"{quantity!r} is no quantity that is seen here; declare it in the metadata")
        return found[0]

    def subject(self, figure_id: str) -> str:
        """Return the quantity or ratio that a figure is about."""
        return subject_of(figure_id, self.ratios)

    def label(self, subject: str) -> str:
        """Return the name of a quantity or ratio."""
        return (self.ratios[subject] if subject in self.ratios else self.quantity(subject))["label_en"]

    def quantities(self, subjects: Iterable[str]) -> set[str]:
        """Return quantities for quantities, and both of its quantities for a ratio."""
        pairs = ((row["numerator"], row["denominator"]) for s in subjects if (row := self.ratios.get(s)))
        return {*subjects, *(quantity for pair in pairs for quantity in pair)}

    def evidence(self, *subjects: str) -> Rows:
        """Return the claims that count towards quantities and ratios."""
        wanted = self.quantities(subjects)
        claims = self.selection.rows("claims")
        return tuple(row for row in claims if row["status"] in EVIDENCE and row["quantity"] in wanted)

    def ratio_series(self, ratio: str) -> Series:
        """Return a ratio by month beside the whole span; a month that did not pass its checks has no band."""
        checks = self.selection.rows("estimates/diagnostics", quantity=ratio, target="ratio")
        months = tuple(self._ratio_month(ratio, row) for row in checks if row["month"])
        return Series(
            self.label(ratio), self.name_unit(ratio), months, self.band(ratio, "Whole span", "beside")
        )

    # Estimates behind the figures

    def series(self, quantity: str) -> Series:
        """Return the months of a quantity and its average; a month whose figure is withheld has no band."""
        row = self.quantity(quantity)
        rows = self.selection.rows("estimates/diagnostics", quantity=quantity, target="month")
        months = tuple(self._month(quantity, about) for about in rows)
        average = self.band(self.main_figure(quantity), "Average", "beside")
        return Series(row["label_en"], row["unit"], months, average, stock=row["kind"] != FLOW)

    def month_is_prior(self, figure_id: str) -> bool:
        """Return whether the shape of a month comes from the prior."""
        about = self._diagnostics(figure_id)
        return about is not None and self._month(self.subject(figure_id), about).prior_shape

    def scenarios(self, figure_id: str, *, settled: bool = True) -> list[str]:
        """Return the names of the scenarios under which the draws of a figure settled, or did not."""
        quantity, target, month = self._target(figure_id)
        rows = self.selection.rows("estimates/sensitivity", quantity=quantity, target=target, month=month)
        return [row["scenario"] for row in rows if (row["passed"] == "yes") == settled]

    def scenario(self, figure_id: str, scenario: str, label: str = "") -> Band:
        """Return a figure under other assumptions, rounded as figures are; ``base`` is the figure itself."""
        published = self.band(figure_id)
        if scenario == "base":
            return replace(published, label=label)
        quantity, target, month = self._target(figure_id)
        key = {"quantity": quantity, "target": target, "month": month, "scenario": scenario}
        found = self.selection.rows("estimates/sensitivity", **key)
        if not found:
            raise LookupError(f"there is no scenario {scenario!r} for {figure_id}; estimate again")
        return rounded_band(label, found[0], published.unit)

    def prior(self, figure_id: str) -> Band | None:
        """Return what the prior alone gives for a figure, where it was computed."""
        about = self._diagnostics(figure_id)
        if about is None or not about["prior_low_90"] or not about["prior_high_90"]:
            return None
        low, high = (rounded(float(about[end])) for end in ("prior_low_90", "prior_high_90"))
        return Band(PRIOR, None, low_90=low, high_90=high, unit=self.band(figure_id).unit, kind="beside")

    @cached_property
    def _figures(self) -> dict[str, Row]:
        return {row["figure_id"]: row for row in self.selection.rows("figures")}

    @cached_property
    def work(self) -> Work:
        """The suite as a work that can be cited."""
        from ruamel.yaml import YAML

        text = (self.root / "CITATION.cff").read_text(encoding="utf-8")
        return suite_from_cff(YAML(typ="safe").load(text), read_package(self.root / "data"))

    def _target(self, figure_id: str) -> tuple[str, str, str]:
        """Return quantity (or ratio), target and month under which the estimates list a figure."""
        if figure_id in self.ratios:
            return figure_id, "ratio", ""
        quantity, suffix = figure_id.split(".", 1)
        if suffix.startswith(MONTH):
            return quantity, "month", suffix.removeprefix(MONTH)
        return quantity, suffix if self.quantity(quantity)["kind"] == FLOW else "level", ""

    def _diagnostics(self, figure_id: str) -> Row | None:
        quantity, target, month = self._target(figure_id)
        rows = self.selection.rows("estimates/diagnostics", quantity=quantity, target=target, month=month)
        return rows[0] if rows else None

    def _ratio_month(self, ratio: str, check: Row) -> Month:
        rows = self.selection.rows("estimates/ratio_months", ratio=ratio, month=check["month"])
        ends = {row["output_type_id"]: row["value"] for row in rows if row["output_type"] == "quantile"}
        row = {name: ends[level] for name, level in LEVELS.items()}
        unit = self.name_unit(ratio)
        band = rounded_band("", row, unit) if check["passed"] == "yes" else Band(check["month"], None)
        return Month(check["month"], band, 1.0)

    def _month(self, quantity: str, about: Row) -> Month:
        figure_id = f"{quantity}.{MONTH}{about['month']}"
        band = self.band(figure_id) if figure_id in self._figures else Band(about["month"], None)
        low, high = (float(about[end]) if about[end] else None for end in ("prior_low_90", "prior_high_90"))
        return Month(about["month"], band, float(about["shape_information"] or 0), low, high)


def rounded_band(label: str, row: Row, unit: str) -> Band:
    """Return the columns of a band as one to plot, rounded as figures are."""
    numbers = (float(row[name]) for name in ("median", "low_50", "high_50", "low_90", "high_90"))
    to = round_band(Published(*numbers))
    return Band(label, to.value, to.low_50, to.high_50, to.low_90, to.high_90, unit=unit)
