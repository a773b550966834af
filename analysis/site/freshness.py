"""Which notebooks are stale: a key over all that their outputs rest on, kept inside each of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.ledger import PACKAGE
from analysis.reach import reachable_modules
from analysis.selection import EVERYTHING, select
from analysis.site import SiteError, StaleNotebook

ENTRANCE = f"{PACKAGE.name}.notebook"
"""The module through which every notebook reaches the package."""
FOR_ALL = ("requirements.lock", "CITATION.cff")
"""Files of a suite that every notebook depends on: the versions it runs on, and how it is cited."""
METADATA = "hedgerow"

Notebook = Mapping[str, Any]


def notebook_paths(root: Path) -> list[Path]:
    """Return the notebooks of a suite in the order of their names."""
    return sorted((root / "notebooks").glob("*.ipynb"))


def stale_notebooks(root: Path) -> list[StaleNotebook]:
    """Return the notebooks that must be executed again, with the reason for each."""
    found = []
    for path in notebook_paths(root):
        reason = stale_reason(read_notebook(path), root, path.name)
        if reason:
            found.append(StaleNotebook(path, reason))
    return found


def stale_reason(notebook: Notebook, root: Path, name: str) -> str | None:
    """Say why a notebook must be executed again; None when it is fresh."""
    kept = notebook["metadata"].get(METADATA, {})
    if "key" not in kept:
        return "was never executed by a build"
    if kept["key"] != notebook_key(notebook, root, name):
        return "its cells, its data or the code under it changed since it was executed"
    if kept.get("outputs") != outputs_digest(notebook):
        return "its outputs are not those of its last build"
    return None


def read_notebook(path: Path) -> Notebook:
    """Read a notebook; SiteError names the file that is none."""
    try:
        notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if not all({"cell_type", "source"} <= set(cell) for cell in notebook["cells"]):
            raise KeyError("cell_type")
        notebook["metadata"].get(METADATA, {})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SiteError(
            f"{path.name}: is not a notebook ({error}); restore it or save it again in JupyterLab"
        ) from error
    return notebook


def declared_subjects(notebook: Notebook) -> list[str]:
    """Return the quantities and ratios that a notebook declares to use; all when it declares none."""
    return list(notebook["metadata"].get(METADATA, {}).get("depends", [EVERYTHING]))


def notebook_key(notebook: Notebook, root: Path, name: str) -> str:
    """Return a hash of a notebook's code cells, the data that it declares, the code under it and the lock.

    Raises
    ------
    SiteError
        If the notebook, called ``name``, declares a quantity that there is not.
    """
    try:
        data = select(root, declared_subjects(notebook)).fingerprint()
    except LookupError as error:
        raise SiteError(f"{name}: declares what is not there: {error.args[0]}") from error
    common = [_digest_of_file(root / name) for name in FOR_ALL]
    return _digest([code_of(notebook), declared_subjects(notebook), data, code_hashes(), common])


def outputs_digest(notebook: Notebook) -> str:
    """Return a hash of a notebook's outputs."""
    return _digest([cell.get("outputs", []) for cell in notebook["cells"]])


def code_of(notebook: Notebook) -> list[str]:
    """Return the source of each code cell."""
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def code_hashes() -> dict[str, str]:
    """Return module → hash for every module of the package that a notebook can reach."""
    return {name: _digest_of_file(path) for name, path in sorted(reachable_modules(ENTRANCE).items())}


def _digest_of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
