"""Suites to execute and to build."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_suite import PROJECT, write_example_suite
from site_tools import HOSTILE, build, write_notebook


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite with one small notebook that nobody has executed."""
    root = write_example_suite(tmp_path / "suite")
    write_notebook(
        root / "notebooks" / "01_rounds.ipynb",
        "from analysis import notebook\n\nsuite = notebook.open_suite()\nsuite.say('rounds.rate')",
        "suite.plot_months('rounds')",
    )
    return root


@pytest.fixture(scope="session")
def built_suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's notebooks over invented estimates, executed and built."""
    notebooks = sorted((PROJECT / "notebooks").glob("*.ipynb"))
    root = write_example_suite(tmp_path_factory.mktemp("built") / "suite", notebooks=notebooks)
    build(root)
    return root


@pytest.fixture(scope="session")
def hostile_suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with hostile text wherever a record can put text."""
    notebooks = sorted((PROJECT / "notebooks").glob("0[13]*.ipynb"))
    root = write_example_suite(
        tmp_path_factory.mktemp("hostile") / "suite", notebooks=notebooks, hostile=HOSTILE
    )
    build(root)
    return root
