"""The landing page: the answer, its plot and the other headline figures on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.figures.suite import figure_anchor
from analysis.site.edition import DEFAULT, Edition
from analysis.site.figure_page import download_links, report_name, short_band
from analysis.site.markup import element, markdown_text, raw, text
from analysis.site.picture import Picture
from analysis.site.sides import case_section, sides_section, verdict
from analysis.site.strips import strip
from analysis.site.whatif_page import whatif_link

CARDS = 6
PAGES = {
    "en": ("figures", "notebooks", "claims", "Data <data>", "method", "guides", "changes"),
    "de": ("figures",),
}
"""Pages in the bar at the top, by language."""
ELSEWHERE = (
    ("statements", "claims.html"),
    ("notebooks", "notebooks.html"),
    ("data", "data.html"),
    ("method", "method.html"),
    ("guides", "guides.html"),
    ("changes", "changes.html"),
)
"""Pages that there are in the language of the root only."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A notebook as it is listed: where its page is, its title, its question and its answer (Markdown)."""

    page: str
    title: str
    question: str
    answer: str


def landing_page(
    edition: Edition, chapters: Sequence[Chapter], description: str
) -> tuple[str, list[Picture]]:
    """Return the page in MyST Markdown, and the plots on it."""
    lead, *others = edition.view.headlines
    plot = edition.months_plot(edition.view.subject(lead))
    pictures = [Picture.of_plot(plot)] if plot else []
    cards = "".join(_card(edition, figure_id) for figure_id in others[:CARDS])
    shown = "".join(one.html(edition.to_root, words=edition.say("plot.words")) for one in pictures)
    answer = element("div", shown) + element("div", cards, class_="hr-cards")
    words = f"{text(edition.band_in_words(lead))} {_cited(lead)}"
    disputed = verdict(edition, edition.view.subject(lead))
    parts = [
        f"# {markdown_text(edition.statement(lead))}",
        raw(element("p", words, class_="hr-lead")),
        *([markdown_text(disputed)] if disputed else []),
        raw(element("div", answer, class_="hr-answer")),
        *whatif_link(edition, "", "whatif.try"),
        *sides_section(edition, edition.view.subject(lead)),
        *case_section(edition),
        f"## {edition.say('answer.more')}",
        *_further(edition, chapters, description),
        f"## {edition.say('answer.read')}",
        edition.say("answer.read.md"),
        "\n".join(["```{toctree}", ":hidden:", "", *_pages(edition), "```"]),
    ]
    return "\n\n".join(parts), pictures


def _pages(edition: Edition) -> list[str]:
    first, *others = PAGES[edition.language]
    return [first, *(["whatif"] if edition.grid_rows else []), *others]


def _cited(figure_id: str) -> str:
    code = element("code", text(figure_id))
    return element("a", code, href=figure_anchor(figure_id), class_="hr-cite-link")


def _further(edition: Edition, chapters: Sequence[Chapter], description: str) -> list[str]:
    """Return what to read on: the chapters, or where they are when they are in another language."""
    name = report_name(edition.language)
    report = raw(download_links([(edition.say("report"), f"{edition.to_root}{name}")]))
    if edition.language == DEFAULT:
        listed = [_chapter(chapter) for chapter in chapters]
        return [markdown_text(description), report, raw('<div class="hr-chapters">'), *listed, raw("</div>")]
    links = (
        element(
            "li",
            element("a", text(edition.say(name)), href=f"{edition.to_root}{page}", hreflang=DEFAULT),
            f" ({text(edition.say('elsewhere'))})",
        )
        for name, page in ELSEWHERE
    )
    figures = element("li", element("a", text(edition.say("figures")), href="figures.html"))
    return [markdown_text(edition.say("json.description")), report, raw(element("ul", figures, *links))]


def _card(edition: Edition, figure_id: str) -> str:
    return element(
        "a",
        element("span", text(edition.label(figure_id)), class_="hr-card-label"),
        element("b", text(edition.value(figure_id))),
        element("span", text(edition.unit(figure_id)), class_="hr-unit"),
        strip(edition.band(figure_id)),
        element("span", text(short_band(edition, figure_id)), class_="hr-card-span"),
        href=figure_anchor(figure_id),
        class_="hr-card",
    )


def _chapter(chapter: Chapter) -> str:
    head = f"[**{markdown_text(chapter.title)}**]({chapter.page})"
    words = f"{head}\n\n{chapter.question}\n\n{chapter.answer}"
    return "\n\n".join([raw('<div class="hr-chapter">'), words, raw("</div>")])
