"""What the notebooks on vintages and predictions say follows from the tables, or they say there are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from example_suite import PROJECT, write_example_suite
from notebook_cells import shown_by_cells

from analysis.notebook import open_suite
from analysis.notebook.predictions import coverage_sentence, misses_sentence, scores_sentence
from analysis.notebook.vintages import NOT_YET
from analysis.predicting.updating import PREDICTION_COLUMNS, VINTAGE_COLUMNS

NOTEBOOKS = [PROJECT / "notebooks" / f"{name}.ipynb" for name in ("08_what_was_known_when",)]
NOTEBOOKS += [PROJECT / "notebooks" / f"{name}.ipynb" for name in ("09_predicting_statements",)]
BANDS = ("low_90", "low_50", "median", "high_50", "high_90")


def vintage(month: str, numbers: tuple[float, ...], claims: int, changed: str) -> dict[str, Any]:
    about = {"month": month, "quantity": "rounds", "target": "rate", "window": "2023-06/2025-04"}
    return {
        **about,
        **dict(zip(BANDS, numbers, strict=True)),
        "claims": claims,
        "changed": changed,
        "rhat": 1,
    }


def case(claim: str, pit: float, score: float, **more: Any) -> dict[str, Any]:
    about = {"claim_id": claim, "quantity": claim.partition(".")[2], "measure": "total", "hedge": "bare"}
    numbers = dict(zip(BANDS, (50.0, 80.0, 100.0, 130.0, 200.0), strict=True))
    scores = {"pit": pit, "log_crps": score, "last_log_crps": 0.6, "extended_log_crps": 0.2}
    spread = {"last_spread_log_crps": 0.5, "extended_spread_log_crps": 0.4}
    known = {"public": "2024-01-31", "known_by": "2023-12", "opens_early": "no", "value": 100.0}
    return {**about, **numbers, **scores, **spread, **known, **more}


VINTAGES = [
    vintage("2023-10", (80, 150, 200, 300, 800), 1, "yes"),
    vintage("2023-11", (80, 150, 200, 300, 800), 1, "no"),
    vintage("2023-12", (300, 350, 400, 450, 600), 3, "yes"),
]
DUE = {"speaker": "hur", "window": "2023-06/2025-05", "opens_early": "no", "hedge": "approx"}
PREDICTIONS = [
    case("paper.rounds", 0.4, 0.1),
    case("paper.missiles", 0.02, 0.5, opens_early="yes"),
    case("paper.guns", 0.97, 0.3, last_log_crps="", hedge="lower"),
    {"claim_id": "paper.losses", "quantity": "losses", "public": "2025-04-02", "opens_early": "no"}
    | {"not_predicted": "no statement counted it before"},
    {"claim_id": "next.rounds", "quantity": "rounds", "measure": "total", **DUE}
    | dict(zip(BANDS, (50.0, 80.0, 100.0, 130.0, 200.0), strict=True)),
]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_example_suite(tmp_path_factory.mktemp("empty") / "suite", notebooks=NOTEBOOKS)


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite with a few invented vintages and predictions."""
    root = write_example_suite(tmp_path_factory.mktemp("foretold") / "suite", notebooks=NOTEBOOKS)
    folder = root / "data" / "estimates"
    pd.DataFrame(VINTAGES, columns=list(VINTAGE_COLUMNS)).to_csv(folder / "vintages.csv", index=False)
    columns = list(PREDICTION_COLUMNS)
    pd.DataFrame(PREDICTIONS, columns=columns).to_csv(folder / "predictions.csv", index=False)
    return root


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_says_so_when_nothing_was_worked_out(
    empty: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = shown_by_cells(empty / "notebooks" / path.name, monkeypatch)
    assert {one["text/markdown"] for one in shown} == {NOT_YET}


def test_vintages_tell_what_stood_when(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, plot, moves, *_ = shown_by_cells(suite / "notebooks" / NOTEBOOKS[0].name, monkeypatch)
    assert said["text/markdown"] == (
        "**Rounds delivered a month.** At the end of October 2023, from 1 statement, it stood at 200 "
        "rounds a month (80–800) over June 2023 to April 2025; at the end of December 2023, from 3 "
        "statements, it stood at 400 rounds a month (300–600) over June 2023 to April 2025. The last median "
        "lies in the 90\u202f% bands of 2 of the 2 months before."
    )
    assert plot["text/plain"].startswith(
        "Rounds delivered a month: the band narrowed, from a factor of 10 to 2; "
        "the median moved most in December 2023, by +100\u202f%. "
    )
    lines = moves["text/markdown"].splitlines()[2:]
    assert [line.split(" | ")[0] + line.split(" | ")[-1] for line in lines] == [
        "| October 2023 |",
        "| December 2023+100\u202f% |",
    ]


def test_predictions_are_told_with_what_falls_short(suite: Path) -> None:
    foretold = open_suite(suite).predictions
    assert coverage_sentence(foretold.rows, foretold.scored) == (
        "**Of 4 primary statements, 3 could be predicted from what was public before their month. The "
        "90\u202f% band held 1 of them, 33.3\u202f%, outside the 80\u202f% to 97\u202f% that we hold "
        "ourselves to; the 50\u202f% band held 1, 33.3\u202f%.**"
    )
    assert scores_sentence(foretold.shared) == (
        "On the 2 statements that every method can predict, the mean log-CRPS is 0.300, lower than 3 of 4 "
        "baselines (repeat the last number: 0.600; repeat the last number, with the spread of its errors so "
        "far: 0.500; extend the average rate: 0.200; extend the average rate, with the spread of its errors "
        "so far: 0.400)."
    )
    assert misses_sentence(foretold.scored) == (
        "1 number lies below the 90\u202f% band and 1 above it; an honest band would leave about 0.15 on "
        "each side. Of 1 statement whose window opens a month or more before what they count is held to have "
        "begun, the band held 0; of the other 2, 1, 50\u202f%."
    )


def test_every_cell_on_predictions_shows_something(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_by_cells(suite / "notebooks" / NOTEBOOKS[1].name, monkeypatch)
    texts = [one.get("text/markdown", one["text/plain"]) for one in shown]
    assert NOT_YET not in texts
    assert "| window opens before the onset | 1 | 0\u202f% | 0\u202f% | 0.500 | 0.600 | 0.200 |" in texts[5]
    assert "**2\u202f%** | 0.50 | `paper.missiles` |" in texts[7]
    assert "| no statement counted it before | 1 | `paper.losses` |" in texts[8]
    assert "| “about …” |" not in texts[9] and "“about …”" in texts[9]


def test_only_who_names_the_vintages_sees_them(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEDGEROW_SUBJECTS", "rounds")
    assert open_suite(suite).predictions.scored == []
    monkeypatch.setenv("HEDGEROW_SUBJECTS", "rounds vintages")
    assert len(open_suite(suite).predictions.scored) == 3
