"""Two versions of the figures, from revisions, folders or files, compared and told to a reader."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.console import USAGE_PROBLEM, RefusalError
from analysis.figures.causes import Snapshot, compare_snapshots
from analysis.figures.compare import moved_figures
from analysis.figures.programs import claim_hash
from analysis.publication import MADE_BETWEEN, STAGES_BEHIND

FIGURES, CLAIMS, LEDGER = "data/figures.csv", "data/claims.csv", "data/made.json"
DOCUMENT = "figures.json"


def compare_versions(suite: Path, old: str, new: str) -> pd.DataFrame:
    """Compare the figures of two versions.

    Parameters
    ----------
    suite
        Folder of the suite, whose revisions are meant.
    old, new
        Each a git revision, a folder (a release or a suite), or a ``figures.json`` or ``figures.csv``.

    Returns
    -------
    DataFrame
        The figures that a reader of the old version must know of, with the columns of
        `analysis.figures.causes.compare_snapshots`.

    Raises
    ------
    RefusalError
        If one of them is none of these, or holds no figures.
    """
    return moved_figures(compare_snapshots(read_snapshot(suite, old), read_snapshot(suite, new)))


def read_snapshot(suite: Path, version: str) -> Snapshot:
    """Read a version. Parameters and errors as in `compare_versions`."""
    path = Path(version)
    try:
        if path.is_dir():
            return _of_folder(path)
        return _of_file(path) if path.is_file() else _of_revision(suite, version)
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise RefusalError(
            f"{version}: holds no figures that can be read ({error}); give a version that was built",
            USAGE_PROBLEM,
        ) from error


def comparison_as_lines(compared: pd.DataFrame) -> list[str]:
    """Return a comparison as lines of text, a figure each."""
    if compared.empty:
        return ["no figure moved beyond its rounding"]
    return [_line(row) for row in compared.to_dict("records")]


def comparison_as_json(compared: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a comparison as plain values, without what is not known."""
    records = compared.to_dict("records")
    return [{str(name): cell for name, cell in row.items() if _is_known(cell)} for row in records]


def _line(row: Mapping[Any, Any]) -> str:
    head = f"{row['change']:<9}  {row['figure_id']}"
    if row["change"] == "new":
        return f"{head}  {_band(row, 'new')}"
    if row["change"] == "retired":
        return f"{head}  was {_band(row, 'old')}"
    relative = f", {row['relative']:+.1%}" if _is_known(row["relative"]) else ""
    moved = f"{row['difference']:+,.6g}{relative}"
    return f"{head}  {_band(row, 'old')} → {_band(row, 'new')}  ({moved}; {row['why'].replace(' ', ', ')})"


def _band(row: Mapping[Any, Any], side: str) -> str:
    value, low, high = (float(row[f"{side}_{name}"]) for name in ("value", "low_90", "high_90"))
    return f"{value:,.12g} [{low:,.12g}, {high:,.12g}]"


def _is_known(cell: object) -> bool:
    return cell is not None and cell == cell and cell != ""  # noqa: PLR0124 - a blank cell may be NaN


def _of_folder(folder: Path) -> Snapshot:
    document = folder / DOCUMENT
    if document.is_file():
        return _of_file(document)
    return _of_texts({name: _text(folder / name) for name in (FIGURES, CLAIMS, LEDGER)})


def _of_file(path: Path) -> Snapshot:
    text = _text(path)
    return _of_document(json.loads(text)) if path.suffix == ".json" else _of_texts({FIGURES: text})


def _of_document(document: Mapping[str, Any]) -> Snapshot:
    rows = [{**row, "sources": " ".join(row["sources"])} for row in document["figures"]]
    return Snapshot(pd.DataFrame(rows), document.get("claims", {}), document.get("made_from", {}))


def _of_revision(suite: Path, revision: str) -> Snapshot:
    found = _git(suite, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not found:
        raise RefusalError(
            f"'{revision}' is no file, no folder and no revision; "
            "give figures.json, a release folder, or a revision such as HEAD~1",
            USAGE_PROBLEM,
        )
    return _of_texts({name: _git(suite, "show", f"{found}:./{name}") for name in (FIGURES, CLAIMS, LEDGER)})


def _of_texts(texts: Mapping[str, str]) -> Snapshot:
    hashes = {row["claim_id"]: claim_hash(row) for row in _rows(texts.get(CLAIMS, ""))}
    made_from = _made_from(json.loads(texts.get(LEDGER) or "{}"))
    figures = pd.DataFrame(_rows(texts[FIGURES]))
    if "figure_id" not in figures:
        raise ValueError("no figure_id")
    return Snapshot(figures, hashes, made_from)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _made_from(ledger: Mapping[str, Any]) -> dict[str, str]:
    stages: Iterable[Mapping[str, str]] = (ledger[name]["reads"] for name in STAGES_BEHIND if name in ledger)
    reads = {name: part for stage in stages for name, part in stage.items()}
    return {name: part for name, part in sorted(reads.items()) if not name.startswith(MADE_BETWEEN)}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _git(suite: Path, *arguments: str) -> str:
    command = ["git", "-C", str(suite), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    return done.stdout.strip("\n") if done.returncode == 0 else ""
