"""Answers to further questions in words: where events lead, coalitions, doubts, views."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses.stability.answers import Mixed, Reasons
from detente.analyses.stability.coalitions import CoalitionsFound
from detente.analyses.stability.evolution import Outset
from detente.analyses.stability.report.wording import Wording
from detente.analyses.stability.unknown import Unknown
from detente.analyses.stability.views import Hypergame, Strength
from detente.analyses.telling import table
from detente.exhibits import Table

MOST_ROWS = 24
MOST_SETS = 12
MOST_COURSES = 10


def reason_statements(part: Reasons, wording: Wording) -> list[str]:
    """Why the state is stable for each party or not, the concepts with one reason together."""
    told: dict[str, list[str]] = {}
    for proof in part.certificates:
        told.setdefault(wording.certificate(proof), []).append(proof.concept)
    return [
        wording.words("stability.reason", concepts=wording.shorts(concepts), reason=reason)
        for reason, concepts in told.items()
    ]


def start_statements(part: Outset, wording: Wording) -> list[str]:
    """Where courses of events end."""
    words = wording.words
    if len(part.courses) < 2:
        ends = [_end(wording, course.end) for course in part.courses]
        return [words("stability.one_course", end=end) for end in ends]
    shares = [
        words(
            "stability.course_share",
            end=_end(wording, course.end),
            share=words.share(course.share),
        )
        for course in part.courses[:3]
    ]
    return [words("stability.several_courses", shares=words.join(shares))]


def _end(wording: Wording, end: Sequence[int]) -> str:
    if len(end) == 1:
        return wording.name(end[0])
    states = wording.names(end[:6]) + (", …" if len(end) > 6 else "")
    return wording.words("stability.circle", states=states)


def start_tables(part: Outset, wording: Wording) -> list[Table]:
    """Ways to the states that can last, courses of events, absorbing sets."""
    words, here, found = wording.words, wording.words("stability.here"), []
    if part.ways:
        rows = []
        for road in part.ways:
            pays = road.by_improvements is not None
            way = road.by_improvements if pays else road.by_moves
            shown = words("stability.unreachable") if way is None else wording.brief_chain(way)
            needed, passes = wording.parties(road.needed), wording.names(road.passes)
            rows.append((wording.name(road.to), shown or here, pays, needed, passes))
        columns = ["equilibrium_title", "shortest_way", "each_step_pays^", "needed", "passes"]
        known = {"state": wording.name(part.state), "concept": wording.short(part.concept)}
        note = words("stability.ways_note")
        found.append(table(words, "stability.ways", columns, rows, note, **known))
    if part.courses:
        columns = ["course_end", f"share~0{words('common.of_courses')}", "shortest_way"]
        courses = (
            (_end(wording, c.end), 100 * c.share, wording.brief_chain(c.way) or here)
            for c in part.courses[:MOST_COURSES]
        )
        note = words("stability.courses_note")
        found.append(table(words, "stability.courses", columns, courses, note))
    if part.absorbing and len(part.absorbing) <= MOST_SETS:
        sets = ((len(group), wording.names(group[:24])) for group in part.absorbing)
        note = words("stability.absorbing_note")
        found.append(table(words, "stability.absorbing", ["size>0", "states"], sets, note))
    return found


def coalition_statements(part: CoalitionsFound, wording: Wording) -> list[str]:
    """The first moves by which coalitions upset a state."""
    return [
        wording.words(
            "stability.upset",
            members=wording.parties(upset.coalition),
            state=wording.name(upset.state),
            to=wording.name(upset.to),
            concept=wording.concept(concept),
        )
        for concept, found in part.upsets.items()
        for upset in found[:2]
    ]


def coalition_tables(part: CoalitionsFound, wording: Wording) -> list[Table]:
    """Moves by which coalitions upset states."""
    rows = [
        (
            wording.name(upset.state),
            wording.parties(upset.coalition),
            wording.name(upset.to),
            wording.short(concept),
        )
        for concept, found in part.upsets.items()
        for upset in found
    ]
    more, note = len(rows) - MOST_ROWS, ""
    if more > 0:
        note = wording.words.count("stability.more_states", more)
    columns = ["state", "coalition", "moves_to", "undeterred_by"]
    shown = table(wording.words, "stability.upsets", columns, rows[:MOST_ROWS], note)
    return [shown] if rows else []


def mixed_statements(part: Mixed, wording: Wording) -> list[str]:
    """What lasts if each party behaves in its own way."""
    words = wording.words
    ways = [f"{wording.party(p)}: {wording.short(c)}" for p, c in part.behaviour.items()]
    states = wording.listed(part.equilibria, words("common.none"))
    return [words("stability.mixed", behaviour="; ".join(ways), states=states)]


def unknown_statements(part: Unknown, wording: Wording) -> list[str]:
    """What lasts in any case, and what may."""
    words, none = wording.words, wording.words("common.none")
    told = [
        words(
            "stability.bounds",
            concept=wording.concept(concept),
            sure=wording.listed(sure, none),
            may=wording.listed(part.possibly[concept] & ~sure, none),
        )
        for concept, sure in list(part.necessarily.items())[:2]
    ]
    for concept, mask in part.unsettled.items():
        if mask.any():
            known = {"concept": wording.concept(concept), "states": wording.listed(mask)}
            told.append(words("stability.bounds_unsettled", **known))
    return told


def unknown_tables(part: Unknown, wording: Wording) -> list[Table]:
    """What lasts in any case and what may, by concept."""
    rows = [
        (
            wording.short(concept),
            wording.listed(sure),
            wording.listed(part.possibly[concept] & ~sure),
        )
        for concept, sure in part.necessarily.items()
    ]
    columns = ["concept_title", "necessarily", "possibly_only"]
    note = wording.words.count("stability.bounds_note", part.rankings)
    return [table(wording.words, "stability.bounds", columns, rows, note)]


def strength_tables(part: Strength, wording: Wording) -> list[Table]:
    """What lasts by strong losses, and what only weakly."""
    rows = [
        (wording.short(concept), wording.listed(strong), wording.listed(part.weak[concept]))
        for concept, strong in part.strong.items()
    ]
    note = wording.words("stability.strength_note")
    columns = ["concept_title", "strongly", "weakly"]
    return [table(wording.words, "stability.strength", columns, rows, note)]


def view_statements(part: Hypergame, wording: Wording) -> list[str]:
    """By what each party is surprised."""
    told = []
    concept = next(iter(part.in_fact))
    for party, by_concept in part.surprises.items():
        surprise = by_concept[concept]
        for key, mask in (
            ("surprise_fails", surprise.expected_but_fails),
            ("surprise_lasts", surprise.unexpected_but_lasts),
        ):
            if mask.any():
                known = {"party": wording.party(party), "concept": wording.concept(concept)}
                states = wording.listed(mask)
                told.append(wording.words(f"stability.{key}", states=states, **known))
    return told


def view_tables(part: Hypergame, wording: Wording) -> list[Table]:
    """What each party expects to last, and what does."""
    words, rows = wording.words, []
    for concept, lasting in part.in_fact.items():
        short = wording.short(concept)
        rows.append((short, words("stability.in_fact"), wording.listed(lasting)))
        for party, expected in part.expected.items():
            rows.append((short, wording.party(party), wording.listed(expected[concept])))
    columns = ["concept_title", "seen_by", "states"]
    return [table(words, "stability.views", columns, rows, words("stability.views_note"))]
