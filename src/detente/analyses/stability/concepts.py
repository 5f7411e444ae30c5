"""Concepts beyond the basic five, and those by which parties look ahead.

A concept is a function of a problem (its first draw) that gives stable[party, state]: to add one is
to write one function and one line in `verdicts_of`, and its name in `concept_names`.

Simultaneous sanctions (Fraser & Hipel 1984): a state is SIM stable for a party if each of its
improvements, made together with an improvement that one or more others have from the same state,
leads to a feasible state that is no better for it. The joint state takes from each mover's
improvement the mover's own options.

Two parties that look ahead (Kilgour 1985, Zagare 1984; Fang, Hipel & Kilgour 1989, 1993): the party
with the move anticipates the final state: it moves if the best final state that a move leads to,
the other having the next move and one step less of horizon, is better for it than to stay. A state
is L_h stable for a party that stays there with horizon h. It is non-myopically stable if that holds
for all sufficiently large h, and a Stackelberg equilibrium with a party as leader if it is L_2
stable for the leader and Nash stable for the follower. With more than two parties the order of
moves, and with ties the anticipated move, is not determined by the conflict; these are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.coalitions import Coalition, Coalitions
from detente.analyses.stability.concept_names import BASIC, COALITIONAL, DEMANDING, horizon_of
from detente.analyses.stability.problem import Mask, Problem
from detente.analyses.stability.solve import stable_by_concept
from detente.errors import SettingError, sentence

Finals = tuple[NDArray[np.int32], NDArray[np.int32]]
"""final[state] where the first, and where the second party has the move."""
MOST_HORIZONS = 100_000


@dataclass(frozen=True, eq=False)
class Verdicts:
    """For whom each state is stable, under every concept asked for.

    by_concept[concept][party, state]; by coalitions[concept][state], for all coalitions asked for;
    judged[party]: whose stability counts.
    """

    concepts: tuple[str, ...]
    judged: Mask
    by_concept: dict[str, Mask]
    by_coalitions: dict[str, Mask]
    alliances: Coalitions

    def stable(self, party: int, concept: str) -> Mask:
        """bool[state]: stable for the party."""
        found: Mask = self.by_concept[concept][party]
        return found

    def lasting(self, concept: str) -> Mask:
        """bool[state]: stable for every party that counts, or for every coalition."""
        if concept in self.by_coalitions:
            return self.by_coalitions[concept]
        return np.asarray(self.by_concept[concept][self.judged].all(axis=0))

    @property
    def headline(self) -> str:
        """The concept that headlines name: the most demanding under which some state can last."""
        order = [c for c in DEMANDING if c in self.concepts]
        order += [c for c in self.concepts if c not in DEMANDING]
        return next((c for c in order if self.lasting(c).any()), self.concepts[0])

    def foremost(self) -> NDArray[np.intp]:
        """The states that can last under the concept of the headline."""
        return np.flatnonzero(self.lasting(self.headline))


def verdicts_of(
    problem: Problem,
    concepts: tuple[str, ...],
    coalitions: tuple[Coalition, ...],
    further: tuple[str, ...] = (),
) -> Verdicts:
    """Verdicts under the concepts asked for, and `further` ones that some party goes by."""
    needed = tuple(dict.fromkeys((*concepts, *further)))
    stable = stable_by_concept(problem, [c for c in needed if c in BASIC])
    judges = {"sim": simultaneous, "nonmyopic": non_myopic, "stackelberg": stackelberg}
    alliances, shared = Coalitions(problem, coalitions), {}
    for concept in needed:
        horizon = horizon_of(concept)
        if concept in COALITIONAL:
            by_group = {group: alliances.stable(group, concept) for group in coalitions}
            nobody = np.zeros(problem.states, dtype=np.bool_)
            rows = [by_group.get((party,), nobody) for party in problem.everybody]
            stable[concept] = np.stack(rows)
            shared[concept] = np.logical_and.reduce(list(by_group.values()))
        elif concept not in BASIC:
            judge = partial(limited_move, horizon=horizon) if horizon else judges[concept]
            stable[concept] = judge(problem) & problem.judged[:, None]
    return Verdicts(concepts, problem.judged, stable, shared, alliances)


def simultaneous(problem: Problem) -> Mask:
    """stable[party, state]; conflicts in option form only."""
    if not problem.option_form:
        raise SettingError(
            "concept", "sim", "it joins moves by options, which a move graph or joined states lack"
        )
    codes = problem.codes.astype(np.int64)
    masks = ((1 << problem.layout[:, 1]) - 1) << problem.layout[:, 0]
    stable = np.ones((len(problem.parties), problem.states), dtype=np.bool_)
    for state in range(problem.states):
        choices = []
        for party, mask in enumerate(masks):
            rank, after = problem.rank[0, party], problem.moves.own(party, state)
            choices.append(codes[after[rank[after] > rank[state]]] & mask)
        for party, rank in enumerate(problem.rank[0]):
            joint = np.zeros(1, dtype=np.int64)
            for other, mask in enumerate(masks):
                if other != party:
                    each = np.concatenate([[codes[state] & mask], choices[other]])
                    joint = (joint[:, None] | each[None, :]).reshape(-1)
            for choice in choices[party]:
                target = joint[1:] | choice  # the first is what comes where nobody else moves
                landing = np.minimum(np.searchsorted(codes, target), codes.size - 1)
                there = landing[codes[landing] == target]
                if not (rank[there] <= rank[state]).any():
                    stable[party, state] = False
                    break
    return stable


def _horizons(problem: Problem, concept: str, most: int | None) -> tuple[list[Finals], int]:
    """What is anticipated with horizon 0, 1, ... up to `most`, or until it comes again.

    Also the place of what comes again in that list. What both parties anticipate depends only on
    what they anticipate with one step less, so it runs into a cycle.
    """
    if len(problem.parties) != 2:
        remedy = sentence(
            "it is defined here for two parties, not for {number}: with "
            "more, who moves next is not determined by the conflict",
            number=len(problem.parties),
        )
        raise SettingError("concept", concept, remedy)
    for party, rank in zip(problem.parties, problem.rank[0], strict=True):
        if np.unique(rank).size < rank.size:
            remedy = sentence(
                "it is defined here for rankings without ties, and {party} "
                "ranks some states equal: which of its moves to anticipate is "
                "then not determined",
                party=party,
            )
            raise SettingError("concept", concept, remedy)
    moves = [problem.moves.edges(party) for party in (0, 1)]
    states = np.arange(problem.states, dtype=np.int32)
    history, seen = [(states, states)], dict[bytes, int]()
    while most is None or len(history) <= most:
        last = history[-1]
        key = last[0].tobytes() + last[1].tobytes()
        if key in seen and most is None:
            return history, seen[key]
        seen[key] = len(history) - 1
        if len(history) * problem.states > MOST_HORIZONS * 64:
            raise SettingError("concept", concept, "the horizon at which it settles is too far")
        after = []
        for own, (of, to), final in zip(problem.rank[0], moves, reversed(last), strict=True):
            best = own.copy()
            np.maximum.at(best, of, own[final[to]])
            after.append(np.argsort(own)[best].astype(np.int32))
        history.append((after[0], after[1]))
    return history, len(history) - 1


def limited_move(problem: Problem, horizon: int) -> Mask:
    """stable[party, state] with a horizon of so many moves; two parties, strict rankings."""
    history, last = _horizons(problem, f"l{horizon}", horizon)
    return np.asarray(np.stack(history[last]) == np.arange(problem.states))


def non_myopic(problem: Problem) -> Mask:
    """stable[party, state] for all sufficiently large horizons: everywhere on the cycle."""
    history, first = _horizons(problem, "nonmyopic", None)
    cycle = [np.stack(finals) == np.arange(problem.states) for finals in history[first:]]
    return np.asarray(np.logical_and.reduce(cycle))


def stackelberg(problem: Problem) -> Mask:
    """stable[leader, state]: Stackelberg equilibria with each party as the leader."""
    history, _ = _horizons(problem, "stackelberg", 2)
    nash, second = (np.stack(finals) == np.arange(problem.states) for finals in history[1:])
    return np.asarray(second & nash[::-1])
