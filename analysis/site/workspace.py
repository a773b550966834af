"""The folder that the pages are made from: generated sources, copied tables, style."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.notebook.view import View
from analysis.plots.palette import style_sheet
from analysis.site import SiteError
from analysis.site.building import PUBLISHED
from analysis.site.claims_page import claims_page
from analysis.site.figure_page import figure_page
from analysis.site.freshness import notebook_paths
from analysis.site.landing_page import landing_page
from analysis.site.method_page import method_page
from analysis.site.notebook_pages import FOLDER, chapter_of, chapters_page, notebook_page
from analysis.site.picture import Picture

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Sources of the pages (``pages``), what is published beside them (``extra``), and where ids lead to."""

    pages: Path
    extra: Path
    links: Mapping[str, tuple[str, str]]
    title: str


def write_workspace(root: Path, view: View, folder: Path) -> Workspace:
    """Write everything that the pages of a suite are made from into an empty folder."""
    pages, extra = folder / "pages", folder / "extra"
    notebooks = notebook_paths(root)
    chapters = [chapter_of(path) for path in notebooks]
    landing, pictures = landing_page(view, chapters, description_of(root))
    sources = {
        "index.md": landing,
        "notebooks.md": chapters_page(chapters),
        "figures.md": figure_page(view),
        "claims.md": claims_page(view),
        "data.md": (root / "data" / "README.md").read_text(encoding="utf-8"),
        "method.md": method_page(view),
    }
    for path in notebooks:
        sources[f"{FOLDER}/{path.name}"], drawn = notebook_page(path)
        pictures += drawn
    _write(pages, sources)
    _write(pages / "_static", {"palette.css": style_sheet()})
    shutil.copytree(STATIC, pages / "_static", dirs_exist_ok=True)
    _write(extra, picture_files(pictures))
    data = _copy(root / "data", extra / "data", PUBLISHED)
    _copy(root / FOLDER, extra / FOLDER, ["*.ipynb"])
    return Workspace(pages, extra, places(view, data), view.title)


def description_of(root: Path) -> str:
    """Return what a suite is about, from its data package."""
    package = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return str(package.get("description", ""))


def places(view: View, files: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return id → page and anchor, for figures, claims and sources; and path → place of each table."""
    found = {figure_id: ("figures", figure_id) for figure_id in view.figure_ids(months=True)}
    found |= {row["source_id"]: ("claims", row["source_id"]) for row in view.selection.rows("sources")}
    found |= {row["claim_id"]: ("claims", row["claim_id"]) for row in view.selection.rows("claims")}
    return found | {name: ("data/", name) for name in files}


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


def _copy(source: Path, target: Path, patterns: Iterable[str]) -> list[str]:
    """Copy the files that match, and return their paths relative to ``source``."""
    found = sorted({path for pattern in patterns for path in source.glob(pattern) if path.is_file()})
    names = [path.relative_to(source).as_posix() for path in found]
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
    return names
