"""Whose consent makes a deal: sets of parties as bits, from a rule stated or asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.problem import Problem
from detente.errors import SettingError, sentence
from detente.scenario import Scenario

Group = frozenset[int]
MOST_VOTERS, MOST_GROUPS = 20, 2_000
"""Parties at a table, and smallest groups of them that can decide, that are gone through."""
FEWER = "at most {most}: state at_table: false for those whose consent is not needed"
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

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The smallest winning groups: without any member they no longer win."""
        masks = np.arange(len(self.winning))
        smallest = self.winning.copy()
        for party in range(self.parties):
            smallest &= (masks >> party & 1 == 0) | ~self.winning[masks & ~(1 << party)]
        return tuple(map(members, np.flatnonzero(smallest).tolist()))

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

    Raises SettingError for more than `MOST_VOTERS` parties.

    >>> by_votes([Fraction(1)] * 3, Fraction(2)).groups
    (frozenset({0, 1}), frozenset({0, 2}), frozenset({1, 2}))
    """
    if len(votes) > MOST_VOTERS:
        given = sentence("there are {number} parties at the table", number=len(votes))
        raise SettingError("consent", given, sentence(FEWER, most=MOST_VOTERS))
    masks = np.arange(1 << len(votes))
    whole = math.lcm(*(vote.denominator for vote in (*votes, quota)))
    have = sum((masks >> party & 1) * int(vote * whole) for party, vote in enumerate(votes))
    return Consent((have >= int(quota * whole)) & (masks & mask_of(vetoes) == mask_of(vetoes)))


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
    cannot be met by those who do, and for too many parties, or groups of them that can decide.
    """
    names = [problem.parties[place] for place in problem.table]
    stated = scenario.consent
    rule = stated.rule if asked == "stated" else asked
    if rule in ("all", "everyone"):
        return unanimity(len(names))
    heard = stated.vetoes if asked == "stated" else ()
    vetoes = frozenset(names.index(party) for party in heard if party in names)
    if rule == "majority":
        return _gone_through(majority(len(names), vetoes))
    votes = [Fraction(stated.votes.get(party, 1)) for party in names]
    consent = _gone_through(by_votes(votes, Fraction(stated.quota or 0), vetoes))
    if not consent.winning.any():
        remedy = "lower the quota, or give preferences to more of the parties at the table"
        raise SettingError("consent", f"quota {stated.quota}", remedy)
    return consent


def _gone_through(consent: Consent) -> Consent:
    """The rule, with not too many groups that can decide; SettingError otherwise."""
    if (count := len(consent.groups)) > MOST_GROUPS:
        given = sentence("{number} smallest groups of parties can decide", number=f"{count:,}")
        raise SettingError("consent", given, sentence(FEWER, most=f"{MOST_GROUPS:,}"))
    return consent
