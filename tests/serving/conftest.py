"""A suite that is built in seconds, and the command that serves it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import ROOT, command
from few_words import keep_few
from one_record import RECORD
from suite_copy import copy_suite

SHORT = RECORD.replace("2023-06/2025-04", "2024-01/2024-03")

Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite of one statement and no notebook."""
    folder = copy_suite(tmp_path / "suite")
    for path in (*(folder / "seeds").glob("*.yaml"), *(folder / "notebooks").glob("*.ipynb")):
        path.unlink()
    keep_few(folder / "data" / "vocabulary")
    (folder / "seeds" / "x.yaml").write_text(SHORT, encoding="utf-8")
    return folder


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start `hedgerow serve`; it is ended with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command("serve", *arguments),
            cwd=ROOT,
            env={**os.environ, "COLUMNS": "120"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=60)
