"""What coalitions can upset, and what lasts when each party behaves in its own way, in words."""

from __future__ import annotations

from detente.analyses.stability.concepts.coalitions import CoalitionAnswer
from detente.analyses.stability.questions import MixedAnswer
from detente.analyses.stability.report.wording import Wording
from detente.exhibits import Cell, Column, Table

MOST_ROWS = 24


def coalition_statements(part: CoalitionAnswer, wording: Wording) -> list[str]:
    """The first moves by which coalitions upset a state."""
    words = wording.words
    told = []
    for concept, found in part.upsets.items():
        for upset in found[:2]:
            members = words.join([wording.party(party) for party in upset.coalition])
            told.append(
                words(
                    "stability.upset",
                    members=members,
                    state=part.problem.name(upset.state),
                    to=part.problem.name(upset.improvement),
                    concept=wording.concept(concept),
                )
            )
    return told


def coalition_tables(part: CoalitionAnswer, wording: Wording) -> list[Table]:
    """Moves by which coalitions upset states."""
    words = wording.words
    rows: list[tuple[Cell, ...]] = [
        (
            part.problem.name(upset.state),
            words.join([wording.party(party) for party in upset.coalition]),
            part.problem.name(upset.improvement),
            wording.short(concept),
        )
        for concept, found in part.upsets.items()
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


def mixed_statements(part: MixedAnswer, wording: Wording) -> list[str]:
    """What lasts if each party behaves in its own way."""
    words = wording.words
    ways = [f"{wording.party(p)}: {wording.short(c)}" for p, c in part.behaviour.items()]
    names = part.problem.names(part.lasting)
    shown = ", ".join(names[:12]) + ("…" if len(names) > 12 else "")
    none = words("common.none")
    return [words("stability.mixed", behaviour="; ".join(ways), states=shown or none)]
