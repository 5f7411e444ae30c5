"""The steps from a scenario and settings to a result."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Origin, Remark, types_stated
from detente.analyses.deals import DealSettings
from detente.analyses.deals.advice import Asked, parts
from detente.analyses.deals.advice.naming import Naming
from detente.analyses.deals.result import DealMap
from detente.analyses.deals.solve.agreement import agree
from detente.analyses.deals.solve.bargain import exponents
from detente.analyses.deals.solve.settle import Settled, settle
from detente.analyses.deals.stated_deals import Stated, numbers_given, read_draft, read_powers
from detente.analyses.spaces.close_calls import CloseCall, turned_by
from detente.analyses.spaces.consent import Consent, rule_of, seated
from detente.analyses.spaces.cut import joined
from detente.analyses.spaces.exact import whole_space
from detente.analyses.spaces.laid_out import count_worths
from detente.analyses.spaces.problem import deal_problem
from detente.errors import SettingError, sentence
from detente.scenario import Draws, Scenario, best_draws, draw
from detente.validation import finite_number

MANY, MOST_WORK = 20_000_000, 160_000_000
"""Packages from which on it takes no longer, and packages times groups up to which a vote is."""
DRAWS = 128
"""Over which it is asked whether about as many have a package that passes as have none."""


def assemble(scenario: Scenario, settings: DealSettings, among: Sequence[Stated] = ()) -> DealMap:
    """Run the analysis; the numbers of the deals `among` are numbers of the scales."""
    epsilon = settings.epsilon
    if epsilon is not None:
        finite_number("epsilon", epsilon, above=0, most=100)
    draws = best_draws(scenario)
    problem = seated(deal_problem(scenario, draws), settings.consent)
    refuse_many(problem.sizes, rule_of(scenario, problem, settings.consent))
    power = read_powers(settings.power, problem, scenario)
    deal = _deal(settings)
    if problem.cut:
        from detente.analyses.deals.solve.refining import nodes_of

        stated = [
            numbers_given(given, scenario, problem, setting=name)
            for name, given in (
                ("deal", deal),
                ("otherwise", settings.otherwise),
                *(("among", each) for each in among),
            )
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
    close = None if settled.possible else _close_call(scenario, settings.consent)
    told = parts(naming, settled, asked)
    if close is not None and close.open:
        from detente.analyses.deals.advice.openings import Openings

        told = tuple(part for part in told if not isinstance(part, Openings))
    return DealMap(
        origin=Origin.of(scenario),
        settings=_kept(settings),
        assumptions=_assumptions(naming, settled),
        notes=_notes(naming, settled),
        naming=naming,
        settled=settled,
        whole=agree(naming.table, nobody, epsilon=epsilon) if settings.all_deals else None,
        parts=told,
        full=settings.full,
        close=close,
    )


def refuse_many(sizes: Sequence[int], rule: Consent) -> None:
    """Refuse a vote of so many groups over so many packages that it would take minutes."""
    packages, groups = math.prod(sizes), len(rule.groups)
    if groups > 1 and groups * min(packages, MANY) > MOST_WORK:
        raise SettingError(
            "packages",
            packages,
            sentence(
                "{groups} groups can decide among them; give scales fewer steps, or leave out "
                "issues or values",
                groups=groups,
            ),
        )


def _close_call(scenario: Scenario, consent: str) -> CloseCall | None:
    """Whether it is too close to call that no package passes; large spaces are not asked."""
    from detente.analyses.deals.draws.conclusions import LARGEST_LAID_OUT, conclusions
    from detente.analyses.deals.draws.judged import Asked as Accepting

    if count_worths(scenario) > LARGEST_LAID_OUT * len(scenario.preferences):
        return None

    def passes(same: Scenario, draws: Draws) -> NDArray[np.bool_]:
        return conclusions(same, draws, Accepting(consent), "zopa")["zopa"] > 0

    _, turning = turned_by(scenario, passes)
    return CloseCall(turning, float(passes(scenario, draw(scenario, DRAWS, seed=0)).mean()))


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
    scenario, problem, fallback = naming.scenario, naming.problem, naming.problem.fallback
    needed = "deals.assume_everyone" if naming.beyond_table else "deals.assume_table"
    unlimited = [
        party
        for party in problem.parties
        if scenario.preferences[party].reservation is None
        and not (fallback and party in fallback.value)
    ]
    followed = fallback.worth if fallback else ()
    fronts = tuple(partial(scenario.front_name, front.name) for front in problem.fronts)
    return (
        Remark("deals.assume_additive"),
        Remark(needed if settled.consent.unanimous else "deals.assume_enough"),
        *_remark("deals.assume_no_reservation", parties=_parties(scenario, unlimited)),
        *_remark("deals.assume_fallback", parties=_parties(scenario, followed)),
        *_remark("deals.assume_commitments", scenario.commitments),
        *_remark("deals.assume_audience", problem.audience is not None),
        *_remark("deals.assume_fronts", fronts=fronts),
        *types_stated(scenario),
    )


def _notes(naming: Naming, settled: Settled) -> tuple[Remark, ...]:
    scenario, problem = naming.scenario, naming.problem
    left_out = [party for party in scenario.parties if party not in scenario.preferences]
    cut, free = (
        tuple(partial(scenario.issue_name, problem.issues[place]) for place in places)
        for places in (problem.cut, problem.free)
    )
    return (
        *_remark("deals.left_out", parties=_parties(scenario, left_out)),
        *_remark("deals.cut_scale", issues=cut, slack=f"{problem.cut_slack:.2g}"),
        *_remark("deals.free_issues", issues=free),
        *_remark("deals.rounded", not naming.space.exact),
        *_remark("deals.not_unanimous", not settled.consent.unanimous),
    )


def _parties(scenario: Scenario, names: Iterable[str]) -> tuple[object, ...]:
    return tuple(partial(scenario.party_name, name) for name in names)


def _remark(key: str, holds: object = True, **values: object) -> tuple[Remark, ...]:
    """A remark where there is something to say."""
    return (Remark(key, values),) if holds and all(values.values()) else ()
