"""Pages over HTTP: with the script that reloads them, to this machine only, and never what is no page."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysis.serving.board import Board
from analysis.serving.pages import PageServer, is_loopback, open_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = b"<html><body><p>A page</p></body></html>"


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def server(tmp_path: Path, board: Board) -> Iterator[PageServer]:
    """A server of two pages, a hidden file, and a link to what lies elsewhere."""
    site = tmp_path / "site"
    (site / "figures").mkdir(parents=True)
    (site / "index.html").write_bytes(PAGE)
    (site / "figures" / "a.b.html").write_bytes(PAGE)
    (site / "a.csv").write_text("a,b\n", encoding="utf-8")
    (site / ".key").write_text("secret", encoding="utf-8")
    (tmp_path / "elsewhere.html").write_bytes(b"secret")
    (site / "link.html").symlink_to(tmp_path / "elsewhere.html")
    opened = open_server(site, board, "127.0.0.1", 0)
    threading.Thread(target=opened.serve_forever, args=(0.05,), daemon=True).start()
    yield opened
    board.close()
    opened.shutdown()
    opened.server_close()


def get(server: PageServer, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


@pytest.mark.parametrize("path", ["/", "/a.csv", "/none.html"])
def test_what_would_be_sent_is_told_without_sending_it(server: PageServer, path: str) -> None:
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=20) as connection:
        connection.sendall(f"HEAD {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(1000), b""))
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("path", ["/", "/index.html", "/figures/a.b.html?x=1"])
def test_a_page_gets_the_script_and_the_file_does_not(server: PageServer, board: Board, path: str) -> None:
    script = f'<script src="/-/reload.js" data-built="{board.state.built}"></script>'
    assert get(server, path) == (200, PAGE.replace(b"</body>", f"{script}</body>".encode()))
    assert (server.site / "index.html").read_bytes() == PAGE


def test_what_is_no_page_is_sent_as_it_is(server: PageServer) -> None:
    assert get(server, "/a.csv") == (200, b"a,b\n")
    assert get(server, "/", "HEAD") == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/none.html",
        "/.key",
        "/link.html",
        "/../elsewhere.html",
        "/%2e%2e/elsewhere.html",
        "/figures/",
        "/%00",
        f"/{'a' * 300}",
        "//etc/passwd",
        "/figures/../../elsewhere.html",
    ],
)
def test_nothing_else_is_served(server: PageServer, path: str) -> None:
    status, content = get(server, path)
    assert status == 404
    assert b"There is no such page" in content
    assert b"secret" not in content
    assert b"/-/reload.js" in content


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:1", 200),
        ("localhost", 200),
        ("[::1]:1", 200),
        ("example.org", 403),
        ("", 403),
        ("127.0.0.1.example.org", 403),
    ],
)
def test_a_name_that_points_here_from_elsewhere_gets_nothing(
    server: PageServer, host: str, status: int
) -> None:
    assert get(server, "/", Host=host)[0] == status


def test_errors_stand_in_the_page_while_there_is_no_other(server: PageServer, board: Board) -> None:
    (server.site / "index.html").unlink()
    status, content = get(server, "/")
    assert (status, b"The pages are being built" in content) == (503, True)
    board.failed(["seeds/x.yaml:3: <script>alert(1)</script>"])
    status, content = get(server, "/")
    assert (status, b"The pages could not be built" in content) == (503, True)
    assert b"seeds/x.yaml:3: &lt;script&gt;alert(1)&lt;/script&gt;" in content


def test_a_page_that_waits_is_told_of_every_change(server: PageServer, board: Board) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    connection.request("GET", "/-/events")
    events = connection.getresponse()

    def next_state() -> dict[str, object]:
        line = events.readline()
        assert events.readline() == b"\n"
        return json.loads(line.removeprefix(b"data: "))

    first = next_state()
    assert first == {"built": board.state.built, "building": False, "errors": []}
    board.building()
    assert next_state()["building"] is True
    board.failed(["one", "two"])
    assert next_state() == {"built": first["built"], "building": False, "errors": ["one", "two"]}
    board.built(changed=False)
    assert next_state() == first
    board.built(changed=True)
    assert next_state()["built"] != first["built"]
    connection.close()


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.0.1", False),
        ("example.org", False),
    ],
)
def test_what_only_this_machine_reaches_is_known(host: str, here: bool) -> None:
    assert is_loopback(host) is here


@pytest.mark.browser
def test_a_browser_reloads_a_page_that_is_out_of_date(
    server: PageServer, board: Board, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(server.address)
    page.evaluate("window.kept = true")
    board.building()
    board.failed(["seeds/x.yaml:3: <b>wrong</b>"])
    page.wait_for_selector("#hedgerow-served pre")
    assert page.locator("#hedgerow-served").inner_text().split("\n")[0] == "An error"
    assert page.locator("#hedgerow-served pre").all_inner_texts() == ["seeds/x.yaml:3: <b>wrong</b>"]
    board.built(changed=False)
    page.wait_for_selector("#hedgerow-served", state="detached")
    assert page.evaluate("window.kept") is True
    (server.site / "index.html").write_bytes(PAGE.replace(b"A page", b"A newer page"))
    board.built(changed=True)
    page.wait_for_function("document.body.textContent.includes('A newer page')")
    page.close()
