"""What the first page says, and in which order: the rules of choice, one function a paragraph.

What to expect; what could be agreed and who would refuse it; what happens without an agreement; the
one sign to watch; what follows for the client; how sure all this is. A rule looks at findings and
picks a pattern; the patterns stand under `page` among the phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from detente.analyses.findings import (
    Chance,
    Coming,
    Forecast,
    NoDeal,
    Settlement,
    StageOutlook,
    Threat,
)
from detente.analyses.talks.wording import stage_at
from detente.brief.advice import advice, confidence
from detente.brief.agreement import option_words, packages, topic_words
from detente.brief.exhibits import outcomes
from detente.brief.grammar import THIN, sentence_case
from detente.brief.signs import sign_to_watch
from detente.brief.writer import Sentence, Writer, fitted
from detente.phrases import likelihood_key
from detente.scenario.agendas import agendas
from detente.scenario.statements import OptionTaken, atoms, parse
from detente.scenario.wording import said, stage_words

MOST_WORDS = 230
TOLD = 0.1
"""Outcomes below this chance are not told, and two that lie closer are told together."""
EVEN = (0.45, 0.55)
LASTING = re.compile(r"(fortsetzen|halten|bleiben)$")
"""German verbs that say by themselves that something goes on."""


def first_page(writer: Writer) -> tuple[tuple[Sentence, ...], ...]:
    """The paragraphs of the first page, within its room."""
    rules = (expect, packages, no_deal, sign_to_watch, advice, confidence)
    return fitted([tuple(rule(writer)) for rule in rules], MOST_WORDS)


def expect(w: Writer) -> Iterator[Sentence]:
    """The chance of a binding agreement at the next stage, the other outcomes, a settlement."""
    stages = w.facts.all(StageOutlook)
    if not stages:
        yield from _forecasts(w)
        return
    stage = stages[0]
    at = stage_words(w.scenario, 0, w.language)[0] if len(w.scenario.stages) > 0 else ""
    plan = agendas(w.scenario.stages, tuple(w.scenario.issues))
    if not at and any(agenda.kind == "bargain" for agenda in plan[1:]):
        at = stage_at(w.scenario, 0, w.words)
    binding = stage.outcomes["binding"]
    low, high = w.ends(binding)
    alike = likelihood_key(binding.low) == likelihood_key(binding.high)
    if binding.value is None and not alike:
        figures = {"low": binding.low, "high": binding.high}
        yield w.say("binding_open", "1", figures=figures, at=at, low=low, high=high)
    else:
        middle = (binding.low + binding.high) / 2 if binding.value is None else binding.value
        word, noun = w.likelihood(middle)
        rule = "binding_chance" if noun else "binding"
        figures = {k: chance for k, chance in binding._asdict().items() if chance is not None}
        p = w.percent(middle)
        yield w.say(rule, "1", figures=figures, at=at, word=word, p=p, low=low, high=high)
    if binding.value is not None:
        yield from _others(w, stage, binding.value)
    yield from _settled(w, stages, binding)
    gaining = [coming.party for coming in w.facts.all(Coming) if coming.share >= 0.8]
    if len(gaining) > 1:
        yield w.say("coming", drop=2, who=w.who(gaining))


def _others(w: Writer, stage: StageOutlook, binding: float) -> Iterator[Sentence]:
    """The other outcomes, largest first; a text and none together where that is open."""
    found = {k: chance for k, chance in outcomes(stage).items() if k != "binding"}
    told = sorted((k for k in found if found[k] >= TOLD), key=lambda k: -found[k])
    if not told:
        return
    joined = told[:2] if len(told) > 1 and found[told[0]] - found[told[1]] <= TOLD else told[:1]
    seats = len(w.scenario.stages[0].table) if w.scenario.stages else len(w.needed)
    they = w.words(f"page.outcome.{'two' if seats == 2 else 'they'}")
    parts = [w.words(f"page.outcome.{k}", they=they, p=w.percent(found[k])) for k in joined]
    either = f" {'or' if w.language == 'en' else 'oder'} ".join(parts)
    rule = "more_likely" if found[told[0]] > binding else "failing_that"
    figures = {k: found[k] for k in joined}
    yield w.say(rule, "1", figures=figures, outcomes=either)


def _settled(w: Writer, stages: tuple[StageOutlook, ...], binding: Chance) -> Iterator[Sentence]:
    """The chance that everything is settled, where it differs from that of the first stage."""
    found = w.facts.one(Settlement)
    value = None if found is None else found.chance.value
    if value is None or len(stages) < 2 or binding.value is None:
        return
    p = w.percent(value)
    if p == w.percent(binding.value):
        return
    word, noun = w.likelihood(value)
    rule = "settlement_chance" if noun else "settlement"
    yield w.say(rule, figures={"value": value}, drop=12, word=word, p=p)


def _forecasts(w: Writer) -> Iterator[Sentence]:
    """What a file of positions alone allows to be said."""
    forecasts = w.facts.all(Forecast)
    if not forecasts:
        yield w.say("nothing_to_expect", lack=w.words("page.lack_stages"))
    for found in forecasts[:2]:
        issue = w.scenario.issues[found.issue]
        unit = w.scenario.unit_name(found.issue, w.language)
        digits = 1 if issue.ends and issue.ends[1] - issue.ends[0] < 50 else 0
        shown = [w.words.number(v, digits, grouped=bool(unit)) for v in (found.low, found.high)]
        value = w.words.number(found.value, digits, grouped=bool(unit))
        name = topic_words(w, found.issue)
        figures = {"value": found.value, "low": found.low, "high": found.high}
        yield w.say(
            "forecast",
            found.issue,
            figures=figures,
            issue=name,
            value=f"{value}{THIN}{unit}".strip(),
            low=shown[0],
            high=shown[1],
        )


def no_deal(w: Writer) -> Iterator[Sentence]:
    """Whether today lasts without an agreement, and what becomes of a public threat."""
    found = w.facts.one(NoDeal)
    threat = w.facts.one(Threat)
    if found is not None:
        first = next(((party, option) for party, option, _ in found.steps), None)
        led = found.kind == "slides" and threat is not None and first == carried_out_by(w, threat)
        yield from _course(w, found, holds=led)
    if threat is not None:
        yield _threat(w, threat)


def _course(w: Writer, found: NoDeal, *, holds: bool) -> Iterator[Sentence]:
    """What is told of today only where the file states it."""
    stated = w.scenario.status_quo is not None
    if found.kind == "holds" or holds:
        today: dict[str, list[str]] = {}
        for party, option in found.today:
            today.setdefault(party, []).append(option_words(w, party, option))
        for place, (party, options) in enumerate(list(today.items())[:2]):
            told = w.listed(options)
            if not LASTING.search(told):
                told = w.words("page.still", option=told)
            rule = "holds_too" if place else "holds"
            yield w.say(
                rule, party if place else "", who=w.who([party]), option=told, drop=4 * place
            )
        if not today:
            yield w.say("holds_nothing" if stated else "holds_assumed")
        return
    if found.kind == "restraint" and found.movers:
        rule = "restraint" if stated else "restraint_assumed"
        yield w.say(rule, who=w.who(found.movers))
        if found.steps:
            yield w.say("without_fear", steps=_steps(w, found.steps, "would"), drop=4)
        return
    ways = [_steps(w, steps, "will") for steps in (found.steps, *found.others) if steps]
    if len(ways) == 2:
        yield w.say("slides_either", steps=_after_colon(w, ways[0]), others=ways[1])
    elif ways:
        rule = "slides" if len(ways) == 1 else "slides_among"
        yield w.say(rule, steps=_after_colon(w, ways[0]))


def _after_colon(w: Writer, clauses: str) -> str:
    """Whole clauses behind a colon: with a capital in German."""
    return sentence_case(clauses) if w.language == "de" else clauses


def _steps(w: Writer, steps: Sequence[tuple[str, str, bool]], mood: str) -> str:
    parts: list[str] = []
    for party, option, taken in steps[:4]:
        rule = mood if taken else f"{mood}_stop"
        rule += "_next" if parts and mood == "would" else ""
        told = option_words(w, party, option)
        parts.append(w.words(f"page.{rule}", who=w.who([party]), option=told))
    return w.listed(parts)


def threat_words(w: Writer, threat: Threat) -> str:
    """A threat by what it does, else in the words of the file."""
    stated = w.scenario.commitments[threat.commitment]
    path = ("commitments", threat.commitment)
    short = said(w.scenario, w.language, (*path, "short"), stated.short)
    if short:
        return short
    option = carried_out_by(w, threat)
    if option is not None:
        return w.words("page.threat_does", option=option_words(w, *option))
    says = said(w.scenario, w.language, path, stated.says) or stated.says or threat.commitment
    return w.words("page.threat_quoted", says=says)


def carried_out_by(w: Writer, threat: Threat) -> tuple[str, str] | None:
    """The option by which a threat is carried out, as the file names it."""
    for statement in w.scenario.commitments[threat.commitment].does:
        for atom in atoms(parse(statement, w.scenario.option_vocabulary)):
            if isinstance(atom, OptionTaken):
                return atom.party, atom.option
    return None


def _threat(w: Writer, threat: Threat) -> Sentence:
    told = threat_words(w, threat)
    who = w.who([threat.by])
    if EVEN[0] <= threat.share <= EVEN[1]:
        name, because = threat.commitment, threat.because
        return w.say("threat_open", name, because=because, who=who, threat=told)
    holds = threat.share > EVEN[1]
    share = w.words.in_calculations(threat.share if holds else 1 - threat.share)
    rule = "threat_holds" if holds else "threat_lapses"
    figures = {"share": threat.share}
    values: dict[str, Any] = {"who": who, "threat": told, "share": share, "share_cap": share}
    return w.say(rule, threat.commitment, figures=figures, because=threat.because, **values)
