"""What the pages are made from, as far as people write it: its hash, and when it may have changed."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

from analysis.build import STAGES
from analysis.ledger import PACKAGE
from analysis.site.building import OTHER_INPUTS, PUBLISHED

POLL = 1.0
"""Seconds between looks at what cannot be watched: folders that come and go, and single files."""
_NOTEBOOK = ".ipynb"


def inputs_key(suite: Path) -> str:
    """Return a hash of everything that people write and the pages depend on.

    What a build writes is no part of it, so that no build is the cause of the next; of a notebook, which a
    build executes, the code and text are.
    """
    digest = hashlib.sha256()
    for path in input_files(suite):
        digest.update(f"{path}\0{_content_key(path)}\n".encode())
    return digest.hexdigest()


def input_files(suite: Path) -> list[Path]:
    """Return the files that people write, in order."""
    read = [pattern for stage in STAGES for pattern in stage.footprint.reads]
    shown = [f"data/{pattern}" for pattern in PUBLISHED]
    made = {path for stage in STAGES for pattern in stage.footprint.makes for path in suite.glob(pattern)}
    ours = {path for pattern in (*read, *shown, *OTHER_INPUTS) for path in suite.glob(pattern)}
    code = {path for path in PACKAGE.rglob("*.*") if "__pycache__" not in path.parts}
    return sorted(path for path in (ours - made) | code if path.is_file())


def changes(suite: Path, stop: threading.Event) -> Iterator[None]:
    """Yield whenever something may have changed, until told to stop; at first for what came before."""
    while not stop.is_set():
        folders, glance = _folders(suite), _glance(suite)
        unseen = True
        try:
            for events in watch(
                *folders, stop_event=stop, rust_timeout=int(1000 * POLL), yield_on_timeout=True
            ):
                before, glance = glance, _glance(suite)
                if unseen or events or glance != before:
                    yield
                unseen = False
                if _folders(suite) != folders:
                    break
        except FileNotFoundError:  # a folder went away between the look and the watch
            stop.wait(POLL)


def _folders(suite: Path) -> dict[Path, int]:
    """Return the folders to watch, each with what tells it from a later one of the same name."""
    inside = (suite / name for name in ("seeds", "data", "notebooks"))
    return {path: path.stat().st_ino for path in (*inside, PACKAGE) if path.is_dir()}


def _glance(suite: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of the files that lie in the suite's own folder, which is not watched."""
    found = {path for pattern in OTHER_INPUTS if "/" not in pattern for path in suite.glob(pattern)}
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_size) for path in found}


def _content_key(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError:
        return "gone"
    if path.suffix == _NOTEBOOK:
        content = _sources(content)
    return hashlib.sha256(content).hexdigest()


def _sources(notebook: bytes) -> bytes:
    """Return what people write in a notebook; all of it when it is none."""
    try:
        cells = json.loads(notebook)["cells"]
        return json.dumps([(cell["cell_type"], cell["source"]) for cell in cells]).encode()
    except (ValueError, KeyError, TypeError):
        return notebook
