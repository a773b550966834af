"""The files of the site for programs: all figures, each figure, macros, references, linked data."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.figures.linked_data import figure_dataset, suite_dataset
from analysis.figures.programs import (
    as_json,
    as_line,
    bibliography,
    figure_document,
    figures_document,
    latex_macros,
    rows_as_csv,
)
from analysis.figures.suite import FOLDER, figure_page_name
from analysis.notebook.view import View
from analysis.publication import made_from
from analysis.selection import Row
from analysis.site.edition import DEFAULT, Edition
from analysis.site.figure_page import MONTH
from analysis.tables.defusing import defuse

DATASETS = ("figures.json", "data/figures.csv", "data/estimates/monthly.csv", "data/claims.csv")


def program_files(view: View) -> dict[str, str]:
    """Return the files by their path on the site."""
    rows = figure_rows(view)
    shares = [figure_id for figure_id in view.figure_ids(months=True) if view.is_fraction(figure_id)]
    cited = (view.cite(figure_id, "bibtex") for figure_id in view.figure_ids(months=True))
    claims = view.selection.rows("claims")
    return {
        "figures.json": as_json(figures_document(rows, claims, view.work, made_from(view.root))),
        "figures.csv": rows_as_csv([_safe(row) for row in rows]),
        "hedgerow.tex": latex_macros(rows, view.work, shares),
        "refs.bib": bibliography(cited),
        **_files_of_figures(view),
    }


def figure_rows(view: View) -> list[Row]:
    """Return the rows of all figures."""
    return [view.figure(figure_id) for figure_id in view.figure_ids(months=True)]


def linked_data(edition: Edition) -> dict[str, str]:
    """Return page → JSON-LD; that under the empty name is for pages that have none of their own."""
    view = edition.view
    found = {"": as_line(_dataset_of_suite(edition))}
    for figure_id in view.figure_ids():
        page = f"{FOLDER}/{figure_id}"
        found[page] = as_line(
            figure_dataset(
                view.work,
                view.figure(figure_id),
                view.sources_of(figure_id),
                page,
                {"label": edition.label(figure_id), "language": edition.language},
            )
        )
    return found


def _dataset_of_suite(edition: Edition) -> Mapping[str, object]:
    view = edition.view
    words = {"description": edition.say("json.description"), "language": edition.language}
    rows = [view.figure(figure_id) for figure_id in view.figure_ids()]
    return suite_dataset(view.work, rows, view.selection.rows("sources"), DATASETS, words)


def _files_of_figures(view: View) -> dict[str, str]:
    files: dict[str, str] = {}
    pages: dict[str, list[str]] = {}
    for figure_id in view.figure_ids(months=True):
        pages.setdefault(figure_page_name(figure_id), []).append(figure_id)
    for name, figure_ids in pages.items():
        documents = [_document(view, figure_id) for figure_id in figure_ids]
        whole = documents if MONTH in figure_ids[0] else documents[0]
        files[f"{FOLDER}/{name}.json"] = as_json(whole)
        files[f"{FOLDER}/{name}.csv"] = rows_as_csv([_safe(view.figure(one)) for one in figure_ids])
    return files


def _document(view: View, figure_id: str) -> Mapping[str, object]:
    edition = Edition(view, DEFAULT)
    claims = [] if MONTH in figure_id else edition.claims(figure_id)
    sources = [] if MONTH in figure_id else view.sources_of(figure_id)
    return figure_document(view.figure(figure_id), claims, sources, view.cite(figure_id, "text"))


def _safe(row: Row) -> Row:
    return {name: defuse(cell) for name, cell in row.items()}
