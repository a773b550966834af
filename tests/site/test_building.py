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
from site_tools import build, heavy_libraries_after, run_python, snapshot, write_notebook

from analysis.site import SiteError
from analysis.site.building import build_site

MAKE_PAGES = (
    "import sys; from pathlib import Path; from analysis.site.building import make_pages\n"
    "scratch = Path(sys.argv[2]); scratch.mkdir(); print(make_pages(Path(sys.argv[1]), scratch))"
)


def test_a_second_build_does_nothing(built_suite: Path) -> None:
    site = built_suite / "build" / "site"
    before, touched = snapshot(site), (site / "index.html").stat().st_mtime_ns
    assert build(built_suite) == {"page": str(site / "index.html"), "changed": False, "executed": []}
    assert snapshot(site) == before
    assert (site / "index.html").stat().st_mtime_ns == touched


def test_a_second_build_loads_no_heavy_library(built_suite: Path) -> None:
    assert heavy_libraries_after("analysis.site.build_site(root)", built_suite) == []


def test_two_builds_give_the_same_bytes(built_suite: Path, tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        finished = run_python(MAKE_PAGES, str(built_suite), str(tmp_path / seed), hash_seed=seed)
        assert finished.returncode == 0, finished.stderr
        made.append(snapshot(Path(finished.stdout.strip())))
    assert made[0] == made[1]
    published = snapshot(built_suite / "build" / "site")
    assert {name: digest for name, digest in published.items() if name != ".key"} == made[0]


def test_a_killed_build_leaves_the_old_pages_and_the_next_one_clears_up(
    built_suite: Path, tmp_path: Path
) -> None:
    root = tmp_path / "suite"
    shutil.copytree(built_suite, root)
    site, before = root / "build" / "site", snapshot(root / "build" / "site")
    (root / "data" / "README.md").write_text("# New words\n", encoding="utf-8")
    code = "import sys; from pathlib import Path; import analysis.site as s; s.build_site(Path(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(root)]
    running = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(PROJECT)})
    pages = f".site-{running.pid}-*/pages/en/index.md"
    while running.poll() is None and not list((root / "build").glob(pages)):
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert snapshot(site) == before
    assert build(root)["changed"]
    assert "New words" in (site / "data.html").read_text(encoding="utf-8")
    assert [path.name for path in (root / "build").iterdir()] == ["site"]


def test_a_build_killed_between_its_two_renames_is_undone(built_suite: Path, tmp_path: Path) -> None:
    root = tmp_path / "suite"
    shutil.copytree(built_suite, root)
    before = snapshot(root / "build" / "site")
    (root / "build" / "site").rename(root / "build" / ".site.old")
    assert not build(root)["changed"]
    assert snapshot(root / "build" / "site") == before


def test_a_build_that_fails_leaves_the_old_pages(built_suite: Path, tmp_path: Path) -> None:
    root = tmp_path / "suite"
    shutil.copytree(built_suite, root)
    before = snapshot(root / "build")
    write_notebook(root / "notebooks" / "07_bad.ipynb", "raise ValueError('no')")
    with pytest.raises(
        SiteError, match=r"07_bad\.ipynb: cell 2 raised ValueError: no; the file is left as it was"
    ):
        build_site(root)
    assert snapshot(root / "build") == before


def test_a_place_that_cannot_be_written_is_named(suite: Path) -> None:
    (suite / "build").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(
        SiteError, match=r"build/site: cannot be written \(.*\); make room or choose another folder"
    ):
        build_site(suite)


def test_a_warning_of_sphinx_is_an_error(suite: Path) -> None:
    (suite / "data" / "README.md").write_text("# Data\n\n[nowhere](#nowhere)\n", encoding="utf-8")
    finished = run_python(MAKE_PAGES, str(suite), str(suite / "scratch"))
    assert finished.returncode == 1
    assert "SiteError: the pages have warnings" in finished.stderr
    assert "nowhere" in finished.stderr
