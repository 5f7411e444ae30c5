"""What the judgements of the sections on talks are called; which of their texts are translated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.scenario.preference_names import preference_part

if TYPE_CHECKING:
    from detente.phrases import Phrases
    from detente.scenario.model import KeyPath, Scenario


def talks_name(scenario: Scenario, path: KeyPath, words: Phrases) -> str | None:
    """A name such as 'Stage 1, Russia: venue'; None for a path of other sections."""
    language = words.language
    match path:
        case ("stages", place, *rest):
            return _stage_part(scenario, int(place), rest, words)
        case ("commitments", name, part):
            says = commitment_name(scenario, name, language)
            return words("talks.of_commitment", says=says, what=_commitment_part(part, words))
        case ("crises", name, *rest):
            what = _crisis_part(scenario, name, rest, words)
            return words("talks.of_crisis", crisis=crisis_name(scenario, name, language), what=what)
        case ("types", party, kind, *rest):
            name = scenario.party_name(party, language)
            type_ = type_name(scenario, party, kind, language)
            what = _type_part(scenario, rest, words)
            return words("talks.of_type", party=name, type=type_, what=what)
        case ("signals", name, part, kind):
            party = scenario.signals[name].by
            what = words("talks.likelihood") if part == "likelihood" else words("talks.cost")
            values = {"says": signal_name(scenario, name, language), "what": what}
            return words(
                "talks.of_signal", type=type_name(scenario, party, kind, language), **values
            )
    return None


def outlook_name(path: KeyPath, words: Phrases) -> str | None:
    """What the judgements under `outlook` are called; None for a path of other sections."""
    named = {"friction": words("talks.friction"), "weight": words("talks.outside_weight")}
    return named.get(path[-1]) if path[0] == "outlook" else None


def _stage_part(scenario: Scenario, place: int, rest: list[str], words: Phrases) -> str | None:
    match rest:
        case ["breakdown"]:
            return words("talks.breakdown", n=place + 1)
        case ["after"]:
            return words("talks.after", n=place + 1)
        case ["held"]:
            return words("talks.held", n=place + 1)
        case [part, party, *occasion] if party in scenario.parties:
            parts = {
                "venue": words("talks.venue"),
                "audience": words("talks.audience"),
                "patience": words("talks.patience"),
                "staying_away": words("talks.staying_away"),
            }
            due = {
                "attending": words("talks.attending"),
                "agreeing": words("talks.agreeing"),
                "failing": words("talks.failing"),
                "adjourning": words("talks.adjourning"),
            }
            what = ", ".join([parts.get(part, part), *(due.get(o, o) for o in occasion)])
            name = scenario.party_name(party, words.language)
            return words("talks.of_stage", n=place + 1, party=name, what=what)
    return None


def type_name(scenario: Scenario, party: str, kind: str, language: str | None = None) -> str:
    """A type's wording; the key path is `types.<party>.<type>`."""
    name = scenario.types[party][kind].name or kind
    return scenario.translated(name, "types", party, kind, language=language)


def signal_name(scenario: Scenario, signal: str, language: str | None = None) -> str:
    """A signal's wording; the key path is `signals.<signal>`."""
    says = scenario.signals[signal].says or signal
    return scenario.translated(says, "signals", signal, language=language)


def commitment_name(scenario: Scenario, name: str, language: str | None = None) -> str:
    """A commitment's wording; the key path is `commitments.<name>`."""
    says = scenario.commitments[name].says or name
    return scenario.translated(says, "commitments", name, language=language)


def front_name(scenario: Scenario, name: str, language: str | None = None) -> str:
    """A front's name; the key path is `fronts.<name>`."""
    shown = name.replace("_", " ")
    return scenario.translated(shown, "fronts", name, language=language)


def crisis_name(scenario: Scenario, name: str, language: str | None = None) -> str:
    """A crisis' name; the key path is `crises.<name>`."""
    shown = scenario.crises[name].name or name.replace("_", " ")
    return scenario.translated(shown, "crises", name, language=language)


def translated_paths(scenario: Scenario) -> Iterator[str]:
    """The key paths under which texts of these sections may be translated."""
    yield from (f"stages.{place}" for place in range(len(scenario.stages)))
    yield from (f"commitments.{name}" for name in scenario.commitments)
    yield from (f"outlook.classes.{name}" for name in scenario.outlook.classes)
    yield from (f"fronts.{name}" for name in scenario.fronts)
    yield from (f"signals.{name}" for name in scenario.signals)
    yield from (f"crises.{name}" for name in scenario.crises)
    for party, types in scenario.types.items():
        yield from (f"types.{party}.{name}" for name in types)


def _commitment_part(part: str, words: Phrases) -> str:
    parts = {
        "harm": words("talks.harm"),
        "own_cost": words("talks.own_cost"),
        "cost": words("talks.audience_cost"),
        "memory": words("talks.memory"),
    }
    return parts.get(part, part)


def _crisis_part(scenario: Scenario, name: str, rest: list[str], words: Phrases) -> str:
    first, second = (
        scenario.party_name(party, words.language) for party in scenario.crises[name].between
    )
    if rest[0] == "cost" and len(rest) > 1:
        return words("talks.cost_of_war", party=scenario.party_name(rest[1], words.language))
    parts = {
        ("win",): words("talks.win", party=first),
        ("win", "battles"): words("talks.battle", party=first),
        ("hidden_cost", "least"): words("talks.hidden_least", party=second),
        ("hidden_cost", "most"): words("talks.hidden_most", party=second),
        ("shift", "later"): words("talks.later", party=first),
        ("shift", "patience"): words("talks.shift_patience"),
        ("threat", "prize"): words("talks.threat_prize"),
        ("threat", "gives_way"): words("talks.gives_way"),
        ("threat", "audience_cost"): words("talks.audience_cost"),
    }
    return parts.get(tuple(rest)) or " › ".join(rest)


def _type_part(scenario: Scenario, rest: list[str], words: Phrases) -> str:
    if rest == ["prior"]:
        return words("talks.prior")
    return preference_part(scenario, (), rest[1:], words) or " › ".join(rest[1:])
