"""Deals and stages in words, for results that follow deals through talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.scenario.wording import value_text

if TYPE_CHECKING:
    from detente.analyses.bargaining_space import BargainingSpace
    from detente.phrases import Phrases
    from detente.scenario import Scenario


def deal_text(
    scenario: Scenario,
    space: BargainingSpace,
    deal: int,
    words: Phrases,
    *,
    changes_only: bool = False,
) -> str:
    """A deal as 'Ceasefire: full; Economy: nothing', without what a status quo stated has, too."""
    given = space.named(deal)
    usual = {k: i.status_quo for k, i in scenario.issues.items()} if changes_only else {}
    parts = [
        f"{scenario.issue_name(issue, words.language)}: {value_text(scenario, issue, value, words)}"
        for issue, value in given.items()
        if usual.get(issue) != value
    ]
    return "; ".join(parts) or words("stages.nothing_changes")


def stage_text(scenario: Scenario, place: int, words: Phrases) -> str:
    """A stage's name, or 'Stage 2'."""
    name = scenario.stages[place].name
    if name is None:
        return words("stages.numbered", n=place + 1)
    return scenario.translated(name, "stages", str(place), language=words.language)


def parties_text(scenario: Scenario, parties: tuple[str, ...], words: Phrases) -> str:
    """Full names, joined."""
    return words.join([scenario.party_name(party, words.language) for party in parties])
