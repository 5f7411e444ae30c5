"""The text of the file with the list of its problems, and where traces of the work lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.errors import Problem
from detente.phrases import Phrases
from detente.phrases.messages import problem_text, said
from detente.scenario.remarks import remarks
from detente.web.workspace import Bench


def raw(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """The draft where there is one, the file else."""
    session, words, scenario = bench.opened, bench.words, bench.readable()
    draft = session.draft
    problems = session.problems if draft is None else draft.problems
    text = session.text if draft is None else draft.text
    found = remarks(scenario) if draft is None and scenario is not None else ()
    return {
        "text": text.removeprefix("\ufeff"),
        "is_draft": draft is not None,
        "read_only": session.read_only,
        "problems": [(problem.line, _told(problem, words)) for problem in problems],
        "remarks": [said(remark, words) for remark in found],
    }


def _told(problem: Problem, words: Phrases) -> str:
    """A problem without the name of the file, which is the one that is open."""
    return problem_text(problem, words).removeprefix(f"{problem.file}:")


def traces(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """Where recent files, histories, drafts and the log lie, and what was done to this file."""
    session, words = bench.opened, bench.words
    places = [(words(f"web.place.{name}"), place) for name, place in bench.store.places().items()]
    return {
        "places": places,
        "revisions": [
            (
                one.at.astimezone().strftime("%Y-%m-%d %H:%M"),
                words(f"web.by.{one.by}"),
                n == session.cursor,
            )
            for n, one in enumerate(session.revisions)
        ],
    }
