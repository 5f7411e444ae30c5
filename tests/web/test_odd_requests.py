"""Whatever a request says, the workbench answers or says what is wrong with it: never 500."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from detente.desk.changes import OPS
from detente.web.adding import MAKERS
from detente.web.app import READ, WRITE
from workbench import Window

TEXT = """\
title: Talks
sources: {s: {title: Paper}}
evidence: {e1: {source: s, says: so}}
parties: {a: {}, b: {}}
issues: {x: {values: [low, high]}}
preferences: {a: {weights: {x: 50}, values: {x: rising}, reservation: 20}}
options: {a: {stay: {}}, b: [leave]}
priorities: {a: [a.stay], b: [{maybe: b.leave, held: 60%}]}
security: {targets: {hall: {worth: high}}, resources: {guard: {units: 1, protects: all}}}
"""
LONG = "9" * 5000
PATHS = (
    *("", "{}", "null", "1", '"x"', "[[]]", "nan", "[" * 3000, "[]", '["\\ud800"]'),
    *(json.dumps(path) for path in (["parties", 1], ["parties"], ["parties", "nobody", "name"])),
    *(json.dumps(["issues", "x", "values", place]) for place in ("0", "7", LONG)),
    *(json.dumps(["priorities", "a", place]) for place in ("0", "7", LONG)),
)
VALUES = ("", "\x00", "é\u202e", "[]", "-1", LONG)
SLOW = {"/leave", "/open", "/new", "/import", "/export.{form}", "/sure", "/compare", "/brief"}
"""What leaves the file, or works long."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Window:
    file = tmp_path_factory.mktemp("odd") / "talks.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return Window(file)


@pytest.fixture
def window(opened: Window) -> Iterator[Window]:
    opened.bench.opened.write(TEXT, opened.bench.opened.digest)
    yield opened
    assert opened.get("/part/situation").status == 200


def _wrong(window: Window, method: str, address: str, form: dict[str, str]) -> list[str]:
    """The request where it was answered as a fault of the program; without the screen."""
    as_json = {"accept": "application/json"}
    said = window.post(address, form, **as_json) if method == "POST" else window.get(address)
    return [f"{address} {form} {said.text[-200:]}"] if said.status >= 500 else []


@pytest.mark.parametrize("route", sorted(WRITE.keys() - SLOW))
def test_whatever_is_sent_is_answered(route: str, window: Window) -> None:
    forms = [{}, *({"path": path} for path in PATHS), *({"name": v, "do": "set"} for v in VALUES)]
    assert [wrong for form in forms for wrong in _wrong(window, "POST", route, form)] == []


@pytest.mark.parametrize("route", sorted(READ.keys() - SLOW))
def test_whatever_is_asked_for_is_answered(route: str, window: Window) -> None:
    names = ("package", "x", "shifts", "start", "without")
    for odd in VALUES:
        address = re.sub(r"\{\w+\}", quote(odd, safe="") or "x", route)
        assert _wrong(window, "GET", f"{address}?{urlencode(dict.fromkeys(names, odd))}", {}) == []


@pytest.mark.parametrize("route", ["/fields", "/judgement"])
def test_a_part_that_there_is_not_is_no_fault(route: str, window: Window) -> None:
    for path in PATHS:
        assert _wrong(window, "GET", f"{route}?{urlencode({'path': path})}", {}) == []


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_new_part_is_made_or_refused(kind: str, window: Window) -> None:
    known = {"kind": kind, "party": "b", "source": "s", "evidence": "e1", "says": "so"}
    forms = [known | {"path": path, "name": "q", "held": "60"} for path in PATHS]
    forms += [known | dict.fromkeys(("name", "held", "issue", "values"), odd) for odd in VALUES]
    assert [wrong for form in forms for wrong in _wrong(window, "POST", "/add", form)] == []


@pytest.mark.parametrize("op", [*OPS, "other"])
def test_an_edit_is_made_or_refused(op: str, window: Window) -> None:
    forms = [{"op": op, "path": path, "value": "0"} for path in PATHS]
    forms += [{"op": op, "path": '["title"]', "value": odd} for odd in VALUES]
    forms += [{"op": op, "path": '["title"]', "json": odd} for odd in PATHS]
    assert [wrong for form in forms for wrong in _wrong(window, "POST", "/edit", form)] == []


@pytest.mark.parametrize("file", ["~nobody_at_all/x.yaml", "a\0b.yaml", "x" * 300 + ".yaml", ".."])
def test_a_file_that_cannot_be_is_refused(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talks.yaml").write_text(TEXT, encoding="utf-8")
    window = Window(tmp_path / "talks.yaml")
    for route in ("/open", "/new"):
        assert window.post(route, {"file": file, "kind": "pair"}).status == 422
    for route in ("/import", "/dossier/upload"):
        said = window.ask("POST", f"{route}?name={quote(file)}", b"No.", hx_request="true")
        assert said.status < 500
