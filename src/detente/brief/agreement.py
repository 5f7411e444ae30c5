"""What could be agreed, who would refuse it, and on whom it hangs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from detente.analyses.findings import (
    Belief,
    Common,
    NoDeal,
    Package,
    Possible,
    Settlement,
    Tipping,
    Verdict,
)
from detente.brief.packages import (
    bounded,
    clause,
    spanned,
    stays,
    told_items,
    trade,
    value_phrase,
)
from detente.brief.signs import verb_first
from detente.brief.writer import Sentence, Writer
from detente.scenario.names import judgement_name
from detente.scenario.sections.stages import Commitment
from detente.scenario.wording import said

EVEN = (0.45, 0.55)
REFUSES = 0.75
"""Of our calculations: a party that refuses in fewer is not named as refusing."""
MOVES = 0.05
"""A judgement that moves a share by less is not told."""
RARE, APART = 0.1, 0.2
"""Types less likely than that are not told apart, nor shares that lie closer than that."""


def packages(w: Writer) -> Iterator[Sentence]:
    """What those at the table would like and who refuses it; whether a package suits all."""
    named, table = w.facts.package("named"), w.facts.package("for_table")
    suits = w.facts.package("for_all")
    liked = named or table
    if liked is not None and (suits is None or liked.values != suits.values):
        yield from _liked(w, liked)
    possible = w.facts.one(Possible)
    if possible is not None and w.needed:
        yield from _possible(w, possible, suits)


def _liked(w: Writer, package: Package) -> Iterator[Sentence]:
    """What is traded over the heads of others; nothing where nobody who is needed refuses."""
    refusing = refusers(w, package)
    if not refusing:
        return
    seats = w.scenario.stages[0].table if w.scenario.stages else w.scenario.at_table
    values = package.values
    items = trade(w.scenario, values, (seats[0], seats[1])) if len(seats) == 2 else (None, None)
    traded = [value_phrase(w.scenario, i, values[i], w.words, short=True) for i in items if i]
    if len(traded) == 2:
        who, other = w.who([seats[1]]), w.who([seats[0]])
        yield w.say(
            "trade",
            package.key,
            because=package.because,
            x=traded[1],
            y=traded[0],
            who=who,
            other=other,
        )
    else:
        rule = "feared" if package.role == "named" else "alone"
        if rule == "alone" and not (refusing := [v for v in refusing if v.party not in seats]):
            return
        told = clause(w.scenario, values, told_items(w.scenario, values, seats), w.words)
        yield w.say(rule, package.key, because=package.because, clause=told)
    who = w.who([verdict.party for verdict in refusing])
    shares = [v.share for v in refusing if v.share is not None]
    share = min(shares, default=1.0)
    if share == 1.0:
        yield w.say("refuse", package.key, who=who, figures={"share": share})
    else:
        told = w.words.in_calculations(share)
        yield w.say("refuse_share", package.key, who=who, share=told, figures={"share": share})


def refusers(w: Writer, package: Package) -> list[Verdict]:
    """Needed parties that refuse a package in most of our calculations, absent ones first."""
    found = [
        v
        for v in w.facts.verdicts(package)
        if v.needed and v.says == "no" and (v.share is None or v.share >= REFUSES)
    ]
    return sorted(found, key=lambda verdict: verdict.at_table)


def _possible(w: Writer, possible: Possible, suits: Package | None) -> Iterator[Sentence]:
    """Whether a package suits all who are needed: by best values, by the share, and by tipping."""
    share = possible.share if possible.share is not None else float(possible.at_best)
    close = any(t.fraction is not None and t.fraction < 0.1 for t in w.facts.all(Tipping))
    everyone: dict[str, Any] = w.everyone()
    figures = {"share": share}
    if possible.at_best and share >= EVEN[1] and not close:
        told = w.words.in_calculations(share)
        yield w.say("exists", those=everyone["those"], share=told, figures=figures)
        yield w.say("exists_note", drop=1)
        yield from _shared_terms(w, suits)
    elif not possible.at_best and share < EVEN[0] and not close:
        yield w.say(
            "none_suits", **everyone, who=w.who(hangs_on(w, possible, suits)), figures=figures
        )
        yield from _nearest(w, suits)
    else:
        who = w.who(hangs_on(w, possible, suits))
        yield w.say("open", **everyone, who=who, figures=figures)
        yield from _nearest(w, suits)
    yield from _by_type(w)
    yield from _spoilers(w, suits)


def hangs_on(w: Writer, possible: Possible, suits: Package | None) -> list[str]:
    """The parties that the nearest package falls short for or leaves undecided."""
    verdicts = () if suits is None else w.facts.verdicts(suits)
    undecided = [v.party for v in verdicts if v.needed and v.says != "yes"]
    found = [p for p in w.needed if p in possible.hangs_on or p in undecided]
    return found or list(w.needed)


def _nearest(w: Writer, suits: Package | None) -> Iterator[Sentence]:
    if suits is None:
        return
    items = told_items(w.scenario, suits.values, w.needed)
    kept = next(stays(w.scenario, suits.values, w.language), "")
    if items:
        told = clause(w.scenario, suits.values, items, w.words)
        yield w.say("nearest", clause=told, stays=f"; {kept}" if kept else "")
        refusing = [v.party for v in w.facts.verdicts(suits) if v.needed and v.says == "no"]
        if refusing:
            yield w.say("nearest_refused", who=w.who(refusing))


def _shared_terms(w: Writer, suits: Package | None) -> Iterator[Sentence]:
    """What all acceptable packages share, what stays open, and what every yardstick adds."""
    common = w.facts.one(Common)
    if common is None:
        yield from _nearest(w, suits)
        return
    single = [issue for issue, values in common.terms.items() if len(values) == 1]
    ranged = [issue for issue in common.terms if issue not in single]
    parts = [value_phrase(w.scenario, i, common.terms[i][0], w.words, short=True) for i in single]
    parts += [_bound(w, issue, common.terms[issue]) for issue in ranged]
    if parts:
        n = Count(len(parts))
        yield w.say("common", n=n, terms=w.listed(parts[:3]))
    fixed = [i for i in (suits.fixed if suits else ()) if i not in common.terms]
    if fixed and suits is not None:
        told = clause(w.scenario, suits.values, fixed[:3], w.words)
        yield w.say("yardsticks" if parts else "yardsticks_alone", terms=told, drop=9)
    left = [topic_words(w, issue) for issue in common.open if issue not in fixed][:4]
    if left and parts:
        yield w.say("left_open", issues=w.listed(left), n=Count(len(left)), drop=10)


class Count(int):
    """A number that picks one of two forms."""

    def __format__(self, spec: str) -> str:
        return spec.split("|")[self != 1] if "|" in spec else super().__format__(spec)


def _bound(w: Writer, issue: str, values: tuple[str, ...]) -> str:
    """A scale's values that are left: at most, at least, or from one to another."""
    first, *_, last = w.scenario.issues[issue].labels()
    if values[0] != first and values[-1] != last:
        return spanned(w.scenario, issue, (values[0], values[-1]), w.words)
    relation, end = ("<=", values[-1]) if values[0] == first else (">=", values[0])
    return bounded(w.scenario, issue, relation, end, w.words)


def topic_words(w: Writer, issue: str) -> str:
    """An issue as what is talked about: as the file has it, else by its name."""
    stated = w.scenario.issues[issue].topic
    found = said(w.scenario, w.language, ("issues", issue, "topic"), stated)
    return found or issue_words(w, issue)


def issue_words(w: Writer, issue: str) -> str:
    """An issue's name inside a sentence."""
    return _inner(w, w.scenario.issue_name(issue, w.language))


def _inner(w: Writer, name: str) -> str:
    """A name inside a sentence: without its capital where the file has it in English."""
    english = "en" in (w.scenario.language, *w.scenario.translations)
    if w.language != "en" or not english or name[:2].isupper():
        return name
    return f"{name[:1].lower()}{name[1:]}"


def _by_type(w: Writer) -> Iterator[Sentence]:
    """How such a package hangs on what one party is after, where it does."""
    settlement = w.facts.one(Settlement)
    for belief in w.facts.all(Belief) if settlement is not None else ():
        types = settlement.by_type.get(belief.party, {}) if settlement else {}
        name = verb_first(w, belief.party, belief.type)
        if len(types) != 2 or name is None or not RARE <= belief.now <= 1 - RARE:
            continue
        lead = types[belief.type]["possible"]
        other = next(v["possible"] for kind, v in types.items() if kind != belief.type)
        words = [w.words.in_calculations(value) for value in (lead, other)]
        if abs(lead - other) < APART or words[0] == words[1]:
            continue
        verb, _, rest = name.partition(" ")
        told: dict[str, Any] = {
            "who": w.who([belief.party]),
            "type": name,
            "verb": verb,
            "rest": rest,
        }
        figures = {"lead": lead, "other": other}
        share, others = words[0], elliptic(words[1])
        yield w.say("exists_type", belief.party, figures=figures, share=share, other=others, **told)
        return


def elliptic(share: str) -> str:
    """A share of our calculations once these have been named.

    >>> elliptic("in nearly all of our calculations"), elliptic("in fast allen unseren Rechnungen")
    ('in nearly all', 'in fast allen')
    """
    return re.sub(r" of our calculations| unser\w+ Rechnungen", "", share)


def _spoilers(w: Writer, suits: Package | None) -> Iterator[Sentence]:
    """Parties whose consent is not needed and that refuse, if they have options of their own."""
    if suits is None:
        return
    for verdict in w.facts.verdicts(suits):
        if not verdict.needed and verdict.says == "no" and w.scenario.options.get(verdict.party):
            who = w.who([verdict.party])
            yield w.say("spoiler", verdict.party, who=who)
            first = next(iter(w.scenario.options[verdict.party]))
            course = w.facts.one(NoDeal)
            if course is not None and any(party == verdict.party for party, *_ in course.steps):
                continue  # told with what happens without an agreement
            option = option_words(w, verdict.party, first)
            yield w.say("spoiler_can", verdict.party, who=who, option=option, drop=8)


def option_words(w: Writer, party: str, option: str) -> str:
    """An option as what a party does."""
    return _inner(w, w.scenario.option_name(party, option, w.language))


def judgement_words(w: Writer, path: tuple[str, ...]) -> str:
    """A judgement as a clause: what no deal is worth to Russia."""
    threat = _threat_of(w, path)
    if threat is not None:
        return w.words(f"page.what_{path[-1]}", who=w.who([threat.by]))
    match path:
        case ("preferences", party, "reservation"):
            return w.words("page.what_reservation", who=w.who([party]))
        case ("preferences", party, "weights", issue):
            return w.words("page.what_weight", who=w.who([party]), issue=issue_words(w, issue))
        case ("preferences", party, "values", issue, value):
            shown = value_phrase(w.scenario, issue, value, w.words)
            return w.words("page.what_worth", who=w.who([party]), value=shown)
        case ("parties", party, "power") | ("stages", _, "power", party):
            return w.words("page.what_power", who=w.who([party]))
    return w.words("page.what_other", name=judgement_name(w.scenario, path, w.words))


def _threat_of(w: Writer, path: tuple[str, ...]) -> Commitment | None:
    """The threat whose price at home, or of carrying it out, a judgement is."""
    if path[0] != "commitments" or path[-1] not in ("own_cost", "cost"):
        return None
    return w.scenario.commitments[path[1]]
