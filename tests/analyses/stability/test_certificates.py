"""Every certificate is replayed by a checker that knows only the definitions."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.proofs import Certificate, certify, ways
from detente.analyses.stability.solve import judge_problem
from oracles import stability as oracle
from oracles.stability_arrays import tracking, varied


def told(proof: Certificate) -> list[tuple[int, list[tuple[int, int]]]]:
    return [(d.improvement, [(s.mover, s.state) for s in d.sanction]) for d in proof.deviations]


@pytest.mark.parametrize("block", range(4))
def test_certificates_prove_the_verdicts(block: int) -> None:
    for seed in range(16 * block, 16 * block + 16):
        problem, conflict = varied(seed, options=5)
        if seed % 2:
            problem = replace(problem, moves=tracking(problem.moves, seed % 4 == 1))
        verdicts = judge_problem(problem, BASIC)[0]
        for party, state in itertools.product(conflict.parties, conflict.states):
            for place, concept in enumerate(BASIC):
                proof = certify(problem, party, state, concept)
                assert proof.stable == bool(verdicts[party, state] >> place & 1)
                assert oracle.replays(
                    conflict, party, state, concept, proof.stable,
                    told(proof),
                )  # fmt: skip


def test_ways_are_legal_and_shortest() -> None:
    for seed, improving in itertools.product(range(24), (False, True)):
        problem, conflict = varied(seed, options=5)
        if seed % 2:
            problem = replace(problem, moves=tracking(problem.moves, seed % 4 == 1))
        tree = ways(problem, 0, improving=improving)
        distance = _distances(conflict, improving)
        for state in conflict.states:
            way = tree.to(state)
            assert (None if way is None else len(way)) == distance.get(state)
            here = 0
            for step in way or ():
                assert step.state in conflict.moves[step.mover][here]
                assert not improving or step.state in conflict.better(step.mover, here)
                here = step.state
            assert way is None or here == state


def _distances(conflict: oracle.Conflict, improving: bool) -> dict[int, int]:
    distance, frontier = {0: 0}, [0]
    while frontier:
        following = []
        for state, party in itertools.product(frontier, conflict.parties):
            after = conflict.better(party, state) if improving else conflict.moves[party][state]
            for there in after:
                if there not in distance:
                    distance[there] = distance[state] + 1
                    following.append(there)
        frontier = following
    return distance
