"""What it takes for a desired state to last, in JSON, sentences and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from detente.analyses.stability.change_words import (
    bounds_of_alone,
    change_answer,
    change_cells,
    change_said,
    levelled,
    orders_answer,
    raised,
    total_said,
)
from detente.analyses.stability.desired import Measure, Wish
from detente.analyses.stability.parts import Part
from detente.exhibits import Cell, Column, Table

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem
    from detente.analyses.stability.wording import Wording


@dataclass(frozen=True)
class DesiredPart(Part):
    """One wish for each concept asked about."""

    problem: Problem
    state: int
    wishes: tuple[Wish, ...]
    key: ClassVar[str] = "desired"

    def answer(self) -> dict[str, Any]:
        """See `Part`."""
        return {
            "state": self.problem.name(self.state),
            "concepts": {wish.concept: self._wish(wish) for wish in self.wishes},
        }

    def _wish(self, wish: Wish) -> dict[str, Any]:
        parties = self.problem.parties
        return {
            "equilibrium": wish.equilibrium,
            "unstable": [parties[party] for party in wish.unstable],
            "pivotal": {
                parties[p]: least.pairs
                for p, least in wish.alone.items()
                if least.pairs is not None
            },
            "pivotal_bounds": bounds_of_alone(self.problem, wish),
            "changes": {
                parties[change.party]: change_answer(self.problem, change)
                for change in wish.changes
            },
            "enough": wish.joint,
            "total": wish.total.pairs,
            "total_changes": None
            if wish.total.ranks is None
            else orders_answer(self.problem, raised(self.problem, wish.total)),
            "total_ties": None
            if wish.total.ranks is None
            else orders_answer(self.problem, levelled(self.problem, wish.total)),
            "total_bounds": [wish.total.at_least, wish.total.at_most],
            "measures": [[self._measure(measure) for measure in found] for found in wish.measures],
        }

    def _measure(self, measure: Measure) -> dict[str, str]:
        owner, option = self.problem.options[measure.option]
        return {"measure": measure.kind, "option": f"{owner}.{option}"}

    def statements(self, wording: Wording) -> list[str]:
        """See `Part`."""
        words = wording.words
        state = self.problem.name(self.state)
        told = []
        held = [wording.concept(wish.concept) for wish in self.wishes if wish.equilibrium]
        if held:
            told.append(words("stability.wish_holds", state=state, concept=words.join(held)))
        for wish in self.wishes:
            if wish.equilibrium:
                continue
            concept = wording.concept(wish.concept)
            leavers = words.join([wording.party(party) for party in wish.unstable])
            told.append(
                words("stability.wish_fails", state=state, concept=concept, parties=leavers)
            )
            told += [
                change_said(self.problem, self.state, change, wording) for change in wish.changes
            ]
            told += total_said(self.problem, wish, wording)
            told += self._measures_said(wording, wish)
        return told

    def _measures_said(self, wording: Wording, wish: Wish) -> list[str]:
        if not wish.measures:
            return []
        words = wording.words
        ways = [
            words.join([self._measure_said(wording, measure) for measure in found])
            for found in wish.measures[:3]
        ]
        return [words("stability.wish_measures", ways=words.join(ways, either=True))]

    def _measure_said(self, wording: Wording, measure: Measure) -> str:
        option = wording.words("stability.quoted", text=wording.option(measure.option))
        owner = self.problem.parties.index(self.problem.options[measure.option][0])
        party = wording.party(owner)
        if measure.kind == "bind":
            code = int(self.problem.codes[self.state])
            kept = code >> measure.option & 1
            key = "stability.bind_taken" if kept else "stability.bind_dropped"
            return wording.words(key, option=option, party=party)
        return wording.words(f"stability.measure.{measure.kind}", option=option, party=party)

    def tables(self, wording: Wording) -> list[Table]:
        """See `Part`."""
        if all(wish.equilibrium for wish in self.wishes):
            return []
        words = wording.words
        rows: list[tuple[Cell, ...]] = []
        for wish in self.wishes:
            rows.append(
                (wording.short(wish.concept), wish.equilibrium, *change_cells(wish, wording))
            )
        columns = (
            Column(words("stability.concept_title")),
            Column(words("stability.equilibrium_title"), "centre"),
            Column(words("stability.changes")),
            Column(words("stability.in_all"), "right"),
            Column(words("stability.pivotal")),
        )
        title = words("stability.wish_title", state=self.problem.name(self.state))
        return [Table(title, columns, tuple(rows), words("stability.wish_note"))]
