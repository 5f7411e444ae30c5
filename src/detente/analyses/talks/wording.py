"""Parties, stages and packages of talks in the words of a reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.scenario.wording import deal_text, stage_words, value_text

if TYPE_CHECKING:
    from detente.phrases import Phrases
    from detente.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Names:
    """What parties (by place or key), stages and packages are called in a language."""

    scenario: Scenario
    words: Phrases
    parties: tuple[str, ...]

    def party(self, party: int | str) -> str:
        """A party's full name."""
        key = party if isinstance(party, str) else self.parties[party]
        return self.scenario.party_name(key, self.words.language)

    def all(self, parties: Iterable[int | str]) -> str:
        """Full names, joined."""
        return self.words.join([self.party(party) for party in parties])

    def stage(self, place: int) -> str:
        """A stage's name, or 'Stage 2'."""
        return stage_text(self.scenario, place, self.words)

    def at(self, place: int) -> str:
        """A stage after a preposition: 'at Anchorage'."""
        return stage_at(self.scenario, place, self.words)

    def issue(self, issue: str) -> str:
        """An issue's name."""
        return self.scenario.issue_name(issue, self.words.language)

    def value(self, issue: str, value: str) -> str:
        """A value of an issue, with its unit."""
        return value_text(self.scenario, issue, value, self.words)

    def whole(self, deal: Mapping[str, str]) -> str:
        """A deal as 'Ceasefire: full; Economy: nothing'."""
        return deal_text(self.scenario, deal, self.words)

    def changed(self, deal: Mapping[str, str]) -> str:
        """The same without what a status quo stated has."""
        usual = {name: issue.status_quo for name, issue in self.scenario.issues.items()}
        changes = {name: value for name, value in deal.items() if usual[name] != value}
        return self.whole(changes) or self.words("stages.nothing_changes")


def stage_at(scenario: Scenario, place: int, words: Phrases) -> str:
    """A stage after a preposition, such as 'at Anchorage'; by its name where nothing tells how."""
    known = stage_words(scenario, place, words.language)[0]
    return known or words("stages.at_named", stage=stage_text(scenario, place, words))


def stage_text(scenario: Scenario, place: int, words: Phrases) -> str:
    """A stage's name, or 'Stage 2'."""
    name = scenario.stages[place].name
    if name is None:
        return words("stages.numbered", n=place + 1)
    return scenario.translated(name, "stages", str(place), language=words.language)
