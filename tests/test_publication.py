"""Figures on file: what is done when there is none to publish."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from suite_copy import copy_suite

from analysis.console import RefusalError
from analysis.publication import write_figures


def test_when_every_figure_is_withheld_it_is_said_where_the_reasons_are(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    path = suite / "data" / "estimates" / "diagnostics.csv"
    pd.read_csv(path, dtype=str).assign(passed="no").to_csv(path, index=False)
    with pytest.raises(
        RefusalError, match=r"^no figure could be published; data/withheld\.csv says why for each of them$"
    ):
        write_figures(suite)
    assert (suite / "data" / "withheld.csv").read_text(encoding="utf-8").count("\n") > 1
