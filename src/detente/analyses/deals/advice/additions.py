"""What it would be worth to put a further issue or value on the agenda: solved anew with each.

Points are those of the file: 100 is the best on the issues that it has on the agenda. A further
issue of weight w adds w / W x (worth of its value - worth of its status quo), W being the sum of
the party's weights of the issues on the agenda. So a deal that leaves the issue as it is keeps its
points, and so does the worth of no deal, which leaves it as it is too: gains before and after are
counted alike. Measuring everything anew from 0 to 100 would be a change of scale and origin for
each party, which moves neither the Nash nor the Kalai-Smorodinsky solution.

A further value has the issue's weight and a worth on the issue's scale: nothing else changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from detente.analyses.deals.advice.naming import DIGITS, Naming, Package, Parts, Powers, Telling
from detente.analyses.deals.solve.bargain import exponents
from detente.analyses.deals.solve.settle import SOLUTIONS, Settled, SolutionName, settle
from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.exact import whole_space
from detente.analyses.spaces.problem import deal_problem
from detente.analyses.spaces.statements import Term
from detente.exhibits import Table, internal
from detente.scenario import Draws, best_draws
from detente.scenario.judgements import Judgement
from detente.scenario.valuations import stated_weights, worths


@dataclass(frozen=True)
class Changed(Package):
    """A solution with an addition, and what it changes for each party.

    In points of the file against the same solution without the addition, or against no deal where
    there was none.
    """

    change: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Addition:
    """One thing put on the agenda, and the solutions with it; none where no deal passes then.

    `share` is the weight of an added issue as a share of all weights, that issue included.
    """

    issue: str
    value: str | None
    share: Mapping[str, float] | None
    opens_a_deal: bool
    solutions: Mapping[SolutionName, Changed]
    naming: Naming = internal()


@dataclass(frozen=True, eq=False)
class Additions(Parts):
    """Everything that the file says could be put on the agenda, one at a time."""

    found: tuple[Addition, ...]

    key = "additions"

    @classmethod
    def of(cls, naming: Naming, settled: Settled, power: Powers | None) -> Additions:
        """Solve the deal space anew with each addition, under the same rule of consent."""
        scenario = naming.scenario
        before = dict.fromkeys(SOLUTIONS, naming.reservation)
        if settled.possible:
            before = {s: dict(naming.package(settled.chosen[s][0]).utility) for s in SOLUTIONS}
        asked: list[tuple[str, str | None]]
        asked = [(name, None) for name in scenario.additions.issues]
        asked += [(name, v) for name, some in scenario.additions.values.items() for v in some]
        found = []
        for issue, value in asked:
            share = None
            if value is None:
                changed, share = _with_issue(naming, settled.consent, issue)
            else:
                changed = _with_value(naming, settled.consent, issue, value)
            solutions = _solved(changed, settled, power, before)
            opens = bool(solutions) and not settled.possible
            found.append(Addition(issue, value, share, opens, solutions, changed))
        return cls(tuple(found))

    def findings(self, tell: Telling) -> list[str]:
        """What each addition does to the Nash solution, or that it opens a deal."""
        said = []
        for item in self.found:
            name = _name(item, tell)
            if not item.solutions:
                said.append(tell("additions.no_deal_either", name=name))
                continue
            nash = item.solutions["nash"]
            deal, gains = Telling(item.naming, tell.words).deal(nash.deal), tell.signed(nash.change)
            if item.opens_a_deal:
                said.append(tell("additions.opens", name=name, deal=deal))
            elif any(nash.change.values()):
                said.append(tell("additions.moves", name=name, gains=gains, deal=deal))
            else:
                said.append(tell("additions.nothing", name=name))
        return said

    def tables(self, tell: Telling) -> list[Table]:
        """Every addition and solution: what it changes for each party."""
        rows = [
            (_name(item, tell), tell.solution(name), *map(tell.sign, package.change.values()))
            for item in self.found
            for name, package in item.solutions.items()
        ]
        if not rows:
            return []
        columns = ["addition", "solution", *tell.columns(tell.naming.problem.parties, 1)]
        return [tell.table("additions.solutions", columns, rows, tell("additions.note"))]


def _name(item: Addition, tell: Telling) -> str:
    own = Telling(item.naming, tell.words)
    return own.issue(item.issue) if item.value is None else own.issue_value(item.issue, item.value)


def _solved(
    naming: Naming,
    settled: Settled,
    power: Powers | None,
    before: Mapping[SolutionName, Mapping[str, float]],
) -> dict[SolutionName, Changed]:
    """The solutions of a changed deal space, and their change."""
    exact = None if power is None else exponents(power)
    found = settle(naming.table, settled.consent, power=exact, counted=False)
    solutions: dict[SolutionName, Changed] = {}
    for name in SOLUTIONS if found.possible else ():
        package = naming.package(found.chosen[name][0])
        gains = {p: round(u - before[name][p], DIGITS) for p, u in package.utility.items()}
        solutions[name] = Changed(package.deal, package.utility, gains)
    return solutions


def _with_issue(naming: Naming, consent: Consent, name: str) -> tuple[Naming, dict[str, float]]:
    """The deal space with an issue of `additions:` on the agenda, and its share by party."""
    scenario, problem = naming.scenario, naming.problem
    added = scenario.additions.issues[name]
    labels = added.labels()
    draws = best_draws(scenario)
    path = ("additions", "issues", name, "worth")
    known = dict(draws.values)
    for key, column in draws.values.items():
        if key[:4] == path:
            known["preferences", key[4], "values", name, key[5]] = column
    preferences = dict(scenario.preferences)
    for party in problem.parties:
        values = {**preferences[party].values, name: added.worth.get(party)}
        preferences[party] = preferences[party].model_copy(update={"values": values})
    issues = {**scenario.issues, name: added}
    whole = scenario.model_copy(update={"issues": issues, "preferences": preferences})
    terms, shares = list(problem.terms), dict.fromkeys(problem.parties, 0.0)
    for row, party in enumerate(problem.parties):
        if party not in added.weights:
            continue
        weight = float(draws.of(("additions", "issues", name, "weights", party))[0])
        total = float(stated_weights(scenario, draws, party).sum())
        shares[party] = round(weight / (weight + total), DIGITS) if weight + total > 0 else 0.0
        worth = worths(whole, Draws(draws.count, known, draws.orders), party, name)[0]
        points = weight / total * (worth - worth[added.place(added.status_quo or "") or 0])
        terms += [
            Term(row, (len(problem.issues),), np.arange(len(labels)) == value, points[[value]])
            for value in np.flatnonzero(points)
        ]
    nothing = np.zeros((problem.draws, len(problem.parties), len(labels)))
    extended = replace(
        problem,
        issues=(*problem.issues, name),
        labels=(*problem.labels, labels),
        weight=np.concatenate([problem.weight, nothing[:, :, :1]], axis=2),
        worth=(*problem.worth, nothing),
        terms=tuple(terms),
    )
    return Naming(whole, extended, whole_space(extended, consent)), shares


def _with_value(naming: Naming, consent: Consent, issue: str, value: str) -> Naming:
    """The deal space with a value of `additions:` among those of its issue."""
    scenario, problem = naming.scenario, naming.problem
    added = scenario.additions.values[issue][value]
    draws = best_draws(scenario)
    before = scenario.issues[issue].labels()
    labels = list(before)
    labels.insert(len(labels) if added.after is None else labels.index(added.after) + 1, value)
    known = dict(draws.values)
    preferences = dict(scenario.preferences)
    for party in problem.parties:
        columns = dict(zip(before, worths(scenario, draws, party, issue).T, strict=True))
        path = ("additions", "values", issue, value, "worth", party)
        columns[value] = known.get(path, np.zeros(draws.count))
        known |= {("preferences", party, "values", issue, v): columns[v] for v in labels}
        nothing = Judgement.model_validate(0)
        values = {**preferences[party].values, issue: dict.fromkeys(labels, nothing)}
        preferences[party] = preferences[party].model_copy(update={"values": values})
    changed = scenario.issues[issue].model_copy(update={"values": tuple(labels)})
    issues = {**scenario.issues, issue: changed}
    whole = scenario.model_copy(update={"issues": issues, "preferences": preferences})
    other = deal_problem(whole, Draws(draws.count, known, draws.orders))
    extended = replace(other, table=problem.table)
    return Naming(whole, extended, whole_space(extended, consent))
