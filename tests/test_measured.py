"""What the notebook on calibration says follows from the tables; where there are none, it says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import frictionless
import numpy as np
import pandas as pd
import pytest
from example_suite import PROJECT, write_example_suite
from notebook_cells import shown_by_cells

from analysis.calibration.priors import CANDIDATES, shipped_candidate, summarise_priors
from analysis.calibration.ranks import summarise_ranks, tabulate_ecdf
from analysis.calibration.recovery import (
    SCORES,
    SELECTION,
    compare_all,
    summarise_claims,
    summarise_recovery,
    summarise_series,
)
from analysis.model.settings import Settings
from analysis.notebook import findings, open_suite, scale, scoreboards
from analysis.notebook.measured import Measured
from analysis.selection import select
from analysis.site.method_page import method_page
from analysis.tables.package import read_package, resource_columns

NOTEBOOK = PROJECT / "notebooks" / "07_how_we_know.ipynb"
EVEN = (np.arange(300) + 0.5) / 300
TOO_SURE = np.clip((EVEN - 0.5) * 1.25 + 0.5, 0, 1)
INFO = {
    "ranks": {"date": "2025-06-01", "cases": 300, "settings": {"draws": 16}, "packages": {"numpy": "2.4"}}
}


def example_ranks() -> pd.DataFrame:
    """Two values of one problem, of which one fails, and spoilt draws that are found out."""
    ranks = {("shipped", "total"): EVEN, ("shipped", "ratio"): TOO_SURE}
    ranks |= {("spoilt", value): TOO_SURE for value in ("total", "ratio")}
    rows = [
        {"sampler": sampler, "design": "one claim", "value": value, "rank": rank}
        for (sampler, value), listed in ranks.items()
        for rank in listed
    ]
    return pd.DataFrame(rows)


def score(kind: str, series: str, method: str, crps: float, inside_90: float, **more: Any) -> dict[str, Any]:
    scores = {**dict.fromkeys(SCORES, 0.4), "crps": crps, "inside_50": 0.5, "inside_90": inside_90}
    half = "selection" if kind == "real" else ""
    row = {"set": kind, "series": series, "half": half, "claims": 3, "method": method, "target": "month"}
    return {**row, **scores, **more}


def example_scores() -> pd.DataFrame:
    return pd.DataFrame(
        [
            score("misspecified", "a step", "hedgerow", 0.5, 0.6),
            score("misspecified", "a step", "peer (many)", 0.7, 0.0),
            score("misspecified", "a surge", "hedgerow", 0.5, 0.92),
            score("misspecified", "a surge", "peer (many)", 0.7, 0.0),
            score("real", "pkg one", "hedgerow", 0.2, 0.99),
            score("real", "pkg one", "peer (many)", 0.3, 0.0),
            score("real", "pkg two", "hedgerow", 0.2, 0.97, claims=12),
            score("real", "pkg two", "peer (many)", 0.1, 0.0, claims=12),
        ]
    )


def example_priors() -> pd.DataFrame:
    crps = {("selection", "shipped"): 0.3, ("selection", "vague"): 0.2, ("selection", "steady"): 0.4}
    crps |= {("confirmation", "shipped"): 0.4, ("confirmation", "vague"): 0.3}
    rows = [
        {**score("real", "pkg one", "hedgerow", value, 0.9), "half": half, "prior": prior}
        for (half, prior), value in crps.items()
    ]
    rows += [
        {**score("real", "pkg one", "hedgerow", 0.2, held, target="shape"), "half": SELECTION, "prior": prior}
        for prior, held in {"shipped": 0.93, "vague": 0.8}.items()
    ]
    return summarise_priors(pd.DataFrame(rows), (shipped_candidate(Settings()), *CANDIDATES))


def example_limits() -> pd.DataFrame:
    return pd.DataFrame(
        [{"limit": "one total", "expected": 200.0, "median": 200.01, "half_width": 0.9, "passed": "yes"}]
    )


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_example_suite(tmp_path_factory.mktemp("empty") / "suite", notebooks=[NOTEBOOK])


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite with a calibration of few invented cases."""
    root = write_example_suite(tmp_path_factory.mktemp("measured") / "suite", notebooks=[NOTEBOOK])
    folder = root / "data" / "calibration"
    folder.mkdir()
    scores, package = example_scores(), read_package(root / "data")
    tables = {
        "ranks": summarise_ranks(example_ranks()),
        "ecdf": tabulate_ecdf(example_ranks()),
        "limits": example_limits(),
        "recovery": summarise_recovery(scores),
        "recovery_by_series": summarise_series(scores),
        "methods": compare_all(scores),
        "by_claims": summarise_claims(scores),
        "priors": example_priors(),
    }
    for name, table in tables.items():
        columns = list(resource_columns(package, f"calibration_{name}"))
        table[columns].to_csv(folder / f"{name}.csv", index=False)
    (folder / "info.json").write_text(json.dumps({"parts": INFO}), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def measured(suite: Path) -> Measured:
    return open_suite(suite).calibration.measured


def test_every_table_is_as_described(suite: Path) -> None:
    package = frictionless.Package(str(suite / "data" / "datapackage.json"))
    described = [one for one in package.resources if str(one.name).startswith("calibration_")]
    assert {Path(str(one.path)).name for one in described} == {
        path.name for path in (suite / "data" / "calibration").glob("*.csv")
    }
    for one in described:
        assert one.validate().flatten(["rowNumber", "fieldName", "note"]) == [], one.name


def test_every_cell_shows_something_of_a_calibration(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_by_cells(suite / "notebooks" / NOTEBOOK.name, monkeypatch)
    assert findings.NOT_YET not in [one.get("text/markdown") for one in shown]
    titles = [one["text/plain"].split(". ")[0] for one in shown if "image/svg+xml" in one]
    assert titles == [
        "1 of 2 90 % bands hold a simulated truth as often as they say",
        "1 of 2 values keep the band of their ranks",
        "With spoilt draws, 0 of 2 values keep the band of their ranks",
        "Where an assumption is broken, the 90 % band holds 60\u202f% to 92\u202f% of the months",
        "The 90 % band holds 98\u202f% of the months of real series",
        "Hedgerow has the lowest log-CRPS of 2 methods",
        "The 90 % band holds 99\u202f% of the months with 3 claims, 97\u202f% with 12 claims",
    ]


def test_every_cell_says_so_when_nothing_was_measured(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_by_cells(empty / "notebooks" / NOTEBOOK.name, monkeypatch)
    assert {one["text/markdown"] for one in shown} == {"This was not measured yet; `make calibrate` does it."}


def test_sentences_tell_what_falls_short(measured: Measured) -> None:
    assert findings.coverage_sentence(measured) == (
        "Of 2 values, each ranked in 300 simulated truths, the 90 % band of 1 holds the truth in "
        "90 ± 4.5 of 100 cases (lowest 72\u202f%, highest 90\u202f%), and the ranks of 1 keep their band. "
        "A right sampler would leave that band for about 0 of them by chance. Not passed: ratio (one claim)."
    )
    assert findings.control_sentence(measured) == (
        "Draws that were pulled a fifth towards their median are found out in 2 of 2 values, "
        "and in 1 of 1 problem."
    )
    assert findings.truths_sentence(measured) == (
        "The 90 % band falls short for 1 of 2 kinds of truth: a step (60\u202f%). "
        "A band holds only where the statements are wrong in the ways that the method allows for."
    )
    assert findings.real_sentence(measured) == (
        "Of 2 real series, cut into claims 2 times, the 50 % band holds 50\u202f% of the months, which is "
        "within 5 points of its promise, and the 90 % band 98\u202f%, which is too often: the band is wider "
        "than it need be."
    )
    assert findings.priors_sentence(measured) == (
        "Of 3 priors, vague has the lowest log-CRPS on the choosing half; "
        "on the confirming half it is 25\u202f% lower than that of the shipped one. "
        "Its 90 % bands hold 80\u202f% of the ratios of a month to the average, those of the shipped one "
        "93\u202f%. The shipped one is kept, since no band may be narrower than it claims."
    )


def test_a_tie_with_a_peer_is_no_win(measured: Measured) -> None:
    assert findings.peers_sentence(measured) == (
        "By log-CRPS of the months, Hedgerow is better on average than 0 of 1 other way of reading the same "
        "claims, and on three quarters of the series or more than 0 of them. The closest is peer (many): "
        "Hedgerow is better on 50\u202f% of the series."
    )


def test_tables_list_the_best_first(measured: Measured) -> None:
    lines = scoreboards.priors_table(measured).splitlines()[2:]
    assert [line.split(" | ")[1] for line in lines] == ["vague", "shipped", "steady", "vague", "shipped"]
    assert "| 2025-06-01 |" in scoreboards.runs_table(measured)


def test_the_method_page_says_what_was_found(suite: Path, empty: Path) -> None:
    page = method_page(open_suite(suite).view)
    assert "<!-- finding" not in page
    assert "**The check itself.** Draws that were pulled a fifth towards their median are found out" in page
    assert method_page(open_suite(empty).view).count(findings.NOT_YET) == 6


def test_only_who_names_the_calibration_sees_it(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEDGEROW_SUBJECTS", "rounds")
    assert findings.coverage_sentence(open_suite(suite).calibration.measured) == findings.NOT_YET
    monkeypatch.setenv("HEDGEROW_SUBJECTS", "calibration")
    assert findings.coverage_sentence(open_suite(suite).calibration.measured) != findings.NOT_YET


RUN = {
    "date": "2025-06-01",
    "months": 24,
    "claims": 6,
    "handed_out_per_second": 2000.0,
    "pymc_seconds_each": 30.0,
    "rows": [
        {"quantities": 100, "effort": "quick", "per_second": 4.0, "processor_seconds": 26, "peak_mb": 150.0},
        {
            "quantities": 1000,
            "effort": "quick",
            "per_second": 5.0,
            "processor_seconds": 250,
            "peak_mb": 151.2,
        },
    ],
}


def scale_run(folder: Path, **changes: Any) -> Measured:
    """A suite in which the benchmark of scale was run twice; only the later run counts."""
    write_example_suite(folder)
    bench = folder / "data" / "bench"
    bench.mkdir()
    (bench / "scale-2025-05-01.json").write_text(json.dumps({**RUN, "rows": RUN["rows"][:1]}))
    (bench / "scale-2025-06-01.json").write_text(json.dumps(RUN | changes))
    return Measured(select(folder))


def test_the_cost_of_many_quantities_follows_from_the_newest_run(tmp_path: Path) -> None:
    measured = scale_run(tmp_path)
    assert scale.curve_sentence(measured) == (
        "Measured on 2025-06-01 in one process at quick effort, quantities of 24 months and 6 claims each: "
        "100 at 4.0 a second, 1,000 at 5.0 a second. Memory peaked at 150 MB for the smallest table and "
        "151 MB for the largest."
    )
    assert scale.pymc_sentence(measured) == (
        "By PyMC, at the 30.0 s it took for each of a few such quantities, 1,000 would take 8.3 hours: "
        "150 times as long."
    )
    assert scale.cost_sentence(measured) == (
        "At 0.25 s of one processor each, 10,000,000 quantities would take 694 processor hours: 0.4 hours on "
        "50 machines of 32 processors. One process hands out and collects 2,000 quantities a second, which "
        "alone takes 1.4 hours; handing out decides."
    )


def test_what_was_not_measured_is_said_to_be_so(tmp_path: Path) -> None:
    assert scale.pymc_sentence(scale_run(tmp_path, pymc_seconds_each=None)) == scale.NOT_YET
    empty = tmp_path / "empty"
    write_example_suite(empty)
    unmeasured = Measured(select(empty))
    assert scale.curve_sentence(unmeasured) == scale.cost_sentence(unmeasured) == scale.NOT_YET
