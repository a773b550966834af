"""`hedgerow diff` tells what moved, by how much and why, whatever the versions come from."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from command_line import run
from suite_copy import ROOT, copy_suite

from analysis.comparison import compare_versions, comparison_as_json, comparison_as_lines
from analysis.console import RefusalError
from analysis.publication import cite_figure
from analysis.site.changes_page import changes_page

RATE = "rounds.rate"


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


def before() -> dict[str, float]:
    """Return the numbers of the rate before it was edited."""
    figures = pd.read_csv(ROOT / "data" / "figures.csv", index_col="figure_id")
    return {name: float(figures.loc[RATE, name]) for name in ("value", "low_90", "high_90")}


def moved_text(was: dict[str, float]) -> str:
    old = f"{was['value']:,.0f} [{was['low_90']:,.0f}, {was['high_90']:,.0f}]"
    return f"{old} → 300,000 [{was['low_90']:,.0f}, 500,000]"


def edit(path: Path, edited: str, **cells: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["figure_id"] == edited:
            row.update(cells)
    pd.DataFrame(rows).to_csv(path, index=False)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite with one revision, and then a number moved and another retired."""
    folder = copy_suite(tmp_path / "suite")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "first")
    edit(folder / "data" / "figures.csv", RATE, value="300000.0", high_90="500000.0")
    edit(folder / "data" / "figures.csv", "rounds.per_day", figure_id="rounds.daily")
    claims = folder / "data" / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").replace(",rounds,bare,", ",rounds,approx,"), "utf-8")
    return folder


def test_a_moved_figure_is_told_with_how_much_and_why(suite: Path) -> None:
    compared = compare_versions(suite, "HEAD", str(suite))
    lines = comparison_as_lines(compared)
    was = before()
    share = 100 * (300_000 - was["value"]) / was["value"]
    assert lines[0] == (
        f"moved      rounds.rate  {moved_text(was)}  ({300_000 - was['value']:+,.0f}, {share:+.1f}%; data)"
    )
    assert [line.split()[:2] for line in lines[1:]] == [
        ["new", "rounds.daily"],
        ["retired", "rounds.per_day"],
    ]
    (moved, *_) = comparison_as_json(compared)
    assert (moved["figure_id"], moved["difference"], moved["why"]) == (
        RATE,
        300_000 - was["value"],
        "data",
    )


def test_revisions_folders_and_documents_are_compared_alike(suite: Path, tmp_path: Path) -> None:
    git(suite, "commit", "--quiet", "-a", "-m", "second")
    by_revision = compare_versions(suite, "HEAD~1", "HEAD")
    assert compare_versions(suite, "HEAD~1", str(suite)).equals(by_revision)
    assert (
        compare_versions(suite, str(ROOT), "HEAD")["figure_id"].tolist() == by_revision["figure_id"].tolist()
    )
    table = compare_versions(suite, str(ROOT / "data" / "figures.csv"), str(suite / "data" / "figures.csv"))
    assert table["why"].tolist() == ["unknown", "", ""]
    assert compare_versions(suite, "HEAD", "HEAD").empty


def test_the_model_and_the_code_are_told_apart(suite: Path) -> None:
    ledger = suite / "data" / "made.json"
    made = json.loads(ledger.read_text(encoding="utf-8"))
    made["estimates"]["reads"]["analysis/model"] = "another"
    ledger.write_text(json.dumps(made), encoding="utf-8")
    assert compare_versions(suite, "HEAD", str(suite))["why"].tolist()[0] == "data model"


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("nowhere", "'nowhere' is no file, no folder and no revision; give figures.json, a release folder, "),
        ("--output=x", "'--output=x' is no file, no folder and no revision; "),
        ("empty.json", "empty.json: holds no figures that can be read ('figures'); give a version that was "),
        ("seeds", "seeds: holds no figures that can be read (no figure_id); give a version that was built"),
    ],
)
def test_what_is_no_version_is_refused(
    suite: Path, version: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(suite)
    Path("empty.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RefusalError) as refusal:
        compare_versions(suite, version, "HEAD")
    assert str(refusal.value).startswith(message)
    assert refusal.value.status == 2


@pytest.mark.parametrize(("new", "status"), [("HEAD", 0), ("", 1), ("nowhere", 2)])
def test_the_exit_status_tells_scripts(suite: Path, new: str, status: int) -> None:
    assert run("diff", "HEAD", *([new] if new else []), cwd=suite).returncode == status


def test_the_page_of_changes_compares_with_the_last_release(suite: Path) -> None:
    from analysis.notebook.view import open_view

    first = changes_page(open_view(suite))
    assert "There is no earlier release to compare with" in first
    citation = suite / "CITATION.cff"
    citation.write_text(citation.read_text(encoding="utf-8").replace("0.1.0", "0.2.0"), encoding="utf-8")
    page = changes_page(open_view(suite))
    assert "## Since 0.1.0" in page
    assert moved_text(before()) in page
    assert "0.2.0" in cite_figure(suite, RATE, "text", "en")


def test_a_retired_id_leads_to_what_counts_the_same(suite: Path) -> None:
    from analysis.notebook.view import open_view

    history = suite / "data" / "history.csv"
    last = history.read_text(encoding="utf-8").splitlines()[-1].split(",", 1)[1]
    with history.open("a", encoding="utf-8") as file:
        file.write(f"rounds.month.2022-07,{last}\n")
    page = changes_page(open_view(suite))
    assert '<code id="rounds.month.2022-07">rounds.month.2022-07</code>' in page
    with pytest.raises(
        RefusalError, match=r"^'rounds.month.2022-07' is retired; it last stood for "
    ) as refusal:
        cite_figure(suite, "rounds.month.2022-07", "text", "en")
    assert str(refusal.value).endswith("; now see 'rounds.rate'")


def test_a_withheld_id_says_why(suite: Path) -> None:
    withheld = suite / "data" / "withheld.csv"
    withheld.write_text("figure_id,reason\nrounds.best,too noisy\n", encoding="utf-8")
    with pytest.raises(RefusalError, match=r"^'rounds.best' is withheld: too noisy$"):
        cite_figure(suite, "rounds.best", "text", "en")
    from analysis.notebook.view import open_view

    assert '<code id="rounds.best">rounds.best</code>' in changes_page(open_view(suite))
