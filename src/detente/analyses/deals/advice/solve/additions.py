"""The deal space with a further issue, or a further value of an issue, on one scale with the given.

Points are those of the file: 100 is the best on the issues that it has on the agenda. A further
issue of weight w adds w / W x (worth of its value - worth of its status quo), W being the sum of
the party's weights of the issues on the agenda. So a deal that leaves the issue as it is keeps its
points, and so does the worth of no deal, which leaves it as it is too: gains before and after are
counted alike. Measuring everything anew from 0 to 100 would be a change of scale and origin for
each party, which moves neither the Nash nor the Kalai-Smorodinsky solution.

A further value has the issue's weight and a worth on the issue's scale: nothing else changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.problem import Problem, Term, deal_problem
from detente.analyses.spaces.space import Factor, Space
from detente.scenario import Draws, Scenario
from detente.scenario.judgements import Judgement
from detente.scenario.model import KeyPath
from detente.scenario.valuations import worths

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Extended:
    """A scenario and its problem with one thing added.

    `share[party]` is the weight of an added issue as a share of all weights, that issue included; 0
    for parties that give it none. None for an added value.
    """

    scenario: Scenario
    problem: Problem
    issue: str
    value: str | None
    share: Floats | None


def with_issue(scenario: Scenario, problem: Problem, draws: Draws, name: str) -> Extended:
    """The problem with an issue of `additions:` on the agenda.

    >>> from detente.scenario import best_draws, loads
    >>> text = '''
    ... title: t
    ... parties: {a: {}}
    ... issues: {x: {values: [no, yes]}}
    ... preferences: {a: {weights: {x: 50}, values: {x: rising}}}
    ... additions: {issues: {y: {values: [no, yes], status_quo: no, weights: {a: 10},
    ...   worth: {a: rising}}}}
    ... '''.replace("no,", "'no',").replace("yes", "'yes'")
    >>> scenario = loads(text)
    >>> draws = best_draws(scenario)
    >>> extended = with_issue(scenario, deal_problem(scenario, draws), draws, "y")
    >>> [float(term.points[0]) for term in extended.problem.terms]
    [20.0]
    """
    added = scenario.additions.issues[name]
    whole = scenario.model_copy(update={"issues": {**scenario.issues, name: added}})
    labels = added.labels()
    status_quo = added.place(added.status_quo or "") or 0
    place, count = len(problem.issues), len(labels)
    terms = list(problem.terms)
    share = np.zeros(len(problem.parties))
    for row, party in enumerate(problem.parties):
        if party not in added.weights:
            continue
        weight = draws.of(("additions", "issues", name, "weights", party))
        total = _total(scenario, draws, party)
        share[row] = (weight / (weight + total))[0] if (weight + total)[0] > 0 else 0.0
        worth = _added_worths(scenario, draws, party, name)
        points = (weight / total)[:, np.newaxis] * (worth - worth[:, [status_quo]])
        terms += [
            Term(row, (place,), np.arange(count) == value, points[:, value])
            for value in range(count)
            if points[:, value].any()
        ]
    nothing = np.zeros((problem.draws, len(problem.parties), count))
    extended = replace(
        problem,
        issues=(*problem.issues, name),
        labels=(*problem.labels, labels),
        weight=np.concatenate([problem.weight, nothing[:, :, :1]], axis=2),
        worth=(*problem.worth, nothing),
        terms=tuple(terms),
    )
    return Extended(whole, extended, name, None, share)


def with_value(
    scenario: Scenario, problem: Problem, draws: Draws, issue: str, value: str
) -> Extended:
    """The problem with a value of `additions:` among those of its issue."""
    added = scenario.additions.values[issue][value]
    stated = scenario.issues[issue]
    labels = list(stated.labels())
    labels.insert(len(labels) if added.after is None else labels.index(added.after) + 1, value)
    known = dict(draws.values)
    preferences = dict(scenario.preferences)
    for party in problem.parties:
        before = worths(scenario, draws, party, issue)
        columns = dict(zip(stated.labels(), before.T, strict=True))
        path = ("additions", "values", issue, value, "worth", party)
        columns[value] = known.get(path, np.zeros(draws.count))
        known |= {("preferences", party, "values", issue, v): columns[v] for v in labels}
        nothing = Judgement.model_validate(0)
        values = {**preferences[party].values, issue: dict.fromkeys(labels, nothing)}
        preferences[party] = preferences[party].model_copy(update={"values": values})
    changed = stated.model_copy(update={"values": tuple(labels)})
    issues = {**scenario.issues, issue: changed}
    whole = scenario.model_copy(update={"issues": issues, "preferences": preferences})
    other = deal_problem(whole, Draws(draws.count, known, draws.orders))
    return Extended(whole, replace(other, table=problem.table), issue, value, None)


def together(space: Space) -> Space:
    """The same space with one table for each set of issues on which tables depend."""
    tables: dict[tuple[int, ...], Factor] = {}
    for factor in space.factors:
        before = tables.get(factor.scope)
        gain = factor.gain if before is None else before.gain + factor.gain
        tables[factor.scope] = Factor(factor.scope, gain)
    return replace(space, factors=tuple(tables.values()))


def _total(scenario: Scenario, draws: Draws, party: str) -> Floats:
    """The sum of a party's weights of the issues on the agenda, as given, by draw."""
    given = scenario.preferences[party].weights
    columns = [draws.of(("preferences", party, "weights", issue)) for issue in given]
    return np.asarray(np.sum(columns, axis=0))


def _added_worths(scenario: Scenario, draws: Draws, party: str, name: str) -> Floats:
    """Worth of each value of an added issue for a party, shape [draw, value]."""
    added = scenario.additions.issues[name]
    given = added.worth.get(party)
    stated = scenario.preferences[party]
    values = {} if given is None else {name: given}
    changed = {**scenario.preferences, party: stated.model_copy(update={"values": values})}
    whole = scenario.model_copy(
        update={"issues": {**scenario.issues, name: added}, "preferences": changed}
    )
    path = ("additions", "issues", name, "worth", party)
    columns: dict[KeyPath, Floats] = {
        ("preferences", party, "values", name, key[-1]): column
        for key, column in draws.values.items()
        if key[:-1] == path
    }
    return worths(whole, Draws(draws.count, {**draws.values, **columns}, draws.orders), party, name)
