"""The façade that notebooks call: each verb shows a sentence, a table or a plot, and returns nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.figures.cite import STYLES
from analysis.notebook import ratios, sentences, tables
from analysis.notebook.arithmetic import binomial, envelope, stated_ratio
from analysis.notebook.assumed import assumed_sentence, band_under
from analysis.notebook.calibration import Calibration
from analysis.notebook.compared import Compared
from analysis.notebook.measured import Measured
from analysis.notebook.predictions import Predictions
from analysis.notebook.showing import Text, plot_name, show
from analysis.notebook.view import EVIDENCE, FLOW, View, open_view
from analysis.notebook.vintages import Vintages
from analysis.notebook.widths import ASSUMPTIONS, CAUSES, under_assumptions, unsettled, width_shares
from analysis.plots import (
    Band,
    Plot,
    Span,
    plot_bands,
    plot_months,
    plot_sensitivity,
    plot_share,
    plot_widths,
    plot_windows,
)
from analysis.plots.data import Kind
from analysis.read.windows import parse_window
from analysis.selection import Row


def open_suite(root: Path | str | None = None) -> Suite:
    """Open the suite in which a notebook lies.

    Parameters
    ----------
    root
        A folder in the suite; default: the current one.

    Raises
    ------
    analysis.suite.NoSuiteError
        If the folder lies in no suite.
    """
    return Suite(open_view(root))


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite that speaks for itself; ``view`` gives what it shows as values."""

    view: View

    @property
    def calibration(self) -> Calibration:
        """How the bands were measured."""
        return Calibration(Measured(self.view.selection))

    @property
    def vintages(self) -> Vintages:
        """What was known when."""
        return Vintages(self.view)

    @property
    def predictions(self) -> Predictions:
        """How statements were predicted from those before them."""
        return Predictions(self.view)

    @property
    def compared(self) -> Compared:
        """Statements set beside one another: blocs, conflicts, what to ask next."""
        return Compared(self.view)

    # What there is to speak of, for notebooks that name nothing

    @property
    def lead(self) -> str:
        """Id of the figure to lead with."""
        return self.view.headlines[0]

    @property
    def headlines(self) -> tuple[str, ...]:
        """Ids of the rate or level of each quantity, and of the ratios, as far as they are published."""
        return tuple(self.view.headlines)

    @property
    def quantities(self) -> tuple[str, ...]:
        """Ids of the quantities whose rate or level is published."""
        subjects = map(self.view.subject, self.view.headlines)
        return tuple(subject for subject in subjects if subject not in self.view.ratios)

    @property
    def flows(self) -> tuple[str, ...]:
        """Ids of those quantities that add up."""
        return tuple(one for one in self.quantities if self.view.quantity(one)["kind"] == FLOW)

    @property
    def ratios(self) -> tuple[str, ...]:
        """Ids of the published ratios."""
        return tuple(figure_id for figure_id in self.view.headlines if figure_id in self.view.ratios)

    def main(self, quantity: str) -> str:
        """Return the id of the figure that stands for a quantity: its rate, or its level."""
        return self.view.main_figure(quantity)

    # Sentences

    def say(self, *figure_ids: str, language: str = "en") -> None:
        """Show the sentences of figures, each with the id that it is cited by."""
        show(Text(sentences.figure_sentences(self.view, figure_ids, language)))

    def say_count(self) -> None:
        """Show how many statements there are, from how many origins, and how many are evidence."""
        show(Text(sentences.count_sentence(self.view)))

    def say_envelope(self, quantity: str) -> None:
        """Show what the back of an envelope gives for a quantity, and where that lies in its band."""
        show(Text(sentences.envelope_sentence(self.view, quantity)))

    def say_widths(self, figure_id: str) -> None:
        """Show which cause of doubt weighs most in a figure's band."""
        show(Text(sentences.width_sentence(self.view, figure_id)))

    def say_assumed(self, figure_id: str, assumptions: Mapping[str, float]) -> None:
        """Show what becomes of a figure under assumptions such as ``{"hedge_width": 2}``."""
        show(Text(assumed_sentence(self.view, figure_id, assumptions)))

    def say_binomial(self, ratio: str) -> None:
        """Show how the binomial interval of the stated numbers compares with the band of a share."""
        show(Text(sentences.binomial_sentence(self.view, ratio)))

    def assumptions(self) -> None:
        """Show what can be assumed otherwise, the values to choose from, and the usual one."""
        show(Text(tables.assumptions_table(self.view)))

    def say_ratio_months(self, *names: str) -> None:
        """Show where ratios stood in their first and their last month."""
        show(Text("\n\n".join(ratios.months_sentence(self.view, name) for name in names)))

    def say_unit(self, ratio: str) -> None:
        """Show what was assumed of a conversion of units, and what the statements make of it."""
        show(Text(ratios.unit_sentence(self.view, ratio)))

    def limits(self, *subjects: str) -> None:
        """Show what the statements leave open about quantities and ratios."""
        lines = [line for subject in subjects for line in sentences.limits(self.view, subject)]
        show(Text("\n".join(f"- {line}" for line in lines)))

    # Tables

    def figures(self, *figure_ids: str) -> None:
        """Show figures; all but those of single months when none is named."""
        show(Text(tables.figures_table(self.view, figure_ids or self.view.figure_ids())))

    def months(self, quantity: str) -> None:
        """Show the months of a quantity."""
        show(Text(tables.months_table(self.view, quantity)))

    def claims(self, *subjects: str) -> None:
        """Show the statements about quantities and ratios; all when none is named."""
        show(Text(tables.claims_table(self.view, self._claims(subjects))))

    def sources(self) -> None:
        """Show the sources."""
        show(Text(tables.sources_table(self.view)))

    def citations(self, *figure_ids: str, style: str = "text", language: str = "en") -> None:
        """Show how to cite figures; all but those of single months when none is named."""
        chosen = figure_ids or self.view.figure_ids()
        cited = ((f"`{figure_id}`", self.view.cite(figure_id, style, language)) for figure_id in chosen)
        show(_blocks(cited))

    def citation_styles(self, figure_id: str, language: str = "en") -> None:
        """Show one figure cited in every style."""
        show(_blocks((f"**{style}**", self.view.cite(figure_id, style, language)) for style in STYLES))

    # Plots

    def plot_months(self, quantity: str, title: str | None = None, *, with_prior: bool = False) -> None:
        """Show the months of a quantity beside its average.

        With ``with_prior`` also what each month would be if the average were known exactly and nothing else.
        """
        show(months_plot(self.view, quantity, title, with_prior=with_prior))

    def plot_ratio_months(self, ratio: str, title: str | None = None) -> None:
        """Show a ratio by month beside that of the whole span; months that did not pass are left blank."""
        series = self.view.ratio_series(ratio)
        show(plot_months(plot_name("ratio", ratio), series, title=title or ratios.months_title(series)))

    def plot_unit(self, ratio: str, title: str | None = None) -> None:
        """Show a conversion of units as the statements have it, as assumed, and as each bloc alone has it."""
        bands = ratios.unit_bands(self.view, ratio)
        show(plot_bands(plot_name("unit", ratio), bands, title=title or self.view.statement(ratio)))

    def plot_bands(self, *figure_ids: str, divide: Sequence[str] = (), title: str | None = None) -> None:
        """Show figures as bands, for the subjects in ``divide`` with the stated numbers divided."""
        bands = [band for figure_id in figure_ids for band in self._beside_division(figure_id, divide)]
        title = title or self.view.statement(figure_ids[0])
        show(plot_bands(plot_name("bands", *figure_ids), bands, title=title))

    def plot_share(self, ratio: str, title: str | None = None) -> None:
        """Show a share beside the binomial interval of the stated numbers."""
        bands = [self.view.band(ratio), *binomial(self.view, ratio)]
        show(plot_share(plot_name("share", ratio), bands, title=title or self.view.statement(ratio)))

    def plot_widths(self, figure_id: str, title: str | None = None) -> None:
        """Show how much of a figure's width each cause of doubt accounts for."""
        label = self.view.figure(figure_id)["label"]
        shares = width_shares(self.view, figure_id)
        missing = unsettled(self.view, figure_id, CAUSES)
        name = plot_name("widths", figure_id)
        show(plot_widths(name, label, shares, title=title, unsettled=missing))

    def plot_sensitivity(self, figure_id: str, title: str | None = None) -> None:
        """Show a figure under other assumptions."""
        label = self.view.figure(figure_id)["label"]
        bands = under_assumptions(self.view, figure_id)
        missing = unsettled(self.view, figure_id, ASSUMPTIONS)
        name = plot_name("sensitivity", figure_id)
        show(plot_sensitivity(name, label, bands, title=title, unsettled=missing))

    def plot_assumed(self, figure_id: str, assumptions: Mapping[str, float]) -> None:
        """Show a figure as published and under assumptions."""
        bands = [self.view.band(figure_id, "As published"), band_under(self.view, figure_id, assumptions)]
        label = self.view.figure(figure_id)["label"]
        show(plot_sensitivity(plot_name("assumed", figure_id), label, bands))

    def plot_windows(self, *subjects: str, title: str | None = None) -> None:
        """Show the spans of time that statements with a number speak of."""
        claims = [row for row in self._claims(subjects) if row["window"] and row["quantity"]]
        show(plot_windows(plot_name("windows", *subjects), [_span(row) for row in claims], title=title))

    def _claims(self, subjects: Sequence[str]) -> list[Row]:
        wanted = self.view.quantities(subjects)
        claims = self.view.selection.rows("claims")
        return [row for row in claims if not subjects or row["quantity"] in wanted]

    def _beside_division(self, figure_id: str, divide: Sequence[str]) -> list[Band]:
        subject = self.view.subject(figure_id)
        band = self.view.band(figure_id, self.view.label(subject))
        if subject not in divide:
            return [band]
        return [band, *(stated_ratio if subject in self.view.ratios else envelope)(self.view, subject)]


def months_plot(view: View, quantity: str, title: str | None = None, *, with_prior: bool = False) -> Plot:
    """Return the plot of the months of a quantity."""
    name = plot_name("months-with-prior" if with_prior else "months", quantity)
    return plot_months(name, view.series(quantity), title=title, with_prior=with_prior)


def _span(claim: Row) -> Span:
    window = parse_window(claim["window"])
    kind: Kind = "estimate" if claim["status"] in EVIDENCE else "plain"
    words = tables.window_words(claim)
    return Span(f"“{claim['wording']}”", window.start.position, window.end.position, words, kind)


def _blocks(cited: Iterable[tuple[str, str]]) -> Text:
    return Text("\n\n".join(f"{head}\n\n{tables.code_block(citation)}" for head, citation in cited))
