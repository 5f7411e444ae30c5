"""What common fronts hold back: deals that leave what a front holds without a member's consent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detente.analyses.spaces.consent import Consent
from detente.analyses.spaces.exact import space_of
from detente.analyses.spaces.listing import LARGEST_LISTING, blocks
from detente.analyses.spaces.problem import Front, Problem
from detente.analyses.spaces.space import FRONT, RULE, Ban, Space
from detente.analyses.spaces.statements import over_all_deals


def whole_space(problem: Problem, consent: Consent, draw: int = 0) -> Space:
    """A draw of a problem in whole numbers, with what common fronts hold back."""
    space = space_of(problem, draw)
    bans = tuple(
        _held_back(space, front, members)
        for front in problem.fronts
        if (members := unheard(problem, consent, front))
    )
    return replace(space, bans=(*space.bans, *bans))


def unheard(problem: Problem, consent: Consent, front: Front) -> tuple[int, ...]:
    """The members of a front whose consent a deal can do without otherwise."""
    needed = frozenset.intersection(*consent.groups) if consent.groups else frozenset()
    heard = {problem.table[seat] for seat in needed}
    return tuple(party for party in front.members if party not in heard)


def _held_back(space: Space, front: Front, members: tuple[int, ...]) -> Ban:
    """The deals that leave what a front holds and that not all of these members accept.

    Where the deals are too many to go through, all that leave what it holds.
    """
    if space.count > LARGEST_LISTING:
        return Ban(FRONT, front.scope, front.left)
    own = space.of(members)
    own = replace(own, bans=tuple(ban for ban in own.bans if ban.party != RULE))
    agreed = np.concatenate([block.reached(own.limit) for block in blocks(own)])
    left = over_all_deals(front.scope, front.left, space.sizes)
    held = (left & ~agreed).reshape(space.sizes)
    return Ban(FRONT, tuple(range(len(space.sizes))), held)
