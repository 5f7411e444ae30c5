"""What is allowed in a scenario but worth a look: parts that do not count, unused or unsourced."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from detente.errors import sentence
from detente.scenario.double_counting import said_twice
from detente.scenario.model import Scenario
from detente.scenario.names import translatable
from detente.scenario.states import MOST_OPTIONS, ranked_parties


def remarks(scenario: Scenario) -> tuple[str, ...]:
    """One sentence each."""
    return (
        *_parties_left_out(scenario),
        *_same_names(scenario),
        *_weights(scenario),
        *_unused(scenario),
        *_sources(scenario),
        *said_twice(scenario),
    )


def _parties_left_out(scenario: Scenario) -> Iterator[str]:
    ranked = ranked_parties(scenario)
    for party in scenario.parties:
        if scenario.issues and party not in scenario.preferences:
            yield sentence("{party} has no preferences and does not count in deals", party=party)
        if scenario.options and party not in ranked:
            rule = "{party} has neither priorities nor a ranking and does not count in stability"
            yield sentence(rule, party=party)
    for party, stated in scenario.preferences.items():
        if stated.reservation is None and stated.follows is None and party not in scenario.no_deal:
            rule = "{party} has no reservation value; 0 is used: any deal is as good as none"
            yield sentence(rule, party=party)


def _same_names(scenario: Scenario) -> Iterator[str]:
    """Names that a reader would take for one another: of parties, issues, options and values."""
    parties = {
        key: (key, scenario.party_name(key), *party.aliases)
        for key, party in scenario.parties.items()
    }
    yield from _shared_names("the parties {keys} share the name {name}", parties)
    issues = {key: (key, scenario.issue_name(key)) for key in scenario.issues}
    yield from _shared_names("the issues {keys} share the name {name}", issues)
    for party, options in scenario.options.items():
        named = {key: (key, scenario.option_name(party, key)) for key in options}
        rule = "of the options of {party}, {keys} share the name {name}"
        yield from _shared_names(rule, named, party=party)
    for issue, stated in scenario.issues.items():
        named = {value: (value, scenario.value_name(issue, value)) for value in stated.values or ()}
        rule = "of the values of {issue}, {keys} share the name {name}"
        yield from _shared_names(rule, named, issue=issue)


def _shared_names(rule: str, names: Mapping[str, tuple[str, ...]], **whose: str) -> Iterator[str]:
    shown: dict[str, str] = {}
    holders: dict[str, dict[str, None]] = {}
    for key, name in ((key, name) for key, own in names.items() for name in own):
        folded = unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
        shown.setdefault(folded, name)
        holders.setdefault(folded, {})[key] = None
    for folded, keys in holders.items():
        if len(keys) > 1:
            yield sentence(rule, keys=", ".join(keys), name=shown[folded], **whose)


def _weights(scenario: Scenario) -> Iterator[str]:
    for party, stated in scenario.preferences.items():
        total = sum(weight.best for weight in stated.weights.values())
        if total > 0 and abs(total - 100) > 1e-9 and abs(total - 1) > 1e-9:
            rule = "the weights of {party} sum to {total} (best values); shares are used"
            yield sentence(rule, party=party, total=f"{total:g}")
        if missing := [issue for issue in scenario.issues if issue not in stated.weights]:
            rule = "{party} gives no weight to {issues}; 0 is used"
            yield sentence(rule, party=party, issues=", ".join(missing))


def _unused(scenario: Scenario) -> Iterator[str]:
    if scenario.issues and not (scenario.preferences or scenario.positions):
        yield "the section issues is unused: no party has preferences"
    if scenario.options and not ranked_parties(scenario):
        yield "the section options is unused: no party has priorities or a ranking"
    if scenario.fronts and not (scenario.issues and scenario.preferences):
        yield "the section fronts is unused: there are no issues with preferences"
    for place, stage in enumerate(scenario.stages, 1):
        following = scenario.stages[place : place + 1]
        if stage.if_fails == "next" and all(after.kind == "announce" for after in following):
            rule = "if_fails: next of stage {place} leads to no table that decides; talks end there"
            yield sentence(rule, place=place)
        if stage.consent.rule == "all" and scenario.consent.rule != "all":
            rule = (
                "stage {place} asks all at its table; consent: of the scenario is for deals alone"
            )
            yield sentence(rule, place=place)
        if stage.consent.rule != "all" and scenario.consent.rule == "all":
            rule = (
                "stage {place} votes; deals ask all at the table, as consent: of the scenario says"
            )
            yield sentence(rule, place=place)
    if scenario.commitments and not (scenario.issues and scenario.preferences):
        yield "the section commitments is unused: there are no issues with preferences"
    if scenario.types and not scenario.signals:
        yield "the section types is unused: there are no signals"


def _sources(scenario: Scenario) -> Iterator[str]:
    """What nothing cites or uses, and how many judgements cite nothing."""
    cited = {name for because in scenario.citations().values() for name in because}
    if unused := [name for name in scenario.evidence if name not in cited]:
        yield sentence("nothing cites the evidence {names}", names=", ".join(unused))
    taken = {item.source for item in scenario.evidence.values()}
    for name in scenario.sources:
        if name not in taken:
            yield sentence("no evidence is taken from the source {name}", name=name)
    count = len(scenario.option_names)
    if count > MOST_OPTIONS:
        rule = "there are {count} options; above {most}, infeasible must leave few states"
        yield sentence(rule, count=count, most=MOST_OPTIONS)
    known = translatable(scenario) if scenario.translations else set()
    for language, wording in scenario.translations.items():
        for key in wording:
            if key not in known:
                rule = "no text and no part of the file is called {name}; its {language} is unused"
                yield sentence(rule, name=key, language=language)
    estimates = scenario.estimates().values()
    bare = sum(not judgement.because for judgement in estimates)
    if scenario.evidence and bare:
        rule = "{bare} of {all} judgements cite no evidence"
        yield sentence(rule, bare=bare, all=len(estimates))
