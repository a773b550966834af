"""What the README shows is true: its answer, its paths, and its worked example, run as it is written."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from suite_copy import copy_suite, require_fresh
from worked_examples import blocks, run_shell

from analysis.readme import END, START, headlines, readme_is_stale, update_readme

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SITE = {"build/site", "build/site/guides.html"}
MADE_BY_THE_READER = {*SITE, ".venv", ".venv/bin", "seeds/example-report.yaml"}


def section(title: str) -> str:
    return re.split(r"^## ", README.partition(f"## {title}\n")[2], flags=re.MULTILINE)[0]


def figures(suite: Path) -> dict[str, dict[str, str]]:
    with (suite / "data" / "figures.csv").open(encoding="utf-8") as file:
        return {row["figure_id"]: row for row in csv.DictReader(file)}


def run_example(suite: Path) -> str:
    said = ""
    target = re.search(
        r"^Write `(seeds/[\w-]+\.yaml)`:$", section("Rerun with a new statement"), re.MULTILINE
    )[1]
    for language, block in blocks(section("Rerun with a new statement")):
        if language == "yaml":
            (suite / target).write_text(block, encoding="utf-8")
        else:
            said += run_shell(block, suite)
    return said


@pytest.mark.slow
def test_the_example_moves_the_missiles_and_nothing_else(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    require_fresh(suite)
    before = figures(suite)
    said = run_example(suite)
    after = figures(suite)
    moved = {
        name for name, row in after.items() if row["data_version"] != before.get(name, row)["data_version"]
    }
    assert {name.split(".")[0] for name in moved} == {"missiles"}
    assert "example-report.missiles" in after["missiles.rate"]["sources"].split()
    assert after["rounds.rate"] == before["rounds.rate"]
    assert "agree for 1 of 2." in said
    assert "estimated missiles" in said
    assert after["missiles.rate"]["data_version"] in said.partition("@misc{")[2]


def test_the_answer_is_that_of_the_published_figures() -> None:
    assert not readme_is_stale(ROOT)
    shown = README.partition(START)[2].partition(END)[0]
    assert re.findall(r"\(`([\w.]+)`\)$", shown, re.MULTILINE) == [
        row["figure_id"] for row in headlines(ROOT)
    ]


def test_an_answer_changed_by_hand_is_noticed_and_put_right(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    readme = suite / "README.md"
    readme.write_text(README.replace(START, f"{START}\n\nMore than a million!"), encoding="utf-8")
    assert readme_is_stale(suite)
    update_readme(suite)
    assert readme.read_text(encoding="utf-8") == README


def test_no_number_of_the_answer_is_typed_outside_its_marks() -> None:
    outside = README.partition(START)[0] + README.partition(END)[2]
    prose = re.sub(r"^```.*?^```$|^\d+\. `notebooks/\d+", "", outside, flags=re.MULTILINE | re.DOTALL)
    numbers = {number for row in headlines(ROOT) for number in re.findall(r"\d[\d,.]*\d", row["text_en"])}
    years = {number for number in numbers if re.fullmatch(r"20\d\d", number)}
    assert [
        number for number in numbers - years if re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", prose)
    ] == []


def test_every_path_that_is_named_exists() -> None:
    named = re.findall(r"`([\w./-]+(?:/|\.\w+))`|\]\(([\w./-]+)\)", README)
    paths = {next(filter(None, found)).rstrip("/") for found in named}
    known = {path for path in paths if "/" in path or path.endswith((".md", ".yml", ".cff", ".ipynb"))}
    assert len(known) > 12
    assert sorted(path for path in known - MADE_BY_THE_READER if not (ROOT / path).exists()) == []


def test_every_target_and_verb_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = {a or b for a, b in re.findall(r"`make (\w+)`|^make (\w+)", README, re.MULTILINE)}
    assert {"site", "test", "lab", "check", "bench"} <= targets
    assert [target for target in targets if f"\n{target}:" not in makefile] == []
