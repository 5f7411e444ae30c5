"""The steps from a scenario and settings to a result."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from detente.analyses.contract import Origin, Remark
from detente.analyses.deals import DealSettings
from detente.analyses.deals.advice import Asked, parts
from detente.analyses.deals.advice.naming import Naming
from detente.analyses.deals.given import Stated, numbers_given, read_draft, read_powers
from detente.analyses.deals.result import DealMap
from detente.analyses.deals.solve.agreement import agree
from detente.analyses.deals.solve.bargain import exponents
from detente.analyses.deals.solve.refining import nodes_of
from detente.analyses.deals.solve.settle import Settled, settle
from detente.analyses.spaces.consent import rule_of, seated
from detente.analyses.spaces.cut import joined
from detente.analyses.spaces.exact import whole_space
from detente.analyses.spaces.problem import deal_problem
from detente.errors import SettingError
from detente.scenario import Scenario, best_draws
from detente.scenario.names import front_name
from detente.validation import finite_number


def assemble(scenario: Scenario, settings: DealSettings) -> DealMap:
    """Run the analysis."""
    epsilon = settings.epsilon
    if epsilon is not None:
        finite_number("epsilon", epsilon, above=0, most=100)
    draws = best_draws(scenario)
    problem = seated(deal_problem(scenario, draws), settings.consent)
    power = read_powers(settings.power, problem, scenario)
    deal = _deal(settings)
    if problem.cut:
        stated = [
            numbers_given(given, scenario, problem, setting=name)
            for name, given in (("deal", deal), ("otherwise", settings.otherwise))
            if given is not None
        ]
        nodes = joined(nodes_of(scenario, settings.consent, power) or {}, *stated)
        problem = seated(deal_problem(scenario, draws, nodes=nodes), settings.consent)
    rule = rule_of(scenario, problem, settings.consent)
    naming = Naming(scenario, problem, whole_space(problem, rule))
    exact = None if power is None else exponents(power)
    settled = settle(naming.table, rule, power=exact, epsilon=epsilon)
    seats = (settings.seat,) if isinstance(settings.seat, str) else tuple(settings.seat)
    asked = Asked(deal, settings.otherwise, seats, settings.leverage, settings.agenda, power)
    nobody = (frozenset[int](),)
    return DealMap(
        origin=Origin.of(scenario),
        settings=_kept(settings),
        assumptions=_assumptions(naming, settled),
        notes=_notes(naming, settled),
        naming=naming,
        settled=settled,
        whole=agree(naming.table, nobody, epsilon=epsilon) if settings.all_deals else None,
        parts=parts(naming, settled, asked),
        full=settings.full,
    )


def _kept(settings: DealSettings) -> dict[str, Any]:
    """The settings as a result keeps them: in plain values."""
    kept = dict(settings)
    for name in ("power", "seat"):
        given = kept[name]
        many = [given] if isinstance(given, str) else list(given)
        kept[name] = dict(given) if isinstance(given, Mapping) else many
    for name in ("deal", "otherwise"):
        kept[name] = dict(kept[name]) if isinstance(kept[name], Mapping) else kept[name]
    return kept | {"draft": None if settings.draft is None else str(settings.draft)}


def _deal(settings: DealSettings) -> Stated | None:
    """The deal to be looked at."""
    if settings.draft is not None and settings.deal is not None:
        raise SettingError("draft", settings.draft, "give either --deal or --draft")
    deal = settings.deal if settings.draft is None else read_draft(Path(settings.draft))
    if settings.otherwise is not None and deal is None:
        raise SettingError("otherwise", settings.otherwise, "add --deal: what holds if it happens")
    return deal


def _assumptions(naming: Naming, settled: Settled) -> tuple[Remark, ...]:
    scenario, problem = naming.scenario, naming.problem
    needed = "deals.assume_everyone" if naming.beyond_table else "deals.assume_table"
    if not settled.consent.unanimous:
        needed = "deals.assume_enough"
    followed = problem.fallback.value if problem.fallback else {}
    unlimited = tuple(
        partial(scenario.party_name, party)
        for party in problem.parties
        if scenario.preferences[party].reservation is None and party not in followed
    )
    found = [Remark("deals.assume_additive"), Remark(needed)]
    if unlimited:
        found.append(Remark("deals.assume_no_reservation", {"parties": unlimited}))
    if problem.fallback is not None and problem.fallback.worth:
        parties = tuple(partial(scenario.party_name, party) for party in problem.fallback.worth)
        found.append(Remark("deals.assume_fallback", {"parties": parties}))
    if scenario.commitments:
        found.append(Remark("deals.assume_commitments"))
    if problem.audience is not None:
        found.append(Remark("deals.assume_audience"))
    if problem.fronts:
        fronts = tuple(partial(front_name, scenario, front.name) for front in problem.fronts)
        found.append(Remark("deals.assume_fronts", {"fronts": fronts}))
    return tuple(found)


def _notes(naming: Naming, settled: Settled) -> tuple[Remark, ...]:
    scenario, problem = naming.scenario, naming.problem
    found = []
    left_out = tuple(
        partial(scenario.party_name, party)
        for party in scenario.parties
        if party not in scenario.preferences
    )
    if left_out:
        found.append(Remark("deals.left_out", {"parties": left_out}))

    def issues(places: Any) -> tuple[Any, ...]:
        return tuple(partial(scenario.issue_name, problem.issues[place]) for place in places)

    if problem.cut:
        told = {"issues": issues(problem.cut), "slack": f"{problem.cut_slack:.2g}"}
        found.append(Remark("deals.cut_scale", told))
    if problem.free:
        found.append(Remark("deals.free_issues", {"issues": issues(problem.free)}))
    if not naming.space.exact:
        found.append(Remark("deals.rounded"))
    if not settled.consent.unanimous:
        found.append(Remark("deals.not_unanimous"))
    return tuple(found)
