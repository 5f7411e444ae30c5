"""What is allowed in a scenario but worth a look: parts that do not count, unused or unsourced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detente.errors import sentence
from detente.scenario.model import Scenario
from detente.scenario.names import translated_paths
from detente.scenario.states import MOST_OPTIONS, ranked_parties


def remarks(scenario: Scenario) -> tuple[str, ...]:
    """One sentence each."""
    return (
        *_parties_left_out(scenario),
        *_same_names(scenario),
        *_weights(scenario),
        *_unused(scenario),
        *_options(scenario),
        *_translations(scenario),
        *_unsourced(scenario),
    )


def _parties_left_out(scenario: Scenario) -> Iterator[str]:
    for party in scenario.parties:
        if scenario.issues and party not in scenario.preferences:
            yield sentence("{party} has no preferences and does not count in deals", party=party)
        if scenario.options and party not in ranked_parties(scenario):
            yield sentence(
                "{party} has neither priorities nor a ranking and does not count in stability",
                party=party,
            )
    for party, stated in scenario.preferences.items():
        if stated.reservation is None and stated.follows is None and party not in scenario.no_deal:
            yield sentence(
                "{party} has no reservation value; 0 is used: any deal is as good as none",
                party=party,
            )


def _same_names(scenario: Scenario) -> Iterator[str]:
    """Names that a reader would take for one another: of parties, issues, and a party's options."""
    parties = {
        key: (key, scenario.party_name(key), *party.aliases)
        for key, party in scenario.parties.items()
    }
    yield from _shared_names("the parties {keys} share the name {name}", parties)
    issues = {key: (key, scenario.issue_name(key)) for key in scenario.issues}
    yield from _shared_names("the issues {keys} share the name {name}", issues)
    for party, options in scenario.options.items():
        if party in scenario.parties:
            named = {key: (key, scenario.option_name(party, key)) for key in options}
            yield from _shared_names(
                "of the options of {party}, {keys} share the name {name}", named, party=party
            )


def _shared_names(
    pattern: str, names: Mapping[str, tuple[str, ...]], **whose: str
) -> Iterator[str]:
    holders: dict[str, list[str]] = {}
    shown: dict[str, str] = {}
    for key, own in names.items():
        for name in own:
            folded = " ".join(name.split()).casefold()
            if key not in holders.setdefault(folded, []):
                holders[folded].append(key)
            shown.setdefault(folded, name)
    for name, keys in holders.items():
        if len(keys) > 1:
            yield sentence(pattern, keys=", ".join(keys), name=shown[name], **whose)


def _weights(scenario: Scenario) -> Iterator[str]:
    for party, stated in scenario.preferences.items():
        total = sum(weight.best for weight in stated.weights.values())
        if total > 0 and abs(total - 100) > 1e-9 and abs(total - 1) > 1e-9:
            yield sentence(
                "the weights of {party} sum to {total} (best values); shares are used",
                party=party,
                total=f"{total:g}",
            )
        missing = [issue for issue in scenario.issues if issue not in stated.weights]
        if missing:
            yield sentence(
                "{party} gives no weight to {issues}; 0 is used",
                party=party,
                issues=", ".join(missing),
            )


def _unused(scenario: Scenario) -> Iterator[str]:
    if scenario.issues and not (scenario.preferences or scenario.positions):
        yield "the section issues is unused: no party has preferences"
    if scenario.options and not ranked_parties(scenario):
        yield "the section options is unused: no party has priorities or a ranking"
    if scenario.fronts and not scenario.stages:
        yield "the section fronts is unused: there are no stages"
    for place, stage in enumerate(scenario.stages):
        following = scenario.stages[place + 1 : place + 2]
        if stage.if_fails == "next" and all(after.kind == "announce" for after in following):
            yield sentence(
                "if_fails: next of stage {place} leads to no table that decides; talks end there",
                place=place + 1,
            )
    if scenario.commitments and not (scenario.issues and scenario.preferences):
        yield "the section commitments is unused: there are no issues with preferences"
    if scenario.types and not scenario.signals:
        yield "the section types is unused: there are no signals"
    cited = {name for because in scenario.citations().values() for name in because}
    unused = [name for name in scenario.evidence if name not in cited]
    if unused:
        yield sentence("nothing cites the evidence {names}", names=", ".join(unused))
    sources = {item.source for item in scenario.evidence.values()}
    for name in scenario.sources:
        if name not in sources:
            yield sentence("no evidence is taken from the source {name}", name=name)


def _options(scenario: Scenario) -> Iterator[str]:
    count = len(scenario.option_names)
    if count > MOST_OPTIONS:
        yield sentence(
            "there are {count} options; above {most}, infeasible must leave few states",
            count=count,
            most=MOST_OPTIONS,
        )


def _translations(scenario: Scenario) -> Iterator[str]:
    if not scenario.translations:
        return
    texts = set(_texts(scenario.model_dump(mode="json", exclude={"translations"})))
    paths = set(translated_paths(scenario))
    for language, wording in scenario.translations.items():
        for key in wording:
            if key not in texts and key not in paths:
                yield sentence(
                    "no text and no part of the file is called {name}; its {language} is unused",
                    name=key,
                    language=language,
                )


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, inner in part.items():
            yield key
            yield from _texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _texts(inner)


def _unsourced(scenario: Scenario) -> Iterator[str]:
    judgements = scenario.estimates()
    bare = sum(not judgement.because for judgement in judgements.values())
    if scenario.evidence and bare:
        yield sentence(
            "{bare} of {all} judgements cite no evidence", bare=bare, all=len(judgements)
        )
