"""What people write is watched, and what a build writes is not."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import ROOT

from analysis.serving.inputs import changes, input_files, inputs_key

from .conftest import SHORT


@pytest.mark.parametrize(
    "name",
    ["seeds/x.yaml", "seeds/new.yaml", "data/vocabulary/hedges.csv", "data/datapackage.json", "CITATION.cff"],
)
def test_what_people_write_counts(suite: Path, name: str) -> None:
    before = inputs_key(suite)
    path = suite / name
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n")
    assert inputs_key(suite) != before


@pytest.mark.parametrize(
    "name",
    [
        "data/claims.csv",
        "data/figures.csv",
        "data/estimates/monthly.csv",
        "seeds/record.schema.json",
        "docs/answer.png",
        "data/README.md",
        "data/made.json",
        "build/site/index.html",
        "seeds/.x.yaml.1.part",
    ],
)
def test_what_a_build_writes_does_not(suite: Path, name: str) -> None:
    before = inputs_key(suite)
    path = suite / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n")
    assert inputs_key(suite) == before


def test_of_a_notebook_the_cells_count_and_the_outputs_do_not(suite: Path) -> None:
    path = suite / "notebooks" / "01.ipynb"
    shutil.copy(next((ROOT / "notebooks").glob("*.ipynb")), path)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    before = inputs_key(suite)
    for cell in notebook["cells"]:
        cell.pop("outputs", None)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert inputs_key(suite) == before
    notebook["cells"][0]["source"] = "# Another"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert inputs_key(suite) != before


def test_a_notebook_that_is_none_is_taken_as_it_is(suite: Path) -> None:
    (suite / "notebooks" / "01.ipynb").write_text("[1]", encoding="utf-8")
    before = inputs_key(suite)
    (suite / "notebooks" / "01.ipynb").write_text("{", encoding="utf-8")
    assert inputs_key(suite) != before


def test_the_code_is_watched_too(suite: Path) -> None:
    assert ROOT / "analysis" / "build.py" in input_files(suite)


@pytest.fixture
def watched(suite: Path) -> Iterator[threading.Semaphore]:
    """A semaphore that is let go whenever something may have changed."""
    stop, noticed = threading.Event(), threading.Semaphore(0)

    def follow() -> None:
        for _ in changes(suite, stop):
            noticed.release()

    thread = threading.Thread(target=follow)
    thread.start()
    yield noticed
    stop.set()
    thread.join(timeout=30)
    assert not thread.is_alive()


def test_a_change_is_noticed_and_folders_may_come_and_go(suite: Path, watched: threading.Semaphore) -> None:
    def noticed() -> bool:
        found = watched.acquire(timeout=20)
        while watched.acquire(timeout=0.7):
            pass
        return found

    assert noticed()  # what came before
    (suite / "seeds" / "x.yaml").write_text(SHORT + "\n", encoding="utf-8")
    assert noticed()
    (suite / "CHANGELOG.md").write_text("# New\n", encoding="utf-8")
    assert noticed()
    shutil.rmtree(suite / "seeds")
    assert noticed()
    (suite / "seeds").mkdir()
    (suite / "seeds" / "x.yaml").write_text(SHORT, encoding="utf-8")
    assert noticed()
