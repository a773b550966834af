"""Comparisons on file: made once, made again for what changed, and told on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from example_suite import CLAIM_COLUMNS, write_csv
from model.builders import ROOT
from scrutiny.builders import disputed
from typer.testing import CliRunner

from analysis.build import STAGES
from analysis.cli import app
from analysis.console import RefusalError
from analysis.scrutiny.columns import COLUMNS
from analysis.scrutiny.stage import read_scrutiny, update_scrutiny
from analysis.scrutiny.telling import claims_as_lines, told_claims, told_questions
from analysis.workers import spread_here


def quiet(_what: str, _done: int, _total: int) -> None:
    return


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("suite")
    shutil.copytree(ROOT / "data" / "vocabulary", root / "data" / "vocabulary")
    shutil.copy(ROOT / "requirements.lock", root)
    (root / "seeds").mkdir()
    write_claims(root, {})
    update_scrutiny(root, quiet)
    return root


def write_claims(root: Path, changed: dict[str, float]) -> None:
    claims = disputed().head(4)
    claims["value"] = [
        changed.get(name, value) for name, value in zip(claims["claim_id"], claims["value"], strict=True)
    ]
    records = claims.astype(object).where(claims.notna(), "").to_dict("records")
    lost = {
        **records[0],
        "claim_id": "lost",
        "quantity": "workers",
        "unit": "workers",
        "status": "stale",
        "measure": "stock",
    }
    write_csv(root / "data" / "claims.csv", CLAIM_COLUMNS, [*records, lost])


def test_every_table_is_written_with_its_columns(suite: Path) -> None:
    for name, columns in COLUMNS.items():
        assert tuple(read_scrutiny(suite, name)[0]) == columns


def test_a_faulty_retelling_of_what_is_not_estimated_is_listed_all_the_same(suite: Path) -> None:
    row = next(row for row in read_scrutiny(suite, "conflicts") if row["claim_id"] == "lost")
    assert (row["method"], row["pit"]) == ("none", "")
    lines = claims_as_lines(told_claims(suite, "workers"))
    assert "nothing to hold it against (none)" in lines[0]


def test_what_did_not_change_is_not_compared_again(suite: Path) -> None:
    before = read_scrutiny(suite, "blocs")
    assert update_scrutiny(suite, quiet) == "compared nothing"
    assert read_scrutiny(suite, "blocs") == before


def test_a_changed_claim_is_compared_again(suite: Path, tmp_path: Path) -> None:
    root = shutil.copytree(suite, tmp_path / "suite")
    write_claims(root, {"odd": 0.9e6})
    assert update_scrutiny(root, quiet) == "compared rounds"
    pits = [
        {r["claim_id"]: float(r["pit"] or 0.5) for r in read_scrutiny(s, "conflicts")} for s in (suite, root)
    ]
    assert pits[0]["odd"] < 0.01 < 0.1 < pits[1]["odd"]


@pytest.mark.parametrize(
    ("verb", "names"), [("conflicts", ["pit", "without_median"]), ("next", ["narrowing"])]
)
def test_the_verbs_print_numbers_for_programs(suite: Path, verb: str, names: list[str]) -> None:
    shown = CliRunner().invoke(app, [verb, "rounds", "--json", "--suite", str(suite)])
    rows = json.loads(shown.stdout)
    assert all(isinstance(rows[0][name], float) for name in names)


def test_the_best_question_is_told_first(suite: Path) -> None:
    gains = [row["narrowing"] for row in told_questions(suite, "")]
    assert gains == sorted(gains, reverse=True)


def test_what_was_not_compared_is_refused(suite: Path) -> None:
    with pytest.raises(RefusalError) as refused:
        told_claims(suite, "nothing")
    assert (
        str(refused.value)
        == "nothing was compared whose id begins with 'nothing'; hedgerow figures lists ids"
    )


def test_a_missing_table_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(RefusalError) as refused:
        read_scrutiny(tmp_path, "blocs")
    assert str(refused.value) == (
        "data/scrutiny/blocs.csv is missing; make it with: hedgerow build --until scrutiny"
    )


def test_a_table_that_is_lost_is_made_again_by_the_stage(suite: Path, tmp_path: Path) -> None:
    root = shutil.copytree(suite, tmp_path / "suite")
    lost = root / "data" / "scrutiny" / "conflicts.csv"
    before = lost.read_bytes()
    lost.unlink()
    (stage,) = [stage for stage in STAGES if stage.name == "scrutiny"]
    assert stage.make(root, quiet, False, spread_here) == "compared rounds"
    assert lost.read_bytes() == before
