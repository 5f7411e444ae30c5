"""Which optional parts an answer has, from what was asked."""

from __future__ import annotations

from typing import NamedTuple

from detente.analyses.deals.advice.naming import Indices, Naming, Part, Powers
from detente.analyses.deals.advice.trades import Trading
from detente.analyses.deals.solve.settle import Settled
from detente.analyses.deals.stated_deals import Stated
from detente.errors import SettingError, sentence


class Asked(NamedTuple):
    """What was asked of a deal space beyond its map."""

    deal: Stated | None = None
    otherwise: Stated | None = None
    seats: tuple[str, ...] = ()
    leverage: bool = False
    agenda: bool = False
    power: Powers | None = None


def parts(naming: Naming, settled: Settled, asked: Asked) -> tuple[Part, ...]:
    """The optional parts, in the order in which a reader wants them."""
    consent, power, fallback = settled.consent, asked.power, naming.problem.fallback
    found: list[Part] = []
    deal = None
    if asked.deal is not None:
        from detente.analyses.deals.advice.audit import Audit, changed, filled

        given = filled(asked.deal, naming, consent, power)
        deal = given.deal
        audit = Audit.of(naming, given, consent)
        found.append(audit)
        if asked.otherwise is not None:
            from detente.analyses.deals.advice.contingent import Contingent

            other = Audit.of(naming, changed(asked.otherwise, naming, deal), consent)
            found.append(Contingent(audit, other, naming.reservation))
    if not settled.possible:
        from detente.analyses.deals.advice.openings import Openings

        found.append(Openings.of(naming, settled))
    if fallback is not None and fallback.states.size:
        from detente.analyses.deals.advice.openings import Fallbacks

        found.append(Fallbacks.of(naming, fallback, settled))
    if not consent.unanimous:
        from detente.analyses.deals.advice.votes import Coalitions, Vote

        found.append(Coalitions.of(naming, settled))
        found += [Vote.of(naming, settled, power)] if settled.possible else []
    found.append(Trading.of(naming, deal, consent))
    found += _of_solution(naming, settled, asked, deal)
    if asked.agenda or not settled.possible:
        from detente.analyses.deals.advice.new_issue import NewIssue

        found.append(NewIssue.of(naming, settled, power))
    if naming.scenario.additions.stated:
        from detente.analyses.deals.advice.additions import Additions

        found.append(Additions.of(naming, settled, power))
    return tuple(found)


def _of_solution(
    naming: Naming, settled: Settled, asked: Asked, deal: Indices | None
) -> list[Part]:
    """Offers, leverage and agenda: they start from the Nash deal."""
    unknown = [name for name in asked.seats if name not in naming.names]
    if unknown:
        remedy = sentence("choose one of {known}", known=", ".join(naming.names))
        raise SettingError("seat", unknown[0], remedy)
    if not settled.possible:
        return []
    found: list[Part] = []
    if asked.seats:
        from detente.analyses.deals.advice.offers import Offers

        found.append(Offers.of(naming, settled, deal, asked.seats, asked.power))
    if asked.leverage:
        from detente.analyses.deals.advice.leverage import Leverage, levers

        found.append(Leverage(levers(naming, asked.power, settled.consent)))
    if asked.agenda:
        from detente.analyses.deals.advice.leverage import Agenda, agenda

        found.append(Agenda(agenda(naming, asked.power, settled.consent)))
    return found
