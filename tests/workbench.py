"""The workbench for tests: a window without a browser, and a server for one with it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from detente.desk import Store
from detente.web.app import make_app
from detente.web.guard import Guard
from detente.web.server import serve
from detente.web.workspace import Bench

PORT = 8000
HOST = f"127.0.0.1:{PORT}"


class Said(NamedTuple):
    """What was answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Window:
    """A browser's window, as far as requests go: it has the cookie, and knows where it is."""

    def __init__(self, file: Path | str | None = None, language: str | None = None) -> None:
        self.bench = Bench(Store(None), language)
        if file is not None:
            self.bench.open(str(file))
        self.guard = Guard(make_app(self.bench), PORT)
        self.at = "/part/situation"
        self.cookie = ""
        opened = self.ask("GET", self.guard.address)
        self.cookie = opened.headers["set-cookie"].partition(";")[0]

    def ask(self, method: str, address: str, body: bytes = b"", **headers: str) -> Said:
        """One request; headers by name, `_` for `-`; an empty one is left out."""
        parts = urlsplit(address)
        sent = {"host": HOST, "cookie": self.cookie} | (
            {"origin": f"http://{HOST}"} if method == "POST" else {}
        )
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        listed = [(k.encode(), v.encode()) for k, v in sent.items() if v]
        scope = {
            "type": "http",
            "method": method,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": listed,
            "scheme": "http",
            "server": ("127.0.0.1", PORT),
        }
        return asyncio.run(answered(self.guard, scope, body))

    def get(self, address: str, **headers: str) -> Said:
        return self.ask("GET", address, **headers)

    def post(self, address: str, form: dict[str, Any] | None = None, **headers: str) -> Said:
        """Send a form as the page does: for the revision shown, the part of the page alone."""
        revision = self.bench.session.digest if self.bench.session else ""
        given = {"revision": revision} | (form or {})
        headers = {
            "content_type": "application/x-www-form-urlencoded",
            "hx_request": "true",
            "hx_current_url": f"http://{HOST}{self.at}",
        } | headers
        return self.ask("POST", address, urlencode(given).encode(), **headers)

    def edit(self, op: str, *path: str, **form: Any) -> Said:
        return self.post("/edit", {"op": op, "path": json.dumps(path)} | form)

    def fill(self, *path: str, **form: Any) -> Said:
        given = {name.replace("__", "."): value for name, value in form.items()}
        return self.post("/fill", {"path": json.dumps(path)} | given)


async def answered(app: Any, scope: dict[str, Any], body: bytes) -> Said:
    """What an application answers to one request."""
    found: dict[str, Any] = {"body": b""}
    sent = False

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if sent:
            await asyncio.sleep(3600)
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            found["status"] = message["status"]
            pairs = message.get("headers", ())
            found["headers"] = {k.decode().lower(): v.decode() for k, v in pairs}
        elif message["type"] == "websocket.close":
            found["status"], found["headers"] = 403, {}
        else:
            found["body"] += message.get("body", b"")

    await app(scope, receive, send)
    return Said(found["status"], found["headers"], found["body"])


@contextmanager
def served(language: str, file: Path | None = None) -> Iterator[tuple[Bench, str]]:
    """A workbench that runs, with its opening address."""
    bench = Bench(Store(None), language)
    if file is not None:
        bench.open(str(file))
    ready, found = threading.Event(), []

    def opened(address: str) -> None:
        found.append(address)
        ready.set()

    thread = threading.Thread(target=serve, args=(bench, 0, opened))
    thread.start()
    ready.wait(60)
    try:
        yield bench, found[0]
    finally:
        bench.leave()
        thread.join(60)
