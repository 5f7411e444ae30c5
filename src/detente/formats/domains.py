"""A domain between formats: issues with their values, and what each party makes of them.

Platforms for automated negotiation keep it in a file for the issues and one for each party: the
worth of a deal is the sum of weight times worth of the value agreed, on a scale of 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.errors import MissingSection, sentence
from detente.formats.actors import keys_for, plain_number, short
from detente.formats.sources import Source
from detente.scenario import Scenario, best_draws
from detente.scenario.valuations import weights, worths

EXAMPLE = """issues: {price: {values: [low, high]}}
preferences: {north: {weights: {price: 100}, values: {price: rising}}}"""

LOSSES = (
    "ranges, sources and confidence of judgements (best values are written)",
    "scales and units (their numbers are written as a list, 101 of a scale without steps)",
    "keys of parties and issues (they are made anew from the names)",
    "red lines, rules, interactions, consent, and a worth of no deal that follows from other parts",
    "everything else: parties without preferences, positions, options, priorities, talks",
)

ROUNDING = 1e-13
"""Weights whose sum differs from 1 by less are taken to add up to 1."""


@dataclass(frozen=True)
class Topic:
    """An issue: its values, or the two ends of a scale and its number of steps."""

    name: str
    values: tuple[str, ...] | None
    scale: tuple[float, float] = (0.0, 0.0)
    steps: int | None = None


@dataclass(frozen=True)
class Profile:
    """A party: by issue the weight, and the worth of each value (or of some numbers of a scale).

    Worths are on 0..1 unless `raw`, where they are in any unit; `reservation` is on the scale of
    the sums.
    """

    name: str
    weights: Mapping[str, float]
    worths: Mapping[str, Mapping[str, float]]
    reservation: float | None = None
    raw: bool = False


@dataclass(frozen=True)
class Domain:
    """Issues and parties, and what had to be left out in reading them."""

    title: str
    topics: tuple[Topic, ...]
    profiles: tuple[Profile, ...]
    notes: tuple[str, ...] = ()


def checked(domain: Domain, source: Source) -> Domain:
    """The domain, its parties with different names.

    Raises ScenarioError for issues or values that are not different texts.
    """
    names = [topic.name for topic in domain.topics]
    if not names or distinct(names) != names:
        source.refuse("the issues of a domain have different names", ", ".join(names))
    for topic in domain.topics:
        values = topic.values
        if values is not None and (not values or distinct(values) != [*values]):
            rule = sentence("the values of {issue} are different texts", issue=topic.name)
            source.refuse(rule, ", ".join(values) or "nothing")
    called = distinct([profile.name for profile in domain.profiles])
    named = (replace(one, name=name) for name, one in zip(called, domain.profiles, strict=True))
    return replace(domain, profiles=tuple(named))


def evaluates(source: Source, topic: Topic, worths: Mapping[str, Any], line: int | None) -> None:
    """Refuse worths that are not those of the values of an issue."""
    if odd := worths.keys() ^ set(topic.values or ()):
        rule = sentence("a profile evaluates the values that {issue} has", issue=topic.name)
        source.refuse(rule, ", ".join(sorted(odd)), line=line)


def file_names(domain: Domain, ending: str) -> dict[str, Profile | None]:
    """What the files of a domain are called: the domain itself, and each profile."""
    keys = keys_for(profile.name for profile in domain.profiles)
    taken = "domain_profile" if "domain" in keys.values() else "domain"
    stems = {
        one.name: taken if keys[one.name] == "domain" else keys[one.name] for one in domain.profiles
    }
    own = {f"{stems[profile.name]}.{ending}": profile for profile in domain.profiles}
    return {f"domain.{ending}": None, **own}


def scenario_of(domain: Domain, source: Source) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The keys of a scenario file, and notes; `source` is where errors are told of."""
    issue_keys = keys_for(topic.name for topic in domain.topics)
    party_keys = keys_for(profile.name for profile in domain.profiles)
    raw: dict[str, Any] = {"detente": 1, "title": domain.title}
    raw["parties"] = {
        party_keys[one.name]: {} if party_keys[one.name] == one.name else {"name": one.name}
        for one in domain.profiles
    }
    raw["issues"] = {issue_keys[topic.name]: _issue(topic, issue_keys) for topic in domain.topics}
    raw["preferences"], notes = {}, list(domain.notes)
    for profile in domain.profiles:
        stated, note = _preferences(profile, issue_keys, source)
        raw["preferences"][party_keys[profile.name]] = stated
        notes += [note] if note else []
    return raw, tuple(notes)


def _issue(topic: Topic, keys: Mapping[str, str]) -> dict[str, Any]:
    named = {} if keys[topic.name] == topic.name else {"name": topic.name}
    if topic.values is not None:
        return {**named, "values": list(topic.values)}
    steps = {} if topic.steps is None else {"steps": topic.steps}
    return {**named, "scale": "..".join(map(plain_number, topic.scale)), **steps}


def _preferences(
    profile: Profile, keys: Mapping[str, str], source: Source
) -> tuple[dict[str, Any], str]:
    """Weights, worths and reservation in points, with a note where the scale is another one.

    A party's points are 100 times the sum. Where weights add up to less than 1, the worths are
    lower by as much; where to more, all is divided by their sum, as it is by the span of the sums
    where worths are `raw`.
    """
    weight, worth = dict(profile.weights), {k: dict(v) for k, v in profile.worths.items()}
    span, base, note = 1.0, 0.0, ""
    if profile.raw:
        for issue, given in worth.items():
            terms = {value: weight[issue] * one for value, one in given.items()}
            low, high = min(terms.values()), max(terms.values())
            base, weight[issue] = base + low, high - low
            worth[issue] = {v: (t - low) / (high - low or 1.0) for v, t in terms.items()}
    total = math.fsum(weight.values())
    if not 0 < total < math.inf:
        source.refuse(sentence("all deals are worth the same to {party}", party=profile.name))
    if profile.raw or total > 1 + ROUNDING:
        span = total
        pattern = "{party}: 0 points are {low} there, 100 points are {high}"
        ends = {"low": plain_number(base), "high": plain_number(base + span)}
        note = sentence(pattern, party=profile.name, **ends)
    factor = 100.0 if span != 1.0 or abs(total - 1) <= ROUNDING else 100.0 * total
    stated: dict[str, Any] = {
        "weights": {keys[issue]: short(one) for issue, one in weight.items()},
        "values": {
            keys[issue]: {value: short(min(factor * one, 100.0)) for value, one in given.items()}
            for issue, given in worth.items()
        },
    }
    if profile.reservation is not None:
        points = 100 * (profile.reservation - base) / span
        if points > 100 + 1e-9:
            rule = "no deal is worth more to {party} than every deal"
            remedy = "correct what no deal is worth"
            source.refuse(sentence(rule, party=profile.name), profile.reservation, remedy)
        stated["reservation"] = short(min(max(points, 0.0), 100.0))
    return stated, note


def domain_of(scenario: Scenario) -> Domain:
    """The issues and preferences of a scenario at their best values.

    Raises MissingSection without issues or preferences.
    """
    if not scenario.preferences or not scenario.issues:
        missing = "issues and preferences" if not scenario.issues else "preferences"
        raise MissingSection("convert", missing, EXAMPLE)
    draws = best_draws(scenario)
    names = distinct([scenario.issue_name(issue) for issue in scenario.issues])
    cut = (distinct(one.labels()) for one in scenario.issues.values())
    labels = dict(zip(names, cut, strict=True))
    parties = [party for party in scenario.parties if party in scenario.preferences]
    profiles = []
    called = distinct([scenario.party_name(party) for party in parties])
    for party, name in zip(parties, called, strict=True):
        shares = weights(scenario, draws, party)[0].tolist()
        worth = {
            topic: dict(
                zip(
                    labels[topic],
                    (worths(scenario, draws, party, issue)[0] / 100).tolist(),
                    strict=True,
                )
            )
            for topic, issue in zip(names, scenario.issues, strict=True)
        }
        stated = scenario.preferences[party].reservation
        limit = None if stated is None else stated.best / 100
        profiles.append(Profile(name, dict(zip(names, shares, strict=True)), worth, limit))
    topics = tuple(Topic(name, tuple(labels[name])) for name in names)
    return Domain(scenario.title, topics, tuple(profiles))


def distinct(names: Sequence[str]) -> list[str]:
    """Names on one line each, those that come again or say nothing with their number.

    >>> distinct(["a", " b\\n c", "a", ""])
    ['a', 'b c', 'a (3)', '4']
    """
    found: list[str] = []
    for number, name in enumerate(names, start=1):
        clean = " ".join(name.split()) or str(number)
        while clean in found:
            clean = f"{clean} ({number})"
        found.append(clean)
    return found
