"""A suite, and any table, as they stood on a day."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from site_tools import snapshot
from suite_copy import copy_suite

from analysis.bulk import How, estimate_file
from analysis.console import RefusalError
from analysis.predicting.as_of import build_as_of, figures_as_of, folder_as_of
from analysis.tables.problems import TablesError

FIRST = date(2023, 10, 13)


def silent(_what: str, _done: int, _total: int) -> None:
    return


def test_figures_of_a_day_rest_on_what_was_public_and_touch_nothing_else(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path)
    before = snapshot(suite)
    figures = figures_as_of(suite, FIRST, silent)
    folder = folder_as_of(suite, FIRST)
    with (folder / "data" / "claims.csv").open(encoding="utf-8", newline="") as file:
        public = {row["claim_id"] for row in csv.DictReader(file)}
    assert "dw-2023-10-13.containers" in public and "euromaidan-press-2023-10-26.rounds" not in public
    assert {"containers.total", "containers.rate"} <= {row["figure_id"] for row in figures}
    assert {claim for row in figures for claim in row["sources"].split()} <= public
    assert {name: cell for name, cell in snapshot(suite).items() if not name.startswith("build/")} == before
    outcomes = list(build_as_of(suite, FIRST, "estimates", silent))
    assert [outcome.stage for outcome in outcomes] == ["tables", "estimates"]
    assert outcomes[1].done == "estimated nothing"


def test_a_day_before_the_first_statement_writes_nothing(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path)
    with pytest.raises(RefusalError) as refused:
        list(build_as_of(suite, date(2023, 10, 12), "figures", silent))
    assert str(refused.value) == (
        "--as-of 2023-10-12: no statement with a number was public by then; "
        "the first is of 2023-10-13, give that day or a later one"
    )
    assert not (suite / "build").exists()


def test_pages_are_not_built_of_a_day(tmp_path: Path) -> None:
    with pytest.raises(RefusalError) as refused:
        list(build_as_of(tmp_path, FIRST, "site", silent))
    assert str(refused.value) == (
        "--until site: notebooks and pages tell of the whole record; "
        "with --as-of give one of tables, estimates, figures"
    )


HEAD = "quantity,value,window,stated_on\n"
EARLY, LATE = "rounds,100,2024-01/2024-06,2024-07-01\n", "rounds,900,2024-01/2024-12,2025-01\n"
UNDATED = "rounds,300,2024-01/2024-09,\n"


def estimate(folder: Path, text: str, day: date | None, *, skip_bad: bool = False) -> bytes:
    """Estimate a table as of a day, and return the totals as they were written."""
    suite = Path(__file__).resolve().parents[2]
    (folder / "claims.csv").write_text(HEAD + text, encoding="utf-8")
    how = How(effort="quick", skip_bad=skip_bad, as_of=day)
    done = estimate_file(folder / "claims.csv", folder / "out", suite, silent, how)
    return done.files["totals"].read_bytes()


def test_later_claims_of_any_table_do_not_count(tmp_path: Path) -> None:
    day = date(2024, 12, 31)
    assert estimate(tmp_path, EARLY + LATE, day) == estimate(tmp_path, EARLY, None)
    assert estimate(tmp_path, EARLY + LATE, date(2025, 1, 31)) == estimate(tmp_path, EARLY + LATE, None)


def test_a_claim_without_a_date_is_refused_or_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TablesError) as refused:
        estimate(tmp_path, EARLY + UNDATED, date(2024, 12, 31))
    assert str(refused.value) == (
        "claims.csv:3: stated_on: is blank, so that it is not known whether the claim was public by the day "
        "of --as-of; write the day of the statement, as 2024-10-31, or leave such rows out with --skip-bad"
    )
    assert not (tmp_path / "out").exists()
    kept = estimate(tmp_path, EARLY + UNDATED, date(2024, 12, 31), skip_bad=True)
    assert kept == estimate(tmp_path, EARLY, None)


def test_a_day_before_the_first_claim_names_it(tmp_path: Path) -> None:
    with pytest.raises(RefusalError, match=r"the first is of 2024-07-01, give that day or a later one$"):
        estimate(tmp_path, EARLY + LATE, date(2024, 6, 30))
    assert not (tmp_path / "out").exists()
