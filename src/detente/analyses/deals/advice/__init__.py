"""Which optional parts an answer has, from what was asked."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.advice.additions import Additions
from detente.analyses.deals.advice.audit import DealAudit
from detente.analyses.deals.advice.contingent import Contingent
from detente.analyses.deals.advice.filling import Filled, changed, filled
from detente.analyses.deals.advice.leverage import Agenda, Leverage
from detente.analyses.deals.advice.naming import Naming, Part, Seats
from detente.analyses.deals.advice.new_issue import NewIssue
from detente.analyses.deals.advice.offers import Offers
from detente.analyses.deals.advice.openings import Coalitions, Fallbacks, Openings
from detente.analyses.deals.advice.trades import Trading
from detente.analyses.deals.advice.vote import Vote
from detente.analyses.deals.given import Stated
from detente.analyses.deals.solve.settle import Settled
from detente.analyses.spaces.problem import Problem
from detente.errors import SettingError, sentence

Indices = NDArray[np.intp]
Powers = NDArray[np.float64]

MOST_LEVERS = 60
MOST_DEALS = 100_000
"""Levers and deals up to which a brief has leverage and offers unasked."""


@dataclass(frozen=True, eq=False)
class Asked:
    """What was asked of a deal space beyond its map."""

    deal: Stated | None = None
    otherwise: Stated | None = None
    seats: tuple[str, ...] = ()
    leverage: bool = False
    agenda: bool = False
    power: Powers | None = None


def parts(naming: Naming, settled: Settled, asked: Asked) -> tuple[Part, ...]:
    """The optional parts, in the order in which a reader wants them."""
    problem = naming.problem
    table = list(problem.table)
    seats = Seats(naming, settled.space, tuple(problem.parties[place] for place in table))
    given = None if asked.deal is None else filled(asked.deal, problem, settled, asked.power)
    deal = None if given is None else given.deal
    found: list[Part] = list(_audits(seats, problem, settled, asked, given))
    if not settled.possible:
        found.append(Openings.of(seats, settled))
    if problem.fallback is not None and problem.fallback.states:
        found.append(Fallbacks.of(seats, problem.fallback, settled))
    if not settled.consent.unanimous:
        found.append(Coalitions.of(seats, settled))
        found += [Vote.of(seats, settled, asked.power)] if settled.possible else []
    worth = [points[0][table] for points in problem.worth]
    found.append(Trading.of(seats, worth, deal, settled.consent))
    found += _of_solution(seats, problem, settled, asked, deal)
    if asked.agenda or not settled.possible:
        found.append(NewIssue.of(seats, settled, asked.power))
    if naming.scenario.additions.stated:
        found.append(Additions.of(seats, settled, asked.power))
    return tuple(found)


def _audits(
    seats: Seats, problem: Problem, settled: Settled, asked: Asked, given: Filled | None
) -> list[Part]:
    if given is None:
        return []
    reservation = {
        party: float(value)
        for party, value in zip(problem.parties, problem.reservation[0], strict=True)
    }
    audit = DealAudit.of(seats, given, reservation, settled.consent)
    if asked.otherwise is None:
        return [audit]
    instead = changed(asked.otherwise, problem, given.deal)
    other = DealAudit.of(seats, instead, reservation, settled.consent)
    return [audit, Contingent.of(audit, other)]


def _of_solution(
    seats: Seats, problem: Problem, settled: Settled, asked: Asked, deal: Indices | None
) -> list[Part]:
    """Offers, leverage and agenda: they start from the Nash deal."""
    found: list[Part] = []
    unknown = [name for name in asked.seats if name not in seats.names]
    if unknown:
        raise SettingError(
            "seat", unknown[0], sentence("choose one of {known}", known=", ".join(seats.names))
        )
    if not settled.possible:
        return found
    if asked.seats:
        found.append(Offers.of(seats, settled, deal, asked.seats, asked.power))
    if asked.leverage:
        weight = problem.weight[0][list(problem.table)]
        found.append(Leverage.of(seats, weight, asked.power, settled.consent))
    if asked.agenda:
        found.append(Agenda.of(seats, asked.power, settled.consent))
    return found


def everything(naming: Naming, settled: Settled, known: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts that there are, and offers of every seat and leverage where these are quick."""
    problem = naming.problem
    levers = len(problem.table) * (2 + len(problem.issues))
    quick = levers <= MOST_LEVERS and math.prod(problem.sizes) <= MOST_DEALS
    if not (quick and settled.possible):
        return known
    names = tuple(problem.parties[place] for place in problem.table)
    asked = Asked(seats=names, leverage=True)
    here = {part.key for part in known}
    more = _of_solution(Seats(naming, settled.space, names), problem, settled, asked, None)
    return (*known, *(part for part in more if part.key not in here))
