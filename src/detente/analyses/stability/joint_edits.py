"""The fewest edits of several parties' priorities together that make a state an equilibrium.

Under `nash`, `gmr` and `smr` whether a state is stable for a party hangs on its own preferences
alone, so that the fewest edits of each add up. Under `seq` and `sseq` a party's order also decides
which of its moves are credible answers. There, profiles of rankings are judged by increasing total
number of edits, so that the first that makes the state an equilibrium proves that fewer do not.

Rankings that several edits lead to are judged once. A state that is stable under `seq` (`sseq`) is
so under `gmr` (`smr`), where only a party's own order counts: that gives a least number of edits
for each party, and rankings that fail it are left out. The search ends at the latest where edits
are known to suffice, such as those of each party for `nash`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.stability.deciding import needs_of, statements_of
from detente.analyses.stability.edit_lists import Edit, Told, edits_to, mildness
from detente.analyses.stability.engine import BASIC
from detente.analyses.stability.fewest_edits import MOST_WAYS, FewestEdits, fewest_edits
from detente.analyses.stability.problem import Problem
from detente.analyses.stability.ranking_levels import RankingLevels, rank_of
from detente.analyses.stability.solve import judge_problem

if TYPE_CHECKING:
    from detente.scenario import Scenario

MOST_PROFILES = 100_000
MOST_CELLS = 1 << 23
"""Profiles times states that are judged at most for one question."""
CHUNK = 4096
MOST_COMBINED = 20_000
WEAKER = {"seq": "gmr", "sseq": "smr"}

Profile = dict[int, tuple[Edit, ...]]
"""The edits of each party that changes anything."""


@dataclass(frozen=True, slots=True)
class JointEdits:
    """At least `least` edits in all are needed; `most` suffice (None where none are known to).

    `ways` are sets of edits by party, `most` in all, as far as they are kept, out of `count` that
    were found; these are all there are where `complete`. `possible` is False where no edits of
    priorities make the state an equilibrium.
    """

    least: int
    most: int | None
    ways: tuple[Profile, ...]
    count: int
    complete: bool
    possible: bool = True


IMPOSSIBLE = JointEdits(0, None, (), 0, complete=True, possible=False)


def joint_edits(
    scenario: Scenario, problem: Problem, state: int, concept: str
) -> JointEdits | None:
    """The fewest edits of all parties that count, under seq or sseq.

    None where none of them has priorities.
    """
    counted = np.flatnonzero(problem.judged).tolist()
    editable = [party for party in counted if problem.parties[party] in scenario.priorities]
    if not editable:
        return None
    weaker = WEAKER[concept]
    fixed = [party for party in counted if party not in editable]
    if not_stable_for(problem, fixed, state, weaker):
        return IMPOSSIBLE
    search = _Search(
        problem=problem,
        state=state,
        concept=concept,
        sources=[
            RankingLevels(
                party,
                statements_of(scenario, problem, party, state),
                needs_of(problem, party, state, weaker),
            )
            for party in editable
        ],
        low=[_fewest(scenario, problem, party, state, weaker).least for party in editable],
    )
    return search.answer(_enough(scenario, search))


def _fewest(
    scenario: Scenario, problem: Problem, party: int, state: int, concept: str
) -> FewestEdits:
    found = fewest_edits(scenario, problem, party, state, concept)
    if found is None:
        raise KeyError(problem.parties[party])
    return found


def not_stable_for(problem: Problem, parties: list[int], state: int, concept: str) -> list[int]:
    """Those of some parties that count for which a state is not stable."""
    verdicts = judge_problem(problem, (concept,))[0, :, state] >> BASIC.index(concept) & 1
    return [party for party in parties if not verdicts[party]]


def _enough(scenario: Scenario, search: _Search) -> JointEdits | None:
    """Edits known to suffice: those for nash, or those of each party alone if they do jointly."""
    known = []
    for kind in ("nash", search.concept):
        found = [
            _fewest(scenario, search.problem, source.party, search.state, kind)
            for source in search.sources
        ]
        rank = search.problem.rank[:1].copy()
        for source, edits in zip(search.sources, found, strict=True):
            rank[0, source.party] = rank_of(source.told, edits.lists[0])
        changed = replace(search.problem, rank=rank)
        counted = np.flatnonzero(changed.judged).tolist()
        if not not_stable_for(changed, counted, search.state, search.concept):
            way = {edits.party: edits.ways[0] for edits in found if edits.ways[0]}
            total = sum(len(edits) for edits in way.values())
            known.append(JointEdits(sum(search.low), total, (way,), 1, complete=False))
    return min(known, key=lambda one: one.most or 0, default=None)


@dataclass(frozen=True, eq=False)
class _Search:
    problem: Problem
    state: int
    concept: str
    sources: list[RankingLevels]
    low: list[int]

    def answer(self, enough: JointEdits | None) -> JointEdits:
        """Totals in ascending order, each gone through in full."""
        start = sum(self.low)
        last = sum(source.longest for source in self.sources)
        last = last if enough is None or enough.most is None else enough.most
        left = min(MOST_PROFILES, MOST_CELLS // self.problem.states)
        for total in range(start, last + 1):
            reached = [
                source.reaches(total - start + low)
                for source, low in zip(self.sources, self.low, strict=True)
            ]
            splits = list(_splits(total, self.low)) if all(reached) else []
            left -= sum(self._size(split) for split in splits)
            if left < 0 or not all(reached):
                known = enough or JointEdits(total, None, (), 0, complete=False)
                return replace(known, least=total)
            found = [lists for split in splits for lists in self._lasting(split)]
            if found:
                return self._told(total, found)
        return IMPOSSIBLE

    def _size(self, split: tuple[int, ...]) -> int:
        return math.prod(
            len(source.known[k]) for source, k in zip(self.sources, split, strict=True)
        )

    def _lasting(self, split: tuple[int, ...]) -> Iterator[list[list[Told]]]:
        """Lists of each party, by ranking, under which the state is an equilibrium."""
        levels = [source.known[k] for source, k in zip(self.sources, split, strict=True)]
        total = self._size(split)
        ranks = [
            np.array([np.frombuffer(rank, dtype=np.int32) for rank in level]) for level in levels
        ]
        lists = [list(level.values()) for level in levels]
        sizes = tuple(len(one) for one in lists)
        for start in range(0, total, CHUNK):
            places = np.unravel_index(np.arange(start, min(start + CHUNK, total)), sizes)
            rank = np.repeat(self.problem.rank[:1], places[0].size, axis=0)
            for source, known, at in zip(self.sources, ranks, places, strict=True):
                rank[:, source.party] = known[at]
            verdicts = judge_problem(replace(self.problem, rank=rank), (self.concept,))
            kept = verdicts[:, self.problem.judged, self.state] >> BASIC.index(self.concept) & 1
            for row in np.flatnonzero(kept.all(axis=1)).tolist():
                yield [one[at[row]] for one, at in zip(lists, places, strict=True)]

    def _told(self, total: int, found: list[list[list[Told]]]) -> JointEdits:
        combined = itertools.chain.from_iterable(itertools.product(*lists) for lists in found)
        ways = []
        for new in itertools.islice(combined, MOST_COMBINED):
            made = [
                (source.party, edits_to(source.told.told, one))
                for source, one in zip(self.sources, new, strict=True)
            ]
            ways.append({party: edits for party, edits in made if edits})
        ways.sort(key=lambda way: mildness(tuple(itertools.chain(*way.values()))))
        count = sum(math.prod(map(len, lists)) for lists in found)
        return JointEdits(total, total, tuple(ways[:MOST_WAYS]), count, complete=True)


def _splits(total: int, low: list[int]) -> Iterator[tuple[int, ...]]:
    """All ways to share out a total with at least `low` for each."""
    if len(low) == 1:
        yield (total,)
        return
    for first in range(low[0], total - sum(low[1:]) + 1):
        for rest in _splits(total - first, low[1:]):
            yield (first, *rest)
