"""The example of a quite different topic: estimated, shown and tested by what `hedgerow init` puts there."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from topic_words import TOPIC

Made = tuple[Path, str, str]

pytestmark = pytest.mark.slow


def figures(suite: Path) -> dict[str, dict[str, str]]:
    with (suite / "data" / "figures.csv").open(encoding="utf-8", newline="") as file:
        return {row["figure_id"]: row for row in csv.DictReader(file)}


def test_make_site_and_make_test_work_at_once(made: Made) -> None:
    suite, site, tests = made
    assert f"open {suite / 'build' / 'site' / 'index.html'}" in site
    assert re.search(r"^estimates +estimated cases, deaths ", site, re.MULTILINE)
    assert re.search(r"^notebooks +up to date ", tests, re.MULTILINE)
    assert re.search(r"^\d+ passed in ", tests.splitlines()[-1].strip("= "), re.MULTILINE)


@pytest.mark.parametrize(
    ("figure_id", "reported"),
    [("cases.total", 28_600), ("deaths.total", 11_300), ("deaths.share_of_cases", 0.395)],
)
def test_the_band_holds_what_was_reported_in_the_end(made: Made, figure_id: str, reported: float) -> None:
    row = figures(made[0])[figure_id]
    assert float(row["low_90"]) < reported < float(row["high_90"])
    assert 0.8 * reported < float(row["value"]) < 1.25 * reported


def test_nothing_is_withheld(made: Made) -> None:
    assert (made[0] / "data" / "withheld.csv").read_text(encoding="utf-8") == "figure_id,reason\n"


def test_pages_speak_of_the_new_topic_in_both_languages_and_never_of_the_old_one(made: Made) -> None:
    site = made[0] / "build" / "site"
    pages = {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")
    }
    assert {name: found[0] for name, text in pages.items() if (found := TOPIC.search(text))} == {}
    assert "Ebola in West Africa led to about" in pages["index.html"]
    assert "Ebola führte in Westafrika zu" in pages["de/index.html"]
    assert "publicdomain/zero/1.0/" in pages["figures/cases.rate.html"]
    assert {f"figures/{name}.html" for name in figures(made[0]) if ".month." not in name} <= set(pages)


def test_a_figure_leads_to_cells_of_notebooks_that_name_nothing(made: Made) -> None:
    page = (made[0] / "build" / "site" / "figures" / "deaths.rate.html").read_text(encoding="utf-8")
    assert "../notebooks/02_month_by_month.html#cell-1" in page


def test_the_readme_shows_the_answer(made: Made) -> None:
    readme = (made[0] / "README.md").read_text(encoding="utf-8")
    assert "(`cases.rate`)" in readme
    assert "(`deaths.share_of_cases`)" in readme
