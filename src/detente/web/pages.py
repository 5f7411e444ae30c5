"""Whole screens, parts of them, and what is said where a request could not be met."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from detente.desk import shown_path
from detente.errors import Conflict, InputError, Problem, ScenarioError
from detente.exhibits import plain
from detente.phrases import Phrases
from detente.phrases.messages import problem_text, told
from detente.scenario import Scenario
from detente.scenario.names import judgement_name
from detente.web.requests import Given, Reply
from detente.web.screens import SCREENS
from detente.web.templating import drawn
from detente.web.workspace import Bench

OTHER = {"en": "de", "de": "en"}
NAMES = {"en": "English", "de": "Deutsch"}


def part(bench: Bench, given: Given) -> Reply:
    """A screen by its name: the whole page, or what stands in its place in an open one."""
    return screen(bench, given, given.route["section"], given.query)


def screen(
    bench: Bench, given: Given, name: str, query: Mapping[str, str], notice: str = ""
) -> Reply:
    """A screen; the raw text where the file has problems, the start where none is open."""
    if bench.session is None:
        return Reply(to="/")
    if name not in SCREENS:
        return Reply("404\n", "text/plain", 404)
    if bench.readable() is None and name not in ("raw", "traces"):
        name, notice = "raw", notice or bench.words("web.has_problems")
    shown: dict[str, Any] = {"name": name, "template": f"screens/{name}.jinja", "notice": notice}
    shown |= {"title": bench.words(f"web.screen.{name}"), "partly": given.partly}
    values = SCREENS[name](bench, query)
    return page(bench, given, shown, values)


def page(bench: Bench, given: Given, shown: dict[str, Any], values: Mapping[str, Any]) -> Reply:
    """A page of a screen, or its part of the page."""
    shown = {**shown, "beside": shown["name"] in SCREENS}
    held = {"screen": shown, "top": _top(bench), **values}
    if given.partly:
        return Reply(drawn("part", bench.words, **held))
    return Reply(drawn("page", bench.words, **held))


def again(bench: Bench, given: Given, notice: str = "") -> Reply:
    """The screen that the window shows, after a change; the answers are told that there is one."""
    name, query = given.screen
    found = screen(bench, given, name or "situation", query, notice)
    return Reply(found.body, headers={"hx-trigger": "revised"}, to=found.to)


def _top(bench: Bench) -> dict[str, Any]:
    """What stands above every screen."""
    session, words = bench.session, bench.words
    other = OTHER[words.language]
    found: dict[str, Any] = {
        "open": session is not None,
        "title": "détente",
        "file": words("web.no_file"),
        "state": "",
        "read_only": False,
        "revision": "",
        "other_language": other,
        "other_language_name": NAMES[other],
        "screens": [(name, words(f"web.screen.{name}")) for name in SCREENS],
    }
    if session is not None:
        scenario = bench.readable()
        title = session.file
        if scenario is not None:
            title = scenario.translated(scenario.title, "title", language=words.language)
        found |= {
            "title": title,
            "file": session.file if session.read_only else shown_path(session.file),
            "read_only": session.read_only,
            "state": words("web.read_only" if session.read_only else "web.saved"),
            "revision": session.digest,
            "can_undo": session.can_undo,
            "can_redo": session.can_redo,
        }
    return found


def refusal(bench: Bench, given: Given, error: InputError) -> Reply:
    """What was wrong with a request, in place of the notice; the screen stays as it is."""
    words = bench.words
    if isinstance(error, ScenarioError):
        scenario = bench.readable()
        said = [_problem(problem, scenario, words) for problem in error.problems]
    else:
        said = told(error, words).splitlines()
    if given.json:
        return _as_json({"error": said}, 422)
    return _noticed(bench, given, drawn("refusal", words, said=said), 422)


def _problem(problem: Problem, scenario: Scenario | None, words: Phrases) -> str:
    """What is wrong with what was typed, by its name; its place in a text that is not kept is not.

    A text that was sent as a file keeps its lines.
    """
    path = problem.path.partition("!")[0]
    if scenario is None or not path or problem.file not in ("text", "swings", path, problem.path):
        return problem_text(problem, words)
    names = {".".join(one): one for one in scenario.estimates()}
    if path in names:
        path = judgement_name(scenario, names[path], words)
    elif path in scenario.issues:
        path = scenario.issue_name(path, words.language)
    return problem_text(replace(problem, file=path, line=None, column=None, path=""), words)


def broken(bench: Bench, given: Given, error: Exception) -> Reply:
    """What is said where the program is at fault; the file is as it was."""
    said = [bench.words("web.broken", error=type(error).__name__)]
    return _noticed(bench, given, drawn("refusal", bench.words, said=said), 500)


def conflict(bench: Bench, given: Given, error: Conflict) -> Reply:
    """Both versions of what was changed here and elsewhere, to choose from."""
    if given.json:
        both = {"yours": plain(error.yours), "theirs": plain(error.theirs)}
        return _as_json({"path": list(error.path), **both}, 409)
    revision = bench.session.digest if bench.session else ""
    again = {name: value for name, value in given.form.items() if name != "revision"}
    text = drawn(
        "conflict",
        bench.words,
        yours=_written(error.yours),
        theirs=_written(error.theirs),
        again=again,
        revision=revision,
        address=given.address,
        shown=f"/part/{given.screen[0] or 'situation'}",
    )
    return _noticed(bench, given, text, 409)


def _noticed(bench: Bench, given: Given, text: str, status: int) -> Reply:
    if not given.partly:
        shown = {"name": "", "template": "told.jinja", "notice": "", "partly": False}
        shown["title"] = bench.words("web.refused")
        found = page(bench, given, shown, {"text": text})
        return Reply(found.body, status=status)
    headers = {"hx-retarget": "#notice", "hx-reswap": "innerHTML show:#notice:top"}
    return Reply(text, status=status, headers=headers)


def _written(value: object) -> str:
    """A value of the file as text."""
    if isinstance(value, str):
        return value
    return "–" if value is None else json.dumps(plain(value), ensure_ascii=False)


def _as_json(value: Any, status: int) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False), "application/json", status)
