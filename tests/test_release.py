"""A release is one folder that says what is in it."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest
from hubdata import connect_hub
from suite_copy import ROOT, copy_suite, require_fresh

from analysis.console import RefusalError
from analysis.figures.hub import MODEL
from analysis.notebook.view import open_view
from analysis.release import release_files, write_release


def test_a_release_describes_all_that_is_in_it_and_is_the_same_twice(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    require_fresh(suite)
    made = write_release(suite, day="2025-05-31")
    assert made == suite / "build" / "release" / "hedgerow-0.1.0"
    metadata = json.loads((made / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    things = {thing["@id"]: thing for thing in metadata["@graph"]}
    files = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert {part["@id"] for part in things["./"]["hasPart"]} == files - {"ro-crate-metadata.json"}
    assert {"figures.json", "hedgerow.tex", "refs.bib", "data/datapackage.json", "CITATION.cff"} <= files
    for name in ("figures.json", "data/figures.csv"):
        assert things[name]["sha256"] == hashlib.sha256((made / name).read_bytes()).hexdigest()
    before = {name: (made / name).read_bytes() for name in files}
    assert write_release(suite, day="2025-05-31") == made
    assert {name: (made / name).read_bytes() for name in files} == before
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_the_hub_is_read_by_the_tool_of_hubs(tmp_path: Path) -> None:
    view = open_view(ROOT)
    for name, text in release_files(view).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    folder = tmp_path / "hub"
    admin = {"model_output_dir": "model-output", "file_format": ["csv"]}  # what a hub has of its own
    (folder / "hub-config" / "admin.json").write_text(json.dumps(admin), encoding="utf-8")
    table = connect_hub(folder).get_dataset().to_table().to_pylist()
    with (ROOT / "data" / "estimates" / "monthly.csv").open(encoding="utf-8", newline="") as lines:
        wanted = list(csv.DictReader(lines))
    assert len(table) == len(wanted)
    assert {row["model_id"] for row in table} == {MODEL}
    levels = [float(row["output_type_id"]) if row["output_type_id"] else None for row in wanted]
    assert [row["output_type_id"] for row in table] == levels
    for name in ("quantity", "month", "output_type"):
        assert [row[name] for row in table] == [row[name] for row in wanted]
    assert [row["value"] for row in table] == [float(row["value"]) for row in wanted]


def test_what_cannot_be_released_is_refused(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    require_fresh(suite)
    with pytest.raises(RefusalError, match=r"^'soon' is no date of release; give --date 2025-04-30"):
        write_release(suite, day="soon")
    figures = suite / "data" / "figures.csv"
    edited = figures.read_text(encoding="utf-8").replace("rounds.total", "rounds.sum")
    figures.write_text(edited, encoding="utf-8")
    with pytest.raises(RefusalError) as refusal:
        write_release(suite, day="2025-05-31")
    assert str(refusal.value) == (
        "the suite is not up to date; run hedgerow build, then release\n"
        "figures: data/figures.csv was changed by hand\nreadme: data/figures.csv changed since"
    )
    assert not (suite / "build").exists()
