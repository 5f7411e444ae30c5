"""What a judgement is called, from its key path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.phrases import Phrases
from detente.scenario.additions import addition_name
from detente.scenario.preference_names import preference_part
from detente.scenario.security_names import security_name
from detente.scenario.talks_names import outlook_name, talks_name

if TYPE_CHECKING:
    from detente.scenario.model import KeyPath, Scenario


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
