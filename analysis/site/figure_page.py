"""The page of figures: an anchor for each, with its bands, its sentences, its citations and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.figures.cite import STYLES
from analysis.figures.languages import LANGUAGES
from analysis.notebook import Suite
from analysis.plots.data import Band
from analysis.plots.numbers import SHARE, span, value_shown
from analysis.read.labels import month_label
from analysis.site.markup import element, fenced, markdown_text, raw, text
from analysis.site.strips import strip

MONTH = ".month."


def figure_page(suite: Suite) -> str:
    """Return the page in MyST Markdown."""
    parts = [
        "# Figures",
        "Every number that can be cited, with the band that belongs to it. The address of a figure is this page, "
        "a hash sign and its id. The middle value is the median; the darker band holds the truth with one chance in "
        "two and the lighter one with nine chances in ten, given the statements and the [assumptions](method.md).",
        raw(_downloads()),
    ]
    for title, figure_ids in by_subject(suite).items():
        parts += [f"## {markdown_text(title)}", *_subject(suite, figure_ids)]
    return "\n\n".join(parts)


def by_subject(suite: Suite) -> dict[str, list[str]]:
    """Return the ids of figures under the label of the quantity or ratio that they are about."""
    groups: dict[str, list[str]] = {}
    for figure_id in suite.figure_ids(months=True):
        groups.setdefault(suite.subject_label(figure_id), []).append(figure_id)
    return groups


def band_in_words(band: Band) -> str:
    """Return both bands as a sentence that can be printed."""
    half = Band("", None, low_90=band.low_50, high_90=band.high_50, unit=band.unit)
    return f"Nine chances in ten: {span(band)}. One chance in two: {span(half)}."


def _downloads() -> str:
    links = (
        element("a", label, href=f"data/{name}", download=name.rsplit("/", maxsplit=1)[-1])
        for label, name in (("All figures (CSV)", "figures.csv"), ("Months (CSV)", "estimates/monthly.csv"))
    )
    return element("p", *links, class_="hr-files")


def _subject(suite: Suite, figure_ids: Iterable[str]) -> list[str]:
    ids = list(figure_ids)
    months = [figure_id for figure_id in ids if MONTH in figure_id]
    parts = [_card(suite, figure_id) for figure_id in ids if figure_id not in months]
    if months:
        top = max(max(suite.band(figure_id).ends()) for figure_id in months)
        rows = "".join(_month(suite, figure_id, top) for figure_id in months)
        parts += ["### Month by month", raw(element("div", rows, class_="hr-months"))]
    return parts


def _card(suite: Suite, figure_id: str) -> str:
    """Return a figure with its sentences as Markdown, so that the search finds them."""
    row, band = suite.figure(figure_id), suite.band(figure_id)
    unit = "" if band.unit == SHARE else element("span", text(row["unit"]), class_="hr-unit")
    opening = (
        f'<div class="hr-figure" id="{text(figure_id)}">'
        + element("p", element("b", value_shown(band)), unit, class_="hr-value")
        + strip(band)
        + element("p", band_in_words(band), class_="hr-band")
    )
    return "\n".join(
        [
            raw(opening),
            f"**{markdown_text(row['label'])}** `{figure_id}`\n",
            *(f"{markdown_text(row[f'text_{language}'])}\n" for language in LANGUAGES),
            raw(_rests_on(suite, figure_id) + _citations(suite, figure_id, LANGUAGES) + "</div>"),
        ]
    )


def _month(suite: Suite, figure_id: str, top: float) -> str:
    row, band = suite.figure(figure_id), suite.band(figure_id)
    month = month_label(figure_id.split(MONTH)[1][:7])
    prior = element("i", "prior", title="Shape from the prior") if suite.month_is_prior(figure_id) else ""
    summary = element(
        "summary",
        element("span", month, prior, class_="hr-month-name"),
        element("b", value_shown(band)),
        element("span", span(band), class_="hr-month-span"),
        strip(band, top),
    )
    sentences = (element("p", text(row[f"text_{language}"]), lang=language) for language in LANGUAGES)
    inside = (
        "".join(sentences) + _rests_on(suite, figure_id) + _citations(suite, figure_id, ("en",), folded=False)
    )
    return element("details", summary, inside, id=figure_id)


def _rests_on(suite: Suite, figure_id: str) -> str:
    row = suite.figure(figure_id)
    claims = ", ".join(
        element("a", element("code", text(claim)), href=f"claims.html#{claim}")
        for claim in row["sources"].split()
    )
    version = element("span", f"Data version {element('code', text(row['data_version']))}")
    return element("p", f"Rests on {claims}. {version}." if claims else f"{version}.", class_="hr-rests-on")


def _citations(suite: Suite, figure_id: str, languages: Iterable[str], *, folded: bool = True) -> str:
    blocks = [
        element("div", element("h4", f"{style}, {language}"), fenced(suite.cite(figure_id, style, language)))
        for language in languages
        for style in STYLES
    ]
    inside = element("div", *blocks, class_="hr-citations")
    return (
        element("details", f"<summary>Cite {element('code', text(figure_id))}</summary>", inside)
        if folded
        else inside
    )
