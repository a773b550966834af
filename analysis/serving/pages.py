"""The pages over HTTP, each with a script that reloads it; the files themselves are left as they are."""

from __future__ import annotations

import errno
import html
import ipaddress
import socket
import sys
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from analysis.console import RefusalError
from analysis.serving.board import Board, State
from analysis.tables.problems import harmless

EVENTS, SCRIPT = "/-/events", "/-/reload.js"
HEARTBEAT = 10.0
"""Seconds after which a page that waits is told that somebody is still there."""
LAST_PORT = 65535
_ANY = "or 0 for any that is free"
_RELOAD = (Path(__file__).parent / "static" / "reload.js").read_bytes()
_HTML = "text/html; charset=utf-8"
_PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    "<title>{title}</title><body style='font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:3rem auto;"
    "padding:0 1rem'><h1>{title}</h1>{body}</body></html>"
)


class PageServer(ThreadingHTTPServer):
    """Serves the pages of a folder, which need not be there yet."""

    daemon_threads = True

    def __init__(self, site: Path, board: Board, host: str, port: int) -> None:
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.site, self.board, self.host = site, board, host
        super().__init__((host, port), partial(_Handler, directory=str(site)))

    @property
    def address(self) -> str:
        """Where the pages are, for a browser on this machine."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.server_port}/"

    @property
    def names(self) -> set[str] | None:
        """Names under which a browser may ask for it; None for any.

        A page elsewhere can point a name of its own at this machine; to it, nothing is served.
        """
        return {"localhost", "127.0.0.1", "::1", self.host} if is_loopback(self.host) else None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a browser that went away go quietly."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def open_server(site: Path, board: Board, host: str, port: int) -> PageServer:
    """Return a server that listens.

    Raises
    ------
    RefusalError
        The port is taken or not allowed, or the host is none of this machine.
    """
    if not 0 <= port <= LAST_PORT:
        raise RefusalError(f"--port: {port} is no port; give one from 1024 to {LAST_PORT}, {_ANY}")
    try:
        return PageServer(site, board, host, port)
    except OSError as error:
        raise RefusalError(_why_not(error, host, port)) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _why_not(error: OSError, host: str, port: int) -> str:
    shown = harmless(host)
    if error.errno == errno.EADDRINUSE:
        return f"--port: {port} is taken on {shown}; give another, {_ANY}"
    if error.errno == errno.EACCES:
        return f"--port: {port} is not allowed to you; give one from 1024 up, {_ANY}"
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"--host: '{shown}' is no address of this machine; leave it out, or give one that is"
    return f"--host: '{shown}' cannot be served from ({error.strerror or error}); give another"


class _Handler(SimpleHTTPRequestHandler):
    server: PageServer

    def do_GET(self) -> None:
        """Answer a request."""
        path = urlsplit(self.path).path
        if not self._is_asked_by_name():
            self._send_text(HTTPStatus.FORBIDDEN, "Not served here", f"Open {self.server.address}")
        elif path == EVENTS:
            self._send_events()
        elif path == SCRIPT:
            self._send(HTTPStatus.OK, "text/javascript; charset=utf-8", _RELOAD)
        else:
            self._send_file(path, super().do_HEAD if self.command == "HEAD" else super().do_GET)

    def do_HEAD(self) -> None:
        """Answer a request for what would be sent."""
        self.do_GET() if urlsplit(self.path).path != EVENTS else self._send(HTTPStatus.OK, _HTML, b"")

    def _is_asked_by_name(self) -> bool:
        names = self.server.names
        asked = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        return names is None or asked in names

    def _send_file(self, path: str, send: Callable[[], None]) -> None:
        file = self._file_of(path)
        if file is None:
            self._send_absence()
        elif file.suffix == ".html":
            self._send(HTTPStatus.OK, _HTML, with_script(file.read_bytes(), self.server.board.state))
        else:
            send()

    def _file_of(self, path: str) -> Path | None:
        """Return the file (or folder without its slash) of a path; None unless it is one of the pages."""
        site = self.server.site
        try:
            file = Path(self.translate_path(path))
            file = file / "index.html" if path.endswith("/") else file
            hidden = any(part.startswith(".") for part in file.relative_to(site).parts)
            ours = not hidden and file.resolve().is_relative_to(site.resolve()) and file.exists()
        except (OSError, ValueError):  # a name that no file can have
            return None
        return file if ours else None

    def _send_absence(self) -> None:
        """Say that there is no such page, or none at all yet."""
        if (self.server.site / "index.html").is_file():
            self._send_text(HTTPStatus.NOT_FOUND, "There is no such page", "Go back, or to the first page: /")
            return
        state = self.server.board.state
        title = "The pages could not be built" if state.errors else "The pages are being built"
        self._send_text(HTTPStatus.SERVICE_UNAVAILABLE, title, *state.errors)

    def _send_text(self, status: HTTPStatus, title: str, *lines: str) -> None:
        body = "".join(f"<pre style='white-space:pre-wrap'>{html.escape(line)}</pre>" for line in lines)
        page = _PAGE.format(title=html.escape(title), body=body).encode()
        self._send(status, _HTML, with_script(page, self.server.board.state))

    def _send(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_events(self) -> None:
        """Tell of every new state, until the page goes away."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        seen: State | None = None
        while not self.server.board.closed:
            state = self.server.board.wait(seen, HEARTBEAT)
            self.wfile.write(f"data: {state.as_json()}\n\n".encode() if state else b": still here\n\n")
            self.wfile.flush()
            seen = state or seen

    def end_headers(self) -> None:
        """Keep browsers from showing what they have kept."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of single requests."""


def with_script(page: bytes, state: State) -> bytes:
    """Return a page with the script that reloads it, before the end of its body."""
    script = f'<script src="{SCRIPT}" data-built="{state.built}"></script>'.encode()
    head, end, tail = page.rpartition(b"</body>")
    return head + script + end + tail if end else page + script
