"""What parties without a seat at a table have to say in its result all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.scenario.agendas import agendas, enough

if TYPE_CHECKING:
    from detente.scenario import Scenario
    from detente.scenario.sections.stages import Stage


@dataclass(frozen=True, slots=True)
class Say:
    """The say of a party in what a stage decides without its seat.

    `asked` are the stages at which it is asked, later or, for a party that ratifies, there; of
    these `needed` those at which nothing passes and talks end without it. `fronts` need its consent
    wherever a package gives up what they hold; `options` are those that it controls.
    """

    asked: tuple[int, ...]
    needed: tuple[int, ...]
    fronts: tuple[str, ...]
    options: tuple[str, ...]

    def later_than(self, stage: int) -> int | None:
        """The first later stage at which the party is asked, if any."""
        return next((place for place in self.asked if place > stage), None)


def say_of(scenario: Scenario, stage: int, party: str) -> Say:
    """What a party has to say without a seat at a stage."""
    asked, needed = [], []
    plan = agendas(scenario.stages, tuple(scenario.issues))
    for place, at in enumerate(scenario.stages[stage:], stage):
        through = [n for n in at.table if party in at.ratifiers.get(n, ()) and n != party]
        if party in at.table and place > stage:
            through.append(party)
        counts = [name for name in through if name in at.consent.vetoes or _votes(at, name)]
        if plan[place].kind == "announce" or not counts:
            continue
        asked.append(place)
        others = [[name for name in at.table if name != one] for one in through]
        if plan[place].if_fails != "next" and not all(enough(at, rest) for rest in others):
            needed.append(place)
    return Say(
        tuple(asked),
        tuple(needed),
        tuple(name for name, front in scenario.fronts.items() if party in front.members),
        tuple(scenario.options.get(party, {})),
    )


def _votes(at: Stage, party: str) -> bool:
    return at.consent.rule == "all" or at.consent.votes.get(party, 1) > 0
