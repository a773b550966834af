"""The list of figures: each with its band, and a way to its page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from analysis.figures.suite import FOLDER, figure_anchor
from analysis.site.edition import Edition
from analysis.site.markup import element, markdown_text, raw, text
from analysis.site.strips import strip

MONTH = ".month."


def figure_page(edition: Edition) -> str:
    """Return the page in MyST Markdown."""
    parts = [
        f"# {edition.say('figures')}",
        edition.say("figures.intro.md"),
        raw(download_links(_downloads(edition))),
    ]
    for subject, figure_ids in by_subject(edition).items():
        parts += [f"## {markdown_text(edition.subject_label(subject))}", raw(_subject(edition, figure_ids))]
    return "\n\n".join(parts)


def by_subject(edition: Edition) -> dict[str, list[str]]:
    """Return the ids of figures by the quantity or ratio that they are about."""
    groups: dict[str, list[str]] = {}
    for figure_id in edition.view.figure_ids(months=True):
        groups.setdefault(edition.view.subject(figure_id), []).append(figure_id)
    return groups


def download_links(links: Iterable[tuple[str, str]]) -> str:
    """Return links to files of the site as HTML; each is a label and a path."""
    found = (element("a", text(label), href=path, download=path.rpartition("/")[2]) for label, path in links)
    return element("p", *found, class_="hr-files")


def report_name(language: str) -> str:
    """Return the name of the file of the report in a language."""
    return f"report-{language}.pdf"


def _downloads(edition: Edition) -> list[tuple[str, str]]:
    files = (
        ("data.all", "data/figures.csv"),
        ("data.all.json", "figures.json"),
        ("data.monthly", "data/estimates/monthly.csv"),
        ("data.macros", "hedgerow.tex"),
        ("data.bib", "refs.bib"),
    )
    return [(edition.say(name), f"{edition.to_root}{path}") for name, path in files]


def _subject(edition: Edition, figure_ids: list[str]) -> str:
    months = [figure_id for figure_id in figure_ids if MONTH in figure_id]
    rows = [_row(edition, figure_id) for figure_id in figure_ids if figure_id not in months]
    if months:
        rows.append(_months(edition, months))
    return element("ul", *rows, class_="hr-list")


def _row(edition: Edition, figure_id: str) -> str:
    link = element("a", text(edition.label(figure_id)), href=figure_anchor(figure_id))
    return element(
        "li",
        element("span", link, element("code", text(figure_id)), class_="hr-name"),
        element("b", text(edition.value(figure_id))),
        element("span", text(edition.unit(figure_id)), class_="hr-unit"),
        strip(edition.band(figure_id)),
        element("span", text(short_band(edition, figure_id)), class_="hr-span"),
        id=figure_id,
    )


def short_band(edition: Edition, figure_id: str) -> str:
    """Return the wide band in few words."""
    low, high = edition.bounds(figure_id)
    return edition.say("band.short", low=low, high=high)


def _months(edition: Edition, figure_ids: list[str]) -> str:
    subject = edition.view.subject(figure_ids[0])
    page = f"{FOLDER}/{quote(f'{subject}.month', safe='')}.html"
    count = "months.one" if len(figure_ids) == 1 else "months.count"
    return element(
        "li",
        element("span", element("a", text(edition.say("months")), href=page), class_="hr-name"),
        element("span", text(edition.say(count, count=len(figure_ids))), class_="hr-span hr-wide"),
        id=f"{subject}.month",
    )
