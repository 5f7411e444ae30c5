"""Where not everybody must agree: groups that can decide, and how the Nash deal stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from detente.analyses.deals.advice.audit import beaten_by
from detente.analyses.deals.advice.leverage import nash_points
from detente.analyses.deals.advice.naming import (
    GroupPackage,
    Indices,
    Naming,
    Package,
    Part,
    Parts,
    Powers,
    Telling,
)
from detente.analyses.deals.solve.bargain import accepted, nash_deal
from detente.analyses.deals.solve.settle import Settled
from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.space import Space
from detente.exhibits import Table


@dataclass(frozen=True)
class Coalition:
    """A smallest group that can decide, and its Nash deal; None where it finds no deal."""

    parties: tuple[str, ...]
    nash: Package | None


@dataclass(frozen=True, eq=False)
class Coalitions(Parts):
    """What each smallest group that can decide would agree on by itself."""

    found: tuple[Coalition, ...]

    key = "coalitions"

    @classmethod
    def of(cls, naming: Naming, settled: Settled) -> Coalitions:
        """The Nash deal of every smallest winning group."""
        found, groups = [], settled.consent.groups
        for group in groups:
            members = tuple(sorted(group))
            deal = nash_deal(settled.space.asking(group).of(members), share=len(groups))
            package = None if deal is None else naming.package(deal)
            found.append(Coalition(naming.named(group), package))
        return cls(tuple(found))

    def findings(self, tell: Telling) -> list[str]:
        """How many groups find a deal among themselves."""
        able = tell.number(sum(group.nash is not None for group in self.found))
        return [tell("deals.groups_able", able=able, all=tell.number(len(self.found)))]

    def tables(self, tell: Telling) -> list[Table]:
        """Groups and their deals."""
        names = tell.naming.names
        rows = []
        for group in self.found:
            deal: str | None = None
            worth: list[float | None] = [None] * len(names)
            if group.nash is not None:
                deal, worth = tell.deal(group.nash.deal), [group.nash.utility[n] for n in names]
            rows.append((tell.parties(group.parties), deal, *worth))
        columns = ["group", "nash_deal", *tell.columns(names)]
        return [tell.table("deals.groups", columns, rows)]


def vetoes(
    space: Space, consent: Consent, solution: Indices, power: Powers | None = None
) -> dict[int, Powers | None]:
    """What a veto of each party that has none would change at the Nash deal, in points.

    Against the Nash deal `solution` under the rule as it is, which stays the best of those that
    pass where it has that party's consent; None where no deal is left.
    """
    base = space.points(space.utility(solution[np.newaxis]))[0]
    accepts = accepted(space, solution[np.newaxis])[0]
    found: dict[int, Powers | None] = {}
    for party in range(space.parties):
        rule = consent.with_veto(party)
        if not (rule.winning == consent.winning).all():
            with_it = base if accepts[party] else nash_points(space, power, rule)
            found[party] = None if with_it is None else with_it - base
    return found


@dataclass(frozen=True, eq=False)
class Vote(Package, Part):
    """The first Nash deal under a vote.

    `outvoted` are those at the table who do not accept it; `beaten_by` holds groups that can decide
    without the others, each with a deal that all its members accept and prefer. `veto[party]` is
    what the Nash solution would change for everybody, in points, if that party had a veto; None
    where no deal would be left. Parties that have one are left out.
    """

    outvoted: tuple[str, ...]
    beaten_by: tuple[GroupPackage, ...]
    veto: Mapping[str, Mapping[str, float] | None]

    key = "vote"

    @classmethod
    def of(cls, naming: Naming, settled: Settled, power: Powers | None) -> Vote:
        """From a deal space in which some deal passes."""
        space, consent, deal = settled.space, settled.consent, settled.chosen["nash"][0]
        against = np.flatnonzero(~accepted(space, deal[np.newaxis])[0])
        return cls(
            **vars(naming.package(deal)),
            outvoted=naming.named(against.tolist()),
            beaten_by=tuple(naming.of_group(*each) for each in beaten_by(space, deal, consent)),
            veto={
                naming.names[party]: None if change is None else naming.points(change)
                for party, change in vetoes(space, consent, deal, power).items()
            },
        )

    def findings(self, tell: Telling) -> list[str]:
        """Who would be outvoted, and whether the deal would last."""
        said = []
        if self.outvoted:
            said.append(tell("deals.nash_outvotes", parties=tell.parties(self.outvoted)))
        if not self.beaten_by:
            return [*said, tell("deals.nash_unbeaten")]
        group = self.beaten_by[0]
        parties, deal = tell.parties(group.parties), tell.deal(group.deal)
        return [*said, tell("deals.nash_beaten", parties=parties, deal=deal)]

    def tables(self, tell: Telling) -> list[Table]:
        """What a veto of each party would change."""
        names = tell.naming.names
        rows = [
            (tell.party(party), *(None if change is None else tell.sign(change[n]) for n in names))
            for party, change in self.veto.items()
        ]
        columns = ["veto_of", *tell.columns(names, 1)]
        return [tell.table("deals.veto", columns, rows, tell("deals.veto_note"))] if rows else []
