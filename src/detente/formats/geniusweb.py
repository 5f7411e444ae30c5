"""GeniusWeb: a JSON file for the domain, and one for the profile of each party.

Domain: `{name, issuesValues: {issue: {values: [value, …]}}}`; numbers are
`{range: [low, high, step]}`. A profile is `{LinearAdditiveUtilitySpace: {name, issueUtilities,
issueWeights: {issue: weight}, domain, reservationBid: {issuevalues: {issue: value}}}}`;
`issueUtilities` gives each issue `{discreteutils: {valueUtilities: {value: 0..1}}}` (or
`DiscreteValueSetUtilities`), numbers `{numberutils: {lowValue, lowUtility, highValue,
highUtility}}` (or `NumberValueSetUtilities`).

The worth of a deal is the sum of weight times utility. What no deal is worth is the utility of the
reservation bid; an issue that it leaves out adds nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from detente.errors import sentence
from detente.formats import domains
from detente.formats.actors import plain_number
from detente.formats.domains import Domain, Profile, Topic
from detente.formats.sources import Source, read_json
from detente.validation import bounds

LOSSES = ("the title where it is no single line, and what no deal is worth", *domains.LOSSES)

ADDITIVE = "LinearAdditiveUtilitySpace"
_DISCRETE = ("discreteutils", "DiscreteValueSetUtilities")
_NUMBERS = ("numberutils", "NumberValueSetUtilities")
_MOST_STEPS = 10_001


def recognises(raw: Any) -> bool:
    """Whether a JSON value has the keys of a domain or profile, of any kind."""
    return isinstance(raw, dict) and (
        "issuesValues" in raw
        or (len(raw) == 1 and next(iter(raw)).endswith(("UtilitySpace", "PartialOrdering")))
    )


def read(sources: Sequence[Source]) -> Domain:
    """A domain and the profiles of its parties, each of which holds the domain once more.

    Raises ScenarioError for profiles that are not additive or do not fit the domain.
    """
    domain: Domain | None = None
    profiles: list[Profile] = []
    for source in sources:
        raw = read_json(source)
        is_domain = "issuesValues" in raw
        if not is_domain and ADDITIVE not in raw:
            rule = "the worth of a deal is no sum over issues in this profile"
            source.refuse(rule, next(iter(raw)), "only additive profiles are read")
        space = {} if is_domain else source.mapping(raw[ADDITIVE], ADDITIVE)
        found = _domain(source, raw if is_domain else space.get("domain"))
        if domain is not None and found.topics != domain.topics:
            source.refuse(
                "the files belong to different domains", found.title, "convert one domain at a time"
            )
        domain = found
        if not is_domain:
            profiles.append(_profile(source, space, found.topics))
    if domain is None:
        sources[0].refuse("there is no domain")
    return domains.checked(replace(domain, profiles=tuple(profiles)), sources[0])


def _domain(source: Source, raw: Any) -> Domain:
    raw = source.mapping(raw, "domain")
    topics = [
        _topic(source, str(issue), source.mapping(given, str(issue)))
        for issue, given in source.mapping(raw.get("issuesValues"), "issuesValues").items()
    ]
    return Domain(" ".join(str(raw.get("name") or source.stem).split()), tuple(topics), ())


def _topic(source: Source, issue: str, given: dict[str, Any]) -> Topic:
    values, span = given.get("values"), given.get("range")
    if isinstance(span, dict):
        span = [span.get(key) for key in ("low", "high", "step")]
    if isinstance(span, list) and len(span) == 3:
        what = sentence("the range of {issue}", issue=issue)
        low, high, step = (Decimal(repr(source.number(one, what))) for one in span)
        count = int((high - low) / step) + 1 if step > 0 and low <= high else 0
        if not 0 < count <= _MOST_STEPS:
            rule = sentence("a range has from 1 to {most} numbers", most=_MOST_STEPS)
            source.refuse(rule, ", ".join(map(str, span)))
        if count > 1 and low + (count - 1) * step == high:
            return Topic(issue, None, (float(low), float(high)), count)
        values = [plain_number(float(low + k * step)) for k in range(count)]
    return Topic(issue, tuple(map(str, source.listed(values, issue))))


def _profile(source: Source, space: dict[str, Any], topics: Sequence[Topic]) -> Profile:
    given = source.mapping(space.get("issueWeights"), "issueWeights")
    utilities = source.mapping(space.get("issueUtilities"), "issueUtilities")
    weights, worths = {}, {}
    for topic in topics:
        what = sentence("the weight of {issue}", issue=topic.name)
        weights[topic.name] = source.number(given.get(topic.name), what, least=0)
        stated = source.mapping(utilities.get(topic.name), topic.name)
        worths[topic.name] = _worths(source, topic, stated)
    name = " ".join(str(space.get("name") or source.stem).split())
    return _reservation(source, space.get("reservationBid"), topics, Profile(name, weights, worths))


def _worths(source: Source, topic: Topic, stated: dict[str, Any]) -> dict[str, float]:
    """The worth of each value, or of the ends of a range, between which it runs straight."""
    kind, given = next(iter(stated.items()), ("nothing", {}))
    given = source.mapping(given, kind)
    worth: dict[str, float] = {}
    if kind in _NUMBERS:
        keys = ("lowValue", "highValue", "lowUtility", "highUtility")
        low, high, first, last = (source.number(given.get(key), key) for key in keys)
        slope = (last - first) / (high - low) if high > low else 0.0
        places = topic.scale if topic.values is None else map(float, topic.values)
        worth = {plain_number(x): first + slope * (x - low) for x in places}
    elif kind in _DISCRETE:
        listed = source.mapping(given.get("valueUtilities"), "valueUtilities")
        worth = {value: source.number(one, value) for value, one in listed.items()}
    if topic.values is not None or not worth:
        domains.evaluates(source, topic, worth, None)
    for value, one in worth.items():
        if not 0 <= one <= 1:
            rule = sentence("a utility is a number {span}", span=bounds(0, 1))
            source.refuse(rule, f"{topic.name}, {value}: {one}")
    return worth


def _reservation(source: Source, bid: Any, topics: Sequence[Topic], profile: Profile) -> Profile:
    """The profile with the worth of the bid that stands for no deal, if there is one."""
    if not bid:
        return profile
    stated = source.mapping(bid, "reservationBid").get("issuevalues")
    chosen = source.mapping(stated, "issuevalues")
    known = {topic.name: topic for topic in topics}
    total = 0.0
    for issue, value in chosen.items():
        worth = profile.worths.get(issue, {})
        if issue in known and known[issue].values is None:
            place = source.number(value, issue)
            one = float(np.interp(place, [float(x) for x in worth], list(worth.values())))
        elif str(value) in worth:
            one = worth[str(value)]
        else:
            rule = "the reservation bid names issues and values of the domain"
            source.refuse(rule, f"{issue}: {value}")
        total += profile.weights[issue] * one
    return replace(profile, reservation=total)


def write(domain: Domain) -> dict[str, str]:
    """The text of each file by its name: the domain, and a profile for each party."""
    issues = {topic.name: {"values": list(topic.values or ())} for topic in domain.topics}
    own = {"name": " ".join(domain.title.split()), "issuesValues": issues}
    files: dict[str, Any] = {}
    for file, profile in domains.file_names(domain, "json").items():
        files[file] = own
        if profile is None:
            continue
        utilities = {
            issue: {"discreteutils": {"valueUtilities": dict(given)}}
            for issue, given in profile.worths.items()
        }
        space = {
            "name": profile.name,
            "issueUtilities": utilities,
            "issueWeights": dict(profile.weights),
            "domain": own,
            "reservationBid": None,
        }
        files[file] = {ADDITIVE: space}
    return {
        name: json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        for name, value in files.items()
    }
