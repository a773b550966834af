"""`make lab` opens the suite in JupyterLab."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from suite_copy import ROOT, copy_suite

TOKEN = "token=t"


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Address of JupyterLab, started as the Makefile does but without opening a browser."""
    (lab,) = [line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "jupyter lab" in line]
    arguments = lab.partition("jupyter lab ")[2].split()
    suite, port = copy_suite(tmp_path / "suite"), free_port()
    quiet = ["--no-browser", "--allow-root", f"--port={port}", "--ServerApp.token=t", "--log-level=ERROR"]
    own = {"JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "JUPYTER_DATA_DIR": str(tmp_path / "data")}
    own |= {"JUPYTER_RUNTIME_DIR": str(tmp_path / "run"), "JUPYTER_PREFER_ENV_PATH": "1"}
    command = [sys.executable, "-m", "jupyter", "lab", *arguments, *quiet]
    with (tmp_path / "log").open("w") as log:
        running = subprocess.Popen(command, cwd=suite, env={**os.environ, **own}, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/api?{TOKEN}", running, tmp_path / "log")
        yield address
    finally:
        running.terminate()
        running.wait()


def wait_for(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    while running.poll() is None:
        try:
            with urlopen(address):
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail(log.read_text())


def test_make_lab_opens_the_notebooks_of_the_suite(server: str) -> None:
    with urlopen(f"{server}/api/contents?{TOKEN}") as answer:
        listed = {entry["name"] for entry in json.load(answer)["content"]}
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert notebooks <= listed
    with urlopen(f"{server}/lab/tree/{min(notebooks)}?{TOKEN}") as answer:
        assert "<title>JupyterLab</title>" in answer.read().decode()
    with urlopen(f"{server}/api/kernelspecs?{TOKEN}") as answer:
        assert "python3" in json.load(answer)["kernelspecs"]
