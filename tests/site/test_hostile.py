"""Hostile text in a record reaches every output, and is nothing but text in each of them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest
import rispy
from markdown_it import MarkdownIt
from pybtex.database import parse_string
from pyld import jsonld
from pypdf import PdfReader
from site_tools import HOSTILE, MARKER

from analysis.figures.cite import STYLES
from analysis.figures.crate import crate
from analysis.figures.hub import hub_tasks
from analysis.figures.languages import LANGUAGES
from analysis.figures.programs import as_json
from analysis.notebook.view import View, open_view

Complaints = Iterator[str]
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
FORMULA = re.compile(r"^[=@+\t\r]|^-(?![\d.])")
LINKED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
UNESCAPED = re.compile(r"(?<!\\)[#$%&_]|\\(?:input|begin|write|immediate|def|catcode)\b")


def check_html(content: str) -> Complaints:
    """No handler, no address that runs, no element of the record's making."""
    for element in html5lib.parse(content, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        attributes = {str(name): value for name, value in element.attrib.items()}
        yield from (f"handler {name}" for name in attributes if name.startswith("on"))
        if element.tag.endswith(("iframe", "object", "embed")) or attributes.get("src") == "x":
            yield f"element {element.tag}"
        address = attributes.get("href", attributes.get("src", ""))
        if re.match(r"\s*(javascript|data|vbscript):", address, re.IGNORECASE):
            yield f"address {address}"
        if element.tag == "script" and MARKER in (element.text or "") and attributes.get("type") is None:
            yield "script"
    yield from check_directions(content)


def check_linked_data(content: str) -> Complaints:
    """A script of data ends where it should and is JSON-LD."""
    yield from check_json(content)
    context = {"@context": {"@vocab": "https://schema.org/"}}
    document = {"document": context, "documentUrl": "", "contextUrl": None}
    if not jsonld.expand(json.loads(content), {"documentLoader": lambda *_: document}):
        yield "no linked data"


def check_json(content: str) -> Complaints:
    """It is JSON, and could stand in a page."""
    json.loads(content)
    if "</script" in content.lower():
        yield "a script would end here"
    yield from check_directions(content)


def check_csv(content: str) -> Complaints:
    """No cell is a formula, and each row has the cells of the header."""
    header, *rows = csv.reader(io.StringIO(content))
    for row in rows:
        yield from (f"formula {cell}" for cell in row if FORMULA.match(cell))
        if len(row) != len(header):
            yield f"{len(row)} cells"


def check_svg(content: str) -> Complaints:
    """It draws, and runs nothing."""
    for element in ET.fromstring(content).iter():
        if str(element.tag).rpartition("}")[2] in ("script", "foreignObject", "image", "a"):
            yield f"element {element.tag}"
    yield from check_directions(content)


def check_bibtex(content: str) -> Complaints:
    """A program for bibliographies reads it, and finds entries of ours alone."""
    entries = parse_string(content, "bibtex").entries
    yield from (f"entry {key}" for key in entries if not key.startswith("hedgerow."))
    for entry in entries.values():
        yield from (f"{name}: {found}" for name in ("note", "title") for found in latex_commands(entry, name))
    yield from check_directions(content)


def latex_commands(entry: object, name: str) -> list[str]:
    return UNESCAPED.findall(entry.fields.get(name, ""))  # type: ignore[attr-defined]


def check_ris(content: str) -> Complaints:
    """A program for references reads one record of data."""
    (record,) = rispy.loads(content.replace("\r\n", "\n"))
    if record["type_of_reference"] != "DATA":
        yield str(record["type_of_reference"])
    yield from check_directions(content)


def check_latex(content: str) -> Complaints:
    """No command but those that the suite writes, and no brace left open."""
    bare = re.sub(r"\\[{}]", "", content)
    if bare.count("{") != bare.count("}"):
        yield "braces"
    known = r"\\(emph|textless|textgreater|textbar|textbackslash|textbrace\w+|textascii\w+|char|url)\b"
    prose = re.sub(known, "", content)
    yield from UNESCAPED.findall(re.sub(r"\\[#$%&_]", "", prose))
    yield from check_directions(content)


def check_markdown(content: str) -> Complaints:
    """A reader of Markdown makes no element and no link of it."""
    yield from check_html(MarkdownIt("commonmark").render(content))
    if re.search(r"<(?:script|img)", MarkdownIt("commonmark").render(content)):
        yield "element"


def check_text(content: str) -> Complaints:
    """Plain lines."""
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", content.replace("\r\n", "\n")):
        yield "control character"
    yield from check_directions(content)


def check_directions(content: str) -> Complaints:
    """Nothing turns the direction of reading."""
    yield from (f"direction {found!a}" for found in DIRECTIONS.findall(content))


CITATIONS: dict[str, Callable[[str], Complaints]] = {
    "bibtex": check_bibtex,
    "ris": check_ris,
    "csl-json": check_json,
    "markdown": check_markdown,
    "latex": check_latex,
    "html": check_html,
}


def outputs(site: Path, view: View) -> Iterator[tuple[str, str, Callable[[str], Complaints]]]:
    """Yield each output: its kind, its content, and what it must pass."""
    pages = [path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))]
    yield from (("page", content, check_html) for content in pages if MARKER in content)
    for data in sorted({found for content in pages for found in LINKED_DATA.findall(content)}):
        yield "linked data", data, check_linked_data
    for pattern, check in (("*.json", check_json), ("*.csv", check_csv), ("*.svg", check_svg)):
        for folder in ("", "figures/", "plots/"):
            for path in sorted(site.glob(f"{folder}{pattern}")):
                yield f"{folder}{pattern}", path.read_text(encoding="utf-8"), check
    for path in sorted(site.glob("notebooks/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                yield "notebook", "".join(output["data"].get("text/markdown", "")), check_markdown
    for language in LANGUAGES:
        for style in STYLES:
            cited = view.cite("rounds.rate", style, language)
            yield f"cite {style}", cited, CITATIONS.get(style, check_text)
    yield "refs.bib", (site / "refs.bib").read_text(encoding="utf-8"), check_bibtex
    yield "search", (site / "searchindex.js").read_text(encoding="utf-8"), check_search
    for path in sorted(site.glob("*.pdf")):
        sheets = PdfReader(path).pages
        yield "report", re.sub(r"\s+", "", "".join(sheet.extract_text() for sheet in sheets)), check_report
    sources = view.selection.rows("sources")
    yield "crate", as_json(crate(view.work, {}, sources, "a", "2025-05-31")), check_json


def check_search(content: str) -> Complaints:
    """The index is one call with data; it is a file of its own, which no element ends."""
    json.loads(content.removeprefix("Search.setIndex(").removesuffix(")"))
    yield from check_directions(content)


def check_report(content: str) -> Complaints:
    """What typst would have run stands there as text."""
    yield from (word for word in ("#panic", "<script>", "\\input{x}") if word not in content)


SILENT = {"*.csv", "*.json", "figures/*.csv", "cite latex-macro", "cite apa", "cite chicago", "cite html"}
"""Outputs that name no words of a source; those of figures hold the ids of their claims alone."""


def test_hostile_text_in_a_record_reaches_every_output_as_nothing_but_text(hostile_suite: Path) -> None:
    view = open_view(hostile_suite)
    wrong, reached, kinds = [], set(), set()
    for kind, content, check in outputs(hostile_suite / "build" / "site", view):
        kinds.add(kind)
        wrong += [f"{kind}: {complaint}" for complaint in check(content)]
        if MARKER in content:
            reached.add(kind)
    assert sorted(set(wrong)) == []
    assert kinds - reached == SILENT
    assert len(kinds) > 20


@pytest.mark.parametrize(
    ("check", "content"),
    [
        (check_html, "<p onclick='x'>"),
        (check_html, f"<script>{MARKER}</script>"),
        (check_html, "<a href='javascript:x'>x</a>"),
        (check_html, "\u202e"),
        (check_json, '{"a": "</script>"}'),
        (check_csv, "a\n=1+1\n"),
        (check_svg, "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        (check_bibtex, "@misc{evil,\n note = {x}\n}"),
        (check_bibtex, "@misc{hedgerow.x,\n note = {\\input{x}}\n}"),
        (check_latex, "50 % \\emph{x}"),
        (check_latex, "\\emph{x"),
        (check_markdown, "<script>x</script>"),
        (check_markdown, "[l](https://x) <img src=x>"),
        (check_report, HOSTILE.replace("#panic", "")),
    ],
)
def test_what_is_not_harmless_is_found(check: Callable[[str], Complaints], content: str) -> None:
    assert list(check(content))


def test_tasks_of_a_hub_hold_names_as_text() -> None:
    row = {"quantity": "q", "month": "2024-03", "output_type": "median", "output_type_id": "", "value": "1"}
    tasks = as_json(hub_tasks([row], {"q": HOSTILE}, {"q": HOSTILE}, "0.1.0"))
    assert json.loads(tasks)["rounds"][0]["model_tasks"][0]["target_metadata"][0]["target_id"] == "q"
