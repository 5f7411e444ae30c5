"""Nobody but the one window that was opened may read or write anything."""

from __future__ import annotations

import asyncio
import hashlib
import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from detente.web import app as routes
from detente.web.guard import POLICY
from detente.web.server import listen
from workbench import HOST, Window, answered

STATIC = Path(str(files("detente.web") / "static"))
CASE = Path(str(files("detente.cases") / "house_sale.yaml"))
READ = ["/", "/part/situation", "/events", "/static/workbench.css", "/nothing", *routes.READ]


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Window:
    return Window(shutil.copy(CASE, tmp_path_factory.mktemp("guard")))


@pytest.mark.parametrize("path", READ)
def test_nothing_is_read_without_the_cookie(window: Window, path: str) -> None:
    for cookie in ("", "detente-8000=", "detente-8000=wrong", f"{window.cookie}x", "other=1"):
        assert window.get(path, cookie=cookie).status == 403
    assert window.get(path, cookie=f"{window.cookie}; {window.cookie}x").status == 403


@pytest.mark.parametrize("path", [*READ, *routes.WRITE])
def test_nothing_is_said_under_another_name(window: Window, path: str) -> None:
    method = "POST" if path in routes.WRITE else "GET"
    for host in ("", "evil.example:8000", "127.0.0.1", "127.0.0.1:8001", "localhost.evil:8000"):
        origin = f"http://{host}" if method == "POST" else ""
        assert window.ask(method, path, host=host, origin=origin).status == 403


@pytest.mark.parametrize("path", [*routes.WRITE, "/nothing", "/part/situation"])
def test_nothing_is_written_from_elsewhere(window: Window, path: str) -> None:
    before = window.bench.opened.text
    wrong = ("", "null", "http://evil.example", "https://127.0.0.1:8000", "http://localhost:8000")
    for origin in wrong:
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            assert window.ask(method, path, origin=origin).status == 403
    assert window.bench.opened.text == before
    assert not window.bench.left


def test_of_two_hosts_or_origins_none_counts(window: Window) -> None:
    twice = [(b"host", b"evil.example"), (b"host", HOST.encode())]
    cookie = (b"cookie", window.cookie.encode())
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b""}
    for headers in (twice, twice[::-1]):
        asked = scope | {"headers": [*headers, cookie]}
        assert asyncio.run(answered(window.guard, asked, b"")).status == 403


def test_each_name_of_the_loopback_will_do(window: Window) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]"):
        host = f"{name}:8000"
        assert window.get("/part/raw", host=host).status == 200
        assert window.post("/undo", host=host, origin=f"http://{host}").status == 200


def test_sockets_are_refused_with_and_without_the_cookie(window: Window) -> None:
    for headers in ([], [(b"host", HOST.encode()), (b"origin", b"http://evil.example")]):
        scope = {"type": "websocket", "path": "/events", "query_string": b"", "headers": headers}
        assert asyncio.run(answered(window.guard, scope, b"")).status == 403


def test_the_token_works_once() -> None:
    window = Window()
    address = window.guard.address
    assert window.ask("GET", address, cookie="").status == 403
    again = Window()
    wrong = again.ask("GET", "/?token=wrong", cookie="")
    assert wrong.status == 403
    assert "set-cookie" not in wrong.headers
    assert Window().cookie != again.cookie


def test_the_cookie_is_for_this_site_and_no_script() -> None:
    window = Window()
    window.guard.token = "once"
    said = window.ask("GET", "/?token=once", cookie="")
    assert said.status == 303
    for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in said.headers["set-cookie"]
    assert "token" not in said.headers["location"]


@pytest.mark.parametrize("path", ["/", "/part/situation", "/static/workbench.js", "/nothing"])
def test_every_answer_is_protected(window: Window, path: str) -> None:
    for cookie in ("", window.cookie):
        headers = window.get(path, cookie=cookie).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'; script-src 'self'; style-src 'self'")


def test_the_socket_is_on_the_loopback_alone() -> None:
    with listen(0) as found:
        assert found.getsockname()[0] == "127.0.0.1"
        assert found.getsockname()[1] > 0


def test_vendored_files_are_those_of_the_list() -> None:
    folder = STATIC / "vendor"
    listed = dict(
        reversed(line.split("  "))
        for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    found = {path.name for path in folder.iterdir()} - {"SHA256SUMS", "README.md"}
    assert listed.keys() == found
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    page = (STATIC.parent / "templates" / "page.jinja").read_text(encoding="utf-8")
    scripts = set(re.findall(r"/static/vendor/([\w.-]+)", page))
    assert scripts == {name for name in listed if name.endswith(".js")}


def test_nothing_in_the_page_is_inline_or_from_elsewhere() -> None:
    for path in STATIC.parent.rglob("*.jinja"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son\w+=|hx-on|javascript:|js:", text), path
        assert not re.search(r"https?://", text), path
        assert not re.search(r"<script(?! src=\"/static/)", text), path
