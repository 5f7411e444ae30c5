"""Answers to further questions in words: where events lead, coalitions, doubts, views."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
Told = Iterator[str | Table]


def reasons(part: Reasons, wording: Wording) -> Told:
    """Why the state is stable for each party or not, the concepts with one reason together."""
    told: dict[str, list[str]] = {}
    for proof in part.certificates:
        told.setdefault(wording.certificate(proof), []).append(proof.concept)
    for reason, concepts in told.items():
        shorts = wording.shorts(concepts)
        yield wording.words("stability.reason", concepts=shorts, reason=reason)


def outset(part: Outset, wording: Wording) -> Told:
    """Where courses of events end, ways to the states that can last, absorbing sets."""
    words, here = wording.words, wording.words("stability.here")
    ends = [(_end(wording, course.end), course.share) for course in part.courses]
    if len(ends) == 1:
        yield words("stability.one_course", end=ends[0][0])
    elif ends:
        shares = [
            words("stability.course_share", end=end, share=words.share(share))
            for end, share in ends[:3]
        ]
        yield words("stability.several_courses", shares=words.join(shares))
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
        yield table(words, "stability.ways", columns, rows, words("stability.ways_note"), **known)
    if part.courses:
        columns = ["course_end", f"share~0{words('common.of_courses')}", "shortest_way"]
        shown_ways = (wording.brief_chain(course.way) or here for course in part.courses)
        courses = [
            (end, 100 * share, way) for (end, share), way in zip(ends, shown_ways, strict=True)
        ]
        note = words("stability.courses_note")
        yield table(words, "stability.courses", columns, courses[:MOST_COURSES], note)
    if part.absorbing and len(part.absorbing) <= MOST_SETS:
        sets = ((len(group), wording.names(group[:24])) for group in part.absorbing)
        note = words("stability.absorbing_note")
        yield table(words, "stability.absorbing", ["size>0", "states"], sets, note)


def _end(wording: Wording, end: Sequence[int]) -> str:
    if len(end) == 1:
        return wording.name(end[0])
    states = wording.names(end[:6]) + ", …" * (len(end) > 6)
    return wording.words("stability.circle", states=states)


def coalitions(part: CoalitionsFound, wording: Wording) -> Told:
    """Moves by which coalitions upset states, the first of each concept in a sentence."""
    words, rows = wording.words, []
    for concept, found in part.upsets.items():
        for place, upset in enumerate(found):
            members, state = wording.parties(upset.coalition), wording.name(upset.state)
            to = wording.name(upset.to)
            rows.append((state, members, to, wording.short(concept)))
            if place < 2:
                known = {"state": state, "to": to, "concept": wording.concept(concept)}
                yield words("stability.upset", members=members, **known)
    more = len(rows) - MOST_ROWS
    note = words.count("stability.more_states", more) if more > 0 else ""
    if rows:
        columns = ["state", "coalition", "moves_to", "undeterred_by"]
        yield table(words, "stability.upsets", columns, rows[:MOST_ROWS], note)


def mixed(part: Mixed, wording: Wording) -> Told:
    """What lasts if each party behaves in its own way."""
    words = wording.words
    ways = [f"{wording.party(p)}: {wording.short(c)}" for p, c in part.behaviour.items()]
    states = wording.listed(part.equilibria, words("common.none"))
    yield words("stability.mixed", behaviour="; ".join(ways), states=states)


def unknown(part: Unknown, wording: Wording) -> Told:
    """What lasts in any case, and what may, by concept."""
    words, none, rows = wording.words, wording.words("common.none"), []
    for place, (concept, sure) in enumerate(part.necessarily.items()):
        name, may = wording.concept(concept), part.possibly[concept] & ~sure
        rows.append((wording.short(concept), wording.listed(sure), wording.listed(may)))
        if place < 2:
            known = {"sure": wording.listed(sure, none), "may": wording.listed(may, none)}
            yield words("stability.bounds", concept=name, **known)
    for concept, mask in part.unsettled.items():
        if mask.any():
            known = {"concept": wording.concept(concept), "states": wording.listed(mask)}
            yield words("stability.bounds_unsettled", **known)
    columns = ["concept_title", "necessarily", "possibly_only"]
    note = words.count("stability.bounds_note", part.rankings)
    yield table(words, "stability.bounds", columns, rows, note)


def strength(part: Strength, wording: Wording) -> Told:
    """What lasts by strong losses, and what only weakly."""
    rows = [
        (wording.short(concept), wording.listed(strong), wording.listed(part.weak[concept]))
        for concept, strong in part.strong.items()
    ]
    note = wording.words("stability.strength_note")
    columns = ["concept_title", "strongly", "weakly"]
    yield table(wording.words, "stability.strength", columns, rows, note)


def views(part: Hypergame, wording: Wording) -> Told:
    """What each party expects to last and what does, and by what it is surprised."""
    words, first = wording.words, next(iter(part.in_fact))
    for party, by_concept in part.surprises.items():
        known = {"party": wording.party(party), "concept": wording.concept(first)}
        fails, lasts = by_concept[first].expected_but_fails, by_concept[first].unexpected_but_lasts
        for key, mask in (("surprise_fails", fails), ("surprise_lasts", lasts)):
            if mask.any():
                yield words(f"stability.{key}", states=wording.listed(mask), **known)
    rows = []
    for concept, lasting in part.in_fact.items():
        short = wording.short(concept)
        rows.append((short, words("stability.in_fact"), wording.listed(lasting)))
        for party, expected in part.expected.items():
            rows.append((short, wording.party(party), wording.listed(expected[concept])))
    columns = ["concept_title", "seen_by", "states"]
    yield table(words, "stability.views", columns, rows, words("stability.views_note"))
