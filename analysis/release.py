"""A release as one folder: data, records, notebooks, report, files for programs, and what describes them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.console import RefusalError

if TYPE_CHECKING:
    from analysis.figures.suite import Suite
    from analysis.notebook.view import View

COPIED = (
    "data/*.csv",
    "docs/*",
    "data/*.json",
    "data/README.md",
    "data/estimates/*",
    "data/scrutiny/*",
    "data/vocabulary/*.csv",
    "seeds/*",
    "notebooks/*.ipynb",
    "CITATION.cff",
    "CHANGELOG.md",
    "LICENSE*",
    "README.md",
    "requirements.lock",
)
FOLDER = Path("build", "release")
MONTHLY = "estimates/monthly"


def write_release(suite: Path, out: Path | None = None, day: str = "") -> Path:
    """Write a release of a suite that is up to date, and return its folder.

    Parameters
    ----------
    suite
        Folder of the suite.
    out
        Folder to put the release into; default ``build/release``.
    day
        Date of release; default: that of ``CITATION.cff``, or of the last commit.

    Raises
    ------
    RefusalError
        If a table or a notebook is stale, or there is no date.
    """
    from analysis.build import require_built
    from analysis.notebook.view import open_view

    require_built(suite, "release")
    view = open_view(suite)
    released = _date(suite, day or view.work.released)
    target = (out or suite / FOLDER) / f"{view.work.title.lower()}-{view.work.version}"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as scratch:
        folder = Path(scratch) / target.name
        _fill(suite, view, folder, released)
        _put(folder, target)
    return target


def release_files(view: View) -> dict[str, str]:
    """Return the files that are made for a release, by their path in it."""
    from analysis.figures.hub import MODEL, hub_tasks, model_output, round_id
    from analysis.figures.programs import as_json, rows_as_csv
    from analysis.site.programs import program_files

    monthly = _monthly(view.root)
    quantities = {row["quantity"]: row for row in view.selection.rows("vocabulary/quantities")}
    units = {name: row["unit"] for name, row in quantities.items()}
    labels = {name: row["label_en"] for name, row in quantities.items()}
    version = view.work.version
    submission = f"hub/model-output/{MODEL}/{round_id(version)}-{MODEL}.csv"
    return {
        **{name: text for name, text in program_files(view).items() if "/" not in name},
        submission: rows_as_csv(model_output(monthly)),
        "hub/hub-config/tasks.json": as_json(hub_tasks(monthly, units, labels, version)),
    }


def _fill(suite: Path, view: View, folder: Path, released: str) -> None:
    from analysis.figures.crate import METADATA
    from analysis.figures.programs import as_json
    from analysis.site.report import write_reports

    for path in sorted({path for pattern in COPIED for path in suite.glob(pattern) if path.is_file()}):
        place = folder / path.relative_to(suite)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    _write(folder, release_files(view))
    write_reports(suite, folder)
    metadata = as_json(_crate(view, _listed(folder), released))
    _write(folder, {METADATA: metadata})


def _crate(view: View, files: Mapping[str, tuple[int, str]], released: str) -> object:
    from analysis.figures.crate import crate
    from analysis.site.words import word

    work: Suite = view.work
    description = word("en", "json.description")
    return crate(work, files, view.selection.rows("sources"), description, released)


def _listed(folder: Path) -> dict[str, tuple[int, str]]:
    """Return path → size and SHA-256 of every file."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.stat().st_size, _sha256(path)) for path in paths}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _monthly(suite: Path) -> list[dict[str, str]]:
    import csv

    with (suite / "data" / f"{MONTHLY}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _put(folder: Path, target: Path) -> None:
    """Put a finished folder in the place of an old one."""
    old = target.with_name(f".{target.name}.old-{os.getpid()}")
    if target.exists():
        target.rename(old)
    folder.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _date(suite: Path, day: str) -> str:
    found = day or _date_of_commit(suite)
    try:
        return date.fromisoformat(found).isoformat()
    except ValueError:
        raise RefusalError(
            f"'{found}' is no date of release; give --date 2025-04-30, or write date-released in CITATION.cff"
        ) from None


def _date_of_commit(suite: Path) -> str:
    command = ["git", "-C", str(suite), "log", "-1", "--format=%cs"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stdout.strip()
