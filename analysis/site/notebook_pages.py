"""Notebooks as pages: plots that follow the theme, code folded, and a list of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from analysis.plots import MEDIA_TYPE
from analysis.site.freshness import Notebook, read_notebook
from analysis.site.landing_page import Chapter
from analysis.site.markup import element, markdown_text, raw
from analysis.site.picture import Picture

FOLDER = "notebooks"
FOLD_CODE = "hide-input"
TO_CHANGE = "assumption"
"""Tag of the cells that readers are asked to change; their code is not folded."""
PARAGRAPHS_LISTED = 2
"""Paragraphs of a notebook's first answer that are shown where notebooks are listed."""


class CellPlace(NamedTuple):
    """A cell of a notebook: the notebook's title, the number of the cell, and its place on the site."""

    title: str
    number: int
    place: str


def notebook_page(path: Path) -> tuple[str, list[Picture]]:
    """Return an executed notebook as the notebook to make its page from, and its plots."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    pictures: list[Picture] = []
    for number, cell in enumerate(code_cells(notebook), start=1):
        tags = cell["metadata"].setdefault("tags", [])
        if TO_CHANGE not in tags:
            tags.append(FOLD_CODE)
        outputs = [_output(output, pictures) for output in cell["outputs"]]
        cell["outputs"] = [_anchor(number), *outputs] if outputs else []
    notebook["cells"].insert(1, _tools(path))
    return json.dumps(notebook), pictures


def code_cells(notebook: Notebook) -> list[dict[str, Any]]:
    """Return the cells with code."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def cells_of_figures(paths: Iterable[Path], subjects: Mapping[str, str]) -> dict[str, list[CellPlace]]:
    """Return figure → the cells that show it.

    Those that name it; failing that, those whose output does; failing that, those that name its subject.

    Parameters
    ----------
    paths
        Executed notebooks.
    subjects
        Figure → the quantity or ratio that it is about.
    """
    named: dict[str, list[CellPlace]] = {}
    shown: dict[str, list[CellPlace]] = {}
    for path in paths:
        title = chapter_of(path).title
        for number, cell in enumerate(code_cells(read_notebook(path)), start=1):
            place = CellPlace(title, number, f"{FOLDER}/{path.stem}.html#cell-{number}")
            for name in re.findall(r"[\"']([\w.~%-]+)[\"']", "".join(cell["source"])):
                if cell.get("outputs"):
                    named.setdefault(name, []).append(place)
            for name in _ids_shown(cell):
                shown.setdefault(name, []).append(place)
    return {
        figure: named.get(figure) or shown.get(figure) or named.get(subject, [])
        for figure, subject in subjects.items()
    }


def _ids_shown(cell: Mapping[str, Any]) -> set[str]:
    """Return the ids that stand as code in the texts that a cell shows."""
    texts = ("".join(one.get("data", {}).get("text/markdown", "")) for one in cell.get("outputs", []))
    return {name for text in texts for name in re.findall(r"`([\w.~%-]+)`", text)}


def chapter_of(path: Path) -> Chapter:
    """Return how a notebook is listed; its answer is the beginning of the first thing that it says."""
    notebook = read_notebook(path)
    first = "".join(notebook["cells"][0]["source"]).strip().splitlines()
    title = first[0].lstrip("# ") if first else path.stem
    question = next((line for line in first[1:] if line.strip()), "")
    return Chapter(f"{FOLDER}/{path.name}", title, question, _first_words(notebook))


def chapters_page(chapters: Iterable[Chapter]) -> str:
    """Return the list of notebooks in MyST Markdown."""
    listed = list(chapters)
    parts = [
        "# Notebooks",
        "Each opens with its answer and a plot, and closes with what the data do not say.",
    ]
    for chapter in listed:
        parts += [f"## [{markdown_text(chapter.title)}]({chapter.page})", chapter.question, chapter.answer]
    parts.append("\n".join(["```{toctree}", ":hidden:", "", *(chapter.page for chapter in listed), "```"]))
    return "\n\n".join(parts)


def _first_words(notebook: Notebook) -> str:
    outputs = (output for cell in notebook["cells"] for output in cell.get("outputs", []))
    texts = ("".join(output.get("data", {}).get("text/markdown", "")) for output in outputs)
    first = next((text for text in texts if text), "")
    return "\n\n".join(first.split("\n\n")[:PARAGRAPHS_LISTED])


def _anchor(number: int) -> dict[str, Any]:
    html = element("span", id=f"cell-{number}", class_="hr-cell")
    return {"output_type": "display_data", "data": {"text/html": html}, "metadata": {}}


def _output(output: dict[str, Any], pictures: list[Picture]) -> dict[str, Any]:
    data = output.get("data", {})
    if MEDIA_TYPE not in data:
        return output
    picture = Picture.of_output(data)
    pictures.append(picture)
    return output | {"data": {"text/html": picture.html("../")}, "metadata": {}}


def _tools(path: Path) -> dict[str, Any]:
    link = element("a", "This notebook, executed (.ipynb)", href=path.name, download=path.name)
    lab = element("span", "In JupyterLab: ", element("code", "make lab"))
    source: Sequence[str] = [raw(element("p", link, lab, class_="hr-files"))]
    return {"cell_type": "markdown", "id": "tools", "metadata": {}, "source": source}
