"""The landing page: the answer, its plot and the other headline figures on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.notebook import Suite
from analysis.plots.numbers import SHARE, span, value_shown
from analysis.site.figure_page import band_in_words
from analysis.site.markup import element, markdown_text, raw, text
from analysis.site.picture import Picture
from analysis.site.strips import strip

CARDS = 6


@dataclass(frozen=True, slots=True)
class Chapter:
    """A notebook as it is listed: where its page is, its title, its question and its answer (Markdown)."""

    page: str
    title: str
    question: str
    answer: str


def landing_page(suite: Suite, chapters: Sequence[Chapter], description: str) -> tuple[str, list[Picture]]:
    """Return the page in MyST Markdown, and the plots on it."""
    lead, *others = headlines(suite)
    pictures = [Picture.of_plot(suite.months_plot(lead.partition(".")[0]))] if ".rate" in lead else []
    shown = "".join(picture.html("", code="notebooks.html") for picture in pictures)
    cards = "".join(_card(suite, figure_id) for figure_id in others[:CARDS])
    parts = [
        f"# {markdown_text(suite.statement(lead))}",
        raw(element("p", f"{band_in_words(suite.band(lead))} {_assumptions()}", class_="hr-lead")),
        raw(
            element(
                "div", element("div", shown), element("div", cards, class_="hr-cards"), class_="hr-answer"
            )
        ),
        "## Read on",
        raw('<div class="hr-chapters">'),
        *(_chapter(chapter) for chapter in chapters),
        raw("</div>"),
        markdown_text(description),
        "## How to read a band",
        "The middle value is the median of everything that fits the statements and the assumptions. In print: *there "
        "are nine chances in ten that the true number lies within the light band, given the assumptions*. A hatched "
        "month takes its shape from the prior: the statements say how much in all, not when.",
        "Every number on these pages is a [figure](figures.md) with an address, a citation in the usual styles and a "
        "way back to the [statements](claims.md) that it rests on. The [tables](data.md) can be downloaded and the "
        "[method](method.md) says what is assumed.",
        _toctree(),
    ]
    return "\n\n".join(parts), pictures


def headlines(suite: Suite) -> list[str]:
    """Return the figures to lead with: the rate or level of each quantity, then the ratios."""
    subjects = [row["quantity"] for row in suite.selection.rows("vocabulary/quantities")]
    mains = [suite.main_figure(quantity) for quantity in subjects]
    ratios = [row["ratio"] for row in suite.selection.rows("vocabulary/ratios")]
    published = set(suite.figure_ids())
    return [figure_id for figure_id in [*mains, *ratios] if figure_id in published]


def _assumptions() -> str:
    return f"Given the {element('a', 'statements', href='claims.html')} and the {element('a', 'assumptions', href='method.html')}."


def _card(suite: Suite, figure_id: str) -> str:
    band, row = suite.band(figure_id), suite.figure(figure_id)
    unit = "" if band.unit == SHARE else text(row["unit"])
    return element(
        "a",
        element("span", text(row["label"]), class_="hr-card-label"),
        element("b", value_shown(band)),
        element("span", unit, class_="hr-unit"),
        strip(band),
        element("span", f"nine chances in ten: {span(band)}", class_="hr-card-span"),
        href=f"figures.html#{figure_id}",
        class_="hr-card",
    )


def _chapter(chapter: Chapter) -> str:
    head = f"[**{markdown_text(chapter.title)}**]({chapter.page})"
    return "\n".join(
        [raw('<div class="hr-chapter">'), f"{head}\n\n{chapter.question}\n\n{chapter.answer}", raw("</div>")]
    )


def _toctree(pages: Iterable[str] = ("notebooks", "figures", "claims", "Data <data>", "method")) -> str:
    return "\n".join(["```{toctree}", ":hidden:", "", *pages, "```"])
