"""What each made file was made from: a build does only what is due, and a check can name what is stale."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

LEDGER = Path("data", "made.json")
LOCK = "requirements.lock"
PACKAGE = Path(__file__).resolve().parent
HASH_LENGTH = 16

Hashes = dict[str, str]
Progress = Callable[[str, int, int], None]
"""Called as work goes on with what is being done, how many parts are done, and how many there are."""


class Made(NamedTuple):
    """Hashes of what a stage read when it last ran, and of what it made."""

    reads: Hashes
    makes: Hashes


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a stage depends on and what it makes.

    Attributes
    ----------
    reads, makes
        Patterns of paths relative to the suite's folder.
    rooms
        Folders and files of the package whose code decides the outcome.
    """

    reads: tuple[str, ...]
    rooms: tuple[str, ...]
    makes: tuple[str, ...]


def short_hash(content: bytes) -> str:
    """Return the first hexadecimal digits of the SHA-256 of ``content``."""
    return hashlib.sha256(content).hexdigest()[:HASH_LENGTH]


def hash_files(folder: Path, patterns: Iterable[str]) -> Hashes:
    """Return path → hash of the files below ``folder`` that match a pattern, in the order of their paths."""
    paths = sorted({path for pattern in patterns for path in folder.glob(pattern) if path.is_file()})
    return {path.relative_to(folder).as_posix(): short_hash(path.read_bytes()) for path in paths}


def hash_code(rooms: Iterable[str]) -> Hashes:
    """Return room → one hash of all its files of code and tables."""
    return {f"{PACKAGE.name}/{room}": _hash_room(PACKAGE / room) for room in sorted(rooms)}


def current_reads(suite: Path, footprint: Footprint) -> Hashes:
    """Return the hashes of everything that a stage depends on as it is now."""
    return {
        **hash_code(footprint.rooms),
        **hash_files(suite, (LOCK,)),
        **hash_files(suite, footprint.reads),
    }


def read_ledger(suite: Path) -> dict[str, Made]:
    """Return what is written about each stage; nothing when the ledger is missing or damaged."""
    try:
        written = json.loads((suite / LEDGER).read_text(encoding="utf-8"))
        return {name: Made(dict(entry["reads"]), dict(entry["makes"])) for name, entry in written.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def stale_reason(suite: Path, footprint: Footprint, made: Made | None) -> str | None:
    """Say why a stage must run again; None when what it made is up to date."""
    if made is None or not made.makes:
        return "never made"
    changed = _differences(made.reads, current_reads(suite, footprint))
    if changed:
        return f"{_listed(changed)} changed since"
    edited = _differences(made.makes, hash_files(suite, footprint.makes))
    return f"{_listed(edited)} was changed by hand" if edited else None


def record_stage(suite: Path, name: str, footprint: Footprint, reads: Hashes) -> None:
    """Write down what a stage has made from ``reads``, the hashes taken before it ran."""
    from analysis.tables import write_text

    ledger = read_ledger(suite)
    ledger[name] = Made(reads, hash_files(suite, footprint.makes))
    entries = {stage: made._asdict() for stage, made in sorted(ledger.items())}
    write_text(suite / LEDGER, json.dumps(entries, indent=1) + "\n", suite)


def _hash_room(folder: Path) -> str:
    if folder.is_file():
        return short_hash(folder.read_bytes())
    parts = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    listing = [(path.relative_to(folder).as_posix(), short_hash(path.read_bytes())) for path in parts]
    return short_hash(json.dumps(listing).encode())


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def _listed(names: list[str], shown: int = 3) -> str:
    rest = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {rest} more" if rest > 0 else "")
