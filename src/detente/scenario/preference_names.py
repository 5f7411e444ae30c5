"""What the judgements of preferences are called, without the name of the party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.scenario.expressions import parse
from detente.scenario.wording import worded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.phrases import Phrases
    from detente.scenario.bargaining import Interaction
    from detente.scenario.model import Scenario


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
