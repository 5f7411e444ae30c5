"""Issues merged into groups, each settled at once: fewer and larger tables bound more tightly.

A bound that adds up the best entries of many small tables promises too much, since the entries
contradict each other. Tables over groups of issues contain fewer contradictions.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.deals.space import Space, Table, joint_tables

LARGEST_GROUP = 128
LARGEST_TABLE = 300_000


@dataclass(frozen=True, eq=False)
class Merged:
    """Tables whose axes are groups of issues: `sizes[group]` joint values, the last issue fastest.

    No two tables have the same scope, and every group has a table of its own.
    """

    groups: tuple[tuple[int, ...], ...]
    sizes: tuple[int, ...]
    tables: tuple[Table, ...]
    issue_sizes: tuple[int, ...]

    def deals(self, rows: NDArray[np.int64]) -> NDArray[np.intp]:
        """Rows of joint values, one a group, as rows of value indices."""
        deals = np.zeros((len(rows), len(self.issue_sizes)), np.intp)
        for k, group in enumerate(self.groups):
            shape = tuple(self.issue_sizes[issue] for issue in group)
            deals[:, list(group)] = np.stack(np.unravel_index(rows[:, k], shape), axis=1)
        return deals


def merged(space: Space, *, largest: int = LARGEST_GROUP) -> Merged:
    """Merge issues that depend on one another, up to `largest` joint values a group.

    >>> from detente.analyses.deals.space import Factor
    >>> pair = Factor((0, 2), np.arange(4).reshape(2, 2, 1))
    >>> space = Space((2, 3, 2), np.array([1]), np.array([0]), (pair,))
    >>> merged(space).groups
    ((0, 2), (1,))
    """
    tables = joint_tables(space)
    groups = _groups(space, [table.scope for table in tables], largest)
    sizes = tuple(math.prod(space.sizes[issue] for issue in group) for group in groups)
    home = {issue: k for k, group in enumerate(groups) for issue in group}
    found: dict[tuple[int, ...], Table] = {}
    for table in tables:
        scope = tuple(sorted({home[issue] for issue in table.scope}))
        shape = tuple(sizes[k] for k in scope)
        issues = tuple(issue for k in scope for issue in groups[k])
        gain = _spread(table.gain, table.scope, issues, space).reshape(*shape, space.parties)
        allowed = _spread(table.allowed, table.scope, issues, space).reshape(shape)
        if scope in found:
            gain, allowed = gain + found[scope].gain, allowed & found[scope].allowed
        found[scope] = Table(scope, gain, allowed)
    return Merged(groups, sizes, tuple(found.values()), space.sizes)


def _groups(
    space: Space, scopes: list[tuple[int, ...]], largest: int
) -> tuple[tuple[int, ...], ...]:
    """Issues merged two groups at a time, those first that most tables join."""
    groups: list[tuple[int, ...]] = [(issue,) for issue in range(len(space.sizes))]
    while True:
        best = None
        for one, two in itertools.combinations(groups, 2):
            joint = (*one, *two)
            ties = sum(bool(set(scope) & set(one) and set(scope) & set(two)) for scope in scopes)
            size = math.prod(space.sizes[issue] for issue in joint)
            if ties and size <= largest and (best is None or (ties, -size) > best[0]):
                rest = [group for group in groups if group not in (one, two)]
                changed = sorted([*rest, tuple(sorted(joint))])
                if _widest(space, changed, scopes) <= LARGEST_TABLE:
                    best = ((ties, -size), changed)
        if best is None:
            return tuple(groups)
        groups = best[1]


def _widest(space: Space, groups: list[tuple[int, ...]], scopes: list[tuple[int, ...]]) -> int:
    """Entries of the largest table over groups, or of the largest stated one."""
    return max(
        math.prod(
            space.sizes[issue] for group in groups if set(group) & set(scope) for issue in group
        )
        if len([group for group in groups if set(group) & set(scope)]) > 1
        else 1
        for scope in scopes
    )


def _spread(
    array: NDArray[Any], scope: tuple[int, ...], issues: tuple[int, ...], space: Space
) -> NDArray[Any]:
    """A table over `scope` as one over `issues`, which hold it, in their order."""
    here = [issue for issue in issues if issue in scope]
    rest = list(range(len(scope), array.ndim))
    turned = array.transpose([*(scope.index(issue) for issue in here), *rest])
    places = tuple(slice(None) if issue in scope else np.newaxis for issue in issues)
    shape = tuple(space.sizes[issue] for issue in issues)
    return np.broadcast_to(turned[places], (*shape, *array.shape[len(scope) :]))
