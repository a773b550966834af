"""The landing page: the answer, its plot and the other headline figures on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.notebook.suite import months_plot
from analysis.notebook.view import View
from analysis.plots.numbers import SHARE, span, value_shown
from analysis.site.figure_page import band_in_words
from analysis.site.markup import element, markdown_text, raw, text
from analysis.site.picture import Picture
from analysis.site.strips import strip

CARDS = 6
PAGES = ("notebooks", "figures", "claims", "Data <data>", "method")
ASSUMPTIONS = """\
Given the <a href="claims.html">statements</a> and the <a href="method.html">assumptions</a>."""
HOW_TO_READ = """\
The middle value is the median of everything that fits the statements and the assumptions. In print: *there \
are nine chances in ten that the true number lies within the light band, given the assumptions*. A hatched \
month takes its shape from the prior: the statements say how much in all, not when.

Every number on these pages is a [figure](figures.md) with an address, a citation in the usual styles and a \
way back to the [statements](claims.md) that it rests on. The [tables](data.md) can be downloaded, and the \
[method](method.md) says what is assumed."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A notebook as it is listed: where its page is, its title, its question and its answer (Markdown)."""

    page: str
    title: str
    question: str
    answer: str


def landing_page(view: View, chapters: Sequence[Chapter], description: str) -> tuple[str, list[Picture]]:
    """Return the page in MyST Markdown, and the plots on it."""
    lead, *others = headlines(view)
    picture = Picture.of_plot(months_plot(view, view.subject(lead)))
    cards = "".join(_card(view, figure_id) for figure_id in others[:CARDS])
    answer = element("div", picture.html("")) + element("div", cards, class_="hr-cards")
    parts = [
        f"# {markdown_text(view.statement(lead))}",
        raw(element("p", f"{band_in_words(view.band(lead))} {ASSUMPTIONS}", class_="hr-lead")),
        raw(element("div", answer, class_="hr-answer")),
        "## Read on",
        markdown_text(description),
        raw('<div class="hr-chapters">'),
        *(_chapter(chapter) for chapter in chapters),
        raw("</div>"),
        "## How to read a band",
        HOW_TO_READ,
        "\n".join(["```{toctree}", ":hidden:", "", *PAGES, "```"]),
    ]
    return "\n\n".join(parts), [picture]


def headlines(view: View) -> list[str]:
    """Return the figures to lead with: the rate or level of each quantity, then the ratios."""
    quantities = (row["quantity"] for row in view.selection.rows("vocabulary/quantities"))
    published = set(view.figure_ids())
    wanted = [*(view.main_figure(quantity) for quantity in quantities), *view.ratios]
    return [figure_id for figure_id in wanted if figure_id in published]


def _card(view: View, figure_id: str) -> str:
    band, row = view.band(figure_id), view.figure(figure_id)
    return element(
        "a",
        element("span", text(row["label"]), class_="hr-card-label"),
        element("b", value_shown(band)),
        element("span", "" if band.unit == SHARE else text(row["unit"]), class_="hr-unit"),
        strip(band),
        element("span", f"9 in 10: {span(band)}", class_="hr-card-span"),
        href=f"figures.html#{figure_id}",
        class_="hr-card",
    )


def _chapter(chapter: Chapter) -> str:
    head = f"[**{markdown_text(chapter.title)}**]({chapter.page})"
    words = f"{head}\n\n{chapter.question}\n\n{chapter.answer}"
    return "\n\n".join([raw('<div class="hr-chapter">'), words, raw("</div>")])
