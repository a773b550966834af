"""The pages in a real browser: no error, no request elsewhere, no sideways scrolling, in both themes."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import axe_playwright_python
import pytest
from example_suite import ASSUMED, UNSETTLED_POINT
from pypdf import PdfReader

from analysis.figures.cite import STYLES
from analysis.figures.escape import plain_line
from analysis.notebook.view import open_view
from analysis.plots.numbers import span, value_shown
from analysis.publication import cite_figure, read_figures
from analysis.site.assumed import Grid
from analysis.site.edition import Edition

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

KINDS = (
    "index",
    "notebooks",
    "figures",
    "figures/rounds.rate",
    "figures/rounds.month",
    "claims",
    "data",
    "method",
    "changes",
    "whatif",
    "search",
    "notebooks/01_what_was_said",
    "notebooks/02_munitions",
    "notebooks/05_where_the_band_comes_from",
    "de/index",
    "de/figures",
    "de/figures/rounds.rate",
    "de/figures/rounds.month",
    "de/whatif",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CARD = {"light": "rgb(255, 254, 252)", "dark": "rgb(20, 24, 29)"}


@pytest.fixture
def trouble() -> list[str]:
    return []


def open_page(
    browser: Browser, address: str, trouble: list[str], *, width: int = 1440, theme: str = "light"
) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    page.on("console", lambda said: trouble.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(("file:", "data:")) else trouble.append(asked.url),
    )
    page.on("requestfailed", lambda asked: trouble.append(f"failed: {asked.url}"))
    page.goto(address)
    return page


@pytest.fixture(scope="module")
def address(built_suite: Path) -> str:
    return (built_suite / "build" / "site").as_uri()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_load_quietly_and_fit(browser: Browser, address: str, theme: str, trouble: list[str]) -> None:
    page = open_page(browser, f"{address}/index.html", trouble, theme=theme)
    for kind in KINDS:
        page.goto(f"{address}/{kind}.html")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == CARD[theme], kind
        for width in (1440, 768, 360):  # so that the next page is loaded on a narrow screen
            page.set_viewport_size({"width": width, "height": 900})
            scroll = page.evaluate("document.documentElement.scrollWidth")
            assert scroll <= width, f"{kind} is {scroll} wide at {width}"
    page.context.close()
    assert trouble == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plots_follow_the_theme(browser: Browser, address: str, theme: str, trouble: list[str]) -> None:
    page = open_page(browser, f"{address}/notebooks/02_munitions.html", trouble, theme=theme)
    fill = "getComputedStyle(document.querySelector('.hr-plot-wide svg path')).fill"
    assert page.evaluate(fill) == CARD[theme]
    above = "getComputedStyle(document.querySelector('.hr-plot').closest('.output')).backgroundColor"
    assert page.evaluate(above) in ("rgba(0, 0, 0, 0)", CARD[theme])
    page.context.close()


@pytest.mark.parametrize(("width", "shown", "hidden"), [(1440, "wide", "narrow"), (360, "narrow", "wide")])
def test_narrow_screens_get_their_own_plot(
    browser: Browser, address: str, width: int, shown: str, hidden: str, trouble: list[str]
) -> None:
    page = open_page(browser, f"{address}/index.html", trouble, width=width)
    assert page.locator(f".hr-plot-{shown}").first.is_visible()
    assert not page.locator(f".hr-plot-{hidden}").first.is_visible()
    smallest = page.evaluate(
        f"Math.min(...[...document.querySelectorAll('.hr-plot-{shown} text')].map(t => "
        "parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a))"
    )
    assert smallest >= 9.5
    page.context.close()


def test_the_answer_fits_on_one_screen(browser: Browser, address: str, trouble: list[str]) -> None:
    page = open_page(browser, f"{address}/index.html", trouble)
    assert page.evaluate("document.querySelector('.hr-answer').getBoundingClientRect().bottom") <= 900
    assert page.locator("h1").inner_text().startswith("North Korea supplied Russia with about 265,000 rounds")
    page.context.close()


def test_a_link_to_a_month_opens_it(browser: Browser, address: str, trouble: list[str]) -> None:
    page = open_page(browser, f"{address}/figures/rounds.month.html#rounds.month.2024-03", trouble)
    month = page.locator("[id='rounds.month.2024-03']")
    assert month.get_attribute("open") is not None
    assert page.evaluate("document.getElementById('rounds.month.2024-03').getBoundingClientRect().top") < 900
    page.context.close()
    assert trouble == []


def test_search_finds_a_figure(browser: Browser, address: str, trouble: list[str]) -> None:
    for folder, query, wanted in (
        ("", "casualties", "figures/losses.total.html"),
        ("", "missiles.per_day", "figures/missiles.per_day.html"),
        ("de/", "Geschütze", "figures/guns.total.html"),
    ):
        page = open_page(browser, f"{address}/{folder}search.html?q={query}", trouble)
        page.wait_for_selector(f"#search-results li a[href='{wanted}']")
        page.context.close()
    assert trouble == []


@pytest.mark.parametrize("folder", ["", "de/"])
def test_an_id_that_is_typed_in_full_is_found_first(
    browser: Browser, address: str, built_suite: Path, folder: str, trouble: list[str]
) -> None:
    view = open_view(built_suite)
    claim, source = (view.selection.rows(table)[0] for table in ("claims", "sources"))
    wanted = {
        **{name: f"figures/{name}.html" for name in ("rounds.total", "rounds.rate", "missiles.per_day")},
        "rounds.month.2024-03": "figures/rounds.month.html#rounds.month.2024-03",
    }
    if not folder:  # statements have one page, in English
        for name in (claim["claim_id"], source["source_id"]):
            wanted[name] = f"claims.html#{name}"
    for name, place in wanted.items():
        page = open_page(browser, f"{address}/{folder}search.html?q={name}", trouble)
        first = page.wait_for_selector("#search-results li a")
        assert first.get_attribute("href") == place
        if "#" in place:
            assert first.inner_text().endswith(f" > {name}")
        page.context.close()
    assert trouble == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_breaks_a_rule_of_accessibility(
    browser: Browser, address: str, theme: str, trouble: list[str]
) -> None:
    script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    run = f"axe.run(document, {{ runOnly: {RULES}, resultTypes: ['violations'], preload: false }})"
    found = []
    page = open_page(browser, f"{address}/index.html", trouble, theme=theme)
    for kind in KINDS:
        page.goto(f"{address}/{kind}.html")
        page.evaluate("document.querySelectorAll('details').forEach((fold, i) => { fold.open = i < 12 })")
        page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")
        page.evaluate(script)
        broken = page.evaluate(f"{run}.then(found => found.violations)")
        found += [f"{kind}: {rule['id']}: {rule['nodes'][0]['html']}" for rule in broken]
    page.context.close()
    assert found == []
    assert trouble == []


def test_the_landing_page_is_light_and_can_be_read_without_scripts(
    browser: Browser, address: str, built_suite: Path
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/index.html")
    row = next(row for row in read_figures(built_suite) if row["figure_id"] == "rounds.rate")
    assert page.locator("h1").inner_text().strip() == row["text_en"].partition(" (")[0]
    assert "nine chances in ten" in page.locator(".hr-lead").inner_text()
    assert page.locator(".hr-plot-narrow svg").first.is_visible()
    context.close()
    asked: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/index.html", wait_until="load")
    files = {Path(unquote(urlsplit(url).path)) for url in asked if url.startswith("file:")}
    assert sum(path.stat().st_size for path in files) < 500_000
    context.close()


def test_the_language_is_switched_on_the_same_page(
    browser: Browser, address: str, trouble: list[str]
) -> None:
    page = open_page(browser, f"{address}/figures/rounds.rate.html", trouble)
    page.locator(".hr-language").first.click()
    page.wait_for_url(f"{address}/de/figures/rounds.rate.html")
    assert page.locator("html").get_attribute("lang") == "de"
    page.locator(".hr-language").first.click()
    page.wait_for_url(f"{address}/figures/rounds.rate.html")
    page.goto(f"{address}/method.html")
    page.locator(".hr-language").first.click()
    page.wait_for_url(f"{address}/de/index.html")
    page.context.close()
    assert trouble == []


def test_copy_buttons_copy_what_the_command_prints(
    browser: Browser, address: str, built_suite: Path, trouble: list[str]
) -> None:
    for folder, language in (("", "en"), ("de/", "de")):
        page = open_page(browser, f"{address}/{folder}figures/rounds.rate.html", trouble)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        for style in STYLES:
            button = page.locator(f"button[data-copy='cite.rounds.rate.{style}']")
            button.click()
            button.get_by_text(str(button.get_attribute("data-copied"))).wait_for()
            copied = page.evaluate("navigator.clipboard.readText()")
            printed = cite_figure(built_suite, "rounds.rate", style, language)
            assert copied.splitlines() == printed.splitlines(), style
        page.context.close()
    assert trouble == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_figures_follow_the_sliders_by_keyboard_to_what_the_grid_says(
    browser: Browser, address: str, built_suite: Path, language: str, trouble: list[str]
) -> None:
    edition = Edition(open_view(built_suite), language)
    grid = Grid.of(edition)

    def wanted(figure_id: str, point: str) -> tuple[str, str]:
        band = grid.band(figure_id, point)
        low, _, high = span(band).partition("–")
        return plain_line(value_shown(band)), plain_line(edition.say("band.short", low=low, high=high))

    def shown(figure_id: str) -> tuple[str, str]:
        row = page.locator(f"[data-figure='{figure_id}']")
        value, band = (str(row.locator(part).text_content()) for part in ("b", ".hr-span"))
        return plain_line(value), plain_line(band)

    page = open_page(browser, f"{address}/{edition.folder}whatif.html", trouble)
    assert page.url.startswith("file://")
    sliders = page.locator("#hr-whatif input[type=range]")
    assert [slider.get_attribute("name") for slider in sliders.all()] == list(ASSUMED)
    for figure_id in grid.figures:
        assert shown(figure_id) == wanted(figure_id, "published")
    hedge, load = page.get_by_label(grid.axes[0].label), page.get_by_label(grid.axes[3].label)
    hedge.focus()
    page.keyboard.press("ArrowRight")
    assert hedge.get_attribute("aria-valuetext") == grid.axes[0].words[2]
    load.focus()
    page.keyboard.press("Home")
    point = "hedge_width=2 unit_load.crates=-1"
    assert shown("rounds.rate") == wanted("rounds.rate", point) != wanted("rounds.rate", "published")
    assert shown("missiles.rate") == wanted("missiles.rate", "hedge_width=2")
    assert UNSETTLED_POINT == ("guns.rate", "hedge_width=2")
    assert shown("guns.rate") == ("–", plain_line(edition.say("whatif.unsettled")))
    assert not page.locator("[data-figure='guns.rate'] .hr-strip").is_visible()
    value, words = wanted("rounds.rate", point)
    status = page.get_by_role("status")
    said = {"label": edition.label("rounds.rate"), "band": words}
    said["value"] = f"{value} {edition.unit('rounds.rate')}"
    status.get_by_text(edition.say("whatif.status", **said)).wait_for()
    assert page.locator("#hr-whatif-command").text_content() == (
        "hedgerow figures --assume hedge_width=2 --assume unit_load.crates=-1"
    )
    bar = page.locator("[data-figure='rounds.rate'] .hr-strip-90")
    band = grid.band("rounds.rate", point)
    assert float(str(bar.get_attribute("x"))) == pytest.approx(
        100 * (band.low_90 or 0) / grid.top("rounds.rate"), abs=0.01
    )
    page.get_by_role("button", name=edition.say("whatif.reset"), exact=True).press("Enter")
    status.get_by_text(edition.say("whatif.now")).wait_for()
    assert shown("rounds.rate") == wanted("rounds.rate", "published")
    assert shown("guns.rate") == wanted("guns.rate", "published")
    assert page.locator("[data-figure='guns.rate'] .hr-strip").is_visible()
    page.context.close()
    assert trouble == []


def test_what_if_can_be_read_without_scripts(browser: Browser, address: str, built_suite: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/whatif.html")
    grid = Grid.of(Edition(open_view(built_suite), "en"))
    assert not page.locator("#hr-whatif").is_visible()
    for axis in grid.axes:
        words = f"{axis.label}: {axis.words[0]}"
        row = page.locator("tr", has=page.get_by_role("rowheader", name=words, exact=True)).first
        assert span(grid.band("rounds.rate", f"{axis.name}={axis.values[0]}")) in row.inner_text()
    context.close()


def test_the_theme_can_be_switched_by_hand(browser: Browser, address: str, trouble: list[str]) -> None:
    page = open_page(browser, f"{address}/index.html", trouble)
    page.evaluate("localStorage.setItem('mode', 'dark'); localStorage.setItem('theme', 'dark')")
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == CARD["dark"]
    page.context.close()


@pytest.mark.parametrize(
    ("kind", "printed", "left_out"),
    [
        ("figures/rounds.rate", ["265,000", "[Dataset]", "paragraph 3"], ["@misc{", "Copy", "SVG", "Method"]),
        ("figures/rounds.month", ["March 2024", "What it rests on"], ["Copy", "@misc{", "Method"]),
        ("index", ["nine chances in ten", "How to read a band"], ["Search", "SVG", "Deutsch"]),
        ("de/figures/rounds.rate", ["265.000", "Absatz 3"], ["Kopieren", "SVG", "Suche"]),
        ("notebooks/02_munitions", ["What it rests on"], ["Show code", "open_suite", "Method"]),
        ("whatif", ["One assumption at a time"], ["As published\nRounds", "Deutsch"]),
    ],
)
def test_on_paper_there_are_words_and_no_controls(
    browser: Browser, address: str, kind: str, printed: list[str], left_out: list[str], trouble: list[str]
) -> None:
    page = open_page(browser, f"{address}/{kind}.html", trouble)
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    words = re.sub(r"[ \u00a0\u202f]+", " ", "\n".join(sheet.extract_text() for sheet in paper.pages))
    assert [word for word in printed if word not in words] == []
    assert [word for word in left_out if word in words] == []
    assert all(abs(float(sheet.mediabox.width) - 595) < 2 for sheet in paper.pages)
    page.context.close()
    assert trouble == []


def test_hostile_text_runs_nothing(browser: Browser, hostile_suite: Path, trouble: list[str]) -> None:
    address = (hostile_suite / "build" / "site").as_uri()
    for kind in (
        "index",
        "figures",
        "figures/rounds.rate",
        "de/figures/rounds.rate",
        "changes",
        "claims",
        "notebooks/01_what_was_said",
        "notebooks/03_troops_and_losses",
    ):
        page = open_page(browser, f"{address}/{kind}.html", trouble)
        assert page.evaluate("window.hacked") is None, kind
        page.context.close()
    assert trouble == []
