"""What would open a deal, each as something one could say to a party; and what no deal is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.analyses.deals.advice.naming import Indices, Naming, Package, Parts, RedLine, Telling
from detente.analyses.deals.solve.bargain import nash_deal, with_limit
from detente.analyses.deals.solve.obstacles import under_fronts
from detente.analyses.deals.solve.settle import Settled, settle
from detente.analyses.no_deal.worth import Fallback
from detente.exhibits import Table
from detente.scenario.states import state_text

MOST = 5


@dataclass(frozen=True)
class Opening(Package):
    """A change after which a deal passes: lower reservation values, or red lines given up.

    `lower_reservation[party]` are points; `least` says what is least about it.
    """

    least: str
    lower_reservation: Mapping[str, float]
    lift: tuple[RedLine, ...]


@dataclass(frozen=True, eq=False)
class Openings(Parts):
    """The cheapest openings where nothing passes."""

    found: tuple[Opening, ...]

    key = "openings"

    @classmethod
    def of(cls, naming: Naming, settled: Settled) -> Openings:
        """From the nearest misses and the smallest sets of red lines."""
        found = []

        def add(least: str, deal: Indices, lower: dict[str, float], lines: Iterable[int]) -> None:
            lift = tuple(map(naming.line, lines))
            found.append(
                Opening(
                    **vars(naming.package(deal)), least=least, lower_reservation=lower, lift=lift
                )
            )

        for miss in settled.misses:
            lower = {name: lack for name, lack in naming.gains(miss.lack).items() if lack > 0}
            for sense in miss.least:
                add(sense, miss.deal, lower, miss.lines)
        for lifted in settled.lines[:MOST]:
            for space, rule in under_fronts(settled.space, settled.consent):
                deal = nash_deal(space.lifting(lifted), consent=rule)
                if deal is not None:
                    add("red_lines", deal, {}, sorted(lifted))
                    break
        return cls(tuple(found))

    def findings(self, tell: Telling) -> list[str]:
        """What one could say to each party."""
        said = []
        for opening in self.found[:MOST]:
            deal = tell.deal(opening.deal)
            asked = [
                (p, {"points": tell.number(x, 1)}) for p, x in opening.lower_reservation.items()
            ]
            asked += [(party, {"text": tell.line(text)}) for party, text in opening.lift]
            for party, what in asked:
                key = "deals.say_lower" if "points" in what else "deals.say_lift"
                have = tell.number(opening.utility[party], 1)
                said.append(tell(key, party=tell.party(party), have=have, deal=deal, **what))
        return list(dict.fromkeys(said))

    def tables(self, tell: Telling) -> list[Table]:
        """All openings."""
        kinds = {
            "room": tell("deals.least_room"),
            "total": tell("deals.least_total"),
            "largest": tell("deals.least_largest"),
            "red_lines": tell("deals.least_lines"),
        }
        rows = [
            (
                kinds[opening.least],
                tell.signed({p: -v for p, v in opening.lower_reservation.items()}) or None,
                "; ".join(tell.red_lines(opening.lift)) or None,
                tell.deal(opening.deal),
            )
            for opening in self.found
        ]
        columns = ["opens", "lower_by", "lift", "deal"]
        return [tell.table("deals.openings", columns, rows)] if rows else []


@dataclass(frozen=True)
class LastingState:
    """A state that can last without a deal: its worth, and what could be agreed against it."""

    state: str
    worth: Mapping[str, float]
    acceptable: int | None
    nash: Package | None


@dataclass(frozen=True, eq=False)
class Fallbacks(Parts):
    """What follows if talks fail, and what each such state would mean for the deal."""

    found: tuple[LastingState, ...]

    key = "no_deal"

    @classmethod
    def of(cls, naming: Naming, failing: Fallback, settled: Settled) -> Fallbacks:
        """One entry for each state that can last, up to `MOST`."""
        found = []
        problem = naming.problem
        count = len(naming.scenario.option_names)
        for state, code in enumerate(failing.states[:MOST].tolist()):
            worth = {party: float(points[state]) for party, points in failing.worth.items()}
            space = settled.space
            for party, points in worth.items():
                if party in naming.names:
                    place = problem.parties.index(party)
                    more = problem.limit[0, place] - failing.value[party][0]
                    space = with_limit(space, naming.names.index(party), points + float(more))
            other = settle(space, settled.consent)
            passing = None if other.census is None else other.census.passing * problem.copies
            package = naming.package(other.chosen["nash"][0]) if other.possible else None
            found.append(LastingState(state_text(code, count), worth, passing, package))
        return cls(tuple(found))

    def findings(self, tell: Telling) -> list[str]:
        """How many states can last, and what follows."""
        if not self.found:
            return []
        without = sum(item.nash is None for item in self.found)
        text = tell.words.count("deals.lasting", len(self.found))
        if without:
            text += " " + tell.words.count("deals.lasting_without", without)
        return [text]

    def tables(self, tell: Telling) -> list[Table]:
        """Every state that can last: its worth, and the Nash deal against it."""
        if not self.found:
            return []
        columns = ["state", *tell.columns(self.found[0].worth), "accepts>0", "nash_against_it"]
        rows = [
            (
                item.state,
                *item.worth.values(),
                item.acceptable,
                None if item.nash is None else tell.deal(item.nash.deal),
            )
            for item in self.found
        ]
        return [tell.table("deals.fallback", columns, rows)]
