"""The steps from a scenario and settings to a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from detente.analyses.contract import Origin, Remark
from detente.analyses.deals.advice import Asked, Powers, parts
from detente.analyses.deals.advice.naming import Naming
from detente.analyses.deals.given import numbers_given, read_draft, read_powers
from detente.analyses.deals.result import DealMap
from detente.analyses.deals.solve.agreement import agree
from detente.analyses.deals.solve.bargain import exponents
from detente.analyses.deals.solve.refining import nodes_of
from detente.analyses.deals.solve.settle import Settled, settle
from detente.analyses.spaces.cut import Nodes, joined
from detente.analyses.spaces.fronts import whole_space
from detente.analyses.spaces.problem import Problem, deal_problem
from detente.analyses.spaces.rule_of_consent import CHOICES, rule_of, seated
from detente.errors import SettingError, sentence
from detente.scenario import Scenario, best_draws
from detente.scenario.names import front_name
from detente.validation import finite_number


def assemble(scenario: Scenario, *, settings: dict[str, Any]) -> DealMap:
    """Run the analysis; settings are those of `map_deals`, checked here."""
    if settings["consent"] not in CHOICES:
        raise SettingError(
            "consent",
            settings["consent"],
            sentence("choose one of {known}", known=", ".join(CHOICES)),
        )
    epsilon = settings["epsilon"]
    if epsilon is not None:
        finite_number("epsilon", epsilon, above=0, most=100)
    draws = best_draws(scenario)
    problem = seated(deal_problem(scenario, draws), settings["consent"])
    power = _power(settings["power"], problem, scenario)
    if problem.cut:
        stated = _stated_numbers(scenario, problem, settings)
        nodes = joined(nodes_of(scenario, settings["consent"], power) or {}, *stated)
        problem = seated(deal_problem(scenario, draws, nodes=nodes), settings["consent"])
    rule = rule_of(scenario, problem, settings["consent"])
    space = whole_space(problem, rule)
    table = space.of(problem.table)
    settled = settle(
        table,
        rule,
        power=None if power is None else exponents(power),
        epsilon=epsilon,
    )
    naming = Naming(scenario, problem, space)
    whole = agree(table, (frozenset(),), epsilon=epsilon) if settings["all_deals"] else None
    result = DealMap(
        origin=Origin.of(scenario),
        settings=settings,
        assumptions=_assumptions(scenario, problem, _needed(naming, settled)),
        notes=_notes(scenario, problem, space.exact, settled.consent.unanimous),
        scenario=scenario,
        problem=problem,
        space=space,
        settled=settled,
        whole=whole,
        full=settings["full"],
    )
    return replace(result, parts=parts(naming, settled, _asked(settings, power)))


def _stated_numbers(
    scenario: Scenario, problem: Problem, settings: Mapping[str, Any]
) -> tuple[Nodes, ...]:
    """The numbers that the deals to be reviewed choose on continuous scales."""
    draft = settings["draft"]
    given = {"deal": settings["deal"], "otherwise": settings["otherwise"]}
    given["draft"] = None if draft is None else read_draft(Path(draft))
    return tuple(
        numbers_given(stated, scenario, problem, setting=name)
        for name, stated in given.items()
        if stated is not None
    )


def _asked(settings: Mapping[str, Any], power: Powers | None) -> Asked:
    deal = settings["deal"]
    if settings["draft"] is not None:
        if deal is not None:
            raise SettingError("draft", settings["draft"], "give either --deal or --draft")
        deal = read_draft(Path(settings["draft"]))
    if settings["otherwise"] is not None and deal is None:
        raise SettingError(
            "otherwise", settings["otherwise"], "add --deal: what holds if it happens"
        )
    return Asked(
        deal=deal,
        otherwise=settings["otherwise"],
        seats=tuple(settings["seat"]),
        leverage=settings["leverage"],
        agenda=settings["agenda"],
        power=power,
    )


def _power(given: Any, problem: Problem, scenario: Scenario) -> Powers | None:
    """Exponents of the parties at the table; None where all are 1.

    `stated` takes the power of each party from the scenario, divided by their mean.
    """
    if not given:
        return None
    if list(given) == ["stated"] or given == "stated":
        return _stated_power(problem, scenario)
    if isinstance(given, Mapping):
        given = [f"{party}={value}" for party, value in given.items()]
    names = tuple(problem.parties[place] for place in problem.table)
    return np.array(list(read_powers(tuple(given), names).values()))


def _stated_power(problem: Problem, scenario: Scenario) -> Powers:
    names = [problem.parties[place] for place in problem.table]
    stated = [scenario.parties[name].power for name in names]
    missing = [n for n, power in zip(names, stated, strict=True) if power is None or not power.best]
    if missing:
        raise SettingError(
            "power", "stated", sentence("state power: under parties for {party}", party=missing[0])
        )
    best = np.array([power.best for power in stated if power is not None])
    return np.asarray(best / best.mean())


def _needed(naming: Naming, settled: Settled) -> str:
    """Under which name the phrases say whose consent a deal needs."""
    if not settled.consent.unanimous:
        return "deals.assume_enough"
    return "deals.assume_everyone" if naming.beyond_table else "deals.assume_table"


def _assumptions(scenario: Scenario, problem: Problem, needed: str) -> tuple[Remark, ...]:
    found = [Remark("deals.assume_additive"), Remark(needed)]
    unlimited = tuple(
        partial(scenario.party_name, party)
        for party in problem.parties
        if scenario.preferences[party].reservation is None
        and not (problem.fallback and party in problem.fallback.value)
    )
    if unlimited:
        found.append(Remark("deals.assume_no_reservation", {"parties": unlimited}))
    if problem.fallback is not None and problem.fallback.worth:
        followed = tuple(partial(scenario.party_name, party) for party in problem.fallback.worth)
        found.append(Remark("deals.assume_fallback", {"parties": followed}))
    if scenario.commitments:
        found.append(Remark("deals.assume_commitments"))
    if problem.audience is not None:
        found.append(Remark("deals.assume_audience"))
    if problem.fronts:
        fronts = tuple(partial(front_name, scenario, front.name) for front in problem.fronts)
        found.append(Remark("deals.assume_fronts", {"fronts": fronts}))
    return tuple(found)


def _notes(
    scenario: Scenario, problem: Problem, exact: bool, unanimous: bool
) -> tuple[Remark, ...]:
    found = []
    left_out = tuple(
        partial(scenario.party_name, party)
        for party in scenario.parties
        if party not in scenario.preferences
    )
    if left_out:
        found.append(Remark("deals.left_out", {"parties": left_out}))
    if problem.cut:
        names = tuple(partial(scenario.issue_name, problem.issues[k]) for k in problem.cut)
        slack = f"{problem.cut_slack:.2g}"
        found.append(Remark("deals.cut_scale", {"issues": names, "slack": slack}))
    if problem.free:
        names = tuple(partial(scenario.issue_name, problem.issues[k]) for k in problem.free)
        found.append(Remark("deals.free_issues", {"issues": names}))
    if not exact:
        found.append(Remark("deals.rounded"))
    if not unanimous:
        found.append(Remark("deals.not_unanimous"))
    return tuple(found)
