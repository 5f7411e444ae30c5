"""New options that would make a desired state last, in JSON, sentences and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from detente.analyses.stability.counter_options import (
    CREDIBLE,
    OUTSIDE,
    Additions,
)
from detente.analyses.stability.deterrents import Deterrents, NewOption
from detente.analyses.stability.parts import Part
from detente.analyses.stability.paths import Step
from detente.exhibits import Cell, Column, Table

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem
    from detente.analyses.stability.wording import Wording

MOST_STATES = 1024
MOST_NAMED = 3
MOST_ROWS = 24


@dataclass(frozen=True)
class NewOptionsPart(Part):
    """What would have to be added; `sought` is False where it was not looked for."""

    problem: Problem
    state: int
    found: tuple[Additions, ...]
    sought: bool = True
    key: ClassVar[str] = "new_options"

    def answer(self) -> dict[str, Any]:
        """See `Part`."""
        return {
            "state": self.problem.name(self.state),
            "sought": self.sought,
            "concepts": {one.concept: self._added(one) for one in self.found},
        }

    def _added(self, one: Additions) -> dict[str, Any]:
        parties, name = self.problem.parties, self.problem.name
        return {
            "unanswered": [
                {
                    "party": parties[party],
                    "to": name(target),
                    "answerable_by": [parties[p] for p in one.suppliers.get((party, target), ())],
                }
                for party, target in one.missing
            ],
            "by_parties": self._deterrents(one, one.parties),
            "by_guarantor": self._deterrents(one, one.outside),
            "promises": None
            if one.promises is None
            else [[parties[party] for party in group] for group in one.promises],
        }

    def _deterrents(self, one: Additions, found: Deterrents | None) -> dict[str, Any] | None:
        if found is None:
            return None
        if found.options is None:
            return {"possible": found.possible, "proven_fewest": found.proven}
        parties = self.problem.parties
        return {
            "possible": True,
            "proven_fewest": found.proven,
            "options": [
                {
                    "owner": None if option.owner == OUTSIDE else parties[option.owner],
                    "places": [self.problem.name(place) for place in option.places],
                    "worse_off": [parties[party] for party in _harmed(one, option)],
                    "owner_better_off": one.concept in CREDIBLE,
                }
                for option in found.options
            ],
        }

    def statements(self, wording: Wording) -> list[str]:
        """See `Part`."""
        if not self.sought:
            words, most = wording.words, wording.words.number(MOST_STATES)
            why = "large" if self.problem.option_form else "moves"
            return [words(f"stability_changes.new_not_sought.{why}", most=most)]
        return [told for one in self.found for told in self._said(wording, one)]

    def _said(self, wording: Wording, one: Additions) -> list[str]:
        words, concept = wording.words, wording.concept(one.concept)
        state = self.problem.name(self.state)
        told = []
        if one.parties is not None:
            told.append(self._missing_said(wording, one))
            if one.parties.options is None:
                key = "new_no_party" if one.parties.proven else "new_none_found"
                told.append(words(f"stability_changes.{key}", concept=concept, state=state))
            for option in one.parties.options or ():
                told.append(self._option_said(wording, one, option))
            if one.parties.options:
                told += self._warnings(wording, one, one.parties.options)
            if one.parties.options and one.parties.proven:
                n = len(one.parties.options)
                told.append(
                    words.count("stability_changes.new_fewest", n, concept=concept, state=state)
                )
        if one.outside is not None and one.outside.options:
            told += [self._option_said(wording, one, option) for option in one.outside.options]
        if one.promises:
            groups = [words.join([wording.party(p) for p in group]) for group in one.promises[:3]]
            parties = words.join(groups, either=True)
            n = len(one.promises[0])
            told.append(
                words.count(
                    "stability_changes.new_promise",
                    n,
                    parties=parties,
                    state=state,
                    concept=concept,
                )
            )
        return told

    def _warnings(
        self, wording: Wording, one: Additions, options: tuple[NewOption, ...]
    ) -> list[str]:
        """What the parties that leave today would be told."""
        told = []
        for party in sorted({party for party, _ in one.missing}):
            can = {p for leave, some in one.suppliers.items() if leave[0] == party for p in some}
            owners = [wording.party(option.owner) for option in options if option.owner in can]
            told.append(
                wording.words(
                    "stability_changes.new_warning",
                    party=wording.party(party),
                    owners=wording.words.join(owners),
                    state=self.problem.name(self.state),
                    concept=wording.concept(one.concept),
                )
            )
        return told

    def _missing_said(self, wording: Wording, one: Additions) -> str:
        words = wording.words
        moves = [wording.change(self.state, Step(party, target)) for party, target in one.missing]
        shown = moves[:3] + ([words("common.more", n=len(moves) - 3)] if len(moves) > 3 else [])
        return words(
            "stability_changes.new_missing",
            state=self.problem.name(self.state),
            concept=wording.concept(one.concept),
            moves="; ".join(shown),
        )

    def _option_said(self, wording: Wording, one: Additions, option: NewOption) -> str:
        words = wording.words
        credible = "_credible" if one.concept in CREDIBLE else ""
        harmed = [wording.party(party) for party in _harmed(one, option)]
        known = {
            "places": self._places(wording, option.places),
            "harmed": words.count(
                "stability_changes.new_harmed",
                len(harmed),
                parties=words.join(harmed),
                state=self.problem.name(self.state),
            ),
            "concept": wording.concept(one.concept),
        }
        if option.owner == OUTSIDE:
            return words(f"stability_changes.new_outside{credible}", **known)
        owner = wording.party(option.owner)
        return words(f"stability_changes.new_option{credible}", owner=owner, **known)

    def _places(self, wording: Wording, places: tuple[int, ...]) -> str:
        names = [f"{self.problem.name(p)} ({wording.state(p)})" for p in places[:MOST_NAMED]]
        more = len(places) - len(names)
        if more > 0:
            names.append(wording.words("common.more", n=more))
        return wording.words.join(names, either=True)

    def tables(self, wording: Wording) -> list[Table]:
        """See `Part`."""
        words = wording.words
        rows = [row for one in self.found for row in self._rows(wording, one)]
        if not rows:
            return []
        columns = (
            Column(words("stability.concept_title")),
            Column(words("stability.party")),
            Column(words("stability.moves_to")),
            Column(words("stability_changes.new_answerable")),
        )
        title = words("stability_changes.new_title", state=self.problem.name(self.state))
        return [Table(title, columns, tuple(rows[:MOST_ROWS]), words("stability_changes.new_note"))]

    def _rows(self, wording: Wording, one: Additions) -> list[tuple[Cell, ...]]:
        none = "–"
        return [
            (
                wording.short(one.concept),
                wording.party(party),
                self.problem.name(target),
                ", ".join(wording.party(p) for p in one.suppliers.get((party, target), ())) or none,
            )
            for party, target in one.missing
        ]


def _harmed(one: Additions, option: NewOption) -> list[int]:
    return sorted({party for party, _ in one.missing if party != option.owner})
