"""A build does what is due, gives the same bytes, and leaves the old pages whole if it does not end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from example_suite import PROJECT
from site_tools import (
    build,
    heavy_libraries_after,
    run_python,
    snapshot,
    write_notebook,
    write_notebook_suite,
)

from analysis.site import SiteError
from analysis.site.building import build_site

BUILD = "import sys; from pathlib import Path; import analysis.site as s; s.build_site(Path(sys.argv[1]))"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite of one quantity that is up to date; not to be changed."""
    root = write_notebook_suite(tmp_path_factory.mktemp("built") / "suite", quantities=["rounds"])
    build(root)
    return root


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    """A copy of that suite."""
    return Path(shutil.copytree(built, tmp_path / "suite"))


def test_a_second_build_does_nothing(built: Path) -> None:
    site = built / "build" / "site"
    before, touched = snapshot(site), (site / "index.html").stat().st_mtime_ns
    assert build(built) == {"page": str(site / "index.html"), "changed": False, "executed": []}
    assert snapshot(site) == before
    assert (site / "index.html").stat().st_mtime_ns == touched


def test_a_second_build_loads_no_heavy_library(built: Path) -> None:
    assert heavy_libraries_after("analysis.site.build_site(root)", built) == []


def test_a_killed_build_leaves_the_old_pages_and_the_next_one_clears_up(copied: Path) -> None:
    site, before = copied / "build" / "site", snapshot(copied / "build" / "site")
    (copied / "data" / "README.md").write_text("# New words\n", encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(copied)], env={**os.environ, "PYTHONPATH": str(PROJECT)}
    )
    pages = f".site-{running.pid}-*/pages/en/index.md"
    while running.poll() is None and not list((copied / "build").glob(pages)):
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert snapshot(site) == before
    assert build(copied)["changed"]
    assert "New words" in (site / "data.html").read_text(encoding="utf-8")
    assert [path.name for path in (copied / "build").iterdir()] == ["site"]


def test_a_build_killed_between_its_two_renames_is_undone(copied: Path) -> None:
    before = snapshot(copied / "build" / "site")
    (copied / "build" / "site").rename(copied / "build" / ".site.old")
    assert not build(copied)["changed"]
    assert snapshot(copied / "build" / "site") == before


def test_a_build_that_fails_leaves_the_old_pages(copied: Path) -> None:
    before = snapshot(copied / "build")
    write_notebook(copied / "notebooks" / "07_bad.ipynb", "raise ValueError('no')")
    with pytest.raises(
        SiteError, match=r"07_bad\.ipynb: cell 2 raised ValueError: no; the file is left as it was"
    ):
        build_site(copied)
    assert snapshot(copied / "build") == before


def test_a_place_that_cannot_be_written_is_named(suite: Path) -> None:
    (suite / "build").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(
        SiteError, match=r"build/site: cannot be written \(.*\); make room or choose another folder"
    ):
        build_site(suite)


def test_a_warning_of_sphinx_is_an_error(copied: Path) -> None:
    (copied / "data" / "README.md").write_text("# Data\n\n[nowhere](#nowhere)\n", encoding="utf-8")
    finished = run_python(BUILD, str(copied))
    assert finished.returncode == 1
    assert "SiteError: the pages have warnings" in finished.stderr
    assert "nowhere" in finished.stderr
