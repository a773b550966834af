"""What must hold of a suite, whatever it counts. `make test` brings it up to date first."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from analysis.checking import check_suite
from analysis.figures.languages import LANGUAGES
from analysis.notebook.view import EVIDENCE, open_view

ROOT = Path(__file__).resolve().parent.parent
VIEW = open_view(ROOT)
QUANTITIES = VIEW.selection.rows("vocabulary/quantities")


def rows_of(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_records_and_tables_are_sound_and_what_is_made_is_up_to_date() -> None:
    originals = ROOT / "originals"
    found = check_suite(ROOT, originals if originals.is_dir() else None, everything=True)
    assert found.errors == []


def test_every_figure_rests_on_claims_and_every_piece_of_evidence_bears_one() -> None:
    claims = {row["claim_id"]: row for row in rows_of("claims")}
    used = {claim for row in rows_of("figures") for claim in row["sources"].split()}
    assert used <= set(claims)
    withheld = {row["figure_id"].partition(".")[0] for row in rows_of("withheld")}
    unused = {claim for claim, row in claims.items() if row["status"] in EVIDENCE and claim not in used}
    assert {claim for claim in unused if claims[claim]["quantity"] not in withheld} == set()


def test_every_claim_names_a_record() -> None:
    sources = {row["source_id"] for row in rows_of("sources")}
    assert {row["source_id"] for row in rows_of("claims")} == sources
    assert {path.stem for path in (ROOT / "seeds").glob("*.yaml")} == sources


@pytest.mark.parametrize("row", rows_of("figures"), ids=lambda row: row["figure_id"])
def test_a_band_lies_in_order_around_its_median(row: dict[str, str]) -> None:
    ends = [float(row[name]) for name in ("low_90", "low_50", "value", "high_50", "high_90")]
    assert ends == sorted(ends)
    assert ends[0] < ends[-1]


@pytest.mark.parametrize("row", QUANTITIES, ids=lambda row: row["quantity"])
def test_every_quantity_has_its_main_figure_in_every_language(row: dict[str, str]) -> None:
    figure = VIEW.figure(VIEW.main_figure(row["quantity"]))
    assert all(figure[f"text_{language}"] for language in LANGUAGES)


def test_every_notebook_was_executed_without_a_fault() -> None:
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert paths
    for path in paths:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        assert outputs, path.name
        assert [output for output in outputs if output["output_type"] in ("error", "stream")] == [], path.name
