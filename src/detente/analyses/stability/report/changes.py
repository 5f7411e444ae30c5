"""What it takes for a desired state to last, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from detente.analyses.stability.change.edits import Edit, PriorityEdits
from detente.analyses.stability.change.new_options import (
    MOST_STATES,
    Additions,
    NewOption,
    NewOptions,
)
from detente.analyses.stability.change.wishes import Desired, Measure
from detente.analyses.stability.problem import Party
from detente.analyses.stability.proofs import CREDIBLE, Step
from detente.analyses.stability.report.further import Told
from detente.analyses.stability.report.wording import Wording
from detente.analyses.telling import table

MOST_NAMED = 6
MOST_PLACES = 3
MOST_ROWS = 24


def desired(part: Desired, wording: Wording) -> Told:
    """Whether the state lasts, and if not what each party would have to change."""
    words, state, rows = wording.words, wording.name(part.state), []
    held = [wording.concept(c) for c, wish in part.concepts.items() if wish.equilibrium]
    if held:
        yield words("stability.wish_holds", state=state, concept=words.join(held))
    for concept, wish in part.concepts.items():
        pairs = [f"{wording.party(p)}: {words.number(c.pairs)}" for p, c in wish.changes.items()]
        rows.append((wording.short(concept), wish.equilibrium, "; ".join(pairs)))
        if wish.equilibrium:
            continue
        known = {"state": state, "concept": wording.concept(concept)}
        yield words("stability.wish_fails", parties=wording.parties(wish.unstable), **known)
        for party, change in wish.changes.items():
            lowered = words.first([wording.name(one) for one in change.lowered], MOST_NAMED)
            whose = {"party": wording.party(party), "state": state}
            said = words.count("stability.wish_change", change.pairs, lowered=lowered, **whose)
            if change.share is not None:
                key = "stability.wish_share_drawn" if change.share_drawn else "stability.wish_share"
                said += " " + words(key, share=words.share(change.share), **whose)
            yield said
        if not wish.enough:
            yield words("stability.wish_not_joint")
        if wish.measures:
            sets = [[_measure(part, one, wording) for one in found] for found in wish.measures[:3]]
            ways = words.join([words.join(found) for found in sets], either=True)
            yield words("stability.wish_measures", ways=ways)
    if len(held) < len(rows):
        columns, note = ["concept_title", "equilibrium_title^", "changes"], "stability.wish_note"
        yield table(words, "stability.wish", columns, rows, words(note), state=state)


def _measure(part: Desired, measure: Measure, wording: Wording) -> str:
    problem = wording.result.problem
    owner = wording.party(problem.parties.index(problem.options[measure.bit][0]))
    key = f"stability.measure.{measure.measure}"
    if measure.measure == "bind":
        taken = int(problem.codes[part.state]) >> measure.bit & 1
        key = "stability.bind_taken" if taken else "stability.bind_dropped"
    return wording.words(key, option=wording.quoted(measure.bit), party=owner)


def priority_edits(part: PriorityEdits, wording: Wording) -> Told:
    """Changes of priorities that are enough: of each party for itself, and of all together."""
    words, rows = wording.words, []
    for concept, found in part.concepts.items():
        short, known = wording.short(concept), {"state": wording.name(part.state)}
        known["concept"] = wording.concept(concept)
        rows += [(short, wording.party(p), _edits(own, wording)) for p, own in found.alone.items()]
        if found.together is None:
            yield words("stability_changes.edits_none", **known)
            continue
        way = _way(found.together.edits, wording)
        yield words.count("stability_changes.edits_enough", found.together.enough, way=way, **known)
        if found.together.edits != found.alone:
            rows.append((short, words("stability_changes.edits_together"), way))
    if rows:
        columns = ["stability.concept_title", "edits_who", "edit_title"]
        note = words("stability_changes.edits_note")
        yield table(words, "stability_changes.edits", columns, rows, note)


def _way(edits: Mapping[Party, Sequence[Edit]], wording: Wording) -> str:
    return "; ".join(f"{wording.party(p)}: {_edits(own, wording)}" for p, own in edits.items())


def _edits(edits: Sequence[Edit], wording: Wording) -> str:
    return wording.words.join(
        wording.words(
            f"stability_changes.edit.{edit.edit}",
            statement=edit.statement,
            place=edit.number if edit.place is None else edit.place,
        )
        for edit in edits
    )


def new_options(part: NewOptions, wording: Wording) -> Told:
    """What has no answer so far, and what would have to be offered to whom."""
    words, rows, state = wording.words, [], wording.name(part.state)
    if not part.sought:
        why = "large" if wording.result.problem.option_form else "moves"
        most = words.number(MOST_STATES)
        yield words(f"stability_changes.new_not_sought.{why}", most=most)
    for concept, one in part.concepts.items():
        yield from _deterrents(one, concept, state, wording)
        if one.promises:
            parties = words.join([wording.parties(p) for p in one.promises[:3]], either=True)
            known = {"parties": parties, "state": state, "concept": wording.concept(concept)}
            yield words.count("stability_changes.new_promise", len(one.promises[0]), **known)
        for leave in one.unanswered:
            answers = ", ".join(wording.party(p) for p in leave.answerable_by) or "–"
            who, to = wording.party(leave.party), wording.name(leave.to)
            rows.append((wording.short(concept), who, to, answers))
    if rows:
        columns = ["concept_title", "party", "moves_to"]
        shown = [*(f"stability.{key}" for key in columns), "new_answerable"]
        note = words("stability_changes.new_note")
        yield table(words, "stability_changes.new", shown, rows[:MOST_ROWS], note, state=state)


def _deterrents(one: Additions, concept: str, state: str, wording: Wording) -> Iterator[str]:
    """The improvements that nothing answers, and new options that would."""
    words, found, outside = wording.words, one.by_parties, one.by_guarantor
    if found is None or outside is None:
        return
    known = {"state": state, "concept": wording.concept(concept)}
    here = wording.result.problem.state(state, "desired")
    moves = [wording.change(here, Step(leave.party, leave.to)) for leave in one.unanswered]
    moves[3:] = [words("common.more", n=len(moves) - 3)] if len(moves) > 3 else []
    yield words("stability_changes.new_missing", moves="; ".join(moves), **known)
    for option in found.options or ():
        yield _option(option, concept, state, wording)
    if found.options is None:
        key = "new_no_party" if found.proven_fewest else "new_none_found"
        yield words(f"stability_changes.{key}", **known)
    else:
        for party in sorted({leave.party for leave in one.unanswered}):
            own = [leave for leave in one.unanswered if leave.party == party]
            can = {answerer for leave in own for answerer in leave.answerable_by}
            owners = [o.owner for o in found.options if o.owner is not None and o.owner in can]
            who = {"party": wording.party(party), "owners": wording.parties(owners)}
            yield words("stability_changes.new_warning", **who, **known)
        if found.proven_fewest:
            yield words.count("stability_changes.new_fewest", len(found.options), **known)
    for option in outside.options or ():
        yield _option(option, concept, state, wording)


def _option(option: NewOption, concept: str, state: str, wording: Wording) -> str:
    words = wording.words
    places = [f"{wording.name(p)} ({wording.state(p)})" for p in option.places[:MOST_PLACES]]
    if len(option.places) > MOST_PLACES:
        places.append(words("common.more", n=len(option.places) - MOST_PLACES))
    parties, count = wording.parties(option.worse_off), len(option.worse_off)
    kind = "outside" if option.owner is None else "option"
    credible = "_credible" if concept in CREDIBLE else ""
    return words(
        f"stability_changes.new_{kind}{credible}",
        owner="" if option.owner is None else wording.party(option.owner),
        places=words.join(places, either=True),
        harmed=words.count("stability_changes.new_harmed", count, parties=parties, state=state),
        concept=wording.concept(concept),
    )
