"""The report as PDF: the answer, the plots, the tables of figures and statements, the references."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from analysis.notebook.view import open_view
from analysis.plots.numbers import span, value_shown
from analysis.selection import Row
from analysis.site.cutting import pieces
from analysis.site.edition import DEFAULT, Edition, editions
from analysis.site.figure_page import MONTH, by_subject, report_name
from analysis.site.freshness import notebook_paths
from analysis.site.notebook_pages import notebook_page
from analysis.site.picture import Picture

TEMPLATE = Path(__file__).parent / "report.typ"
STANDARD: Literal["ua-1"] = "ua-1"
PLOT_FONT = "font-family: 'DejaVu Sans'"
TALLEST = 248 / 166
"""Height to width of the room for a plot: that of the text on a page."""
SMALLEST = 0.7
"""Scale to which plots are made smaller so that one more fits on a page; smaller they are hard to read."""
READER_FONT = "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def write_reports(suite: Path, folder: Path) -> list[Path]:
    """Write the report of a suite in each of its languages into a folder, and return the files.

    Parameters
    ----------
    suite
        Folder of the suite, which must be up to date.
    folder
        Where the files go; it is made if need be.
    """
    from analysis.tables import write_bytes

    made = reports(editions(open_view(suite)))
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        write_bytes(folder / name, content, folder)
    return [folder / name for name in made]


def reports(worded: Iterable[Edition]) -> dict[str, bytes]:
    """Return the report in each language by the name of its file; the same suite gives the same bytes."""
    return {report_name(edition.language): typeset(*report(edition)) for edition in worded}


def report(edition: Edition) -> tuple[dict[str, Any], list[Picture]]:
    """Return what the template is filled with, and the plots that it shows."""
    lead, *_ = main = edition.view.headlines
    pictures = _pictures(edition, edition.view.subject(lead))
    work = edition.view.work
    running = f"{work.title} · {edition.say('report.version', version=work.version)}"
    content = {
        "language": edition.language,
        "title": edition.say("report.title", title=work.title),
        "authors": [author.name or f"{author.given} {author.family}".strip() for author in work.authors],
        "description": edition.say("json.description"),
        "running": running,
        "answer": edition.statement(lead),
        "bands": edition.band_in_words(lead),
        "tallest": TALLEST,
        "smallest": SMALLEST,
        "lead": shown(pictures[0]),
        "plots": [shown(picture) for picture in pictures[1:]],
        "headlines": [_figure(edition, figure_id) for figure_id in main],
        "groups": [_group(edition, *group) for group in by_subject(edition).items()],
        "statements": [_statement(edition, claim) for claim in edition.view.selection.rows("claims")],
        "references": [_reference(edition, source) for source in edition.view.selection.rows("sources")],
        "citation": edition.view.cite(lead, "text", edition.language).splitlines(),
        "words": _words(edition),
    }
    return content, pictures


def typeset(content: dict[str, Any], pictures: Iterable[Picture]) -> bytes:
    """Return a report as PDF/UA-1; nothing in it depends on the day or on the fonts of the machine."""
    import matplotlib as mpl
    import typst

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "report.typ").write_bytes(TEMPLATE.read_bytes())
        (root / "report.json").write_text(json.dumps(content), encoding="utf-8")
        for picture in pictures:
            for file, svg in _files(picture).items():
                (root / file).write_text(svg.replace(READER_FONT, PLOT_FONT), encoding="utf-8")
        return typst.compile(
            root / "report.typ",
            root=root,
            font_paths=[Path(mpl.get_data_path()) / "fonts" / "ttf"],
            ignore_system_fonts=True,
            pdf_standards=STANDARD,
            timestamp=0,
        )


def _pictures(edition: Edition, lead: str) -> list[Picture]:
    """Return the plots, that of the answer first; those of the notebooks speak the language of the root."""
    quantities = [row["quantity"] for row in edition.view.selection.rows("vocabulary/quantities")]
    ordered = [lead, *(name for name in quantities if name != lead)]
    plots = [plot for name in ordered if (plot := edition.months_plot(name))]
    own = [Picture.of_plot(plot) for plot in plots]
    if edition.language != DEFAULT:
        return own
    drawn = [picture for path in notebook_paths(edition.view.root) for picture in notebook_page(path)[1]]
    known = {picture.name.removesuffix(f"-{DEFAULT}") for picture in own}
    others = {picture.name: picture for picture in drawn if picture.name not in known}
    return [*own, *others.values()]


def shown(picture: Picture) -> dict[str, Any]:
    """Return what the template is told of a plot."""
    return {"files": list(_files(picture)), "alt": picture.alt}


def _files(picture: Picture) -> dict[str, str]:
    """Return the pieces of a plot, most often one, by the names of their files."""
    cut = pieces(picture.wide, TALLEST, SMALLEST)
    return {f"{picture.name}-{number}.svg": svg for number, svg in enumerate(cut, start=1)}


def _group(edition: Edition, subject: str, figure_ids: list[str]) -> dict[str, Any]:
    months = [figure_id for figure_id in figure_ids if MONTH in figure_id]
    others = [figure_id for figure_id in figure_ids if figure_id not in months]
    return {
        "label": edition.subject_label(subject),
        "definitions": edition.definitions(figure_ids[0]),
        "rows": [_figure(edition, figure_id) for figure_id in others],
        "months": [_month(edition, figure_id) for figure_id in months],
        "scenarios": _scenarios(edition, others),
    }


def _figure(edition: Edition, figure_id: str) -> dict[str, str]:
    return {
        "label": edition.label(figure_id),
        "value": edition.value(figure_id),
        "half": "–".join(edition.bounds(figure_id, 50)),
        "band": "–".join(edition.bounds(figure_id)),
        "unit": edition.unit(figure_id),
        "id": figure_id,
    }


def _month(edition: Edition, figure_id: str) -> dict[str, str]:
    shape = edition.say("prior.why") if edition.view.month_is_prior(figure_id) else ""
    return {**_figure(edition, figure_id), "label": edition.month(figure_id), "shape": shape}


def _scenarios(edition: Edition, figure_ids: list[str]) -> list[dict[str, str]]:
    """Return the main figure of a group under other assumptions."""
    main = [figure_id for figure_id in edition.view.headlines if figure_id in figure_ids]
    rows = [row for figure_id in main for row in edition.scenarios(figure_id)]
    return [{"label": label, "value": value_shown(band), "band": span(band)} for label, band in rows]


def _statement(edition: Edition, claim: Row) -> dict[str, str]:
    said = f"{edition.speaker(claim)}, {edition.place(claim)}"
    return {
        "wording": claim["wording"],
        "language": edition.source(claim)["language"],
        "reading": edition.reading(claim),
        "window": edition.claim_window(claim),
        "said": said,
        "id": claim["claim_id"].partition(".")[2],
    }


def _reference(edition: Edition, source: Row) -> dict[str, str]:
    parts = (source["author"], edition.publisher(source), edition.day(source["published"]))
    read = edition.say("report.accessed", day=edition.day(source["accessed"]))
    return {
        "title": source["title"],
        "language": source["language"],
        "rest": ". ".join([*(part for part in parts if part), read]) + ".",
        "address": source["address"] if source["address"].startswith(("http://", "https://")) else "",
    }


def _words(edition: Edition) -> dict[str, Any]:
    heads = ("headlines", "plots", "figures", "statements", "references", "cite")
    half, wide = edition.say("report.half"), edition.say("sensitivity.band")
    names = ("figure", "median", "unit", "id")
    figure, median, unit, ident = (edition.say(f"report.{name}") for name in names)
    return {
        **{name: edition.say(f"report.{name}") for name in heads},
        "columns": [figure, median, wide, unit, ident],
        "all-columns": [figure, median, half, wide, unit, ident],
        "month-columns": [edition.say("report.month"), median, half, wide, edition.say("report.shape")],
        "scenario-columns": [edition.say("sensitivity.assumption"), median, wide],
        "statement-columns": [
            edition.say("report.wording"),
            *(edition.say(f"claim.{name}") for name in ("read", "window", "speaker")),
            ident,
        ],
    }
