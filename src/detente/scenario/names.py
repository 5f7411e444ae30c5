"""What judgements, types, signals, crises and other parts of a scenario are called.

A judgement has a name by its key path, such as 'Russia: weight of Territory'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from detente.scenario.model import KeyPath, Scenario
from detente.scenario.sections.issues import Interaction
from detente.scenario.sections.security import Security
from detente.scenario.statements import parse
from detente.scenario.wording import worded

if TYPE_CHECKING:
    from detente.phrases import Phrases


def judgement_name(scenario: Scenario, path: KeyPath, words: Phrases) -> str:
    """A short name such as 'Russia: weight of Territory'; other paths are shown as they are."""
    language = words.language
    match path:
        case ("preferences", party, *rest):
            stated = scenario.preferences[party].interactions
            text = preference_part(scenario, stated, rest, words) or " › ".join(rest)
        case ("priorities", party, place, *_):
            text = words("brief.priority_held", place=int(place) + 1)
        case ("parties", party, "power"):
            text = words("brief.power")
        case ("parties", party, "patience"):
            text = words("brief.patience")
        case ("parties", party, "waiting"):
            text = words("talks.waiting")
        case _:
            named = (
                talks_name(scenario, path, words)
                or addition_name(scenario, path, words)
                or security_name(scenario, path, words)
                or outlook_name(path, words)
            )
            return named or " › ".join(path)
    return f"{scenario.party_name(party, language)}: {text}"


def preference_part(
    scenario: Scenario, interactions: Sequence[Interaction], rest: Sequence[str], words: Phrases
) -> str | None:
    """A name such as 'weight of Territory'; None for what preferences do not hold.

    `rest` is the key path behind the preferences that have the interactions.
    """
    language = words.language
    match tuple(rest):
        case ("weights", issue) if issue in scenario.issues:
            return words("brief.weight_of", issue=scenario.issue_name(issue, language))
        case ("values", issue, value) if issue in scenario.issues:
            shown = scenario.value_name(issue, value, language)
            name = scenario.issue_name(issue, language)
            return words("brief.worth_of", issue=name, value=shown)
        case ("reservation",):
            threats = any(said.against is not None for said in scenario.commitments.values())
            return words("brief.reservation_before_threats" if threats else "brief.reservation")
        case ("interactions", place, "add"):
            stated = parse(interactions[int(place)].condition, scenario.issue_vocabulary)
            return words("brief.interaction", condition=worded(stated, scenario, words))
    return None


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


def addition_name(scenario: Scenario, path: KeyPath, words: Phrases) -> str | None:
    """A name such as 'North: weight of Prisoners'; None for a path of other sections."""
    language = words.language
    match path:
        case ("additions", "issues", issue, "weights", party):
            text = words("brief.weight_of", issue=_name(scenario, issue, language))
        case ("additions", "issues", issue, "worth", party, value):
            shown = scenario.translated(value, "issues", issue, value, language=language)
            name = _name(scenario, issue, language)
            text = words("brief.worth_of", issue=name, value=shown)
        case ("additions", "values", issue, value, "worth", party):
            name = scenario.issue_name(issue, language)
            shown = scenario.value_name(issue, value, language)
            text = words("brief.worth_of", issue=name, value=shown)
        case _:
            return None
    return f"{scenario.party_name(party, language)}: {text}"


def _name(scenario: Scenario, issue: str, language: str | None) -> str:
    stated = scenario.additions.issues[issue].name or issue
    return scenario.translated(stated, "issues", issue, language=language)


def security_name(scenario: Scenario, path: KeyPath, words: Phrases) -> str:
    """A short name such as 'Meeting hall: our loss'; empty for any other path."""
    security = scenario.security
    if security is None or path[0] != "security":
        return ""
    match path[1:]:
        case ("targets", target, what):
            whose = _named(scenario, words, "targets", target)
        case ("adversaries", kind, ("gain" | "cost") as what, target):
            at = _named(scenario, words, "targets", target)
            whose = f"{_named(scenario, words, 'adversaries', kind)}, {at}"
        case ("adversaries", kind, what):
            whose = _named(scenario, words, "adversaries", kind)
        case ("probes", probe, what):
            whose = _named(scenario, words, "probes", probe)
        case ("accreditation", "subjects", subject, what) if security.accreditation:
            stated = security.accreditation.subjects[subject].name or subject
            keys = ("security", "accreditation", "subjects", subject)
            whose = scenario.translated(stated, *keys, language=words.language)
        case _:
            return ""
    return f"{whose}: {words(f'security.judged_{what}')}"


def _named(scenario: Scenario, words: Phrases, part: str, name: str) -> str:
    stated = getattr(scenario.security, part)[name].name or name
    return scenario.translated(stated, "security", part, name, language=words.language)


def translated_paths(scenario: Scenario) -> Iterator[str]:
    """The key paths under which texts may be translated, those of additions as if they counted."""
    yield from ("title", "summary", "security.note")
    for section in ("parties", "sources", "evidence", "issues"):
        yield from (f"{section}.{name}" for name in getattr(scenario, section))
    for name, issue in (*scenario.issues.items(), *scenario.additions.issues.items()):
        yield f"issues.{name}"
        yield from (f"issues.{name}.{value}" for value in issue.values or ())
    for name, values in scenario.additions.values.items():
        yield from (f"issues.{name}.{value}" for value in values)
    yield from (f"options.{party}.{option}" for party, option in scenario.option_names)
    yield from (f"stages.{place}" for place in range(len(scenario.stages)))
    for section in ("commitments", "fronts", "signals", "crises"):
        yield from (f"{section}.{name}" for name in getattr(scenario, section))
    yield from (f"outlook.classes.{name}" for name in scenario.outlook.classes)
    for party, types in scenario.types.items():
        yield from (f"types.{party}.{name}" for name in types)
    if scenario.security is not None:
        yield from _security_paths(scenario.security)


def _security_paths(security: Security) -> Iterator[str]:
    for part in ("forces", "targets", "resources", "adversaries", "probes", "shifts"):
        yield from (f"security.{part}.{name}" for name in getattr(security, part))
    sectors = (target.sector for target in security.targets.values() if target.sector)
    yield from (f"security.sectors.{sector}" for sector in sectors)
    for name in security.accreditation.subjects if security.accreditation else ():
        yield f"security.accreditation.subjects.{name}"
