"""What follows for the client, and how sure the page is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detente.analyses.findings import (
    Package,
    Possible,
    Test,
    Threat,
    Tipping,
    Verdict,
)
from detente.brief.agreement import MOVES, hangs_on, judgement_words, refusers, topic_words
from detente.brief.facts import APART, invented
from detente.brief.packages import gains
from detente.brief.signs import object_phrase, sign_phrase
from detente.brief.writer import Sentence, Writer
from detente.phrases.messages import sections_text
from detente.scenario.statements import Comparison, atoms, parse
from detente.scenario.wording import said, stage_words


def advice(w: Writer) -> Iterator[Sentence]:
    """What follows for the client: only on what is its own to settle, ask, give or threaten."""
    client = w.scenario.client
    if client is None:
        yield w.say("no_client")
        return
    name: object = w.who([client.name]) if client.name in w.scenario.parties else client.name
    if client.name == "mediator":
        name = w.words("page.mediator")
    named = _Plain(str(name)) if isinstance(name, str) else name
    yield from _do_not(w, named)
    test = w.facts.one(Test)
    if test is not None and test.turns and w.scenario.signals[test.signal].by != w.client:
        sign = object_phrase(w, sign_phrase(w, test.signal))
        give = _give(w)
        if give:
            yield w.say("advice_give", sign=sign, give=give)
        else:
            yield w.say("advice_ask", sign=sign)
    if len(w.scenario.stages) > 1 and w.client is not None:
        stage = stage_words(w.scenario, 1, w.language)[2]
        if stage:
            yield w.say("leave_with_date", stage=object_phrase(w, stage), drop=6)
    threat = w.facts.one(Threat)
    if threat is not None and threat.by == w.client and threat.share < 0.4:
        yield w.say("advice_threat", drop=7)


class _Plain(str):
    """A name that is the same in every case."""

    def __format__(self, spec: str) -> str:
        return str(self)


def _do_not(w: Writer, client: object) -> Iterator[Sentence]:
    """What not to settle without those who would refuse it."""
    liked = w.facts.package("named") or w.facts.package("for_table")
    if liked is None:
        return
    refusing = [verdict for verdict in refusers(w, liked) if verdict.party != w.client]
    topics = dict.fromkeys(
        topic for verdict in refusing for topic in [_sorest(w, liked, verdict)] if topic
    )
    if topics:
        shown = w.listed([topic_words(w, issue) for issue in topics])
        who = w.who([verdict.party for verdict in refusing])
        yield w.say("advice_not", client=client, topics=shown, who=who)


def _sorest(w: Writer, package: Package, verdict: Verdict) -> str | None:
    """The issue of a refusing party's red line, or of its largest loss."""
    lost = {i: g for i, g in gains(w.scenario, package.values)[verdict.party].items() if g < 0}
    lines = w.scenario.preferences[verdict.party].red_lines
    named: Mapping[str, None] = dict.fromkeys(
        atom.issue
        for place in verdict.red_lines
        for atom in atoms(parse(lines[place], w.scenario.issue_vocabulary))
        if isinstance(atom, Comparison)
    )
    among = [issue for issue in named if issue in lost] or list(lost)
    return min(among, key=lost.__getitem__) if among else next(iter(named), None)


def _give(w: Writer) -> str | None:
    """The client's own concession that those on whom it hangs gain most by."""
    suits = w.facts.package("for_all")
    possible = w.facts.one(Possible)
    if suits is None or w.client is None:
        return None
    own = [i for i, about in w.scenario.issues.items() if w.client in about.given_by]
    found = gains(w.scenario, suits.values)
    hang = w.needed if possible is None else hangs_on(w, possible, suits)
    wanting = [party for party in hang if party != w.client]
    worth = {i: max((found[p].get(i, 0.0) for p in wanting), default=0.0) for i in own}
    for issue in sorted(worth, key=lambda issue: -worth[issue]):
        stated = w.scenario.issues[issue].give
        told = said(w.scenario, w.language, ("issues", issue, "give"), stated)
        if told and worth[issue] > 0:
            return told
    return None


def cited_sources(w: Writer) -> set[str]:
    """The sources that judgements rest on."""
    return {
        w.scenario.evidence[name].source
        for judgement in w.scenario.estimates().values()
        for name in judgement.because
        if name in w.scenario.evidence
    }


def confidence(w: Writer) -> Iterator[Sentence]:
    """How sure the page is, with the reason; never beside a chance."""
    judged = list(w.scenario.estimates().values())
    if not judged:
        return
    cited = cited_sources(w)
    low = sum(judgement.confidence == "low" for judgement in judged)
    bare = sum(not judgement.because for judgement in judged)
    level = "moderate"
    if len(cited) == 1 or bare > len(judged) / 2 or low > len(judged) / 2:
        level = "low"
    elif len(cited) > 1 and not low and not bare:
        level = "high"
    shown = w.words(f"page.level_{level}")
    if bare > len(judged) / 2:
        yield w.say("sure_bare", level=shown)
    elif len(cited) == 1:
        yield w.say("sure_one", level=shown, kind=source_kind(w, cited.pop()))
    else:
        share = low / len(judged)
        few = w.words.how_many(share)
        rule = "sure_part" if low else "sure_all"
        yield w.say(rule, level=shown, few=few, figures={"low": share})
    yield from _rests_most_on(w)
    left = sorted(invented(w.scenario) - {*APART})
    if left:
        named = w.listed([sections_text(section, w.words) for section in left])
        yield w.say("sure_invented", sections=named)


def _rests_most_on(w: Writer) -> Iterator[Sentence]:
    """The judgement that moves the answer most, or that none turns it by itself."""
    possible = w.facts.one(Possible)
    tips = w.facts.all(Tipping)
    if tips and abs(tips[0].at_high - tips[0].at_low) >= MOVES:
        path = tips[0].path
        because = w.scenario.estimates()[path].because
        what = judgement_words(w, path)
        yield w.say("most_depends", ".".join(path), because=because, what=what, drop=3)
    elif possible is not None and possible.sturdy:
        yield w.say("sturdy", drop=3)


def source_kind(w: Writer, source: str) -> str:
    """What kind of source one is, in the brief's language."""
    kind = w.scenario.sources[source].kind
    if kind is None:
        return w.words("page.source")
    return w.scenario.translated(kind, language=w.language)
