"""Suites to execute and to build."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_suite import PROJECT, write_example_suite
from made_once import made_once
from site_tools import HOSTILE, build, write_notebook_suite


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite with one small notebook that nobody has executed."""
    return write_notebook_suite(tmp_path / "suite")


@pytest.fixture(scope="session")
def built_suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's notebooks over invented estimates, executed and built."""
    notebooks = sorted((PROJECT / "notebooks").glob("*.ipynb"))
    return made_once(
        tmp_path_factory, "built", lambda root: build(write_example_suite(root, notebooks=notebooks))
    )


@pytest.fixture(scope="session")
def hostile_suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of it with hostile text wherever a record can put text."""
    notebooks = sorted((PROJECT / "notebooks").glob("0[13]*.ipynb"))
    parts = {"notebooks": notebooks, "hostile": HOSTILE, "quantities": ["rounds", "losses", "troops"]}
    return made_once(tmp_path_factory, "hostile", lambda root: build(write_example_suite(root, **parts)))
