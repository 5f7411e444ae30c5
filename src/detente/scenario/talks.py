"""Whether the sections on talks fit the rest: stages to signals, and crises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from detente.scenario.crises import crisis_misfits
from detente.scenario.expressions import ExpressionError, atoms, parse
from detente.scenario.misfit import Misfit, unknown
from detente.scenario.stages import ALL, LOWER_QUOTA, out_of_reach

if TYPE_CHECKING:
    from detente.scenario.model import Scenario
    from detente.scenario.stages import Stage


def misfits(scenario: Scenario) -> Iterator[Misfit]:
    """All names that lead nowhere and all parts that are missing."""
    for place, stage in enumerate(scenario.stages):
        yield from _stage(scenario, ("stages", str(place)), stage)
    if scenario.stages and (after := scenario.stages[0].after) is not None:
        rule = "no stage comes before the first, so that no time passes before it"
        remedy = "write after: at a later stage"
        yield ("stages", "0", "after"), rule, after.given, remedy, True, None
    for name, said in scenario.commitments.items():
        path = ("commitments", name)
        yield from _party(scenario, (*path, "by"), said.by)
        if said.against is not None:
            yield from _party(scenario, (*path, "against"), said.against)
        yield from _condition(scenario, (*path, "broken_if"), said.broken_if)
    for name, front in scenario.fronts.items():
        path = ("fronts", name)
        for party in front.members:
            yield from _wanting(scenario, (*path, "members"), party)
        yield from _condition(scenario, (*path, "holds"), front.holds)
    yield from _types(scenario)
    yield from _signals(scenario)
    yield from crisis_misfits(scenario)


def _party(
    scenario: Scenario, path: tuple[str, ...], name: str, *, of_key: bool = False
) -> Iterator[Misfit]:
    if name not in scenario.parties:
        yield unknown(path, "party", name, scenario.parties, of_key=of_key)


def _wanting(
    scenario: Scenario, path: tuple[str, ...], name: str, *, of_key: bool = False
) -> Iterator[Misfit]:
    """A party that has to judge deals, so that it needs preferences."""
    if name not in scenario.parties:
        yield unknown(path, "party", name, scenario.parties, of_key=of_key)
    elif scenario.issues and name not in scenario.preferences:
        rule = "a party that judges deals needs preferences"
        yield path, rule, name, f"add {name} under preferences", of_key, None


def _condition(scenario: Scenario, path: tuple[str, ...], text: str | None) -> Iterator[Misfit]:
    if text is None:
        return
    try:
        parse(text, scenario.issue_vocabulary)
    except ExpressionError as error:
        yield path, error.rule, error.given, error.remedy, False, error.column


def _stage(scenario: Scenario, path: tuple[str, ...], stage: Stage) -> Iterator[Misfit]:
    for party in stage.table:
        yield from _wanting(scenario, (*path, "table"), party)
    by_party: Mapping[str, Iterable[str]] = {
        "venue": stage.venue,
        "audience": stage.audience,
        "staying_away": stage.staying_away,
        "patience": stage.patience,
        "delegations": stage.delegations,
        "ratifiers": stage.ratifiers,
    }
    for key, named in by_party.items():
        for party in named:
            yield from _seated(scenario, stage, (*path, key, party), party)
    for party in (*stage.consent.votes, *stage.consent.vetoes):
        yield from _seated(scenario, stage, (*path, "consent"), party)
    if wrong := out_of_reach(stage.consent, stage.table):
        yield (*path, "consent", "quota"), *wrong, LOWER_QUOTA, False, None
    for issue in (*stage.agenda.settles, *stage.agenda.reopens, *stage.agenda.leaves):
        if issue not in scenario.issues:
            yield unknown((*path, "agenda"), "issue", issue, scenario.issues)
    for issue in stage.settles or ():
        if issue not in scenario.issues:
            yield unknown((*path, "settles"), "issue", issue, scenario.issues)
    yield from _tied(scenario, (*path, "if"), stage.condition)
    for party, bodies in stage.ratifiers.items():
        for body in bodies:
            yield from _wanting(scenario, (*path, "ratifiers", party), body)
    yield from _delegations(scenario, path, stage)
    yield from _offers(path, stage)


def _tied(scenario: Scenario, path: tuple[str, ...], text: str | None) -> Iterator[Misfit]:
    """A stage is tied to the value of one issue."""
    faults = list(_condition(scenario, path, text))
    yield from faults
    if text is None or faults:
        return
    found = {a.issue for a in atoms(parse(text, scenario.issue_vocabulary)) if hasattr(a, "issue")}
    if len(found) != 1:
        rule = "a stage is tied to one issue"
        remedy = "name one issue, such as: if: next_meeting = with all"
        yield path, rule, ", ".join(sorted(found)) or text, remedy, False, None


def _delegations(scenario: Scenario, path: tuple[str, ...], stage: Stage) -> Iterator[Misfit]:
    known = (*scenario.issues, ALL)
    for party, delegation in stage.delegations.items():
        where = (*path, "delegations", party)
        spoken: dict[tuple[str, ...], tuple[str, ...]] = {("speaks_to",): delegation.speaks_to}
        spoken |= {("members", member): some for member, some in delegation.members.items()}
        for key, issues in spoken.items():
            for issue in issues:
                if issue not in known:
                    yield unknown((*where, *key), "issue", issue, known)


def _seated(
    scenario: Scenario, stage: Stage, path: tuple[str, ...], party: str
) -> Iterator[Misfit]:
    if party not in scenario.parties:
        yield unknown(path, "party", party, scenario.parties, of_key=True)
    elif party not in stage.table:
        rule = "this party is not at the table of the stage"
        yield path, rule, party, "add it to table: or remove it here", True, None


def _offers(path: tuple[str, ...], stage: Stage) -> Iterator[Misfit]:
    if stage.protocol == "offers" and len(stage.table) != 2:
        rule = "alternating offers are for two parties"
        yield (*path, "protocol"), rule, "offers", "write protocol: nash", False, None
    if stage.first is not None and stage.first not in stage.table:
        yield unknown((*path, "first"), "party at this table", stage.first, stage.table)


def _types(scenario: Scenario) -> Iterator[Misfit]:
    for party, types in scenario.types.items():
        path = ("types", party)
        yield from _wanting(scenario, path, party, of_key=True)
        if len(types) < 2:
            rule = "a party that may be of several types has at least two"
            yield path, rule, ", ".join(types), "add another type", True, None
        for name, kind in types.items():
            for part in ("weights", "values"):
                for issue in getattr(kind.preferences, part):
                    if issue not in scenario.issues:
                        where = (*path, name, "preferences", part, issue)
                        yield unknown(where, "issue", issue, scenario.issues, of_key=True)
            for place, text in enumerate(kind.preferences.red_lines or ()):
                where = (*path, name, "preferences", "red_lines", str(place))
                yield from _condition(scenario, where, text)


def _signals(scenario: Scenario) -> Iterator[Misfit]:
    for name, signal in scenario.signals.items():
        path = ("signals", name)
        known = scenario.types.get(signal.by, {})
        if signal.by not in scenario.parties:
            yield unknown((*path, "by"), "party", signal.by, scenario.parties)
        elif not known:
            rule = "the sender of a signal has no types that it could tell apart"
            yield (*path, "by"), rule, signal.by, f"add {signal.by} under types", False, None
        for key in ("likelihood", "cost"):
            for kind in getattr(signal, key):
                if known and kind not in known:
                    yield unknown((*path, key, kind), "type", kind, known, of_key=True)
        if signal.likelihood and known and len(signal.likelihood) < len(known):
            missing = ", ".join(kind for kind in known if kind not in signal.likelihood)
            rule = "a signal with likelihoods has one for each type"
            yield (*path, "likelihood"), rule, missing, "add it", False, None
        if signal.repeats is not None and signal.repeats not in scenario.signals:
            yield unknown((*path, "repeats"), "signal", signal.repeats, scenario.signals)
