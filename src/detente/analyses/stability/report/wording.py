"""States, moves and certificates in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.analyses.stability.problem import Mask
from detente.analyses.stability.proofs import Certificate, Deviation, Step, Way
from detente.analyses.stability.result import StabilityResult
from detente.phrases import Phrases
from detente.scenario.wording import state_words

MOST_EXPLAINED = 3
MOST_LISTED = 24


@dataclass(frozen=True)
class Wording:
    """Names of one result in one language."""

    result: StabilityResult
    words: Phrases

    def name(self, state: int) -> str:
        """A state's short name."""
        return self.result.problem.name(state)

    def names(self, states: Iterable[int]) -> str:
        """Short names one after the other."""
        return ", ".join(self.name(state) for state in states)

    def listed(self, mask: Mask, none: str = "") -> str:
        """Short names of the states of a mask, of many the first ones."""
        names = self.result.problem.names(mask)
        return ", ".join(names[:MOST_LISTED]) + " …" * (len(names) > MOST_LISTED) or none

    def party(self, place: int) -> str:
        """A party's full name."""
        key = self.result.problem.parties[place]
        return self.result.scenario.party_name(key, self.words.language)

    def parties(self, places: Iterable[int]) -> str:
        """Parties' full names as an enumeration."""
        return self.words.join([self.party(place) for place in places])

    def option(self, place: int) -> str:
        """An option's full wording."""
        party, option = self.result.problem.options[place]
        return self.result.scenario.option_name(party, option, self.words.language)

    def quoted(self, option: int) -> str:
        """An option in quotation marks."""
        return self.words("stability.quoted", text=self.option(option))

    def state(self, state: int) -> str:
        """The options taken, by party: `Syria: release water; Iraq: attack`; or what was stated."""
        return state_words(self.result.scenario, self.name(state), self.words)

    def of_start(self, key: str, **values: str) -> str:
        """A phrase about the state that events set out from, as it is stated or assumed."""
        kind = "stated" if self.result.problem.start_stated else "assumed"
        return self.words(f"stability.{key}.{kind}", **values)

    def concept(self, concept: str) -> str:
        """A concept's name in full."""
        if concept[1:].isdigit():
            return self.words("stability.limited", horizon=concept[1:])
        return self.words(f"stability.concept.{concept}")

    def short(self, concept: str) -> str:
        """A concept's abbreviation."""
        if concept[1:].isdigit():
            return self.words("stability.limited_short", horizon=concept[1:])
        return self.words(f"stability.short.{concept}")

    def shorts(self, concepts: Iterable[str]) -> str:
        """Abbreviations one after the other."""
        return ", ".join(self.short(concept) for concept in concepts)

    def holding(self, state: int) -> list[str]:
        """The concepts under which a state can last."""
        lasting = self.result.verdicts.lasting
        return [c for c in self.result.concepts if lasting(c)[state]]

    def change(self, before: int, step: Step) -> str:
        """What a mover does in one move: takes, drops, or both."""
        problem, party = self.result.problem, self.party(step.mover)
        if not problem.options:
            return self.words("stability.goes", party=party, state=self.state(step.state))
        old, new = int(problem.codes[before]), int(problem.codes[step.state])
        won, lost = (
            self.words.join([self.quoted(bit) for bit in _bits(code)])
            for code in (new & ~old, old & ~new)
        )
        if won and problem.group_of is not None and (problem.group_of == step.state).sum() > 1:
            lost = ""
        key = "takes_and_drops" if won and lost else "takes" if won else "drops"
        return self.words(f"stability.{key}", party=party, won=won, lost=lost)

    def chain(self, start: int, steps: Way) -> str:
        """Moves one after the other."""
        stops = [start, *(step.state for step in steps)]
        told = [self.change(here, step) for here, step in zip(stops, steps, strict=False)]
        return self.words("stability.then").join(told)

    def brief_chain(self, steps: Way) -> str:
        """Moves as `Iraq → NNY, Syria → NYY`."""
        return ", ".join(f"{self.party(step.mover)} → {self.name(step.state)}" for step in steps)

    def certificate(self, proof: Certificate) -> str:
        """Why a state is stable for a party, or not."""
        if not proof.deviations:
            party = self.party(proof.party)
            return self.words("stability.stable_no_improvement", party=party)
        told = [self._deviation(proof, one) for one in proof.deviations[:MOST_EXPLAINED]]
        if len(proof.deviations) > MOST_EXPLAINED:
            more = len(proof.deviations) - MOST_EXPLAINED
            told.append(self.words.count("stability.more_deterred", more))
        return " ".join(told)

    def _deviation(self, proof: Certificate, deviation: Deviation) -> str:
        known = {
            "party": self.party(proof.party),
            "move": self.change(proof.state, Step(proof.party, deviation.improvement)),
        }
        if not deviation.sanction:
            nash = proof.concept == "nash"
            return self.words(f"stability.unstable{'_nash' * nash}", **known)
        rank = self.result.problem.rank[0, proof.party]
        worse = rank[deviation.sanction[-1].state] < rank[proof.state]
        answer = self.chain(deviation.improvement, deviation.sanction)
        key = "stability.deterred_worse" if worse else "stability.deterred_equal"
        return self.words(key, answer=answer, **known)


def _bits(code: int) -> list[int]:
    return [bit for bit in range(code.bit_length()) if code >> bit & 1]
