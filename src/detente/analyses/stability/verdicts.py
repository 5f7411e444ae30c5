"""For whom each state is stable, under every concept asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.concept_names import BASIC
from detente.analyses.stability.concepts import FurtherVerdicts, headline

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Verdicts:
    """basic[party, state], one bit a basic concept; judged[party]: whose stability counts."""

    judged: Mask
    basic: NDArray[np.uint8]
    further: FurtherVerdicts
    concepts: tuple[str, ...]

    def stable(self, party: int, concept: str) -> Mask:
        """bool[state]: stable for the party."""
        if concept in self.further.stable:
            found: Mask = self.further.stable[concept][party]
            return found
        return np.asarray(self.basic[party] >> BASIC.index(concept) & 1).astype(np.bool_)

    def lasting(self, concept: str) -> Mask:
        """bool[state]: stable for every party that counts."""
        if concept in self.further.shared:
            return self.further.shared[concept]
        rows = [self.stable(int(party), concept) for party in np.flatnonzero(self.judged)]
        return np.asarray(np.logical_and.reduce(rows))

    @property
    def headline(self) -> str:
        """The concept that headlines name: the most demanding under which some state can last."""
        return headline(self.concepts, self.lasting)

    def foremost(self) -> NDArray[np.intp]:
        """The states that can last under the concept of the headline."""
        return np.flatnonzero(self.lasting(self.headline))
