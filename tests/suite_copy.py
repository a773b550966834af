"""A copy of this suite, to be changed and built without touching the original."""

from __future__ import annotations

import shutil
from pathlib import Path

from analysis.build import STAGES

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    "seeds",
    "data",
    "notebooks",
    "docs",
    "README.md",
    "CITATION.cff",
    "pyproject.toml",
    "requirements.lock",
)


def copy_suite(folder: Path) -> Path:
    """Copy the files that belong to the suite into a new folder."""
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        elif (ROOT / name).exists():
            shutil.copy2(ROOT / name, folder / name)
    return folder


def require_fresh(suite: Path) -> None:
    """Stop a test at once that would otherwise estimate everything anew, and then fail for that reason."""
    stale = [f"{stage.name}: {reason}" for stage in STAGES if (reason := stage.why_due(suite))]
    assert stale == [], "what is made is stale; run hedgerow build first"
