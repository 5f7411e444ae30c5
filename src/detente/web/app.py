"""The routes of the workbench: what a browser asks for, and the view that answers it.

A view is a function of the bench and of what was given; it runs beside the server's loop, so that a
long answer keeps nobody else waiting. What the input is at fault for is answered with 422, a change
of a text that has changed since with 409.
"""

from __future__ import annotations

import asyncio
import json
import os
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from detente.errors import Conflict, FileError, InputError, SettingError, sentence
from detente.render.html import stylesheet
from detente.web import answers, changes, exports, looks, pages, start
from detente.web.requests import LARGEST, Given, Reply, form_of
from detente.web.workspace import Bench

View = Callable[[Bench, Given], Reply]

READ: dict[str, View] = {
    "/": start.start,
    "/part/{section}": pages.part,
    "/answers": answers.side,
    "/answers/{analysis}": answers.one,
    "/answers/{analysis}/exhibits": answers.exhibits,
    "/deal": answers.deal,
    "/fields": looks.fields,
    "/judgement": looks.judgement,
    "/compare": looks.compared,
    "/sure": looks.sure,
    "/brief": looks.brief,
    "/export.{form}": exports.export,
    "/role/{party}.{form}": exports.role,
    "/debrief.{form}": looks.debrief_file,
    "/groups.csv": exports.groups,
    "/roster.{form}": exports.roster,
}
WRITE: dict[str, View] = {
    "/edit": changes.edit,
    "/fill": changes.fill,
    "/add": changes.add,
    "/swings": changes.swings,
    "/sheet": changes.sheet,
    "/undo": changes.undo,
    "/redo": changes.redo,
    "/text": changes.text,
    "/draft": changes.draft,
    "/variant": changes.variant,
    "/override": changes.override,
    "/pin": answers.pin,
    "/debrief": looks.debrief,
    "/dossier/upload": changes.upload,
    "/dossier/judge": changes.judge,
    "/dossier/miss": changes.miss,
    "/dossier/attach": changes.attach,
    "/open": start.open_file,
    "/new": start.new,
    "/import": start.import_file,
    "/language": start.language,
    "/erase": start.erase,
    "/leave": start.leave,
}

TYPES = {".css": "text/css", ".js": "text/javascript", ".txt": "text/plain"}
PAUSE = 0.15
"""Seconds between two looks at whether something is new."""


def make_app(bench: Bench) -> Starlette:
    """The application, without its guard."""
    read = [Route(path, _endpoint(bench, view)) for path, view in READ.items()]
    write = [Route(path, _endpoint(bench, view), methods=["POST"]) for path, view in WRITE.items()]
    other = [Route("/events", _events(bench)), Route("/static/{name:path}", _static)]
    return Starlette(routes=[*read, *write, *other])


def _endpoint(bench: Bench, view: View) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return Response("413: too large\n", 413)
        return _response(await run_in_threadpool(_replied, bench, view, _given(request, body)))

    return endpoint


async def _body(request: Request) -> bytes | None:
    """The body; None where it is larger than anything that is read."""
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > LARGEST:
            return None
    return bytes(found)


def _given(request: Request, body: bytes) -> Given:
    headers = request.headers
    is_form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return Given(
        query=dict(request.query_params),
        form=form_of(body) if is_form else {},
        route={name: str(value) for name, value in request.path_params.items()},
        body=b"" if is_form else body,
        address=request.url.path,
        at=headers.get("hx-current-url") or headers.get("referer", ""),
        partly=headers.get("hx-request") == "true",
        json="application/json" in headers.get("accept", ""),
    )


def _replied(bench: Bench, view: View, given: Given) -> Reply:
    """The reply of a view, or what was wrong with the request."""
    try:
        for name, text in (*given.query.items(), *given.form.items(), *given.route.items()):
            if "\0" in text:
                raise SettingError(name, text, "leave out the zero byte")
        return view(bench, given)
    except Conflict as error:
        return pages.conflict(bench, given, error)
    except InputError as error:
        return pages.refusal(bench, given, error)
    except OSError as error:  # of a file that the request names
        reason = sentence("cannot be read: {reason}", reason=error.strerror or error)
        file = str(error.filename or given.address)
        return pages.refusal(bench, given, FileError(file, reason))
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        bench.store.log(f"{given.address} {place} {type(error).__name__}")
        if os.environ.get("DETENTE_TRACEBACK"):
            traceback.print_exception(error)
        return pages.broken(bench, given, error)


def _response(reply: Reply) -> Response:
    if reply.to:
        return RedirectResponse(reply.to, 303)
    return Response(reply.body, reply.status, dict(reply.headers), reply.kind)


def _events(bench: Bench) -> Callable[[Request], Awaitable[Response]]:
    """What the windows are told: the revision that the file has, and which answers are ready."""

    async def told() -> AsyncIterator[str]:
        before = ""
        while not bench.left:
            now = json.dumps(await run_in_threadpool(answers.state, bench))
            if now != before:
                before = now
                yield f"data: {now}\n\n"
            await asyncio.sleep(PAUSE)

    async def endpoint(_: Request) -> Response:
        return StreamingResponse(told(), media_type="text/event-stream")

    return endpoint


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    found = _statics().get(name)
    if found is None:
        return Response("404\n", 404)
    return Response(found, media_type=TYPES[Path(name).suffix])


@cache
def _statics() -> dict[str, bytes]:
    """What browsers load besides pages; the style sheet begins with that of exhibits."""
    folder = Path(str(files(__package__) / "static"))
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in TYPES
    }
    found["workbench.css"] = stylesheet().encode() + found["workbench.css"]
    return found
