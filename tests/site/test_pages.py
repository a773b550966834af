"""The pages as files: every link, anchor, plot and figure is there and is harmless."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import html5lib
import pytest
from example_suite import PROJECT, UNSETTLED
from site_tools import HOSTILE, run_python, snapshot

from analysis.figures.cite import STYLES, cite
from analysis.figures.escape import plain_line
from analysis.figures.rounding import Band, round_band
from analysis.figures.sentences import print_value
from analysis.figures.sources import UNNAMED
from analysis.figures.suite import figure_anchor
from analysis.model.estimates import SCENARIOS
from analysis.notebook.view import open_view
from analysis.site.edition import Edition
from analysis.site.figure_pages import months_page
from analysis.site.words import WORDS

FOLDERS = {"en": "", "de": "de"}
LINKED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
ID = re.compile(r"\b\w+\.[\w.-]+")
CITED = ("losses.share_of_deployed", "rounds.month.2024-03")


class Page(HTMLParser):
    """What a test asks of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    def targets(self) -> Iterator[str]:
        for _, attributes in self.elements:
            yield from (attributes[name] for name in ("href", "src") if name in attributes)


def pages_of(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def site(built_suite: Path) -> Path:
    return built_suite / "build" / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return pages_of(site)


def test_another_build_gives_the_same_bytes(built_suite: Path, site: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from analysis.site.building import make_pages\n"
        "print(make_pages(Path(sys.argv[1]), Path(sys.argv[2])))"
    )
    made = run_python(code, str(built_suite), str(tmp_path), hash_seed="1")
    assert made.returncode == 0, made.stderr
    before = {name: digest for name, digest in snapshot(site).items() if name != ".key"}
    assert snapshot(Path(made.stdout.strip())) == before


def test_every_link_anchor_and_download_resolves(site: Path, pages: dict[Path, Page]) -> None:
    ids = {path: set(page.ids()) for path, page in pages.items()}
    broken = []
    for path, page in pages.items():
        for target in page.targets():
            parts = urlsplit(target)
            if parts.scheme or target in ("#", ""):
                continue
            place = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not place.is_file() or (
                parts.fragment and unquote(parts.fragment) not in ids.get(place, set())
            ):
                broken.append(f"{path.relative_to(site)}: {target}")
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, Page], site: Path) -> None:
    loading = ("script", "link", "img", "iframe", "source", "video", "audio", "object", "embed")
    for path, page in pages.items():
        for tag, attributes in page.elements:
            if tag in loading:
                target = attributes.get("src") or attributes.get("href") or ""
                assert not urlsplit(target).netloc, f"{path.name}: {tag} {target}"
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    assert not [
        url for text in styles for url in re.findall(r"(?:url\(|@import )['\"]?(https?:[^'\")]+)", text)
    ]
    assert not list(site.rglob("*mathjax*"))


def test_no_id_stands_twice_on_a_page(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        ids = page.ids()
        assert sorted(ids) == sorted(set(ids)), path.name


def test_every_figure_has_its_anchor_band_sentences_and_citations(site: Path, built_suite: Path) -> None:
    view = open_view(built_suite)
    for row in rows_of(built_suite / "data" / "figures.csv"):
        figure_id = row["figure_id"]
        place, _, anchor = figure_anchor(figure_id).partition("#")
        for language, folder in FOLDERS.items():
            page = Page((site / folder / place).read_text(encoding="utf-8"))
            words = re.sub(r"\s+", " ", " ".join(page.text))
            assert not anchor or anchor in page.ids()
            assert row["text_en"] in words and row["text_de"] in words
            for style in STYLES if figure_id in CITED else STYLES[:1]:
                assert " ".join(view.cite(figure_id, style, language).split()) in words, (figure_id, style)


def test_every_claim_and_source_has_its_anchor(site: Path, built_suite: Path) -> None:
    page = Page((site / "claims.html").read_text(encoding="utf-8"))
    wanted = {row["claim_id"] for row in rows_of(built_suite / "data" / "claims.csv")}
    wanted |= {row["source_id"] for row in rows_of(built_suite / "data" / "sources.csv")}
    assert wanted <= set(page.ids())
    assert "over 5,000 people" in page.text


def test_ids_in_the_text_of_notebooks_lead_to_figures_and_claims(site: Path) -> None:
    page = Page((site / "notebooks" / "02_munitions.html").read_text(encoding="utf-8"))
    targets = set(page.targets())
    assert {"../figures/rounds.rate.html", "../claims.html#paper.rounds"} <= targets
    assert "../figures/rounds.month.html#rounds.month.2024-03" in set(
        Page((site / "notebooks" / "06_the_figures.html").read_text(encoding="utf-8")).targets()
    )


def test_every_plot_says_in_words_what_it_shows(pages: dict[Path, Page], site: Path) -> None:
    found = 0
    for path, page in pages.items():
        for tag, attributes in page.elements:
            if tag == "svg" and attributes.get("role") == "img":
                found += 1
                assert re.search(r"\d", attributes["aria-label"]), path.name
                assert len(attributes["aria-label"]) > 40
    assert found >= 2 * 12


def test_every_plot_can_be_had_as_svg_and_csv_with_the_numbers_that_it_shows(site: Path) -> None:
    found = 0
    for path in site.rglob("*.html"):
        document = html5lib.parse(path.read_text(encoding="utf-8"), namespaceHTMLElements=False)
        for plot in document.iter("figure"):
            links = {link.text: link.get("href", "") for link in plot.iter("a")}
            assert {"SVG", "CSV"} <= set(links), path.name
            svg, table = ((path.parent / unquote(links[form])).resolve() for form in ("SVG", "CSV"))
            ET.parse(svg)
            header, *rows = csv.reader(table.read_text(encoding="utf-8").splitlines())
            assert rows and any(re.fullmatch(r"[\d.]+", cell) for row in rows for cell in row), table.name
            assert all(len(row) == len(header) for row in rows)
            alternative = next(plot.iter("details")).findtext("p") or ""
            label = next(svg for svg in plot.iter() if str(svg.tag).endswith("svg")).get("aria-label")
            assert " ".join(alternative.split()) == " ".join(str(label).split())
            found += 1
    assert found > 30


def test_plots_are_files_of_svg(site: Path) -> None:
    assert all(
        path.read_text(encoding="utf-8").startswith("<svg ") for path in (site / "plots").glob("*.svg")
    )


def test_formulas_are_mathml(site: Path) -> None:
    page = Page((site / "method.html").read_text(encoding="utf-8"))
    assert sum(tag == "math" for tag, _ in page.elements) >= 8
    assert not any("$" in text for text in page.text)


def test_tables_and_notebooks_lie_at_stable_paths(site: Path, built_suite: Path) -> None:
    for name in (
        "data/figures.csv",
        "data/claims.csv",
        "data/estimates/monthly.csv",
        "notebooks/02_munitions.ipynb",
    ):
        assert (site / name).read_bytes() == (built_suite / name).read_bytes()


def test_code_is_folded(site: Path) -> None:
    page = Page((site / "notebooks" / "02_munitions.html").read_text(encoding="utf-8"))
    folded = [
        attributes
        for tag, attributes in page.elements
        if tag == "details" and "hide" in attributes.get("class", "")
    ]
    cells = json.loads((site / "notebooks" / "02_munitions.ipynb").read_text(encoding="utf-8"))["cells"]
    assert len(folded) == sum(cell["cell_type"] == "code" for cell in cells)
    assert not any("open" in attributes for attributes in folded)


def test_every_notebook_can_be_had_executed_and_be_opened_in_jupyterlab(site: Path) -> None:
    paths = sorted((site / "notebooks").glob("*.ipynb"))
    for path in paths:
        page = Page(path.with_suffix(".html").read_text(encoding="utf-8"))
        links = [attributes for tag, attributes in page.elements if tag == "a" and "download" in attributes]
        assert path.name in {link["href"] for link in links}
        assert "make lab" in page.text
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert all(cell["execution_count"] for cell in cells if cell["cell_type"] == "code")
    assert len(paths) > 5


def test_only_the_cell_to_be_changed_is_open(site: Path) -> None:
    (path,) = (site / "notebooks").glob("05_*.html")
    document = html5lib.parse(path.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    cells = [part for part in document.iter("div") if "tag_assumption" in part.get("class", "")]
    (opened,) = ("".join(cell.itertext()) for cell in cells)
    assert opened.strip().startswith("assumptions = {")
    assert not list(cells[0].iter("details"))


def test_no_notebook_defines_a_function_or_types_a_number(built_suite: Path) -> None:
    for path in (built_suite / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code":
                assert not re.search(r"^\s*(def|class|lambda)\b", source, re.MULTILINE), path.name
            else:
                assert not re.search(r"\d", source), f"{path.name}: {source}"


def test_every_page_is_valid_html(pages: dict[Path, Page]) -> None:
    for path in pages:
        parser = html5lib.HTMLParser()
        parser.parse(path.read_text(encoding="utf-8"))
        assert parser.errors == [], path.name


def german_texts(element: Element, language: str = "") -> Iterator[str]:
    """Yield what a German reader is shown or told in German; citations and code are in their own form."""
    tag = str(element.tag).rpartition("}")[2]
    language = element.get("lang") or language
    if tag in ("script", "style", "pre", "code") or not isinstance(element.tag, str):
        return
    if language == "de":
        yield from (element.get(name, "") for name in ("title", "aria-label", "placeholder", "alt"))
        yield element.text or ""
    for child in element:
        yield from german_texts(child, language)
        if language == "de":
            yield child.tail or ""


def test_no_english_stands_on_a_german_page(site: Path) -> None:
    ours = {text for name, text in WORDS["en"].items() if WORDS["de"][name] != text and len(text) > 4}
    common = re.compile(
        r"\b(the|and|of|with|given|from|pages?|this|that|average|search|month)\b", re.IGNORECASE
    )
    for path in sorted((site / "de").rglob("*.html")):
        document = html5lib.parse(path.read_text(encoding="utf-8"))
        texts = [ID.sub("", " ".join(text.split())) for text in german_texts(document) if text.strip()]
        assert [text for text in texts if text in ours or common.search(text)] == [], path.name
        assert len(texts) > 10


def test_the_texts_of_every_language_have_the_same_places_to_fill() -> None:
    for name, text in WORDS["en"].items():
        for language in WORDS:
            filled = set(re.findall(r"\{(\w+)\}", WORDS[language][name]))
            assert filled == set(re.findall(r"\{(\w+)\}", text)), (language, name)
    assert {f"scenario.{name}" for name in SCENARIOS} <= set(WORDS["en"]) & set(WORDS["de"])


def test_linked_data_stands_on_every_page_and_is_about_it(site: Path, pages: dict[Path, Page]) -> None:
    for path in pages:
        found = LINKED_DATA.findall(path.read_text(encoding="utf-8"))
        assert len(found) == 1, path.name
        thing = json.loads(found[0])
        assert thing["@type"] == "Dataset"
        assert {"temporalCoverage", "isBasedOn", "variableMeasured"} <= set(thing)
        if path.parent.name == "figures" and not path.stem.endswith(".month"):
            assert thing["identifier"] == path.stem


def test_files_for_programs_hold_the_published_figures(site: Path, built_suite: Path) -> None:
    rows = rows_of(built_suite / "data" / "figures.csv")
    document = json.loads((site / "figures.json").read_text(encoding="utf-8"))
    assert [figure["figure_id"] for figure in document["figures"]] == [row["figure_id"] for row in rows]
    one = json.loads((site / "figures" / "rounds.rate.json").read_text(encoding="utf-8"))
    assert (one["value"], one["unit"]) == (265_000.0, "rounds per month")
    assert [claim["claim_id"] for claim in one["claims"]] == one["sources"]
    assert one["documents"][0]["source_id"] == "paper"
    months = json.loads((site / "figures" / "rounds.month.json").read_text(encoding="utf-8"))
    assert len(months) == len(rows_of(site / "figures" / "rounds.month.csv")) == 23


def test_a_figure_leads_to_the_cells_that_show_it(site: Path) -> None:
    page = Page((site / "figures" / "rounds.rate.html").read_text(encoding="utf-8"))
    assert "../notebooks/02_munitions.html#cell-1" in set(page.targets())
    assert "../claims.html#paper.rounds" in set(page.targets())


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_if_holds_every_point_of_the_grid_as_figures_are_rounded(
    site: Path, built_suite: Path, language: str
) -> None:
    edition = Edition(open_view(built_suite), language)
    content = (site / edition.folder / "whatif.html").read_text(encoding="utf-8")
    found = re.findall(r'<script type="application/json" id="hr-whatif-grid">(.*?)</script>', content)
    figures = json.loads(found[0])["figures"]
    rows = rows_of(built_suite / "data" / "whatif.csv")
    settled = [row for row in rows if row["passed"] == "yes"]
    assert sum(len(figure["points"]) for figure in figures.values()) == len(settled) == len(rows) - 1
    assert edition.say("whatif.unsettled") in "".join(Page(content).text)
    for row in settled:
        band = round_band(Band.of(row))
        fraction = edition.view.is_fraction(row["figure_id"])
        value, _, *ends = figures[row["figure_id"]]["points"][row["assumptions"]]
        assert plain_line(value) == plain_line(print_value(band, language, bounded=fraction))
        assert ends == [band.value, band.low_90, band.high_90, band.low_50, band.high_50]


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_assumption_under_which_nothing_settled_is_named_and_has_no_number(
    site: Path, built_suite: Path, language: str
) -> None:
    edition = Edition(open_view(built_suite), language)
    subject, scenario = UNSETTLED
    name = edition.say(f"scenario.{scenario}")
    page = Page((site / edition.folder / "figures" / f"{subject}.rate.html").read_text(encoding="utf-8"))
    assert edition.say("sensitivity.unsettled", names=name) in "".join(page.text)
    assert name not in [label for label, _ in edition.scenarios(f"{subject}.rate")]
    assert name in [label for label, _ in edition.scenarios("rounds.rate")]


@pytest.mark.parametrize("language", ["en", "de"])
def test_months_say_what_they_count_what_they_were_and_what_else_they_could_be(language: str) -> None:
    edition = Edition(open_view(PROJECT), language)
    months = edition.months("rounds")
    page = months_page(edition, months, None)
    parts = [f"## {edition.say(name)}" for name in ("definition", "rests", "sensitivity", "history")]
    assert [line for line in page.splitlines() if line in parts] == parts
    past = page.partition(parts[-1])[2]
    for figure_id in months:
        latest = edition.history(figure_id)[0]
        assert f"{edition.day(latest['since'])}</" in past
        assert latest["data_version"] in past
        assert edition.month(figure_id) in past


def test_a_publisher_that_is_not_named_is_said_so_in_each_language_and_cited_by_none() -> None:
    for language, words in (("en", "publisher not named"), ("de", "Herausgeber nicht genannt")):
        edition = Edition(open_view(PROJECT), language)
        assert edition.publisher({"publisher": UNNAMED}) == words
        assert edition.publisher({"publisher": "A paper"}) == "A paper"
        row, source = {**edition.view.figure("rounds.rate")}, {"source_id": "a", "published": "2025"}
        cited = cite(
            row, "text", language, suite=edition.view.work, sources=[{**source, "publisher": UNNAMED}]
        )
        assert UNNAMED not in cited
        assert "a (2025)" in cited


def test_hostile_text_is_shown_and_is_nothing_but_text(hostile_suite: Path) -> None:
    site = hostile_suite / "build" / "site"
    shown = 0
    for path, page in pages_of(site).items():
        for tag, attributes in page.elements:
            assert "onerror" not in attributes, path.name
            assert not attributes.get("href", "").lower().startswith("javascript:"), path.name
            assert tag != "img" or attributes.get("src") != "x", path.name
        assert "\u202e" not in "".join(page.text)
        shown += "".join(page.text).count("<script>window.hacked=1</script>")
    assert shown >= 10
    claims = Page((site / "claims.html").read_text(encoding="utf-8"))
    visible = HOSTILE.replace("\u202e", "").replace("\u202c", "")
    assert visible in " ".join("".join(claims.text).split())


def test_hostile_text_is_defused_in_tables(hostile_suite: Path) -> None:
    for path in (hostile_suite / "build" / "site" / "plots").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                assert not [cell for cell in row if cell.startswith(("=", "@", "+"))]
