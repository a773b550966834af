"""What a notebook says: sentences, tables and plots made from the figures, so that no number is ever typed.

>>> from analysis import notebook
>>> suite = notebook.open_suite()  # doctest: +SKIP
>>> suite.say("rounds.rate")  # doctest: +SKIP
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from IPython.display import display

from analysis.figures.cite import STYLES, cite
from analysis.figures.escape import markdown_text
from analysis.figures.rounding import Band as Published
from analysis.figures.rounding import round_band
from analysis.figures.suite import Suite as Work
from analysis.figures.suite import suite_from_cff
from analysis.plots import (
    Band,
    Month,
    Plot,
    Series,
    Span,
    WidthShare,
    plot_bands,
    plot_months,
    plot_sensitivity,
    plot_share,
    plot_widths,
    plot_windows,
)
from analysis.plots.data import Kind
from analysis.plots.numbers import SHARE, rounded, shown, span, value_shown
from analysis.plots.words import percent
from analysis.read.labels import month_label, window_label
from analysis.read.windows import parse_window
from analysis.selection import EVERYTHING, SUBJECTS_VARIABLE, Row, Rows, Selection, select
from analysis.suite import find_suite

EVIDENCE = ("primary", "repeat")
BAND_COLUMNS = ("value", "low_50", "high_50", "low_90", "high_90")
CAUSES = {
    "without_hedge": "Rounding and hedge of the number",
    "without_window": "Uncertain ends of the window",
    "without_speaker": "The speaker's leaning",
    "without_knowledge": "What the speaker could know",
    "without_unit": "Conversion of the unit",
    "without_shape": "Unevenness of the months",
}
ASSUMPTIONS = {
    "base": "As published",
    "hedge_width_half": "Hedges read half as wide",
    "hedge_width_double": "Hedges read twice as wide",
}
STATUS_WORDS = {
    "primary": "evidence",
    "repeat": "a further wording of the same origin",
    "derived": "arithmetic on other statements; not evidence",
    "no_figure": "no number",
    "transmission_error": "garbled on the way; not evidence",
    "ambiguous": "ambiguous; not evidence",
    "forecast": "about the future; not evidence",
}


def open_suite(root: Path | str | None = None) -> Suite:
    """Open the suite in which a notebook lies.

    Parameters
    ----------
    root
        Folder of the suite; by default the one that holds the current folder.

    Raises
    ------
    analysis.suite.NoSuite
        If there is none.
    """
    folder = find_suite(Path.cwd() if root is None else Path(root))
    declared = os.environ.get(SUBJECTS_VARIABLE, EVERYTHING)
    return Suite(folder, select(folder, declared.split()))


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown that shows itself, in a notebook rendered and elsewhere as it is written."""

    markdown: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/markdown": self.markdown, "text/plain": self.markdown}


@dataclass(frozen=True)
class Suite:
    """A suite as its notebooks see it: what it shows is made from figures, claims and estimates.

    Methods that are verbs show something and return nothing; the others return it.
    """

    root: Path
    selection: Selection

    # What is there

    def figure(self, figure_id: str) -> Row:
        """Return a figure by its id; LookupError names the nearest one."""
        found = self._figures.get(figure_id)
        if found is None:
            near = get_close_matches(figure_id, self._figures, 1)
            hint = (
                f"did you mean {near[0]!r}?" if near else "declare its quantity in the notebook's metadata."
            )
            raise LookupError(f"{figure_id!r} is no figure that this notebook sees; {hint}")
        return found

    def figure_ids(self, *, months: bool = False) -> list[str]:
        """Return the ids of all figures, without those of single months unless they are wanted."""
        return [figure_id for figure_id in self._figures if months or ".month." not in figure_id]

    def band(self, figure_id: str, label: str = "", kind: Kind = "estimate") -> Band:
        """Return a figure as a band to plot."""
        row = self.figure(figure_id)
        numbers = (float(row[column]) for column in BAND_COLUMNS)
        unit = SHARE if self._is_fraction(figure_id) else row["unit"]
        return Band(label or row["label"], *numbers, unit=unit, kind=kind)

    def subject_label(self, figure_id: str) -> str:
        """Return the name of the quantity or ratio that a figure is about."""
        return self._label(figure_id if figure_id in self._ratios else figure_id.split(".", 1)[0])

    def month_is_prior(self, figure_id: str) -> bool:
        """Return whether the shape of a month comes from the prior."""
        about = self._diagnostics(figure_id)
        return about is not None and self._month(figure_id.split(".", 1)[0], about).prior_shape

    def evidence(self, *subjects: str) -> Rows:
        """Return the claims that count towards some quantities (a ratio: towards both of its quantities)."""
        wanted = self._quantities(subjects)
        claims = self.selection.rows("claims")
        return tuple(row for row in claims if row["status"] in EVIDENCE and row["quantity"] in wanted)

    def cite(self, figure_id: str, style: str = "text", language: str = "en") -> str:
        """Return a citation of a figure in one of the styles of ``hedgerow cite``."""
        row = self.figure(figure_id)
        return cite(row, style, language, suite=self._work, sources=self.sources_of(figure_id))

    def sources_of(self, figure_id: str) -> Rows:
        """Return the sources that a figure rests on."""
        claims = set(self.figure(figure_id)["sources"].split())
        used = {row["source_id"] for row in self.selection.rows("claims") if row["claim_id"] in claims}
        return tuple(row for row in self.selection.rows("sources") if row["source_id"] in used)

    # Sentences and tables

    def say(self, *figure_ids: str, language: str = "en") -> None:
        """Show the sentences of figures, each with the id that it is cited by."""
        rows = (self.figure(figure_id) for figure_id in figure_ids)
        _show(
            "\n\n".join(f"**{markdown_text(row[f'text_{language}'])}** `{row['figure_id']}`" for row in rows)
        )

    def figures(self, *figure_ids: str) -> None:
        """Show figures as a table; all but those of single months when none is named."""
        rows = []
        for figure_id in figure_ids or self.figure_ids():
            band, row = self.band(figure_id), self.figure(figure_id)
            half = Band("", None, None, None, band.low_50, band.high_50, band.unit)
            cells = (markdown_text(row["label"]), value_shown(band), span(half), span(band))
            rows.append((*cells, markdown_text(row["unit"]), f"`{figure_id}`"))
        _show(_table(("Figure", "Median", "1 chance in 2", "9 chances in 10", "Unit", "Cite as"), rows))

    def months(self, quantity: str) -> None:
        """Show the months of a quantity as a table."""
        rows = []
        for month in self._series(quantity).published:
            shape = "the prior" if month.prior_shape else "the statements"
            cells = (month_label(month.month), value_shown(month.band), span(month.band), shape)
            rows.append((*cells, f"`{quantity}.month.{month.month}`"))
        _show(_table(("Month", "Median", "9 chances in 10", "Shape from", "Cite as"), rows))

    def claims(self, *subjects: str) -> None:
        """Show the statements about quantities, with how each is read and where it stands; all when none is named."""
        wanted = self._quantities(subjects)
        claims = self.selection.rows("claims")
        rows = [self._claim_cells(row) for row in claims if not subjects or row["quantity"] in wanted]
        _show(_table(("Words", "Read as", "Window", "Speaker", "Place", "Counts as", "Claim"), rows))

    def sources(self) -> None:
        """Show the sources as a table."""
        rows = []
        for source in self.selection.rows("sources"):
            where = source["address"] or source["obtained"]
            shown_cells = (
                source["title"],
                source["publisher"],
                source["published"],
                where,
                source["licence"],
            )
            rows.append((*map(markdown_text, shown_cells), f"`{source['source_id']}`"))
        _show(
            _table(
                ("Title", "Publisher", "Published", "Address, or how it was obtained", "Licence", "Source"),
                rows,
            )
        )

    def count(self) -> None:
        """Show how many statements there are, from how many origins, and how many are evidence."""
        claims = self.selection.rows("claims")
        used = [row for row in claims if row["status"] in EVIDENCE]
        origins = {row["origin_id"] for row in used}
        silent = sum(row["status"] == "no_figure" for row in claims)
        parts = (
            f"**{_many(len(claims), 'statement')} from {_many(len(self.selection.rows('sources')), 'source')}: "
            f"{_are(len(used))} evidence, and that evidence goes back to {_many(len(origins), 'act')} of speech; "
            f"{_many(silent, 'statement')} {'names' if silent == 1 else 'name'} no number.**"
        )
        _show(parts)

    def citations(self, *figure_ids: str, style: str = "text", language: str = "en") -> None:
        """Show how to cite figures; all but those of single months when none is named."""
        chosen = figure_ids or self.figure_ids()
        blocks = (
            f"`{figure_id}`\n\n{_fenced(self.cite(figure_id, style, language))}" for figure_id in chosen
        )
        _show("\n\n".join(blocks))

    def citation_styles(self, figure_id: str, language: str = "en") -> None:
        """Show one figure cited in every style."""
        blocks = (f"**{style}**\n\n{_fenced(self.cite(figure_id, style, language))}" for style in STYLES)
        _show("\n\n".join(blocks))

    def limits(self, *subjects: str) -> None:
        """Show what the statements leave open about quantities and ratios, as a list."""
        lines = [line for subject in subjects for line in self._limits(subject)]
        _show("\n".join(f"- {line}" for line in lines))

    def say_widths(self, figure_id: str) -> None:
        """Show in a sentence which cause of doubt weighs most in a figure's band, and what the prior alone gives."""
        most, *others = sorted(self._widths(figure_id), key=lambda cause: -cause.share)
        rest = ", ".join(f"{cause.label.lower()} {percent(cause.share)}" for cause in others)
        band = self.band(figure_id)
        _show(
            f"**{most.label}: taking it away takes {percent(most.share)} of the width of the 90 % band of "
            f"{markdown_text(_lowered(band.label))} ({span(band)}); {rest}.** `{figure_id}`"
        )

    # Plots

    def plot_months(self, quantity: str, title: str | None = None, *, with_prior: bool = False) -> None:
        """Show the months of a quantity beside its average, if wanted with what they would be without statements."""
        display(self.months_plot(quantity, title, with_prior=with_prior))

    def plot_bands(self, *figure_ids: str, arithmetic: Sequence[str] = (), title: str | None = None) -> None:
        """Show figures as bands; for the quantities and ratios in ``arithmetic`` with the stated numbers divided."""
        bands = [band for name in figure_ids for band in self._with_arithmetic(name, arithmetic)]
        display(plot_bands(_slug("bands", figure_ids), bands, title=title or self.statement(figure_ids[0])))

    def plot_share(self, ratio: str, title: str | None = None) -> None:
        """Show a share beside the binomial interval of the stated numbers."""
        bands = [self.band(ratio), *self.binomial(ratio)]
        display(plot_share(_slug("share", [ratio]), bands, title=title or self.statement(ratio)))

    def plot_widths(self, figure_id: str, title: str | None = None) -> None:
        """Show how much of a figure's width each cause of doubt accounts for."""
        label = self.figure(figure_id)["label"]
        display(plot_widths(_slug("widths", [figure_id]), label, self._widths(figure_id), title=title))

    def plot_sensitivity(self, figure_id: str, title: str | None = None) -> None:
        """Show a figure under other assumptions, and what the prior alone would give."""
        label = self.figure(figure_id)["label"]
        bands = [self._scenario(figure_id, name, text) for name, text in self._assumptions(figure_id).items()]
        bands = [replace(band, kind="plain") if index else band for index, band in enumerate(bands)]
        prior = self._prior(figure_id)
        shown_bands = [*bands, prior] if prior else bands
        display(plot_sensitivity(_slug("sensitivity", [figure_id]), label, shown_bands, title=title))

    def plot_windows(self, *quantities: str, title: str | None = None) -> None:
        """Show the spans of time that the statements speak of."""
        claims = [row for row in self.selection.rows("claims") if row["window"] and row["quantity"]]
        spans = [self._span(row) for row in claims if not quantities or row["quantity"] in quantities]
        display(plot_windows(_slug("windows", quantities), spans, title=title))

    def months_plot(self, quantity: str, title: str | None = None, *, with_prior: bool = False) -> Plot:
        """Return the plot of the months of a quantity."""
        name = _slug("months-with-prior" if with_prior else "months", [quantity])
        return plot_months(name, self._series(quantity), title=title, with_prior=with_prior)

    # Arithmetic that is set beside the bands

    def statement(self, figure_id: str) -> str:
        """Return the sentence of a figure without its band."""
        return self.figure(figure_id)["text_en"].rsplit(" (", 1)[0]

    def envelope(self, quantity: str) -> list[Band]:
        """Return what the back of an envelope gives: each stated total over its window's months.

        The months are counted both ways, from the first to the last, and with both of them whole.
        """
        unit = self.figure(f"{quantity}.rate")["unit"]
        bands: dict[str, Band] = {}
        for claim in self._whole_totals(quantity):
            for months in _months_both_ways(claim["window"]):
                value = float(claim["value"])
                label = f"{shown(value)} over {_many(months, 'month')}"
                bands[label] = Band(label, rounded(value / months, 3), unit=unit, kind="plain")
        return list(bands.values())

    def stated_ratio(self, ratio: str) -> list[Band]:
        """Return the stated numerator over the stated denominator, with no doubt about either."""
        top, bottom = self._parts(ratio)
        if not (top and bottom):
            return []
        unit = SHARE if self._is_fraction(ratio) else self.figure(ratio)["unit"]
        label = f"{shown(top)} over {shown(bottom)}"
        return [Band(label, rounded(top / bottom, 3), unit=unit, kind="plain")]

    def binomial(self, ratio: str) -> list[Band]:
        """Return the binomial (Wilson) interval of the stated numbers, as if people had been drawn at random."""
        from statsmodels.stats.proportion import proportion_confint

        top, bottom = self._parts(ratio)
        if not (top and bottom):
            return []
        low, high = (float(end) for end in proportion_confint(top, bottom, alpha=0.1, method="wilson"))
        ends = (rounded(low, 3), rounded(high, 3))
        label = "Binomial interval of the stated numbers"
        return [Band(label, rounded(top / bottom, 3), None, None, *ends, unit=SHARE, kind="beside")]

    def say_binomial(self, ratio: str) -> None:
        """Show in a sentence how the binomial interval compares with the band."""
        band = self.band(ratio)
        for wrong in self.binomial(ratio):
            factor = _log_width(band) / _log_width(wrong)
            _show(
                f"The binomial interval of the stated numbers is {span(wrong)}; the band is {span(band)}, "
                f"{shown(rounded(factor, 2))} times as wide on a logarithmic scale. The interval answers how far a "
                "random sample would stray, and nobody drew one."
            )

    # How it is put together

    @cached_property
    def _figures(self) -> dict[str, Row]:
        return {row["figure_id"]: row for row in self.selection.rows("figures")}

    @cached_property
    def _work(self) -> Work:
        from ruamel.yaml import YAML

        return suite_from_cff(YAML(typ="safe").load((self.root / "CITATION.cff").read_text(encoding="utf-8")))

    @property
    def title(self) -> str:
        """Title of the suite as it is cited."""
        return self._work.title

    @cached_property
    def _ratios(self) -> dict[str, Row]:
        return {row["ratio"]: row for row in self.selection.rows("vocabulary/ratios")}

    def _quantity(self, quantity: str) -> Row:
        found = self.selection.rows("vocabulary/quantities", quantity=quantity)
        if not found:
            raise LookupError(
                f"{quantity!r} is no quantity that this notebook sees; declare it in its metadata."
            )
        return found[0]

    def _quantities(self, subjects: Iterable[str]) -> set[str]:
        pairs = ((row["numerator"], row["denominator"]) for s in subjects if (row := self._ratios.get(s)))
        return {*subjects, *(quantity for pair in pairs for quantity in pair)}

    def _is_fraction(self, figure_id: str) -> bool:
        if figure_id in self._ratios:
            return self._ratios[figure_id]["bounded"] == "yes"
        return self._quantity(figure_id.split(".", 1)[0])["kind"] == SHARE

    def _diagnostics(self, figure_id: str) -> Row | None:
        """Return the diagnostics row of a figure, if its target has one of its own."""
        quantity, target, month = self._target(figure_id)
        rows = self.selection.rows("estimates/diagnostics", quantity=quantity, target=target, month=month)
        return rows[0] if rows else None

    def _target(self, figure_id: str) -> tuple[str, str, str]:
        """Return quantity (or ratio), target and month under which the estimates list a figure."""
        if figure_id in self._ratios:
            return figure_id, "ratio", ""
        quantity, suffix = figure_id.split(".", 1)
        if suffix.startswith("month."):
            return quantity, "month", suffix.removeprefix("month.")
        return quantity, suffix if self._quantity(quantity)["kind"] == "flow" else "level", ""

    def main_figure(self, quantity: str) -> str:
        """Return the id of the figure that stands for a quantity: its rate, or its level."""
        row = self._quantity(quantity)
        return f"{quantity}.{'rate' if row['kind'] == 'flow' else row['level_id'] or 'level'}"

    def _series(self, quantity: str) -> Series:
        row = self._quantity(quantity)
        rows = self.selection.rows("estimates/diagnostics", quantity=quantity, target="month")
        months = [self._month(quantity, about) for about in rows]
        average = self.band(self.main_figure(quantity), "Average", "beside")
        return Series(row["label_en"], row["unit"], tuple(months), average, stock=row["kind"] != "flow")

    def _month(self, quantity: str, about: Row) -> Month:
        """Return a month from its row of diagnostics; one whose figure is withheld has no band."""
        figure_id = f"{quantity}.month.{about['month']}"
        band = self.band(figure_id) if figure_id in self._figures else Band(about["month"], None)
        prior = (float(about[end]) if about[end] else None for end in ("prior_low_90", "prior_high_90"))
        return Month(about["month"], band, float(about["shape_information"] or 0), *prior)

    def _widths(self, figure_id: str) -> list[WidthShare]:
        base = _log_width(self._scenario(figure_id, "base"))
        quantity, target, _ = self._target(figure_id)
        rows = self.selection.rows("estimates/sensitivity", quantity=quantity, target=target)
        names = [row["scenario"] for row in rows if row["scenario"].startswith("without_")]
        widths = {name: _log_width(self._scenario(figure_id, name)) for name in names}
        return [
            WidthShare(_named(name, CAUSES), max(0.0, 1 - (width / base) ** 2))
            for name, width in widths.items()
        ]

    def _assumptions(self, figure_id: str) -> dict[str, str]:
        quantity, target, _ = self._target(figure_id)
        rows = self.selection.rows("estimates/sensitivity", quantity=quantity, target=target)
        names = [row["scenario"] for row in rows if not row["scenario"].startswith(("without_", "only_"))]
        return {name: _named(name, ASSUMPTIONS) for name in sorted(names, key=lambda name: name != "base")}

    def _scenario(self, figure_id: str, scenario: str, label: str = "") -> Band:
        quantity, target, _ = self._target(figure_id)
        found = self.selection.rows(
            "estimates/sensitivity", quantity=quantity, target=target, scenario=scenario
        )
        if not found:
            raise LookupError(f"there is no scenario {scenario!r} for {figure_id}; estimate again")
        published = self.band(figure_id)
        if scenario == "base":
            return replace(published, label=label)
        names = ("median", *BAND_COLUMNS[1:])
        return _rounded_band(label, [float(found[0][name]) for name in names], published.unit)

    def _prior(self, figure_id: str) -> Band | None:
        about = self._diagnostics(figure_id)
        if about is None or not about["prior_low_90"] or not about["prior_high_90"]:
            return None
        low, high = (rounded(float(about[name]), 1) for name in ("prior_low_90", "prior_high_90"))
        unit = self.band(figure_id).unit
        return Band("The prior alone, before any statement", None, None, None, low, high, unit, "beside")

    def _with_arithmetic(self, figure_id: str, arithmetic: Sequence[str]) -> list[Band]:
        subject = figure_id if figure_id in self._ratios else figure_id.split(".", 1)[0]
        band = self.band(figure_id)
        if subject not in arithmetic:
            return [band]
        return [band, *(self.stated_ratio(subject) if subject in self._ratios else self.envelope(subject))]

    def _whole_totals(self, quantity: str) -> list[Row]:
        """Return the primary claims that state one number for a window with two named ends."""
        claims = (row for row in self.evidence(quantity) if row["status"] == "primary")
        return [
            row for row in claims if row["measure"] == "total" and row["value"] and ".." not in row["window"]
        ]

    def _parts(self, ratio: str) -> tuple[float, float]:
        """Return the stated numerator and denominator of a ratio: the newest primary number of each, or 0."""
        row = self._ratios[ratio]
        return self._newest(row["numerator"]), self._newest(row["denominator"])

    def _newest(self, quantity: str) -> float:
        claims = (row for row in self.evidence(quantity) if row["status"] == "primary")
        values = [
            float(row["value"]) for row in claims if row["measure"] in ("total", "stock") and row["value"]
        ]
        return values[-1] if values else 0.0

    def _span(self, claim: Row) -> Span:
        window = parse_window(claim["window"])
        kind: Kind = "estimate" if claim["status"] in EVIDENCE else "plain"
        words = window_label(claim["window"])
        return Span(f"“{claim['wording']}”", window.start.position, window.end.position, words, kind)

    def _claim_cells(self, claim: Row) -> tuple[str, ...]:
        window = window_label(claim["window"]) if claim["window"] else ""
        status = STATUS_WORDS.get(claim["status"], claim["status"])
        place = f"{claim['locator']}, `{claim['source_id']}`"
        words = (
            f"“{markdown_text(claim['wording'])}”",
            markdown_text(self.reading(claim)),
            markdown_text(window),
        )
        return (*words, markdown_text(self.speaker(claim)), place, status, f"`{claim['claim_id']}`")

    def reading(self, claim: Row) -> str:
        """Return the number of a claim as it was read: ``over 5,000 people``."""
        if not claim["value"] and not claim["value_low"]:
            return "no number"
        unit = SHARE if claim["measure"] == SHARE else ""
        numbers = [claim["value"]] if claim["value"] else [claim["value_low"], claim["value_high"]]
        text = " to ".join(shown(float(number), unit) for number in numbers if number)
        counted = "" if unit else f" {claim['unit']}"
        hedge = self.selection.rows("vocabulary/hedges", hedge=claim["hedge"])
        word = hedge[0]["words_en"].split("|")[0] if hedge else ""
        return f"{word} {text}{counted}".strip()

    def speaker(self, claim: Row) -> str:
        """Return the name of a claim's speaker."""
        found = self.selection.rows("vocabulary/speakers", speaker=claim["speaker"])
        return found[0]["name_en"] if found else claim["speaker"]

    def _limits(self, subject: str) -> list[str]:
        if subject in self._ratios:
            return [*self._limits_of_origins(subject), *self._limits_of_ratio(subject)]
        return [*self._limits_of_origins(subject), *self._limits_of_months(subject)]

    def _limits_of_origins(self, subject: str) -> list[str]:
        claims = self.evidence(subject)
        origins = {row["origin_id"] for row in claims}
        label = markdown_text(self._label(subject))
        if len(origins) != 1:
            return []
        return [
            f"**{label}**: all evidence goes back to one act of speech, so nothing here checks its speaker."
        ]

    def _limits_of_months(self, quantity: str) -> list[str]:
        series = self._series(quantity)
        months, prior = len(series.months), series.prior_months
        if not prior:
            return []
        widest = max((_factor(month.band) for month in series.published), default=1.0)
        which = f"all {months} months" if prior == months else f"{prior} of {_many(months, 'month')}"
        return [
            f"**{markdown_text(series.label)}**: the shape of {which} comes from the prior. The band of a single "
            f"month spans a factor of up to {shown(rounded(widest))}, that of the average a factor of "
            f"{shown(rounded(_factor(series.average)))}."
        ]

    def _limits_of_ratio(self, ratio: str) -> list[str]:
        window = markdown_text(window_label(self.figure(ratio)["window"]))
        return [
            f"**{markdown_text(self._label(ratio))}**: it holds for {window} as a whole, not month by month."
        ]

    def _label(self, subject: str) -> str:
        if subject in self._ratios:
            return self._ratios[subject]["label_en"]
        return self._quantity(subject)["label_en"]


def _show(markdown: str) -> None:
    display(Text(markdown))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _fenced(text: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in text.split() if set(run) == {"`"}), default=0))
    return f"{fence}text\n{text.rstrip()}\n{fence}"


def _slug(kind: str, names: Iterable[str]) -> str:
    return "-".join([kind, *(name.replace(".", "-").replace("_", "-") for name in names)])


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count:,} {noun}s"


def _are(count: int) -> str:
    return "1 is" if count == 1 else f"{count:,} are"


def _lowered(text: str) -> str:
    """Return a label as it stands inside a sentence; a word in capitals keeps them."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _named(scenario: str, names: dict[str, str]) -> str:
    return names.get(scenario, scenario.replace("_", " ").capitalize())


def _log_width(band: Band) -> float:
    return math.log(_factor(band))


def _factor(band: Band) -> float:
    """Return the upper over the lower end of the 90 % band."""
    if not band.low_90 or not band.high_90:
        raise ValueError(f"{band.label or 'a band'} has no positive ends; its width has no logarithm")
    return band.high_90 / band.low_90


def _rounded_band(label: str, numbers: Sequence[float], unit: str) -> Band:
    rounded_to = round_band(Published(*numbers))
    ends = (rounded_to.value, rounded_to.low_50, rounded_to.high_50, rounded_to.low_90, rounded_to.high_90)
    return Band(label, *ends, unit=unit)


def _months_both_ways(window: str) -> list[int]:
    """Return the months from the first to the last of a window, and their number with both counted whole."""
    ends = parse_window(window)
    if ends.start.position is None or ends.end.position is None:
        return []
    whole = round(ends.end.position - ends.start.position)
    return [months for months in (whole - 1, whole) if months > 0]
