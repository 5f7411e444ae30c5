"""What holds whatever is unknown, how strongly it holds, and what each party sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.stability.hypergames import Hypergame
from detente.analyses.stability.parts import Part
from detente.analyses.stability.unknown import Bounds
from detente.exhibits import Cell, Column, Table

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem
    from detente.analyses.stability.wording import Wording

MOST_ROWS = 24
Stable = NDArray[np.bool_]


def _shared(problem: Problem, stable: Stable) -> Stable:
    return np.asarray(stable[problem.judged].all(axis=0))


def _names(problem: Problem, mask: Stable) -> list[str]:
    return [problem.name(int(state)) for state in np.flatnonzero(mask)]


def _listed(names: list[str], none: str) -> str:
    return ", ".join(names[:MOST_ROWS]) + (" …" if len(names) > MOST_ROWS else "") or none


@dataclass(frozen=True)
class UnknownPart(Part):
    """Necessary and possible equilibria."""

    problem: Problem
    bounds: Bounds
    key: ClassVar[str] = "unknown"

    def answer(self) -> dict[str, Any]:
        """See `Part`."""
        return {
            "rankings": self.bounds.rankings,
            "necessarily": self._equilibria(self.bounds.necessarily),
            "possibly": self._listed(self.bounds.equilibria),
            "unsettled": self._listed(self.bounds.unsettled),
        }

    def _listed(self, masks: dict[str, Stable]) -> dict[str, list[str]]:
        return {concept: _names(self.problem, mask) for concept, mask in masks.items()}

    def _equilibria(self, stable: dict[str, Stable]) -> dict[str, list[str]]:
        return {c: _names(self.problem, _shared(self.problem, rows)) for c, rows in stable.items()}

    def statements(self, wording: Wording) -> list[str]:
        """See `Part`."""
        words = wording.words
        told = []
        for concept, rows in self.bounds.necessarily.items():
            sure = _names(self.problem, _shared(self.problem, rows))
            may = _names(self.problem, self.bounds.equilibria[concept])
            only = [name for name in may if name not in sure]
            none = words("common.none")
            told.append(
                words(
                    "stability.bounds",
                    concept=wording.concept(concept),
                    sure=_listed(sure, none),
                    may=_listed(only, none),
                )
            )
        open_yet = [
            words(
                "stability.bounds_unsettled",
                concept=wording.concept(concept),
                states=_listed(_names(self.problem, mask), ""),
            )
            for concept, mask in self.bounds.unsettled.items()
            if mask.any()
        ]
        return told[:2] + open_yet

    def tables(self, wording: Wording) -> list[Table]:
        """See `Part`."""
        words = wording.words
        rows: list[tuple[Cell, ...]] = []
        for concept, stable in self.bounds.necessarily.items():
            sure = _names(self.problem, _shared(self.problem, stable))
            may = _names(self.problem, self.bounds.equilibria[concept])
            open_yet = [name for name in may if name not in sure]
            rows.append((wording.short(concept), _listed(sure, ""), _listed(open_yet, "")))
        columns = (
            Column(words("stability.concept_title")),
            Column(words("stability.necessarily")),
            Column(words("stability.possibly_only")),
        )
        note = words.count("stability.bounds_note", self.bounds.rankings)
        return [Table(words("stability.bounds_title"), columns, tuple(rows), note)]


@dataclass(frozen=True)
class StrengthPart(Part):
    """Equilibria that hold by strong losses alone, and those that hold only weakly."""

    problem: Problem
    plain: dict[str, Stable]
    strong: dict[str, Stable]
    key: ClassVar[str] = "strength"

    def answer(self) -> dict[str, Any]:
        """See `Part`."""
        told: dict[str, Any] = {"strong": {}, "weak": {}}
        for concept in self.strong:
            strong, weak = self._parted(concept)
            told["strong"][concept], told["weak"][concept] = strong, weak
        return told

    def _parted(self, concept: str) -> tuple[list[str], list[str]]:
        plain = _shared(self.problem, self.plain[concept])
        strong = _shared(self.problem, self.strong[concept])
        return _names(self.problem, strong), _names(self.problem, plain & ~strong)

    def tables(self, wording: Wording) -> list[Table]:
        """See `Part`."""
        words = wording.words
        rows: list[tuple[Cell, ...]] = []
        for concept in self.strong:
            strong, weak = self._parted(concept)
            rows.append((wording.short(concept), _listed(strong, ""), _listed(weak, "")))
        columns = (
            Column(words("stability.concept_title")),
            Column(words("stability.strongly")),
            Column(words("stability.weakly")),
        )
        note = words("stability.strength_note")
        return [Table(words("stability.strength_title"), columns, tuple(rows), note)]


@dataclass(frozen=True)
class ViewsPart(Part):
    """What each party expects, what lasts in fact, and who is surprised."""

    problem: Problem
    game: Hypergame
    key: ClassVar[str] = "views"

    def answer(self) -> dict[str, Any]:
        """See `Part`."""
        concepts = list(self.game.stable)
        expected: dict[str, dict[str, list[str]]] = {}
        surprised: dict[str, dict[str, dict[str, list[str]]]] = {}
        for view in self.game.views:
            party = self.problem.parties[view.party]
            expected[party] = {
                c: _names(self.problem, view.equilibria(c, self.problem.judged)) for c in concepts
            }
            surprised[party] = {}
            for concept in concepts:
                fails, lasts = self.game.surprises(view, concept)
                surprised[party][concept] = {
                    "expected_but_fails": _names(self.problem, fails),
                    "unexpected_but_lasts": _names(self.problem, lasts),
                }
        return {
            "in_fact": {c: _names(self.problem, self.game.equilibria(c)) for c in concepts},
            "expected": expected,
            "surprises": surprised,
        }

    def statements(self, wording: Wording) -> list[str]:
        """See `Part`."""
        words = wording.words
        concept = next(iter(self.game.stable))
        told = []
        for view in self.game.views:
            fails, lasts = self.game.surprises(view, concept)
            party, name = wording.party(view.party), wording.concept(concept)
            if fails.any():
                states = _listed(_names(self.problem, fails), "")
                told.append(
                    words("stability.surprise_fails", party=party, states=states, concept=name)
                )
            if lasts.any():
                states = _listed(_names(self.problem, lasts), "")
                told.append(
                    words("stability.surprise_lasts", party=party, states=states, concept=name)
                )
        return told

    def tables(self, wording: Wording) -> list[Table]:
        """See `Part`."""
        words = wording.words
        rows: list[tuple[Cell, ...]] = []
        for concept in self.game.stable:
            fact = _listed(_names(self.problem, self.game.equilibria(concept)), "")
            rows.append((wording.short(concept), words("stability.in_fact"), fact))
            for view in self.game.views:
                mask = view.equilibria(concept, self.problem.judged)
                seen = _listed(_names(self.problem, mask), "")
                rows.append((wording.short(concept), wording.party(view.party), seen))
        columns = (
            Column(words("stability.concept_title")),
            Column(words("stability.seen_by")),
            Column(words("stability.states")),
        )
        note = words("stability.views_note")
        return [Table(words("stability.views_title"), columns, tuple(rows), note)]
