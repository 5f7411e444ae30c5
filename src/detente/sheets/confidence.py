"""What a party may see of a scenario: the public parts, and with them its own.

A new scenario is built from what is named here. Whatever else a file holds, and whatever a later
version of the format adds, is not in it.

Public is what everybody at a table knows: title, summary and date; who the parties are and how they
are spoken of; the issues with their values, rules and whose consent counts; what each could do if
nothing is agreed (the board on which all play). A party's own are its preferences, limits and
orders of states, its positions, and the evidence that these cite. Left out are everybody else's,
estimates of power and patience, stages and what they are worth, packages that somebody fears,
signals, types, commitments, additions, the outlook, protection, whom the brief advises, and whose
concession an issue is.

>>> from detente.scenario import load
>>> seen = role_scenario(load("house_sale"), "buyer")
>>> list(seen.preferences), list(seen.evidence)
(['buyer'], ['school', 'kitchen', 'limits'])
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel

from detente.analyses.no_deal.worth import no_deal
from detente.scenario import Scenario, best_draws
from detente.scenario.judgements.forms import Judgement, read_points
from detente.scenario.names import translatable
from detente.scenario.sections.conflict import Priority
from detente.scenario.sections.issues import Preferences
from detente.scenario.valuations import is_held
from detente.validation import one_of

T = TypeVar("T", bound=BaseModel)

_WHOLE = (
    *("title", "summary", "as_of", "language"),
    *("status_quo", "infeasible", "same", "rules", "consent"),
)
_PARTY = ("name", "aliases", "at_table", "grammar")
_ISSUE = (
    *("name", "values", "scale", "steps", "unit", "status_quo"),
    *("says", "short", "stays", "topic"),
)


def _only(part: T, names: Sequence[str], **others: object) -> T:
    """A new part with these fields, as far as they are stated, and those given."""
    kept = {name: getattr(part, name) for name in names if name in part.model_fields_set}
    return type(part).model_construct(**kept, **others)  # type: ignore[arg-type]


def public_scenario(scenario: Scenario) -> Scenario:
    """The parts that everybody knows, as a scenario.

    >>> from detente.scenario import load
    >>> seen = public_scenario(load("house_sale"))
    >>> list(seen.issues), seen.preferences, seen.evidence
    (['price', 'handover', 'kitchen'], {}, {})
    """
    return _with_wording(_public(scenario), scenario)


def role_scenario(scenario: Scenario, party: str) -> Scenario:
    """The public parts and a party's own, as a scenario.

    What no deal is worth is one number where it follows from states that can last, from a crisis or
    from a threat. Priorities that the party does not hold at the best estimates are left out.
    Raises SettingError for an unknown party.
    """
    one_of("party", party, tuple(scenario.parties))
    own: dict[str, object] = {}
    if party in scenario.ranking:
        own["ranking"] = {party: scenario.ranking[party]}
    if party in scenario.preferences:
        own["preferences"] = {party: _preferences(scenario, party)}
    if party in scenario.priorities:
        own["priorities"] = {party: _priorities(scenario, party)}
    own["positions"] = {
        issue: {party: stands[party]}
        for issue, stands in scenario.positions.items()
        if party in stands
    }
    public = _public(scenario)
    if public.graph is not None and scenario.graph is not None:
        order = {party: scenario.graph.ranking[party]} if party in scenario.graph.ranking else {}
        own["graph"] = public.graph.model_copy(update={"ranking": order})
    made = public.model_copy(update=own)
    cited = {name for because in made.citations().values() for name in because}
    evidence = {name: item for name, item in scenario.evidence.items() if name in cited}
    taken = {item.source for item in evidence.values()}
    sources = {name: item for name, item in scenario.sources.items() if name in taken}
    return _with_wording(
        made.model_copy(update={"evidence": evidence, "sources": sources}), scenario
    )


def _public(scenario: Scenario) -> Scenario:
    graph = scenario.graph
    return _only(
        scenario,
        _WHOLE,
        parties={name: _only(party, _PARTY) for name, party in scenario.parties.items()},
        issues={name: _only(issue, _ISSUE) for name, issue in scenario.issues.items()},
        options={
            party: {name: _only(option, ("name", "moves")) for name, option in options.items()}
            for party, options in scenario.options.items()
        },
        graph=None if graph is None else _only(graph, ("states", "moves", "status_quo")),
    )


def _preferences(scenario: Scenario, party: str) -> Preferences:
    """A party's preferences with what no deal is worth to it as a judgement of its own."""
    stated = scenario.preferences[party]
    threatened = any(said.against == party for said in scenario.commitments.values())
    if not threatened and stated.follows is None and party not in scenario.no_deal:
        return stated
    parties = [name for name in scenario.parties if name in scenario.preferences]
    worth = float(no_deal(scenario, best_draws(scenario)).worth[0, parties.index(party)])
    before = stated.reservation
    if before is not None and stated.follows is None and math.isclose(before.best, worth):
        return stated
    because = () if before is None else before.because
    made: Judgement = read_points({"value": round(worth, 9), "because": because})
    return stated.model_copy(update={"reservation": made, "follows": None})


def _priorities(scenario: Scenario, party: str) -> tuple[Priority, ...]:
    """What a party holds at the best estimates, most important first."""
    best, found = best_draws(scenario), []
    for place, priority in enumerate(scenario.priorities[party]):
        held = tuple(
            _only(said, ("maybe", "because"))
            for k, said in enumerate(priority.statements)
            if is_held(scenario, best, _path(party, place, k), said)[0]
        )
        found += [Priority.model_construct(statements=held)] if held else []
    return tuple(found)


def _path(party: str, place: int, statement: int) -> tuple[str, ...]:
    return ("priorities", party, str(place), "statements", str(statement))


def _with_wording(made: Scenario, scenario: Scenario) -> Scenario:
    """With the translations of its own texts and parts alone."""
    known = {key for key in translatable(made) if not key.endswith(".give")}
    kept = {
        language: {key: text for key, text in wording.items() if key in known}
        for language, wording in scenario.translations.items()
    }
    return made.model_copy(update={"translations": kept})
