"""A given deal from every side: who accepts it, what it breaks, what is better or near it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from detente.analyses.deals.advice.naming import (
    GroupPackage,
    Indices,
    Naming,
    Package,
    Part,
    Powers,
    RedLine,
    Row,
    Telling,
)
from detente.analyses.deals.solve.agreement import agree
from detente.analyses.deals.solve.aims import Aim
from detente.analyses.deals.solve.bargain import (
    accepted,
    fixed,
    held_back,
    nash_deal,
    passing,
)
from detente.analyses.deals.solve.best import best
from detente.analyses.deals.solve.maxima import efficient
from detente.analyses.deals.solve.obstacles import nearest_misses, without_fronts
from detente.analyses.deals.stated_deals import Stated, read_deal
from detente.analyses.spaces.consent import Consent, Group
from detente.analyses.spaces.space import RULE, Space
from detente.errors import SettingError
from detente.exhibits import Table

MOST_BETTER = 5
MOST_NEAR = 3


class Filled(NamedTuple):
    """A whole deal, the places of the issues that were open, and whether a deal with it passes.

    Where none passes, `lines` are the red lines that the deal crosses of those who come nearest to
    accepting one with the values given: no deal with these values crosses fewer of theirs.
    """

    deal: Indices
    open: tuple[int, ...] = ()
    acceptable: bool = True
    lines: tuple[int, ...] = ()


def filled(stated: Stated, naming: Naming, consent: Consent, power: Powers | None) -> Filled:
    """The Nash deal among those with the values given, or the one that misses by least in total.

    Raises SettingError where issues are open and every deal with the values breaks a rule.
    """
    problem = naming.problem
    values = read_deal(stated, problem)
    left = tuple(k for k in range(len(problem.issues)) if k not in values)
    if not left:
        return Filled(np.array([values[k] for k in range(len(problem.issues))], np.intp))
    space = fixed(naming.table, values)
    found = nash_deal(space, power, consent)
    if found is not None:
        return Filled(found, left)
    for each in (space, without_fronts(space)):
        for miss in nearest_misses(each, consent):
            if "total" in miss.least:
                return Filled(miss.deal, left, acceptable=False, lines=miss.lines)
    shown = ", ".join(f"{problem.issues[k]}={problem.labels[k][v]}" for k, v in values.items())
    remedy = "every package with these values breaks a rule; change one of the values"
    raise SettingError("deal", shown, remedy)


def changed(stated: Stated, naming: Naming, base: Indices) -> Filled:
    """A deal with some values changed."""
    values = read_deal(stated, naming.problem, setting="otherwise")
    return Filled(np.array([values.get(k, int(v)) for k, v in enumerate(base)], np.intp))


def beaten_by(space: Space, deal: Indices, consent: Consent) -> tuple[tuple[Group, Indices], ...]:
    """The smallest groups that can decide and do better by themselves: all members accept more.

    Each comes with the deal that raises its members most evenly. Where there is none, the deal is
    in the core of the vote (Gillies 1959).
    """
    utility = space.utility(deal[np.newaxis])[0]
    found = []
    for group in consent.groups:
        asked = space.asking(group)
        members = np.isin(np.arange(space.parties), list(group))
        least = np.where(members, np.maximum(utility + 1, space.limit), asked.floor())
        aim = Aim("smallest", utility, space.unit, members, even=False)
        share = len(consent.groups)
        deals = best(asked, aim, least=least, most=1, share=share).deals
        found += [(group, row) for row in deals[:1]]
    return tuple(found)


def better_deals(space: Space, deal: Indices, consent: Consent) -> Indices:
    """Efficient deals that dominate the given one, those with the largest total gain first.

    They pass, or else break nothing that the deal does not break. A deal that passes is on the
    frontier of the deals that pass where there are none: what is no worse for anybody is accepted
    by a group that can decide, or leaves as it is what the deal breaks.
    """
    row = deal[np.newaxis]
    utility = space.utility(row)[0]
    found = [agree(space, consent.groups, least=utility)]
    if not passing(space, consent, row)[0]:
        pairs = zip(space.bans, space.broken(row)[0], strict=True)
        kept = tuple(ban for ban, lost in pairs if ban.party < 0 or not lost)
        everybody = (frozenset(range(space.parties)),)
        found.append(agree(replace(space, limit=utility, bans=kept), everybody))
    points = np.concatenate([agreement.points for agreement in found])
    points = efficient(points[(points > utility).any(axis=1)])
    gain = ((points - utility) / space.unit).sum(axis=1)
    most = points[np.argsort(-gain, kind="stable")[:MOST_BETTER]]
    owners, deals = zip(*(agreement.deals_at(most, most=1) for agreement in found), strict=True)
    first = np.unique(np.concatenate(owners), return_index=True)[1]
    return np.asarray(np.concatenate(deals)[first], dtype=np.intp)


def nearby(
    space: Space, seats: tuple[int, ...], deal: Indices, consent: Consent
) -> tuple[Indices, ...]:
    """For each party the deals with one or two issues changed that are better for it and pass.

    `seats` are the places in the space of the parties that the rule of consent speaks of; what is
    better for one of them passes with its consent. Those deals come first that cost the others of
    them least for each point that the party gains.
    """
    count = len(space.sizes)
    pairs = [(0,)] if count == 1 else itertools.combinations(range(count), 2)
    found: list[list[Indices]] = [[] for _ in range(space.parties)]
    for issues in map(list, pairs):
        part = space.around(deal, tuple(issues))
        rows = np.indices(part.sizes).reshape(len(issues), -1).T
        accepts = accepted(part, rows)[:, list(seats)]
        open_ = ~held_back(part, rows)
        better = part.utility(rows) > part.utility(deal[np.newaxis, issues])
        for party in range(space.parties):
            rule = consent.with_veto(seats.index(party)) if party in seats else consent
            good = rows[better[:, party] & rule.passes(accepts) & open_]
            whole = np.repeat(deal[np.newaxis], len(good), axis=0)
            whole[:, issues] = good
            found[party].append(_cheapest(space, seats, deal, whole, party))
    return tuple(
        _cheapest(space, seats, deal, np.unique(np.concatenate(deals), axis=0), party)
        for party, deals in enumerate(found)
    )


def _cheapest(
    space: Space, seats: tuple[int, ...], deal: Indices, deals: Indices, party: int
) -> Indices:
    """The few deals, all better for a party, that cost the others at the table least for it."""
    gain = (space.utility(deals) - space.utility(deal[np.newaxis])) / space.unit
    mine = gain[:, party]
    cost = np.maximum(-gain[:, list(seats)], 0.0).sum(axis=1)
    few: Indices = deals[np.lexsort((-mine, cost / mine))[:MOST_NEAR]]
    return few


@dataclass(frozen=True, eq=False)
class Audit(Package, Part):
    """What a given deal is worth, who accepts it, what it breaks, what beats it, what is near it.

    `accepts`, `breaks` and `near` speak of all parties with preferences, at the table or not;
    `passes` says whether those at the table who accept can decide. A deal that rules exclude is
    accepted by nobody. `filled` are the values that were not given. `beaten_by` holds groups that
    can decide without the others and a deal that all their members prefer; None where everybody
    must agree.
    """

    accepts: Mapping[str, bool]
    passes: bool
    breaks: Mapping[str, tuple[str, ...]]
    excluded_by: tuple[str, ...]
    efficient: bool
    dominated_by: tuple[Package, ...]
    near: Mapping[str, tuple[Package, ...]]
    filled: Mapping[str, str]
    filled_by: str | None
    in_the_way: tuple[RedLine, ...] | None
    beaten_by: tuple[GroupPackage, ...] | None

    key = "audit"

    @classmethod
    def of(cls, naming: Naming, filling: Filled, consent: Consent) -> Audit:
        """Look at one deal; the parties at the table compare."""
        deal, problem, space = filling.deal, naming.problem, naming.table
        package = naming.package(deal)
        broken = {
            party: lines
            for place, party in enumerate(problem.parties)
            if (lines := naming.broken(place, package.deal))
        }
        accepts = accepted(naming.space, deal[np.newaxis])[0].tolist()
        near = nearby(naming.space, problem.table, deal, consent)
        better = naming.packages(better_deals(space, deal, consent))
        rules = naming.broken(RULE, package.deal)
        beaten = None
        if not consent.unanimous:
            beaten = tuple(naming.of_group(*each) for each in beaten_by(space, deal, consent))
        open_ = bool(filling.open)
        return cls(
            **vars(package),
            accepts=dict(zip(problem.parties, accepts, strict=True)),
            passes=bool(passing(space, consent, deal[np.newaxis])[0]),
            breaks=broken,
            excluded_by=rules,
            efficient=not (better or rules),
            dominated_by=better,
            near=dict(zip(problem.parties, map(naming.packages, near), strict=True)),
            filled={problem.issues[k]: package.deal[problem.issues[k]] for k in filling.open},
            filled_by=("nash" if filling.acceptable else "least_shortfall") if open_ else None,
            in_the_way=tuple(map(naming.line, filling.lines)) if open_ else None,
            beaten_by=beaten,
        )

    def cautions(self, tell: Telling) -> list[str]:
        """Which values were not given, and what stands in the way of those that were."""
        if not self.filled:
            return []
        deal = tell.deal(self.filled)
        if self.filled_by == "nash":
            return [tell("deals.filled", deal=deal)]
        parties = tell.needed(unanimous=self.beaten_by is None)
        said = [tell("deals.filled_short", deal=deal, parties=parties)]
        if lines := tell.red_lines(self.in_the_way or ()):
            joined = tell.words.join(lines)
            said.append(tell.words.count("deals.in_the_way", len(lines), lines=joined))
        return said

    def findings(self, tell: Telling) -> list[str]:
        """Who can live with the deal, why not, and what would be better for all."""
        problem = tell.naming.problem
        said = [tell("deals.excluded", text=tell.line(text)) for text in self.excluded_by]
        if yes := [party for party, good in self.accepts.items() if good]:
            said.append(tell.words.count("deals.accepted_by", len(yes), parties=tell.parties(yes)))
        for place, (party, good) in enumerate(self.accepts.items()):
            lack = float(problem.limit[0, place]) - self.utility[party]
            name = tell.party(party)
            if not good and lack > 0:
                said.append(tell.lacking("rejected_for", "rejected_at_home", party, lack))
            for text in () if good else self.breaks.get(party, ()):
                said.append(tell("deals.breaks_line", party=name, text=tell.line(text)))
        values = problem.places(self.deal)
        for stated, front in zip(tell.naming.scenario.fronts.values(), problem.fronts, strict=True):
            left = front.left[tuple(values[issue] for issue in front.scope)]
            if left and not all(self.accepts[member] for member in stated.members):
                held, parties = tell.line(stated.holds), tell.parties(stated.members)
                said.append(tell("deals.held_back", text=held, parties=parties))
        return [*said, *self._compared(tell), *self._vote(tell)]

    def _compared(self, tell: Telling) -> list[str]:
        """What would be better for all, or that nothing is; silent where a rule excludes it."""
        everyone = tell.naming.beyond_table
        if not self.dominated_by:
            key = "deals.undominated_everyone" if everyone else "deals.undominated"
            return [] if self.excluded_by else [tell(key)]
        top = self.dominated_by[0]
        gains = {name: top.utility[name] - self.utility[name] for name in tell.naming.names}
        key = "deals.dominated_everyone" if everyone else "deals.dominated"
        return [tell(key, change=tell.changes(self.deal, top.deal), gains=tell.signed(gains))]

    def _vote(self, tell: Telling) -> list[str]:
        """Whether the deal passes, and which group could undo it; nothing where all must agree."""
        if self.beaten_by is None:
            return []
        said = [tell("deals.vote_passes" if self.passes else "deals.vote_fails")]
        if self.excluded_by:
            said = []
        if not self.beaten_by:
            return [*said, tell("deals.unbeaten")] if self.passes else said
        group = self.beaten_by[0]
        key = "deals.beaten" if self.passes else "deals.preferred"
        return [*said, tell(key, parties=tell.parties(group.parties), deal=tell.deal(group.deal))]

    def tables(self, tell: Telling) -> list[Table]:
        """What the deal is worth to each party, and packages near it."""
        reservation = tell.naming.reservation
        rows = [
            (
                tell.party(party),
                reservation[party],
                self.utility[party],
                good,
                "; ".join(map(tell.line, self.breaks.get(party, ()))) or None,
            )
            for party, good in self.accepts.items()
        ]
        note = tell("deals.audit_note", deal=tell.deal(self.deal))
        if self.filled:
            issues = tell.words.join(map(tell.issue, self.filled))
            note += " " + tell("deals.filled_note", issues=issues)
        columns = ["party", "reservation>", "worth>0", "acceptable^", "broken_lines"]
        found = [tell.table("deals.audit", columns, rows, note)]
        near: list[Row] = [
            (
                tell.party(party),
                tell.changes(self.deal, package.deal),
                *(package.utility[name] - self.utility[name] for name in self.near),
            )
            for party, packages in self.near.items()
            for package in packages
        ]
        if near:
            key = "deals.near_note" if self.beaten_by is None else "deals.near_vote_note"
            key = "deals.near_everyone_note" if tell.naming.beyond_table else key
            wide = ["better_for", "changes", *tell.columns(self.near, 1)]
            found.append(tell.table("deals.near", wide, near, tell(key)))
        return found
