"""What it takes for a desired state to last, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.analyses.stability.change.edits import Edit, PriorityEdits
from detente.analyses.stability.change.new_options import (
    MOST_STATES,
    Additions,
    NewOption,
    NewOptions,
)
from detente.analyses.stability.change.wishes import Desired, Measure, Wish
from detente.analyses.stability.problem import Party
from detente.analyses.stability.proofs import CREDIBLE, Step
from detente.analyses.stability.report.wording import Wording
from detente.analyses.telling import table
from detente.exhibits import Table

MOST_NAMED = 6
MOST_PLACES = 3
MOST_ROWS = 24


def wish_statements(part: Desired, wording: Wording) -> list[str]:
    """Whether the state lasts, and if not what each party would have to change."""
    words, state = wording.words, wording.name(part.state)
    told = []
    held = [wording.concept(c) for c, wish in part.concepts.items() if wish.equilibrium]
    if held:
        told.append(words("stability.wish_holds", state=state, concept=words.join(held)))
    for concept, wish in part.concepts.items():
        if not wish.equilibrium:
            told += _wish_said(part, wish, wording.concept(concept), wording)
    return told


def _wish_said(part: Desired, wish: Wish, concept: str, wording: Wording) -> list[str]:
    words, state = wording.words, wording.name(part.state)
    leavers = wording.parties(wish.unstable)
    told = [words("stability.wish_fails", state=state, concept=concept, parties=leavers)]
    for party, change in wish.changes.items():
        lowered = words.first([wording.name(one) for one in change.lowered], MOST_NAMED)
        known = {"party": wording.party(party), "state": state}
        said = words.count("stability.wish_change", change.pairs, lowered=lowered, **known)
        if change.share is not None:
            key = "stability.wish_share_drawn" if change.share_drawn else "stability.wish_share"
            said += " " + words(key, share=words.share(change.share), **known)
        told.append(said)
    if not wish.enough:
        told.append(words("stability.wish_not_joint"))
    if wish.measures:
        ways = [
            words.join([_measure_said(part, measure, wording) for measure in found])
            for found in wish.measures[:3]
        ]
        told.append(words("stability.wish_measures", ways=words.join(ways, either=True)))
    return told


def _measure_said(part: Desired, measure: Measure, wording: Wording) -> str:
    problem = wording.result.problem
    owner = wording.party(problem.parties.index(problem.options[measure.bit][0]))
    key = f"stability.measure.{measure.measure}"
    if measure.measure == "bind":
        taken = int(problem.codes[part.state]) >> measure.bit & 1
        key = "stability.bind_taken" if taken else "stability.bind_dropped"
    return wording.words(key, option=wording.quoted(measure.bit), party=owner)


def wish_tables(part: Desired, wording: Wording) -> list[Table]:
    """Least changes by concept."""
    if all(wish.equilibrium for wish in part.concepts.values()):
        return []
    number = wording.words.number
    rows = []
    for concept, wish in part.concepts.items():
        pairs = [f"{wording.party(p)}: {number(c.pairs)}" for p, c in wish.changes.items()]
        rows.append((wording.short(concept), wish.equilibrium, "; ".join(pairs)))
    columns = ["concept_title", "equilibrium_title^", "changes"]
    note, state = wording.words("stability.wish_note"), wording.name(part.state)
    return [table(wording.words, "stability.wish", columns, rows, note, state=state)]


def edit_statements(part: PriorityEdits, wording: Wording) -> list[str]:
    """Changes of priorities that are enough, by concept."""
    words, told = wording.words, []
    for concept, found in part.concepts.items():
        known = {"state": wording.name(part.state), "concept": wording.concept(concept)}
        if found.together is None:
            told.append(words("stability_changes.edits_none", **known))
        else:
            way = _way(found.together.edits, wording)
            count = found.together.enough
            told.append(words.count("stability_changes.edits_enough", count, way=way, **known))
    return told


def _way(edits: Mapping[Party, Sequence[Edit]], wording: Wording) -> str:
    return "; ".join(f"{wording.party(p)}: {_edits(own, wording)}" for p, own in edits.items())


def _edits(edits: Sequence[Edit], wording: Wording) -> str:
    words = wording.words
    return words.join(
        words(
            f"stability_changes.edit.{edit.edit}",
            statement=edit.statement,
            place=edit.number if edit.place is None else edit.place,
        )
        for edit in edits
    )


def edit_tables(part: PriorityEdits, wording: Wording) -> list[Table]:
    """Changes of each party for itself, and of all together."""
    words, rows = wording.words, []
    for concept, found in part.concepts.items():
        short = wording.short(concept)
        rows += [(short, wording.party(p), _edits(own, wording)) for p, own in found.alone.items()]
        if found.together is not None and found.together.edits != found.alone:
            who = words("stability_changes.edits_together")
            rows.append((short, who, _way(found.together.edits, wording)))
    columns = ["stability.concept_title", "edits_who", "edit_title"]
    note = words("stability_changes.edits_note")
    return [table(words, "stability_changes.edits", columns, rows, note)] if rows else []


def option_statements(part: NewOptions, wording: Wording) -> list[str]:
    """What has no answer so far, and what would have to be offered to whom."""
    if not part.sought:
        words, most = wording.words, wording.words.number(MOST_STATES)
        why = "large" if wording.result.problem.option_form else "moves"
        return [words(f"stability_changes.new_not_sought.{why}", most=most)]
    told = []
    for concept, one in part.concepts.items():
        if one.by_parties is not None and one.by_guarantor is not None:
            told += _deterrents_said(part, concept, one, wording)
            for option in one.by_guarantor.options or ():
                told.append(_option_said(part, concept, option, wording))
        if one.promises:
            groups = [wording.parties(group) for group in one.promises[:3]]
            told.append(
                wording.words.count(
                    "stability_changes.new_promise",
                    len(one.promises[0]),
                    parties=wording.words.join(groups, either=True),
                    state=wording.name(part.state),
                    concept=wording.concept(concept),
                )
            )
    return told


def _deterrents_said(part: NewOptions, concept: str, one: Additions, wording: Wording) -> list[str]:
    """The improvements that nothing answers, and the parties' new options that would."""
    words, found = wording.words, one.by_parties
    known = {"state": wording.name(part.state), "concept": wording.concept(concept)}
    steps = [wording.change(part.state, Step(leave.party, leave.to)) for leave in one.unanswered]
    moves = steps[:3] + ([words("common.more", n=len(steps) - 3)] if len(steps) > 3 else [])
    told = [words("stability_changes.new_missing", moves="; ".join(moves), **known)]
    if found is None or found.options is None:
        proven = found is not None and found.proven_fewest
        key = "new_no_party" if proven else "new_none_found"
        return [*told, words(f"stability_changes.{key}", **known)]
    told += [_option_said(part, concept, option, wording) for option in found.options]
    for party in sorted({leave.party for leave in one.unanswered}):
        can = {p for leave in one.unanswered if leave.party == party for p in leave.answerable_by}
        owners = [o.owner for o in found.options if o.owner is not None and o.owner in can]
        leaver = wording.party(party)
        told.append(
            words(
                "stability_changes.new_warning",
                party=leaver,
                owners=wording.parties(owners),
                **known,
            )
        )
    if found.proven_fewest:
        told.append(words.count("stability_changes.new_fewest", len(found.options), **known))
    return told


def _option_said(part: NewOptions, concept: str, option: NewOption, wording: Wording) -> str:
    words = wording.words
    places = [f"{wording.name(p)} ({wording.state(p)})" for p in option.places[:MOST_PLACES]]
    if len(option.places) > MOST_PLACES:
        places.append(words("common.more", n=len(option.places) - MOST_PLACES))
    harmed = words.count(
        "stability_changes.new_harmed",
        len(option.worse_off),
        parties=wording.parties(option.worse_off),
        state=wording.name(part.state),
    )
    kind = "outside" if option.owner is None else "option"
    credible = "_credible" if concept in CREDIBLE else ""
    return words(
        f"stability_changes.new_{kind}{credible}",
        owner="" if option.owner is None else wording.party(option.owner),
        places=words.join(places, either=True),
        harmed=harmed,
        concept=wording.concept(concept),
    )


def option_tables(part: NewOptions, wording: Wording) -> list[Table]:
    """Improvements that nothing answers, and whose new option could."""
    rows = [
        (
            wording.short(concept),
            wording.party(leave.party),
            wording.name(leave.to),
            ", ".join(wording.party(p) for p in leave.answerable_by) or "–",
        )
        for concept, one in part.concepts.items()
        for leave in one.unanswered
    ]
    columns = ["stability.concept_title", "stability.party", "stability.moves_to", "new_answerable"]
    note, state = wording.words("stability_changes.new_note"), wording.name(part.state)
    shown = table(
        wording.words, "stability_changes.new", columns, rows[:MOST_ROWS], note, state=state
    )
    return [shown] if rows else []
