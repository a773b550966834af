"""hedgerow predict: what is answered, what is not and why, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_suite import write_small_suite

from analysis.console import RefusalError
from analysis.model.settings import Settings
from analysis.predicting.command import Predicted, predict_file
from analysis.tables.problems import TablesError

BANDS = ("low_90", "low_50", "median", "high_50", "high_90")


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_suite(tmp_path_factory.mktemp("predict") / "suite")


def predict(suite: Path, tmp_path: Path, text: str, day: date | None = None) -> Predicted:
    (tmp_path / "asked.csv").write_text(text, encoding="utf-8")
    quick = Settings().quick
    return predict_file(tmp_path / "asked.csv", suite, day, quick, lambda *_: None)


def bands(row: dict[str, Any]) -> list[float]:
    return [row[name] for name in BANDS]


def test_the_number_is_scored_and_not_fitted(suite: Path, tmp_path: Path) -> None:
    head, row = "speaker,quantity,window", "hur,rounds,2023-08/2024-06"
    (without,) = predict(suite, tmp_path, f"{head}\n{row}\n").rows
    (low,) = predict(suite, tmp_path, f"{head},value\n{row},1000\n").rows
    (high,) = predict(suite, tmp_path, f"{head},value\n{row},900000000\n").rows
    assert bands(without) == bands(low) == bands(high)
    assert (low["pit"], high["pit"], "pit" in without) == (0.0, 1.0, False)
    assert low["log_crps"] > 3 and high["log_crps"] > 3
    assert without["low_90"] < 1_800_000 < without["high_90"]


def test_a_null_character_is_refused_with_its_cell(suite: Path, tmp_path: Path) -> None:
    rows = "hur,rounds,2024\nhur,rounds,2024\0" + "20\n"
    with pytest.raises(TablesError) as refused:
        predict(suite, tmp_path, f"speaker,quantity,window\n{rows}")
    assert str(refused.value).endswith(
        "asked.csv:3: window: '2024\\x0020' has a control character (U+0000); delete it"
    )


def test_beyond_the_last_window_totals_grow_and_bands_widen(suite: Path, tmp_path: Path) -> None:
    rows = predict(
        suite,
        tmp_path,
        "speaker,quantity,window\nhur,rounds,2023-08/2024-01\nhur,rounds,2023-08/2025-12\n",
    ).rows
    near, far = rows
    assert far["median"] > 2 * near["median"]
    assert far["high_90"] / far["low_90"] > near["high_90"] / near["low_90"]


def test_what_cannot_be_answered_says_why(suite: Path, tmp_path: Path) -> None:
    table = (
        "speaker,quantity,measure,window,status\n"
        "hur,drones,,2024-01/2024-06,\n"
        "hur,killed,share,../2025-01,\n"
        "hur,rounds,,2024-01/2024-06,no_figure\n"
    )
    done = predict(suite, tmp_path, table)
    assert [row["not_predicted"] for row in done.rows] == [
        "no known statement counts drones",
        "no known statement counts killed",
        "it names no number",
    ]
    assert (
        done.lines()[1] == "2: drones, hur  2024-01/2024-06  not predicted: no known statement counts drones"
    )


def test_a_statement_of_the_suite_is_left_out_of_its_own_prediction(suite: Path, tmp_path: Path) -> None:
    asked = "claim_id,speaker,quantity,window,stated_on\n{},us_nsc,rounds,2023-08/2023-12,2024-01\n"
    (own,) = predict(suite, tmp_path, asked.format("d")).rows
    (as_if_new,) = predict(suite, tmp_path, asked.format("new"), date(2023, 12, 31)).rows
    (knowing,) = predict(suite, tmp_path, asked.format("new")).rows
    assert bands(own) == bands(as_if_new)
    assert bands(knowing) != bands(own)


def test_as_of_a_day_the_rest_of_the_record_is_predicted(suite: Path, tmp_path: Path) -> None:
    record = (suite / "data" / "claims.csv").read_text(encoding="utf-8")
    rows = predict(suite, tmp_path, record, date(2023, 10, 31)).rows
    assert [row.get("not_predicted", "") for row in rows] == [
        "it was public by then",
        "",
        "",
        "",
    ]


def test_asking_for_everything_leaves_nothing_to_predict_from(suite: Path, tmp_path: Path) -> None:
    record = (suite / "data" / "claims.csv").read_text(encoding="utf-8")
    with pytest.raises(RefusalError) as refused:
        predict(suite, tmp_path, record)
    assert str(refused.value) == (
        "every known statement is asked for, and none is left to predict from; "
        "ask for fewer, or give --as-of to predict those after a day from those before it"
    )


def test_before_the_first_statement_there_is_nothing_to_predict_from(suite: Path, tmp_path: Path) -> None:
    with pytest.raises(RefusalError, match=r"^--as-of 2023-10-19: .* the first is of 2023-10-20, give"):
        predict(suite, tmp_path, "quantity,window\nrounds,2023-08/2024-01\n", date(2023, 10, 19))


def test_a_bad_table_is_refused_with_every_problem(
    suite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TablesError) as refused:
        predict(suite, tmp_path, "quantity,unit,window,value\nrounds,barrels,2024-13,x\n,,2024,\n")
    assert [str(problem).partition("; ")[0] for problem in refused.value.problems] == [
        "asked.csv:2: value: 'x' is not a number",
        "asked.csv:2: unit: 'barrels' does not count rounds",
        "asked.csv:2: window: '2024-13' is not a date",
        "asked.csv:3: quantity: is blank",
    ]
    with pytest.raises(TablesError, match=r"^asked\.csv:1: window: the column is missing; add it$"):
        predict(suite, tmp_path, "quantity\nrounds\n")
    with pytest.raises(TablesError) as refused:
        predict(suite, tmp_path, "quantity,window\nrounds,2023-08/2990-12\nrounds,2024\n")
    assert str(refused.value) == (
        "asked.csv:2: window: '2023-08/2990-12' is refused: the windows span 967 years, more than 4000 cells "
        "of a month; shorten them, or choose a coarser grid"
    )
