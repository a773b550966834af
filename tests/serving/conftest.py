"""A suite that is built in seconds, and what drives a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from few_words import keep_few
from suite_copy import copy_suite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
RECORD = """\
source: x
title: A page of ours
publisher: Nobody
language: en
published: 2025-05-02
accessed: 2025-05-31
address: https://example.org/page
licence: None stated
sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
statements:
  - id: rounds
    phrase: over 5,000 rounds
    paragraph: 1
    speaker: hur
    quantity: rounds
    value: 5000
    hedge: lower
    unit: rounds
    window: 2024-01/2024-03
"""

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]

Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite of one statement and no notebook."""
    folder = copy_suite(tmp_path / "suite")
    for path in (*(folder / "seeds").glob("*.yaml"), *(folder / "notebooks").glob("*.ipynb")):
        path.unlink()
    keep_few(folder / "data" / "vocabulary")
    (folder / "seeds" / "x.yaml").write_text(RECORD, encoding="utf-8")
    return folder


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start `hedgerow serve`; it is ended with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str | Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "analysis", "serve", *map(str, arguments)]
        process = subprocess.Popen(
            command,
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; tests that need it are skipped by name where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()
