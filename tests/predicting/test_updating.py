"""Vintages and predictions on file: what they hold, and what is worked out again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import frictionless
import pytest
from small_suite import EVIDENCE, write_claims, write_small_suite

from analysis.predicting.updating import PREDICTIONS, VINTAGES, update_vintages

NEW = ("e", "mar", "hur", "rounds", 1_500_000, "2023-08/2024-03", "2024-03-05")


def silent(_what: str, _done: int, _total: int) -> None:
    return


def rows(suite: Path, table: Path) -> list[dict[str, str]]:
    with (suite / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_small_suite(tmp_path_factory.mktemp("foretold") / "suite")
    told: list[tuple[str, int, int]] = []
    assert update_vintages(root, lambda *progress: told.append(progress)) == "fitted 3 of 3"
    assert [(done, total) for _, done, total in told] == [(1, 3), (2, 3), (3, 3)]
    return root


def test_every_month_from_the_first_has_its_estimates(suite: Path) -> None:
    found = [(row["month"], row["quantity"], row["target"]) for row in rows(suite, VINTAGES)]
    months = ["2023-10", "2023-11", "2023-12", "2024-01"]
    assert [key for key in found if key[1:] == ("rounds", "rate")] == [(m, "rounds", "rate") for m in months]
    assert sorted({key[0] for key in found if key[1] == "rounds.per_container"}) == months[1:]
    changed = [row["changed"] for row in rows(suite, VINTAGES) if row["target"] == "ratio"]
    assert changed == ["yes", "no", "yes"]


def test_bands_are_in_order_and_narrow_when_statements_agree(suite: Path) -> None:
    found = [row for row in rows(suite, VINTAGES) if (row["quantity"], row["target"]) == ("rounds", "rate")]
    ends = [[float(row[n]) for n in ("low_90", "low_50", "median", "high_50", "high_90")] for row in found]
    assert all(end == sorted(end) for end in ends)
    assert ends[0][-1] / ends[0][0] > ends[-1][-1] / ends[-1][0]


def test_every_primary_statement_is_predicted_or_says_why_not(suite: Path) -> None:
    found = {row["claim_id"]: row for row in rows(suite, PREDICTIONS)}
    assert list(found) == ["a", "b", "c", "d", "next.rounds", "next.containers"]
    assert [found[name]["not_predicted"] for name in "abcd"] == [
        "no statement counted it before",
        "",
        "",
        "",
    ]
    assert [found[name]["known_by"] for name in "bcd"] == ["2023-10", "2023-10", "2023-12"]
    assert float(found["d"]["last_value"]) == 500_000
    assert float(found["next.rounds"]["median"]) > 0
    assert (found["next.rounds"]["value"], found["next.rounds"]["pit"]) == ("", "")


@pytest.mark.parametrize("name", ["vintages", "predictions"])
def test_the_tables_are_as_described(suite: Path, name: str) -> None:
    package = frictionless.Package(str(suite / "data" / "datapackage.json"))
    described = package.get_resource(name)
    described.schema.foreign_keys = []
    assert described.validate().flatten(["rowNumber", "fieldName", "note"]) == []


def test_nothing_is_fitted_again_and_one_statement_fits_what_it_concerns(suite: Path, tmp_path: Path) -> None:
    before = {name: (suite / name).read_bytes() for name in (VINTAGES, PREDICTIONS)}
    assert update_vintages(suite, silent) == "all known"
    assert {name: (suite / name).read_bytes() for name in before} == before
    write_claims(suite, (*EVIDENCE, NEW))
    assert update_vintages(suite, silent) == "fitted 2 of 4"
    after = rows(suite, VINTAGES)
    kept = before[VINTAGES].decode().splitlines()[1:]
    old = [",".join(row.values()) for row in after if row["month"] < "2024-01"]
    assert old == [line for line in kept if line < "2024-01"]
    write_claims(suite, EVIDENCE)
    assert update_vintages(suite, silent) == "fitted 1 of 3"
    assert {name: (suite / name).read_bytes() for name in before} == before


def test_the_descriptor_names_every_column() -> None:
    from small_suite import ROOT

    from analysis.predicting.updating import PREDICTION_COLUMNS, VINTAGE_COLUMNS

    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    fields = {one["name"]: tuple(f["name"] for f in one["schema"]["fields"]) for one in package["resources"]}
    assert (fields["vintages"], fields["predictions"]) == (VINTAGE_COLUMNS, PREDICTION_COLUMNS)
