"""Kernels that are copies of one process: each on its own, none left behind."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from site_tools import is_there

from analysis.kernels import CAN_COPY, Kernels
from analysis.ledger import PACKAGE

pytestmark = pytest.mark.skipif(not CAN_COPY, reason="processes are copied on Linux only")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
PATIENCE = 30


def command(folder: Path) -> list[str]:
    ports = {
        f"{name}_port": number for number, name in enumerate(("shell", "iopub", "stdin", "control", "hb"))
    }
    about = {
        **ports,
        "transport": "ipc",
        "ip": str(folder / "kernel"),
        "key": "",
        "signature_scheme": "hmac-sha256",
    }
    (folder / "kernel.json").write_text(json.dumps(about), encoding="utf-8")
    return [sys.executable, "-m", "ipykernel_launcher", "-f", str(folder / "kernel.json")]


def wait_until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_a_copy_has_its_own_folder_and_environment_and_tells_how_it_ended(tmp_path: Path) -> None:
    with Kernels(ENVIRONMENT) as kernels:
        own = {**ENVIRONMENT, "OWN": "a word of its own"}
        one, other = (kernels.start(command(tmp_path), own, str(tmp_path)) for _ in range(2))
        wait_until(lambda: Path(f"/proc/{one.pid}/cwd").resolve() == tmp_path)
        assert one.pid != other.pid and os.getsid(one.pid) == one.pid
        assert (one.poll(), other.poll()) == (None, None)
        one.send_signal(signal.SIGKILL)
        wait_until(lambda: one.poll() is not None)
        assert (one.poll(), one.wait(), other.poll()) == (-signal.SIGKILL, -signal.SIGKILL, None)


def test_none_is_left_behind(tmp_path: Path) -> None:
    with Kernels(ENVIRONMENT) as kernels:
        left = kernels.start(command(tmp_path), ENVIRONMENT, str(tmp_path))
        assert is_there(left.pid)
    wait_until(lambda: not is_there(left.pid))
    assert left.poll() == -signal.SIGKILL


def test_what_cannot_load_is_told(tmp_path: Path) -> None:
    (tmp_path / "ipykernel.py").write_text("raise SystemExit(3)", encoding="utf-8")
    with (
        Kernels({**ENVIRONMENT, "PYTHONPATH": f"{tmp_path}{os.pathsep}{PACKAGE.parent}"}) as kernels,
        pytest.raises(ChildProcessError, match="the process that kernels are copied from has ended"),
    ):
        kernels.start(command(tmp_path), ENVIRONMENT, str(tmp_path))
