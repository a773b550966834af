"""The report: the same bytes twice, tagged for those who cannot see it, in both languages."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader
from site_tools import HOSTILE

from analysis.figures.cite import cite
from analysis.notebook.view import View, open_view
from analysis.plots import plot_bands
from analysis.plots.data import Band
from analysis.site.edition import Edition, editions
from analysis.site.picture import Picture
from analysis.site.report import report, reports, typeset


def words_of(content: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", " ".join(pages).replace("\u200b", ""))


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
    shown, edition = words_of(content), Edition(view, language)
    for figure_id in view.figure_ids():
        assert edition.value(figure_id) in shown
        assert "–".join(edition.bounds(figure_id)) in shown
    assert edition.statement("rounds.rate")[:40] in shown


def test_plots_are_drawn_as_vectors(made: dict[str, bytes]) -> None:
    for content in made.values():
        assert not [image for page in PdfReader(io.BytesIO(content)).pages for image in page.images]


def test_hostile_text_is_set_as_it_stands(worded: Sequence[Edition]) -> None:
    bomb = f'{HOSTILE} #panic("no") $ x _ @label \\u{{41}} "'.replace("\u202e", "").replace("\u202c", "")
    content, pictures = report(worded[0])
    content["statements"][0]["wording"] = content["answer"] = bomb
    content["references"][0]["title"] = bomb
    plot = plot_bands("bomb", [Band(bomb, 1.0, 0.9, 1.1, 0.5, 1.5)], title=bomb)
    content["plots"] = [{"file": "bomb.svg", "alt": bomb}]
    shown = words_of(typeset(content, [*pictures, Picture.of_plot(plot)]))
    assert '#panic("no") $ x _ @label \\u{41}' in shown
    assert "<script>window.hacked=1</script>" in shown


def test_a_citation_in_the_report_is_that_of_the_command(view: View, made: dict[str, bytes]) -> None:
    row = view.figure("rounds.rate")
    printed = cite(row, "text", "de", suite=view.work, sources=view.sources_of("rounds.rate"))
    assert " ".join(printed.split())[:80] in words_of(made["report-de.pdf"])
