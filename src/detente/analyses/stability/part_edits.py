"""The fewest edits of priorities that make a desired state last, in JSON, sentences and tables."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from detente.analyses.stability.deciding import statements_of
from detente.analyses.stability.edit_lists import Edit, mildness, written_places
from detente.analyses.stability.fewest_edits import MOST_WAYS, FewestEdits, fewest_edits
from detente.analyses.stability.joint_edits import (
    IMPOSSIBLE,
    MOST_COMBINED,
    WEAKER,
    JointEdits,
    Profile,
    joint_edits,
    not_stable_for,
)
from detente.analyses.stability.parts import Part
from detente.exhibits import Cell, Column, Table

if TYPE_CHECKING:
    from detente.analyses.stability.problem import Problem
    from detente.analyses.stability.wording import Wording
    from detente.scenario import Scenario

MOST_ROWS = 8
"""Ways that a table shows of each question."""


@dataclass(frozen=True, eq=False)
class Needed:
    """Edits under one concept: of each party alone (others keep their orders), and together."""

    concept: str
    alone: dict[int, FewestEdits]
    together: JointEdits


def needed_edits(scenario: Scenario, problem: Problem, state: int, concept: str) -> Needed | None:
    """The fewest edits that the desired state needs; None where it lasts already.

    Also None where no party that counts has priorities.
    """
    counted = np.flatnonzero(problem.judged).tolist()
    unstable = not_stable_for(problem, counted, state, concept)
    editable = [party for party in counted if problem.parties[party] in scenario.priorities]
    if not unstable or not editable:
        return None
    alone = {}
    for party in unstable:
        found = fewest_edits(scenario, problem, party, state, concept)
        if found is not None:
            alone[party] = found
    together = joint_edits(scenario, problem, state, concept) if concept in WEAKER else None
    return Needed(concept, alone, together or _summed(alone, unstable))


def _summed(alone: dict[int, FewestEdits], unstable: list[int]) -> JointEdits:
    """Where a party's own preferences decide, the fewest edits of each add up."""
    if set(alone) != set(unstable):
        return IMPOSSIBLE
    count = math.prod(edits.count for edits in alone.values())
    choices = itertools.product(*(edits.ways for edits in alone.values()))
    ways = [
        dict(zip(alone, chosen, strict=True)) for chosen in itertools.islice(choices, MOST_COMBINED)
    ]
    ways.sort(key=lambda way: mildness(tuple(itertools.chain(*way.values()))))
    return JointEdits(
        least=sum(edits.least for edits in alone.values()),
        most=sum(edits.most for edits in alone.values()),
        ways=tuple(ways[:MOST_WAYS]),
        count=count,
        complete=all(edits.complete for edits in alone.values()),
    )


@dataclass(frozen=True)
class EditsPart(Part):
    """The fewest edits of priorities for one desired state, by concept."""

    scenario: Scenario
    problem: Problem
    state: int
    needed: tuple[Needed, ...]
    key: ClassVar[str] = "priority_edits"

    def answer(self) -> dict[str, Any]:
        """See `Part`."""
        return {
            "state": self.problem.name(self.state),
            "concepts": {needed.concept: self._needed(needed) for needed in self.needed},
        }

    def _needed(self, needed: Needed) -> dict[str, Any]:
        parties = self.problem.parties
        return {
            "alone": {
                parties[party]: {
                    **_told(found),
                    "ways": [self._edits(party, way) for way in found.ways],
                }
                for party, found in needed.alone.items()
            },
            "together": self._joint(needed.together),
        }

    def _joint(self, joint: JointEdits) -> dict[str, Any]:
        if not joint.possible:
            return {"possible": False}
        parties = self.problem.parties
        ways = [
            {parties[party]: self._edits(party, edits) for party, edits in way.items()}
            for way in joint.ways
        ]
        return {"possible": True if joint.ways else None, **_told(joint), "ways": ways}

    def _edits(self, party: int, edits: tuple[Edit, ...]) -> list[dict[str, Any]]:
        """Numbers and places, from 1, are those of the list as written in the scenario."""
        written, places = self._written(party), self._places(party, edits)
        return [
            {
                "edit": edit.kind,
                "statement": written[edit.statement],
                "number": edit.statement + 1,
                **({"place": places[edit.statement] + 1} if edit.kind == "move" else {}),
            }
            for edit in edits
        ]

    def _written(self, party: int) -> list[str]:
        rungs = self.scenario.priorities[self.problem.parties[party]]
        return [said.maybe for rung in rungs for said in rung.statements]

    def _places(self, party: int, edits: tuple[Edit, ...]) -> dict[int, int]:
        told = statements_of(self.scenario, self.problem, party, self.state).told
        return written_places(edits, told, len(self._written(party)))

    def statements(self, wording: Wording) -> list[str]:
        """See `Part`."""
        told = []
        for needed in self.needed:
            concept = wording.concept(needed.concept)
            for party, found in needed.alone.items():
                who = wording.party(party)
                way = self._way_said(wording, {party: found.ways[0]}, named=False)
                told.append(self._said(wording, found, who, concept, way))
            joint = needed.together
            if not joint.possible:
                state = self.problem.name(self.state)
                told.append(
                    wording.words("stability_changes.edits_none", state=state, concept=concept)
                )
            elif not _nothing_more(needed):
                way = self._way_said(wording, joint.ways[0], named=True) if joint.ways else ""
                who = wording.words("stability_changes.edits_together")
                told.append(self._said(wording, joint, who, concept, way))
        return told

    def _said(
        self, wording: Wording, found: FewestEdits | JointEdits, who: str, concept: str, way: str
    ) -> str:
        words = wording.words
        known: dict[str, Any] = {"who": who, "concept": concept, "way": way}
        known["state"] = self.problem.name(self.state)
        if found.least == found.most:
            joint = isinstance(found, JointEdits)
            key = "stability_changes.edits_least" if joint else "stability_changes.edits_alone"
            return words.count(key, found.least, **known)
        if found.most is None:
            return words.count("stability_changes.edits_unknown", found.least, **known)
        known["most"] = words.number(found.most)
        return words("stability_changes.edits_between", least=words.number(found.least), **known)

    def _way_said(self, wording: Wording, way: Profile, *, named: bool) -> str:
        told = []
        for party, edits in way.items():
            said = wording.words.join(self._edits_said(wording, party, edits))
            told.append(f"{wording.party(party)}: {said}" if named else said)
        return "; ".join(told)

    def _edits_said(self, wording: Wording, party: int, edits: tuple[Edit, ...]) -> list[str]:
        return [
            wording.words(
                f"stability_changes.edit.{edit['edit']}",
                statement=edit["statement"],
                place=edit.get("place", edit["number"]),
            )
            for edit in self._edits(party, edits)
        ]

    def tables(self, wording: Wording) -> list[Table]:
        """See `Part`."""
        words = wording.words
        columns = (
            Column(words("stability.concept_title")),
            Column(words("stability_changes.edits_who")),
            Column(words("stability_changes.edits_fewest"), "right"),
            Column(words("stability_changes.edits_ways"), "right"),
        )
        title, note = words("stability_changes.edits_title"), words("stability_changes.edits_note")
        rows = tuple(row for needed in self.needed for row in self._rows(wording, needed))
        if not rows:
            return []
        return [Table(title, columns, rows, note), self._ways_table(wording)]

    def _rows(self, wording: Wording, needed: Needed) -> list[tuple[Cell, ...]]:
        who = wording.words("stability_changes.edits_together")
        short = wording.short(needed.concept)
        found: list[tuple[str, FewestEdits | JointEdits]] = [
            (wording.party(party), edits) for party, edits in needed.alone.items()
        ]
        if not _nothing_more(needed):
            found.append((who, needed.together))
        rows: list[tuple[Cell, ...]] = []
        for name, edits in found:
            rows.append((short, name, _fewest(edits), _count(edits)))
        return rows

    def _ways_table(self, wording: Wording) -> Table:
        words = wording.words
        rows: list[tuple[Cell, ...]] = []
        for needed in self.needed:
            short = wording.short(needed.concept)
            for party, found in needed.alone.items():
                for way in found.ways[:MOST_ROWS]:
                    said = self._way_said(wording, {party: way}, named=False)
                    rows.append((short, wording.party(party), said))
            if needed.concept in WEAKER and not _nothing_more(needed):
                who = words("stability_changes.edits_together")
                for profile in needed.together.ways[:MOST_ROWS]:
                    rows.append((short, who, self._way_said(wording, profile, named=True)))
        columns = (
            Column(words("stability.concept_title")),
            Column(words("stability_changes.edits_who")),
            Column(words("stability_changes.edit_title")),
        )
        note = words("stability_changes.edits_ways_note", most=MOST_ROWS)
        return Table(words("stability_changes.edits_ways_title"), columns, tuple(rows), note)


def _nothing_more(needed: Needed) -> bool:
    """Whether all together need just what a single party needs."""
    alone = [{party: way} for party, found in needed.alone.items() for way in found.ways]
    return len(needed.alone) == 1 and sorted(map(str, alone)) == sorted(
        map(str, needed.together.ways)
    )


def _told(found: FewestEdits | JointEdits) -> dict[str, Any]:
    return {
        "least": found.least,
        "enough": found.most,
        "proven": found.least == found.most,
        "count": found.count,
        "all_found": found.complete,
    }


def _fewest(found: FewestEdits | JointEdits) -> str:
    if isinstance(found, JointEdits) and not found.possible:
        return "–"
    if found.least == found.most:
        return str(found.least)
    return f"≥ {found.least}" if found.most is None else f"{found.least}–{found.most}"


def _count(found: FewestEdits | JointEdits) -> str:
    if not found.count:
        return "–"
    return str(found.count) if found.complete else f"≥ {found.count}"
