"""`hedgerow serve`: build, serve, watch, build again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.ledger import PACKAGE
from analysis.serving.board import Board
from analysis.serving.inputs import changes, inputs_key
from analysis.serving.pages import PageServer, is_loopback, open_server
from analysis.tables.problems import harmless

Say = Callable[[str], None]
SITE = Path("build", "site")
_MOST_LINES = 200
_STEP = 0.2  # seconds between looks whether to stop
_LAST_WORDS = 12  # lines of a build that ended without a message of its own


def serve(suite: Path, host: str, port: int, say: Say) -> None:
    """Serve the pages of a suite until interrupted; build them anew whenever something changes.

    Parameters
    ----------
    host, port
        Where to listen; port 0 is any that is free.
    say
        Told what happens, a line at a time.

    Raises
    ------
    RefusalError
        There is no listening there.
    """
    board = Board()
    server = open_server(suite / SITE, board, host, port)
    if not is_loopback(host):
        say(f"Everyone who can reach {harmless(host)} can read these pages.")
    say(f"Serving {server.address}; stop with Ctrl-C.")
    stop = _stop_on_signals()
    with _answering(server, board):
        builder = _Builder(suite, board, say, stop)
        builder.follow()
        for _ in changes(suite, stop):
            builder.follow()
    say("Stopped.")


class _Builder:
    """Builds in a process of its own, so that changed code is loaded and a build can be given up."""

    def __init__(self, suite: Path, board: Board, say: Say, stop: threading.Event) -> None:
        self.suite, self.board, self.say, self.stop = suite, board, say, stop
        self.key = ""

    def follow(self) -> None:
        """Build until what was built is what is written."""
        while not self.stop.is_set() and (key := inputs_key(self.suite)) != self.key:
            self.key = key
            self._build()

    def _build(self) -> None:
        self.board.building()
        status, out, err = _run_build(self.suite, self.stop)
        if self.stop.is_set():
            return
        errors = [harmless(line) for line in err.splitlines() if line.strip()][:_MOST_LINES]
        if status == 0:
            stages = json.loads(out)
            self.board.built(changed=any(stage["changed"] for stage in stages))
            self.say(f"Built in {sum(stage['seconds'] for stage in stages):.1f} s.")
        else:
            self.board.failed(errors[-_LAST_WORDS:] if _is_traceback(err) else errors or [_silent(status)])
            self.say("\n".join(self.board.state.errors))


def _run_build(suite: Path, stop: threading.Event) -> tuple[int, str, str]:
    """Build in another process; give it up when told to stop."""
    command = [sys.executable, "-P", "-m", "analysis", "build", "--json", "--suite", str(suite)]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    while True:
        try:
            out, err = process.communicate(timeout=_STEP)
            return process.returncode, out, err
        except subprocess.TimeoutExpired:
            if stop.is_set():
                _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """End a build with all that it has started; what it would have replaced is still there."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError, AttributeError):
        process.terminate()


def _is_traceback(text: str) -> bool:
    return "Traceback (most recent call last)" in text


def _silent(status: int) -> str:
    return f"The build ended with status {status} and said nothing; run 'hedgerow build' to see more."


@contextmanager
def _answering(server: PageServer, board: Board) -> Iterator[None]:
    """Answer requests in the background."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        board.close()
        server.shutdown()
        server.server_close()


def _stop_on_signals() -> threading.Event:
    """Return what is set by Ctrl-C, or by the wish of the system to end the process."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop
