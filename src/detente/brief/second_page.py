"""The second page: interests, limits, no deal, three ways, what would turn it, cautions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from detente.analyses.findings import (
    Coming,
    NoDeal,
    Possible,
    Settlement,
    StageOutlook,
    Test,
    Threat,
    Tipping,
)
from detente.analyses.no_deal.worth import no_deal as worth_of_no_deal
from detente.brief.advice import cited_sources, source_kind
from detente.brief.agreement import MOVES, Count, elliptic, judgement_words
from detente.brief.exhibits import outcomes, red_line_words
from detente.brief.first_page import no_deal
from detente.brief.grammar import listed
from detente.brief.packages import value_phrase
from detente.brief.signs import sign_clause
from detente.brief.writer import Sentence, Writer
from detente.scenario import best_draws
from detente.scenario.valuations import weights, worths

ALIKE = 0.9
"""Weights of issues within a tenth of the largest are about equal."""
PATIENT, IMPATIENT = 65.0, 35.0
TENTH = 0.1
"""Of the range of what no deal is worth: less is not told."""
MOST_PARTIES = 6


def second_page(w: Writer) -> dict[str, list[Sequence[Sentence]]]:
    """The paragraphs of the second page, by what they are about."""
    return {
        "wants": list(wants(w)),
        "no_deal": [[*without_agreement(w)]],
        "ways": list(three_ways(w)),
        "mind": [change_our_mind(w)],
        "cautions": [list(cautions(w))],
    }


def wants(w: Writer) -> Iterator[tuple[Sentence, ...]]:
    """A line or two on each party: what it wants most, what it will not accept, its patience."""
    best = best_draws(w.scenario)
    for party in list(w.scenario.preferences)[:MOST_PARTIES]:
        shares = dict(zip(w.scenario.issues, weights(w.scenario, best, party)[0], strict=True))
        order = sorted(shares, key=lambda issue: -shares[issue])
        top = _alike(shares, order)
        then = _alike(shares, order[len(top) :]) if len(top) == 1 else []
        told = [
            [value_phrase(w.scenario, i, _best_value(w, party, i), w.words) for i in group]
            for group in (top, then)
        ]
        who = w.who([party])
        if len(top) > 1:
            rule = "wants_both" if len(top) > 2 else "wants_two"
            first = w.say(rule, party, who=who, list=w.listed(told[0]))
        elif then:
            rule = "wants_then" if len(then) == 1 else "wants_then_alike"
            first = w.say(rule, party, who=who, first=told[0][0], second=w.listed(told[1]))
        else:
            first = w.say("wants", party, who=who, first=told[0][0])
        yield (first, *_limits(w, party), *_standing(w, party))


def _alike(shares: Mapping[str, float], order: Sequence[str]) -> list[str]:
    """The issues that weigh about as much as the first of them, at most three."""
    return [issue for issue in order if shares[issue] >= ALIKE * shares[order[0]]][:3]


def _best_value(w: Writer, party: str, issue: str) -> str:
    worth = worths(w.scenario, best_draws(w.scenario), party, issue)[0]
    return w.scenario.issues[issue].labels()[int(worth.argmax())]


def _limits(w: Writer, party: str) -> Iterator[Sentence]:
    lines = w.scenario.preferences[party].red_lines
    if lines:
        told = [red_line_words(w, party, place) for place in range(len(lines))][:3]
        inner = w.language == "de" and any(" oder " in line for line in told)
        shown = "; ".join(told) if inner else listed(told, w.language, either=True)
        yield w.say("not_accept", party, who=w.who([party]), lines=shown)


def _standing(w: Writer, party: str) -> Iterator[Sentence]:
    patience = w.scenario.parties[party].patience
    who = w.who([party])
    if patience is not None and patience.best >= PATIENT:
        yield w.say("patient", party, who=who)
    elif patience is not None and patience.best <= IMPATIENT:
        yield w.say("impatient", party, who=who)
    if party not in w.scenario.at_table:
        yield w.say("absent_needed" if party in w.needed else "absent", party, who=who)


def three_ways(w: Writer) -> Iterator[tuple[Sentence, ...]]:
    """The most likely outcome, the best and the worst, each with its sign."""
    stages, settlement = w.facts.all(StageOutlook), w.facts.one(Settlement)
    if not stages or settlement is None:
        return
    likely = _likeliest(w, stages[0])
    signs = _signs(w, w.facts.one(Test))
    client = w.who([w.client]) if w.client else ""
    settled, broken = settlement.chance.value, stages[0].outcomes["broken_off"].value
    if likely is not None:
        yield (likely[1], *(signs["comes" if likely[0] == "binding" else "stays_away"]))
    # An agreement that settles everything at once is told above, where it is likeliest.
    told = False
    if settled is not None and likely is not None and likely[0] == "binding":
        told = w.percent(settled) == w.percent(likely[1].figures["binding"])
    if settled is not None and not told:
        text = w.words("page.way_settled", p=w.percent(settled))
        rule = "way_best" if w.client else "way_open"
        yield (w.say(rule, figures={"value": settled}, text=text, client=client), *signs["comes"])
    if broken is not None:
        rule = "way_worst" if w.client else "way_end" if told else "way_closed"
        text, figures = _broken(w, broken), {"value": broken}
        yield (w.say(rule, figures=figures, text=text, client=client), *signs["none"])


def _signs(w: Writer, test: Test | None) -> dict[str, tuple[Sentence, ...]]:
    """What to look for: the sign to watch, that it stays away, or nothing that the file names."""
    if test is None:
        return {"comes": (), "stays_away": (), "none": (w.say("no_signs"),)}
    comes = w.say("sign", test.signal, sign=sign_clause(w, test.signal))
    away, none = w.say("sign_stays_away"), w.say("no_sign")
    return {"comes": (comes,), "stays_away": (away,), "none": (none,)}


def _likeliest(w: Writer, stage: StageOutlook) -> tuple[str, Sentence] | None:
    """The likeliest outcome of a stage."""
    found = outcomes(stage)
    if not found:
        return None
    top = max(found, key=found.__getitem__)
    name, figures = w.words(f"page.way.{top}"), {top: found[top]}
    return top, w.say("way_likely", figures=figures, text=name, p=w.percent(found[top]))


def _broken(w: Writer, chance: float) -> str:
    threat = w.facts.one(Threat)
    p = w.percent(chance)
    if threat is None:
        return w.words("page.way_broken", p=p)
    return w.words("page.way_threat", p=p, who=w.who([threat.by]))


def change_our_mind(w: Writer) -> tuple[Sentence, ...]:
    """The judgements that matter most, and whether a small change would turn the answer."""
    tips = [tip for tip in w.facts.all(Tipping) if abs(tip.at_high - tip.at_low) >= MOVES]
    if not tips:
        return ()
    first = tips[0]
    found = [
        w.say(
            "moves_low_high",
            ".".join(first.path),
            what=judgement_words(w, first.path),
            low=w.share(first.at_low),
            high=w.share(first.at_high),
            figures={"at_low": first.at_low, "at_high": first.at_high},
            because=w.scenario.estimates()[first.path].because,
        )
    ]
    if len(tips) > 1:
        told = [judgement_words(w, tip.path) for tip in tips[1:3]]
        joint = {"en": " and ", "de": ", und "}[w.language]
        found.append(w.say("moves_next", list=joint.join(told), n=Count(len(told))))
    possible = w.facts.one(Possible)
    if possible is not None and possible.doubled is not None:
        share, figures = w.share(possible.doubled), {"doubled": possible.doubled}
        found.append(w.say("robust", figures=figures, share=share))
    close = [tip for tip in w.facts.all(Tipping) if tip.fraction is not None]
    nearest = min(close, key=lambda tip: tip.fraction or 0.0, default=None)
    if nearest is not None and (nearest.fraction or 1.0) < 0.1:
        found.append(w.say("moves_close", what=judgement_words(w, nearest.path)))
    return tuple(found)


def without_agreement(w: Writer) -> Iterator[Sentence]:
    """What happens without an agreement, what a threat costs, whether coming pays."""
    yield from (told for told in no_deal(w) if not told.key.startswith("threat"))
    if w.facts.one(Threat) is not None:
        lowered = _lowered(w)
        if lowered:
            yield w.say("threat_lowers", figures=lowered, who=w.who(list(lowered)))
    shares = {coming.party: coming.share for coming in w.facts.all(Coming)}
    told = [w.words.in_calculations(share) for share in shares.values()]
    told[1:] = map(elliptic, told[1:])
    parts = [
        w.words("page.coming_part", who=w.who([party]), share=share)
        for party, share in zip(shares, told, strict=True)
    ]
    if parts:
        yield w.say("coming_share", figures=shares, parts=w.listed(parts))
    found = w.facts.one(NoDeal)
    if found is None and w.scenario.preferences and not w.scenario.options:
        yield w.say("no_options")


def _lowered(w: Writer) -> dict[str, float]:
    """To whom threats make no deal worth less, by more than a tenth of its range, and how much."""
    worth = worth_of_no_deal(w.scenario, best_draws(w.scenario))
    found = {}
    for place, party in enumerate(w.scenario.preferences):
        stated = w.scenario.preferences[party].reservation
        less = float(worth.meanwhile[0, place] - worth.worth[0, place])
        if stated is not None and less > TENTH * (stated.high - stated.low):
            found[party] = less
    return found


def cautions(w: Writer) -> Iterator[Sentence]:
    """What to bear in mind, only where it applies."""
    cited = cited_sources(w)
    if len(cited) == 1:
        bare = any(not judgement.because for judgement in w.scenario.estimates().values())
        rule = "caution_one_cited" if bare else "caution_one"
        yield w.say(rule, kind=source_kind(w, cited.pop()))
    if w.facts.all(StageOutlook):
        yield w.say("caution_shares")
    for name, about in w.scenario.outlook.classes.items():
        numbers = {"of": about.of, "k": about.binding or 0}
        rule = "caution_class_one" if numbers["k"] == 1 else "caution_class"
        shown = {k: w.counted(n) for k, n in numbers.items()}
        because = tuple(about.because)
        yield w.say(rule, name, figures=numbers, because=because, of=shown["of"], k=shown["k"])
    yield w.say("caution_round")
