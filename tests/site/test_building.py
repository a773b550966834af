"""A build does what is due, gives the same bytes, and leaves the old pages whole if it does not end."""

from __future__ import annotations

import os
import re
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

from analysis.figures.languages import LANGUAGES
from analysis.notebook.view import open_view
from analysis.site import SiteError
from analysis.site.building import build_site
from analysis.site.edition import Edition
from analysis.site.side_by_side import failure_of, started
from analysis.site.workspace import page_names

BUILD = "import sys; from pathlib import Path; import analysis.site as s; s.build_site(Path(sys.argv[1]))"
PAGES = """
import os, sys
from pathlib import Path
from analysis.site import SiteError
from analysis.site.building import make_pages
if sys.argv[3] == "one":
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
try:
    make_pages(Path(sys.argv[1]), Path(sys.argv[2]))
except (SiteError, OSError) as error:
    print(error)
"""


def pages_made(root: Path, scratch: Path, processors: str) -> str:
    """Make the pages in a folder on one processor or on all; return what is wrong with them."""
    if processors == "one" and not hasattr(os, "sched_setaffinity"):
        pytest.skip("a process cannot be held to one processor here")
    finished = run_python(PAGES, str(root), str(scratch), processors)
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    return finished.stdout.replace(str(scratch), "SCRATCH")


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


def test_one_processor_and_several_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    made = {}
    for processors in ("one", "all"):
        scratch = tmp_path / processors
        scratch.mkdir()
        assert pages_made(built, scratch, processors) == ""
        made[processors] = snapshot(scratch / "html")
    assert made["one"] == made["all"]
    site = {name: digest for name, digest in snapshot(built / "build" / "site").items() if name != ".key"}
    assert made["all"] == site


@pytest.mark.parametrize("wrong", [["de"], ["en", "de"]])
def test_the_warnings_of_every_language_arrive(built: Path, tmp_path: Path, wrong: list[str]) -> None:
    said = []
    for processors in ("one", "all"):
        scratch = tmp_path / processors
        for language in wrong:
            page = scratch / "pages" / language / "stray.md"
            page.parent.mkdir(parents=True)
            page.write_text(f"# Stray\n\n[nowhere](#nowhere-{language})\n", encoding="utf-8")
        said.append(pages_made(built, scratch, processors))
    assert said[0] == said[1]
    assert said[0].count("the pages have warnings") == len(wrong)
    assert [language for language in ("en", "de") if f"nowhere-{language}" in said[0]] == wrong


@pytest.mark.parametrize("processors", ["one", "all"])
def test_an_error_of_the_system_arrives_from_another_language(
    built: Path, tmp_path: Path, processors: str
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "de").write_text("a file, not a folder", encoding="utf-8")
    assert re.search(r"\[Errno \d+\] .*: 'SCRATCH/pages/de", pages_made(built, tmp_path, processors))


def test_another_language_is_made_whatever_modules_lie_in_the_working_folder(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit(3)", encoding="utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "de").write_text("a file, not a folder", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with started(built, tmp_path, "de") as running:
        assert isinstance(failure_of(running), OSError)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_language_are_known_before_they_are_made(built: Path, language: str) -> None:
    edition, site = Edition(open_view(built), language), built / "build" / "site"
    pages = (path.relative_to(site / edition.folder) for path in (site / edition.folder).rglob("*.html"))
    own = (page for page in pages if page.parts[0] not in LANGUAGES)
    assert page_names(built, edition) == {page.with_suffix("").as_posix() for page in own} - {"search"}
