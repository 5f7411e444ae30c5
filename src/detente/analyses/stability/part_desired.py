"""What it takes for a desired state to last, in JSON, sentences and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from detente.analyses.stability.desired import Edit, Measure, Wish, held_statements
from detente.analyses.stability.inverse import Change
from detente.analyses.stability.parts import Part
from detente.exhibits import Cell, Column, Table

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem
    from detente.analyses.stability.wording import Wording
    from detente.scenario import Scenario

MOST_SETS = 12


@dataclass(frozen=True)
class DesiredPart(Part):
    """One wish for each concept asked about."""

    scenario: Scenario
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
        parties, name = self.problem.parties, self.problem.name
        return {
            "equilibrium": wish.equilibrium,
            "unstable": [parties[party] for party in wish.unstable],
            "pivotal": {parties[party]: pairs for party, pairs in wish.alone.items()},
            "changes": {
                parties[change.party]: {
                    "pairs": change.pairs,
                    "lowered": [name(state) for state in change.lowered],
                    "orders": change.orders,
                    "all_orders": change.all_orders,
                }
                for change in wish.changes
            },
            "enough": wish.joint,
            "total": wish.total,
            "priorities": {
                parties[party]: [[self._edit(party, edit) for edit in edits] for edits in found]
                for party, found in wish.edits.items()
            },
            "measures": [[self._measure(measure) for measure in found] for found in wish.measures],
        }

    def _edit(self, party: int, edit: Edit) -> dict[str, Any]:
        told: dict[str, Any] = {"edit": edit.kind, "statement": self._statement(party, edit)}
        if edit.kind == "move":
            told["place"] = edit.place + 1
        return told

    def _statement(self, party: int, edit: Edit) -> str:
        rungs = self.scenario.priorities[self.problem.parties[party]]
        return [said.maybe for rung in rungs for said in rung.statements][edit.statement]

    def _measure(self, measure: Measure) -> dict[str, str]:
        owner, option = self.problem.options[measure.option]
        return {"measure": measure.kind, "option": f"{owner}.{option}"}

    def statements(self, wording: Wording) -> list[str]:
        """See `Part`."""
        words = wording.words
        state = self.problem.name(self.state)
        told = []
        for wish in self.wishes:
            concept = wording.concept(wish.concept)
            if wish.equilibrium:
                told.append(words("stability.wish_holds", state=state, concept=concept))
                continue
            leavers = words.join([wording.party(party) for party in wish.unstable])
            told.append(
                words("stability.wish_fails", state=state, concept=concept, parties=leavers)
            )
            told += [self._change(wording, change) for change in wish.changes]
            known = all(change.pairs is not None for change in wish.changes)
            if known and not wish.joint:
                told.append(words("stability.wish_not_joint"))
            told += self._measures_said(wording, wish)
        return told

    def _change(self, wording: Wording, change: Change) -> str:
        words = wording.words
        if change.pairs is None:
            return words("stability.wish_beyond", party=wording.party(change.party))
        names = [self.problem.name(state) for state in change.lowered]
        told = words.count(
            "stability.wish_change",
            change.pairs,
            party=wording.party(change.party),
            state=self.problem.name(self.state),
            lowered=words.first(names, 6),
        )
        if change.orders is not None and change.all_orders is not None:
            told += " " + words(
                "stability.wish_orders",
                orders=words.number(change.orders),
                total=words.number(change.all_orders),
            )
        return told

    def _measures_said(self, wording: Wording, wish: Wish) -> list[str]:
        if not wish.measures:
            return []
        words = wording.words
        ways = [
            words.join([self._measure_said(wording, measure) for measure in found])
            for found in wish.measures[:3]
        ]
        return [words("stability.wish_measures", ways=words.join(ways, key="common.or"))]

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
        words = wording.words
        rows: list[tuple[Cell, ...]] = []
        for wish in self.wishes:
            changes = [
                f"{wording.party(c.party)}: {'–' if c.pairs is None else c.pairs}"
                for c in wish.changes
            ]
            pivotal = [f"{wording.party(party)}: {pairs}" for party, pairs in wish.alone.items()]
            rows.append(
                (
                    wording.short(wish.concept),
                    wish.equilibrium,
                    "; ".join(changes),
                    "; ".join(pivotal),
                )
            )
        columns = (
            Column(words("stability.concept_title")),
            Column(words("stability.equilibrium_title"), "centre"),
            Column(words("stability.changes")),
            Column(words("stability.pivotal")),
        )
        title = words("stability.wish_title", state=self.problem.name(self.state))
        found = [Table(title, columns, tuple(rows), words("stability.wish_note"))]
        edits = self._edits_table(wording)
        return found + ([edits] if edits.rows else [])

    def _edits_table(self, wording: Wording) -> Table:
        words = wording.words
        rows: list[tuple[Cell, ...]] = []
        for wish in self.wishes:
            for party, found in wish.edits.items():
                for edits in found[:MOST_SETS]:
                    said = [self._edit_said(wording, party, edit) for edit in edits]
                    rows.append(
                        (wording.short(wish.concept), wording.party(party), words.join(said))
                    )
        columns = (
            Column(words("stability.concept_title")),
            Column(words("stability.party")),
            Column(words("stability.edit_title")),
        )
        return Table(words("stability.edits_title"), columns, tuple(rows[:24]))

    def _edit_said(self, wording: Wording, party: int, edit: Edit) -> str:
        statement = self._statement(party, edit)
        held = held_statements(self.scenario, self.problem.parties[party])
        place = edit.place + 1 if edit.kind == "move" else held.index(edit.statement) + 1
        return wording.words(f"stability.edit.{edit.kind}", statement=statement, place=place)
