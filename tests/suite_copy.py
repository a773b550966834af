"""A copy of this suite, to be changed and built without touching the original."""

from __future__ import annotations

import shutil
from pathlib import Path

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
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        elif (ROOT / name).exists():
            shutil.copy2(ROOT / name, folder / name)
    return folder
