"""Whether the sections on talks fit the rest: stages to signals, crises, and the outlook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from detente.errors import sentence
from detente.scenario.checks.names import deal_statement, unknown, unknown_keys
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.sections.base import Finding
from detente.scenario.sections.crises import Crisis
from detente.scenario.sections.stages import ALL, LOWER_QUOTA, Stage, out_of_reach
from detente.scenario.statements import atoms, parse
from detente.validation import suggestion


def findings(scenario: Scenario) -> Iterator[Finding]:
    """All names that lead nowhere and all parts that are missing."""
    for place, stage in enumerate(scenario.stages):
        yield from _stage(scenario, ("stages", str(place)), stage)
    if scenario.stages and (after := scenario.stages[0].after) is not None:
        rule = "no stage comes before the first, so that no time passes before it"
        remedy = "write after: at a later stage"
        yield Finding(("stages", "0", "after"), rule, after.given, remedy, of_key=True)
    for name, said in scenario.commitments.items():
        path = ("commitments", name)
        yield from unknown((*path, "by"), "party", said.by, scenario.parties)
        yield from unknown((*path, "against"), "party", said.against or (), scenario.parties)
        yield from deal_statement((*path, "broken_if"), said.broken_if, scenario)
    for name, front in scenario.fronts.items():
        path = ("fronts", name)
        yield from _judging(scenario, (*path, "members"), front.members)
        yield from deal_statement((*path, "holds"), front.holds, scenario)
    yield from _types(scenario)
    yield from _signals(scenario)
    for name, crisis in scenario.crises.items():
        yield from _crisis(scenario, ("crises", name), crisis)
    for party, stated in scenario.preferences.items():
        follows = stated.follows
        if follows is not None and follows.source == "crisis" and follows.of is not None:
            yield from _follows(scenario, party, follows.of)
    yield from _outlook(scenario)


def _judging(
    scenario: Scenario, path: KeyPath, parties: Iterable[str], *, of_key: bool = False
) -> Iterator[Finding]:
    """Parties that have to judge deals, so that they need preferences."""
    for name in parties:
        if name not in scenario.parties:
            yield from unknown(path, "party", name, scenario.parties)
        elif scenario.issues and name not in scenario.preferences:
            rule = "a party that judges deals needs preferences"
            remedy = sentence("add {name} under preferences", name=name)
            yield Finding(path, rule, name, remedy, of_key, rests_on=("preferences",))


def _stage(scenario: Scenario, path: KeyPath, stage: Stage) -> Iterator[Finding]:
    table = (*path, "table")
    yield from _judging(scenario, table, stage.table)
    for key in ("venue", "audience", "staying_away", "patience", "delegations", "ratifiers"):
        for party in getattr(stage, key):
            yield from _seated(scenario, stage, (*path, key, party), party, table)
    for party in (*stage.consent.votes, *stage.consent.vetoes):
        yield from _seated(scenario, stage, (*path, "consent"), party, table)
    if wrong := out_of_reach(stage.consent, stage.table):
        yield Finding((*path, "consent", "quota"), *wrong, LOWER_QUOTA, rests_on=table)
    agenda = (*(stage.agenda.settles or ()), *stage.agenda.reopens, *stage.agenda.leaves)
    yield from unknown((*path, "agenda"), "issue", agenda, scenario.issues)
    yield from unknown((*path, "settles"), "issue", stage.settles or (), scenario.issues)
    yield from _tied(scenario, (*path, "if"), stage.condition)
    for party, bodies in stage.ratifiers.items():
        yield from _judging(scenario, (*path, "ratifiers", party), bodies)
    known = (*scenario.issues, ALL)
    for party, delegation in stage.delegations.items():
        where = (*path, "delegations", party)
        yield from unknown((*where, "speaks_to"), "issue", delegation.speaks_to, known)
        for member, issues in delegation.members.items():
            yield from unknown((*where, "members", member), "issue", issues, known)
    if stage.protocol == "offers" and len(stage.table) != 2:
        rule = "alternating offers are for two parties"
        yield Finding((*path, "protocol"), rule, "offers", "write protocol: nash", rests_on=table)
    for finding in unknown((*path, "first"), "party at this table", stage.first or (), stage.table):
        yield replace(finding, rests_on=table)


def _tied(scenario: Scenario, path: KeyPath, text: str | None) -> Iterator[Finding]:
    """A stage is tied to the value of one issue."""
    faults = list(deal_statement(path, text, scenario))
    yield from faults
    if text is None or faults:
        return
    found = {a.issue for a in atoms(parse(text, scenario.issue_vocabulary)) if hasattr(a, "issue")}
    if len(found) != 1:
        rule = "a stage is tied to one issue"
        remedy = "name one issue, such as: if: next_meeting = with all"
        yield Finding(path, rule, ", ".join(sorted(found)) or text, remedy)


def _seated(
    scenario: Scenario, stage: Stage, path: KeyPath, party: str, table: KeyPath
) -> Iterator[Finding]:
    if party not in scenario.parties:
        for finding in unknown(path, "party", party, scenario.parties):
            yield replace(finding, of_key=True)
    elif party not in stage.table:
        rule = "this party is not at the table of the stage"
        remedy = "add it to table: or remove it here"
        yield Finding(path, rule, party, remedy, of_key=True, rests_on=table)


def _types(scenario: Scenario) -> Iterator[Finding]:
    for party, types in scenario.types.items():
        path = ("types", party)
        yield from _judging(scenario, path, [party], of_key=True)
        if len(types) < 2:
            rule = "a party that may be of several types has at least two"
            yield Finding(path, rule, ", ".join(types), "add another type", of_key=True)
        for name, kind in types.items():
            where = (*path, name, "preferences")
            for part in ("weights", "values"):
                given = getattr(kind.preferences, part)
                yield from unknown_keys((*where, part), "issue", given, scenario.issues)
            for place, text in enumerate(kind.preferences.red_lines or ()):
                yield from deal_statement((*where, "red_lines", str(place)), text, scenario)


def _signals(scenario: Scenario) -> Iterator[Finding]:
    for name, signal in scenario.signals.items():
        path = ("signals", name)
        known = scenario.types.get(signal.by, {})
        yield from unknown((*path, "by"), "party", signal.by, scenario.parties)
        if signal.by in scenario.parties and not known:
            rule = "the sender of a signal has no types that it could tell apart"
            remedy = sentence("add {name} under types", name=signal.by)
            yield Finding((*path, "by"), rule, signal.by, remedy, rests_on=("types",))
        for key in ("likelihood", "cost") if known else ():
            yield from unknown_keys((*path, key), "type", getattr(signal, key), known)
        if signal.likelihood and known and len(signal.likelihood) < len(known):
            missing = ", ".join(kind for kind in known if kind not in signal.likelihood)
            rule = "a signal with likelihoods has one for each type"
            yield Finding((*path, "likelihood"), rule, missing, "add it")
        yield from unknown((*path, "repeats"), "signal", signal.repeats or (), scenario.signals)


def _crisis(scenario: Scenario, path: KeyPath, crisis: Crisis) -> Iterator[Finding]:
    yield from unknown((*path, "between"), "party", crisis.between, scenario.parties)
    for party in crisis.cost:
        if party not in crisis.between:
            rule, remedy = "this party is not in the crisis", suggestion(party, crisis.between)
            yield Finding((*path, "cost", party), rule, party, remedy, of_key=True)
    missing = [party for party in crisis.between if party not in crisis.cost]
    if missing and crisis.win is not None:
        rule = "a crisis says what a contest costs each party"
        yield Finding((*path, "cost"), rule, ", ".join(missing), "add it")
    named = None if crisis.threat is None else crisis.threat.commitment
    threats = [
        name
        for name, said in scenario.commitments.items()
        if said.against is not None and said.by == crisis.between[0]
    ]
    if named is not None and named not in threats:
        rule = sentence(
            "a commitment named here is a public threat by {party}", party=crisis.between[0]
        )
        yield Finding((*path, "threat", "commitment"), rule, named, suggestion(named, threats))


def _follows(scenario: Scenario, party: str, name: str) -> Iterator[Finding]:
    """A reservation value that follows from a crisis."""
    path = ("preferences", party, "reservation")
    crisis = scenario.crises.get(name)
    if crisis is None:
        yield from unknown(path, "crisis", name, scenario.crises)
    elif party not in crisis.between:
        rule = "a reservation value follows from a crisis that the party is in"
        yield Finding(
            path,
            rule,
            party,
            sentence(
                "{name} is between {parties}", name=name, parties=" and ".join(crisis.between)
            ),
        )
    elif crisis.win is None:
        rule = "a reservation value follows from a crisis with a contest"
        yield Finding(path, rule, name, sentence("add win: and cost: to {name}", name=name))


def _outlook(scenario: Scenario) -> Iterator[Finding]:
    """Issues that are not there, stages that do not come, classes that count different things."""
    yield from unknown(("matter",), "issue", scenario.matter, scenario.issues)
    stages = max(1, len(scenario.stages))
    events: dict[int, tuple[str, tuple[str, int]]] = {}
    for name, past in scenario.outlook.classes.items():
        path = ("outlook", "classes", name)
        if past.stage > stages:
            rule = "there is no stage of this number"
            yield Finding(
                (*path, "stage"), rule, str(past.stage), sentence("write at most {le}", le=stages)
            )
        kind = (past.event, len(past.counts))
        first, known = events.setdefault(past.stage, (name, kind))
        if kind != known:
            rule = "classes of one stage count the same outcomes"
            remedy = sentence("count what {name} counts, or name another stage", name=first)
            yield Finding(path, rule, name, remedy, of_key=True)
