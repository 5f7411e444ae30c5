"""What a request brings and what is answered, as plain values: the views know nothing of HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from detente.errors import SettingError

LARGEST = 20_000_000
"""Bytes of a request: as large as a workbook that is read may be."""


@dataclass(frozen=True)
class Given:
    """The parts of a request.

    `address` is its own, `at` the one that the window shows, with its query;
    `partly`: only a part of the page is wanted; `json`: plain values are wanted.
    """

    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    route: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    address: str = ""
    at: str = ""
    partly: bool = False
    json: bool = False

    @property
    def screen(self) -> tuple[str, dict[str, str]]:
        """The name of the screen that the window shows, and its query."""
        parts = urlsplit(self.at)
        _, _, name = parts.path.partition("/part/")
        return name, dict(parse_qsl(parts.query))

    def path(self, name: str = "path") -> tuple[str, ...]:
        """A key path of the form, written as a JSON list of keys."""
        return key_path(self.form.get(name, self.query.get(name, "")), name)

    def parsed(self, name: str) -> Any:
        """A JSON value of the form, or of the query."""
        return _parsed(self.form.get(name, self.query.get(name, "")), name)


def key_path(text: str, name: str = "path") -> tuple[str, ...]:
    """A key path written as a JSON list of keys. Raises SettingError for anything else.

    >>> key_path('["parties", "north"]')
    ('parties', 'north')
    """
    found = _parsed(text, name)
    if not isinstance(found, list) or not all(isinstance(key, str) for key in found):
        raise SettingError(name, text, 'write a list of keys: ["a", "b"]')
    return tuple(found)


def _parsed(text: str, name: str) -> Any:
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise SettingError(name, text, "write it as JSON") from None
    return found


def form_of(body: bytes) -> dict[str, str]:
    """The fields of a form as browsers send it; of one that comes twice the last counts.

    >>> form_of(b"op=set&value=a+b%C3%A9")
    {'op': 'set', 'value': 'a bé'}
    """
    text = body.decode("utf-8", "replace")
    return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=10_000))


@dataclass(frozen=True)
class Reply:
    """A body with its type, or an address `to` go to; `headers` as they are sent."""

    body: str | bytes = ""
    kind: str = "text/html"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    to: str = ""


def download(body: str | bytes, name: str, kind: str) -> Reply:
    """A file that the browser saves under a name."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    return Reply(body, kind, headers={"content-disposition": f'attachment; filename="{plain}"'})
