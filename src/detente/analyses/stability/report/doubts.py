"""What holds whatever is unknown, how strongly it holds, and what each party sees, in words."""

from __future__ import annotations

from detente.analyses.stability.doubts.bounds import Bounds
from detente.analyses.stability.doubts.strength import StrengthAnswer
from detente.analyses.stability.doubts.views import Hypergame
from detente.analyses.stability.report.wording import Wording
from detente.exhibits import Cell, Column, Table

MOST_NAMED = 24


def _listed(names: list[str], none: str) -> str:
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "") or none


def bounds_statements(part: Bounds, wording: Wording) -> list[str]:
    """What lasts in any case, and what may."""
    words = wording.words
    told = []
    for concept in part.necessarily:
        sure, may = part.sure(concept), part.perhaps(concept)
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
            states=_listed(part.problem.names(mask), ""),
        )
        for concept, mask in part.unsettled.items()
        if mask.any()
    ]
    return told[:2] + open_yet


def bounds_tables(part: Bounds, wording: Wording) -> list[Table]:
    """What lasts in any case and what may, by concept."""
    words = wording.words
    rows: list[tuple[Cell, ...]] = []
    for concept in part.necessarily:
        sure, may = part.sure(concept), part.perhaps(concept)
        open_yet = [name for name in may if name not in sure]
        rows.append((wording.short(concept), _listed(sure, ""), _listed(open_yet, "")))
    columns = (
        Column(words("stability.concept_title")),
        Column(words("stability.necessarily")),
        Column(words("stability.possibly_only")),
    )
    note = words.count("stability.bounds_note", part.rankings)
    return [Table(words("stability.bounds_title"), columns, tuple(rows), note)]


def strength_tables(part: StrengthAnswer, wording: Wording) -> list[Table]:
    """What lasts by strong losses, and what only weakly."""
    words = wording.words
    rows: list[tuple[Cell, ...]] = []
    for concept in part.strong:
        strong, weak = part.parted(concept)
        rows.append((wording.short(concept), _listed(strong, ""), _listed(weak, "")))
    columns = (
        Column(words("stability.concept_title")),
        Column(words("stability.strongly")),
        Column(words("stability.weakly")),
    )
    note = words("stability.strength_note")
    return [Table(words("stability.strength_title"), columns, tuple(rows), note)]


def views_statements(part: Hypergame, wording: Wording) -> list[str]:
    """By what each party is surprised."""
    words = wording.words
    concept = next(iter(part.stable))
    told = []
    for view in part.views:
        fails, lasts = part.surprises(view, concept)
        party, name = wording.party(view.party), wording.concept(concept)
        if fails.any():
            states = _listed(part.problem.names(fails), "")
            told.append(words("stability.surprise_fails", party=party, states=states, concept=name))
        if lasts.any():
            states = _listed(part.problem.names(lasts), "")
            told.append(words("stability.surprise_lasts", party=party, states=states, concept=name))
    return told


def views_tables(part: Hypergame, wording: Wording) -> list[Table]:
    """What each party expects to last, and what does."""
    words = wording.words
    rows: list[tuple[Cell, ...]] = []
    for concept in part.stable:
        fact = _listed(part.problem.names(part.equilibria(concept)), "")
        rows.append((wording.short(concept), words("stability.in_fact"), fact))
        for view in part.views:
            mask = view.equilibria(concept, part.problem.judged)
            seen = _listed(part.problem.names(mask), "")
            rows.append((wording.short(concept), wording.party(view.party), seen))
    columns = (
        Column(words("stability.concept_title")),
        Column(words("stability.seen_by")),
        Column(words("stability.states")),
    )
    note = words("stability.views_note")
    return [Table(words("stability.views_title"), columns, tuple(rows), note)]
