"""Whose consent makes a deal: sets of parties as bits, from a rule stated or asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.problem import Problem
from detente.errors import SettingError
from detente.scenario import Scenario

Group = frozenset[int]
CHOICES = ("stated", "all", "majority", "everyone")


@dataclass(frozen=True, eq=False)
class Consent:
    """`winning[mask]` says whether the parties whose bits are set can make a deal.

    Adding a party to a winning group leaves it winning.
    """

    winning: NDArray[np.bool_]

    @property
    def parties(self) -> int:
        """Number of parties that take part."""
        return len(self.winning).bit_length() - 1

    @property
    def unanimous(self) -> bool:
        """Whether everybody must agree."""
        return int(self.winning.sum()) == 1

    @property
    def groups(self) -> tuple[Group, ...]:
        """The smallest winning groups: without any member they no longer win."""
        return tuple(
            members(mask)
            for mask in np.flatnonzero(self.winning).tolist()
            if not any(self.winning[mask & ~(1 << p)] for p in members(mask))
        )

    def passes(self, accepted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether those who accept each deal can make it, from `accepted[deal, party]`.

        >>> majority(3).passes(np.array([[True, True, False], [True, False, False]])).tolist()
        [True, False]
        """
        return np.asarray(self.winning[accepted @ (1 << np.arange(self.parties))])

    def with_veto(self, party: int) -> Consent:
        """The rule when nothing passes without one party.

        >>> [sorted(group) for group in majority(3).with_veto(2).groups]
        [[0, 2], [1, 2]]
        """
        masks = np.arange(len(self.winning))
        return Consent(self.winning & ((masks >> party) & 1 == 1))

    def given(self, mask: int) -> Consent:
        """The rule when the consent of some parties is taken as given."""
        masks = np.arange(len(self.winning))
        return Consent(self.winning[masks | mask])


def members(mask: int) -> Group:
    """The parties whose bits are set.

    >>> sorted(members(5))
    [0, 2]
    """
    return frozenset(p for p in range(int(mask).bit_length()) if (int(mask) >> p) & 1)


def mask_of(group: Group) -> int:
    """The bits of a group."""
    return sum(1 << party for party in group)


def by_votes(votes: Sequence[Fraction], quota: Fraction, vetoes: Group = frozenset()) -> Consent:
    """Groups win whose votes reach the quota and that hold all parties with a veto.

    >>> by_votes([Fraction(1)] * 3, Fraction(2)).groups
    (frozenset({0, 1}), frozenset({0, 2}), frozenset({1, 2}))
    """
    groups = [members(mask) for mask in range(1 << len(votes))]
    wins = [vetoes <= group and sum(votes[party] for party in group) >= quota for group in groups]
    return Consent(np.array(wins, np.bool_))


def unanimity(parties: int) -> Consent:
    """Everybody must agree."""
    return by_votes([Fraction(1)] * parties, Fraction(parties))


def majority(parties: int, vetoes: Group = frozenset()) -> Consent:
    """More than half must agree, and all who hold a veto.

    >>> majority(4).groups[0]
    frozenset({0, 1, 2})
    """
    return by_votes([Fraction(1)] * parties, Fraction(parties // 2 + 1), vetoes)


def seated(problem: Problem, asked: str) -> Problem:
    """The problem with everybody at the table where that is asked for."""
    if asked != "everyone":
        return problem
    return replace(problem, table=tuple(range(len(problem.parties))))


def rule_of(scenario: Scenario, problem: Problem, asked: str = "stated") -> Consent:
    """Who must agree: as the scenario's `consent:` says, or all, a majority, or everyone.

    Parties at the table without preferences do not vote. Raises SettingError when the stated rule
    cannot be met by those who do.
    """
    names = [problem.parties[place] for place in problem.table]
    stated = scenario.consent
    rule = stated.rule if asked == "stated" else asked
    if rule in ("all", "everyone"):
        return unanimity(len(names))
    heard = stated.vetoes if asked == "stated" else ()
    vetoes = frozenset(names.index(party) for party in heard if party in names)
    if rule == "majority":
        return majority(len(names), vetoes)
    votes = [Fraction(stated.votes.get(party, 1)) for party in names]
    consent = by_votes(votes, Fraction(stated.quota or 0), vetoes)
    if not consent.winning.any():
        remedy = "lower the quota, or give preferences to more of the parties at the table"
        raise SettingError("consent", f"quota {stated.quota}", remedy)
    return consent
