"""A page for each figure, and one for the months of each series: number, citation, grounds, history, data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from analysis.figures.languages import LANGUAGES
from analysis.figures.sources import publisher_of
from analysis.figures.suite import FOLDER, figure_page_name
from analysis.plots.numbers import span, value_shown
from analysis.selection import Row
from analysis.site.citation_panel import citation_panel
from analysis.site.edition import DEFAULT, Edition
from analysis.site.figure_page import MONTH, by_subject, download_links, short_band
from analysis.site.markup import element, link_out, markdown_text, raw, table, text
from analysis.site.notebook_pages import CellPlace
from analysis.site.picture import Picture
from analysis.site.strips import strip
from analysis.site.whatif_page import whatif_link

PAST = ("since", "value", "band", "version", "release")
"""Columns of a history of numbers; on a narrow screen the first ones are seen at once."""

CellsByFigure = Mapping[str, Sequence[CellPlace]]
"""Figure → the cells of notebooks that show it."""


@dataclass
class FigurePages:
    """Pages (name without suffix → MyST Markdown) and the plots on them."""

    pages: dict[str, str] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)


def figure_pages(edition: Edition, cells: CellsByFigure) -> FigurePages:
    """Return the pages of all figures in the language of an edition."""
    made = FigurePages()
    for subject, figure_ids in by_subject(edition).items():
        plot = edition.months_plot(subject) if subject not in edition.view.ratios else None
        picture = Picture.of_plot(plot) if plot else None
        months = [figure_id for figure_id in figure_ids if MONTH in figure_id]
        for figure_id in figure_ids:
            if figure_id not in months:
                made.pages[f"{FOLDER}/{figure_id}"] = one_page(edition, figure_id, picture, cells)
        if months:
            made.pages[f"{FOLDER}/{figure_page_name(months[0])}"] = months_page(edition, months, picture)
        made.pictures += [picture] if picture else []
    return made


def one_page(edition: Edition, figure_id: str, picture: Picture | None, cells: CellsByFigure) -> str:
    """Return the page of a figure that is no month."""
    sections: dict[str, Callable[[], Iterable[str]]] = {
        "cite": lambda: [raw(citation_panel(edition, figure_id))],
        "definition": lambda: map(markdown_text, edition.definitions(figure_id)),
        "rests": lambda: [raw(_grounds(edition, figure_id))],
        "sensitivity": lambda: _sensitivity(edition, figure_id),
        "history": lambda: _history(edition, figure_id),
        "data.how": lambda: [raw(_data(edition, figure_id, cells))],
    }
    parts = [f"# {markdown_text(edition.label(figure_id))}", raw(_head(edition, figure_id))]
    if picture:
        parts.append(raw(picture.html(_up(edition), words=edition.say("plot.words"))))
    for name, content in sections.items():
        found = list(content())
        if found:
            parts += [f"## {edition.say(name)}", *found]
    return "\n\n".join(parts)


def months_page(edition: Edition, figure_ids: list[str], picture: Picture | None) -> str:
    """Return the page of the months of a series, an anchor each."""
    subject = edition.view.subject(figure_ids[0])
    top = max(max(edition.view.band(figure_id).ends()) for figure_id in figure_ids)
    title = edition.say("months.title", label=edition.subject_label(subject))
    rows = "".join(_month(edition, figure_id, top) for figure_id in figure_ids)
    version = edition.view.figure(figure_ids[0])["data_version"]
    return "\n\n".join(
        [
            f"# {markdown_text(title)}",
            *([raw(picture.html(_up(edition), words=edition.say("plot.words")))] if picture else []),
            edition.say("months.intro"),
            raw(element("div", rows, class_="hr-months")),
            f"## {edition.say('definition')}",
            *map(markdown_text, edition.definitions(figure_ids[0])),
            f"## {edition.say('rests')}",
            raw(_grounds(edition, figure_ids[0])),
            *_of_months(edition, figure_ids, "sensitivity", _sensitivity_of_months),
            *_of_months(edition, figure_ids, "history", _history_of_months),
            f"## {edition.say('data.how')}",
            raw(
                _files(edition, figure_page_name(figure_ids[0]), "data.months.")
                + element("p", text(edition.say("data.version", version=version)), class_="hr-note")
            ),
        ]
    )


def _up(edition: Edition) -> str:
    return f"../{edition.to_root}"


def _head(edition: Edition, figure_id: str) -> str:
    """Return number, band and sentences: what most readers come for."""
    unit = element("span", text(edition.unit(figure_id)), class_="hr-unit")
    value = element("p", element("b", text(edition.value(figure_id))), unit, class_="hr-value")
    return element(
        "div",
        element("p", element("code", text(figure_id)), class_="hr-id"),
        value,
        strip(edition.band(figure_id)),
        element("p", text(edition.sentence(figure_id)), class_="hr-lead"),
        element("p", text(edition.band_in_words(figure_id)), class_="hr-band"),
        *(_other(edition, figure_id, language) for language in LANGUAGES if language != edition.language),
        class_="hr-head",
    )


def _other(edition: Edition, figure_id: str, language: str) -> str:
    row = edition.view.figure(figure_id)
    sentence = element("span", text(row[f"text_{language}"]), lang=language)
    head = element("span", text(edition.say("other.language")), class_="hr-kicker", lang=language)
    return element("p", head, " ", sentence, class_="hr-other")


def _grounds(edition: Edition, figure_id: str) -> str:
    """Return the claims behind a figure, each with its place and its source."""
    claims = edition.claims(figure_id)
    if not claims:
        return element("p", text(edition.say("rests.none")))
    listed = element("ul", *(_claim(edition, claim) for claim in claims), class_="hr-grounds")
    return element("p", text(_count(edition, claims))) + listed


def _count(edition: Edition, claims: Sequence[Row]) -> str:
    """Say how many statements a figure rests on, of how many sources, and how many each side made."""
    sides = Counter(claim["bloc"] for claim in claims).most_common()
    named = "; ".join(f"{edition.view.bloc_name(bloc, edition.language)} {count}" for bloc, count in sides)
    sources = len({claim["source_id"] for claim in claims})
    return edition.say("rests.count", claims=len(claims), sources=sources, sides=named)


def _claim(edition: Edition, claim: Row) -> str:
    source = edition.source(claim)
    words = element("q", text(claim["wording"]), lang=source["language"])
    own = element("a", text(edition.say("claim.all")), href=_statement(edition, claim["claim_id"]))
    title = element("cite", link_out(source["title"], source["address"]), lang=source["language"])
    named = text(edition.publisher(source))
    publisher = element("span", named, lang=DEFAULT) if publisher_of(source) else named
    published = f"{publisher}, {text(edition.day(source['published']))}"
    record = element(
        "a", element("code", text(claim["source_id"])), href=_statement(edition, claim["source_id"])
    )
    fields = {
        "read": text(edition.reading(claim)),
        "window": text(edition.claim_window(claim)),
        "speaker": text(edition.speaker(claim)),
        "status": text(edition.status(claim)),
        "source": f"{title}, {published}",
        "place": text(edition.place(claim)),
        "record": record,
    }
    pairs = (
        element("dt", text(edition.say(f"claim.{name}"))) + element("dd", value)
        for name, value in fields.items()
        if value
    )
    return element("li", words, element("dl", *pairs), own)


def _statement(edition: Edition, anchor: str) -> str:
    return f"{_up(edition)}claims.html#{quote(anchor, safe='')}"


def _sensitivity(edition: Edition, figure_id: str) -> Iterable[str]:
    """Return the figure under other assumptions; nothing where none was tried."""
    scenarios, missing = edition.scenarios(figure_id), edition.unsettled(figure_id)
    told = [edition.say("sensitivity.unsettled", names="; ".join(missing))] if missing else []
    if len(scenarios) < 2:
        return told
    top = max(max(band.ends()) for _, band in scenarios) * 1.02
    rows = [
        (text(label), text(value_shown(band)), text(span(band)), strip(band, top))
        for label, band in scenarios
    ]
    header = [edition.say(f"sensitivity.{name}") for name in ("assumption", "median", "band")]
    shown = raw(table([*header, ""], rows, "hr-scenarios"))
    return [edition.say("sensitivity.how"), shown, *told, *whatif_link(edition, "../", "whatif.try")]


def _history(edition: Edition, figure_id: str) -> Iterable[str]:
    rows = [_past(edition, figure_id, row) for row in edition.history(figure_id)]
    header = [edition.say(f"history.{name}") for name in PAST]
    return [edition.say("history.how"), raw(table(header, rows, "hr-history"))] if rows else []


def _of_months(
    edition: Edition, figure_ids: list[str], name: str, content: Callable[[Edition, list[str]], Iterable[str]]
) -> list[str]:
    """Return a section of the page of months; nothing when there is nothing to say."""
    found = list(content(edition, figure_ids))
    return [f"## {edition.say(name)}", *found] if found else []


def _sensitivity_of_months(edition: Edition, figure_ids: list[str]) -> Iterable[str]:
    """Yield the months that were estimated under other assumptions."""
    for figure_id in figure_ids:
        _, *rest = _sensitivity(edition, figure_id) or [""]
        if rest:
            yield from (edition.say("sensitivity.month", month=edition.month(figure_id)), *rest)


def _history_of_months(edition: Edition, figure_ids: list[str]) -> Iterable[str]:
    rows = [
        (text(edition.month(figure_id)), *_past(edition, figure_id, row))
        for figure_id in figure_ids
        for row in edition.history(figure_id)
    ]
    header = [edition.say(f"history.{name}") for name in ("month", *PAST)]
    return [edition.say("history.how"), raw(table(header, rows, "hr-history"))] if rows else []


def _past(edition: Edition, figure_id: str, row: Row) -> Sequence[str]:
    band = edition.past_band(figure_id, row)
    day = row.get("since", "")
    since = text(edition.day(day) if day else edition.say("history.undated"))
    version = element("code", text(row["data_version"]))
    return since, text(value_shown(band)), text(span(band)), version, text(row["release"])


def _data(edition: Edition, figure_id: str, cells: CellsByFigure) -> str:
    version = edition.view.figure(figure_id)["data_version"]
    parts = [
        _files(edition, figure_id, "data."),
        element("p", text(edition.say("data.version", version=version)), class_="hr-note"),
    ]
    links = ", ".join(
        element("a", _cell_words(edition, cell), href=f"{_up(edition)}{cell.place}", hreflang=DEFAULT)
        for cell in cells.get(figure_id, ())
    )
    if links:
        parts.append(element("p", edition.say("data.notebook", links=links), class_="hr-note"))
    return "".join(parts)


def _cell_words(edition: Edition, cell: CellPlace) -> str:
    title = element("span", text(cell.title), lang=DEFAULT)
    return edition.say("data.cell", title=title, number=cell.number)


def _files(edition: Edition, name: str, words: str) -> str:
    place = f"{_up(edition)}{FOLDER}/{quote(name, safe='')}"
    return download_links((edition.say(f"{words}{form}"), f"{place}.{form}") for form in ("json", "csv"))


def _month(edition: Edition, figure_id: str, top: float) -> str:
    is_prior = edition.view.month_is_prior(figure_id)
    prior = element("i", text(edition.say("prior")), title=edition.say("prior.why")) if is_prior else ""
    summary = element(
        "summary",
        element("span", text(edition.month(figure_id)), prior, class_="hr-month-name"),
        element("b", text(edition.value(figure_id))),
        element("span", text(short_band(edition, figure_id)), class_="hr-span"),
        strip(edition.band(figure_id), top),
    )
    inside = (
        element("p", text(edition.sentence(figure_id))),
        *(_other(edition, figure_id, language) for language in LANGUAGES if language != edition.language),
        citation_panel(edition, figure_id),
    )
    return element("details", summary, *inside, id=figure_id)
