"""What it takes for a desired state to last, in words."""

from __future__ import annotations

from detente.analyses.stability.change.edits import Edits, EditsAnswer, EditsFound
from detente.analyses.stability.change.least_change import Change
from detente.analyses.stability.change.measures import Measure, Wish, WishAnswer
from detente.analyses.stability.report.wording import Wording
from detente.exhibits import Cell, Column, Table

MOST_NAMED = 6


def statements(part: WishAnswer, wording: Wording) -> list[str]:
    """Whether the state lasts, and if not what each party would have to change."""
    words, state = wording.words, part.problem.name(part.state)
    told = []
    held = [wording.concept(wish.concept) for wish in part.wishes if not wish.unstable]
    if held:
        told.append(words("stability.wish_holds", state=state, concept=words.join(held)))
    for wish in part.wishes:
        if not wish.unstable:
            continue
        concept = wording.concept(wish.concept)
        leavers = words.join([wording.party(party) for party in wish.unstable])
        told.append(words("stability.wish_fails", state=state, concept=concept, parties=leavers))
        told += [_change_said(part, change, wording) for change in wish.changes]
        if not wish.enough:
            told.append(words("stability.wish_not_joint"))
        told += _measures_said(part, wish, wording)
    return told


def _change_said(part: WishAnswer, change: Change, wording: Wording) -> str:
    """One party's least change, and under how many orders the state is stable for it."""
    words, problem = wording.words, part.problem
    lowered = words.first([problem.name(one) for one in change.lowered], MOST_NAMED)
    known = {"party": wording.party(change.party), "state": problem.name(part.state)}
    told = words.count("stability.wish_change", change.pairs, lowered=lowered, **known)
    if change.share is None:
        return told
    key = "stability.wish_share_drawn" if change.drawn else "stability.wish_share"
    return f"{told} {words(key, share=words.share(change.share), **known)}"


def _measures_said(part: WishAnswer, wish: Wish, wording: Wording) -> list[str]:
    if not wish.measures:
        return []
    words = wording.words
    ways = [
        words.join([_measure_said(part, measure, wording) for measure in found])
        for found in wish.measures[:3]
    ]
    return [words("stability.wish_measures", ways=words.join(ways, either=True))]


def _measure_said(part: WishAnswer, measure: Measure, wording: Wording) -> str:
    option = wording.words("stability.quoted", text=wording.option(measure.option))
    party = wording.party(part.problem.parties.index(part.problem.options[measure.option][0]))
    if measure.kind == "bind":
        taken = int(part.problem.codes[part.state]) >> measure.option & 1
        key = "stability.bind_taken" if taken else "stability.bind_dropped"
        return wording.words(key, option=option, party=party)
    return wording.words(f"stability.measure.{measure.kind}", option=option, party=party)


def tables(part: WishAnswer, wording: Wording) -> list[Table]:
    """Least changes by concept."""
    if not any(wish.unstable for wish in part.wishes):
        return []
    words = wording.words
    rows: list[tuple[Cell, ...]] = []
    for wish in part.wishes:
        changes = [f"{wording.party(c.party)}: {words.number(c.pairs)}" for c in wish.changes]
        rows.append((wording.short(wish.concept), not wish.unstable, "; ".join(changes)))
    columns = (
        Column(words("stability.concept_title")),
        Column(words("stability.equilibrium_title"), "centre"),
        Column(words("stability.changes")),
    )
    title = words("stability.wish_title", state=part.problem.name(part.state))
    return [Table(title, columns, tuple(rows), words("stability.wish_note"))]


def edit_statements(part: EditsAnswer, wording: Wording) -> list[str]:
    """Changes of priorities that are enough, by concept."""
    words, told = wording.words, []
    for found in part.found:
        known = {"state": part.problem.name(part.state), "concept": wording.concept(found.concept)}
        if found.together is None:
            told.append(words("stability_changes.edits_none", **known))
            continue
        count = sum(len(edits) for edits in found.together.values())
        way = _way(part, found.together, wording)
        told.append(words.count("stability_changes.edits_enough", count, way=way, **known))
    return told


def _way(part: EditsAnswer, edits: dict[int, Edits], wording: Wording) -> str:
    return "; ".join(
        f"{wording.party(party)}: {wording.words.join(_edits_said(part, party, own, wording))}"
        for party, own in edits.items()
    )


def _edits_said(part: EditsAnswer, party: int, edits: Edits, wording: Wording) -> list[str]:
    return [
        wording.words(
            f"stability_changes.edit.{edit['edit']}",
            statement=edit["statement"],
            place=edit.get("place", edit["number"]),
        )
        for edit in part.edits(party, edits)
    ]


def edit_tables(part: EditsAnswer, wording: Wording) -> list[Table]:
    """Changes of each party for itself, and of all together."""
    words = wording.words
    rows = [row for found in part.found for row in _edit_rows(part, found, wording)]
    columns = (
        Column(words("stability.concept_title")),
        Column(words("stability_changes.edits_who")),
        Column(words("stability_changes.edit_title")),
    )
    title, note = words("stability_changes.edits_title"), words("stability_changes.edits_note")
    return [Table(title, columns, tuple(rows), note)] if rows else []


def _edit_rows(part: EditsAnswer, found: EditsFound, wording: Wording) -> list[tuple[Cell, ...]]:
    short = wording.short(found.concept)
    rows: list[tuple[Cell, ...]] = [
        (short, wording.party(p), wording.words.join(_edits_said(part, p, own, wording)))
        for p, own in found.alone.items()
    ]
    if found.together is not None and found.together != found.alone:
        who = wording.words("stability_changes.edits_together")
        rows.append((short, who, _way(part, found.together, wording)))
    return rows
