"""What coalitions can upset, and what lasts when each party behaves in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.coalitions import Coalition, Upset
from detente.analyses.stability.parts import Part
from detente.exhibits import Cell, Column, Table

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem
    from detente.analyses.stability.wording import Wording

MOST_ROWS = 24
MOST_UPSETS = 2000


@dataclass(frozen=True)
class CoalitionPart(Part):
    """Stable states per coalition and concept, and the moves that upset the other equilibria.

    `upsets` are moves of coalitions of two or more, from states that no single party leaves.
    """

    problem: Problem
    coalitions: tuple[Coalition, ...]
    stable: dict[str, dict[Coalition, NDArray[np.bool_]]]
    upsets: dict[str, tuple[Upset, ...]]
    key: ClassVar[str] = "coalitions"

    def answer(self) -> dict[str, Any]:
        """See `Part`."""
        stable = {
            self._name(group): {
                concept: [self.problem.name(int(s)) for s in np.flatnonzero(by_group[group])]
                for concept, by_group in self.stable.items()
            }
            for group in self.coalitions
        }
        upsets = {
            concept: [
                {
                    "state": self.problem.name(upset.state),
                    "coalition": [self.problem.parties[party] for party in upset.coalition],
                    "to": self.problem.name(upset.improvement),
                }
                for upset in found[:MOST_UPSETS]
            ]
            for concept, found in self.upsets.items()
        }
        return {"stable": stable, "upsets": upsets}

    def _name(self, group: Coalition) -> str:
        return "+".join(self.problem.parties[party] for party in group)

    def statements(self, wording: Wording) -> list[str]:
        """See `Part`."""
        words = wording.words
        told = []
        for concept, found in self.upsets.items():
            for upset in found[:2]:
                members = words.join([wording.party(party) for party in upset.coalition])
                told.append(
                    words(
                        "stability.upset",
                        members=members,
                        state=self.problem.name(upset.state),
                        to=self.problem.name(upset.improvement),
                        concept=wording.concept(concept),
                    )
                )
        return told

    def tables(self, wording: Wording) -> list[Table]:
        """See `Part`."""
        words = wording.words
        rows: list[tuple[Cell, ...]] = [
            (
                self.problem.name(upset.state),
                words.join([wording.party(party) for party in upset.coalition]),
                self.problem.name(upset.improvement),
                wording.short(concept),
            )
            for concept, found in self.upsets.items()
            for upset in found
        ]
        if not rows:
            return []
        note = ""
        if len(rows) > MOST_ROWS:
            note = words.count("stability.more_states", len(rows) - MOST_ROWS)
        columns = (
            Column(words("stability.state")),
            Column(words("stability.coalition")),
            Column(words("stability.moves_to")),
            Column(words("stability.undeterred_by")),
        )
        return [Table(words("stability.upsets_title"), columns, tuple(rows[:MOST_ROWS]), note)]


@dataclass(frozen=True)
class MixedPart(Part):
    """States that are stable for each party in the way it behaves."""

    problem: Problem
    behaviour: dict[int, str]
    lasting: NDArray[np.bool_]
    key: ClassVar[str] = "mixed"

    def answer(self) -> dict[str, Any]:
        """See `Part`."""
        return {
            "behaviour": {
                self.problem.parties[p]: concept for p, concept in self.behaviour.items()
            },
            "equilibria": [self.problem.name(int(state)) for state in np.flatnonzero(self.lasting)],
        }

    def statements(self, wording: Wording) -> list[str]:
        """See `Part`."""
        words = wording.words
        ways = [f"{wording.party(p)}: {wording.short(c)}" for p, c in self.behaviour.items()]
        names = [self.problem.name(int(state)) for state in np.flatnonzero(self.lasting)]
        shown = ", ".join(names[:12]) + ("…" if len(names) > 12 else "")
        none = words("common.none")
        return [words("stability.mixed", behaviour="; ".join(ways), states=shown or none)]
