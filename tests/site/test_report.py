"""The report: the same bytes twice, tagged for those who cannot see it, in both languages."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from command_line import run
from pypdf import PageObject, PdfReader
from site_tools import HOSTILE
from suite_copy import copy_suite, require_fresh

from analysis.build import STAGES
from analysis.figures.cite import cite
from analysis.notebook.view import View, open_view
from analysis.plots import Plot, plot_bands, plot_windows
from analysis.plots.data import Band, Span
from analysis.site.edition import Edition, editions
from analysis.site.picture import Picture
from analysis.site.report import report, reports, shown, typeset
from analysis.starting import start_suite

BOTTOM, TOP = 68.0, 774.0
"""Ends of the text on a page in points, over the lower edge of the paper."""
SMALLEST_FONT = 5.4
"""Size in points of the smallest text of a plot that was made as small as it may become."""


def words_of(content: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", " ".join(pages).replace("\u200b", ""))


class Place(NamedTuple):
    """How far a text stands over the lower edge of the page, and the size of its font, both in points."""

    height: float
    size: float


def places_of_texts(page: PageObject) -> list[Place]:
    """Return where the texts of a page stand, from the number of the page up to its running head."""
    places = set()

    def note(text: str, of_page: list[float], of_text: list[float], _font: object, size: float) -> None:
        _, b, _, d, _, f = of_page
        if text.strip():
            places.add(Place(of_text[4] * b + of_text[5] * d + f, abs(size * of_text[3] * d)))

    page.extract_text(visitor_text=note)
    return sorted(places)


def tall_plots() -> list[Plot]:
    """Return a plot of many pages, one a little too tall for a page, and small ones."""
    spans = [Span(f"statement {n}", 24_280, 24_290 + n, f"window {n}") for n in range(80)]
    bands = [Band(f"band {n}", 1.0, 0.9, 1.1, 0.5, 1.5) for n in range(28)]
    small = [plot_bands(f"small-{n}", bands[:6], title=f"Small {n}") for n in range(5)]
    return [*small, plot_windows("tall", spans), plot_bands("taller", bands, title="Taller")]


@pytest.fixture(scope="module")
def view(built_suite: Path) -> View:
    return open_view(built_suite)


@pytest.fixture(scope="module")
def worded(view: View) -> Sequence[Edition]:
    return editions(view)


@pytest.fixture(scope="module")
def made(worded: Sequence[Edition]) -> dict[str, bytes]:
    return reports(worded)


def test_a_report_is_the_same_bytes_here_and_on_the_site(made: dict[str, bytes], built_suite: Path) -> None:
    assert list(made) == ["report-en.pdf", "report-de.pdf"]
    for name, content in made.items():
        assert (built_suite / "build" / "site" / name).read_bytes() == content


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_report_is_tagged_and_shows_every_figure(view: View, made: dict[str, bytes], language: str) -> None:
    content = made[f"report-{language}.pdf"]
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    words, edition = words_of(content), Edition(view, language)
    for figure_id in view.figure_ids():
        assert edition.value(figure_id) in words
        assert "–".join(edition.bounds(figure_id)) in words
    assert edition.statement("rounds.rate")[:40] in words


@pytest.mark.parametrize("lines", [1, 7, 11, 15, 16])
def test_plots_are_whole_and_readable_wherever_they_begin(worded: Sequence[Edition], lines: int) -> None:
    content, (lead, *_) = report(worded[0])
    plots = [Picture.of_plot(plot) for plot in tall_plots()]
    content |= {
        "answer": "Answer",
        "bands": "\n".join(["A line."] * lines),
        "plots": [shown(one) for one in plots],
    }
    content |= {"headlines": [], "groups": [], "statements": [], "references": []}
    pages = PdfReader(io.BytesIO(typeset(content, [lead, *plots]))).pages
    for page in pages:
        _number, *places, _head = places_of_texts(page)
        assert all(BOTTOM <= height <= TOP for height, _ in places)
        assert min(size for _, size in places) >= SMALLEST_FONT
    texts = [page.extract_text() for page in pages]
    begin = next(number for number, text in enumerate(texts) if re.search("^Plots$", text, re.MULTILINE))
    assert "Small 0" in texts[begin]
    windows = re.findall(r"window \d+", " ".join(texts))
    assert sorted(windows) == sorted(f"window {number}" for number in range(80))


def test_plots_are_drawn_as_vectors(made: dict[str, bytes]) -> None:
    for content in made.values():
        assert not [image for page in PdfReader(io.BytesIO(content)).pages for image in page.images]


def test_hostile_text_is_set_as_it_stands(worded: Sequence[Edition]) -> None:
    bomb = f'{HOSTILE} #panic("no") $ x _ @label \\u{{41}} "'.replace("\u202e", "").replace("\u202c", "")
    content, pictures = report(worded[0])
    content["statements"][0]["wording"] = content["answer"] = bomb
    content["references"][0]["title"] = bomb
    plot = plot_bands("bomb", [Band(bomb, 1.0, 0.9, 1.1, 0.5, 1.5)], title=bomb)
    picture = Picture.of_plot(plot)
    content["plots"] = [shown(picture)]
    words = words_of(typeset(content, [*pictures, picture]))
    assert '#panic("no") $ x _ @label \\u{41}' in words
    assert "<script>window.hacked=1</script>" in words


def test_a_citation_in_the_report_is_that_of_the_command(view: View, made: dict[str, bytes]) -> None:
    row = view.figure("rounds.rate")
    printed = cite(row, "text", "de", suite=view.work, sources=view.sources_of("rounds.rate"))
    assert " ".join(printed.split())[:80] in words_of(made["report-de.pdf"])


def test_a_suite_that_was_never_built_has_no_report_yet(tmp_path: Path) -> None:
    suite = tmp_path / "floods"
    start_suite(suite, "CC0-1.0", "Floods")
    ran = run("report", "--suite", suite, "--out", tmp_path / "out")
    assert ran.stderr.splitlines() == [
        "the suite is not up to date; run hedgerow build, then report",
        *(f"{stage.name}: never made" for stage in STAGES),
    ]
    assert (ran.returncode, ran.stdout) == (1, "")
    assert not (tmp_path / "out").exists()


def test_notebooks_executed_by_other_code_make_no_report(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    require_fresh(suite)
    path = suite / "notebooks" / "06_the_figures.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["hedgerow"]["key"] = "that of other code"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    for verb in ("report", "release"):
        ran = run(verb, "--suite", suite)
        assert ran.stderr == (
            f"the suite is not up to date; run hedgerow build, then {verb}\n"
            "notebooks: 06_the_figures.ipynb: "
            "its cells, its data or the code under it changed since it was executed\n"
        )
        assert (ran.returncode, ran.stdout) == (1, "")
    assert not (suite / "build").exists()
