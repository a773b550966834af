"""The page of figures: an anchor for each, with bands, sentences, citations and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.figures.cite import STYLES
from analysis.figures.languages import LANGUAGES
from analysis.notebook.view import View
from analysis.plots.data import Band
from analysis.plots.numbers import SHARE, span, value_shown
from analysis.read.labels import month_label
from analysis.site.markup import element, fenced, markdown_text, raw, text
from analysis.site.strips import strip

MONTH = ".month."
DOWNLOADS = (("All figures (CSV)", "data/figures.csv"), ("Months (CSV)", "data/estimates/monthly.csv"))
INTRODUCTION = """\
Every number that can be cited, with the band that belongs to it. The address of a figure is this page, a \
hash sign and its id. The middle value is the median. The darker band holds the truth with one chance in two \
and the lighter one with nine chances in ten, given the statements and the [assumptions](method.md)."""


def figure_page(view: View) -> str:
    """Return the page in MyST Markdown."""
    parts = ["# Figures", INTRODUCTION, raw(download_links(DOWNLOADS))]
    for subject, figure_ids in by_subject(view).items():
        parts += [f"## {markdown_text(view.label(subject))}", *_subject(view, figure_ids)]
    return "\n\n".join(parts)


def by_subject(view: View) -> dict[str, list[str]]:
    """Return the ids of figures by the quantity or ratio that they are about."""
    groups: dict[str, list[str]] = {}
    for figure_id in view.figure_ids(months=True):
        groups.setdefault(view.subject(figure_id), []).append(figure_id)
    return groups


def band_in_words(band: Band) -> str:
    """Return both bands as sentences that can be printed."""
    return f"Nine chances in ten: {span(band)}. One chance in two: {span(band, 50)}."


def download_links(links: Iterable[tuple[str, str]]) -> str:
    """Return links to files of the site as HTML."""
    found = (element("a", label, href=path, download=path.rpartition("/")[2]) for label, path in links)
    return element("p", *found, class_="hr-files")


def _subject(view: View, figure_ids: list[str]) -> list[str]:
    months = [figure_id for figure_id in figure_ids if MONTH in figure_id]
    parts = [_card(view, figure_id) for figure_id in figure_ids if figure_id not in months]
    if months:
        top = max(max(view.band(figure_id).ends()) for figure_id in months)
        rows = "".join(_month(view, figure_id, top) for figure_id in months)
        parts += ["### Month by month", raw(element("div", rows, class_="hr-months"))]
    return parts


def _card(view: View, figure_id: str) -> str:
    """Return a figure with its sentences as Markdown, so that the search finds them."""
    row, band = view.figure(figure_id), view.band(figure_id)
    unit = "" if band.unit == SHARE else element("span", text(row["unit"]), class_="hr-unit")
    value = element("p", element("b", value_shown(band)), unit, class_="hr-value")
    bands = element("p", band_in_words(band), class_="hr-band")
    closing = _rests_on(view, figure_id) + _folded_citations(view, figure_id)
    parts = [
        raw(f'<div class="hr-figure" id="{text(figure_id)}">'),
        f"**{markdown_text(row['label'])}** `{figure_id}`",
        raw(f"{value}{strip(band)}{bands}"),
    ]
    for language in LANGUAGES:
        parts += [raw(f'<div lang="{language}">'), markdown_text(row[f"text_{language}"]), raw("</div>")]
    return "\n\n".join([*parts, raw(f"{closing}</div>")])


def _month(view: View, figure_id: str, top: float) -> str:
    row, band = view.figure(figure_id), view.band(figure_id)
    month = month_label(figure_id.split(MONTH)[1][:7])
    prior = element("i", "prior", title="Shape from the prior") if view.month_is_prior(figure_id) else ""
    summary = element(
        "summary",
        element("span", month, prior, class_="hr-month-name"),
        element("b", value_shown(band)),
        element("span", span(band), class_="hr-month-span"),
        strip(band, top),
    )
    sentences = (element("p", text(row[f"text_{language}"]), lang=language) for language in LANGUAGES)
    inside = "".join(sentences) + _rests_on(view, figure_id) + _citations(view, figure_id, LANGUAGES[:1])
    return element("details", summary, inside, id=figure_id)


def _rests_on(view: View, figure_id: str) -> str:
    row = view.figure(figure_id)
    version = f"Data version {element('code', text(row['data_version']))}."
    claims = ", ".join(
        element("a", element("code", text(claim)), href=f"claims.html#{claim}")
        for claim in row["sources"].split()
    )
    return element("p", f"Rests on {claims}. {version}" if claims else version, class_="hr-rests-on")


def _folded_citations(view: View, figure_id: str) -> str:
    summary = element("summary", f"Cite {element('code', text(figure_id))}")
    return element("details", summary, _citations(view, figure_id, LANGUAGES))


def _citations(view: View, figure_id: str, languages: Iterable[str]) -> str:
    blocks = (
        element("h4", f"{style}, {language}") + fenced(view.cite(figure_id, style, language))
        for language in languages
        for style in STYLES
    )
    return element("div", *blocks, class_="hr-citations")
