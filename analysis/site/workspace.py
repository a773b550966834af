"""The folder that the pages of a language are made from: generated sources, copied tables, style."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.figures.suite import FOLDER as FIGURES
from analysis.figures.suite import MONTH, figure_page_name
from analysis.notebook.view import View
from analysis.plots.palette import style_sheet
from analysis.site import SiteError
from analysis.site.building import EXTRA, PUBLISHED
from analysis.site.changes_page import changes_page
from analysis.site.claims_page import claims_page
from analysis.site.edition import DEFAULT, Edition, editions
from analysis.site.figure_page import figure_page
from analysis.site.figure_pages import figure_pages
from analysis.site.freshness import notebook_paths
from analysis.site.guide_pages import FOLDER as GUIDES_FOLDER
from analysis.site.guide_pages import GUIDES, guide_pages
from analysis.site.landing_page import Chapter, landing_page
from analysis.site.method_page import method_page
from analysis.site.notebook_pages import (
    FOLDER,
    cells_of_figures,
    chapter_of,
    chapters_page,
    notebook_page,
)
from analysis.site.picture import Picture
from analysis.site.programs import linked_data, program_files
from analysis.site.whatif_page import whatif_page

SEARCH_FINISHED = "Search finished, found one page matching the search query."
STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Book:
    """Sources of the pages of one language (``pages``), their place on the site, and what they lead to.

    ``ids`` are those that a search knows, each with its page and anchor.
    """

    pages: Path
    edition: Edition
    links: Mapping[str, tuple[str, str]]
    ids: Mapping[str, tuple[str, str]]
    data: Mapping[str, str]
    switch: Mapping[str, object]


def write_book(root: Path, edition: Edition, folder: Path) -> Book:
    """Write what the pages of a language are made from, and what is published beside them in `EXTRA`.

    Nothing is written that another language writes too, so that all can be written at once.
    """
    extra = folder / EXTRA
    extra.mkdir(exist_ok=True)
    data = _matching(root / "data", PUBLISHED)
    at_root = edition.language == DEFAULT
    if at_root:
        _copy(root / "data", extra / "data", data)
        _copy(root / FOLDER, extra / FOLDER, _matching(root / FOLDER, ["*.ipynb"]))
        _write(extra, program_files(edition.view))
    sources, pictures = _sources(root, edition)
    _write(extra, picture_files(pictures))
    pages = folder / "pages" / edition.language
    _write(pages, sources)
    _write(pages / "_static", {"palette.css": style_sheet(), "words.js": search_words(edition)})
    shutil.copytree(STATIC, pages / "_static", dirs_exist_ok=True)
    links = places(edition.view, data) if at_root else {}
    ids = {name: place for name, place in id_places(edition.view).items() if f"{place[0]}.md" in sources}
    return Book(pages, edition, links, ids, linked_data(edition), _switch(root, edition))


def page_names(root: Path, edition: Edition) -> set[str]:
    """Return the pages in a language by their names without suffix, before any of them is made."""
    figures = {figure_page_name(figure_id) for figure_id in edition.view.figure_ids(months=True)}
    found = {"index", "figures", *(f"{FIGURES}/{name}" for name in figures)}
    if edition.grid_rows:
        found.add("whatif")
    if edition.language == DEFAULT:
        found |= {"notebooks", "claims", "data", "method", "changes", "guides"}
        found |= {f"{GUIDES_FOLDER}/{name}" for name in GUIDES}
        found |= {f"{FOLDER}/{path.stem}" for path in notebook_paths(root)}
    return found


def _sources(root: Path, edition: Edition) -> tuple[dict[str, str], list[Picture]]:
    """Return the sources of the pages in a language by their file, and the plots on them."""
    view = edition.view
    subjects = {figure_id: view.subject(figure_id) for figure_id in view.figure_ids(months=True)}
    cells = cells_of_figures(notebook_paths(root), subjects)
    chapters = [chapter_of(path) for path in notebook_paths(root)]
    landing, pictures = landing_page(edition, chapters, description_of(root))
    made = figure_pages(edition, cells)
    sources = {
        "index.md": landing,
        "figures.md": f"{figure_page(edition)}\n\n{_hidden(made.pages)}",
        **{f"{name}.md": page for name, page in made.pages.items()},
    }
    if edition.grid_rows:
        sources["whatif.md"] = whatif_page(edition)
    pictures += made.pictures
    if edition.language == DEFAULT:
        sources |= _only_here(root, view, chapters)
        for path in notebook_paths(root):
            sources[f"{FOLDER}/{path.name}"], drawn = notebook_page(path)
            pictures += drawn
    return sources, pictures


def _only_here(root: Path, view: View, chapters: Sequence[Chapter]) -> dict[str, str]:
    return {
        "notebooks.md": chapters_page(chapters),
        "claims.md": claims_page(view),
        "data.md": (root / "data" / "README.md").read_text(encoding="utf-8"),
        "method.md": method_page(view),
        "changes.md": changes_page(view),
        **guide_pages(),
    }


def search_words(edition: Edition) -> str:
    """Return a script with the line under a search, which the catalogue of some languages of Sphinx lacks."""
    counted = [edition.say("search.one"), edition.say("search.many")]
    catalogue = {"messages": {SEARCH_FINISHED: counted}, "plural_expr": "(n === 1 ? 0 : 1)"}
    return f"Documentation.addTranslations({json.dumps({'locale': edition.language, **catalogue})});\n"


def _switch(root: Path, edition: Edition) -> dict[str, object]:
    """Return what leads from the pages of a language to those of the next one; nothing when it is alone."""
    others = [other for other in editions(edition.view) if other.language != edition.language]
    if not others:
        return {}
    other = others[0]
    return {
        "language": other.language,
        "name": other.say("language"),
        "title": edition.say("switch"),
        "folder": f"{edition.to_root}{other.folder}",
        "pages": sorted({*page_names(root, other), "search"}),
    }


def _hidden(pages: Iterable[str]) -> str:
    return "\n".join(["```{toctree}", ":hidden:", "", *pages, "```"])


def description_of(root: Path) -> str:
    """Return what a suite is about, from its data package."""
    package = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return str(package.get("description", ""))


def places(view: View, files: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the place of every id; and path → place of each table."""
    return id_places(view) | {name: ("data/", name) for name in files}


def id_places(view: View) -> dict[str, tuple[str, str]]:
    """Return id → page and anchor, for figures, claims and sources."""
    found = {figure_id: _place(figure_id) for figure_id in view.figure_ids(months=True)}
    found |= {row["source_id"]: ("claims", row["source_id"]) for row in view.selection.rows("sources")}
    return found | {row["claim_id"]: ("claims", row["claim_id"]) for row in view.selection.rows("claims")}


def _place(figure_id: str) -> tuple[str, str]:
    page = f"{FIGURES}/{figure_page_name(figure_id)}"
    return page, figure_id if MONTH in figure_id else ""


def picture_files(pictures: Iterable[Picture]) -> dict[str, str]:
    """Return the files of plots by path; two plots of one name must be the same plot."""
    files: dict[str, str] = {}
    for picture in pictures:
        for path, content in picture.files().items():
            if files.setdefault(path, content) != content:
                raise SiteError(f"two plots are named {picture.name}; give one of them no title of its own")
    return files


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _matching(folder: Path, patterns: Iterable[str]) -> list[str]:
    """Return the files that match, relative to a folder."""
    found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    return [path.relative_to(folder).as_posix() for path in sorted(found)]


def _copy(source: Path, target: Path, names: Iterable[str]) -> None:
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
