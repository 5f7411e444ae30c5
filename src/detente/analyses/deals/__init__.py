"""Which deals are possible, efficient and fair, and what stands in the way of one.

A deal settles every issue. A party accepts it when it is worth at least the party's reservation
value and breaks none of its red lines; what all whose consent is needed accept is the zone of
possible agreement (ZOPA). `map_deals` finds it, its efficient frontier and the bargaining
solutions, exactly and mostly without enumerating the space.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Origin, Remark, Setting, require_sections
from detente.analyses.deals.example import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.deals.problem import Problem
    from detente.analyses.deals.result import DealMap
    from detente.scenario import Draws, Scenario


def map_deals(
    scenario: Scenario,
    *,
    all_deals: bool = False,
    full: bool = False,
    epsilon: float | None = None,
) -> DealMap:
    """Map the deal space of a scenario.

    `all_deals` shows the efficient frontier of the whole space instead of that of the deals that
    pass; `full` lists all of it, however long; `epsilon`, in points, asks for a frontier within
    that tolerance instead of the exact one.

    Raises MissingSection without issues or without preferences of a party at the table,
    SettingError when a statement joins too many values.

    >>> from detente.scenario import loads
    >>> scenario = loads('''
    ... title: A trade
    ... parties: {a: {}, b: {}}
    ... issues: {x: {scale: 0..10, steps: 11}, y: {scale: 0..10, steps: 11}}
    ... preferences:
    ...   a: {weights: {x: 80, y: 20}, values: {x: rising, y: rising}}
    ...   b: {weights: {x: 20, y: 80}, values: {x: falling, y: falling}}
    ... ''')
    >>> [dict(package.deal) for package in map_deals(scenario).solutions["nash"]]
    [{'x': '10', 'y': '0'}]
    """
    from detente.analyses.deals.agreement import agree
    from detente.analyses.deals.consent import unanimity
    from detente.analyses.deals.exact import space_of
    from detente.analyses.deals.problem import deal_problem
    from detente.analyses.deals.result import DealMap
    from detente.analyses.deals.solve import settle
    from detente.scenario import best_draws

    require_sections(ANALYSIS, scenario)
    problem = deal_problem(scenario, best_draws(scenario))
    space = space_of(problem)
    table = space.of(problem.table)
    settled = settle(table, unanimity(table.parties), epsilon=epsilon)
    whole = agree(table, (frozenset(),), epsilon=epsilon) if all_deals else None
    return DealMap(
        origin=Origin.of(scenario),
        settings={"all_deals": all_deals, "full": full, "epsilon": epsilon},
        assumptions=_assumptions(scenario, problem),
        notes=_notes(scenario, space.exact),
        scenario=scenario,
        problem=problem,
        space=space,
        settled=settled,
        whole=whole,
        full=full,
    )


def _assumptions(scenario: Scenario, problem: Problem) -> tuple[Remark, ...]:
    found = [Remark("deals.assume_additive"), Remark("deals.assume_table")]
    unlimited = tuple(
        scenario.party_name(party)
        for party in problem.parties
        if scenario.preferences[party].reservation is None
    )
    if unlimited:
        found.append(Remark("deals.assume_no_reservation", {"parties": unlimited}))
    return tuple(found)


def _notes(scenario: Scenario, exact: bool) -> tuple[Remark, ...]:
    found = []
    left_out = tuple(
        scenario.party_name(party)
        for party in scenario.parties
        if party not in scenario.preferences
    )
    if left_out:
        found.append(Remark("deals.left_out", {"parties": left_out}))
    continuous = tuple(
        scenario.issue_name(name) for name, issue in scenario.issues.items() if issue.continuous
    )
    if continuous:
        found.append(Remark("deals.cut_scale", {"issues": continuous}))
    if not exact:
        found.append(Remark("deals.rounded"))
    return tuple(found)


def deal_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Whether there is a deal, who accepts which, and what the solutions give, over draws.

    `settings` only shape what is listed and change nothing here.
    """
    from detente.analyses.deals.conclusions import conclusions

    return conclusions(scenario, draws)


ANALYSIS = Analysis(
    name="deals",
    summary="which deals are possible, efficient and fair, or who blocks them",
    run=map_deals,
    needs=("issues", "preferences"),
    example=EXAMPLE,
    settings=(
        Setting("all_deals", "flag", "efficient frontier of the whole space", default=False),
        Setting("full", "flag", "list every efficient deal, however many", default=False),
        Setting("epsilon", "number", "frontier within so many points instead of the exact one"),
    ),
    conclusions=deal_conclusions,
)
