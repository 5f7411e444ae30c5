"""A package that depends on an event: one deal if it happens, another if not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.analyses.deals.advice.audit import Audit
from detente.analyses.deals.advice.naming import Part, Telling
from detente.exhibits import Table

_PASSING = {
    (True, True): "deals.contingent_passes",
    (True, False): "deals.contingent_first",
    (False, True): "deals.contingent_second",
    (False, False): "deals.contingent_fails",
}


@dataclass(frozen=True, eq=False)
class Contingent(Part):
    """Two deals, one if an event happens and one if it does not."""

    happens: Audit
    otherwise: Audit
    reservation: Mapping[str, float]

    key = "contingent"

    def even(self, party: str) -> float | None:
        """The probability of the event at which a party is indifferent to no deal.

        None where it prefers the same of the package and no deal at every probability.
        """
        high, low = self.happens.utility[party], self.otherwise.utility[party]
        limit = self.reservation[party]
        if high == low or not min(high, low) <= limit <= max(high, low):
            return None
        return (limit - low) / (high - low)

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        ends = {"if_it_happens": self.happens, "otherwise": self.otherwise}
        parties = self.happens.accepts
        return {
            **{
                name: {"deal": dict(end.deal), "utility": dict(end.utility)}
                for name, end in ends.items()
            },
            "accepts": {p: {name: end.accepts[p] for name, end in ends.items()} for p in parties},
            "passes": {name: end.passes for name, end in ends.items()},
            "even_at": {party: self.even(party) for party in parties},
        }

    def findings(self, tell: Telling) -> list[str]:
        """At which likelihood each party would take the package."""
        said = []
        for party, high in self.happens.utility.items():
            low, even = self.otherwise.utility[party], self.even(party)
            if even is None:
                always = min(high, low) >= self.reservation[party]
                key = "deals.contingent_always" if always else "deals.contingent_never"
                said.append(tell(key, party=tell.party(party)))
            else:
                key = "deals.contingent_above" if high > low else "deals.contingent_below"
                said.append(tell(key, party=tell.party(party), share=tell.number(100 * even)))
        if self.happens.beaten_by is not None:
            said.append(tell(_PASSING[self.happens.passes, self.otherwise.passes]))
        return said

    def tables(self, tell: Telling) -> list[Table]:
        """Worth under each contingency."""
        rows = [
            (
                tell.party(party),
                self.reservation[party],
                high,
                self.otherwise.utility[party],
                None if (even := self.even(party)) is None else 100 * even,
            )
            for party, high in self.happens.utility.items()
        ]
        change = tell.changes(self.otherwise.deal, self.happens.deal)
        columns = ["party", "reservation>0", "if_it_happens>0", "otherwise>0", "even_at>0%"]
        note = tell("deals.contingent_note", change=change)
        return [tell.table("deals.contingent", columns, rows, note)]
