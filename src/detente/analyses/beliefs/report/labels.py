"""Names of parties, types and signals in one language."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analyses.beliefs.solve import Belief
from detente.analyses.posterior.bayes import ratio_word
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.scenario.names import signal_name, type_name


@dataclass(frozen=True, slots=True)
class Labels:
    """The wording of one party's types and signals."""

    scenario: Scenario
    words: Phrases
    best: Belief

    @property
    def party(self) -> str:
        """The party's full name."""
        return self.scenario.party_name(self.best.problem.party, self.words.language)

    @property
    def types(self) -> list[str]:
        """All types of the party, in order."""
        return [self.type(place) for place in range(len(self.best.problem.types))]

    def type(self, place: int) -> str:
        """A type by its place."""
        problem = self.best.problem
        return type_name(self.scenario, problem.party, problem.types[place], self.words.language)

    def signal(self, place: int) -> str:
        """A signal by its place; those still to come follow those seen."""
        name = self.best.problem.signals[place]
        return signal_name(self.scenario, name, self.words.language)

    @property
    def top(self) -> int:
        """Place of the type that is held likeliest after all signals seen."""
        return int(self.best.posterior[0].argmax())

    def strength(self, signal: int) -> str:
        """The likelihood ratio of a signal in a word."""
        words = self.words
        return {
            "none": words("beliefs.strength_none"),
            "slight": words("beliefs.strength_slight"),
            "weak": words("beliefs.strength_weak"),
            "substantial": words("beliefs.strength_substantial"),
            "strong": words("beliefs.strength_strong"),
            "decisive": words("beliefs.strength_decisive"),
        }[ratio_word(float(self.best.ratio[0, signal]))]
