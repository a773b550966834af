"""The way from a figure to the statements that it rests on, and from there to the pages that made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from example_suite import PROJECT, write_example_suite

from analysis.figures.languages import LANGUAGES
from analysis.notebook.view import View, open_view
from analysis.site.claims_page import claims_page
from analysis.site.edition import Edition
from analysis.site.figure_page import by_subject
from analysis.site.figure_pages import months_page, one_page
from analysis.tables.fields import STATUSES


class Links(HTMLParser):
    """The links of a page, each under the id of the block in which it stands."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.block = ""
        self.links: dict[str, set[str]] = defaultdict(set)
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "div":
            self.block = found.get("id", "")
            self.links[self.block] |= set()
        elif tag == "a":
            self.links[self.block].add(found["href"])

    @property
    def all(self) -> set[str]:
        """All links, wherever they stand."""
        return set().union(*self.links.values())


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> View:
    return open_view(write_example_suite(tmp_path_factory.mktemp("example") / "suite"))


@pytest.fixture(scope="module")
def project() -> View:
    return open_view(PROJECT)


@pytest.fixture(params=["example", "project"])
def view(request: pytest.FixtureRequest) -> View:
    found: View = request.getfixturevalue(request.param)
    return found


def addresses_of(view: View) -> dict[str, str]:
    """Return statement or source → address of its page; empty where the page is not on the web."""
    own = {row["source_id"]: row["address"] for row in view.selection.rows("sources")}
    return own | {row["claim_id"]: own[row["source_id"]] for row in view.selection.rows("claims")}


def test_every_statement_and_source_leads_to_its_page(view: View) -> None:
    links, addresses = Links(claims_page(view)).links, addresses_of(view)
    assert set(addresses) <= set(links)
    assert [place for place, address in addresses.items() if address and address not in links[place]] == []
    assert any(addresses.values())


def written(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield a figure of each page, and the page without its plot."""
    for figure_ids in by_subject(edition).values():
        months = [figure_id for figure_id in figure_ids if ".month." in figure_id]
        yield from ((name, one_page(edition, name, None, {})) for name in figure_ids if name not in months)
        if months:
            yield months[-1], months_page(edition, months, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_leads_to_its_statements_and_their_pages_in_two_clicks(
    view: View, language: str
) -> None:
    edition, addresses = Edition(view, language), addresses_of(view)
    statements = Links(claims_page(view)).links
    pages = dict(written(edition))
    assert set(view.figure_ids()) <= set(pages)
    for figure_id, page in pages.items():
        links = Links(page).all
        for claim in view.figure(figure_id)["sources"].split():
            assert f"../{edition.to_root}claims.html#{quote(claim, safe='')}" in links, (figure_id, claim)
            assert not addresses[claim] or addresses[claim] in links & statements[claim], (figure_id, claim)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "January 2024 to May 2024 (inferred)"), ("de", "Januar 2024 bis Mai 2024 (erschlossen)")],
)
def test_an_inferred_window_is_marked_in_each_language(project: View, language: str, expected: str) -> None:
    edition, claim = Edition(project, language), {"window": "2024-01/2024-05"}
    assert edition.claim_window(claim | {"window_basis": "inferred"}) == expected
    assert edition.claim_window(claim | {"window_basis": "stated"}) == expected.partition(" (")[0]


@pytest.mark.parametrize(("language", "place"), [("en", "on the page"), ("de", "auf der Seite")])
def test_every_status_and_place_is_put_into_words(project: View, language: str, place: str) -> None:
    edition = Edition(project, language)
    assert [status for status in STATUSES if edition.status({"status": status}) == status] == []
    assert edition.place({"locator": "page"}) == place
