"""The side of the page: the composer, the frontier, and what every analysis says of the file."""

from __future__ import annotations

import json
from typing import Any

from detente.analyses.contract import Result, lacking_sections
from detente.desk import Answer
from detente.errors import InputError
from detente.exhibits import Column, ScatterChart, Table
from detente.phrases.messages import told
from detente.scenario import Scenario
from detente.web import composer
from detente.web.requests import Given, Reply
from detente.web.templating import drawn
from detente.web.workspace import MOST_PINNED, Bench, deals_one

PART = "deal."
"""What the names of the composer's fields begin with; the issue follows."""


COMPOSED = {"hx-trigger": "composed"}
"""Tells the screen that another package may stand in the composer."""


def side(bench: Bench, given: Given) -> Reply:
    """All of it."""
    return Reply(side_html(bench), headers=COMPOSED)


def side_html(bench: Bench) -> str:
    """The side of the page; nothing where the file has problems."""
    scenario = bench.readable(bench.variant)
    if bench.session is None or scenario is None:
        return drawn("side_empty", bench.words)
    panels = [
        _panel(bench, name, *bench.answer(name)) for name in bench.session.analyses(bench.variant)
    ]
    packages = deal_html(bench, scenario, {})
    held = {"packages": packages, "panels": panels, "variant": bench.variant}
    return drawn("side", bench.words, **held)


DONE = ("ready", "refused")


def state(bench: Bench) -> dict[str, Any]:
    """What windows are told: the digest of the file's text, and the analyses that have answered."""
    session = bench.session
    if session is None:
        return {"revision": "", "answered": []}
    try:
        session.refresh()
        answered = [a for a in session.all_answers(bench.variant) if a.state in DONE]
    except InputError:
        answered = []
    return {"revision": session.digest, "answered": [each.asked.analysis for each in answered]}


def one(bench: Bench, given: Given) -> Reply:
    """The answer of an analysis: with 202, and the one before, while it is worked on."""
    name = given.route["analysis"]
    if bench.readable(bench.variant) is None or bench.session is None:
        return Reply("", status=404)
    if name not in bench.session.analyses(bench.variant):
        return Reply("", status=404)
    now, last = bench.answer(name)
    status = 200 if now.state in DONE else 202
    if given.json:
        found = None if now.result is None else now.result.to_dict(bench.words.language)
        body = {"revision": bench.session.digest, "state": now.state, "result": found}
        return Reply(json.dumps(body), "application/json", status)
    return Reply(_panel(bench, name, now, last), status=status)


def _panel(bench: Bench, name: str, now: Answer, last: Answer | None) -> str:
    """The findings of an analysis, greyed while those of the last change are not there yet."""
    words = bench.words
    shown = last.result if last is not None else None
    error = last.error if last is not None else None
    return drawn(
        "panel",
        words,
        name=name,
        title=bench.title_of(name),
        revision=bench.session.digest if now.state in DONE and bench.session else "",
        done=now.state in DONE,
        notes=shown.statements(words.language) if shown is not None else (),
        refused=told(error, words).splitlines() if error is not None else (),
        more=shown is not None,
    )


def exhibits(bench: Bench, given: Given) -> Reply:
    """The tables, charts and remarks of an analysis."""
    _, last = bench.answer(given.route["analysis"])
    if last is None or last.result is None:
        return Reply(drawn("working", bench.words), status=202)
    language = bench.words.language
    found = last.result
    tables = [table for table in found.tables(language) if table.rows]
    shown = [*tables, *found.charts(language), *found.remarks(language)]
    return Reply(drawn("exhibits", bench.words, shown=shown))


def deal(bench: Bench, given: Given) -> Reply:
    """The composer with the values chosen in it, or with a whole package."""
    scenario = bench.readable(bench.variant)
    if scenario is None:
        return Reply("", status=404)
    if "package" in given.query:
        bench.deal = _package(given.query["package"])
    chosen = {k.removeprefix(PART): v for k, v in given.query.items() if k.startswith(PART)}
    bench.deal |= chosen
    if given.json:
        found = bench.look_at(scenario, _chosen(bench, scenario))
        return Reply(json.dumps(found.answer()), "application/json")
    return Reply(deal_html(bench, scenario, given.query), headers=COMPOSED)


def pin(bench: Bench, given: Given) -> Reply:
    """Keep the package of the composer beside another one, or let both go."""
    scenario = bench.readable(bench.variant)
    if scenario is None:
        return Reply("", status=404)
    if "clear" in given.form:
        bench.pinned = []
    elif bench.deal not in bench.pinned:
        bench.pinned = [*bench.pinned, dict(bench.deal)][-MOST_PINNED:]
    return Reply(deal_html(bench, scenario, {}))


def _package(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _chosen(bench: Bench, scenario: Scenario) -> dict[str, str]:
    """The package of the composer, of values that there are."""
    known = all(bench.deal.get(i) in v.labels(composer.POINTS) for i, v in scenario.issues.items())
    start = {}
    if not known or bench.deal.keys() != scenario.issues.keys():
        found = bench.look_at(scenario, composer.kept(scenario, {}, {}))
        start = dict(composer.start_of(found.answer()))
    bench.deal = deal = composer.kept(scenario, bench.deal, start)
    return deal


def deal_html(bench: Bench, scenario: Scenario, query: Any) -> str:
    """The composer, what is pinned and the frontier; what is lacking where there is none."""
    words = bench.words
    if lacking := lacking_sections(deals_one(), scenario):
        named = words.texts("web.section")
        return drawn("deal_lacking", words, lacking=[named.get(one, one) for one in lacking])
    try:
        chosen = _chosen(bench, scenario)
        found = bench.look_at(scenario, chosen)
    except InputError as error:
        return drawn("deal_refused", words, said=told(error, words).splitlines())
    return drawn("deal", words, **_deal_values(bench, scenario, found, query))


def _deal_values(bench: Bench, scenario: Scenario, found: Result, query: Any) -> dict[str, Any]:
    words, answer = bench.words, found.answer()
    stands = composer.stands(scenario, answer, words)
    parties = tuple(answer["reservation"])
    bench.pair = (query.get("x", bench.pair[0]), query.get("y", bench.pair[1]))
    if len(set(bench.pair)) < 2 or not set(bench.pair) <= set(parties):
        bench.pair = (parties[0], parties[-1])
    chart: ScatterChart | None = None
    packages: list[tuple[str, dict[str, str]]] = []
    if len(parties) > 1 and answer["frontier"]:
        chart, packages = composer.frontier(scenario, answer, bench.pair, words)
    return {
        "choices": composer.choices(scenario, answer["audit"]["deal"], words),
        "part": PART,
        "stands": stands,
        "audit": answer["audit"],
        "blockers": [stand.name for stand in stands if stand.needed and not stand.accepts],
        "better": composer.better(scenario, answer, words),
        "moving": composer.moving(scenario, answer, stands, words),
        "chart": chart,
        "packages": [(label, json.dumps(deal)) for label, deal in packages],
        "pair": bench.pair,
        "parties": [(party, scenario.party_name(party, words.language)) for party in parties],
        "pinned": _pinned(bench, scenario),
        "is_pinned": answer["audit"]["deal"] in bench.pinned,
        "dumps": json.dumps,
    }


def _pinned(bench: Bench, scenario: Scenario) -> tuple[Table, ...]:
    """The packages that are compared, as tables."""
    words = bench.words
    known = [deal for deal in bench.pinned if composer.kept(scenario, deal, {}) == deal]
    found = [bench.look_at(scenario, deal) for deal in known]
    if not found:
        return ()
    heads = [Column(words("web.package_n", n=str(n))) for n in range(1, len(found) + 1)]
    values, said = composer.compared(scenario, [each.answer() for each in found], words)
    return (
        Table(words("web.pinned_values"), (Column(words("web.issue")), *heads), _rows(values)),
        Table(words("web.pinned_says"), (Column(words("web.party")), *heads), _rows(said)),
    )


def _rows(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, rows))
