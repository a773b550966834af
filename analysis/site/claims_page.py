"""The page of statements: an anchor for each claim and each source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from analysis.figures.suite import figure_anchor
from analysis.notebook.tables import date_words, reading, speaker_name, status_words, window_words
from analysis.notebook.view import EVIDENCE, View
from analysis.selection import Row
from analysis.site.figure_page import download_links
from analysis.site.markup import element, link_out, markdown_text, raw, text

DOWNLOADS = (("All statements (CSV)", "data/claims.csv"), ("Sources (CSV)", "data/sources.csv"))
INTRODUCTION = """\
What was read, source by source: the words, how they are read, and where they stand. Only facts and phrases \
of a few words are taken from a source. The address of a statement is this page, a hash sign and its id."""
SOURCE_FIELDS = (
    "publisher",
    "author",
    "published",
    "accessed",
    "language",
    "obtained",
    "relays",
    "licence",
    "note",
)

Fields = Iterable[tuple[str, str]]


def claims_page(view: View) -> str:
    """Return the page in MyST Markdown."""
    parts = ["# Statements", INTRODUCTION, raw(download_links(DOWNLOADS))]
    supports = figures_by_claim(view)
    for source in view.selection.rows("sources"):
        claims = view.selection.rows("claims", source_id=source["source_id"])
        parts += [f"## {markdown_text(source['title'])}", raw(_source(source))]
        parts += [_claim(view, claim, source, supports[claim["claim_id"]]) for claim in claims]
    return "\n\n".join(parts)


def figures_by_claim(view: View) -> dict[str, list[str]]:
    """Return claim → ids of the figures that rest on it, those of single months left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for figure_id in view.figure_ids():
        for claim in view.figure(figure_id)["sources"].split():
            found[claim].append(figure_id)
    return found


def _source(source: Row) -> str:
    fields = [
        ("Address", link_out(source["address"], source["address"])),
        *((name.capitalize(), text(source[name])) for name in SOURCE_FIELDS),
        ("SHA-256", _code(source["sha256"])),
        ("Id", _code(source["source_id"])),
    ]
    return element("div", _list(fields), class_="hr-source", id=source["source_id"])


def _claim(view: View, claim: Row, source: Row, figure_ids: Iterable[str]) -> str:
    links = ", ".join(element("a", _code(i), href=figure_anchor(i)) for i in figure_ids)
    fields = [
        ("Read as", text(reading(view, claim))),
        ("Hedge as reported", text(claim.get("hedge_as_reported", ""))),
        ("Window", text(window_words(claim))),
        ("Said by", text(speaker_name(view, claim))),
        ("Said on", text(date_words(claim))),
        ("Place", text(claim["locator"])),
        ("Address", link_out(source["address"], source["address"])),
        ("Counts as", text(status_words(claim))),
        ("Origin", _code(claim["origin_id"])),
        ("Figures", links),
        ("Note", text(claim["note"])),
    ]
    kind = "evidence" if claim["status"] in EVIDENCE else "recorded"
    opening = f'<div class="hr-claim hr-{kind}" id="{text(claim["claim_id"])}">'
    words = f"**“{markdown_text(claim['wording'])}”** `{claim['claim_id']}`"
    return "\n\n".join([raw(opening), words, raw(f"{_list(fields)}</div>")])


def _list(fields: Fields) -> str:
    return element("dl", *(element("dt", name) + element("dd", value) for name, value in fields if value))


def _code(value: str) -> str:
    return element("code", text(value)) if value else ""
