"""The page of statements: an anchor for each claim and each source."""

from __future__ import annotations

from collections import defaultdict

from analysis.notebook import STATUS_WORDS, Suite
from analysis.read.labels import window_label
from analysis.selection import Row
from analysis.site.markup import element, markdown_text, raw, text

LINKED = ("http://", "https://")


def claims_page(suite: Suite) -> str:
    """Return the page in MyST Markdown."""
    parts = [
        "# Statements",
        "What was read, source by source: the words, how they are read, and where they stand. Only facts and phrases "
        "of a few words are taken from a source. The address of a statement is this page, a hash sign and its id.",
        raw(
            element(
                "p",
                element("a", "All claims (CSV)", href="data/claims.csv", download="claims.csv"),
                class_="hr-files",
            )
        ),
    ]
    supports = figures_by_claim(suite)
    for source in suite.selection.rows("sources"):
        claims = suite.selection.rows("claims", source_id=source["source_id"])
        parts += [f"## {markdown_text(source['title'])}", raw(_source(source))]
        parts += [_claim(suite, claim, supports[claim["claim_id"]]) for claim in claims]
    return "\n\n".join(parts)


def figures_by_claim(suite: Suite) -> dict[str, list[str]]:
    """Return claim → ids of the figures that rest on it, those of single months left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for figure_id in suite.figure_ids():
        for claim in suite.figure(figure_id)["sources"].split():
            found[claim].append(figure_id)
    return found


def _source(source: Row) -> str:
    rows = [
        ("Publisher", text(source["publisher"])),
        ("Author", text(source["author"])),
        ("Published", text(source["published"])),
        ("Accessed", text(source["accessed"])),
        ("Language", text(source["language"])),
        ("Address", _address(source["address"])),
        ("Obtained", text(source["obtained"])),
        ("Relays", text(source["relays"])),
        ("Licence", text(source["licence"])),
        ("SHA-256", element("code", text(source["sha256"])) if source["sha256"] else ""),
        ("Note", text(source["note"])),
        ("Id", element("code", text(source["source_id"]))),
    ]
    return element("div", _list(rows), class_="hr-source", id=source["source_id"])


def _claim(suite: Suite, claim: Row, figure_ids: list[str]) -> str:
    status = claim["status"]
    window = window_label(claim["window"]) if claim["window"] else ""
    links = ", ".join(element("a", element("code", text(i)), href=f"figures.html#{i}") for i in figure_ids)
    rows = [
        ("Read as", text(suite.reading(claim))),
        ("Window", text(window)),
        ("Said by", text(suite.speaker(claim))),
        ("Place", text(claim["locator"])),
        ("Counts as", text(STATUS_WORDS.get(status, status))),
        ("Origin", element("code", text(claim["origin_id"])) if claim["origin_id"] else ""),
        ("Figures", links),
        ("Note", text(claim["note"])),
    ]
    used = "evidence" if status in ("primary", "repeat") else "recorded"
    opening = f'<div class="hr-claim hr-{used}" id="{text(claim["claim_id"])}">'
    words = f"**“{markdown_text(claim['wording'])}”** `{claim['claim_id']}`"
    return "\n".join([raw(opening), words, raw(f"{_list(rows)}</div>")])


def _list(rows: list[tuple[str, str]]) -> str:
    return element("dl", *(element("dt", name) + element("dd", value) for name, value in rows if value))


def _address(address: str) -> str:
    """Return a link where the address is one of the web, and plain text otherwise."""
    if address.lower().startswith(LINKED):
        return element("a", text(address), href=address, rel="noopener noreferrer")
    return text(address)
