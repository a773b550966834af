"""Figures on file: what is done when there is none to publish."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from suite_copy import copy_suite

from analysis.console import RefusalError
from analysis.estimation import ESTIMATES, REMEDY, read_estimates, read_texts
from analysis.publication import FIGURES, HISTORY, WITHHELD, read_history, write_figures


def test_when_every_figure_is_withheld_it_is_said_where_the_reasons_are(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    path = suite / "data" / "estimates" / "diagnostics.csv"
    pd.read_csv(path, dtype=str).assign(passed="no").to_csv(path, index=False)
    before = {name: (suite / name).read_bytes() for name in (FIGURES, WITHHELD, HISTORY)}
    with pytest.raises(RefusalError) as refusal:
        write_figures(suite)
    head, *reasons = str(refusal.value).splitlines()
    told = re.fullmatch(
        r"no figure could be published, so that the figures on file stay as they are; (\d+) are withheld",
        head,
    )
    assert told
    assert len(reasons) == 4
    assert reasons[0].startswith("rounds.total: ")
    assert reasons[3] == f"and {int(told[1]) - 3} more"
    assert {name: (suite / name).read_bytes() for name in before} == before


def test_a_table_of_estimates_that_is_lost_is_named_with_the_way_back(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    (suite / ESTIMATES / "ratio_months.csv").unlink()
    refused = f"^data/estimates/ratio_months\\.csv is missing; {re.escape(REMEDY)}$"
    for read in (write_figures, read_estimates, read_texts):
        with pytest.raises(RefusalError, match=refused):
            read(suite)
    (suite / ESTIMATES / "draws.csv").unlink()
    both = r"^data/estimates/ratio_months\.csv, data/estimates/draws\.csv are missing; "
    with pytest.raises(RefusalError, match=both):
        read_estimates(suite)


def test_estimates_of_which_nothing_is_written_down_are_named_with_the_way_back(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    (suite / ESTIMATES / "info.json").write_text("{", encoding="utf-8")
    with pytest.raises(
        RefusalError, match=rf"^data/estimates/info\.json is missing or damaged; {re.escape(REMEDY)}$"
    ):
        write_figures(suite)


def test_a_history_that_was_begun_without_days_is_read_and_goes_on_with_them(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    history = read_history(suite).drop(columns="since")
    known = history["figure_id"] != "rounds.rate"
    history[known].to_csv(suite / HISTORY, index=False)
    write_figures(suite)
    since = read_history(suite).groupby("figure_id", sort=False)["since"].last()
    today = datetime.now(UTC).date()
    assert date.fromisoformat(since["rounds.rate"]) in (today, today - timedelta(days=1))
    assert set(since.drop("rounds.rate")) <= {"", since["rounds.rate"]}
    assert since["rounds.total"] == ""
