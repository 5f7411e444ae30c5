"""What a judgement is called, from its key path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.phrases import Phrases
from detente.scenario.expressions import parse
from detente.scenario.security_names import security_name
from detente.scenario.talks_names import talks_name
from detente.scenario.wording import worded

if TYPE_CHECKING:
    from detente.scenario.model import KeyPath, Scenario


def judgement_name(scenario: Scenario, path: KeyPath, words: Phrases) -> str:
    """A short name such as 'Russia: weight of Territory'; other paths are shown as they are."""
    language = words.language
    match path:
        case ("preferences", party, "weights", issue) if issue in scenario.issues:
            name = scenario.issue_name(issue, language)
            text = words("brief.weight_of", issue=name)
        case ("preferences", party, "values", issue, value) if issue in scenario.issues:
            name = scenario.issue_name(issue, language)
            shown = scenario.value_name(issue, value, language)
            text = words("brief.worth_of", issue=name, value=shown)
        case ("preferences", party, "reservation"):
            text = words("brief.reservation")
        case ("preferences", party, "interactions", place, "add"):
            text = words("brief.interaction", condition=_condition(scenario, party, place, words))
        case ("priorities", party, place, *_):
            text = words("brief.priority_held", place=int(place) + 1)
        case ("parties", party, "power"):
            text = words("brief.power")
        case ("parties", party, "patience"):
            text = words("brief.patience")
        case _:
            named = talks_name(scenario, path, words) or security_name(scenario, path, words)
            return named or " › ".join(path)
    return f"{scenario.party_name(party, language)}: {text}"


def _condition(scenario: Scenario, party: str, place: str, words: Phrases) -> str:
    stated = scenario.preferences[party].interactions[int(place)].condition
    return worded(parse(stated, scenario.issue_vocabulary), scenario, words)
