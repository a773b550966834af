"""What a new suite takes over from the one that this package was developed in: nothing of its topic.

In a checkout these files lie beside the package; a wheel packed by `analysis.starting.wheel` carries them.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.calibration.basis import VOCABULARY
from analysis.console import RefusalError
from analysis.ledger import PACKAGE
from analysis.starting.wheel import files_below

TEMPLATE = PACKAGE / "starting" / "template"
CARRIED = PACKAGE / "starting" / "carried"
LOCK, TEST_LOCK = "requirements.lock", "requirements-dev.lock"
FOR_TESTS = ("pytest", "iniconfig", "pluggy")
"""What the tests of a suite need beyond what it runs on; the lock of the tests says which versions."""
MEASURED = ("data/calibration/*", "data/bench/scale-*.json")
"""How honest and how fast the estimator is: measured on the same code and tables, whatever is counted."""
ASSUMPTIONS = "data/vocabulary/assumptions.csv"
"""What can be assumed otherwise is said of the tables, not of a topic."""
CHAPTERS = (
    "what_was_said",
    "month_by_month",
    "ratios",
    "where_the_band_comes_from",
    "the_figures",
    "how_we_know",
)
"""Notebooks of a new suite in their order: two from the template, the others as they are in the checkout."""

Files = dict[str, bytes]


def template_files() -> Files:
    """Return the files that only a new suite has, by path."""
    return {_unhidden(name): content for name, content in files_below(TEMPLATE).items()}


def carried_files() -> Files:
    """Return the files that a new suite takes over, by path.

    Raises
    ------
    RefusalError
        If the package is installed without them.
    """
    if CARRIED.is_dir():
        return files_below(CARRIED)
    try:
        return _of_checkout(PACKAGE.parent)
    except FileNotFoundError as error:
        raise RefusalError(
            f"{error.filename}: is missing, and a new suite needs it; run hedgerow init from a checkout of "
            "Hedgerow, or from a suite that it has made"
        ) from error


def numbered(files: Mapping[str, bytes]) -> Files:
    """Return files with the notebooks numbered in the order of the chapters."""
    return {_numbered(name): content for name, content in files.items()}


def completed(name: str, table: bytes, package: Mapping[str, Any]) -> bytes:
    """Return a table of the data folder with all columns that its data package names, new ones blank."""
    path = name.removeprefix("data/")
    fields = next(one["schema"]["fields"] for one in package["resources"] if one["path"] == path)
    text = io.StringIO()
    writer = csv.DictWriter(text, [field["name"] for field in fields], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(csv.DictReader(io.StringIO(table.decode())))
    return text.getvalue().encode()


def _of_checkout(root: Path) -> Files:
    measured = (path for pattern in MEASURED for path in sorted(root.glob(pattern)))
    names = [
        *VOCABULARY,
        ASSUMPTIONS,
        "data/datapackage.json",
        *(path.relative_to(root).as_posix() for path in measured),
    ]
    plain = {name: (root / name).read_bytes() for name in names}
    notebooks = {f"notebooks/{path.name}": _unexecuted(path) for path in _shared_notebooks(root)}
    lock = locked_for_suites((root / LOCK).read_text("utf-8"), (root / TEST_LOCK).read_text("utf-8"))
    return {**plain, **notebooks, LOCK: lock.encode(), "vendor/LICENSE": (root / "LICENSE").read_bytes()}


def locked_for_suites(lock: str, test_lock: str) -> str:
    """Return a lock with the entries of another for what the tests of a suite need."""
    wanted = (entry for entry in _entries(test_lock) if entry.partition("==")[0] in FOR_TESTS)
    return "\n".join([*_entries(lock), *wanted]) + "\n"


def _entries(lock: str) -> list[str]:
    """Split a lock into its entries, each a line and the indented ones below it."""
    return re.split(r"\n(?=\S)", lock.strip("\n"))


def _shared_notebooks(root: Path) -> Iterator[Path]:
    own = {path.stem for path in (TEMPLATE / "notebooks").glob("*.ipynb")}
    for chapter in CHAPTERS:
        found = sorted((root / "notebooks").glob(f"[0-9][0-9]_{chapter}.ipynb"))
        if not found and chapter not in own:
            raise FileNotFoundError(2, "No such file", str(root / "notebooks" / f"*_{chapter}.ipynb"))
        yield from found


def _unexecuted(path: Path) -> bytes:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    depends = notebook["metadata"].get("hedgerow", {}).get("depends", ["*"])
    notebook["metadata"] = {**notebook["metadata"], "hedgerow": {"depends": depends}}
    return f"{json.dumps(notebook, indent=1, ensure_ascii=False)}\n".encode()


def _numbered(name: str) -> str:
    folder, _, file = name.rpartition("/")
    chapter = file.removesuffix(".ipynb").lstrip("0123456789_")
    if folder != "notebooks" or chapter not in CHAPTERS:
        return name
    return f"notebooks/{CHAPTERS.index(chapter) + 1:02}_{chapter}.ipynb"


def _unhidden(name: str) -> str:
    """Return the path in a suite of a file of the template, where none is hidden."""
    return f".{name}" if name == "gitignore" else name
