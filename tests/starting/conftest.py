"""One new suite for all tests of this room, as it was made and as its own Makefile builds it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.starting import start_suite

TITLE = 'An epidemic: 100 % "reported"'


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite as ``hedgerow init`` leaves it; not to be changed."""
    folder = tmp_path_factory.mktemp("started") / "epidemic"
    start_suite(folder, "CC0-1.0", TITLE)
    return folder


@pytest.fixture
def suite(untouched: Path, tmp_path: Path) -> Path:
    """A copy of that suite."""
    return Path(shutil.copytree(untouched, tmp_path / "suite"))


@pytest.fixture(scope="session")
def installed(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel of that suite was installed, as its lock names it."""
    folder = tmp_path_factory.mktemp("installed")
    entry = (untouched / "requirements.lock").read_text(encoding="utf-8").partition("./vendor/")
    (folder / "wheel.lock").write_text("".join(entry[1:]), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-index"]
    options = ["--no-deps", "--require-hashes", "--target", folder / "packages", "-r", folder / "wheel.lock"]
    subprocess.run([*pip, *options], cwd=untouched, check=True)
    return folder / "packages"


@pytest.fixture(scope="session")
def made(untouched: Path, installed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """That suite after ``make site`` and ``make test``, and what these said.

    The environment is that of the tests, but the package is the one of the wheel.
    """
    suite = Path(shutil.copytree(untouched, tmp_path_factory.mktemp("made") / "suite"))
    _lend_environment(suite)
    return suite, _make("site", suite, installed), _make("test", suite, installed)


def _lend_environment(suite: Path) -> None:
    """Put the commands of the running environment where the Makefile looks for them."""
    commands = suite / ".venv" / "bin"
    commands.mkdir(parents=True)
    for name, arguments in (("python", ""), ("hedgerow", " -m analysis")):
        (commands / name).write_text(
            f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n', encoding="utf-8"
        )
        (commands / name).chmod(0o755)
    for stamp in (".made", ".run"):
        (suite / ".venv" / stamp).touch()


def _make(target: str, suite: Path, packages: Path) -> str:
    ran = subprocess.run(
        ["make", target],
        cwd=suite,
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
