"""`hedgerow serve` as a process: where it listens, how it ends, and what a browser shows while one works."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from .conftest import SHORT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Serve = Callable[..., subprocess.Popen[str]]
PANEL = "#hedgerow-served"


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    return process.stderr.readline()


def address_of(process: subprocess.Popen[str]) -> str:
    found = re.fullmatch(r"Serving (http://\S+/); stop with Ctrl-C\.\n", first_line(process))
    assert found is not None
    return found[1]


def test_a_port_that_is_taken_is_named(suite: Path, serve: Serve) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = serve("--suite", suite, "--port", str(port))
        assert said.communicate(timeout=60) == (
            "",
            f"--port: {port} is taken on 127.0.0.1; give another, or 0 for any that is free\n",
        )
        assert said.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (
            ("--host", "192.0.2.1"),
            1,
            "--host: '192.0.2.1' is no address of this machine; leave it out, or give one that is\n",
        ),
        (
            ("--host", "a b"),
            1,
            "--host: 'a b' is no address of this machine; leave it out, or give one that is\n",
        ),
        (
            ("--host", f"{'a' * 70}.example"),
            1,
            f"--host: '{'a' * 70}.example' is no address of this machine; "
            "leave it out, or give one that is\n",
        ),
        (
            ("--port", "70000"),
            1,
            "--port: 70000 is no port; give one from 1024 to 65535, or 0 for any that is free\n",
        ),
        (
            ("--suite", "/"),
            1,
            "/: is no suite (no data/vocabulary/quantities.csv); go to its folder, or name it with --suite\n",
        ),
    ],
)
def test_where_nothing_can_be_served_is_said(
    suite: Path, serve: Serve, arguments: tuple[str, ...], status: int, message: str
) -> None:
    said = serve(*([] if "--suite" in arguments else ["--suite", suite]), "--port", "0", *arguments)
    assert said.communicate(timeout=60) == ("", message)
    assert said.returncode == status


def test_pages_for_others_are_announced(suite: Path, serve: Serve) -> None:
    process = serve("--suite", suite, "--port", "0", "--host", "0.0.0.0")
    assert first_line(process) == "Everyone who can reach 0.0.0.0 can read these pages.\n"
    assert address_of(process).startswith("http://0.0.0.0:")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_with_its_build(suite: Path, serve: Serve, number: signal.Signals) -> None:
    process = serve("--suite", suite, "--port", "0")
    address_of(process)
    me = psutil.Process(process.pid)
    while not (children := me.children(recursive=True)):
        assert process.poll() is None
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "", "Stopped.\n")
    _, left = psutil.wait_procs(children, timeout=30)
    assert left == []


def replace_file(path: Path, text: str) -> None:
    """Write a file as editors do: beside it, then in its place."""
    beside = path.with_name(f"{path.name}~")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def wait_for_errors(page: Page, *lines: str) -> None:
    from playwright.sync_api import expect

    expect(page.locator(f"{PANEL} pre")).to_have_text(list(lines), timeout=60_000)


@pytest.mark.browser
@pytest.mark.slow
def test_the_page_follows_what_is_written(suite: Path, serve: Serve, browser: Browser) -> None:
    record = suite / "seeds" / "x.yaml"
    record.write_text(SHORT.replace("value: 5000", "value: five"), encoding="utf-8")
    process = serve("--suite", suite, "--port", "0")
    address = address_of(process)
    page = browser.new_page()
    page.set_default_timeout(120_000)
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))

    page.goto(address)  # nothing was ever built
    wrong = "seeds/x.yaml:16: value: 'five' is not a number; write digits without quotes or thousands marks, "
    wait_for_errors(page, f"{wrong}as 6000000 or 0.5")

    replace_file(record, SHORT)
    page.wait_for_selector("article h1, main h1")
    assert page.locator(PANEL).count() == 0

    page.evaluate("window.kept = true")
    replace_file(record, SHORT.replace("speaker: hur", "speaker: <b>hur</b>"))
    wait_for_errors(
        page,
        "seeds/x.yaml:14: speaker: '<b>hur</b>' is not in speakers.csv; write one of hur, uk_di, article, "
        "defense_express, unknown, or add a row to data/vocabulary/speakers.csv",
    )
    assert page.locator(f"{PANEL} b").count() == 0
    record.unlink()
    wait_for_errors(page, "seeds: there is no record in this folder; write one, as SOURCE.yaml")
    assert page.evaluate("window.kept") is True  # the last good page stayed

    replace_file(record, SHORT)
    page.wait_for_function(f"!document.querySelector('{PANEL}')")
    assert page.evaluate("window.kept") is True  # nothing had changed after all

    built = "".join(path.read_text(encoding="utf-8") for path in (suite / "build" / "site").rglob("*.html"))
    assert "reload.js" not in built
    assert trouble == []
    page.close()
