"""Who negotiates, over which deals, with which tactics."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from detente.analyses.bargaining_space import lay_out, status_quo_deal
from detente.analyses.simulate.solve import Arena, arena
from detente.analyses.simulate.tactics import TACTICS, checked_tactic
from detente.errors import SettingError
from detente.validation import fitting_draws, one_of, whole_number

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario


BYTES = 60
"""Of a deal to a party in a draw: its worth, its place from best to worst, and room to sort."""


def check_size(scenario: Scenario, draws: int) -> None:
    """Refuse more draws than fit into memory."""
    space = lay_out(scenario)
    fitting_draws("draws", draws, BYTES * len(space.parties) * space.utility.shape[2])


def prepare(
    scenario: Scenario, draws: Draws, *, protocol: str, parties: tuple[str, ...], rounds: int
) -> tuple[tuple[str, ...], Arena]:
    """The parties that negotiate, and what they want; SettingError where settings do not fit."""
    one_of("protocol", protocol, ("offers", "mediator"))
    whole_number("rounds", rounds, least=2, most=10_000)
    space = lay_out(scenario, draws)
    seated = parties or _seated(scenario, protocol)
    for party in seated:
        one_of("parties", party, space.parties)
    if len(seated) < 2 or len(set(seated)) < len(seated):
        raise SettingError("parties", list(seated), "name at least two different ones")
    if protocol == "offers" and len(seated) != 2:
        raise SettingError("parties", list(seated), "alternating offers are for two: name two")
    places = [space.parties.index(party) for party in seated]
    return seated, arena(
        space.utility[:, places],
        space.reservation[:, places],
        space.banned()[places],
        space.sizes,
        status_quo_deal(scenario),
    )


def _seated(scenario: Scenario, protocol: str) -> tuple[str, ...]:
    wanted = scenario.stages[0].table if scenario.stages else scenario.at_table
    seated = tuple(party for party in wanted if party in scenario.preferences)
    if protocol == "mediator" and scenario.stages:
        everybody = {party for stage in scenario.stages for party in stage.table}
        seated = tuple(p for p in scenario.parties if p in everybody and p in scenario.preferences)
    return seated


def pairings(tactics: tuple[str, ...], parties: int) -> tuple[tuple[str, ...], ...]:
    """The tactics to play: those given, or every combination that is of interest.

    >>> len(pairings((), 2)), pairings(("conceder", "hardliner"), 2)
    (16, (('conceder', 'hardliner'),))
    """
    if tactics:
        chosen = tuple(checked_tactic(name) for name in tactics)
        if len(chosen) != parties:
            remedy = f"{parties} parties negotiate: name {parties} tactics, one a party, or none"
            raise SettingError("tactics", ", ".join(chosen), remedy)
        return (chosen,)
    if parties == 2:
        return tuple(product(TACTICS, repeat=2))
    return tuple((name,) * parties for name in TACTICS)
