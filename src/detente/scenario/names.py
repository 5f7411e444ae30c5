"""What judgements, types, signals, crises and other parts of a scenario are called.

A judgement has a name by its key path, such as 'Russia: weight of Territory'.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from detente.scenario.model import KeyPath, Scenario
from detente.scenario.sections.wording import Grammar, Spoken
from detente.scenario.statements import parse
from detente.scenario.wording import value_text, worded

if TYPE_CHECKING:
    from detente.phrases import Phrases


def judgement_name(scenario: Scenario, path: KeyPath, words: Phrases) -> str:
    """A short name such as 'Russia: weight of Territory'; other paths are shown as they are."""
    language = words.language
    match path:
        case ("parties", party, what):
            text = words(f"talks.judged.{what}")
        case ("priorities", party, place, *_):
            text = words("brief.priority_held", place=int(place) + 1)
        case ("positions", issue, party, what):
            text = words(f"brief.{what}_on", issue=scenario.issue_name(issue, language))
        case ("preferences", party, *rest):
            text = _preference(scenario, party, rest, words)
        case ("additions", "issues", issue, "weights", party):
            text = words("brief.weight_of", issue=_added(scenario, issue, language))
        case ("additions", "issues", issue, "worth", party, value) | (
            "additions",
            "values",
            issue,
            value,
            "worth",
            party,
        ):
            shown = scenario.value_name(issue, value, language)
            text = words("brief.worth_of", issue=_added(scenario, issue, language), value=shown)
        case _:
            return _of_talks(scenario, path, words) or " › ".join(path)
    return f"{scenario.party_name(party, language)}: {text}"


def _preference(scenario: Scenario, party: str, rest: list[str], words: Phrases) -> str:
    language = words.language
    match rest:
        case ["weights", issue]:
            return words("brief.weight_of", issue=scenario.issue_name(issue, language))
        case ["values", issue, value]:
            shown = value_text(scenario, issue, value, words)
            return words("brief.worth_of", issue=scenario.issue_name(issue, language), value=shown)
        case ["reservation"]:
            threats = any(said.against is not None for said in scenario.commitments.values())
            return words("brief.reservation_before_threats" if threats else "brief.reservation")
        case ["interactions", place, "add"]:
            condition = scenario.preferences[party].interactions[int(place)].condition
            stated = parse(condition, scenario.issue_vocabulary)
            return words("brief.interaction", condition=worded(stated, scenario, words))
    return " › ".join(rest)


def _added(scenario: Scenario, issue: str, language: str) -> str:
    added = scenario.additions.issues.get(issue)
    if added is None:
        return scenario.issue_name(issue, language)
    return scenario.translated(added.name or issue, "issues", issue, language=language)


def _of_talks(scenario: Scenario, path: KeyPath, words: Phrases) -> str:
    """A name such as 'Stage 1, Russia: venue'; empty for a path of other sections."""
    text = ""

    def named(*path: str) -> str:
        return scenario.name_of(*path, language=words.language)

    match path:
        case ("stages", place, what):
            text = words(f"talks.stage.{what}", n=int(place) + 1)
        case ("stages", place, what, party, *occasion):
            said = ", ".join(words(f"talks.judged.{step}") for step in (what, *occasion))
            party = named("parties", party)
            text = words("talks.of_stage", n=int(place) + 1, party=party, what=said)
        case ("commitments", name, what):
            said = words(f"talks.judged.{what}")
            text = words("talks.of_commitment", says=named("commitments", name), what=said)
        case ("crises", name, *steps):
            first, second = scenario.crises[name].between
            party = named("parties", steps.pop() if steps[0] == "cost" else first)
            key = f"talks.crisis.{'_'.join(steps)}"
            said = words(key, party=party, other=named("parties", second))
            text = words("talks.of_crisis", crisis=named("crises", name), what=said)
        case ("types", party, kind, *rest):
            said = words("talks.judged.prior")
            if rest != ["prior"]:
                said = _preference(scenario, party, rest[1:], words)
            kind = named("types", party, kind)
            text = words("talks.of_type", type=kind, party=named("parties", party), what=said)
        case ("signals", name, part, kind):
            kind = named("types", scenario.signals[name].by, kind)
            said = words(f"talks.signal.{part}")
            text = words("talks.of_signal", type=kind, says=named("signals", name), what=said)
        case ("outlook", what):
            text = words(f"talks.outlook.{what}")
        case ("security", "adversaries", kind, part, target):
            whose = (
                f"{named('security', 'adversaries', kind)}, {named('security', 'targets', target)}"
            )
            text = f"{whose}: {words(f'security.judged_{part}')}"
        case ("security", *whole, what):
            text = f"{named('security', *whole)}: {words(f'security.judged_{what}')}"
    return text


def _prose_keys(path: KeyPath, part: BaseModel) -> Iterator[tuple[str, ...]]:
    """What is stated in words for the brief, below the path of a part."""
    match path:
        case ("issues", _):
            labels: tuple[str, ...] = getattr(part, "labels", tuple)()
            yield from ((key, label) for key in ("says", "short") for label in labels)
            yield from ((key,) for key in ("stays", "topic", "give"))
        case ("parties", _):
            yield from (("grammar", key) for key in Grammar.model_fields)
        case ("stages", _):
            yield from (
                ("grammar", field.alias or key) for key, field in Spoken.model_fields.items()
            )
        case ("types", _, _) | ("commitments", _):
            yield ("short",)
        case ("preferences", _):
            lines = getattr(part, "red_lines", ())
            yield from (("red_lines", str(place), "says") for place in range(len(lines)))


def translated_paths(scenario: Scenario) -> Iterator[str]:
    """The key paths under which texts may be translated, those of additions as if they counted."""
    yield from ("title", "summary")
    for path, part in scenario.parts():
        path = path[1:] if path[:2] == ("additions", "issues") else path
        if path and {"name", "says", "title", "holds"} & type(part).model_fields.keys():
            yield ".".join(path)
        yield from (".".join((*path, *key)) for key in _prose_keys(path, part))
        if path[:1] == ("issues",) and len(path) == 2:
            yield from (
                f"{'.'.join(path)}.{value}" for value in getattr(part, "values", None) or ()
            )
        if path[:2] == ("additions", "values") and len(path) == 4:
            yield f"issues.{'.'.join(path[2:])}"
    if scenario.security is not None:
        yield "security.note"
        yield from (f"security.forces.{name}" for name in scenario.security.forces)
        yield from (f"security.shifts.{name}" for name in scenario.security.shifts)
        sectors = (target.sector for target in scenario.security.targets.values())
        yield from (f"security.sectors.{sector}" for sector in sectors if sector)


def translatable(scenario: Scenario) -> set[str]:
    """The texts of a scenario, and the key paths, that may be translated."""
    stated = scenario.model_dump(mode="json", exclude={"translations"})
    return {*_texts(stated), *translated_paths(scenario)}


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from part
        for inner in part.values():
            yield from _texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _texts(inner)
