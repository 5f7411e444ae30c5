"""The rule of consent that a scenario states, or that is asked for instead."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from detente.analyses.spaces.consent import Consent, by_votes, majority, unanimity
from detente.analyses.spaces.problem import Problem
from detente.errors import SettingError
from detente.scenario import Scenario

CHOICES = ("stated", "all", "majority", "everyone")


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
    if asked in ("all", "everyone"):
        return unanimity(len(names))
    vetoes = frozenset(names.index(party) for party in stated.vetoes if party in names)
    if asked == "majority" or stated.rule == "majority":
        plain = majority(len(names))
        votes, quota = [Fraction(1)] * len(names), Fraction(len(names) // 2 + 1)
        return by_votes(votes, quota, vetoes) if vetoes and asked == "stated" else plain
    if stated.rule == "all":
        return unanimity(len(names))
    votes = [Fraction(stated.votes.get(party, 1)) for party in names]
    consent = by_votes(votes, Fraction(stated.quota or 0), vetoes)
    if not consent.winning.any():
        remedy = "lower the quota, or give preferences to more of the parties at the table"
        raise SettingError("consent", f"quota {stated.quota}", remedy)
    return consent
