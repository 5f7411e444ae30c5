"""What a file may say more than once: a threat, the worth of no deal, a cost at home, a habit.

One judgement is one number. Each remark names the places; none of them is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import sentence
from detente.scenario.draws import best_draws
from detente.scenario.statements import (
    Comparison,
    Expression,
    Joined,
    OptionTaken,
    atoms,
    evaluate,
    parse,
)
from detente.scenario.valuations import weights, worths
from detente.scenario.wording import relation_truth

if TYPE_CHECKING:
    from detente.scenario.model import Scenario
    from detente.scenario.statements import Atom, Truth

POINTS_APART = 15.0


def said_twice(scenario: Scenario) -> Iterator[str]:
    """One sentence for each statement that may be made more than once."""
    yield from _threats(scenario)
    yield from _no_deal(scenario)
    yield from _costs_at_home(scenario)
    yield from _habits(scenario)
    yield from _extremes(scenario)


def _threats(scenario: Scenario) -> Iterator[str]:
    """A party's public threat beside a priority `... -> own option` that is held by a guess."""
    for party, rungs in scenario.priorities.items():
        made = scenario.commitments.items()
        threats = [name for name, said in made if said.by == party and said.against is not None]
        for said in (said for rung in rungs for said in rung.statements):
            if threats and said.held is not None and _answers(scenario, said.maybe, party):
                yield sentence(
                    "the priority {statement} of {party} has its own chance beside the public "
                    "threat {threats}; threat: in place of held: makes them one",
                    statement=said.maybe,
                    party=party,
                    threats=", ".join(threats),
                )


def _answers(scenario: Scenario, text: str, party: str) -> bool:
    match parse(text, scenario.option_vocabulary):
        case Joined("->", left, OptionTaken(owner, _)):
            others = {atom.party for atom in atoms(left) if isinstance(atom, OptionTaken)}
            return owner == party and party not in others
        case _:
            return False


def _no_deal(scenario: Scenario) -> Iterator[str]:
    """A worth of no deal far from the worth of things as they are; or no status quo to compare."""
    unstated = [name for name, issue in scenario.issues.items() if issue.status_quo is None]
    if unstated:
        if len(scenario.stages) > 1 and scenario.preferences:
            yield sentence(
                "no status quo is stated for {issues}; the first value stands for what is left "
                "open between stages",
                issues=", ".join(unstated),
            )
        return
    draws = best_draws(scenario)
    for party, stated in scenario.preferences.items():
        if stated.reservation is None:
            continue
        worth = 0.0
        shares = weights(scenario, draws, party)[0]
        for share, (name, issue) in zip(shares, scenario.issues.items(), strict=True):
            place = issue.place(str(issue.status_quo))
            if place is not None:
                worth += share * worths(scenario, draws, party, name)[0, place]
        for added in stated.interactions:
            if _holds(scenario, parse(added.condition, scenario.issue_vocabulary)):
                worth += added.add.best
        if abs(worth - stated.reservation.best) > POINTS_APART:
            yield sentence(
                "to {party} no deal is worth {no_deal}, things as they are {today} (best values); "
                "where no deal leaves them as they are, one of the two is off",
                party=party,
                no_deal=f"{stated.reservation.best:.0f}",
                today=f"{worth:.0f}",
            )


def _holds(scenario: Scenario, expression: Expression) -> bool:
    """Whether a statement on issues holds with the status quo."""

    def truth(atom: Atom) -> Truth:
        if not isinstance(atom, Comparison):
            return np.array([False])
        issue = scenario.issues[atom.issue]
        today, value = str(issue.status_quo), str(atom.value)
        if issue.values is not None:
            today, value = str(issue.place(today)), str(issue.place(value))
        return relation_truth(atom.relation, np.array([float(today)]), float(value))

    return bool(evaluate(expression, truth)[0])


def _costs_at_home(scenario: Scenario) -> Iterator[str]:
    """Evidence that makes a course costly to a party at home in several places at once."""
    places: dict[tuple[str, str], set[str]] = {}
    for path, because in scenario.citations().items():
        match path:
            case ("commitments", name, "cost" | "memory", _):
                party, kind = scenario.commitments[name].by, "commitments"
            case ("stages", _, "audience", party, "failing" | "adjourning", _):
                kind = "audience"
            case ("preferences", party, "interactions", *_):
                kind = "interactions"
            case _:
                continue
        for name in because:
            places.setdefault((name, party), set()).add(kind)
    for (name, party), found in places.items():
        if len(found) > 1:
            yield sentence(
                "the evidence {name} is counted as a cost to {party} in several places ({places}); "
                "what it shows counts once",
                name=name,
                party=party,
                places=", ".join(sorted(found)),
            )


def _habits(scenario: Scenario) -> Iterator[str]:
    """A probe that is scored against its sender although it may be a habit of both sides."""
    for name, signal in scenario.signals.items():
        ends = {(said.low, said.high) for said in signal.likelihood.values()}
        if signal.kind == "probe" and len(ends) > 1 and not signal.future:
            yield sentence(
                "the probe {name} tells the types of {party} apart; as a habit of both sides it "
                "would tell nothing",
                name=name,
                party=signal.by,
            )


def _extremes(scenario: Scenario) -> Iterator[str]:
    """A value that is best for one party and ruled out alone by another one's red line."""
    draws = best_draws(scenario)
    for party, stated in scenario.preferences.items():
        for line in stated.red_lines:
            compared = parse(line, scenario.issue_vocabulary)
            if not isinstance(compared, Comparison) or compared.relation != "=":
                continue
            issue, value = compared.issue, str(compared.value)
            place = scenario.issues[issue].place(value)
            best = []
            for other in scenario.preferences:
                worth = worths(scenario, draws, other, issue)[0]
                if other != party and place is not None and np.ptp(worth) > 0:
                    best += [other] if worth[place] == worth.max() else []
            if best:
                yield sentence(
                    "{issue} = {value} is the best that {parties} could get and a red line of "
                    "{party}; where nobody would table it, it only makes agreement look hard",
                    issue=issue,
                    value=value,
                    parties=", ".join(best),
                    party=party,
                )
