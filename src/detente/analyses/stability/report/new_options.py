"""New options that would make a desired state last, in words."""

from __future__ import annotations

from detente.analyses.stability.certificates import CREDIBLE
from detente.analyses.stability.change.new_options import (
    MOST_STATES,
    OUTSIDE,
    Additions,
    NewOptionsAnswer,
)
from detente.analyses.stability.change.set_cover import NewOption
from detente.analyses.stability.paths import Step
from detente.analyses.stability.report.wording import Wording
from detente.exhibits import Cell, Column, Table

MOST_NAMED = 3
MOST_ROWS = 24


def statements(part: NewOptionsAnswer, wording: Wording) -> list[str]:
    """What has no answer so far, and what would have to be offered to whom."""
    if not part.sought:
        words, most = wording.words, wording.words.number(MOST_STATES)
        why = "large" if part.problem.option_form else "moves"
        return [words(f"stability_changes.new_not_sought.{why}", most=most)]
    return [told for one in part.found for told in _said(part, wording, one)]


def _said(part: NewOptionsAnswer, wording: Wording, one: Additions) -> list[str]:
    words, concept = wording.words, wording.concept(one.concept)
    state = part.problem.name(part.state)
    told = []
    if one.parties is not None:
        told.append(_missing_said(part, wording, one))
        if one.parties.options is None:
            key = "new_no_party" if one.parties.proven else "new_none_found"
            told.append(words(f"stability_changes.{key}", concept=concept, state=state))
        for option in one.parties.options or ():
            told.append(_option_said(part, wording, one, option))
        if one.parties.options:
            told += _warnings(part, wording, one, one.parties.options)
        if one.parties.options and one.parties.proven:
            n = len(one.parties.options)
            told.append(
                words.count("stability_changes.new_fewest", n, concept=concept, state=state)
            )
    if one.outside is not None and one.outside.options:
        told += [_option_said(part, wording, one, option) for option in one.outside.options]
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
    part: NewOptionsAnswer, wording: Wording, one: Additions, options: tuple[NewOption, ...]
) -> list[str]:
    """What the parties that would leave are told."""
    told = []
    for party in sorted({party for party, _ in one.missing}):
        can = {p for leave, some in one.suppliers.items() if leave[0] == party for p in some}
        owners = [wording.party(option.owner) for option in options if option.owner in can]
        told.append(
            wording.words(
                "stability_changes.new_warning",
                party=wording.party(party),
                owners=wording.words.join(owners),
                state=part.problem.name(part.state),
                concept=wording.concept(one.concept),
            )
        )
    return told


def _missing_said(part: NewOptionsAnswer, wording: Wording, one: Additions) -> str:
    words = wording.words
    moves = [wording.change(part.state, Step(party, target)) for party, target in one.missing]
    shown = moves[:3] + ([words("common.more", n=len(moves) - 3)] if len(moves) > 3 else [])
    return words(
        "stability_changes.new_missing",
        state=part.problem.name(part.state),
        concept=wording.concept(one.concept),
        moves="; ".join(shown),
    )


def _option_said(
    part: NewOptionsAnswer, wording: Wording, one: Additions, option: NewOption
) -> str:
    words = wording.words
    credible = "_credible" if one.concept in CREDIBLE else ""
    harmed = [wording.party(party) for party in one.harmed(option)]
    known = {
        "places": _places(part, wording, option.places),
        "harmed": words.count(
            "stability_changes.new_harmed",
            len(harmed),
            parties=words.join(harmed),
            state=part.problem.name(part.state),
        ),
        "concept": wording.concept(one.concept),
    }
    if option.owner == OUTSIDE:
        return words(f"stability_changes.new_outside{credible}", **known)
    owner = wording.party(option.owner)
    return words(f"stability_changes.new_option{credible}", owner=owner, **known)


def _places(part: NewOptionsAnswer, wording: Wording, places: tuple[int, ...]) -> str:
    names = [f"{part.problem.name(p)} ({wording.state(p)})" for p in places[:MOST_NAMED]]
    more = len(places) - len(names)
    if more > 0:
        names.append(wording.words("common.more", n=more))
    return wording.words.join(names, either=True)


def tables(part: NewOptionsAnswer, wording: Wording) -> list[Table]:
    """Improvements that nothing answers, and whose new option could."""
    words = wording.words
    rows = [row for one in part.found for row in _rows(part, wording, one)]
    if not rows:
        return []
    columns = (
        Column(words("stability.concept_title")),
        Column(words("stability.party")),
        Column(words("stability.moves_to")),
        Column(words("stability_changes.new_answerable")),
    )
    title = words("stability_changes.new_title", state=part.problem.name(part.state))
    return [Table(title, columns, tuple(rows[:MOST_ROWS]), words("stability_changes.new_note"))]


def _rows(part: NewOptionsAnswer, wording: Wording, one: Additions) -> list[tuple[Cell, ...]]:
    none = "–"
    return [
        (
            wording.short(one.concept),
            wording.party(party),
            part.problem.name(target),
            ", ".join(wording.party(p) for p in one.suppliers.get((party, target), ())) or none,
        )
        for party, target in one.missing
    ]
