"""Who may speak to the workbench: one browser on this machine that was opened with its address.

Every request passes here, whatever its route: the name that it calls us by must be one of the
loopback, a write must come from a page of ours, and all of them need the cookie that the opening
address is exchanged for, once.

>>> guard = Guard(None, port=8000)
>>> guard.address.startswith("http://127.0.0.1:8000/?token=")
True
"""

from __future__ import annotations

import secrets
from collections.abc import MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

NAMES = ("127.0.0.1", "localhost", "[::1]")
READS = ("GET", "HEAD")


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]


class Guard:
    """An ASGI application that lets requests through to another one, or refuses them.

    `token` opens the workbench once and is worth nothing afterwards; the cookie that it is
    exchanged for has a secret of its own and lasts as long as the browser's session.
    """

    def __init__(self, app: Any, port: int) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}" for name in NAMES}
        self.token: str | None = secrets.token_urlsafe(32)
        self.address = f"http://{NAMES[0]}:{port}/?token={self.token}"
        self.cookie = f"detente-{port}"
        self._secret = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Refuse with 403, exchange the token for the cookie, or let the request through."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = _headers(scope)
        reads = scope["type"] == "http" and scope["method"] in READS
        if headers.get("host", "") not in self.hosts or not (reads or self._from_us(headers)):
            await _refuse(scope, send)
        elif self._known(headers):
            await self.app(scope, receive, _Protected(send))
        elif scope["type"] == "http" and scope["path"] == "/" and self._opens(scope):
            cookie = f"{self.cookie}={self._secret}; HttpOnly; SameSite=Strict; Path=/"
            found = [(b"location", b"/part/situation"), (b"set-cookie", cookie.encode())]
            await _answer(_Protected(send), 303, found)
        else:
            await _refuse(scope, send)

    def _from_us(self, headers: dict[str, str]) -> bool:
        """Whether a write comes from a page that was read under the same name."""
        return headers.get("origin", "") == f"http://{headers['host']}"

    def _known(self, headers: dict[str, str]) -> bool:
        try:
            held = SimpleCookie(headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return False
        given = "" if held is None else held.value
        return secrets.compare_digest(given.encode(), self._secret.encode())

    def _opens(self, scope: Scope) -> bool:
        """Whether the request has the token; it works once."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if self.token is None or not secrets.compare_digest(given.encode(), self.token.encode()):
            return False
        self.token = None
        return True


def _headers(scope: Scope) -> dict[str, str]:
    """The headers by name; one that comes twice is joined, so that it matches nothing."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}; {text}" if key in found else text
    return found


class _Protected:
    """Sends what an application answers, with the headers that every answer has."""

    def __init__(self, send: Any) -> None:
        self.send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            message["headers"] = [*message.get("headers", ()), *own]
        await self.send(message)


async def _refuse(scope: Scope, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await _answer(_Protected(send), 403, [], b"403: open the workbench from the program\n")


async def _answer(
    send: Any, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b""
) -> None:
    said = [*headers, (b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": said})
    await send({"type": "http.response.body", "body": body})
