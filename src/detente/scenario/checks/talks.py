"""Whether the sections on talks fit the rest: stages, types, signals, crises, and the outlook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from detente.errors import sentence
from detente.scenario.checks.deals import worths_fit
from detente.scenario.model import KeyPath, Scenario
from detente.scenario.sections.base import unknown
from detente.scenario.sections.crises import Crisis
from detente.scenario.sections.stages import Stage
from detente.scenario.shape import Finding
from detente.scenario.statements import Comparison, named_atoms
from detente.validation import suggestion


def findings(scenario: Scenario) -> Iterator[Finding]:
    """All that does not fit."""
    for place, stage in enumerate(scenario.stages):
        yield from _stage(scenario, ("stages", str(place)), stage)
    if scenario.stages and (after := scenario.stages[0].after) is not None:
        rule = "no stage comes before the first, so that no time passes before it"
        remedy = "write after: at a later stage"
        yield Finding(("stages", "0", "after"), rule, after.given, remedy, of_key=True)
    for name, front in scenario.fronts.items():
        yield from _judging(scenario, ("fronts", name, "members"), front.members)
    yield from _types(scenario)
    yield from _signals(scenario)
    for name, crisis in scenario.crises.items():
        yield from _threat(scenario, ("crises", name, "threat", "commitment"), crisis)
    yield from _outlook(scenario)


def _types(scenario: Scenario) -> Iterator[Finding]:
    for party, types in scenario.types.items():
        yield from _judging(scenario, ("types", party), [party], of_key=True)
        if len(types) < 2:
            rule = "a party that may be of several types has at least two"
            yield Finding(("types", party), rule, ", ".join(types), "add another type", of_key=True)
        for name, kind in types.items():
            path: KeyPath = ("types", party, name, "preferences", "values")
            own = scenario.preferences[party].values if party in scenario.preferences else {}
            for issue, given in kind.preferences.values.items():
                yield from _of_type(scenario, (*path, issue), own.get(issue), given)


def _signals(scenario: Scenario) -> Iterator[Finding]:
    for name, signal in scenario.signals.items():
        path, known = ("signals", name), scenario.types.get(signal.by, {})
        if signal.by in scenario.parties and not known:
            rule = "the sender of a signal has no types that it could tell apart"
            remedy = sentence("add {name} under types", name=signal.by)
            yield Finding((*path, "by"), rule, signal.by, remedy, rests_on=("types",))
        if known:
            yield from unknown((*path, "likelihood"), "type", signal.likelihood, known, of_key=True)
            yield from unknown((*path, "cost"), "type", signal.cost, known, of_key=True)
        if signal.likelihood and len(signal.likelihood) < len(known):
            missing = ", ".join(kind for kind in known if kind not in signal.likelihood)
            rule = "a signal with likelihoods has one for each type"
            yield Finding((*path, "likelihood"), rule, missing, "add it")


def _of_type(scenario: Scenario, path: KeyPath, own: object, given: object) -> Iterator[Finding]:
    """The worths that a type states of an issue; the party's own stand for the others."""
    whole = {**own, **given} if isinstance(own, dict) and isinstance(given, dict) else given
    stated = scenario.issues.get(path[-1])
    for found in () if stated is None else worths_fit(path, stated, whole):
        if not found.of_key or (isinstance(given, dict) and found.given in given):
            yield found


def _judging(
    scenario: Scenario, path: KeyPath, parties: Iterable[str], *, of_key: bool = False
) -> Iterator[Finding]:
    """Parties that have to judge deals, so that they need preferences."""
    for name in parties:
        if name in scenario.parties and scenario.issues and name not in scenario.preferences:
            rule = "a party that judges deals needs preferences"
            remedy = sentence("add {name} under preferences", name=name)
            yield Finding(path, rule, name, remedy, of_key, rests_on=("preferences",))


def _stage(scenario: Scenario, path: KeyPath, stage: Stage) -> Iterator[Finding]:
    table = (*path, "table")
    yield from _judging(scenario, table, stage.table)
    for party, bodies in stage.ratifiers.items():
        yield from _judging(scenario, (*path, "ratifiers", party), bodies)
    voting = (*stage.consent.votes, *stage.consent.vetoes)
    seated: list[tuple[KeyPath, str]] = [((*path, "consent"), party) for party in voting]
    for key in ("venue", "audience", "staying_away", "patience", "delegations", "ratifiers"):
        seated += [((*path, key, party), party) for party in getattr(stage, key)]
    for where, party in seated:
        if party in scenario.parties and party not in stage.table:
            rule = "this party is not at the table of the stage"
            remedy = "add it to table: or remove it here"
            yield Finding(where, rule, party, remedy, of_key=True, rests_on=table)
    yield from stage.consent.reachable((*path, "consent"), stage.table, table)
    if stage.condition is not None:
        yield from _tied(scenario, (*path, "if"), stage.condition)
    if stage.protocol == "offers" and len(stage.table) != 2:
        rule = "alternating offers are for two parties"
        yield Finding((*path, "protocol"), rule, "offers", "write protocol: nash", rests_on=table)
    first = () if stage.first is None else (stage.first,)
    for found in unknown((*path, "first"), "party at this table", first, stage.table):
        yield replace(found, rests_on=table)


def _tied(scenario: Scenario, path: KeyPath, text: str) -> Iterator[Finding]:
    """A stage is tied to the value of one issue."""
    stated = named_atoms(text, scenario.issue_vocabulary)
    found = {atom.issue for atom in stated or () if isinstance(atom, Comparison)}
    if stated is not None and len(found) != 1:
        rule = "a stage is tied to one issue"
        remedy = "name one issue, such as: if: next_meeting = with all"
        yield Finding(path, rule, ", ".join(sorted(found)) or text, remedy)


def _threat(scenario: Scenario, path: KeyPath, crisis: Crisis) -> Iterator[Finding]:
    """A crisis may name a commitment of its first party that threatens somebody."""
    named, first = None if crisis.threat is None else crisis.threat.commitment, crisis.between[0]
    said = scenario.commitments.items()
    threats = [name for name, one in said if one.against is not None and one.by == first]
    if named is not None and named not in threats:
        rule = sentence("a commitment named here is a public threat by {party}", party=first)
        yield Finding(path, rule, named, suggestion(named, threats))


def _outlook(scenario: Scenario) -> Iterator[Finding]:
    """Stages that do not come, classes that count different things."""
    stages = max(1, len(scenario.stages))
    events: dict[int, tuple[str, tuple[str, int]]] = {}
    for name, past in scenario.outlook.classes.items():
        path = ("outlook", "classes", name)
        if past.stage > stages:
            rule = "there is no stage of this number"
            remedy = sentence("write at most {le}", le=stages)
            yield Finding((*path, "stage"), rule, str(past.stage), remedy)
        kind = (past.event, len(past.counts))
        first, known = events.setdefault(past.stage, (name, kind))
        if kind != known:
            rule = "classes of one stage count the same outcomes"
            remedy = sentence("count what {name} counts, or name another stage", name=first)
            yield Finding(path, rule, name, remedy, of_key=True)
