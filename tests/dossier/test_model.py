"""A model behind an address: what it says is checked, bounded, and never more than a proposal."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from detente.dossier.extract import model
from detente.dossier.extract.model import Model
from detente.dossier.records import Document, hashed
from detente.errors import FileError, SettingError
from detente.scenario import Scenario

SCENARIO = Scenario.model_validate(
    {
        "title": "Two shores",
        "parties": {"north": {"name": "North"}, "south": {"name": "South"}},
        "issues": {"fees": {"name": "Fees", "values": ["none", "some"]}},
    }
)
TEXT = (
    "North will share the fees with South by May. South said that it would not accept the plan.\n\n"
    "North opened the port in spring, and the harbour filled with ships."
)
PUBLIC = Document("note", "A note", TEXT, language="en", sensitivity="public", hash=hashed(TEXT))
GOOD = {
    "quote": "North will share the fees with South",
    "act": "promise",
    "holder": "north",
    "target": "south",
    "issue": "fees",
    "voice": "reported",
}

Reply = Callable[[http.server.BaseHTTPRequestHandler], None]


def saying(content: object) -> Reply:
    """A server that answers as a model that says something."""
    text = content if isinstance(content, str) else json.dumps(content)
    return sending(json.dumps({"choices": [{"message": {"content": text}}]}).encode())


def sending(body: bytes, status: int = 200, **headers: str) -> Reply:
    def reply(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


@contextmanager
def served(reply: Reply) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The address of a scripted server on this machine, and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            try:
                reply(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def do_GET(self) -> None:
            asked.append({"redirected": self.path})

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_what_a_model_says_becomes_a_proposal() -> None:
    with served(saying({"items": [GOOD]})) as (address, asked):
        extractor = Model(address, "small")
        (item,) = extractor.propose(PUBLIC, SCENARIO)
    assert (item.act, item.holder, item.target, item.issue) == ("promise", "north", "south", "fees")
    assert item.engine == "model small"
    assert TEXT[item.spans[0].start : item.spans[0].end] == item.spans[0].exact == GOOD["quote"]
    assert extractor.left_out == []
    (request,) = asked
    assert request["temperature"] == 0
    sent = json.loads(request["messages"][1]["content"])
    assert sent == {
        "parties": {"north": "North", "south": "South"},
        "issues": {"fees": "Fees"},
        "text": TEXT,
    }


@pytest.mark.parametrize(
    "quote",
    [
        "North will not share the fees with South",
        "South will share the fees with South by May",
        "North will keep the fees with South",
        "North will share the fees. South said that it would",
        "North will share the fees with South by May … the harbour filled with ships",
        "North will share the fees with the harbour filled with ships",
        "South said that it would accept the plan",
        "North opened the port in spring, and South",
        "the fees",
        "",
    ],
)
def test_tampered_and_invented_quotations_are_left_out(quote: str) -> None:
    with served(saying({"items": [{**GOOD, "quote": quote}]})) as (address, _):
        extractor = Model(address)
        assert list(extractor.propose(PUBLIC, SCENARIO)) == []
    assert [left.quote for left in extractor.left_out] == [quote]


def test_a_quotation_that_leaves_out_a_denial_is_widened_to_its_sentence() -> None:
    told = {**GOOD, "quote": "accept the plan.", "holder": "south", "act": "concession"}
    with served(saying({"items": [told]})) as (address, _):
        (item,) = Model(address).propose(PUBLIC, SCENARIO)
    assert item.exact == "South said that it would not accept the plan."


@pytest.mark.parametrize(
    "changed",
    [
        {"act": "surrender"},
        {"act": None},
        {"holder": "east"},
        {"holder": ["north"]},
        {"target": "east"},
        {"issue": "gold"},
        {"voice": "loud"},
        {"quote": {"deep": 1}},
    ],
)
def test_what_does_not_fit_is_left_out(changed: dict[str, object]) -> None:
    with served(saying({"items": [{**GOOD, **changed}, GOOD, 7]})) as (address, _):
        extractor = Model(address)
        assert len(list(extractor.propose(PUBLIC, SCENARIO))) == 1
    assert len(extractor.left_out) == 2


def test_fences_around_an_answer_do_not_matter() -> None:
    with served(saying(f"```json\n{json.dumps({'items': [GOOD]})}\n```")) as (address, _):
        assert len(list(Model(address).propose(PUBLIC, SCENARIO))) == 1


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (saying("I would rather not."), "not what was asked for"),
        (saying("[]"), "not what was asked for"),
        (saying({"items": {}}), "not what was asked for"),
        (saying({"items": [GOOD] * (model.MOST + 1)}), "not what was asked for"),
        (saying("[" * 100_000), "not what was asked for"),
        (sending(b"\xff\xfe\x00"), "not what was asked for"),
        (sending(b"{}"), "not what was asked for"),
        (sending(b"", 500), "status 500"),
        (sending(b"", 204), "status 204"),
        (sending(b"x" * 100, 200, **{"Content-Length": "5000"}), "not what was asked for"),
        (sending(b"x" * (model.LARGEST + 2)), "too large"),
    ],
)
def test_answers_that_cannot_be_used_are_told(reply: Reply, said: str) -> None:
    with served(reply) as (address, _), pytest.raises(FileError, match=said):
        list(Model(address).propose(PUBLIC, SCENARIO))


def test_a_redirect_is_not_followed() -> None:
    with served(saying({"items": [GOOD]})) as (other, reached):
        move = sending(b"", 307, Location=f"{other}/chat/completions")
        with served(move) as (address, _), pytest.raises(FileError, match="status 307"):
            list(Model(address).propose(PUBLIC, SCENARIO))
    assert reached == []


def test_an_answer_without_end_ends() -> None:
    def endless(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b" " * 65_536)

    with served(endless) as (address, _), pytest.raises(FileError, match="too large"):
        list(Model(address).propose(PUBLIC, SCENARIO))


@pytest.mark.parametrize("begun", [False, True])
def test_a_server_that_never_answers_is_left(begun: bool) -> None:
    done = threading.Event()

    def silent(handler: http.server.BaseHTTPRequestHandler) -> None:
        if begun:
            handler.send_response(200)
            handler.end_headers()
            handler.wfile.write(b"{")
        done.wait(60)

    with served(silent) as (address, _):
        with pytest.raises(FileError, match="no answer"):
            list(Model(address, seconds=0.2).propose(PUBLIC, SCENARIO))
        done.set()


def test_nobody_there() -> None:
    with served(saying("")) as (address, _):
        pass
    with pytest.raises(FileError, match="no answer"):
        list(Model(address).propose(PUBLIC, SCENARIO))


@pytest.mark.parametrize("host", ["models.example", "10.0.0.7", "127.0.0.1.example", "0.0.0.0"])
def test_nothing_is_sent_to_another_machine_unless_it_is_named(host: str) -> None:
    with pytest.raises(SettingError, match=f"add --send-to {host}"):
        Model(f"https://{host}/v1")
    with pytest.raises(SettingError, match="add --send-to"):
        Model(f"https://{host}/v1", send_to=["other.example"])
    with pytest.raises(SettingError, match="https"):
        Model(f"http://{host}/v1", send_to=[host])


def test_only_public_texts_are_sent_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []

    def send(self: Model, body: bytes) -> bytes:
        sent.append(body)
        return json.dumps({"choices": [{"message": {"content": '{"items": []}'}}]}).encode()

    monkeypatch.setattr(Model, "_sent", send)
    extractor = Model("https://models.example/v1", send_to=["models.example"])
    for sensitivity in ("internal", "confidential"):
        closed = Document("note", "A note", TEXT, sensitivity=sensitivity, hash=hashed(TEXT))
        assert list(extractor.propose(closed, SCENARIO)) == []
    assert sent == []
    assert ["not public" in left.why for left in extractor.left_out] == [True, True]
    assert list(extractor.propose(PUBLIC, SCENARIO)) == []
    assert len(sent) == 1


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1:80", "ftp://127.0.0.1/", "http://", "http://[::1", "http://127.0.0.1:99999"],
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(SettingError):
        Model(address)


def test_a_name_of_this_machine_that_leads_elsewhere_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with served(saying({"items": [GOOD]})) as (address, asked):
        extractor = Model(address)
        monkeypatch.setattr(model, "_is_own", lambda host: False)
        with pytest.raises(FileError, match="leads to another machine"):
            list(extractor.propose(PUBLIC, SCENARIO))
    assert asked == []


def test_long_texts_are_asked_about_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PART", 100)
    with served(saying({"items": []})) as (address, asked):
        list(Model(address).propose(PUBLIC, SCENARIO))
    texts = [json.loads(each["messages"][1]["content"])["text"] for each in asked]
    assert "\n\n".join(texts) == TEXT
    assert len(texts) == 2
