"""The second page: interests, limits, no deal, three ways, what would turn it, cautions."""

from __future__ import annotations

from collections.abc import Iterator

from detente.analyses.findings import (
    Coming,
    NoDeal,
    Settlement,
    StageOutlook,
    Test,
    Threat,
    Tipping,
)
from detente.brief.advice import source_kind
from detente.brief.agreement import issue_words
from detente.brief.exhibits import red_line_words
from detente.brief.packages import value_phrase
from detente.brief.signs import sign_phrase
from detente.brief.writer import Sentence, Writer
from detente.scenario import best_draws
from detente.scenario.names import judgement_name
from detente.scenario.valuations import weights, worths

ALIKE = 0.9
"""Weights of issues within a tenth of the largest are about equal."""
PATIENT, IMPATIENT = 65.0, 35.0
MOST_PARTIES = 6


def wants(w: Writer) -> Iterator[tuple[Sentence, ...]]:
    """A line or two on each party: what it wants most, what it will not accept, its patience."""
    best = best_draws(w.scenario)
    for party in list(w.scenario.preferences)[:MOST_PARTIES]:
        shares = dict(zip(w.scenario.issues, weights(w.scenario, best, party)[0], strict=True))
        order = sorted(shares, key=lambda issue: -shares[issue])
        alike = [i for i in order if shares[i] >= ALIKE * shares[order[0]]]
        phrases = {
            i: value_phrase(w.scenario, i, _best_value(w, party, i), w.words) for i in order[:3]
        }
        who = w.who([party])
        if len(alike) >= 3:
            first = w.say("wants_both", party, who=who, list=w.listed(list(phrases.values())))
        elif len(order) > 1:
            top = [phrases[i] for i in order[:2]]
            first = w.say("wants_then", party, who=who, first=top[0], second=top[1])
        else:
            first = w.say("wants", party, who=who, first=phrases[order[0]])
        yield (first, *_limits(w, party), *_standing(w, party))


def _best_value(w: Writer, party: str, issue: str) -> str:
    worth = worths(w.scenario, best_draws(w.scenario), party, issue)[0]
    return w.scenario.issues[issue].labels()[int(worth.argmax())]


def _limits(w: Writer, party: str) -> Iterator[Sentence]:
    lines = w.scenario.preferences[party].red_lines
    if lines:
        told = [red_line_words(w, party, place) for place in range(len(lines))][:3]
        shown = w.words.join(told, either=True)
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
    sign = _sign(w)
    if likely is not None:
        yield (likely,)
    named = w.client is not None
    chance = settlement.chance
    if chance.value is not None:
        text = w.words("page.way_settled", p=w.percent(chance.value))
        client = w.who([w.client]) if w.client else ""
        figures = {"value": chance.value}
        yield (
            w.say("way_best" if named else "way_open", figures=figures, text=text, client=client),
            sign,
        )
    broken = stages[0].outcomes["broken_off"].value
    if broken is not None:
        text = _broken(w, broken)
        client = w.who([w.client]) if w.client else ""
        figures = {"value": broken}
        rule = "way_worst" if named else "way_closed"
        yield (w.say(rule, figures=figures, text=text, client=client), w.say("no_sign"))


def _likeliest(w: Writer, stage: StageOutlook) -> Sentence | None:
    found = {k: chance.value for k, chance in stage.outcomes.items() if chance.value is not None}
    if stage.open and {"for_show", "nothing"} <= found.keys():
        found["show_or_nothing"] = found.pop("for_show") + found.pop("nothing")
    if not found:
        return None
    top = max(found, key=found.__getitem__)
    name = w.words(f"page.chart_{top}")
    figures = {top: found[top]}
    return w.say("way_likely", figures=figures, text=name, p=w.percent(found[top]))


def _sign(w: Writer) -> Sentence:
    test = w.facts.one(Test)
    if test is None:
        return w.say("no_sign")
    return w.say("sign", test.signal, sign=sign_phrase(w, test.signal))


def _broken(w: Writer, chance: float) -> str:
    threat = w.facts.one(Threat)
    p = w.percent(chance)
    if threat is None:
        return w.words("page.way_broken", p=p)
    return w.words("page.way_threat", p=p, who=w.who([threat.by]))


def change_our_mind(w: Writer) -> tuple[Sentence, ...]:
    """The judgements that matter most, and whether a small change would turn the answer."""
    tips = [tip for tip in w.facts.all(Tipping) if abs(tip.at_high - tip.at_low) >= 0.05]
    if not tips:
        return ()
    first = tips[0]
    found = [
        w.say(
            "moves_low_high",
            ".".join(first.path),
            what=judgement_words(w, first.path),
            low=_at(w, first.at_low),
            high=_at(w, first.at_high),
            figures={"at_low": first.at_low, "at_high": first.at_high},
        )
    ]
    close = [tip for tip in w.facts.all(Tipping) if tip.fraction is not None]
    nearest = min(close, key=lambda tip: tip.fraction or 0.0, default=None)
    if nearest is not None and (nearest.fraction or 1.0) < 0.1:
        found.append(w.say("moves_close", what=judgement_words(w, nearest.path)))
    return tuple(found)


def _at(w: Writer, share: float) -> str:
    return w.words("page.in_share", share=w.words.in_calculations(share), p=w.percent(share))


def judgement_words(w: Writer, path: tuple[str, ...]) -> str:
    """A judgement as a clause: what no deal is worth to Russia."""
    match path:
        case ("preferences", party, "reservation"):
            return w.words("page.what_reservation", who=w.who([party]))
        case ("preferences", party, "weights", issue):
            return w.words("page.what_weight", who=w.who([party]), issue=issue_words(w, issue))
        case ("preferences", party, "values", issue, value):
            shown = w.scenario.value_name(issue, value, w.language)
            about = {"issue": issue_words(w, issue), "value": shown}
            return w.words("page.what_worth", who=w.who([party]), **about)
    return w.words("page.what_other", name=judgement_name(w.scenario, path, w.words))


def without_agreement(w: Writer) -> Iterator[Sentence]:
    """What the second page adds on no deal: whether coming pays without one."""
    shares = {coming.party: coming.share for coming in w.facts.all(Coming)}
    for party, share in shares.items():
        told = w.words.in_calculations(share)
        yield w.say("coming_share", party, who=w.who([party]), share=told, figures={"share": share})
    found = w.facts.one(NoDeal)
    if found is None and w.scenario.preferences and not w.scenario.options:
        yield w.say("no_options")


def cautions(w: Writer) -> Iterator[Sentence]:
    """What to bear in mind, only where it applies."""
    cited = {item.source for item in w.scenario.evidence.values()}
    if len(cited) == 1:
        yield w.say("caution_one", kind=source_kind(w, next(iter(cited))))
    if w.facts.all(StageOutlook):
        yield w.say("caution_shares")
    for name, about in w.scenario.outlook.classes.items():
        numbers = {"of": about.of, "k": about.binding or 0}
        shown = {k: w.words.number(n) for k, n in numbers.items()}
        yield w.say("caution_class", name, figures=numbers, of=shown["of"], k=shown["k"])
    yield w.say("caution_round")
