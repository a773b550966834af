"""One new suite for all tests of this room; each takes a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis.starting import start_suite


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite as ``hedgerow init`` leaves it; not to be changed."""
    folder = tmp_path_factory.mktemp("started") / "epidemic"
    start_suite(folder, "CC0-1.0", 'An epidemic: 100 % "reported"')
    return folder


@pytest.fixture
def suite(untouched: Path, tmp_path: Path) -> Path:
    """A copy of that suite."""
    return Path(shutil.copytree(untouched, tmp_path / "suite"))
