"""The lead figure as each bloc alone implies it, and one source as a case inside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from analysis.figures.suite import figure_anchor
from analysis.notebook.blocs import side_band
from analysis.plots import Band
from analysis.plots.numbers import SHARE, span, value_shown
from analysis.read.labels import window_label
from analysis.scrutiny.verdicts import disagreements
from analysis.selection import Row
from analysis.site.edition import Edition
from analysis.site.figure_page import short_band
from analysis.site.markup import element, markdown_text, raw, text
from analysis.site.strips import strip

STATED = "primary"
FEWEST = 2


def sides_section(edition: Edition, subject: str) -> list[str]:
    """Return the answer of all statements and of each bloc alone, and whether blocs disagree; or nothing."""
    rows = edition.view.selection.rows("scrutiny/blocs", quantity=subject)
    told = [row for row in rows if not row["month"] and row["passed"] == "yes" and row["claims"] != "0"]
    if len(told) <= FEWEST:
        return []
    bands = [_band(edition, row) for row in sorted(told, key=lambda row: row["bloc"])]
    top = max(max(band.ends()) for band in bands)
    words = {"unit": edition.unit(edition.view.main_figure(subject))}
    return [
        f"## {edition.say('sides', subject=markdown_text(edition.subject_label(subject)))}",
        raw(_table((edition.say("sides.side"), edition.say("sides.value", **words)), _lines(bands, top))),
    ]


def case_section(edition: Edition) -> list[str]:
    """Return the statements of the source that states most, each beside the figure of all statements."""
    published = set(edition.view.figure_ids())
    stated = [row for row in edition.view.selection.rows("claims") if row["status"] == STATED]
    counts = Counter(row["source_id"] for row in stated)
    source, count = next(iter(counts.most_common(1)), ("", 0))
    if count < FEWEST:
        return []
    own = [row for row in stated if row["source_id"] == source]
    row = edition.source(own[0])
    lines = [_case_line(edition, claim, published) for claim in own]
    head = (edition.say("case.stated"), edition.say("case.all"))
    return [
        f"## {edition.say('case')}",
        markdown_text(edition.say("case.words", title=row["title"], publisher=edition.publisher(row))),
        raw(_table(head, lines)),
    ]


def _band(edition: Edition, row: Row) -> Band:
    view = edition.view
    who = view.bloc_name(row["bloc"], edition.language) or edition.say("sides.all")
    label = f"{who}, {window_label(row['window'], edition.language)}"
    return replace(side_band(view, row, label), language=edition.language)


def verdict(edition: Edition, subject: str) -> str:
    """Return whether sides disagree beyond their bands, with both answers of each pair that does; or ''."""
    if not edition.view.selection.rows("scrutiny/bloc_factors", quantity=subject):
        return ""
    apart = disagreements(edition.view.selection.rows("scrutiny/bloc_factors"), subject)
    if not apart:
        return edition.say("sides.agree")
    answers = dict[str, str]()
    for one in apart:
        answers |= {
            one.high: _answer(edition, subject, one.high),
            one.low: _answer(edition, subject, one.low),
        }
    return edition.say("sides.disagree", answers="; ".join(answers.values()))


def _answer(edition: Edition, subject: str, bloc: str) -> str:
    rows = edition.view.selection.rows("scrutiny/blocs", quantity=subject, bloc=bloc)
    band = next(_band(edition, row) for row in rows if not row["month"])
    return f"{edition.view.bloc_name(bloc, edition.language)} {value_shown(band)} ({span(band)})"


def _lines(bands: Sequence[Band], top: float) -> list[tuple[str, str]]:
    return [
        (
            text(band.label),
            f"{element('b', text(value_shown(band)))} ({text(span(band))}) "
            f"{strip(band, 1.0 if band.unit == SHARE else top)}",
        )
        for band in bands
    ]


def _case_line(edition: Edition, claim: Row, published: set[str]) -> tuple[str, str]:
    href = f"{edition.to_root}claims.html#{quote(claim['claim_id'], safe='')}"
    said = element("a", text(edition.reading(claim)), href=href)
    figure_id = edition.view.main_figure(claim["quantity"])
    stated = f"{said}, {text(edition.claim_window(claim))}"
    if figure_id not in published:
        return stated, text(edition.say("case.none"))
    value = element("a", text(edition.value(figure_id)), href=figure_anchor(figure_id))
    band, window = short_band(edition, figure_id), edition.window(figure_id)
    return stated, f"{value} {text(edition.unit(figure_id))} ({text(band)}), {text(window)}"


def _table(head: Sequence[str], lines: Sequence[tuple[str, str]]) -> str:
    top = element("tr", "".join(element("th", text(name), scope="col") for name in head))
    body = "".join(element("tr", element("td", one) + element("td", other)) for one, other in lines)
    table = element("table", element("thead", top) + element("tbody", body), class_="hr-sides")
    return element("div", table, class_="hr-table")
